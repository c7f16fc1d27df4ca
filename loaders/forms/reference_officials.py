"""Village officials and their relatives: a list to match payments and contracts against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

_OFFICIAL = ("村干部", "干部", "干部信息", "村干部信息", "两委", "本人", "村两委干部", "村干部本人")
_RELATIVE = ("近亲属", "亲属", "家属", "亲属信息", "近亲属信息", "家庭成员", "家属信息", "特定关系人", "主要亲属", "近亲属情况", "亲属情况")

FORM = Form(
    name="reference_officials",
    title="村干部及近亲属名单",
    record="reference_entry",
    about="一人一行：村干部的姓名、身份证号、职务，或者其近亲属的姓名、身份证号和关系；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS,
        Column("person", "name", ("姓名", "人员姓名", "名字"), example="王建国"), Column("person_id", "id", v.MEMBER_ID.headings, example="33089019650203001X"),
        Column("name", "name", ("近亲属姓名", "亲属姓名", "家属姓名", "关系人姓名", "亲属名字", "家庭成员姓名", "配偶子女姓名", "近亲属", "特定关系人姓名")),
        replace(Column("name_under", "name", ("姓名",)), under=_RELATIVE),
        Column("id_number", "id", ("近亲属身份证号", "近亲属身份证号码", "亲属身份证号", "亲属身份证号码", "家属身份证号", "家属身份证号码", "关系人身份证号", "家庭成员身份证号", "家庭成员身份证号码", "亲属身份证", "近亲属身份证")),
        Column("id_under", "id", ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码"), under=_RELATIVE),
        Column("related_name", "name", ("村干部姓名", "干部姓名", "村干部", "所属村干部", "关联村干部", "村干部名字", "两委干部姓名", "公职人员姓名", "干部", "村两委干部", "村(社区)干部姓名", "村社干部姓名", "村社干部")),
        Column("related_under", "name", ("姓名",), under=_OFFICIAL),
        Column("related_id", "id", ("村干部身份证号", "村干部身份证号码", "干部身份证号", "干部身份证号码", "村干部身份证", "干部身份证", "村社干部身份证号")),
        Column("related_id_under", "id", ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码"), under=_OFFICIAL),
        Column("relation", "text", ("与村干部关系", "关系", "与干部关系", "与本人关系", "亲属关系", "称谓", "与其关系", "与村干部的关系", "与干部的关系", "与本人的关系", "家庭关系", "与村社干部关系"), example="妻子"),
        Column("position", "text", ("职务", "村干部职务", "现任职务", "村内职务", "担任职务", "任职", "职位", "干部职务", "所任职务", "岗位", "任职情况"), example="村委会主任"),
        Column("relative_office", "text", ("工作单位", "亲属工作单位", "工作单位及职务", "近亲属工作单位", "职业", "单位")), Column("relative_position", "text", ("职务",), under=_RELATIVE),
        Column("happened", "when", ("任职时间", "任职日期", "上任时间", "任职起始时间", "当选时间", "任期开始", "任现职时间", "任职开始时间")), Column("ended", "when", ("离任时间", "离职时间", "卸任时间", "任期结束", "免职时间", "任职结束时间", "离任日期")),
        v.SEX, v.BIRTH, v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("person", "name", "name_under", "related_name", "related_under"), ("position", "relation", "related_name", "related_under")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    needs_title=True,
    carried=("related_name", "related_under", "related_id", "related_id_under", "position"),
    title_words=("村干部", "近亲属", "两委", "村社干部", "家属", "亲属", "监委会成员", "村级干部", "干部名单", "班子成员", "干部花名册", "特定关系人", "村(社区)干部", "干部基本情况", "村务监督委员会"),
    title_not=("通讯录", "电话", "值班", "考勤", "签到"),
    says=(("kind", "official"),),
)  # fmt: skip
