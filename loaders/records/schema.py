"""The whole schema: importing this module makes every table known to ``Base.metadata``."""

from loaders.records import accounts, books, imports, payments, people, places, settings
from loaders.records.base import Base

SUBJECTS = (accounts, books, imports, payments, people, places, settings)
metadata = Base.metadata
