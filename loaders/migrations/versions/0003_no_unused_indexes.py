"""Four indexes that no question uses are no longer written with every person and household"""

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

UNUSED = (('household', 'head_id'), ('household', 'import_id'), ('person', 'import_id'))


def upgrade() -> None:
    for table, column in UNUSED:
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
    op.drop_index('ix_payment_household', table_name='payment')


def downgrade() -> None:
    op.create_index('ix_payment_household', 'payment', ['household_id', 'period'], unique=False)
    for table, column in UNUSED:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)
