"""Photos and papers: who may add and hide them, where they show, and what is gone when it is hidden."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from dashboard import clock
from dashboard.access import ROLE_NAMES, VISITOR, Role, Viewer
from dashboard.light import decisions as light_decisions
from dashboard.light import relief
from dashboard.queries import decisions, papers, projects
from dashboard.queries.papers import Given, NotTaken
from loaders.database import Database
from loaders.records.imports import JournalEntry
from loaders.records.papers import Paper
from loaders.records.places import Place
from tests.sheets import bring

PDF = b"%PDF-1.7\nminutes"


def photo(colour: str = "green") -> Given:
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(stream, "JPEG")
    return Given("现场.jpg", stream.getvalue())


@pytest.fixture
def filled(database: Database) -> Database:
    bring(database, "计划.csv", "青枫镇2026年项目计划表,单位:万元", "项目名称,项目地点,建设内容,中央资金", "茶园道路,柳溪村,硬化,20")
    bring(database, "决策.csv", "青枫镇柳溪村2026年村级重大事项决策登记表", "决策事项,提议人,提议时间,决议时间,应到人数,实到人数,表决结果", "茶园发包方案,村党支部,2026-04-03,2026-05-05,30,25,通过")
    return database


def village(db: Database) -> Any:
    with db.read() as conn:
        return conn.execute(select(Place).where(Place.name == "柳溪村")).one()


def clerk(db: Database, role: Role = "clerk") -> Viewer:
    place = village(db)
    return Viewer(role, "小陈", account_id=1, place_id=place.township_id, township_id=place.township_id)


def add(db: Database, *files: Given, subject: str = "project:茶园道路", taken: str | None = "2026-10-20", title: str = "路基完成") -> int:
    return papers.add(db, clerk(db), village(db).id, subject, title, taken, files or [photo()])


def test_a_photo_shows_on_the_card_of_its_project_with_its_day(filled: Database) -> None:
    add(filled)
    (works,) = projects.projects(filled, VISITOR)
    (shown,) = works.papers
    assert (shown.title, shown.taken, shown.photo) == ("路基完成", "2026-10-20", True)
    card = relief.works(works)
    assert f'href="/paper/{shown.id}"' in card and f'src="/paper/{shown.id}/small"' in card and "2026年10月20日，路基完成" in card


def test_the_minutes_show_on_the_card_of_their_decision_and_on_no_other(filled: Database) -> None:
    (matter,) = decisions.matters(filled, VISITOR, village(filled).id)
    add(filled, Given("纪要.pdf", PDF), subject=matter.subject, title="会议纪要")
    (matter,) = decisions.matters(filled, VISITOR, village(filled).id)
    assert [one.title for one in matter.papers] == ["会议纪要"] and projects.projects(filled, VISITOR)[0].papers == ()
    assert f'href="/paper/{matter.papers[0].id}"' in light_decisions.matter(matter, clock.today())


@pytest.mark.parametrize("role", [role for role in ROLE_NAMES if role != "clerk"])
def test_only_a_clerk_adds_and_hides(filled: Database, role: Role) -> None:
    with pytest.raises(NotTaken):
        papers.add(filled, clerk(filled, role), village(filled).id, "project:茶园道路", "路基完成", None, [photo()])
    add(filled)
    with pytest.raises(NotTaken):
        papers.hide(filled, clerk(filled, role), 1, "看看")
    assert papers.content(filled, VISITOR, 1)


def test_a_clerk_of_another_township_neither_adds_nor_hides(filled: Database) -> None:
    add(filled)
    stranger = Viewer("clerk", "外人", place_id=7, township_id=7)
    with pytest.raises(NotTaken, match="本乡镇"):
        papers.add(filled, stranger, village(filled).id, "project:茶园道路", "路基完成", None, [photo()])
    with pytest.raises(NotTaken, match="本乡镇"):
        papers.hide(filled, stranger, 1, "看看")


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_everybody_sees_what_is_shown_and_nobody_what_is_hidden(filled: Database, role: Role) -> None:
    add(filled)
    viewer = clerk(filled, role)
    large, small = papers.content(filled, viewer, 1), papers.content(filled, viewer, 1, small=True)
    assert large and small and large.kind == small.kind == "image/jpeg" and len(small.data) <= 30_000
    papers.hide(filled, clerk(filled), 1, "拍到了人脸")
    assert papers.content(filled, viewer, 1) is papers.content(filled, viewer, 1, small=True) is None
    assert projects.projects(filled, viewer)[0].papers == ()


def test_why_it_was_hidden_stays_in_the_journal_and_no_reason_hides_nothing(filled: Database) -> None:
    add(filled)
    with pytest.raises(NotTaken, match="为什么"):
        papers.hide(filled, clerk(filled), 1, " ")
    papers.hide(filled, clerk(filled), 1, "拍到了人脸")
    with filled.read() as conn:
        kept = conn.execute(select(JournalEntry.action, JournalEntry.detail).order_by(JournalEntry.id.desc()).limit(2)).all()
    assert [tuple(entry) for entry in kept] == [("hide-paper", "拍到了人脸"), ("add-paper", "路基完成（1）")]


def test_one_bad_file_among_good_ones_and_none_is_taken(filled: Database) -> None:
    with pytest.raises(NotTaken, match=r"《坏\.jpg》：.*对不上"):
        add(filled, photo(), Given("坏.jpg", b"<script>"))
    with filled.read() as conn:
        assert conn.execute(select(Paper.id)).all() == []


def test_a_matter_holds_twenty_and_no_more(filled: Database) -> None:
    papers_of_one = [Given("纪要.pdf", PDF + bytes([number])) for number in range(20)]
    assert add(filled, *papers_of_one) == 20
    with pytest.raises(NotTaken, match="最多20"):
        add(filled)


@pytest.mark.parametrize(("taken", "title"), [("2999-01-01", "路"), ("昨天", "路"), (None, ""), (None, "路" * 61)])
def test_a_day_to_come_and_a_missing_title_are_not_taken(filled: Database, taken: str | None, title: str) -> None:
    with pytest.raises(NotTaken):
        add(filled, taken=taken, title=title)


def test_a_long_number_in_a_title_is_hidden(filled: Database) -> None:
    add(filled, title="收据 330890196001010016")
    assert "330890196001010016" not in projects.projects(filled, VISITOR)[0].papers[0].title


def test_the_bytes_are_kept_sealed(filled: Database) -> None:
    add(filled, Given("纪要.pdf", PDF))
    kept = [path.read_bytes() for path in filled.files.rglob("*") if path.is_file()]
    assert kept and not [data for data in kept if PDF in data]


def test_a_paper_has_no_small_picture(filled: Database) -> None:
    add(filled, Given("纪要.pdf", PDF))
    assert papers.content(filled, VISITOR, 1) == papers.Content("application/pdf", PDF) and papers.content(filled, VISITOR, 1, small=True) is None
