"""Who stands on a list, and who lives where: households, their members, registers."""

from tests.loaders.tables import A, B, C, D, read

LIST = ["柳溪村2024年6月农村低保家庭成员花名册"]
HEAD = ["户主姓名", "姓名", "与户主关系", "身份证号", "月保障金"]


def test_two_heads_of_one_name_are_two_households() -> None:
    (found,) = read(LIST, HEAD, ["张三", "张三", "户主", A, 900], ["张三", "李四", "妻", B, 900], ["张三", "张三", "户主", C, 500])
    assert found.form and found.form.record == "entitlement"
    assert (found.rows_read, found.amount_read) == (3, 140000)


def test_a_household_that_comes_again_further_down_counts_once() -> None:
    head = ["村", "户号", "姓名", "与户主关系", "身份证号", "月保障金"]
    (found,) = read(LIST, head, ["柳溪村", "1", "张三", "户主", A, 900], ["柳溪村", "2", "王五", "户主", B, 500], ["柳溪村", "1", "李四", "妻", C, 900], ["茶坪村", "1", "赵六", "户主", D, 300])
    assert found.amount_read == 170000


def test_a_list_of_people_is_a_register_where_its_title_says_so() -> None:
    rows = (["序号", "姓名", "性别", "身份证号", "组"], [1, "张三", "男", A, "1组"])
    (found,) = read(["柳溪村2024年人口信息表"], *rows)
    assert found.form and found.form.record == "person" and found.rows_loaded == 1
    (found,) = read(["柳溪村2024年参会人员"], *rows)
    assert found.form is None


def test_an_export_that_names_its_scheme_in_a_column_alone_is_of_that_scheme() -> None:
    head = ["所属省级", "所属市级", "所属街道", "所属社区", "户主姓名", "户主身份证号", "救助类型", "分档类型", "户月保障金额（元）", "家庭成员姓名"]
    rows = [["浙江省", "某市", "青枫镇", "柳溪村", name, number, kind, "A类", 500, name] for name, number, kind in (("张三", A, "农村低保"), ("李四", B, "城市低保"))]
    (found,) = read(head, *rows, file="家庭查询_20240315.xlsx")
    assert [(r.values["scheme"].short, r.values["category"]) for r in found.records] == [("农村低保", "A类"), ("城镇低保", "A类")]
