"""Who owns a house or a shop: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_houses",
    title="房产登记名单",
    record="reference_entry",
    about="一套房一行：权利人、身份证号、坐落、建筑面积、登记日期；只用来比对，不公开。",
    columns=(
        *(column for column in v.PLACE_COLUMNS if column.key != "address"),
        replace(v.MEMBER_NAME, headings=("权利人", "权利人姓名", "产权人", "产权人姓名", "房屋所有权人", "房主", "房主姓名", "所有权人", "所有权人姓名", "业主", "业主姓名", "权利人名称", "房产所有人", "产权所有人", "不动产权利人", "购房人", "购房人姓名", "买受人", *v.MEMBER_NAME.headings)),
        replace(v.MEMBER_ID, required=False, headings=(*v.MEMBER_ID.headings, "权利人身份证号", "权利人身份证号码", "权利人证件号", "权利人证件号码", "产权人身份证号", "产权人身份证号码", "业主身份证号", "房主身份证号", "所有权人身份证号", "购房人身份证号", "产权人证件号码")),
        Column("detail", "text", ("房屋坐落", "坐落", "房产地址", "房屋地址", "不动产坐落", "房产坐落", "坐落地址", "房屋座落", "座落", "房产位置", "小区名称", "房屋坐落地址"), example="县城文峰路1号2幢101室"),
        Column("certificate", "code", ("产权证号", "不动产权证号", "房产证号", "房权证号", "不动产单元号", "权证号", "不动产证号", "不动产权证书号", "产权证编号", "合同备案号")),
        Column("area", "number", ("建筑面积", "建筑面积(平方米)", "面积", "房屋面积", "面积(平方米)", "房屋建筑面积", "套内面积", "产权面积", "住房面积", "面积(㎡)", "建筑面积(㎡)", "房产面积"), example="120.5"),
        Column("sort", "text", ("房屋用途", "用途", "房屋性质", "规划用途", "房屋类型", "房产类型", "性质", "房屋类别", "房产性质", "房屋种类")),
        Column("happened", "when", ("登记日期", "登记时间", "登簿时间", "发证日期", "购房时间", "购买日期", "购买时间", "交易日期", "登簿日期", "购房日期", "备案日期", "发证时间", "备案时间", "产权登记日期", "产权登记时间", "取得时间"), example="2021-03-04"),
        Column("ended", "when", ("注销日期", "转移日期", "出售日期", "注销时间", "转移时间", "过户日期")),
        Column("value", "amount", ("交易价格", "成交价格", "购房价格", "房屋总价", "购买价格", "评估价", "总价", "价格", "成交价", "合同价", "购房金额", "购房款", "房屋价值", "房价", "估价")),
        v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("detail", "certificate"), ("area", "happened", "certificate", "sort")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    needs_title=True,
    title_words=("房产", "房屋", "不动产", "住房", "商品房", "购房", "房管", "商铺"),
    says=(("kind", "house"),),
)  # fmt: skip
