"""A village's buildings, machines and other things, and its stores."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="assets",
    title="集体资产登记表",
    record="asset",
    about="一件资产一行：名称、类别、数量、原值、净值、购建时间、存放地点、使用情况。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGE,
        Column("name", "text", ("资产名称", "名称", "固定资产名称", "资产项目", "物资名称", "库存物资名称", "资产", "设备名称", "房屋名称", "项目名称", "品名", "资产(设备)名称"), required=True, example="村委会办公楼"),
        Column("code", "code", ("资产编号", "资产编码", "卡片编号", "资产代码", "固定资产编号", "设备编号")),
        Column("kind", "text", ("资产类别", "资产类型", "类别", "类型", "资产分类", "固定资产类别", "分类", "资产性质"), example="房屋建筑物"),
        Column("model", "text", ("规格型号", "型号", "规格", "结构", "规格及型号", "建筑结构", "规格(型号)")),
        Column("unit", "text", ("计量单位", "单位", "数量单位")), Column("quantity", "number", ("数量", "实有数量", "数量(台/件)", "清查数量", "实存数量", "件数", "账面数量"), example="1"),
        Column("area", "floor", ("面积(平方米)", "建筑面积", "面积", "房屋面积", "占地面积", "使用面积"), example="320"),
        Column("original", "amount", ("资产原值", "原值", "账面原值", "原价", "账面价值", "购置金额", "价值", "金额", "资产价值", "入账价值", "购建价格", "原始价值", "账面金额", "资产金额", "购置价", "造价"), example="450000"),
        Column("depreciation", "amount", ("累计折旧", "已提折旧", "折旧", "折旧额", "已折旧")), Column("net", "amount", ("净值", "资产净值", "账面净值", "现值", "净额", "评估价值", "估价", "现有价值")),
        Column("acquired", "when", ("购建时间", "购置时间", "购置日期", "取得时间", "建造时间", "购入时间", "启用时间", "建成时间", "取得日期", "形成时间", "购建日期", "入账时间", "建造年份", "购置年份", "入账日期", "建成年份", "使用年份")),
        Column("location", "text", ("存放地点", "坐落", "地点", "坐落位置", "位置", "所在位置", "存放地", "坐落地点", "地址")),
        Column("use", "text", ("使用情况", "使用状况", "使用现状", "现状", "资产状态", "经营方式", "使用状态", "状态", "用途", "利用情况", "经营情况")), Column("keeper", "text", ("保管人", "使用单位", "管理人", "责任人", "使用人", "保管单位", "使用(保管)人", "使用部门")),
        v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("original", "net", "quantity", "area"), ("code", "kind", "model", "acquired", "use", "keeper", "location", "depreciation")),
    without=("id_number", "account"),
    amount="original",
    amount_else=("net",),
    sums=("depreciation", "net"),
    adds=(("original", "depreciation", "net"),),
    needs_period=False,
    needs_title=True,
    title_words=("资产", "物资", "设备", "房屋"),
    title_not=("资源", "合同"),
)  # fmt: skip
