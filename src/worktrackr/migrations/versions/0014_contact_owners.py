"""Who looks after a contact."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the owner."""
    op.execute("set lock_timeout = '4s'")
    op.execute("alter table contacts add column owner_user_id uuid")
    op.execute(
        "alter table contacts add constraint contacts_owner_user_id_fkey foreign key (organisation_id, owner_user_id) "
        "references users (organisation_id, id) not valid"
    )
    # The column is new, and empty: there is nothing to check that would take time.
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\nalter table contacts validate constraint contacts_owner_user_id_fkey"
    )
    op.execute(
        "create index contacts_owner_user_id_idx on contacts (organisation_id, owner_user_id, created_at desc, id desc) where deleted_at is null"
    )
    op.execute("call protect_tenant_table('contacts')")
