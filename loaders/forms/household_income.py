"""What a household took in during a year, by the four kinds of income, what it spent to earn it, what is left per head."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="household_income",
    title="农户家庭收入明细表",
    record="household_income",
    about="一户一行：工资性、生产经营性、财产性、转移性四类收入，总收入、支出、纯收入和人均；只给本户看。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, replace(v.ID_NUMBER, required=False),
        replace(v.FAMILY_SIZE, key="people", headings=(*v.FAMILY_SIZE.headings, "人口数", "人口", "人数", "家庭人口A", "A家庭人口", "常住人口", "在册人口", "共同生活人口", "户人数"), example="4"),
        Column("wages", "amount", ("工资性收入", "工资收入", "工资性收入合计", "工资性收入小计", "务工收入", "工资性", "工资性收入L", "务工工资收入", "家庭工资性收入", "其中:工资性收入"), example="36000"),
        Column("business", "amount", ("生产经营性收入", "经营性收入", "家庭经营性收入", "生产经营收入", "家庭经营收入", "经营收入", "经营净收入", "生产经营净收入", "生产性收入", "经营性收入合计", "经营性收入小计", "生产经营性收入小计", "生产经营性收入合计", "生产经营收入小计", "生产经营收入合计", "家庭经营性收入小计", "经营性", "生产经营性", "其中:家庭经营性收入", "其中:生产经营性收入", "其中:经营性收入"), example="8000"),
        Column("property", "amount", ("财产性收入", "财产收入", "财产净收入", "财产性收入小计", "财产性收入合计", "财产性", "资产性收入", "资产收益", "其中:财产性收入"), example="1200"),
        Column("transfers", "amount", ("转移性收入", "转移收入", "转移净收入", "转移性收入小计", "转移性收入合计", "转移性", "政策性收入", "政策补助收入", "补贴收入", "补助性收入", "政策性补贴收入", "其中:转移性收入"), example="5376"),
        Column("property_and_transfers", "amount", ("财产性及转移性收入", "财产性和转移性收入", "财产及转移性收入", "财产性、转移性收入", "转移性及财产性收入", "其中:财产性及转移性收入")),
        Column("other_income", "amount", ("其他收入", "其它收入", "其他", "赡养费", "赡养费收入", "赡(抚、扶)养费", "其他收入小计")),
        Column("total", "amount", ("家庭总收入", "家庭收入合计", "总收入", "收入合计", "年总收入", "家庭年总收入", "全年总收入", "收入总计", "家庭年收入", "年收入", "家庭全年总收入", "家庭收入总计", "全年收入合计", "年收入合计", "家庭收入", "合计", "收入小计", "总收入合计", "家庭总收入合计", "合计收入"), example="50576"),
        Column("costs", "amount", ("生产经营性支出", "经营性支出", "生产经营支出", "生产性支出", "家庭经营支出", "家庭经营费用支出", "经营支出", "生产费用", "支出合计", "支出", "总支出", "家庭支出合计", "生产支出", "经营费用", "家庭总支出", "年支出", "经营成本", "生产经营成本", "支出小计", "家庭支出", "生产经营性支出合计", "生产经营性支出小计", "生产成本", "扣减支出", "家庭年支出", "全年支出")),
        Column("net", "amount", ("家庭纯收入", "年纯收入", "家庭年纯收入", "纯收入", "总纯收入", "家庭年总纯收入", "全年纯收入", "净收入", "家庭净收入", "家庭总纯收入", "纯收入合计", "可支配收入", "家庭可支配收入", "年度纯收入", "年总纯收入")),
        Column("per_head", "amount", ("人均纯收入", "年人均纯收入", "家庭人均纯收入", "家庭年人均纯收入", "人均年纯收入", "人均收入", "家庭人均收入", "年人均收入", "人均可支配收入", "家庭人均年纯收入", "人均", "家庭年人均收入", "人均净收入", "家庭人均年收入", "全年人均纯收入")),
        v.HOUSEHOLD_NUMBER, v.PERIOD, v.PHONE, v.REMARK,
    ),
    needs=(
        ("name",),
        ("wages", "business", "property", "transfers"),
        ("total", "net", "per_head", "business", "property", "property_and_transfers"),
    ),
    strangers=(
        v.ACCOUNT, v.STANDARD,
        Column("granted", "amount", ("户月保障金额", "月保障金额", "保障金额", "户月保障金", "月保障金", "户保障金额", "低保金额", "户月低保金", "月低保金", "发放金额", "实发金额", "本次发放金额", "本月发放金额", "救助金额", "补助金额", "补贴金额", "补差金额", "户月补差金额", "月补助金额", "供养金额")),
    ),
    parts=("wages", "business", "property", "transfers", "costs"),
    amount="total",
    card=True,
    sums=("wages", "business", "property", "transfers", "other_income", "costs", "net"),
    title_words=("家庭收入", "收入", "明白卡", "测算", "农户", "纯收入"),
    title_not=("财务", "收支公开"),
)  # fmt: skip
