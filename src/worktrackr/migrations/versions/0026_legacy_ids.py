"""The old WorkTrackr's rows: which of them became which of ours, so that a second import changes nothing twice."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Build a ledger of old ids, and let imports bring several tables at once."""
    op.execute("set lock_timeout = '4s'")
    for statement in (LEGACY_IDS, WITHDRAWAL, IMPORTS):
        op.execute(statement)


LEGACY_IDS = """
create table legacy_ids (
  organisation_id uuid not null constraint legacy_ids_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  source text not null,
  old_id text not null,
  table_name text not null,
  row_id uuid not null,
  row_version integer not null,
  digest text not null,
  said_at timestamptz,
  made boolean not null,
  change_set_id uuid not null,
  undone_at timestamptz,
  created_at timestamptz not null default now(),
  constraint legacy_ids_pkey primary key (organisation_id, id)
);
comment on table legacy_ids is 'Each time that an import of old data wrote a row or found it again; the latest counts.';
comment on column legacy_ids.row_version is 'At which the import left the row: a higher one was changed here since.';
comment on column legacy_ids.digest is 'Of what the old row said; one that was said before the latest comes from a stale device.';
comment on column legacy_ids.said_at is 'When the old application last changed it, if it said so.';
comment on column legacy_ids.made is 'Whether the row was made, and not only found.';
create index legacy_ids_row_id_idx on legacy_ids (organisation_id, row_id);
create index legacy_ids_change_set_id_idx on legacy_ids (organisation_id, change_set_id);
alter table legacy_ids enable row level security, force row level security;
create policy tenant on legacy_ids using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update (undone_at) on legacy_ids to worktrackr_app;
grant select on legacy_ids to worktrackr_backup;
"""

WITHDRAWAL = """
-- Takes back the invitations of an import, of those who have not accepted yet; returns how many people it had invited.
-- Somebody with an account elsewhere stays invited: an address is that of one account, unless it is only invited.
create function withdraw_invitations(organisation_id uuid, change_set_id uuid) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  invited record;
  found_people bigint := 0;
begin
  for invited in
    select u.id, u.status, u.version from public.legacy_ids l
    join public.users u on u.organisation_id = l.organisation_id and u.id = l.row_id
    where l.organisation_id = $1 and l.change_set_id = $2 and l.table_name = 'users' and l.made and l.undone_at is null
  loop
    found_people := found_people + 1;
    if invited.status = 'invited' then
      begin
        update public.users u set status = 'disabled', version = u.version + 1, updated_at = now() where u.id = invited.id;
        perform history.record('users', invited.id, 'update', '{"status": "invited"}', '{"status": "disabled"}', invited.version + 1);
      exception when unique_violation then
        null;
      end;
    end if;
  end loop;
  return found_people;
end
$$;
revoke execute on function withdraw_invitations(uuid, uuid) from public;
grant execute on function withdraw_invitations(uuid, uuid) to worktrackr_app;
"""

# One kind of import brings rows of many tables: it tells how many of each, and of each line its table, its place and
# what changes.
IMPORTS = """
-- What there is passes: the list only grows, and the check is short.
-- squawk-ignore ban-drop-constraint
alter table imports drop constraint imports_resource_check;
alter table imports add constraint imports_resource_check
  check (resource in ('contacts', 'products', 'tickets', 'legacy')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table imports validate constraint imports_resource_check;
alter table imports add column tables jsonb not null default '[]';
alter table import_lines add column table_name text not null default '';
alter table import_lines add column place text not null default '';
alter table import_lines add column changes jsonb not null default '{}';
"""
