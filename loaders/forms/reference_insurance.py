"""Who is insured by an employer, or draws a pension: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_insurance",
    title="社会保险参保名单",
    record="reference_entry",
    about="一人一行：姓名、身份证号、险种、参保单位、参保时间，或者养老金；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=("参保人姓名", "参保人员姓名", "参保人", "参保人员", "领取人姓名", "待遇领取人", "待遇领取人姓名", *v.MEMBER_NAME.headings)),
        replace(v.MEMBER_ID, required=False, headings=("参保人身份证号", "参保人身份证号码", "社会保障号码", "社会保障号", *v.MEMBER_ID.headings)),
        Column("sort", "text", ("险种", "险种类型", "参保险种", "参保类型", "保险类型", "养老保险类型", "参保种类", "险种名称", "保险种类", "养老保险", "医保类型", "缴费类型"), example="企业职工基本养老保险"),
        Column("office", "text", ("参保单位", "单位名称", "缴费单位", "参保单位名称", "工作单位", "单位", "所在单位", "参保地", "参保机构", "经办机构"), example="青枫茶叶有限公司"),
        Column("happened", "when", ("参保时间", "参保日期", "首次参保时间", "开始缴费时间", "参保起始时间", "待遇领取开始时间", "领取开始时间", "开始领取时间", "退休时间", "首次参保日期", "缴费开始时间", "参保起始日期", "起始年月", "待遇开始时间", "享受待遇时间", "领取时间", "参保年月"), example="2015-03"),
        Column("ended", "when", ("停保时间", "终止时间", "停保日期", "终止日期", "缴费截止时间", "参保终止时间", "最后缴费时间", "缴费终止时间", "截止年月", "停止时间", "减员时间")),
        Column("value", "amount", ("月养老金", "养老金", "养老金金额", "月养老金金额", "待遇金额", "月待遇", "月领取金额", "退休金", "月退休金", "养老待遇", "领取金额", "月待遇金额", "养老金待遇"), example="2450"),
        Column("base", "amount", ("缴费基数", "月缴费基数", "工资基数", "缴费工资")), Column("state", "text", ("参保状态", "缴费状态", "人员状态", "状态", "待遇状态", "缴费情况")),
        v.SEX, v.BIRTH, v.PHONE, v.PERIOD, v.REMARK,
    ),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    needs=(("name",), ("sort", "office", "value", "base"), ("happened", "ended", "state", "value", "base", "sort")),
    amount=None,
    needs_period=False,
    needs_title=True,
    title_words=("社保", "社会保险", "参保", "养老保险", "养老金", "医保", "职工保险", "工伤保险"),
    says=(("kind", "insurance"),),
)  # fmt: skip
