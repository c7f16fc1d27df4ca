"""The dictionary of schemes: what a kind of money is called on a sheet, at the bank and by a villager."""

import os
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from loaders import text

_FILE = Path(__file__).with_name("schemes.toml")
#: Words around a name that say nothing about which scheme it is.
_TAILS = ("资金", "金额", "款", "补助资金", "发放", "补贴资金", "经费")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of money. ``publish_days`` is none for as long as it runs, 0 for never by name."""

    key: str
    name: str
    short: str
    aliases: tuple[str, ...]
    plain: str
    department: str
    category: str
    beneficiary: str  # 户, 人
    unit: str
    kind: str  # relief, subsidy, wage, insurance, compensation, dividend
    rhythm: str = ""
    standard: str = ""
    legal: str = ""
    publish: str = ""
    publish_days: int | None = None
    minors: bool = False
    names_only: bool = False  # the names may be public and nothing else: an amount would tell the grade of a disability
    contact: str = ""
    excludes: tuple[str, ...] = ()  # keys of schemes that one person does not get for the same month
    after_death: bool = False  # paid because somebody died
    means_tested: bool = False  # for those who own little: cars, houses and companies count
    by_land: bool = False  # by the area of land that is registered for the household


@dataclass(frozen=True, slots=True)
class Match:
    """What a text may mean: one scheme, or none with the candidates between which nobody can decide."""

    scheme: Scheme | None = None
    candidates: tuple[Scheme, ...] = ()


class Dictionary:
    """All schemes of a county, found by key, by name and inside a title."""

    def __init__(self, schemes: dict[str, Scheme]) -> None:
        self._schemes = schemes
        self._by_alias: dict[str, tuple[Scheme, ...]] = {}
        for scheme in schemes.values():
            for alias in {text.squeeze(a) for a in (scheme.name, scheme.short, *scheme.aliases)}:
                self._by_alias[alias] = (*self._by_alias.get(alias, ()), scheme)
        self._lengths = sorted({len(alias) for alias in self._by_alias}, reverse=True)
        self._found: dict[str, Match] = {}
        self._found_in: dict[str, Match] = {}

    def all(self) -> list[Scheme]:
        """Every scheme, in the order of the dictionary."""
        return list(self._schemes.values())

    def by_key(self, key: str) -> Scheme | None:
        """The scheme of that key."""
        return self._schemes.get(key)

    def find(self, words: str) -> Match:
        """The scheme that is called exactly so, brackets and a tail such as 资金 aside."""
        found = self._found.get(words)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[words] = self._find(words)
        return found

    def _find(self, words: str) -> Match:
        name = text.squeeze(words)
        for spelling in (name, text.heading_base(name)):
            if spelling in self._by_alias:
                return _match(self._by_alias[spelling])
            for tail in _TAILS:
                if spelling.endswith(tail) and spelling.removesuffix(tail) in self._by_alias:
                    return _match(self._by_alias[spelling.removesuffix(tail)])
        return Match()

    def find_in(self, title: str) -> Match:
        """The scheme that a title speaks of: its longest name; none where it names several."""
        found = self._found_in.get(title)
        if found is None:
            if len(self._found_in) > 50_000:
                self._found_in.clear()
            found = self._found_in[title] = self._find_in(title)
        return found

    def words_in(self, title: str) -> str | None:
        """The longest name of any scheme that a title writes, though it may mean several; none where it writes none."""
        rest = text.squeeze(title)
        return next((alias for length in self._lengths for alias in self._by_alias if len(alias) == length and alias in rest), None)

    def _find_in(self, title: str) -> Match:
        rest = text.squeeze(title)
        named: list[tuple[Scheme, ...]] = []
        if "城乡低保" in rest or "城乡最低生活保障" in rest:
            return _match(tuple(s for s in (self.by_key("rural-dibao"), self.by_key("urban-dibao")) if s))
        for length in self._lengths:
            if length < 2:
                continue
            for start in range(len(rest) - length + 1):
                part = rest[start : start + length]
                if part in self._by_alias:
                    named.append(self._by_alias[part])
                    rest = rest.replace(part, "\0" * length)
        if not named:
            return Match()
        distinct = dict.fromkeys(named)
        if len(distinct) == 1:
            return _match(named[0])
        keys = {scheme.key for group in distinct for scheme in group}
        if len(keys) == 1:
            return Match(named[0][0])
        return Match(None, tuple(scheme for scheme in self._schemes.values() if scheme.key in keys))


def _match(found: tuple[Scheme, ...]) -> Match:
    return Match(found[0]) if len(found) == 1 else Match(None, found)


class BadDictionary(Exception):
    """A county's file of schemes cannot be used; the message says which entry and why."""


def _read(file: Path) -> dict[str, Scheme]:
    known = {field.name: field for field in fields(Scheme)}
    try:
        entries: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8")).get("scheme", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDictionary(f"补贴词典 {file.name} 读不了：{error}") from None
    found: dict[str, Scheme] = {}
    for number, entry in enumerate(entries, 1):
        if unknown := set(entry) - set(known):
            raise BadDictionary(f"补贴词典 {file.name} 第{number}项有不认识的字段：{'、'.join(sorted(unknown))}")
        try:
            lists = {name: tuple(entry.get(name, ())) for name in ("aliases", "excludes")}
            scheme = Scheme(**(entry | lists))
        except TypeError:
            missing = [n for n in ("key", "name", "short", "plain", "department", "category", "beneficiary", "unit", "kind") if n not in entry]
            raise BadDictionary(f"补贴词典 {file.name} 第{number}项缺少：{'、'.join(missing)}") from None
        if scheme.key in found:
            raise BadDictionary(f"补贴词典 {file.name} 里“{scheme.key}”出现了两次")
        found[scheme.key] = scheme
    return found


@cache
def _dictionary(extra: str | None) -> Dictionary:
    found = _read(_FILE)
    if extra:
        found |= _read(Path(extra))
    return Dictionary(found)


def dictionary(extra: Path | None = None) -> Dictionary:
    """The project's schemes, with those of the county's own file (``extra``, or the setting ``VILLAGE_SCHEMES``)."""
    given = str(extra) if extra else os.environ.get("VILLAGE_SCHEMES")
    return _dictionary(given or None)
