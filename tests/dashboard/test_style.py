"""The visual vocabulary: what is text stays text, amounts stay whole, a page carries no more than it uses."""

from dashboard import style
from dashboard.style import Bar, Item, Step


def test_text_cannot_become_markup_in_any_piece() -> None:
    evil = "<script>x</script>"
    pieces = (
        style.head(evil, evil), style.title(evil, evil), style.part(evil), style.line(evil), style.money(None, evil), style.card(heading=evil),
        style.hero(evil, 1, evil), style.sums([(evil, 1)]), style.figures([(evil, evil)]), style.ahead(evil, 1), style.bars([Bar(evil, 1, evil)]),
        style.progress(5, evil), style.items([Item(evil, "", (evil,), evil)]), style.source(evil), style.facts([(evil, evil)]), style.fold(evil),
        style.say(evil), style.badge(evil), style.table([evil], [[evil]]), style.timeline([Step(evil, evil, evil)]), style.months([("paid", evil)]),
        style.photo('"><script>', evil), style.door(evil, evil, '"><script>'), style.press(evil, '"><script>'), style.links([(evil, evil, '"><script>')]), style.seek(evil, '"><script>'), style.empty(evil, evil),
    )  # fmt: skip
    assert [piece for piece in pieces if "<script" in piece] == []


def test_an_amount_inside_a_sentence_never_breaks_before_its_unit() -> None:
    assert style.line("相差-1,178.50元，请核对") == '<p>相差<span class="money">-1,178.50元</span>，请核对</p>'


def test_bars_are_as_long_as_their_share_and_nothing_has_no_length() -> None:
    drawn = style.bars([Bar("大", 1000), Bar("小", 1), Bar("无", 0), Bar("冲回", -5)])
    assert [drawn.count(f'class="w{share}"') for share in (100, 1, 0)] == [1, 1, 2]


def test_a_source_is_one_tap_away_and_a_line_without_one_opens_nothing() -> None:
    assert "<details>" in style.items([Item("低保", source="《表》第3行")]) and "<details>" not in style.items([Item("低保")])


def test_a_light_page_carries_the_rules_of_its_own_pieces_alone() -> None:
    small = style.sheet(style.say("好", "good"))
    assert ".say" in small and ".steps" not in small and ".months" not in small
    assert len(small) < len(style.sheet()) / 4
