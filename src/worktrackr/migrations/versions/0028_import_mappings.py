"""Where the columns of a file went, for the next file that has the same."""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Remember one mapping for each kind of file."""
    op.execute("set lock_timeout = '4s'")
    op.execute(MAPPINGS)


MAPPINGS = """
create table import_mappings (
  organisation_id uuid not null constraint import_mappings_organisation_id_fkey references organisations (id),
  resource text not null,
  header_digest text not null,
  mapping jsonb not null,
  match text,
  updated_at timestamptz not null default now(),
  constraint import_mappings_pkey primary key (organisation_id, resource, header_digest)
);
comment on column import_mappings.header_digest is 'Of the names of the columns, in their order.';
alter table import_mappings enable row level security, force row level security;
create policy tenant on import_mappings using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update on import_mappings to worktrackr_app;
grant select on import_mappings to worktrackr_backup;
"""
