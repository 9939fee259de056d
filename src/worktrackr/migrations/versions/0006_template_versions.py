"""The versions of ticket templates."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Keep every version of a template, make its default change hands, and find tickets by their answers."""
    op.execute("set lock_timeout = '4s'")
    for statement in (VERSIONS, DEFAULTS, REQUIRED, ANSWERS):
        op.execute(statement)


VERSIONS = """
create table ticket_template_versions (
  organisation_id uuid not null,
  template_id uuid not null,
  version bigint not null,
  name text not null,
  fields jsonb not null,
  created_at timestamptz not null default now(),
  constraint ticket_template_versions_pkey primary key (organisation_id, template_id, version),
  -- Only a template that no ticket was made with can be purged: then its versions are nobody's.
  constraint ticket_template_versions_template_id_fkey foreign key (organisation_id, template_id)
    references ticket_templates (organisation_id, id) on delete cascade
);
alter table ticket_template_versions enable row level security, force row level security;
create policy tenant on ticket_template_versions
  using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select on ticket_template_versions to worktrackr_app, worktrackr_backup;
grant select, insert on ticket_template_versions to worktrackr_definer;
comment on table ticket_template_versions is 'Templates as they were saved. Written by triggers only; nobody may change it.';

-- What they were before is not known: the first version stands for all until now.
insert into ticket_template_versions (organisation_id, template_id, version, name, fields, created_at)
select organisation_id, id, 1, name, fields, updated_at from ticket_templates;

create function history.keep_template_version() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.ticket_template_versions (organisation_id, template_id, version, name, fields)
  values (new.organisation_id, new.id, new.version, new.name, new.fields) on conflict do nothing;
  return null;
end
$$;
revoke execute on function history.keep_template_version() from public;
create trigger version_added after insert on ticket_templates for each row execute function history.keep_template_version();
create trigger version_changed after update of name, fields on ticket_templates for each row
when ((new.name, new.fields) is distinct from (old.name, old.fields)) execute function history.keep_template_version();
alter function history.keep_template_version() owner to worktrackr_definer;
"""

DEFAULTS = """
-- The one that becomes the default takes it from the other. Deferrable, since an undo gives and takes in one statement.
alter table ticket_templates add constraint ticket_templates_is_default_excl
  exclude using btree (organisation_id with =) where (is_default and deleted_at is null) deferrable initially deferred;
-- squawk-ignore require-concurrent-index-deletion
drop index ticket_templates_is_default_key;

-- One at a time in an organisation, or two that do not see each other would both stay. Before the row is written, since
-- the constraint of the first would wait for the second. What comes back from the trash yields to the present default.
create function claim_default() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('default template ' || new.organisation_id, 0));
  if tg_argv[0] = 'yield' then
    new.is_default := not exists (select from public.ticket_templates t
      where t.organisation_id = new.organisation_id and t.id <> new.id and t.is_default and t.deleted_at is null);
  end if;
  return new;
end
$$;
create trigger default_claimed_new before insert on ticket_templates for each row
when (new.is_default) execute function claim_default('take');
create trigger default_claimed before update on ticket_templates for each row
when (new.is_default and not old.is_default and new.deleted_at is null) execute function claim_default('take');
create trigger default_restored before update on ticket_templates for each row
when (new.is_default and old.is_default and old.deleted_at is not null and new.deleted_at is null) execute function claim_default('yield');

create function take_default() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update public.ticket_templates t set is_default = false, version = version + 1, updated_at = now()
  where t.organisation_id = new.organisation_id and t.id <> new.id and t.is_default and t.deleted_at is null
    and exists (select from public.ticket_templates n where n.organisation_id = new.organisation_id and n.id = new.id and n.is_default);
  return null;
end
$$;
create trigger default_taken_new after insert on ticket_templates for each row when (new.is_default) execute function take_default();
create trigger default_taken after update of is_default on ticket_templates for each row
when (new.is_default and not old.is_default and new.deleted_at is null) execute function take_default();
revoke execute on function claim_default(), take_default() from public;
"""

REQUIRED = """
-- A ticket made from a template keeps what the template requires: checked here, so that no change of a ticket, one or
-- thousands, has to look at the template before.
create function keep_required() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  missing text;
begin
  select f->>'key' into missing from (
    select fields from public.ticket_template_versions
    where organisation_id = new.organisation_id and template_id = new.template_id
      and version <= coalesce(new.template_version, 2147483647) order by version desc limit 1
  ) v, jsonb_array_elements(v.fields) f
  where f->>'kind' = 'column' and (f->>'required')::boolean and coalesce(f->'show_if', 'null') = 'null'
    and to_jsonb(new)->>(f->>'key') is null
    and (to_jsonb(old)->>(f->>'key') is not null or new.template_id is distinct from old.template_id)
  limit 1;
  if found then
    raise exception 'the template requires %', missing using errcode = '23514', column = missing,
      hint = 'Is required by the template.';
  end if;
  return new;
end
$$;
create trigger template_required before update on tickets for each row
when (new.template_id is not null and (new.template_id is distinct from old.template_id
  or (new.description is null and old.description is not null) or (new.contact_id is null and old.contact_id is not null)
  or (new.category is null and old.category is not null) or (new.location is null and old.location is not null)
  or (new.assigned_user_id is null and old.assigned_user_id is not null)
  or (new.scheduled_date is null and old.scheduled_date is not null)
  or (new.scheduled_start is null and old.scheduled_start is not null)
  or (new.scheduled_end is null and old.scheduled_end is not null)))
execute function keep_required();
revoke execute on function keep_required() from public;
"""

ANSWERS = """
-- squawk-ignore require-concurrent-index-creation
create index tickets_fields_idx on tickets using gin (organisation_id, fields jsonb_path_ops) where fields <> '{}';
-- Containment is not leakproof, so under row security it could not use the index: this function runs without it and
-- names the organisation itself. Null when there are many. Planned each time, since it is the values that decide how.
set local role worktrackr_definer;
create function search.tickets_answering(forms jsonb[]) returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  found uuid[];
begin
  execute format(
    'select array(select id from public.tickets where organisation_id = %L and fields <> ''{}'' and fields @> any (%L::jsonb[]) limit 1001)',
    nullif(current_setting('app.organisation_id', true), '')::uuid, forms) into found;
  return case when cardinality(found) <= 1000 then found end;
end
$$;
create function search.are_many_answering(forms jsonb[]) returns boolean language sql stable
return search.tickets_answering(forms) is null;
revoke execute on function search.tickets_answering(jsonb[]), search.are_many_answering(jsonb[]) from public;
grant execute on function search.tickets_answering(jsonb[]), search.are_many_answering(jsonb[]) to worktrackr_app;
set local role none;
"""
