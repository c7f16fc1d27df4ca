"""Cells to tables: where the title, the header rows, the blocks side by side and the rows of data are."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from loaders import text
from loaders.workbook import Sheet, Value

_UNIT_STATED = re.compile(
    r"单位(?:均?[为是])?[::]?[^|\d。;;]{0,8}?(万元|千元|百元|亿元|元)(?![一-龥])|[((](?:单位[::]?)?(?:人民币)?(万元|千元|百元|元)[))]"
    r"|以(万元|千元|百元)为单位"
)
_UNIT_CELL = re.compile(r"^\(?(?:万元|千元|百元|元|人|户|亩|个|元(?:/[亩人月年户天次]+)+|人次|%|户/人)\)?$")
_NUMBER_CELL = re.compile(r"^\(?(?:\d{1,2}|[甲乙丙丁戊己庚辛]|[A-Z]|\d+=[\d+\-*/()]+|栏次|序号|行次)\)?$")
_AMOUNT_LIKE = re.compile(r"^[¥￥]?[+-]?[\d,]+(?:\.\d+)?(?:元|万元|%)?$|^\d{14,17}[\dXx]$")
_FOOTER = re.compile(
    r"^(?:注|备注|说明|附注|附|填表说明|填写说明|要求)[::、.1-9]|"
    r"(?:负责人|审核人?|制表人?|填表人?|经办人?|复核人?|签[字名章]|盖章|领导|出纳|会计|报账员|监督|理财小组|监委会|主任|书记|联系电话|监督电话|举报电话|报出日期|填报日期|制表日期|公示期|公示时间)"
    r"[^|]{0,12}[::(]|\((?:盖章|公章|签[字名章]|手印)\)"
)
_MAX_HEADER_LEVELS = 4
_FIGURES = frozenset({int, float})


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table: where it stands, and what stands above it from the outermost header inwards."""

    index: int
    path: tuple[str, ...]
    unit: str | None = None  # of a row of units below the header

    @property
    def leaf(self) -> str:
        """The innermost header, as written but in one line."""
        return self.path[-1] if self.path else ""

    @property
    def full(self) -> str:
        """All levels in one text: 计划投入资金 › 省级."""
        return " › ".join(self.path)


@dataclass(slots=True)
class Table:
    """A table found on a sheet. Rows are counted from 0 here; ``blocks`` are groups of columns side by side."""

    sheet: Sheet
    number: int
    header_rows: list[int]
    headings: list[Heading]
    blocks: list[list[Heading]]
    body: range
    above: str  # what stands above the header: title, unit, period, signatures
    top: int = 0  # the row where that begins
    fund: str | None = None  # cash, bank: where the columns are those of one fund
    elsewhere: tuple[int, ...] = ()  # the columns of the other fund
    below: str = ""
    unit: str | None = None  # 元, 万元 as stated outside the header
    known: int = 0  # headings that the vocabulary knows
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)  # of a card: column → the cell that it stands in

    @property
    def title(self) -> str:
        """The first line above the header."""
        return self.above.partition("|")[0]


@dataclass(slots=True)
class _Grid:
    """A sheet with its merged cells at hand."""

    sheet: Sheet
    starts: dict[tuple[int, int], tuple[int, int, int, int]] = field(default_factory=dict)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet) -> "_Grid":
        grid = cls(sheet)
        for area in sheet.merged:
            top, left, bottom, right = area
            grid.starts[top, left] = area
            if (bottom - top + 1) * (right - left + 1) <= 5000:
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        if (row, column) != (top, left):
                            grid.covered[row, column] = (top, left)
        return grid

    def at(self, row: int, column: int) -> Value:
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        return cells[column] if column < len(cells) else None

    def filled(self, row: int) -> list[tuple[int, Value]]:
        cells = self.sheet.rows[row] if 0 <= row < len(self.sheet.rows) else []
        return [(c, v) for c, v in enumerate(cells) if v is not None and (not isinstance(v, str) or v.strip())]

    def width(self, row: int, column: int) -> int:
        """How many columns the cell spans."""
        area = self.starts.get((row, column))
        return area[3] - area[1] + 1 if area else 1


def is_number_like(value: Value) -> bool:
    """Whether a cell is a figure, a date or a long number rather than words."""
    if isinstance(value, int | float | date | datetime):
        return True
    return isinstance(value, str) and bool(_AMOUNT_LIKE.match(text.squeeze(value)))


def as_heading(value: Value) -> Value:
    """A cell as it would head a column: the first day of a month is that month, 202406 is a text."""
    if isinstance(value, date) and value.day == 1:
        return f"{value.year}年{value.month}月"
    return str(value) if type(value) is int and 200001 <= value <= 209912 else value


def months_in(cells: list[tuple[int, Value]]) -> dict[int, str]:
    """The columns of a row that are headed by the bare numbers of months, one after the other: 1, 2, 3."""
    figures = [(column, text.squeeze(str(value)).removesuffix(".0")) for column, value in cells if is_number_like(value)]
    if len(figures) < 2 or any(not number.isdigit() or not 1 <= int(number) <= 12 for _, number in figures):
        return {}
    if any(other - column != 1 or int(after) - int(number) != 1 for (column, number), (other, after) in itertools.pairwise(figures)):
        return {}
    return {column: f"{int(number)}月" for column, number in figures}


def is_footer(cells: list[tuple[int, Value]]) -> bool:
    """Whether a row signs off, explains or notes, and holds no data."""
    words = "|".join(text.squeeze(str(v)) for _, v in cells if isinstance(v, str))
    if not words or len(cells) > 8:
        return False
    return bool(_FOOTER.search(words)) and sum(is_number_like(v) for _, v in cells) <= 1


def stated_unit(*sources: str) -> str | None:
    """The unit that a title, unit row, sheet name or file name states: 元, 万元."""
    for source in sources:
        for part in source.split("|"):
            if match := _UNIT_STATED.search(text.squeeze(part)):
                return match[1] or match[2] or match[3]
    return None


def tables(sheet: Sheet, known: Callable[[str], bool]) -> list[Table]:
    """The tables of a sheet from top to bottom; none for a sheet of words or without content.

    ``known`` says whether the vocabulary of the forms has a heading.
    """
    grid = _Grid.of(sheet)
    found: list[Table] = []
    end_of_last = 0
    headers = _headers(grid, known)
    for position, (first, last) in enumerate(headers):
        stop = headers[position + 1][0] if position + 1 < len(headers) else len(sheet.rows)
        if position + 1 < len(headers):
            stop = _start_of_title(grid, headers[position + 1][0], last + 1)
        top = max(end_of_last, _start_of_title(grid, first, end_of_last) if position else 0)
        levels = list(range(first, last + 1))
        body_start, units = _below_header(grid, last + 1, stop)
        headings = _headings(grid, levels, units)
        if not headings:
            continue
        above = _words(grid, range(top, first))
        table = Table(
            sheet=sheet,
            number=len(found) + 1,
            header_rows=levels,
            headings=headings,
            blocks=_blocks(headings),
            body=range(body_start, stop),
            above=above,
            top=top,
            unit=stated_unit(above),
            known=sum(known(h.leaf) for h in headings),
        )
        if found and _continues(found[-1], table):
            _join(found[-1], table)
        else:
            found.append(table)
        end_of_last = stop
    return found


def by_fund(table: Table) -> list[Table]:
    """The table, or one for each fund where cash and bank have columns of income and spending side by side."""
    funds: dict[str, list[Heading]] = {}
    for heading in table.headings:
        group = text.heading_base(heading.path[0]) if len(heading.path) > 1 else ""
        fund = "cash" if re.fullmatch(r"(?:库存)?现金.{0,2}", group) else "bank" if re.fullmatch(r"银行(?:存款)?.{0,2}", group) else None
        if fund:
            funds.setdefault(fund, []).append(heading)
    if len(funds) < 2 or any(len(headings) < 2 for headings in funds.values()):
        return [table]
    shared = [h for h in table.headings if not any(h in headings for headings in funds.values())]
    found = []
    for fund, own in funds.items():
        headings = sorted([*shared, *own], key=lambda h: h.index)
        others = tuple(h.index for other, group in funds.items() if other != fund for h in group)
        found.append(replace(table, headings=headings, blocks=[headings], fund=fund, elsewhere=others))
    return found


def _words(grid: _Grid, rows: range) -> str:
    return "|".join(text.clean(str(v)) for row in rows for _, v in grid.filled(row))


def _continues(before: Table, table: Table) -> bool:
    """Whether a header repeats that of the table above it, as on every printed page."""
    same = [h.path for h in before.headings] == [h.path for h in table.headings]
    return same and (not table.above or text.squeeze(table.above) == text.squeeze(before.above))


def _join(before: Table, table: Table) -> None:
    before.header_rows.extend(table.header_rows)
    before.body = range(before.body.start, table.body.stop)


# --- headers ----------------------------------------------------------------------------------------


def _score(grid: _Grid, row: int, known: Callable[[str], bool]) -> tuple[int, int, int]:
    """How many cells of a row are known headings, words, figures."""
    hits = words = figures = 0
    cells = grid.filled(row)
    months = months_in(cells) if len(cells) > 3 else {}
    for column, value in cells:
        value = months.get(column) or as_heading(value)
        if is_number_like(value) and not (isinstance(value, str) and known(value)):  # 202406 may head a column
            figures += 1
        elif isinstance(value, str):
            words += 1
            hits += len(text.squeeze(value)) <= 40 and known(value)
        else:
            figures += 1
    return hits, words, figures


def _headers(grid: _Grid, known: Callable[[str], bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    row, rows = 0, len(grid.sheet.rows)
    quick: set[int] | None = None
    if rows > 2000:  # a long list: only rows without any figure can be headers
        quick = {index for index, cells in enumerate(grid.sheet.rows) if index < 60 or _FIGURES.isdisjoint(map(type, cells))}
    while row < rows:
        if quick is not None and row not in quick:
            row += 1
            continue
        hits, words, figures = _score(grid, row, known)
        if hits >= 2 and hits * 5 >= words * 2 and figures <= hits // 4 and (not found or _may_follow(grid, row, found[-1][1], hits, words)):
            first = row - 1 if row and _is_parent(grid, row - 1, row) else row
            last = row
            while last - first + 1 < _MAX_HEADER_LEVELS and last + 1 < rows and _is_child(grid, last, last + 1, known):
                last += 1
            found.append((first, last))
            row = last + 1
        else:
            row += 1
    if not found:
        return _guess(grid, known)
    return found


def _may_follow(grid: _Grid, row: int, header: int, hits: int, words: int) -> bool:
    """Whether a row may be a further header: words that happen to be headings also stand in data."""
    before = row - 2 if row and _is_parent(grid, row - 1, row) else row - 1
    cells = grid.filled(before)
    if before <= header or len(cells) <= 2 or is_footer(cells) or any(isinstance(v, str) and text.total_kind(v) for _, v in cells):
        return before > header
    as_wide = len(grid.filled(row)) * 2 >= len(grid.filled(header))
    return as_wide and (hits == words or (hits >= 3 and hits * 3 >= words * 2))


def _guess(grid: _Grid, known: Callable[[str], bool]) -> list[tuple[int, int]]:
    """A row that looks like a header though nearly none of its words is known: so that it can be quoted."""
    best, best_score = None, 0
    for row in range(min(len(grid.sheet.rows), 40)):
        hits, words, figures = _score(grid, row, known)
        short = all(len(text.squeeze(str(v))) <= 16 for _, v in grid.filled(row))
        if words >= 2 and not figures and short and not is_footer(grid.filled(row)) and words + hits * 2 > best_score:
            best, best_score = row, words + hits * 2
    return [(best, best)] if best is not None and best + 1 < len(grid.sheet.rows) else []


def _is_parent(grid: _Grid, row: int, child: int) -> bool:
    """Whether a row spans groups of the header row below it."""
    cells = grid.filled(row)
    if not cells or any(
        is_number_like(v) or not isinstance(v, str) or len(text.squeeze(v)) > 14 or re.search(r"[::]|\d{4}", text.clean(v))
        for _, v in cells
    ):
        return False
    spans = sum(grid.width(row, c) > 1 for c, _ in cells)
    whole = len(cells) == 1 and grid.width(row, cells[0][0]) >= len(grid.sheet.rows[child]) - 1
    if whole:
        return False
    if spans:
        return len(cells) > 1 or cells[0][0] > 0
    return len(cells) > 1 and len(cells) < len(grid.filled(child)) and not grid.sheet.merged


def _is_child(grid: _Grid, row: int, child: int, known: Callable[[str], bool]) -> bool:
    """Whether a row is a further level of the header above it."""
    cells = grid.filled(child)
    if cells and len(months_in(cells)) == len(cells) and all("月" in str(_group_above(grid, row, c)) for c, _ in cells):
        return True  # 发放月份 above 1, 2, 3
    if not cells or any(is_number_like(v) or not isinstance(v, str) for _, v in cells):
        return False
    if all(_UNIT_CELL.match(text.squeeze(str(v))) or _NUMBER_CELL.match(text.squeeze(str(v))) for _, v in cells):
        return False
    if any(text.total_kind(str(v)) and c == cells[0][0] and len(cells) < 3 for c, v in cells):
        return False
    under = strange = 0
    for column, _ in cells:
        if (child, column) in grid.covered:
            return False
        above = grid.at(row, column)
        if above is None:
            left = next((c for c in range(column - 1, -1, -1) if grid.at(row, c) is not None), None)
            if left is None:
                return False
            if grid.sheet.merged and grid.covered.get((row, column), (None, None))[0] != row:
                return False
            under += 1
        elif grid.width(row, column) > 1 or (grid.at(row, column + 1) is None and grid.at(child, column + 1) is not None):
            if grid.sheet.merged and grid.width(row, column) == 1:
                return False
            under += 1
        elif not known(str(grid.at(child, column))):
            strange += 1
    if strange and (strange * 3 > len(cells) or under < 2):  # most words of a header are known
        return False
    return under >= 2 or (under == 1 and len(cells) == 1 and bool(grid.sheet.merged))


def _group_above(grid: _Grid, row: int, column: int) -> Value:
    """What stands in the row above a cell, or in the merged cell that covers it there."""
    return grid.at(*grid.covered.get((row, column), (row, column)))


def _below_header(grid: _Grid, row: int, stop: int) -> tuple[int, dict[int, str]]:
    """The first row of data, and the units of a row of units below the header."""
    units: dict[int, str] = {}
    while row < stop:
        cells = [(c, text.squeeze(str(int(v) if isinstance(v, float) and v.is_integer() else v))) for c, v in grid.filled(row)]
        if cells and cells[0][1] in ("单位", "计量单位", "金额单位"):
            cells = cells[1:]
        if cells and all(_UNIT_CELL.match(v) for _, v in cells) and (len(cells) > 1 or "元" in cells[0][1]):
            for column, unit in cells:
                if found := text.bracket_unit(f"({unit.strip('()')})"):
                    units[column] = found
        elif len(cells) >= 3 and all(_NUMBER_CELL.match(v) for _, v in cells) and _ascending([v for _, v in cells]):
            pass
        else:
            break
        row += 1
    return row, units


def _ascending(values: list[str]) -> bool:
    bare = [v.strip("()") for v in values]
    numbers = [int(v) for v in bare if v.isdigit()]
    stems = sum(v in "甲乙丙丁戊己庚辛" for v in bare)
    return len(numbers) + stems >= 2 and all(a < b for a, b in itertools.pairwise(numbers))


def _headings(grid: _Grid, levels: list[int], units: dict[int, str]) -> list[Heading]:
    width = max((len(grid.sheet.rows[row]) for row in levels), default=0)
    for row in levels:
        for column, _ in grid.filled(row):
            width = max(width, column + grid.width(row, column)) if grid.width(row, column) < 300 else width
    found: list[Heading] = []
    months = {row: months_in(grid.filled(row)) for row in levels}
    for column in range(width):
        path: list[str] = []
        for depth, row in enumerate(levels):
            value = grid.at(row, column)
            if value is None and (row, column) in grid.covered:
                top, left = grid.covered[row, column]
                value = grid.at(top, left) if top in levels else None
            elif value is None and not grid.sheet.merged and depth < len(levels) - 1:
                value = _spread(grid, levels, depth, column)
            if value is None:
                continue
            written = months[row].get(column) or text.squeeze(str(as_heading(value)))
            if written and (not path or path[-1] != written):
                path.append(written)
        if path:
            found.append(Heading(column, tuple(path), units.get(column)))
    return found


def _spread(grid: _Grid, levels: list[int], depth: int, column: int) -> Value:
    """The group that an unmerged cell belongs to: the last one named to its left, if a lower level goes on here."""
    if all(grid.at(row, column) is None for row in levels[depth + 1 :]):
        return None
    for left in range(column - 1, -1, -1):
        value = grid.at(levels[depth], left)
        if value is not None:
            below = any(grid.at(row, left) is not None for row in levels[depth + 1 :])
            return value if below else None
    return None


def _start_of_title(grid: _Grid, header: int, floor: int) -> int:
    """The first row of the title above a header."""
    row = header
    while row > floor:
        cells = grid.filled(row - 1)
        if cells:
            if len(cells) > 4 or any(isinstance(v, int | float) for _, v in cells) or is_footer(cells):
                break
            if any(text.total_kind(str(v)) for _, v in cells):
                break
            if len(cells) > 1 and any(is_number_like(v) for _, v in cells):
                break
        row -= 1
    return row


# --- blocks side by side ----------------------------------------------------------------------------


def _blocks(headings: list[Heading]) -> list[list[Heading]]:
    """The groups of columns that repeat side by side; one group where nothing repeats.

    Two ways: the first heading comes again (日期|收入项目|金额 ‖ 日期|支出项目|金额), or the header has two
    groups 收入 and 支出 with several columns each.
    """
    leaves = [text.heading_base(h.leaf) for h in headings]
    groups = [text.heading_base(h.path[0]) if len(h.path) > 1 else "" for h in headings]
    serial = ("序号", "编号", "行次", "序")
    start = next((i for i, leaf in enumerate(leaves) if leaf not in serial), 0)
    for anchor in (0, start):
        if anchor >= len(leaves):
            continue
        anchor_heading = text.heading(headings[anchor].leaf)
        again = [
            i
            for i, h in enumerate(headings)
            if text.heading(h.leaf) == anchor_heading
            and (h.path[:-1] == headings[anchor].path[:-1] or _side(groups[i]) or leaves[anchor] in (*serial, "姓名", "户主姓名"))
        ]
        edges = [0, *again[1:], len(headings)] if anchor == 0 else [*(max(i - anchor, 0) for i in again), len(headings)]
        parts = [headings[a:b] for a, b in itertools.pairwise(edges)]
        if len(parts) > 1 and all(len(part) >= 2 for part in parts) and _alike(parts):
            return parts
    for count in (2, 3):  # the first headings differ, the others are the same: 资产|年初数 ‖ 负债|年初数
        size, rest = divmod(len(headings), count)
        parts = [headings[i : i + size] for i in range(0, len(headings), size)] if size > 2 and not rest else []
        if parts and len({tuple(leaves[i + 1 : i + size]) for i in range(0, len(headings), size)}) == 1 and all(len(h.path) == 1 for h in headings):
            return parts
    halves: list[list[Heading]] = []
    for heading, group in zip(headings, groups, strict=True):
        side = _side(group)
        if side and (not halves or _side(text.heading_base(halves[-1][0].path[0])) != side):
            halves.append([])
        if side and halves:
            halves[-1].append(heading)
    if len(halves) == 2 and sum(map(len, halves)) >= len(headings) - 1 and all(len(half) >= 2 for half in halves):
        return halves
    wordings = [(_side(leaf), i) for i, leaf in enumerate(leaves) if re.fullmatch(r"(收入|支出)(项目|事项|内容|摘要|名称|类别)", leaf)]
    if len(wordings) == 2 and wordings[0][0] != wordings[1][0]:
        cut = wordings[1][1]
        money = [i for i, leaf in enumerate(leaves) if "金额" in leaf]
        while cut > 0 and cut - 1 not in money and leaves[cut - 1] in (*serial, "日期", "时间"):
            cut -= 1
        if any(i < cut for i in money) and any(i > cut for i in money):
            return [headings[:cut], headings[cut:]]
    return [headings]


def _side(group: str) -> str | None:
    if "收入" in group and "支出" not in group:
        return "income"
    if "支出" in group and "收入" not in group:
        return "spending"
    return {"债权": "claim", "应收": "claim", "债务": "debt", "应付": "debt"}.get(re.sub("部分|情况|款项?|明细|类", "", group))


def _alike(parts: list[list[Heading]]) -> bool:
    """Whether groups of columns are of one pattern: as many columns, or most headings the same."""
    first = {text.heading_base(h.leaf) for h in parts[0]}
    for part in parts[1:]:
        leaves = {text.heading_base(h.leaf) for h in part}
        if len(first & leaves) < 2 and abs(len(part) - len(parts[0])) > 1:
            return False
        if len(first & leaves) < 2 and not (first & leaves and any("额" in leaf or "数" in leaf for leaf in leaves)):
            return False
    return True
