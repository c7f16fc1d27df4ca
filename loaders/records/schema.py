"""The whole schema: importing this module makes every table known to ``Base.metadata``."""

from loaders.records import (
    accounts, assets, books, decisions, funds, households, imports, payments, people, places, reference, settings,
)  # fmt: skip
from loaders.records.base import Base

SUBJECTS = (accounts, assets, books, decisions, funds, households, imports, payments, people, places, reference, settings)
metadata = Base.metadata
