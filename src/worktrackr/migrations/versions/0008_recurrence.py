"""Recurring tickets: series, and which occurrence of which series a ticket is."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Build the series and what the generator remembers of each, and let tickets belong to one."""
    op.execute("set lock_timeout = '4s'")
    for statement in (SERIES, GENERATIONS, TICKETS, PLANNED, PROTECTION, DUE):
        op.execute(statement)


SERIES = """
create table ticket_series (
  organisation_id uuid not null constraint ticket_series_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  title text not null,
  description text,
  priority text not null default 'Medium' constraint ticket_series_priority_check check (priority in ('Low', 'Medium', 'High', 'Urgent')),
  category text,
  location text,
  contact_id uuid,
  assigned_user_id uuid,
  template_id uuid,
  template_version integer,
  fields jsonb not null default '{}',
  rrule text not null constraint ticket_series_rrule_check check (char_length(rrule) between 1 and 500),
  starts_on date not null,
  start_time text constraint ticket_series_start_time_check check (start_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  duration_minutes integer constraint ticket_series_duration_minutes_check
    check (duration_minutes is null or duration_minutes between 1 and 44640 and start_time is not null),
  timezone text not null,
  days_ahead integer not null default 60 constraint ticket_series_days_ahead_check check (days_ahead between 1 and 366),
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint ticket_series_pkey primary key (organisation_id, id),
  constraint ticket_series_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id),
  constraint ticket_series_assigned_user_id_fkey foreign key (organisation_id, assigned_user_id) references users (organisation_id, id),
  constraint ticket_series_template_id_fkey foreign key (organisation_id, template_id) references ticket_templates (organisation_id, id),
  constraint ticket_series_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index ticket_series_contact_id_idx on ticket_series (organisation_id, contact_id);
comment on column ticket_series.start_time is 'Local time in timezone; without it every occurrence is all day.';
"""

GENERATIONS = """
-- What the generator knows beyond the series: kept apart, since an undo must not put it back.
create table ticket_series_generations (
  organisation_id uuid not null constraint ticket_series_generations_organisation_id_fkey references organisations (id),
  series_id uuid not null,
  made_from jsonb not null,
  made_through date,
  withdrawn jsonb not null default '{}',
  generated_at timestamptz not null default now(),
  constraint ticket_series_generations_pkey primary key (organisation_id, series_id),
  constraint ticket_series_generations_series_id_fkey foreign key (organisation_id, series_id)
    references ticket_series (organisation_id, id) on delete cascade
);
comment on column ticket_series_generations.made_from is 'The series as it was when its tickets ahead were made: who changed a ticket since, touched it.';
comment on column ticket_series_generations.made_through is 'Up to this local day everything was made once, and is not made again, even if it was purged.';
comment on column ticket_series_generations.withdrawn is 'Tickets that the series moved to the trash, by id, and when: these may come back; what a person deleted may not.';
alter table ticket_series_generations enable row level security, force row level security;
create policy tenant on ticket_series_generations using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update on ticket_series_generations to worktrackr_app;
grant select on ticket_series_generations to worktrackr_definer, worktrackr_backup;
"""

TICKETS = """
alter table tickets add column series_id uuid, add column series_occurrence text;
comment on column tickets.series_occurrence is 'When the series meant it to be, as local time; stays when the ticket is moved.';
alter table tickets add constraint tickets_series_id_fkey foreign key (organisation_id, series_id)
  references ticket_series (organisation_id, id);
-- One a day: a rule names no day twice, and so another time of day is the same occurrence.
create unique index tickets_series_occurrence_key on tickets (organisation_id, series_id, "left"(series_occurrence, 10))
where series_id is not null;
"""

PLANNED = """
-- What is made months ahead was promised for its day, not for the day that it was made: its service level begins when the
-- work is planned, and what it waited before does not count.
create function planned_start(ticket tickets) returns timestamptz language sql stable
return greatest(ticket.created_at, coalesce(ticket.scheduled_start, (
  select coalesce(ticket.scheduled_date, "left"(ticket.series_occurrence, 10)::date)::timestamp at time zone o.timezone
  from public.organisations o where o.id = ticket.organisation_id)));
revoke execute on function planned_start from public;
grant execute on function planned_start to worktrackr_app, worktrackr_definer;
-- Without a query of its own, so that it costs the others nothing.
create or replace function service_begins(ticket tickets) returns timestamptz language sql stable
return case when ticket.series_id is null then ticket.created_at else planned_start(ticket) end;
create or replace trigger service_level_changed
before update of status, priority, first_responded_at, due_at, series_id, scheduled_date, scheduled_start on tickets
for each row execute function keep_service_level();
"""

PROTECTION = """
call protect_tenant_table('ticket_series');
call protect_tenant_table('tickets');
grant select on ticket_series to worktrackr_definer;
"""

DUE = """
-- The job that generates ahead works for one organisation at a time; this tells it which.
create function auth.organisations_with_due_series() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct s.organisation_id from public.ticket_series s
  join public.organisations o on o.id = s.organisation_id and o.closed_at is null and o.suspended_at is null
  left join public.ticket_series_generations g on g.organisation_id = s.organisation_id and g.series_id = s.id
  where g.series_id is null or g.made_from->'version' is distinct from to_jsonb(s.version)
     or (s.deleted_at is null and g.generated_at < now() - interval '20 hours');
end;
revoke execute on function auth.organisations_with_due_series() from public;
grant execute on function auth.organisations_with_due_series() to worktrackr_app;
alter function auth.organisations_with_due_series() owner to worktrackr_definer;
"""
