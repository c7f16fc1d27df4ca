"""Counts so small that they name someone: which sums may not be public, so that none can be taken from another."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from loaders import schemes
from loaders.records.base import table_of
from loaders.records.funds import SchemeSummary
from loaders.records.imports import Batch
from loaders.records.payments import Payment, PaymentTotal, SchemeRow

#: Fewer people than this are not told apart from nobody: a village knows who they are.
FEW = 3


def names_nobody(known: schemes.Scheme | None) -> bool:
    """Whether the scheme is never public by name; one that the dictionary does not know is."""
    return known is not None and (known.minors or known.publish_days == 0)


def never_named(conn: Connection) -> list[int]:
    """The numbers of the schemes that are never public by name."""
    dictionary = schemes.dictionary()
    return [number for number, key in conn.execute(select(SchemeRow.id, SchemeRow.key)) if names_nobody(dictionary.by_key(key))]


def shown(conn: Connection) -> ColumnElement[bool]:
    """The condition of the totals that are public; a public sum of totals leaves the others out."""
    return not_(and_(PaymentTotal.scheme_id.in_(never_named(conn)), PaymentTotal.people < FEW))


def telling(conn: Connection, batches: Iterable[int] | None = None) -> set[int]:
    """The tables whose sum, less what is public of it, would tell what fewer than `FEW` people of a village got.

    They are those of schemes that are never public by name, or of several schemes, with so small a part in them.
    """
    hidden = never_named(conn)
    wanted = select(Batch.id).where(or_(Batch.scheme_id.in_(hidden), Batch.scheme_id.is_(None)), Batch.record.in_(("payment", "scheme_summary")))
    if batches is not None:
        wanted = wanted.where(Batch.id.in_(list(batches)))
    asked = list(conn.execute(wanted).scalars())
    payment, summary = table_of(Payment), table_of(SchemeSummary)
    paid = select(payment.c.batch_id).where(payment.c.batch_id.in_(asked), payment.c.scheme_id.in_(hidden))
    paid = paid.group_by(payment.c.batch_id, payment.c.village_id, payment.c.scheme_id).having(func.count(payment.c.person_id.distinct()) < FEW)
    few = summary.c.people.between(1, FEW - 1)
    summed = select(summary.c.batch_id).where(summary.c.batch_id.in_(asked), few, or_(summary.c.scheme_id.in_(hidden), summary.c.scheme_id.is_(None)))
    return {*conn.execute(paid).scalars(), *conn.execute(summed).scalars()}
