"""Imports: files on their way in, what would become of their rows, and what did; and products in use stay."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Build them as ledgers: they are no part of what an import changes, and so of what an undo puts back."""
    op.execute("set lock_timeout = '4s'")
    op.execute(IMPORTS)
    op.execute(PRODUCTS_IN_USE)


IMPORTS = """
create table imports (
  organisation_id uuid not null constraint imports_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  resource text not null constraint imports_resource_check check (resource in ('contacts', 'products')),
  file_name text not null,
  size bigint not null,
  storage_key text not null,
  columns jsonb not null,
  row_count integer not null,
  mapping jsonb not null,
  match text,
  status text not null default 'uploaded' constraint imports_status_check
    check (status in ('uploaded', 'previewing', 'previewed', 'importing', 'imported', 'failed', 'undone')),
  done integer not null default 0,
  counts jsonb,
  notes jsonb not null default '[]',
  message text,
  digest text,
  change_set_id uuid,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint imports_pkey primary key (organisation_id, id),
  constraint imports_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
comment on column imports.digest is 'Of all that the preview says: an import that would do anything else stops.';
comment on column imports.done is 'Steps, of two for each row to look at it and one to write it; written apart from the import.';

create table import_lines (
  organisation_id uuid not null constraint import_lines_organisation_id_fkey references organisations (id),
  import_id uuid not null,
  outcome text not null,
  line bigint not null,
  name text not null,
  reason text not null,
  constraint import_lines_pkey primary key (organisation_id, import_id, outcome, line),
  constraint import_lines_import_id_fkey foreign key (organisation_id, import_id) references imports (organisation_id, id) on delete cascade
);

alter table imports enable row level security, force row level security;
alter table import_lines enable row level security, force row level security;
create policy tenant on imports using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
create policy tenant on import_lines using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update, delete on imports to worktrackr_app;
grant select, insert, delete on import_lines to worktrackr_app;
grant select on imports, import_lines to worktrackr_backup;
-- A file that was imported is needed no longer.
grant update (remove_after) on loose_files to worktrackr_app;
"""

PRODUCTS_IN_USE = """
-- Whatever the way to the trash, one row or many; an undo may take back a product together with what used it.
create function keep_used_product() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  services bigint;
begin
  select count(*) into services from public.customer_services s
  where s.organisation_id = new.organisation_id and s.product_id = new.id and s.deleted_at is null;
  if services > 0 and current_setting('app.undoing', true) is distinct from 'on' then
    raise exception 'product is in use' using errcode = 'P0409', hint = format(
      '%s %s “%s”. Deactivate it instead: what is sold stays as it is, and nothing new is.',
      services, case when services = 1 then 'service uses' else 'services use' end, new.name);
  end if;
  return new;
end
$$;
create trigger kept_while_used before update of deleted_at on products for each row
when (old.deleted_at is null and new.deleted_at is not null) execute function keep_used_product();
revoke execute on function keep_used_product() from public;
"""
