"""Lists to match against: who is paid by the public, who is an official's relative, who owns what."""

from decimal import Decimal
from typing import Any

import pytest

from loaders import importing
from loaders.database import Database
from tests.loaders.tables import number, read, values


@pytest.mark.parametrize(
    ("title", "headings", "row", "expected"),
    [
        ("青枫镇财政供养人员名单", ["姓名", "身份证号", "单位", "职务", "参加工作时间"], ["张三", number(1), "中心小学", "教师", "1999.9"], {"kind": "payroll", "office": "中心小学", "position": "教师", "happened": "1999-09"}),
        ("青枫镇机动车登记信息", ["车主", "身份证明号码", "号牌号码", "品牌型号", "初次登记日期", "购车价格(万元)"], ["张三", number(1), "浙H00A01", "甲牌", 45000, "7万"], {"kind": "vehicle", "detail": "浙H00A01", "happened": "2023-03-15", "value": 7_000_000}),
        ("青枫镇房产登记信息", ["权利人", "证件号码", "房屋坐落", "建筑面积(㎡)", "登记时间"], ["张三", number(1), "文峰路1号", "120.5㎡", "2021-03-04"], {"kind": "house", "detail": "文峰路1号", "area": Decimal("120.5"), "happened": "2021-03-04"}),
        ("青枫镇土地确权登记名单", ["承包方", "身份证号", "确权面积", "登记日期"], ["张三", number(1), "4.74亩", "2018-06-01"], {"kind": "land", "area": Decimal("4.74"), "happened": "2018-06-01"}),
        ("青枫镇企业登记信息", ["法定代表人", "身份证号", "企业名称", "注册资本(万元)", "成立日期"], ["张三", number(1), "甲茶叶公司", 50, "2020年8月"], {"kind": "company", "office": "甲茶叶公司", "value": 50_000_000, "happened": "2020-08"}),
    ],
)  # fmt: skip
def test_an_entry_is_read_with_its_kind(title: str, headings: list[str], row: list[Any], expected: dict[str, Any]) -> None:
    (found,) = read([title], headings, row)
    assert not found.problems and found.form and found.form.record == "reference_entry"
    assert {key: found.records[0].values[key] for key in expected} == expected
    assert (found.records[0].values["name"], found.records[0].values["id_number"]) == ("张三", number(1))


def test_a_wrong_number_keeps_the_row_out_and_a_missing_one_is_only_pointed_out() -> None:
    (found,) = read(["青枫镇财政供养人员名单"], ["姓名", "身份证号", "单位", "职务"], ["张三", "330890", "镇政府", "科员"], ["李四", None, "镇政府", "科员"])
    assert [(r.row, r.problems[0].code) for r in found.rejected] == [(3, "id-length")]
    assert values(found, "name") == [("李四",)] and [p.cell for p in found.problems if p.code == "id-absent"] == ["B4"]


def test_an_official_beside_relatives_is_an_entry_and_every_relative_names_the_official() -> None:
    (found,) = read(
        ["青枫镇村干部及近亲属名单"], ["村", "村干部", None, None, "近亲属", None, None], [None, "姓名", "身份证号", "职务", "姓名", "身份证号", "关系"],
        ["柳溪村", "王建国", number(2), "村主任", "李芳", number(3), "妻子"], ["柳溪村", None, None, None, "王小明", number(4), "儿子"], merged=[(1, 1, 1, 3), (1, 4, 1, 6)],
    )  # fmt: skip
    assert values(found, "kind", "name", "position", "related_name", "relation") == [
        ("official", "王建国", "村主任", None, None), ("relative", "李芳", None, "王建国", "妻子"), ("relative", "王小明", None, "王建国", "儿子")
    ]  # fmt: skip
    assert found.rows_read == 2 and {r.values.get("related_id") for r in found.records[1:]} == {number(2)}


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        (["姓名", "身份证号", "职务"], ["王建国", number(2), "村主任"], ("official", "王建国", number(2), None)),
        (["村干部姓名", "身份证号", "职务"], ["王建国", number(2), "村主任"], ("official", "王建国", number(2), None)),
        (["姓名", "身份证号", "与村干部关系", "村干部姓名"], ["李芳", number(3), "妻子", "王建国"], ("relative", "李芳", number(3), "王建国")),
        (["姓名", "身份证号", "与村干部关系", "村干部姓名"], ["王建国", number(2), "本人", "王建国"], ("official", "王建国", number(2), None)),
        (["姓名", "职务", "亲属姓名", "亲属身份证号", "关系"], ["王建国", None, "李芳", number(3), "妻子"], ("relative", "李芳", number(3), "王建国")),
    ],
)
def test_who_is_the_official_and_who_the_relative_follows_from_the_headings(headings: list[str], row: list[Any], expected: tuple[Any, ...]) -> None:
    (found,) = read(["柳溪村村干部及近亲属名单"], headings, row)
    assert values(found, "kind", "name", "id_number", "related_name")[-1] == expected


def test_a_relative_is_stored_with_the_digest_of_the_official(database: Database) -> None:
    data = f"青枫镇村干部及近亲属名单\n村,村干部姓名,村干部身份证号,亲属姓名,亲属身份证号,关系\n柳溪村,王建国,{number(2)},李芳,{number(3)},妻子\n".encode()
    importing.save(database, importing.check(database, "名单.csv", data), "测试")
    with database.read() as conn:
        (stored,) = conn.exec_driver_sql("SELECT kind, id_digest, related_digest, relation FROM reference_entry").all()
    assert tuple(stored) == ("relative", database.vault.digest(number(3)), database.vault.digest(number(2)), "妻子")


def test_groups_of_an_official_and_a_relative_are_one_row_and_not_two_lists_side_by_side() -> None:
    (found,) = read(
        ["柳溪村村干部近亲属情况表"], ["序号", "村干部", None, "近亲属", None], [None, "姓名", "职务", "姓名", "关系"], [1, "王建国", "主任", "李芳", "妻子"],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)],
    )  # fmt: skip
    assert found.rows_read == 1 and values(found, "kind", "name", "related_name") == [("official", "王建国", None), ("relative", "李芳", "王建国")]


def test_an_insured_person_is_read_with_employer_since_when_and_pension() -> None:
    (found,) = read(["青枫镇社保参保人员信息"], ["姓名", "社会保障号码", "险种", "参保单位", "参保日期", "月养老金"], ["张三", number(1), "企业职工", "甲公司", "201203", "2,450.5"])
    assert values(found, "kind", "id_number", "office", "happened", "value") == [("insurance", number(1), "甲公司", "2012-03", 245_050)] and not found.problems


def test_relatives_in_columns_of_their_own_are_entries_beside_their_official() -> None:
    (found,) = read(["柳溪村干部及近亲属名单"], ["姓名", "职务", "配偶姓名", "配偶身份证号", "子女姓名", "子女身份证号"], ["王建国", "主任", "李芳", number(3), "王小明", number(4)])
    assert found.village == "柳溪村"
    assert sorted(values(found, "kind", "name", "id_number", "relation", "related_name"), key=str) == [
        ("official", "王建国", None, None, None), ("relative", "李芳", number(3), "配偶", "王建国"), ("relative", "王小明", number(4), "子女", "王建国")
    ]  # fmt: skip


def test_a_plain_id_number_is_the_relatives_where_the_official_has_a_column_of_his_own() -> None:
    (found,) = read(["青枫镇村干部近亲属表"], ["村", "干部姓名", "干部身份证号", "家庭成员姓名", "称谓", "身份证号码"], ["柳溪村", "王建国", number(2), "李芳", "妻", number(3)])
    assert values(found, "name", "id_number", "related_name", "related_id") == [("李芳", number(3), "王建国", number(2))]


def test_a_row_with_a_relatives_wrong_number_gives_no_entry_at_all() -> None:
    (found,) = read(["柳溪村村干部及近亲属名单"], ["姓名", "职务", "配偶姓名", "配偶身份证号"], ["王建国", "主任", "李芳", "330890"])
    assert (found.rows_rejected, found.records) == (1, [])


def test_who_moved_away_is_not_entered_as_deceased() -> None:
    (found,) = read(["青枫镇2024年户口注销名单"], ["姓名", "公民身份号码", "注销原因", "注销日期"], ["张三", number(1), "死亡", "2024-01-03"], ["李四", number(2), "迁出", "2024-01-04"])
    assert values(found, "name") == [("张三",)] and [(r.row, r.problems[0].code, r.problems[0].cell) for r in found.rejected] == [(4, "not-deceased", "C4")]


@pytest.mark.parametrize(("title", "village"), [("柳溪村干部名单", "柳溪村"), ("青枫镇柳溪村干部名单", "柳溪村"), ("青枫镇村干部名单", None), ("青枫镇驻村干部名单", None), ("青枫镇优秀村干部名单", None)])
def test_the_village_of_a_list_of_officials_is_told_from_their_name(title: str, village: str | None) -> None:
    (found,) = read([title], ["姓名", "职务"], ["王建国", "主任"])
    assert found.village == village


@pytest.mark.parametrize(
    ("title", "headings", "row"),
    [
        ("青枫镇柳溪村2024年6月临时救助发放表", ["姓名", "身份证号", "帮扶责任人", "走访时间", "救助金额"], ["张三", number(1), "王建国", "6.5", 500]),
        ("青枫镇柳溪村2024年诚信积分奖励发放表", ["姓名", "身份证号", "积分", "银行账号", "奖励金额"], ["张三", number(1), 100, "6222000000001", 500]),
        ("青枫镇柳溪村2024年报废机动车补贴发放表", ["车主姓名", "身份证号", "车牌号", "购车日期", "补贴金额"], ["张三", number(1), "浙H1", "2020.1", 500]),
        ("青枫镇柳溪村2024年6月村干部报酬发放表", ["姓名", "身份证号", "职务", "实发金额"], ["王建国", number(1), "主任", 500]),
        ("青枫镇柳溪村2024年6月农村低保对象花名册", ["户主姓名", "身份证号", "家庭人口", "工资性收入", "转移性收入", "家庭总收入", "户月保障金额"], ["张三", number(1), 3, 1000, 0, 1000, 500]),
    ],
)
def test_money_that_is_paid_to_people_is_not_lost_in_a_list_of_something_else(title: str, headings: list[str], row: list[Any]) -> None:
    (found,) = read([title], headings, row)
    assert found.form and found.form.record in ("payment", "entitlement") and found.amount_read == 50_000


def test_a_houses_area_in_another_measure_is_asked_about() -> None:
    (found,) = read(["青枫镇房产登记信息"], ["产权人", "身份证号码", "房屋坐落", "建筑面积"], ["张三", number(1), "某路", "89.5平方米"], ["李四", number(2), "某路", "1亩"])
    assert values(found, "area") == [(Decimal("89.5"),), (None,)] and [(p.code, p.cell) for p in found.problems] == [("number-unreadable", "D4")]


def test_a_plain_id_number_beside_a_relatives_name_alone_is_the_relatives() -> None:
    (found,) = read(["柳溪村村干部近亲属名单"], ["近亲属姓名", "身份证号", "关系"], ["李芳", number(3), "妻子"])
    assert values(found, "name", "id_number", "relation", "person_id") == [("李芳", number(3), "妻子", None)]
