"""Live updates: each change knows its transaction, so that none is missed, however late it commits."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the transaction and the index that finds an organisation's latest changes."""
    op.execute("set lock_timeout = '4s'")
    # Stable, not volatile: what is there already gets this transaction's number without being written again.
    op.execute("alter table changes add column transaction_id xid8 default pg_current_xact_id() not null")
    op.execute(
        "comment on column changes.transaction_id is "
        "'Who comes back with a snapshot gets what it does not show: ids are not in the order of commits.'"
    )
    # Not concurrently: that waits for everybody's snapshot, also for those of the processes that wait for our lock.
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "create index changes_transaction_id_idx on changes (organisation_id, transaction_id)"
    )
