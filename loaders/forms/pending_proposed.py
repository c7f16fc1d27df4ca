"""Who may come onto a scheme's list, where the title says that it is proposed and the columns that it is no payment."""

from dataclasses import replace

from loaders.forms.pending_list import FORM as PENDING

FORM = replace(
    PENDING,
    name="pending_proposed",
    title="拟享受对象公示名单",
    about="一户一行：拟享受的人家、几口人、拟给多少，在批准以前公示；不算享受，也不算发放。",
    needs=(("name",), ("people", "family_size", "category")),
    title_words=("拟新增", "拟享受", "拟保障", "拟救助", "拟补助", "拟纳入", "拟批准", "拟资助"),
    yields_to=("pending_list",),
)
