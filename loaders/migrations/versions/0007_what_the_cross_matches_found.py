"""What the cross-matches found and what was done about it; the trail of the payments, where they begin"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
STANDARD = sa.text('standard_fen IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'finding',
        sa.Column('id', ID, nullable=False),
        sa.Column('rule', sa.String(length=40), nullable=False),
        sa.Column('subject', sa.String(length=160), nullable=False),
        sa.Column('scope', ID, nullable=False),
        sa.Column('township_id', ID, nullable=False),
        sa.Column('place_id', ID, nullable=False),
        sa.Column('person_id', ID, nullable=True),
        sa.Column('amount_fen', ID, nullable=False),
        sa.Column('confidence', sa.String(length=10), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column('facts', sa.Text(), nullable=False),
        sa.Column('fingerprint', sa.LargeBinary(length=32), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('stands', sa.Boolean(), nullable=False),
        sa.Column('found_at', sa.DateTime(), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    )
    op.create_index(op.f('ix_finding_rule_subject'), 'finding', ['rule', 'subject'], unique=True)
    op.create_index(op.f('ix_finding_rule_scope'), 'finding', ['rule', 'scope'], unique=False)
    op.create_index('ix_finding_place', 'finding', ['township_id', 'rule', 'state', 'stands'], unique=False)
    op.create_index(op.f('ix_finding_person_id'), 'finding', ['person_id'], unique=False)
    op.create_table(
        'finding_source',
        sa.Column('finding_id', ID, nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('side', sa.Integer(), nullable=False),
        sa.Column('batch_id', ID, nullable=False),
        sa.Column('row', sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint('finding_id', 'position', name=op.f('pk_finding_source')),
    )
    op.create_table(
        'finding_step',
        sa.Column('id', ID, nullable=False),
        sa.Column('finding_id', ID, nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('actor', sa.String(length=60), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('speaker', sa.String(length=10), nullable=True),
        sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_step')),
    )
    op.create_index(op.f('ix_finding_step_finding_id'), 'finding_step', ['finding_id'], unique=False)
    op.create_table(
        'rule_setting',
        sa.Column('place_id', ID, nullable=False),
        sa.Column('rule', sa.String(length=40), nullable=False),
        sa.Column('key', sa.String(length=30), nullable=False),
        sa.Column('value', ID, nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('actor', sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint('place_id', 'rule', 'key', name=op.f('pk_rule_setting')),
    )
    op.create_table(
        'payment_trail',
        sa.Column('person_id', ID, nullable=False),
        sa.Column('village_id', ID, nullable=False),
        sa.Column('account_digest', sa.LargeBinary(length=32), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('person_id', 'village_id', 'account_digest', name=op.f('pk_payment_trail')),
    )
    laid = sa.text(
        'INSERT INTO payment_trail (person_id, village_id, account_digest, people)'
        ' SELECT person_id, village_id, COALESCE(account_digest, :none), MAX(COALESCE(people, 0)) FROM payment'
        ' GROUP BY person_id, village_id, COALESCE(account_digest, :none)'
    )
    op.get_bind().execute(laid, {'none': b''})
    op.create_index('ix_payment_trail_account', 'payment_trail', ['account_digest', 'person_id'], unique=False)
    op.create_index('ix_payment_standard', 'payment', ['person_id'], unique=False, sqlite_where=STANDARD, postgresql_where=STANDARD)


def downgrade() -> None:
    op.drop_index('ix_payment_standard', table_name='payment')
    op.drop_index('ix_payment_trail_account', table_name='payment_trail')
    op.drop_table('payment_trail')
    op.drop_table('rule_setting')
    op.drop_index(op.f('ix_finding_step_finding_id'), table_name='finding_step')
    op.drop_table('finding_step')
    op.drop_table('finding_source')
    op.drop_index(op.f('ix_finding_person_id'), table_name='finding')
    op.drop_index('ix_finding_place', table_name='finding')
    op.drop_index(op.f('ix_finding_rule_scope'), table_name='finding')
    op.drop_index(op.f('ix_finding_rule_subject'), table_name='finding')
    op.drop_table('finding')
