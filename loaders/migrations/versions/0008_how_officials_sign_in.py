"""Officials change their first password, may use one-time codes, and may sign in elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
#: Accounts and sessions of before go on as they are.
FLAGS = (('account', 'must_change'), ('session', 'waits_for_code'), ('session', 'by_provider'))


def upgrade() -> None:
    op.create_table(
        'recovery_code',
        sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
        sa.Column('account_id', ID, nullable=False),
        sa.Column('used_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('digest', name=op.f('pk_recovery_code')),
    )
    op.create_index(op.f('ix_recovery_code_account_id'), 'recovery_code', ['account_id'], unique=False)
    for table, name in FLAGS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(name, existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('totp_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('totp_offered_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('totp_step', ID, nullable=True))
        batch_op.add_column(sa.Column('subject', sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column('signed_in_at', sa.DateTime(), nullable=True))
        batch_op.create_unique_constraint(op.f('uq_account_subject'), ['subject'])


def downgrade() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_account_subject'), type_='unique')
        for name in ('signed_in_at', 'subject', 'totp_step', 'totp_offered_sealed', 'totp_sealed'):
            batch_op.drop_column(name)
    for table, name in FLAGS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
    op.drop_index(op.f('ix_recovery_code_account_id'), table_name='recovery_code')
    op.drop_table('recovery_code')
