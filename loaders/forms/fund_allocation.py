"""How a fund was shared among places and projects, by the level of government that gives it."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="fund_allocation",
    title="资金分配表",
    record="fund_allocation",
    about="一个乡镇、村或项目一行：分到多少钱，可以按中央、省、市、县分列，可以写文号。",
    columns=(
        v.SERIAL, v.VILLAGES, v.ANY_PLACE, replace(v.PROJECT_NAME, key="project", required=False),
        Column("purpose", "text", ("用途", "资金用途", "建设内容", "内容", "支出方向", "使用方向", "主要内容", "补助内容")),
        Column(
            "amount", "amount",
            ("资金金额", "合计", "小计", "总计", "合计金额", "分配金额", "下达金额", "补助金额", "安排金额", "补助资金", "金额", "本次下达", "下达资金", "资金额度", "安排资金", "拨付金额", "分配资金", "资金计划", "资金数", "奖补金额", "财政奖补资金", "奖补资金", "财政奖补", "财政补助资金", "财政资金", "下达补贴资金", "资金"),
            required=True, example="20",
        ),
        *v.LEVEL_COLUMNS, v.LEVEL, v.FUND_NAME, v.DOCUMENT, v.PERIOD, v.REMARK,
    ),
    strangers=(*v.PERSON_COLUMNS, replace(v.NAME, key="person_name")),
    needs=(("villages", "anyplace", "project"), ("amount", "central", "province", "city", "county", "other")),
    amount="amount",
    shape="levels",
    tells=(v.TELLS_LEVEL,),
    needs_title=True,
    title_words=("分配", "安排", "下达", "拨付", "资金计划", "衔接资金", "专项资金", "扶贫资金", "指标", "奖补资金", "补助资金", "转移支付", "运转经费", "兑付", "专项"),
    yields_to=("project_plan", "project_progress"),
)  # fmt: skip
