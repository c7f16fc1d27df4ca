"""Whose land is registered: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_land",
    title="土地确权登记名单",
    record="reference_entry",
    about="一户或一块地一行：承包方、身份证号、确权面积（亩）；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=("承包方", "承包方姓名", "承包方代表", "承包方代表姓名", "承包户", "承包户主", "承包人", "承包人姓名", "承包方(代表)姓名", *v.MEMBER_NAME.headings)),
        replace(v.MEMBER_ID, required=False, headings=(*v.MEMBER_ID.headings, "承包方身份证号", "承包方代表身份证号", "承包方代表身份证号码", "承包方证件号码", "承包人身份证号")),
        Column("area", "area", ("确权面积", "确权面积(亩)", "实测面积", "实测面积(亩)", "合同面积", "合同面积(亩)", "承包面积", "承包面积(亩)", "登记面积", "登记面积(亩)", "确权总面积", "确权总面积(亩)", "确权登记面积"), example="4.74"),
        Column("certificate", "code", ("承包经营权证号", "经营权证编码", "权证编号", "经营权证号", "农村土地承包经营权证编号")), Column("plots", "count", ("地块数", "地块总数", "承包地块数")),
        Column("happened", "when", ("登记日期", "发证日期", "登记时间", "发证时间", "承包起始日期")), v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("area",)),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    needs_title=True,
    title_words=("确权", "承包经营权", "承包地登记", "土地登记"),
    title_not=("补贴", "发放"),
    says=(("kind", "land"),),
)  # fmt: skip
