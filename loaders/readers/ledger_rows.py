"""What stands in a book besides its entries: totals, balances in rows and in sentences, pages that go on."""

import re

from loaders import columns, text
from loaders.columns import Unreadable
from loaders.workbook import Value

_WHEN = r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月份?|第?[一二三四1-4]季度)?"
_FUND = r"(?:收支|现金|银行存款|银行|资金|账面|货币资金|村级|累计|本村)*"
_LEFT = r"(?:结余|余额|结存|余存)(?:数|金额|资金)?"
_OPENING = re.compile(rf"{_WHEN}(?:上[年月季期](?:度)?末?|[年月季期]初){_FUND}(?:{_LEFT}|结转|转入|数)?|{_WHEN}(?:上年|去年){_LEFT}|(?:结转上[年月季期]|上[年月季期]转来)(?:结余|余额)?")
_CLOSING = re.compile(
    rf"{_WHEN}(?:截[至止].{{2,12}})?(?:本[年月季期](?:度)?末?|[年月季期]末|季度末|现有|现|目前|截至目前|累计)?{_FUND}{_LEFT}|[年月季期]末|结转下[年月季期](?:度)?"
)
_CARRIED = ("承前页", "过次页", "转下页", "接上页", "承上页", "接前页", "转次页", "续前页")
_TOTAL = re.compile(
    rf"{_WHEN}(?:本|全|上|当)?(?:日|月|季度?|年度?|期|页|表|村)?{_FUND}(?:收入|支出|收支|收方|付方|借方|贷方|发生额?)*(?:合计|总计|共计|小计|累计)(?:数|额|金额)?|本?[日月季年]结"
)
_TURNOVER = re.compile(rf"(?:加|减)?{_WHEN}(?:本[月季年期](?:度)?|全年)(收入|支出|发生)(?:总?[额数])?|(收入|支出)总[额数]")
_TOTAL_IN_WORDS = re.compile(r"(?:合计|总计|共计)(?:金额|人民币)?(?:\(大写\)|[:：]).*")
_NUMBER = r"¥?\s*(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(万元|元)?|(?:人民币)?([零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千两]+[元圆][零〇壹贰叁肆伍陆柒捌玖一二三四五六七八九角分整正]*)"
_SENTENCE = re.compile(
    r"(?:^|[\s|,，;；。、(])((?:上[年月季期](?:度)?末?|[年月季期]初)(?:结余|余额|结转|结存)|(?:本[年月季期](?:度)?末?|[年月季期]末)?(?:结余|余额|结存))"
    rf"(?:金额|资金|数)?(?:\((万元|元)\))?\s*(?:[:：]|为|是)?\s*(?:{_NUMBER})"
)


def bare(words: str) -> str:
    """A label without its numbering, sign and brackets: 三、加:本月结余(元) is 本月结余."""
    words = re.sub(r"^(?:\d+[.、]|\(?[一二三四五六七八九十]+[)、.])", "", text.squeeze(words).rstrip(":："))
    return re.sub(r"^(?:加|减)[::]|\([^()]*\)$", "", words).rstrip(":：")


_LEVELS = (r"[一二三四五六七八九十]+[、.]", r"\([一二三四五六七八九十]+\)", r"\d+[、.](?!\d)", r"\(\d+\)|[①-⑳]")


def level(words: str) -> int:
    """How deep the number in front of a label is: 一、 is 1, (一) is 2, 1. is 3, (1) is 4; 0 without a number."""
    written = re.sub(r"\s", "", words).replace("（", "(").replace("）", ")").replace("．", ".")
    return next((depth for depth, pattern in enumerate(_LEVELS, 1) if re.match(pattern, written)), 0)


def kind_of(words: str, is_entry: bool) -> str | None:
    """What a label makes of its row: ``opening``, ``closing``, ``carried``, ``total``, ``subtotal``, ``income``,
    ``spending``, ``cumulative``; none for the words of an entry.

    ``is_entry`` says that the row has a number, voucher or date of its own: only a label of these words alone counts there.
    """
    label = bare(words)
    if _TOTAL_IN_WORDS.match(text.squeeze(words)):
        return "total"
    if not label or len(label) > 24:
        return None
    if label in _CARRIED:
        return "carried"
    if _OPENING.fullmatch(label):
        return "opening"
    if _CLOSING.fullmatch(label):
        return "closing"
    if match := _TURNOVER.fullmatch(label):
        side = match[1] or match[2]
        return {"收入": "income", "支出": "spending"}.get(side, "total")
    exact = _TOTAL.fullmatch(label)
    if not exact and (is_entry or "计" not in label):
        return None
    kind = "total" if exact else text.total_kind(label)
    if kind is None:
        return None
    if re.match(r"(?:本年|年度|自年初)?累计|本年|全年累计|自年初", label) and "累计" in label:
        return "cumulative"
    if "小计" in label or "本日" in label or "本页" in label:
        return "subtotal"
    for side, key in (("收入", "income"), ("收方", "income"), ("支出", "spending"), ("付方", "spending")):
        if side in label and "收支" not in label and not ("收入" in label and "支出" in label):
            return key
    return "total" if kind in ("total", "subtotal") else kind


def in_sentence(written: str, unit: str) -> list[tuple[str, int]]:
    """The balances that a line of words states: 上期结余:12,345.67元，本期结余:18,953.17元."""
    found: list[tuple[str, int]] = []
    for match in _SENTENCE.finditer(text.clean(written)):
        words, own, number, behind, capitals = match.groups()
        fen = _fen(f"{number}{behind or own or ''}" if number else capitals, unit)
        if fen is not None:
            found.append(("opening" if _OPENING.fullmatch(words) else "closing", fen))
    return found


def beside(cells: list[tuple[int, Value]], unit: str) -> list[tuple[str, int, int]]:
    """The balances that a row outside the entries states, with their columns: in words, or in the cell behind the label."""
    found: list[tuple[str, int, int]] = []
    for position, (column, value) in enumerate(cells):
        if type(value) is not str:
            continue
        stated = in_sentence(value, unit)
        found += [(kind, fen, column) for kind, fen in stated]
        kind = kind_of(value, False)
        if not stated and kind in ("opening", "closing") and position + 1 < len(cells):
            own = text.bracket_unit(value) or unit
            index, behind = cells[position + 1]
            fen = _fen(behind, own)
            if fen is not None:
                found.append((kind, fen, index))
    return found


def _fen(value: Value, unit: str) -> int | None:
    try:
        return columns.amount_fen(value, unit)[0]
    except Unreadable:
        return None
