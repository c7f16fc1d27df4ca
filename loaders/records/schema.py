"""The whole schema: importing this module makes every table known to ``Base.metadata``."""

from loaders.records import (
    accounts,
    assets,
    books,
    decisions,
    funds,
    households,
    imports,
    papers,
    payments,
    people,
    places,
    publication,
    reference,
    settings,
)
from loaders.records.base import Base

SUBJECTS = (accounts, assets, books, decisions, funds, households, imports, papers, payments, people, places, publication, reference, settings)
metadata = Base.metadata
