"""The page of all light pages leaves none out, and the bar stays short."""

import re

import pytest

from dashboard.access import ROLE_NAMES, VISITOR, Role, Viewer, may
from dashboard.light import everything, pages
from dashboard.queries import open_data
from dashboard.server import LIGHT_PAGES
from loaders import importing
from loaders.database import Database


def links(html: str) -> set[str]:
    return set(re.findall(r'href="(/[^"]*)"', html))


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_light_page_that_a_viewer_may_open_is_on_the_page_of_all(database: Database, role: Role) -> None:
    viewer = Viewer(role, "某人")
    shown = links(everything.show(database, viewer))
    light = {path for path, entry in LIGHT_PAGES.items() if not {".", "{"} & set(path) and may(viewer, entry.right)}
    assert light - shown == {"/lite/scheme", "/lite/cards", "/lite/letter", "/lite/finding"} & light  # a page of one scheme, and what is printed
    assert not {path for path in shown & set(LIGHT_PAGES) if not may(viewer, LIGHT_PAGES[path].right)}


@pytest.mark.parametrize("viewer", [VISITOR, Viewer("villager", "张小明"), Viewer("clerk", "小陈")])
def test_the_bar_holds_four_doors_and_leads_to_all(viewer: Viewer) -> None:
    bar = links(pages.doors(viewer, "/lite/all"))
    assert len(bar) <= 4 and "/lite/all" in bar


def test_what_was_published_last_comes_first_until_it_is_taken_back(database: Database) -> None:
    for village in ("柳溪村", "茶坪村"):
        plan = f"青枫镇{village}2026年项目计划表\n项目名称,项目地点,建设内容,总投资\n道路,{village},硬化,5000\n"
        importing.save(database, importing.check(database, f"{village}.csv", plan.encode()), "测试")
    found = open_data.newest(database, VISITOR, 5)
    assert [(one.title, one.place, one.period) for one in found] == [("项目", "茶坪村", "2026"), ("项目", "柳溪村", "2026")]
    importing.withdraw(database, 2, "测试")
    assert [one.place for one in open_data.newest(database, VISITOR, 5)] == ["柳溪村"]
