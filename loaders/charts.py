"""Charts of accounts of village collectives, old and new, and plain words for what money was."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from loaders import text

Direction = Literal["income", "spending"]
Nature = Literal["income", "spending", "cash"]

#: The category of money that only moves between the village's cash and its bank account.
TRANSFER = "现金和银行互转"
_FILE = Path(__file__).with_name("accounts_chart.toml")


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of income or spending in words that need no explanation, and what belongs to it."""

    name: str
    plain: str
    words: tuple[str, ...]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Charts:
    accounts: dict[str, dict[str, str]]
    income: tuple[Category, ...]
    spending: tuple[Category, ...]


@cache
def _charts() -> _Charts:
    data = tomllib.loads(_FILE.read_text("utf-8"))

    def categories(direction: str) -> tuple[Category, ...]:
        return tuple(Category(c["category"], c["plain"], tuple(c["words"]), tuple(c["accounts"])) for c in data[direction])

    return _Charts(data["regime"], categories("income"), categories("spending"))


def regime_of(period: str | None) -> str:
    """The chart that a period's books follow: 2023's from 2024-01-01 on, else 2004's (财会〔2023〕14号)."""
    return "2023" if period and period[:4] >= "2024" else "2004"


def account(regime: str, code: str) -> str | None:
    """The name of an account; a longer code is a part of the account that its first three digits name."""
    return _charts().accounts[regime].get(re.sub(r"\D", "", code)[:3])


def nature(name: str | None, code: str | None, regime: str) -> Nature | None:
    """Whether an account is cash or bank, income, or spending; none for the others."""
    words = re.sub(r"^[\d.\-]+", "", text.squeeze(name or "")) or account(regime, code or "") or ""
    if words.startswith(("库存现金", "现金", "银行存款", "货币资金")) or (not words and (code or "").startswith(("1001", "1002"))):
        return "cash"
    if words.startswith(("收益分配", "本年收益", "应收")):
        return None
    if re.search(r"收入|投资收益", words):
        return "income"
    return "spending" if re.search(r"支出|费用|成本|税金", words) else None


def account_in(title: str) -> str | None:
    """The account whose own book a title announces: 管理费用明细账 is that of 管理费用."""
    names = {name for chart in _charts().accounts.values() for name in chart.values()}
    words = text.squeeze(title).replace("(", "（").replace(")", "）")
    if not re.search("明细账|分类账|明细分类|总账", words):
        return None
    return max((name for name in names if f"{name}" in words), key=len, default=None)


_TRANSFERS = re.compile(r"提现|取现|提取(?:现金|备用金)|支取现金|现金(?:存入|存款|缴存|送存|存银行)|^(?:缴|送)?存(?:现|入银行|银行)|缴存现金")


def is_transfer(summary: str) -> bool:
    """Whether a summary says that money only moved between the village's own cash and bank account."""
    words = text.squeeze(summary)
    return bool(_TRANSFERS.search(words)) and not re.search("手续费|工本费|利息|付|收到|收取|收.{0,6}[租款费]", words)


def fund_of(written: str | None) -> str | None:
    """``cash`` or ``bank``, as a cell says it; none for other words."""
    if not written:
        return None
    return "cash" if "现金" in written else "bank" if any(word in written for word in ("银行", "转账", "存款")) else None


def categories(direction: Direction) -> tuple[Category, ...]:
    """The plain categories of income or of spending, in the order in which they are tried."""
    return _charts().income if direction == "income" else _charts().spending


def explained(category: str) -> str:
    """What a plain category means, for a villager; nothing for one that we did not name."""
    if category == TRANSFER:
        return "村里的现金存进银行，或从银行取出现金，钱没有多也没有少"
    found = [c.plain for c in (*_charts().income, *_charts().spending) if c.name == category]
    return found[0] if found else ""


@lru_cache(maxsize=65536)
def plain_category(summary: str, account_name: str | None, account_code: str | None, regime: str, direction: Direction) -> str:
    """The plain category of an entry: by the words of its summary, then by its account; never by a code alone.

    An account of one meaning (发包及上交收入, 应付工资) comes before the summary; a wide one (管理费用) after it.
    """
    known = categories(direction)
    name = text.squeeze(account_name or "") or (account(regime, account_code) if account_code else None) or ""
    by_account = next((c for c in known if any(a in name for a in c.accounts)), None) if name else None
    if by_account and not any(wide in name for wide in ("管理费用", "其他", "公益支出", "经营", "内部往来", "应付款", "应收款")):
        return by_account.name
    words = text.squeeze(summary)
    by_words = next((c for c in known if any(word in words for word in c.words)), None)
    return (by_words or by_account or known[-1]).name
