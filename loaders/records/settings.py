"""What the database knows about itself."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base


class Setting(Base):
    """A value by name; ``key-check`` is sealed with the key that the database belongs to."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
