"""A village's land, woods and waters with their four borders."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="resources",
    title="集体资源登记表",
    record="resource",
    about="一块地一行：名称、地类、面积（亩）、四至、权属、经营方式。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGE, v.GROUP,
        Column("name", "text", ("地块名称", "资源名称", "名称", "地名", "地块", "小地名", "资源性资产名称", "坐落", "地块(资源)名称"), required=True, example="石壁下"),
        Column("code", "code", ("地块编号", "资源编号", "地块编码", "地块代码")), Column("kind", "text", ("地类", "资源类别", "资源类型", "土地类型", "类别", "类型", "土地用途", "地类名称"), example="水田"),
        Column("area", "area", ("面积(亩)", "面积", "亩数", "资源面积", "实测面积", "土地面积", "数量(亩)", "合同面积", "确权面积"), example="4.74"),
        Column("east", "text", ("东", "东至", "四至东", "东邻")), Column("south", "text", ("南", "南至", "四至南", "南邻")), Column("west", "text", ("西", "西至", "四至西", "西邻")), Column("north", "text", ("北", "北至", "四至北", "北邻")),
        Column("location", "text", ("地点", "位置", "坐落位置", "四至", "四至界限", "所在位置")), Column("owner", "text", ("权属", "所有权人", "权属单位", "所有权", "权属性质")),
        Column("use", "text", ("经营方式", "使用状况", "使用情况", "利用现状", "使用方式", "现状", "经营状况")), Column("party", "text", ("承包人", "承租人", "使用人", "承包方", "经营者", "使用单位", "经营主体")),
        v.PERIOD, v.REMARK,
    ),
    strangers=v.PERSON_COLUMNS,
    needs=(("name",), ("area",), ("kind", "east", "owner", "use")),
    amount=None,
    needs_period=False,
    sums=("area",),
    title_words=("资源", "土地", "山林", "登记"),
)  # fmt: skip
