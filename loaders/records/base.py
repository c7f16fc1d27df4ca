"""What all tables share: the declarative base and the types of columns."""

from typing import cast

from sqlalchemy import BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase

#: SQLite keeps 64 bits in INTEGER, and only INTEGER PRIMARY KEY is its rowid.
Id = BigInteger().with_variant(Integer, "sqlite")
#: Whole fen. Yuan exist in text alone.
Fen = BigInteger().with_variant(Integer, "sqlite")

#: The rows of one import share its number: their ids are ``import_id << ROW_BITS | n``.
ROW_BITS = 24


class Base(DeclarativeBase):
    """The base of every table; constraints get stable names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(record: type[Base]) -> Table:
    """The table of a record, for statements about many rows."""
    return cast(Table, record.__table__)
