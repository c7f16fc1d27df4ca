"""Who is paid by the public: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_payroll",
    title="财政供养人员名单",
    record="reference_entry",
    about="一人一行：姓名、身份证号、单位、职务；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=(*v.MEMBER_NAME.headings, "供养人员姓名", "职工姓名", "干部姓名", "教师姓名")), replace(v.MEMBER_ID, required=False),
        Column("office", "text", ("单位名称", "单位", "工作单位", "所在单位", "任职单位", "供养单位", "单位全称", "部门", "现工作单位", "发放单位", "主管部门", "所属单位"), example="青枫镇中心小学"),
        Column("position", "text", ("职务", "岗位", "职务职级", "职务(岗位)", "职级", "现任职务", "职称", "岗位名称", "职务名称"), example="教师"),
        Column("staffing", "text", ("人员性质", "人员类别", "编制类型", "编制性质", "供养类型", "身份类别", "人员类型", "编制类别", "供养性质", "人员身份", "在职状态", "供养形式", "编制")),
        Column("happened", "when", ("参加工作时间", "入职时间", "入编时间", "供养起始时间", "参工时间", "任职时间", "进单位时间", "起薪时间", "工作时间", "入职日期", "供养开始时间", "起始时间")),
        Column("ended", "when", ("退休时间", "离职时间", "停薪时间", "离退休时间", "调出时间", "供养终止时间", "退休日期", "离职日期", "终止时间")),
        v.SEX, v.BIRTH, v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("office", "staffing", "position")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    needs_title=True,
    carried=("office",),
    title_words=("财政供养", "公职", "在编", "编制", "事业单位", "公务员", "机关", "财政统发", "财政工资", "国家工作人员"),
    says=(("kind", "payroll"),),
)  # fmt: skip
