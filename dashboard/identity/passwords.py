"""Which passwords are good enough, and the first ones that we make ourselves."""

import secrets
import tomllib
from pathlib import Path

from dashboard.identity import cards
from loaders import text

SHORTEST, LONGEST = 10, 128
#: Fewer characters than these, without the own login and name, are no password.
_OWN_CHARACTERS = 6
_FEWEST_DIFFERENT = 4

_COMMON = frozenset(tomllib.loads(Path(__file__).with_name("common_passwords.toml").read_text("utf-8"))["words"].split())


def check(password: str, login: str, name: str) -> None:
    """``ValueError`` says in Chinese why this is no password for the account; length counts, not kinds of characters."""
    plain = text.squeeze(password).casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"密码要有 {SHORTEST} 到 {LONGEST} 个字符。可以用几个不相干的词连起来，好记又难猜。")
    if plain in _COMMON or len(set(plain)) < _FEWEST_DIFFERENT:
        raise ValueError("这个密码太常见，别人一猜就中，请换一个。")
    rest = plain
    for own in filter(None, (login.casefold(), text.squeeze(name).casefold())):
        rest = rest.replace(own, "")
    if rest != plain and len(rest) < _OWN_CHARACTERS:
        raise ValueError("密码不能就是登录名或姓名，也不能只加几个数字，请换一个。")


def in_groups(written: str) -> str:
    """The characters in groups of four, as they are read aloud and typed."""
    return "-".join(written[start : start + 4] for start in range(0, len(written), 4))


def draw(length: int = 12) -> str:
    """Characters drawn by chance that are not taken for each other on paper; twelve are beyond guessing."""
    return "".join(secrets.choice(cards.ALPHABET) for _ in range(length))


def first() -> str:
    """A first password, to be handed over on paper and changed at once."""
    return in_groups(draw()).lower()
