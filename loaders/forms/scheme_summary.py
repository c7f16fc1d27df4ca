"""An office's totals of a scheme: how many households and people of a place got how much."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="scheme_summary",
    title="补贴人数和金额汇总表",
    record="scheme_summary",
    about="一个乡镇或村一行，各列是户数、人数、金额；可以按年龄段、城乡或补贴项目分列，没有个人。",
    columns=(
        v.SERIAL, v.COUNTY, v.VILLAGE, v.ANY_PLACE, v.SCHEME, v.PERIOD, v.REMARK,
        Column("part", "text", ("类别", "对象类别", "人员类别", "年龄段")),
    ),
    strangers=(
        Column("works", "text", ("建设地点", "实施地点", "项目地点", "项目实施地点", "建设内容", "施工单位", "中标单位", "承建单位", "监理单位", "合同价", "中标价", "开工时间", "竣工时间", "完工情况", "形象进度", "工程进度")),
        *v.PERSON_COLUMNS, replace(v.NAME, key="person_name"),
    ),
    needs=(),
    shape="counts",
    title_words=("汇总", "统计", "发放", "兑付", "人数", "补贴", "补助", "救助", "低保", "津贴"),
    title_not=("收支", "支出", "财务", "收益", "开支", "分配", "安排", "下达", "指标", "一事一议", "工程项目", "建设项目", "奖补项目", "走访"),
    needs_scheme=True,
    yields_to=("pending_list", "pending_proposed", "subsidy_payments", "payments_by_scheme", "payments_by_month", "roster", "roster_members", "national_households", "national_persons", "residents", "project_plan", "project_progress", "renovation", "contracts", "debts", "assets"),
)  # fmt: skip
