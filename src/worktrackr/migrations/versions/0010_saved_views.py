"""Saved views of lists, the indexes that answer filters and orders of tickets from their first rows, quicker searches."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Keep views: one's own, and those shared with the organisation."""
    op.execute("set lock_timeout = '4s'")
    op.execute(SAVED_VIEWS)
    op.execute(INDEXES)
    op.execute(SEARCH)


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

SEARCH = """
create or replace procedure make_searchable(target regclass, expression text) language plpgsql set search_path = pg_catalog, public, pg_temp as $search$
declare
  table_name text := (select relname from pg_class where oid = target);
begin
  execute format('create index if not exists %I on %s using gin (organisation_id, (%s) gin_trgm_ops)',
                 table_name || '_search_idx', target, expression);
  -- Trigram operators are not leakproof, so under row security they could not use the index: this function runs
  -- without it and names the organisation itself. Every word must occur; % and _ are letters like others.
  execute format('grant select on %s to worktrackr_definer', target);
  set local role worktrackr_definer;
  execute format($function$
    create or replace function search.%1$I(words text) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp as $body$
    declare
      organisation uuid := nullif(current_setting('app.organisation_id', true), '')::uuid;
      patterns text[];
    begin
      select array_agg('%%' || replace(replace(replace(word, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_') || '%%' order by length(word) desc)
        into patterns from regexp_split_to_table(trim(words), '\\s+') word;
      -- The index knows no "all of these", so the three longest words are looked up and the rest are filters. Each row
      -- that it finds is compared again, once for every condition: there are no more of them than words.
      if length(patterns[1]) >= 5 and cardinality(patterns) = 1 then
        return query select id from %2$s where organisation_id = organisation and (%3$s) ilike patterns[1];
      elsif length(patterns[1]) >= 5 and cardinality(patterns) = 2 and length(patterns[2]) >= 5 then
        return query select id from %2$s where organisation_id = organisation and (%3$s) ilike patterns[1] and (%3$s) ilike patterns[2];
      elsif length(patterns[1]) >= 5 then
        return query select id from %2$s
          where organisation_id = organisation and (%3$s) ilike patterns[1]
            and (%3$s) ilike case when length(patterns[2]) >= 5 then patterns[2] else patterns[1] end
            and (%3$s) ilike case when length(patterns[3]) >= 5 then patterns[3] else patterns[1] end
            and (%3$s) ilike all (patterns);
      else
        -- Words of one or two letters have no trigram: the index would be read whole, with everybody's rows in it.
        return query select id from %2$s where organisation_id = organisation and lower(%3$s) like all (lower(patterns::text)::text[]);
      end if;
    end
    $body$
    $function$, table_name, target, expression);
  execute format('revoke execute on function search.%I(text) from public', table_name);
  execute format('grant execute on function search.%I(text) to worktrackr_app', table_name);
  set local role none;
end
$search$;
call make_searchable('contacts', $$name || ' ' || coalesce(display_name, '') || ' ' || coalesce(primary_contact, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')$$);
call make_searchable('products', $$name || ' ' || coalesce(category, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(description, '')$$);
call make_searchable('tickets', $$'#' || number || ' ' || title || ' ' || coalesce(category, '') || ' ' || coalesce(description, '')$$);
call make_searchable('crm_events', $$title || ' ' || coalesce(location, '') || ' ' || coalesce(notes, '')$$);
"""
