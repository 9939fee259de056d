"""Bookings: nobody is booked twice without saying so, and every booking is on its local day."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Let a ticket overlap knowingly, refuse other overlaps, and mend the derived day."""
    op.execute("set lock_timeout = '4s'")
    for statement in (COLUMN, SCHEDULE, DOUBLE_BOOKING):
        op.execute(statement)


# `protect_tenant_table` is called once more so that the change log watches the new column. The longest booking bounds
# how far back a calendar looks for what still runs.
COLUMN = """
alter table tickets add column double_booking boolean not null default false;
comment on column tickets.double_booking is 'Overlaps another booking of the same person, knowingly.';
-- A longer booking than a month is refused; what there is, is shorter: the check is short.
-- squawk-ignore ban-drop-constraint
alter table tickets drop constraint tickets_scheduled_end_check;
alter table tickets add constraint tickets_scheduled_end_check
  check (scheduled_end > scheduled_start and scheduled_end - scheduled_start <= interval '31 days') not valid;
-- squawk-ignore constraint-missing-not-valid
alter table tickets validate constraint tickets_scheduled_end_check;
create index tickets_booked_idx on tickets (organisation_id, assigned_user_id, scheduled_start)
where scheduled_start is not null and deleted_at is null and status not in ('Resolved', 'Closed');
call protect_tenant_table('tickets');
"""

# Three faults of the first version are mended: a day that a zone leaves out (Kiritimati had no 31 December 1994) left
# scheduled_date beside its start; another zone for the organisation moved what was booked in the hour that comes twice;
# and an undo after that was refused, since the day of before is another one now.
SCHEDULE = """
grant create on schema public to worktrackr_definer;
set local role worktrackr_definer;
create or replace function derive_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  zone text := (select timezone from public.organisations where id = new.organisation_id);
  moved boolean := tg_op = 'UPDATE' and new.scheduled_start is not null and new.scheduled_start is not distinct from old.scheduled_start
    and new.scheduled_date is distinct from old.scheduled_date;
begin
  if moved and new.scheduled_date is null then
    new.scheduled_start := null;
    new.scheduled_end := null;
  end if;
  if new.scheduled_start is null then
    return new;
  end if;
  if moved and new.scheduled_date <> (old.scheduled_start at time zone zone)::date then
    new.scheduled_start := (new.scheduled_date + (old.scheduled_start at time zone zone)::time) at time zone zone;
    if new.scheduled_end is not distinct from old.scheduled_end then
      new.scheduled_end := new.scheduled_start + (old.scheduled_end - old.scheduled_start);
    end if;
  elsif new.scheduled_date <> (new.scheduled_start at time zone zone)::date
     and (tg_op = 'INSERT' or new.scheduled_date is distinct from old.scheduled_date)
     and auth.setting('app.undoing') is null then
    raise exception 'scheduled_date disagrees with scheduled_start' using errcode = '23514', column = 'scheduled_date',
      hint = 'This is not the day of the start time in your organisation''s time zone.';
  end if;
  if new.scheduled_end - new.scheduled_start > interval '31 days' then
    raise exception 'a booking is too long' using errcode = '23514', column = 'scheduled_end', hint = 'A booking lasts at most 31 days.';
  end if;
  new.scheduled_date := (new.scheduled_start at time zone zone)::date;
  return new;
end
$$;
set local role none;
revoke create on schema public from worktrackr_definer;
"""

# Names sort after `schedule_`: triggers fire in the order of their names, and the schedule is derived first. A booking
# without an end counts as one hour.
DOUBLE_BOOKING = """
create function check_double_booking() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  ends timestamptz := coalesce(new.scheduled_end, new.scheduled_start + interval '1 hour');
  -- What comes back, from the trash or by an undo, was agreed on before: an overlap that arose since is shown, not refused.
  agreed boolean := new.double_booking or auth.setting('app.undoing') is not null or (tg_op = 'UPDATE' and old.deleted_at is not null);
  overlapped tstzrange := 'empty';
  zone text;
  is_double boolean;
  clashes jsonb;
  names text;
begin
  if new.deleted_at is not null then
    return new;
  end if;
  if new.scheduled_start is null or new.assigned_user_id is null or new.status in ('Resolved', 'Closed') then
    new.double_booking := false;
    return new;
  end if;
  -- One person's bookings are written one after the other, until this transaction ends.
  perform pg_advisory_xact_lock(hashtextextended('booking ' || new.organisation_id || new.assigned_user_id, 0));
  -- Whom this booking overlapped before, it may go on overlapping.
  if tg_op = 'UPDATE' and old.deleted_at is null and old.assigned_user_id = new.assigned_user_id
     and old.status not in ('Resolved', 'Closed') and old.scheduled_start is not null then
    overlapped := tstzrange(old.scheduled_start, coalesce(old.scheduled_end, old.scheduled_start + interval '1 hour'));
  end if;
  with others as (
    select t.id, t.number, t.title, t.scheduled_start, coalesce(t.scheduled_end, t.scheduled_start + interval '1 hour') as scheduled_end
    from public.tickets t
    where t.organisation_id = new.organisation_id and t.assigned_user_id = new.assigned_user_id and t.id <> new.id
      and t.deleted_at is null and t.status not in ('Resolved', 'Closed')
      and t.scheduled_start < ends and t.scheduled_start > new.scheduled_start - interval '744 hours'
      and coalesce(t.scheduled_end, t.scheduled_start + interval '1 hour') > new.scheduled_start
  ), unexpected as (
    select * from others o where not tstzrange(o.scheduled_start, o.scheduled_end) && overlapped order by o.scheduled_start, o.id limit 10
  )
  select exists (select from others), (select jsonb_agg(u) from unexpected u) into is_double, clashes;
  if clashes is not null and not agreed then
    zone := (select timezone from public.organisations where id = new.organisation_id);
    select string_agg(format('#%s %s %s-%s (%s)', u.number, u.title, to_char(u.scheduled_start at time zone zone, 'HH24\\:MI'),
      to_char(u.scheduled_end at time zone zone, 'HH24\\:MI'), to_char(u.scheduled_start at time zone zone, 'Dy FMDD Mon')), '; '
      order by u.scheduled_start, u.id)
      into names from jsonb_to_recordset(clashes) u (id uuid, number bigint, title text, scheduled_start timestamptz, scheduled_end timestamptz);
    raise exception 'this person is booked already' using errcode = '23P01', detail = clashes::text,
      hint = coalesce((select name from public.users where organisation_id = new.organisation_id and id = new.assigned_user_id), 'This person')
        || ' is booked already: ' || names || '.';
  end if;
  new.double_booking := is_double and (agreed or tg_op = 'UPDATE' and old.double_booking);
  return new;
end
$$;
revoke execute on function check_double_booking() from public;
create trigger schedules_overlap_added before insert on tickets for each row
when (new.double_booking or new.scheduled_start is not null and new.assigned_user_id is not null)
execute function check_double_booking();
create trigger schedules_overlap_changed
before update of scheduled_date, scheduled_start, scheduled_end, assigned_user_id, status, deleted_at, double_booking on tickets for each row
when ((new.double_booking or old.double_booking or new.scheduled_start is not null and new.assigned_user_id is not null)
  and (new.scheduled_start, new.scheduled_end, new.assigned_user_id, new.status in ('Resolved', 'Closed'), new.deleted_at is null, new.double_booking)
    is distinct from
      (old.scheduled_start, old.scheduled_end, old.assigned_user_id, old.status in ('Resolved', 'Closed'), old.deleted_at is null, old.double_booking))
execute function check_double_booking();
"""
