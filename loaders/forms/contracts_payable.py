"""Contracts by which a village pays: works, services and goods, with whom and for how much."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="contracts_payable",
    title="付款合同登记表",
    record="contract",
    about="村里付钱的合同，一份一行：名称、乙方、签订日期、起止日期、合同金额、付款方式；不算村里的租金收入。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGE, Column("number", "code", ("合同编号", "合同号", "编号", "合同编码")),
        Column("subject", "text", ("合同名称", "合同内容", "服务内容", "采购内容", "工程名称", "项目名称", "标的", "合同标的", "采购项目", "服务项目"), required=True, example="村庄保洁服务"),
        Column("party", "text", ("乙方", "收款方", "收款单位", "供应商", "施工单位", "服务单位", "对方单位", "中标单位", "承包方", "乙方名称", "合同对方", "供货单位", "承接单位"), example="洁美保洁有限公司"),
        Column("signed", "when", ("签订日期", "签订时间", "签约时间", "合同签订日期")), Column("starts", "when", ("起始日期", "开始日期", "服务开始日期")), Column("ends", "when", ("终止日期", "到期日期", "截止日期", "服务结束日期")),
        Column("term", "text", ("合同期限", "服务期限", "起止日期", "起止时间", "期限")),
        Column("total", "amount", ("合同金额", "合同总额", "合同总价", "合同价款", "合同价", "采购金额", "中标金额", "金额", "总金额", "服务费"), example="36000"),
        Column("terms", "text", ("付款方式", "支付方式", "结算方式", "付款约定")), Column("status", "text", ("履行情况", "合同状态", "状态", "履约情况")),
        Column("paid", "text", ("已付金额", "已付", "已支付", "累计已付", "已付款")), Column("unpaid", "text", ("未付金额", "未付", "应付未付", "尚未支付")),
        replace(v.PERIOD, headings=("年度", "年份", *v.PERIOD.headings)), v.REMARK,
    ),
    needs=(("subject",), ("party",), ("total", "signed", "starts", "ends", "term", "terms", "paid", "unpaid")),
    without=("id_number", "account"),
    amount="total",
    says=(("kind", "付款合同"),),
    spans=(("term", "starts", "ends"),),
    needs_period=False,
    needs_title=True,
    title_words=("付款合同", "付款类合同", "支出合同", "支出类合同", "采购合同", "应付合同", "购买服务"),
)  # fmt: skip
