"""What people ask about a figure or a matter, and what was done about it"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'enquiry',
        sa.Column('id', ID, nullable=False),
        sa.Column('township_id', ID, nullable=False),
        sa.Column('place_id', ID, nullable=False),
        sa.Column('number', sa.String(length=12), nullable=False),
        sa.Column('phrase_hash', sa.String(length=200), nullable=False),
        sa.Column('subject', sa.String(length=12), nullable=False),
        sa.Column('subject_key', sa.String(length=250), nullable=False),
        sa.Column('about', sa.String(length=300), nullable=False),
        sa.Column('figure_fen', ID, nullable=True),
        sa.Column('batch_id', ID, nullable=True),
        sa.Column('row', sa.Integer(), nullable=True),
        sa.Column('column', sa.String(length=4), nullable=True),
        sa.Column('record_id', ID, nullable=True),
        sa.Column('reason', sa.String(length=12), nullable=False),
        sa.Column('text_sealed', sa.LargeBinary(), nullable=False),
        sa.Column('photo', sa.String(length=64), nullable=True),
        sa.Column('person_id', ID, nullable=True),
        sa.Column('direct', sa.Boolean(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('clock', sa.String(length=20), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('unit', sa.String(length=8), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('escalated', sa.Boolean(), nullable=False),
        sa.Column('reopened', sa.Boolean(), nullable=False),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('answered_by', ID, nullable=True),
        sa.Column('outcome', sa.String(length=10), nullable=True),
        sa.Column('rating', sa.String(length=12), nullable=True),
        sa.Column('note_id', ID, nullable=True),
        sa.Column('public_question', sa.String(length=500), nullable=True),
        sa.Column('public_answer', sa.String(length=1000), nullable=True),
        sa.Column('published_on', sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
        sa.UniqueConstraint('number', name=op.f('uq_enquiry_number')),
    )
    for columns in (['batch_id'], ['person_id'], ['township_id', 'state'], ['place_id', 'subject']):
        op.create_index(op.f(f'ix_enquiry_{"_".join(columns)}'), 'enquiry', columns, unique=False)
    op.create_table(
        'enquiry_step',
        sa.Column('id', ID, nullable=False),
        sa.Column('enquiry_id', ID, nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('act', sa.String(length=10), nullable=False),
        sa.Column('party', sa.String(length=10), nullable=False),
        sa.Column('actor', sa.String(length=60), nullable=False),
        sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry_step')),
    )
    op.create_index(op.f('ix_enquiry_step_enquiry_id'), 'enquiry_step', ['enquiry_id'], unique=False)


def downgrade() -> None:
    op.drop_table('enquiry_step')
    op.drop_table('enquiry')
