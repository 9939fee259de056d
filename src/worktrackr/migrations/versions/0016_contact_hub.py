"""Notes about contacts, and the letter under which a contact stands."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Build what the contact as the hub needs."""
    op.execute("set lock_timeout = '4s'")
    for statement in (NOTES, LETTERS):
        op.execute(statement)


NOTES = """
create table contact_notes (
  organisation_id uuid not null constraint contact_notes_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  contact_id uuid not null,
  body text not null constraint contact_notes_body_check check (body ~ '[^[:space:]]'),
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint contact_notes_pkey primary key (organisation_id, id),
  constraint contact_notes_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id) on delete cascade,
  constraint contact_notes_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index contact_notes_contact_id_idx on contact_notes (organisation_id, contact_id, created_at desc, id desc);
call protect_tenant_table('contact_notes');
"""

# A column of its own: under row security no index on an expression could answer, since upper() is not leakproof. The table is
# written anew once; contacts are few beside tickets. Letters without a decomposition are named, the rest stands under #.
LETTERS = """
-- squawk-ignore adding-field-with-default
alter table contacts add column initial text not null generated always as (
  coalesce(substring(translate(upper(left("normalize"(btrim(name), 'NFD'), 1)), 'ØŁÆŒĐ', 'OLAOD'), '^[A-Z]'), '#')) stored;
comment on column contacts.initial is 'Derived from the name: its first letter without accents, or #.';
-- squawk-ignore require-concurrent-index-creation
create index contacts_initial_idx on contacts (organisation_id, initial, name, id) where deleted_at is null;
-- Few different entries, and so a small index: counting the list reads nothing else.
-- squawk-ignore require-concurrent-index-creation
create index contacts_groups_idx on contacts (organisation_id, status, initial) where deleted_at is null;
"""
