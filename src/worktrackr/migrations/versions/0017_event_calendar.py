"""The calendar of events: days of all-day events, reminders, recurring events, and where an event was imported from."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Let events be days, remind, come back, and be known by the name that another calendar gave them."""
    op.execute("set lock_timeout = '4s'")
    for statement in (EVENTS, SERIES, MEMBERS, DAYS, REMINDERS, DUE):
        op.execute(statement)


EVENTS = """
alter table crm_events
  add column start_date date,
  add column end_date date,
  add column reminder_minutes integer,
  add column uid text,
  add column series_id uuid,
  add column series_occurrence text;
comment on column crm_events.start_date is 'The first day of an all-day event; start_at is where it begins in the organisation''s zone.';
comment on column crm_events.end_date is 'The last day of an all-day event, inclusive.';
comment on column crm_events.uid is 'The UID of the iCalendar file that it was imported from.';
comment on column crm_events.series_occurrence is 'When the series meant it to be, as local time; stays when the event is moved.';
alter table crm_events add constraint crm_events_reminder_minutes_check check (reminder_minutes between 0 and 40320) not valid;
-- The columns are new, and empty: there is nothing to check that would take time.
-- squawk-ignore constraint-missing-not-valid
alter table crm_events validate constraint crm_events_reminder_minutes_check;
create unique index crm_events_uid_key on crm_events (organisation_id, uid) where uid is not null;
create index crm_events_reminder_idx on crm_events (start_at) where reminder_minutes is not null and deleted_at is null;
"""

SERIES = """
create table crm_event_series (
  organisation_id uuid not null constraint crm_event_series_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  title text not null,
  type text constraint crm_event_series_type_check check (type in ('Call', 'Meeting', 'Follow-up', 'Renewal', 'Other')),
  contact_id uuid,
  location text,
  assigned_user_id uuid,
  notes text,
  reminder_minutes integer constraint crm_event_series_reminder_minutes_check check (reminder_minutes between 0 and 40320),
  rrule text not null constraint crm_event_series_rrule_check check (char_length(rrule) between 1 and 500),
  starts_on date not null,
  start_time text constraint crm_event_series_start_time_check check (start_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  duration_minutes integer not null default 60 constraint crm_event_series_duration_minutes_check check (duration_minutes between 1 and 44640),
  timezone text not null,
  uid text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint crm_event_series_pkey primary key (organisation_id, id),
  constraint crm_event_series_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id),
  constraint crm_event_series_assigned_user_id_fkey foreign key (organisation_id, assigned_user_id) references users (organisation_id, id)
);
create index crm_event_series_contact_id_idx on crm_event_series (organisation_id, contact_id);
create unique index crm_event_series_uid_key on crm_event_series (organisation_id, uid) where uid is not null;
comment on column crm_event_series.start_time is 'Local time in timezone; without it every occurrence is all day.';
comment on column crm_event_series.duration_minutes is 'Of what is all day, whole days count: up to 1440 is one.';
"""

MEMBERS = """
alter table crm_events add constraint crm_events_series_id_fkey foreign key (organisation_id, series_id)
  references crm_event_series (organisation_id, id) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table crm_events validate constraint crm_events_series_id_fkey;
-- One a day: a rule names no day twice, and so another time of day is the same occurrence.
create unique index crm_events_series_occurrence_key on crm_events (organisation_id, series_id, "left"(series_occurrence, 10))
where series_id is not null;
call protect_tenant_table('crm_event_series');
call protect_tenant_table('crm_events');
grant select, update on crm_events to worktrackr_definer;
grant select on crm_event_series to worktrackr_definer;
"""

DAYS = """
-- Who is to own a function makes it in its schema.
grant create on schema public to worktrackr_definer;
-- All day is days, no instants: whatever times of them are given, the days in the organisation's zone are meant. They are
-- kept, and start_at and end_at are where they begin and end there.
create function derive_event_days() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  zone text;
begin
  if not new.all_day then
    new.start_date := null;
    new.end_date := null;
    return new;
  end if;
  if new.end_at <= new.start_at then
    return new;
  end if;
  zone := (select timezone from public.organisations where id = new.organisation_id);
  new.start_date := (new.start_at at time zone zone)::date;
  new.end_date := ((new.end_at - interval '1 microsecond') at time zone zone)::date;
  new.start_at := new.start_date::timestamp at time zone zone;
  new.end_at := (new.end_date + 1)::timestamp at time zone zone;
  return new;
end
$$;
revoke execute on function derive_event_days() from public;
create trigger days_added before insert on crm_events for each row when (new.all_day) execute function derive_event_days();
create trigger days_changed before update of start_at, end_at, all_day, start_date, end_date on crm_events for each row
when ((new.all_day or old.all_day)
  and (new.start_at, new.end_at, new.all_day, new.start_date, new.end_date)
    is distinct from (old.start_at, old.end_at, old.all_day, old.start_date, old.end_date))
execute function derive_event_days();
alter function derive_event_days() owner to worktrackr_definer;

-- In another zone the same days begin at other instants.
create function move_event_days() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.crm_events set start_at = start_date::timestamp at time zone new.timezone,
    -- A day that a zone leaves out (Apia had no 30 December 2011) is the next one there.
    end_at = greatest((end_date + 1)::timestamp at time zone new.timezone, start_date::timestamp at time zone new.timezone + interval '1 hour'),
    version = version + 1, updated_at = now()
  where organisation_id = new.id and all_day and start_date is not null;
  return null;
end
$$;
revoke execute on function move_event_days() from public;
create trigger move_event_days after update of timezone on organisations for each row
when (old.timezone is distinct from new.timezone) execute function move_event_days();
alter function move_event_days() owner to worktrackr_definer;
revoke create on schema public from worktrackr_definer;

-- The events that are there already. The definer sees those of every organisation.
set local role worktrackr_definer;
update public.crm_events e set start_date = (e.start_at at time zone o.timezone)::date
from public.organisations o where o.id = e.organisation_id and e.all_day;
set local role none;
"""

REMINDERS = """
-- Who was reminded of what, and of which time of it: once each, whatever restarts meanwhile.
create table crm_event_reminders (
  organisation_id uuid not null constraint crm_event_reminders_organisation_id_fkey references organisations (id),
  event_id uuid not null,
  user_id uuid not null,
  start_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint crm_event_reminders_pkey primary key (organisation_id, event_id, user_id, start_at),
  constraint crm_event_reminders_event_id_fkey foreign key (organisation_id, event_id)
    references crm_events (organisation_id, id) on delete cascade
);
alter table crm_event_reminders enable row level security, force row level security;
create policy tenant on crm_event_reminders using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert on crm_event_reminders to worktrackr_app;
grant select on crm_event_reminders to worktrackr_definer, worktrackr_backup;
"""

DUE = """
-- The jobs work for one organisation at a time; these tell them which.
create function auth.organisations_with_due_reminders() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct e.organisation_id from public.crm_events e
  join public.organisations o on o.id = e.organisation_id and o.closed_at is null and o.suspended_at is null
  where e.reminder_minutes is not null and e.deleted_at is null and e.status in ('Planned', 'In Progress') and e.assigned_user_id is not null
    and e.start_at between now() - interval '1 hour' and now() + interval '28 days'
    and e.start_at - e.reminder_minutes * interval '1 minute' <= now()
    and not exists (select from public.crm_event_reminders r where r.organisation_id = e.organisation_id and r.event_id = e.id
      and r.user_id = e.assigned_user_id and r.start_at = e.start_at);
end;
revoke execute on function auth.organisations_with_due_reminders() from public;
grant execute on function auth.organisations_with_due_reminders() to worktrackr_app;
alter function auth.organisations_with_due_reminders() owner to worktrackr_definer;

create function auth.organisations_with_event_series() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct s.organisation_id from public.crm_event_series s
  join public.organisations o on o.id = s.organisation_id and o.closed_at is null and o.suspended_at is null
  where s.deleted_at is null;
end;
revoke execute on function auth.organisations_with_event_series() from public;
grant execute on function auth.organisations_with_event_series() to worktrackr_app;
alter function auth.organisations_with_event_series() owner to worktrackr_definer;
"""
