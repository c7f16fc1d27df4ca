"""Who may come onto a scheme's list: posted for some days before anything is approved."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="pending_list",
    title="初审公示名单",
    record="pending",
    about="一户一行：谁申请了、几口人、拟给多少；标题写明是初审。只在公示的几天里公开，不算享受，也不算发放。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGE, v.GROUP, replace(v.NAME, required=True), replace(v.ID_NUMBER, required=False),
        Column(
            "amount", "amount",
            ("拟保障金额", "拟救助金额", "拟补助金额", "拟发放金额", "拟享受金额", "拟月保障金额", "拟救助额", "初审金额", "初审救助金额", "建议救助金额", "建议保障金额", "月保障金额", "保障金额", "救助金额", "补助金额", "补贴金额", "低保金额", "低保金", "金额"),
            example="620",
        ),
        v.PEOPLE, v.FAMILY_SIZE, v.CATEGORY, v.RELATION, v.SCHEME, v.PERIOD, v.REMARK,
    ),
    needs=(("name",),),
    without=("account", "paid_on"),
    strangers=(v.ACCOUNT, v.PAID_ON),
    amount="amount",
    needs_period=False,
    needs_scheme=True,
    needs_title=True,
    title_words=("初审",),
    title_not=("发放", "兑付", "打卡", "取消", "停发", "退出", "终止"),
)  # fmt: skip
