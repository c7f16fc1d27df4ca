"""Published totals of schemes: beside what was paid, and nothing that would name someone."""

from dashboard.access import VISITOR
from dashboard.light import summaries as light
from dashboard.queries import summaries
from loaders.database import Database
from tests.sheets import bring, number


def test_a_summary_that_says_something_else_than_what_was_paid_is_pointed_out(database: Database) -> None:
    bring(database, "发放.csv", "青枫镇2026年6月农村低保金发放表", "村,姓名,身份证号,金额", f"柳溪村,张三,{number(1)},447", f"茶坪村,李四,{number(2)},300")
    bring(database, "汇总.csv", "青枫镇2026年6月农村低保发放情况汇总表", "村,户数,人数,金额(元)", "柳溪村,1,1,447", "茶坪村,1,1,200", "合计,2,2,647")
    (found,) = summaries.summaries(database, VISITOR)
    assert (found.scheme, found.period, found.amount_fen) == ("农村低保", "2026-06", 64_700)
    assert [(line.place, line.difference_fen) for line in found.apart] == [("茶坪村", -10_000)]
    assert "茶坪村少" in light.summary(found) and "合计" in light.summary(found)


def test_a_count_that_would_name_a_child_is_kept_back_and_so_is_the_sum(database: Database) -> None:
    bring(database, "孤儿.csv", "青枫镇2026年6月孤儿基本生活费汇总表", "村,人数,金额(元)", "柳溪村,1,1469", "茶坪村,6,8814", "合计,7,10283")
    (found,) = summaries.summaries(database, VISITOR)
    assert [(line.place, line.people, line.amount_fen, line.hidden) for line in found.lines] == [("柳溪村", None, None, True), ("茶坪村", 6, 881_400, False)]
    page = light.summary(found)
    assert found.amount_fen is None and "1,469" not in page and "10,283" not in page and "少于3人" in page
