"""Who owns a car: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_vehicles",
    title="车辆登记名单",
    record="reference_entry",
    about="一辆车一行：车主、身份证号、车牌号、品牌型号、登记日期；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=("车主姓名", "车主", "机动车所有人", "所有人", "所有人姓名", "车辆所有人", "车辆所有人姓名", "登记人", "产权人", "所有权人", *v.MEMBER_NAME.headings)),
        replace(v.MEMBER_ID, required=False, headings=(*v.MEMBER_ID.headings, "车主身份证号", "车主身份证号码", "所有人身份证号", "所有人身份证号码", "身份证明号码", "所有人证件号码", "车主身份证", "车主证件号码", "机动车所有人身份证号")),
        Column("detail", "code", ("车牌号", "号牌号码", "车牌号码", "车牌", "车号", "牌照号", "号牌", "牌照号码", "车辆号牌"), example="浙H00A01"),
        Column("model", "text", ("品牌型号", "车辆品牌", "品牌", "车型", "厂牌型号", "车辆型号", "型号", "中文品牌", "车辆品牌型号", "品牌车型")), Column("sort", "text", ("车辆类型", "车辆种类", "机动车类型", "类型", "号牌种类", "使用性质", "车辆类别")),
        Column("happened", "when", ("初次登记日期", "注册日期", "登记日期", "购买日期", "购置日期", "购车日期", "购车时间", "登记时间", "初次登记时间", "上牌时间", "上牌日期", "购买时间", "购置时间", "注册登记日期", "注册时间"), example="2022-05-06"),
        Column("ended", "when", ("注销日期", "报废日期", "过户日期", "转移日期", "过户时间", "报废时间", "注销时间")),
        Column("value", "amount", ("购置价格", "购车价格", "价格", "车价", "购买价格", "购置金额", "车辆价值", "购置价", "价值", "裸车价", "购车金额", "估价", "估值", "购车款", "车辆价格", "参考价格")),
        Column("state", "text", ("状态", "机动车状态", "车辆状态")), v.PHONE, v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("detail", "model"), ("detail", "happened", "sort")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    title_words=("车辆", "机动车", "车主", "购车", "车管"),
    says=(("kind", "vehicle"),),
)  # fmt: skip
