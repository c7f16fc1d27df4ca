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
