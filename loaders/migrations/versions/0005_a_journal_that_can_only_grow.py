"""The journal is chained by hash and can only grow; corrections leave a public note"""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from loaders import digests

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

SAID = '日志只能增加，不能改、不能删'
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'correction_note',
        sa.Column('id', ID, nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('batch_id', ID, nullable=False),
        sa.Column('instead_id', ID, nullable=True),
        sa.Column('old_fen', ID, nullable=False),
        sa.Column('new_fen', ID, nullable=True),
        sa.Column('reason', sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_note')),
    )
    op.create_index(op.f('ix_correction_note_batch_id'), 'correction_note', ['batch_id'], unique=False)
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.LargeBinary(length=32), nullable=True))
    _chain(op.get_bind())
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.alter_column('digest', existing_type=sa.LargeBinary(length=32), nullable=False)
    op.create_index(op.f('ix_journal_action_subject'), 'journal', ['action', 'subject'], unique=False)
    for statement in _only_growing(op.get_bind().dialect.name):
        op.execute(statement)


def _chain(conn: sa.Connection) -> None:
    """Chain what was noted before, and note which imports are older than their trees."""
    journal = sa.table(
        'journal', sa.column('id', ID), sa.column('at', sa.DateTime()), sa.column('actor', sa.String()), sa.column('action', sa.String()),
        sa.column('subject', sa.String()), sa.column('detail', sa.String()), sa.column('digest', sa.LargeBinary()),
    )  # fmt: skip
    fields = [journal.c[name] for name in ('id', 'at', 'actor', 'action', 'subject', 'detail')]
    rows = [tuple(row) for row in conn.execute(sa.select(*fields).order_by(journal.c.id))]
    imports = conn.execute(sa.text('SELECT max(id) FROM import')).scalar()
    if imports is not None:
        number = rows[-1][0] + 1 if rows else 1
        row = (number, datetime.now(UTC).replace(tzinfo=None), 'village', 'chain', 'journal', json.dumps({'imports': imports}))
        conn.execute(journal.insert().values(dict(zip(('id', 'at', 'actor', 'action', 'subject', 'detail'), row, strict=True))))
        rows.append(row)
    digest = digests.FIRST
    for row in rows:
        digest = digests.link(digest, row)
        conn.execute(journal.update().where(journal.c.id == row[0]).values(digest=digest))


def _only_growing(dialect: str) -> list[str]:
    if dialect == 'sqlite':
        return [
            f"CREATE TRIGGER journal_no_{act} BEFORE {act.upper()} ON journal BEGIN SELECT RAISE(ABORT, '{SAID}'); END" for act in ('update', 'delete')
        ]
    if dialect == 'postgresql':
        return [
            f"CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
            'CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()',
        ]
    return []


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == 'sqlite':
        for act in ('update', 'delete'):
            op.execute(f'DROP TRIGGER journal_no_{act}')
    elif dialect == 'postgresql':
        op.execute('DROP TRIGGER journal_no_change ON journal')
        op.execute('DROP FUNCTION journal_only_grows()')
    op.drop_index(op.f('ix_journal_action_subject'), table_name='journal')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_column('digest')
    op.drop_index(op.f('ix_correction_note_batch_id'), table_name='correction_note')
    op.drop_table('correction_note')
