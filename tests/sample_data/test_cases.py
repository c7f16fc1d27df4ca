"""On the sample township every cross-match about people and payments finds its planted case, and nothing else fires."""

from sqlalchemy import select

from dashboard import cross_matching
from dashboard import rule as ruling
from dashboard.access import Viewer
from dashboard.queries import findings
from loaders.database import Database
from loaders.records.findings import Finding
from loaders.records.places import Place

TOWN = 330890101000
SUPERVISOR = Viewer("supervisor", "老林", account_id=1, place_id=TOWN, township_id=TOWN)

#: rule → the sums in yuan of everything that it finds, and a piece of each sentence
PLANTED: dict[str, list[tuple[str, str]]] = {
    "amount_off_standard": [("300.00", "应为5,200.00元，实际发了5,500.00元")],
    "area_over_register": [("1,489.28", "按4.92亩发，登记在这户名下的是2.46亩")],
    "changed_id_number": [("150.00", "写了两个证件号")],
    "exclusive_schemes": [("250.00", "特困供养和残疾人护理补贴不能同时领"), ("250.00", "特困护理费和残疾人护理补贴不能同时领")],
    "invalid_id_number": [("320.00", "2024年1月"), ("692.00", "2025年9月"), ("715.00", "2025年9月"), ("1,334.00", "2024年1月")],
    "listed_but_unpaid": [("320.00", "2024年1月的农村低保名单上有"), ("1,334.00", "2024年1月的农村低保名单上有")],
    "more_people_than_home": [("980.00", "按2人发，登记的家里人是1人")],
    "official_on_list": [("5,400.00", "村干部近亲属，从2026年1月到2026年10月领了10笔")],
    "owns_company": [("560.00", "注册资本合计190,000.00元")],
    "owns_houses": [("49,648.00", "2套房，从2024年1月到2026年10月领了34笔")],
    "owns_vehicle": [("11,140.00", "价值70,000.00元")],
    "paid_after_death": [("1,500.00", "2026年4月22日去世"), ("1,950.00", "2026年4月22日去世")],
    "paid_but_unlisted": [("560.00", "2026年10月领了农村低保")],
    "paid_in_two_places": [("60.00", "2025年12月")],
    "paid_twice_in_a_month": [("60.00", "高龄津贴2025年11月的钱有两笔")],
    "payroll_on_relief": [("35,092.00", "家里人从2015年8月起由财政供养")],
    "shared_account": [("487.11", "4户4个人")],
    "summary_differs": [("878.00", "2026年6月汇总表写11,608.00元")],
}


def test_every_rule_about_people_and_payments_finds_its_planted_case_and_nothing_else(township: Database) -> None:
    own = {rule.name for rule in ruling.all_rules() if rule.group in ("people", "payments")}
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in sorted(own):
        lines, count = findings.listed(township, SUPERVISOR, rule)
        assert count == len(lines)
        found[rule] = sorted((f"{line.amount_fen / 100:,.2f}", line.words) for line in lines)
    assert found.keys() == PLANTED.keys()
    for rule, wanted in PLANTED.items():
        given = found[rule]
        assert [yuan for yuan, _ in given] == sorted(yuan for yuan, _ in wanted), (rule, given)
        assert all(any(yuan == other and piece in words for other, words in given) for yuan, piece in wanted), (rule, given)


def test_each_finding_rests_on_rows_that_are_there(township: Database) -> None:
    with township.read() as conn:
        assert conn.execute(select(Place.name).where(Place.id == TOWN)).scalar_one() == "青枫镇"
        numbers = list(conn.execute(select(Finding.id).where(Finding.rule.in_(PLANTED))).scalars())
        assert cross_matching.last_match(conn, TOWN) is not None
    for number in numbers:
        with township.read() as conn:
            sources = findings._sources(conn, township, number)
        assert sources and all(row.cells and row.in_force for _, row in sources), number
