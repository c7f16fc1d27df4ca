"""Funds, projects, assets, decisions, households and reference lists"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('another_place',
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('record', sa.String(length=30), nullable=False),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('record_id', 'place_id', name=op.f('pk_another_place'))
    )
    with op.batch_alter_table('another_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_another_place_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_another_place_place_id_record'), ['place_id', 'record'], unique=False)

    op.create_table('asset',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('model', sa.String(length=60), nullable=True),
    sa.Column('unit', sa.String(length=10), nullable=True),
    sa.Column('quantity', sa.String(length=20), nullable=True),
    sa.Column('area', sa.String(length=20), nullable=True),
    sa.Column('original_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('depreciation_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('net_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('acquired', sa.String(length=10), nullable=True),
    sa.Column('location', sa.String(length=120), nullable=True),
    sa.Column('use', sa.String(length=60), nullable=True),
    sa.Column('keeper', sa.String(length=60), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset'))
    )
    with op.batch_alter_table('asset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asset_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_asset_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=230), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_place_id_subject'), ['place_id', 'subject'], unique=False)

    op.create_table('contract',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('number', sa.String(length=60), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=True),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('party', sa.String(length=100), nullable=True),
    sa.Column('area_mu', sa.String(length=20), nullable=True),
    sa.Column('signed', sa.String(length=10), nullable=True),
    sa.Column('starts', sa.String(length=10), nullable=True),
    sa.Column('ends', sa.String(length=10), nullable=True),
    sa.Column('yearly_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('total_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('deposit_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('terms', sa.String(length=100), nullable=True),
    sa.Column('due_on', sa.String(length=10), nullable=True),
    sa.Column('due_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('received_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('owed_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.String(length=30), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract'))
    )
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('credit_score',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('social', sa.String(length=12), nullable=True),
    sa.Column('work', sa.String(length=12), nullable=True),
    sa.Column('family', sa.String(length=12), nullable=True),
    sa.Column('personal', sa.String(length=12), nullable=True),
    sa.Column('total', sa.String(length=12), nullable=True),
    sa.Column('board', sa.String(length=10), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_score'))
    )
    with op.batch_alter_table('credit_score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_score_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_score_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_score_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('debt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('party', sa.String(length=100), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('since', sa.String(length=10), nullable=True),
    sa.Column('due_on', sa.String(length=40), nullable=True),
    sa.Column('amount_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('settled_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('handler', sa.String(length=60), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_debt'))
    )
    with op.batch_alter_table('debt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_debt_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_debt_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('matter', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('proposer', sa.String(length=100), nullable=True),
    sa.Column('step', sa.String(length=30), nullable=True),
    sa.Column('held_on', sa.String(length=10), nullable=True),
    sa.Column('meeting', sa.String(length=60), nullable=True),
    sa.Column('proposed_on', sa.String(length=10), nullable=True),
    sa.Column('discussed_on', sa.String(length=10), nullable=True),
    sa.Column('plan_public_from', sa.String(length=10), nullable=True),
    sa.Column('plan_public_until', sa.String(length=10), nullable=True),
    sa.Column('reviewed_on', sa.String(length=10), nullable=True),
    sa.Column('resolved_on', sa.String(length=10), nullable=True),
    sa.Column('result_public_on', sa.String(length=10), nullable=True),
    sa.Column('result_public_until', sa.String(length=10), nullable=True),
    sa.Column('done_on', sa.String(length=10), nullable=True),
    sa.Column('done_public_on', sa.String(length=10), nullable=True),
    sa.Column('attendance_due', sa.Integer(), nullable=True),
    sa.Column('attendance', sa.Integer(), nullable=True),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('votes_abstained', sa.Integer(), nullable=True),
    sa.Column('result', sa.String(length=100), nullable=True),
    sa.Column('amount_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opinion', sa.String(length=200), nullable=True),
    sa.Column('content', sa.String(length=500), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('fund_allocation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('places', sa.String(length=120), nullable=True),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('fund', sa.String(length=120), nullable=True),
    sa.Column('document', sa.String(length=80), nullable=True),
    sa.Column('level', sa.String(length=10), nullable=True),
    sa.Column('purpose', sa.String(length=200), nullable=True),
    sa.Column('project', sa.String(length=120), nullable=True),
    sa.Column('recipient', sa.String(length=100), nullable=True),
    sa.Column('notice_from', sa.String(length=10), nullable=True),
    sa.Column('notice_until', sa.String(length=10), nullable=True),
    sa.Column('amount_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund_allocation'))
    )
    with op.batch_alter_table('fund_allocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_allocation_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_allocation_place_id_period'), ['place_id', 'period'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_allocation_township_id_period'), ['township_id', 'period'], unique=False)

    op.create_table('household_income',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('wages_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('business_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('property_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('transfers_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('total_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('costs_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('net_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('per_head_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household_income'))
    )
    with op.batch_alter_table('household_income', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_income_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_household_income_household_id_period'), ['household_id', 'period'], unique=False)

    op.create_table('paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=230), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('taken', sa.String(length=10), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_place_id_subject'), ['place_id', 'subject'], unique=False)
        batch_op.create_index(batch_op.f('ix_paper_sha256'), ['sha256'], unique=False)

    op.create_table('project',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('places', sa.String(length=120), nullable=True),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('beneficiary', sa.String(length=60), nullable=True),
    sa.Column('content', sa.String(length=500), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=True),
    sa.Column('document', sa.String(length=80), nullable=True),
    sa.Column('fund', sa.String(length=120), nullable=True),
    sa.Column('budget_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('central_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('province_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('city_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('county_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('other_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('bid_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contract_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('change_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('audited_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('paid_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unpaid_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('retention_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contractor', sa.String(length=100), nullable=True),
    sa.Column('inspector', sa.String(length=100), nullable=True),
    sa.Column('tender', sa.String(length=60), nullable=True),
    sa.Column('responsible', sa.String(length=100), nullable=True),
    sa.Column('vacated', sa.String(length=10), nullable=True),
    sa.Column('started', sa.String(length=10), nullable=True),
    sa.Column('finished', sa.String(length=10), nullable=True),
    sa.Column('due', sa.String(length=10), nullable=True),
    sa.Column('accepted', sa.String(length=10), nullable=True),
    sa.Column('progress_percent', sa.Integer(), nullable=True),
    sa.Column('progress', sa.String(length=60), nullable=True),
    sa.Column('goal', sa.String(length=300), nullable=True),
    sa.Column('term', sa.String(length=60), nullable=True),
    sa.Column('notice_from', sa.String(length=10), nullable=True),
    sa.Column('notice_until', sa.String(length=10), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project'))
    )
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_place_id_period'), ['place_id', 'period'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_township_id_period'), ['township_id', 'period'], unique=False)

    op.create_table('reference_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('id_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('id_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('happened', sa.String(length=10), nullable=True),
    sa.Column('ended', sa.String(length=10), nullable=True),
    sa.Column('office', sa.String(length=100), nullable=True),
    sa.Column('position', sa.String(length=60), nullable=True),
    sa.Column('related_name', sa.String(length=60), nullable=True),
    sa.Column('relation', sa.String(length=20), nullable=True),
    sa.Column('related_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('value_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('area', sa.String(length=20), nullable=True),
    sa.Column('detail_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_entry'))
    )
    with op.batch_alter_table('reference_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reference_entry_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_reference_entry_id_digest'), ['id_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_reference_entry_kind_id_digest'), ['kind', 'id_digest'], unique=False)

    op.create_table('resource',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('area_mu', sa.String(length=20), nullable=True),
    sa.Column('east', sa.String(length=60), nullable=True),
    sa.Column('south', sa.String(length=60), nullable=True),
    sa.Column('west', sa.String(length=60), nullable=True),
    sa.Column('north', sa.String(length=60), nullable=True),
    sa.Column('location', sa.String(length=120), nullable=True),
    sa.Column('owner', sa.String(length=60), nullable=True),
    sa.Column('use', sa.String(length=60), nullable=True),
    sa.Column('party', sa.String(length=100), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource'))
    )
    with op.batch_alter_table('resource', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resource_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_resource_place_id_period'), ['place_id', 'period'], unique=False)

    op.create_table('scheme_summary',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scheme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('part', sa.String(length=60), nullable=True),
    sa.Column('households', sa.Integer(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('area_mu', sa.String(length=20), nullable=True),
    sa.Column('standard_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scheme_summary'))
    )
    with op.batch_alter_table('scheme_summary', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scheme_summary_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_scheme_summary_place_id_scheme_id_period'), ['place_id', 'scheme_id', 'period'], unique=False)
        batch_op.create_index(batch_op.f('ix_scheme_summary_township_id_period'), ['township_id', 'period'], unique=False)

    op.create_table('visit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('township_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('household_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('helper', sa.String(length=60), nullable=True),
    sa.Column('office', sa.String(length=100), nullable=True),
    sa.Column('visited', sa.String(length=10), nullable=True),
    sa.Column('content_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('extra_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=4), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_batch_id_row'), ['batch_id', 'row'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_place_id_visited'), ['place_id', 'visited'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_place_id_visited'))
        batch_op.drop_index(batch_op.f('ix_visit_household_id'))
        batch_op.drop_index(batch_op.f('ix_visit_batch_id_row'))

    op.drop_table('visit')
    with op.batch_alter_table('scheme_summary', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scheme_summary_township_id_period'))
        batch_op.drop_index(batch_op.f('ix_scheme_summary_place_id_scheme_id_period'))
        batch_op.drop_index(batch_op.f('ix_scheme_summary_batch_id_row'))

    op.drop_table('scheme_summary')
    with op.batch_alter_table('resource', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resource_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_resource_batch_id_row'))

    op.drop_table('resource')
    with op.batch_alter_table('reference_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reference_entry_kind_id_digest'))
        batch_op.drop_index(batch_op.f('ix_reference_entry_id_digest'))
        batch_op.drop_index(batch_op.f('ix_reference_entry_batch_id_row'))

    op.drop_table('reference_entry')
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_township_id_period'))
        batch_op.drop_index(batch_op.f('ix_project_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_project_batch_id_row'))

    op.drop_table('project')
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_sha256'))
        batch_op.drop_index(batch_op.f('ix_paper_place_id_subject'))

    op.drop_table('paper')
    with op.batch_alter_table('household_income', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_household_income_household_id_period'))
        batch_op.drop_index(batch_op.f('ix_household_income_batch_id_row'))

    op.drop_table('household_income')
    with op.batch_alter_table('fund_allocation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_allocation_township_id_period'))
        batch_op.drop_index(batch_op.f('ix_fund_allocation_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_fund_allocation_batch_id_row'))

    op.drop_table('fund_allocation')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_decision_batch_id_row'))

    op.drop_table('decision')
    with op.batch_alter_table('debt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_debt_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_debt_batch_id_row'))

    op.drop_table('debt')
    with op.batch_alter_table('credit_score', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_credit_score_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_credit_score_person_id'))
        batch_op.drop_index(batch_op.f('ix_credit_score_batch_id_row'))

    op.drop_table('credit_score')
    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_contract_batch_id_row'))

    op.drop_table('contract')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_place_id_subject'))

    op.drop_table('comment')
    with op.batch_alter_table('asset', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asset_place_id_period'))
        batch_op.drop_index(batch_op.f('ix_asset_batch_id_row'))

    op.drop_table('asset')
    with op.batch_alter_table('another_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_another_place_place_id_record'))
        batch_op.drop_index(batch_op.f('ix_another_place_batch_id'))

    op.drop_table('another_place')
