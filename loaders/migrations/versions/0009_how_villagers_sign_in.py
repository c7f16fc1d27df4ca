"""Cards that are revoked, the villagers' own PIN, consent to help, and what people are to be told"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INDEXES = (('revoked_code', 'code_digest'), ('consent', 'person_id'), ('consent', 'by_person_id'), ('consent', 'by_account_id'), ('told', 'person_id'))


def upgrade() -> None:
    op.create_table(
        'revoked_code',
        sa.Column('id', ID, nullable=False),
        sa.Column('household_id', ID, nullable=False),
        sa.Column('code_digest', sa.LargeBinary(length=32), nullable=False),
        sa.Column('code_sealed', sa.LargeBinary(), nullable=False),
        sa.Column('issued_at', sa.DateTime(), nullable=False),
        sa.Column('revoked_at', sa.DateTime(), nullable=False),
        sa.Column('reason', sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_revoked_code')),
    )
    op.create_table(
        'pin',
        sa.Column('person_id', ID, autoincrement=False, nullable=False),
        sa.Column('hash_sealed', sa.LargeBinary(), nullable=False),
        sa.Column('set_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_pin')),
    )
    op.create_table(
        'consent',
        sa.Column('id', ID, nullable=False),
        sa.Column('person_id', ID, nullable=False),
        sa.Column('by_person_id', ID, nullable=True),
        sa.Column('by_account_id', ID, nullable=True),
        sa.Column('whole_household', sa.Boolean(), nullable=False),
        sa.Column('given_at', sa.DateTime(), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.Column('reference', sa.String(length=60), nullable=False),
        sa.Column('ended_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    )
    op.create_table(
        'told',
        sa.Column('id', ID, nullable=False),
        sa.Column('person_id', ID, nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('words', sa.String(length=200), nullable=False),
        sa.Column('read_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_told')),
    )
    for table, column in INDEXES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('household_id', ID, nullable=True))
        batch_op.add_column(sa.Column('consent_id', ID, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_column('consent_id')
        batch_op.drop_column('household_id')
    for table, column in INDEXES:
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
    for table in ('told', 'consent', 'pin', 'revoked_code'):
        op.drop_table(table)
