"""A calendar of publication: settings of places, approval, exemptions, remainders, days of posting, lists before approval"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

TABLES: dict[str, tuple[list[sa.Column[Any]], list[str], list[list[str]]]] = {
    'place_setting': (
        [sa.Column('place_id', ID, nullable=False, autoincrement=False), sa.Column('name', sa.String(40), nullable=False), sa.Column('value', sa.String(100), nullable=False)],
        ['place_id', 'name'],
        [],
    ),
    'preparation': (
        [
            sa.Column('id', ID, nullable=False),
            sa.Column('place_id', ID, nullable=False),
            sa.Column('home_id', ID, nullable=True),
            sa.Column('sha256', sa.String(64), nullable=False),
            sa.Column('name', sa.String(255), nullable=False),
            sa.Column('fingerprint', sa.String(64), nullable=False),
            sa.Column('supplied', sa.Text(), nullable=False),
            sa.Column('decisions', sa.Text(), nullable=False),
            sa.Column('reason', sa.String(200), nullable=False),
            sa.Column('remainders', sa.Text(), nullable=False),
            sa.Column('contents', sa.Text(), nullable=False),
            sa.Column('digest', sa.String(64), nullable=False),
            sa.Column('at', sa.DateTime(), nullable=False),
            sa.Column('actor', sa.String(60), nullable=False),
            sa.Column('account_id', ID, nullable=True),
            sa.Column('state', sa.String(10), nullable=False),
            sa.Column('decided_at', sa.DateTime(), nullable=True),
            sa.Column('decided_by', sa.String(60), nullable=True),
            sa.Column('said', sa.String(200), nullable=False),
            sa.Column('import_id', ID, nullable=True),
        ],
        ['id'],
        [['place_id'], ['import_id'], ['sha256', 'state']],
    ),
    'exemption': (
        [
            sa.Column('id', ID, nullable=False),
            sa.Column('place_id', ID, nullable=False),
            sa.Column('item', sa.String(40), nullable=False),
            sa.Column('period', sa.String(10), nullable=True),
            sa.Column('reason', sa.String(200), nullable=False),
            sa.Column('at', sa.DateTime(), nullable=False),
            sa.Column('actor', sa.String(60), nullable=False),
            sa.Column('ended_at', sa.DateTime(), nullable=True),
            sa.Column('ended_by', sa.String(60), nullable=True),
        ],
        ['id'],
        [['place_id', 'item']],
    ),
    'remainder': (
        [
            sa.Column('id', ID, nullable=False),
            sa.Column('batch_id', ID, nullable=False),
            sa.Column('kind', sa.String(20), nullable=False),
            sa.Column('left_words', sa.String(120), nullable=False),
            sa.Column('left_fen', ID, nullable=False),
            sa.Column('right_words', sa.String(120), nullable=False),
            sa.Column('right_fen', ID, nullable=False),
            sa.Column('cell', sa.String(12), nullable=True),
            sa.Column('reason', sa.String(200), nullable=False),
            sa.Column('at', sa.DateTime(), nullable=False),
            sa.Column('actor', sa.String(60), nullable=False),
        ],
        ['id'],
        [['batch_id']],
    ),
    'posting': (
        [sa.Column('batch_id', ID, nullable=False, autoincrement=False), sa.Column('since', sa.Date(), nullable=False), sa.Column('until', sa.Date(), nullable=True)],
        ['batch_id'],
        [],
    ),
    'pending': (
        [
            sa.Column('id', ID, nullable=False, autoincrement=False),
            sa.Column('township_id', ID, nullable=False),
            sa.Column('place_id', ID, nullable=False),
            sa.Column('scheme_id', ID, nullable=True),
            sa.Column('period', sa.String(10), nullable=True),
            sa.Column('name', sa.String(60), nullable=False),
            sa.Column('id_digest', sa.LargeBinary(32), nullable=True),
            sa.Column('id_sealed', sa.LargeBinary(), nullable=True),
            sa.Column('family_size', sa.Integer(), nullable=True),
            sa.Column('people', sa.Integer(), nullable=True),
            sa.Column('amount_fen', ID, nullable=True),
            sa.Column('relation', sa.String(20), nullable=True),
            sa.Column('remark', sa.String(200), nullable=True),
            sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
            sa.Column('batch_id', ID, nullable=False),
            sa.Column('row', sa.Integer(), nullable=False),
            sa.Column('column', sa.String(4), nullable=True),
        ],
        ['id'],
        [['place_id', 'scheme_id'], ['batch_id', 'row']],
    ),
}  # fmt: skip


def upgrade() -> None:
    for name, (columns, key, indexes) in TABLES.items():
        op.create_table(name, *(column._copy() for column in columns), sa.PrimaryKeyConstraint(*key, name=op.f(f'pk_{name}')))
        for index in indexes:
            op.create_index(op.f(f'ix_{name}_{"_".join(index)}'), name, index, unique=False)


def downgrade() -> None:
    for name, (_, _, indexes) in reversed(TABLES.items()):
        for index in indexes:
            op.drop_index(op.f(f'ix_{name}_{"_".join(index)}'), table_name=name)
        op.drop_table(name)
