"""What many tests begin with: the numbers of fictional people, and a sheet brought in."""

from loaders import importing
from loaders.columns import check_digit
from loaders.database import Database


def number(order: int) -> str:
    """The ID number of a fictional person, one for every order from 0 to 999."""
    digits = f"33089019600101{order:03}"
    return digits + check_digit(digits)


def bring(db: Database, name: str, *lines: str) -> int:
    """Import a CSV of these lines and put it in force; the number of the import."""
    return importing.save(db, importing.check(db, name, "\n".join(lines).encode()), "测试")
