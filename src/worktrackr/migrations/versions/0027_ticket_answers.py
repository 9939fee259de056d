"""Answers of tickets in the order of time, so that a filter by one meets its newest tickets at once."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Keep each answer beside its ticket; the index over all answers of a ticket, which had no order, goes."""
    op.execute("set lock_timeout = '4s'")
    for statement in (ANSWERS, FILTERS):
        op.execute(statement)


ANSWERS = """
create table ticket_answers (
  organisation_id uuid not null constraint ticket_answers_organisation_id_fkey references organisations (id),
  ticket_id uuid not null,
  answer bigint not null,
  created_at timestamptz not null,
  constraint ticket_answers_pkey primary key (organisation_id, ticket_id, answer),
  constraint ticket_answers_ticket_id_fkey foreign key (organisation_id, ticket_id)
    references tickets (organisation_id, id) on delete cascade
);
comment on table ticket_answers is 'What tickets answer, as digests of key and value. Written by a trigger only.';
create unique index ticket_answers_answer_key on ticket_answers (organisation_id, answer, created_at, ticket_id);
alter table ticket_answers enable row level security, force row level security;
create policy tenant on ticket_answers
  using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select on ticket_answers to worktrackr_app, worktrackr_backup;
grant select, insert, delete on ticket_answers to worktrackr_definer;

-- The digests of what is answered. 7, 7.0 and "7" are one, and a list has each of its members: who asks for one of
-- them looks at the ticket itself too.
create function search.answers_of(fields jsonb) returns setof bigint language sql immutable parallel safe
begin atomic
  select distinct hashtextextended(each.key || '=' ||
    case when value.text ~ '^-?(0|[1-9]\\d{0,14})(\\.\\d{1,15})?$' then trim_scale(value.text::numeric)::text else value.text end, 0)
  from jsonb_each(fields) each,
    jsonb_array_elements(case jsonb_typeof(each.value) when 'array' then each.value else jsonb_build_array(each.value) end) member,
    lateral (select member.value #>> '{}' as text) value
  where value.text is not null;
end;
create function search.answer_of(form jsonb) returns bigint language sql immutable parallel safe
return (select search.answers_of(form) limit 1);

create function search.keep_answers() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    delete from public.ticket_answers where organisation_id = old.organisation_id and ticket_id = old.id;
  end if;
  insert into public.ticket_answers (organisation_id, ticket_id, answer, created_at)
  select new.organisation_id, new.id, answer, new.created_at from search.answers_of(new.fields) answer;
  return null;
end
$$;
revoke execute on function search.keep_answers() from public;
create trigger answers_added after insert on tickets for each row when (new.fields <> '{}') execute function search.keep_answers();
create trigger answers_changed after update of fields, created_at on tickets for each row
when (new.fields is distinct from old.fields or (new.created_at <> old.created_at and new.fields <> '{}')) execute function search.keep_answers();
insert into ticket_answers (organisation_id, ticket_id, answer, created_at)
select t.organisation_id, t.id, answer, t.created_at from tickets t, search.answers_of(t.fields) answer where t.fields <> '{}';
alter function search.keep_answers() owner to worktrackr_definer;
"""

FILTERS = """
-- squawk-ignore ban-drop-function
drop function search.are_many_answering(jsonb[]), search.tickets_answering(jsonb[]);
-- squawk-ignore require-concurrent-index-deletion
drop index tickets_fields_idx;
-- For orders other than time: the tickets that answer one of these, or null when there are more than can be sorted quickly.
create function search.tickets_answering(forms jsonb[]) returns uuid[] language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select case when count(*) <= 1000 then array_agg(ticket_id) end from (
    select ticket_id from public.ticket_answers
    where organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
      and answer = any(array(select search.answer_of(form) from unnest(forms) form)) limit 1001) found;
end;
create function search.are_many_answering(forms jsonb[]) returns boolean language sql stable set search_path = pg_catalog, pg_temp
return (select count(*) > 1000 from (
    select from public.ticket_answers
    where organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
      and answer = any(array(select search.answer_of(form) from unnest(forms) form)) limit 1001) found);
revoke execute on function search.answers_of(jsonb), search.answer_of(jsonb), search.tickets_answering(jsonb[]), search.are_many_answering(jsonb[]) from public;
grant execute on function search.answers_of(jsonb), search.answer_of(jsonb), search.tickets_answering(jsonb[]), search.are_many_answering(jsonb[]) to worktrackr_app, worktrackr_definer;
"""
