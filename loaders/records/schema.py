"""The whole schema: importing this module makes every table known to ``Base.metadata``."""

from loaders.records import (
    accounts,
    assets,
    books,
    decisions,
    enquiries,
    findings,
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

SUBJECTS = (
    accounts, assets, books, decisions, enquiries, findings, funds, households, imports, papers, payments, people, places, publication, reference, settings,
)  # fmt: skip
metadata = Base.metadata
