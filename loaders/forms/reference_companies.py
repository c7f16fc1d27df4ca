"""Who owns or runs a company or a shop: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_companies",
    title="企业和个体户登记名单",
    record="reference_entry",
    about="一人一企业一行：法定代表人或股东、身份证号、企业名称、注册资本、成立日期；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=("法定代表人", "法定代表人姓名", "法人代表", "法人", "法人姓名", "经营者", "经营者姓名", "负责人", "负责人姓名", "股东姓名", "股东", "投资人", "投资人姓名", "法人代表姓名", "法定代表人(负责人)", "投资人(股东)", "法定代表人(经营者)", "股东(发起人)", "业主姓名", "业主", *v.MEMBER_NAME.headings)),
        replace(v.MEMBER_ID, required=False, headings=(*v.MEMBER_ID.headings, "法定代表人身份证号", "法定代表人身份证号码", "法人身份证号", "法人身份证号码", "经营者身份证号", "经营者身份证号码", "负责人身份证号", "股东身份证号", "股东身份证号码", "投资人身份证号", "法定代表人证件号码", "法人身份证", "经营者证件号码", "负责人身份证号码")),
        Column("office", "text", ("企业名称", "公司名称", "市场主体名称", "单位名称", "字号名称", "主体名称", "名称", "个体户名称", "商户名称", "企业(字号)名称", "字号", "企业", "公司", "经营主体名称", "店名", "企业(个体户)名称", "机构名称", "合作社名称", "店铺名称"), example="青枫茶叶有限公司"),
        Column("code", "code", ("统一社会信用代码", "注册号", "营业执照号", "信用代码", "社会信用代码", "营业执照编号", "执照号", "注册号/统一社会信用代码", "统一社会信用代码/注册号")),
        Column("position", "text", ("职务", "任职", "担任职务", "身份", "任职情况", "角色", "人员类型", "任职类型", "职位")), Column("share", "text", ("持股比例", "出资比例", "占股比例", "股权比例", "股份比例", "占比")),
        Column("value", "amount", ("注册资本", "注册资金", "出资额", "认缴出资额", "注册资本金", "资金数额", "认缴出资", "资本", "认缴金额", "注册资本总额"), example="500000"),
        Column("happened", "when", ("成立日期", "注册日期", "成立时间", "登记日期", "注册时间", "核准日期", "开业日期", "设立日期", "开业时间", "登记时间", "核准时间", "设立时间"), example="2020-08-01"),
        Column("ended", "when", ("注销日期", "吊销日期", "注销时间", "注销(吊销)日期", "吊销时间", "停业时间", "注吊销日期")),
        Column("sort", "text", ("主体类型", "企业类型", "市场主体类型", "类型", "经营类型", "公司类型")), Column("state", "text", ("经营状态", "登记状态", "企业状态", "状态", "存续状态", "经营情况")),
        Column("business", "text", ("经营范围", "行业", "所属行业", "主营业务", "经营项目")), Column("place_of_business", "text", ("经营地址", "注册地址", "住所", "经营场所", "企业地址", "经营地点", "登记机关")), v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("office",), ("value", "code", "happened", "state", "sort", "share")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    needs_title=True,
    title_words=("企业", "公司", "工商", "市场主体", "个体", "法人", "股东", "营业执照", "合作社", "经营户"),
    says=(("kind", "company"),),
)  # fmt: skip
