"""Saved views of lists, and the indexes that answer every filter and order of tickets from its first rows."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Keep views: one's own, and those shared with the organisation."""
    op.execute("set lock_timeout = '4s'")
    op.execute(SAVED_VIEWS)
    op.execute(INDEXES)


SAVED_VIEWS = """
create table saved_views (
  organisation_id uuid not null constraint saved_views_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  name text not null,
  resource text not null,
  query jsonb not null default '{}',
  shared boolean not null default false,
  position bigint not null default 0,
  created_by uuid not null default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint saved_views_pkey primary key (organisation_id, id),
  constraint saved_views_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index saved_views_resource_idx on saved_views (organisation_id, resource, position, id) where deleted_at is null;
call protect_tenant_table('saved_views');
-- Narrows what the tenant's policy allows: a private view is its owner's alone, a shared one is changed by them or a manager.
create policy own on saved_views as restrictive
using (shared or created_by = nullif(current_setting('app.user_id', true), '')::uuid)
with check (created_by = nullif(current_setting('app.user_id', true), '')::uuid
  or (shared and current_setting('app.role', true) in ('manager', 'admin')));
"""

# Each begins with what is asked for and ends with the order of pages, so that a page reads its own rows and no others. An
# index knows no order behind "is null": for the two nulls that are views, there are indexes of their own.
INDEXES = """
-- squawk-ignore require-concurrent-index-deletion
drop index tickets_assigned_user_id_idx;
-- squawk-ignore require-concurrent-index-creation
create index tickets_assigned_user_id_idx on tickets (organisation_id, assigned_user_id, status, created_at desc, id desc) where deleted_at is null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_unassigned_idx on tickets (organisation_id, status, created_at desc, id desc) where deleted_at is null and assigned_user_id is null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_unscheduled_idx on tickets (organisation_id, created_at desc, id desc) where deleted_at is null and scheduled_date is null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_priority_idx on tickets (organisation_id, priority, created_at desc, id desc) where deleted_at is null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_created_by_idx on tickets (organisation_id, created_by, created_at desc, id desc) where deleted_at is null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_category_idx on tickets (organisation_id, category, created_at desc, id desc) where deleted_at is null and category is not null;
-- squawk-ignore require-concurrent-index-creation
create index tickets_template_id_idx on tickets (organisation_id, template_id, created_at desc, id desc) where deleted_at is null and template_id is not null;
"""
