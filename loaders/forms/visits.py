"""Visits to households by the officials who look after them, and lists of who looks after whom."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="visits",
    title="走访帮扶登记表",
    record="visit",
    about="走访一次一行：户主、帮扶干部、走访时间和情况；没有时间的是帮扶责任人名单。",
    columns=(
        *v.PLACE_COLUMNS,
        replace(v.NAME, headings=(*v.NAME.headings, "走访对象", "走访户", "走访户主", "帮扶对象", "帮扶对象姓名", "被走访人", "被走访户", "受访户", "联系户", "结对户", "结对户姓名", "结对对象", "帮扶户", "走访农户", "走访户姓名", "被走访户主", "受访人", "联系农户", "被帮扶人", "脱贫户")),
        replace(v.ID_NUMBER, required=False), v.FAMILY_SIZE, v.CATEGORY,
        Column("helper", "text", ("帮扶干部", "帮扶责任人", "走访干部", "帮扶人", "帮扶责任人姓名", "现帮扶责任人", "现帮扶干部", "调整后帮扶责任人", "帮扶干部姓名", "走访人", "走访人员", "联系干部", "结对干部", "帮扶联系人", "责任人", "入户干部", "走访人姓名", "走访干部姓名", "联系人", "包户干部", "帮扶人姓名", "结对帮扶干部", "结对帮扶人", "驻村干部", "网格员", "走访责任人", "结对人"), example="王建国"),
        Column("office", "text", ("帮扶单位", "单位", "单位名称", "所在单位", "工作单位", "帮扶单位名称", "结对单位", "责任单位", "单位及职务", "联系单位", "单位职务"), example="青枫镇人民政府"),
        Column("position", "text", ("职务", "帮扶责任人职务", "职务级别", "帮扶干部职务")),
        Column("helper_phone", "phone", ("帮扶人手机号", "帮扶责任人联系电话", "帮扶责任人电话", "帮扶干部电话", "帮扶人电话", "帮扶干部联系电话", "帮扶人联系电话", "走访人电话", "责任人电话")),
        Column("visited", "text", ("走访时间", "走访日期", "入户时间", "入户日期", "帮扶时间", "走访帮扶时间", "时间", "日期", "最近走访时间", "走访入户时间", "帮扶日期", "慰问时间", "末次走访时间", "最近一次走访时间", "最后走访时间", "联系时间"), example="2024-06-10"),
        Column("content", "text", ("走访情况记录", "走访情况", "走访记录", "走访内容", "帮扶情况", "帮扶内容", "主要内容", "帮扶措施", "入户情况", "工作内容", "走访事项", "反映问题", "存在问题", "困难诉求", "走访情况及问题", "内容", "走访帮扶情况", "帮扶记录", "了解情况", "主要情况")),
        v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("helper",), ("visited", "content", "office", "helper_phone", "position", "id_number", "months")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    carried=("helper", "office", "helper_phone", "name", "id_number"),
    title_words=("走访", "帮扶", "结对", "联系户", "入户", "包户"),
)  # fmt: skip
