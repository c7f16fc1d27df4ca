"""Who stands on a scheme's list and for how much, where only the title says that it is a list and nothing was paid."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.forms.roster import FORM as ROSTER

_OF_A_ROSTER = ROSTER.needs[2]  # with any of these the columns alone tell it

FORM = replace(
    ROSTER,
    name="roster_titled",
    title="享受对象名单（只有金额）",
    about="一户一行：姓名、身份证号和每月金额；标题写明是对象名册、名单或在册人员，不是发放记录。",
    columns=(*(column for column in ROSTER.columns if column.key not in _OF_A_ROSTER), v.BANK, v.ACCOUNT),
    needs=(("name",), ("id_number",), ("amount",)),
    needs_title=True,
    title_words=("对象名册", "对象花名册", "对象名单", "在册", "享受名单", "享受人员名单", "享受人员花名册", "保障对象", "供养人员名册", "供养人员花名册"),
    title_not=(*ROSTER.title_not, "慰问", "奖励", "兑现", "补发"),
    yields_to=("pending_list", "pending_proposed", "roster", "roster_members", "national_households", "national_persons"),
)
