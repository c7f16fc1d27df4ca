"""Indexes for the questions of the pages in a whole county"""

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f('ix_person_village_id_name'), table_name='person')
    op.create_index('ix_person_village', 'person', ['village_id', 'name', 'registered'], unique=False)
    op.drop_index(op.f('ix_visit_place_id_visited'), table_name='visit')
    op.create_index('ix_visit_last', 'visit', ['place_id', 'household_id', 'visited', 'batch_id'], unique=False)
    op.create_index(op.f('ix_credit_score_household_id'), 'credit_score', ['household_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_credit_score_household_id'), table_name='credit_score')
    op.drop_index('ix_visit_last', table_name='visit')
    op.create_index(op.f('ix_visit_place_id_visited'), 'visit', ['place_id', 'visited'], unique=False)
    op.drop_index('ix_person_village', table_name='person')
    op.create_index(op.f('ix_person_village_id_name'), 'person', ['village_id', 'name'], unique=False)
