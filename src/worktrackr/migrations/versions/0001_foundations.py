"""Extensions, schemas, the change log, and the procedures that protect and search tables."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build what every later revision stands on."""
    op.execute("set lock_timeout = '4s'")
    for statement in (SCHEMAS, CHANGES, SETTINGS, PROTECT, SEARCH, MERGE):
        op.execute(statement)


SCHEMAS = """
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create schema auth;
create schema search;
create schema history;
grant usage on schema auth, search, history to worktrackr_app, worktrackr_definer;
grant create on schema auth, search, history to worktrackr_definer;
alter default privileges revoke execute on functions from public;
"""

SETTINGS = """
create function auth.setting(name text) returns text language sql stable parallel safe
return nullif(current_setting(name, true), '');
grant execute on function auth.setting to public;
comment on function auth.setting is 'A setting of this transaction; SET LOCAL leaves an empty text behind, which is none.';
"""

CHANGES = """
create table changes (
  organisation_id uuid not null,
  id uuid not null default uuidv7(),
  change_set_id uuid not null,
  actor_id uuid,
  actor_kind text not null constraint changes_actor_kind_check
    check (actor_kind in ('user', 'api_key', 'job', 'import', 'system')),
  table_name text not null,
  row_id uuid not null,
  action text not null constraint changes_action_check
    check (action in ('insert', 'update', 'delete', 'restore', 'purge')),
  before jsonb,
  after jsonb,
  version integer not null,
  at timestamptz not null default now(),
  constraint changes_pkey primary key (organisation_id, row_id, id)
);
create index changes_change_set_id_idx on changes (organisation_id, change_set_id);
alter table changes enable row level security, force row level security;
create policy tenant on changes using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select on changes to worktrackr_app, worktrackr_backup;
grant select, insert on changes to worktrackr_definer;
comment on table changes is 'Every change of every tenant row. Written by triggers only; nobody may change it.';
"""

PROTECT = """
create procedure protect_tenant_table(target regclass) language plpgsql set search_path = pg_catalog, pg_temp as $protect$
declare
  table_name text := (select relname from pg_class where oid = target);
  column_name text;
  differences text := '';
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('drop policy if exists tenant on %s', target);
  execute format('create policy tenant on %s using (organisation_id = nullif(current_setting(''app.organisation_id'', true), '''')::uuid)', target);
  execute format('revoke all on %s from public, worktrackr_app', target);
  execute format('grant select, insert, update, delete on %s to worktrackr_app', target);
  execute format('grant select on %s to worktrackr_backup', target);
  execute format('create index if not exists %I on %s (organisation_id, created_at desc, id desc) where deleted_at is null',
                 table_name || '_page_idx', target);
  execute format('create index if not exists %I on %s (organisation_id, created_at desc, id desc) where deleted_at is not null',
                 table_name || '_trash_idx', target);

  -- One comparison per column costs a third of a generic jsonb difference. updated_at and version stay out, or every
  -- write without a change would be logged; so do columns the database derives for search.
  for column_name in
    select attname from pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and attgenerated = ''
      and attname not in ('organisation_id', 'id', 'created_at', 'updated_at', 'version')
    order by attnum
  loop
    differences := differences || format(
      $column$if old.%1$I is distinct from new.%1$I then
        old_values := old_values || jsonb_build_object(%1$L, old.%1$I);
        new_values := new_values || jsonb_build_object(%1$L, new.%1$I);
      end if;
      $column$, column_name);
  end loop;

  -- The definer makes the function itself, so that a later revision can replace it.
  set local role worktrackr_definer;
  execute format($function$
    create or replace function history.record_%1$s() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $body$
    declare
      old_values jsonb := '{}';
      new_values jsonb := '{}';
      done text;
      change_set uuid := coalesce(nullif(current_setting('app.change_set_id', true), '')::uuid, uuidv7());
      actor uuid := nullif(current_setting('app.user_id', true), '')::uuid;
      kind text := coalesce(nullif(current_setting('app.actor_kind', true), ''), 'system');
    begin
      -- An insert has no body: the row itself, or the next entry's "before", holds it.
      if tg_op = 'INSERT' then
        insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, version)
        values (new.organisation_id, change_set, actor, kind, tg_argv[0], new.id, 'insert', new.version);
        return null;
      end if;
      if tg_op = 'DELETE' then
        insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, version)
        values (old.organisation_id, change_set, actor, kind, tg_argv[0], old.id, 'purge', to_jsonb(old), old.version + 1);
        return null;
      end if;
      %2$s
      if new_values = '{}' then
        return null;
      end if;
      done := case when old.deleted_at is null and new.deleted_at is not null then 'delete'
                   when old.deleted_at is not null and new.deleted_at is null then 'restore'
                   else 'update' end;
      insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, after, version)
      values (new.organisation_id, change_set, actor, kind, tg_argv[0], new.id, done, old_values, new_values, new.version);
      return null;
    end
    $body$
    $function$, table_name, differences);
  execute format('revoke execute on function history.record_%s() from public', table_name);
  execute format('grant execute on function history.record_%s() to worktrackr_owner', table_name);
  set local role none;
  execute format('create or replace trigger record after insert or update or delete on %s for each row execute function history.record_%s(%L)',
                 target, table_name, table_name);
end
$protect$;
"""

SEARCH = """
create procedure make_searchable(target regclass, expression text) language plpgsql set search_path = pg_catalog, public, pg_temp as $search$
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
      -- The index knows no "all of these", so the three longest words are looked up and the rest are filters.
      if length(patterns[1]) >= 5 then
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
"""

MERGE = """
create aggregate history.merge(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');
grant execute on function history.merge(jsonb) to worktrackr_app;
"""
