"""Service levels: working hours, holidays, times per priority, and when each ticket is due."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Build the settings, the clock that is made of them, and the tickets' due times, for the tickets that are there too."""
    op.execute("set lock_timeout = '4s'")
    for statement in (UNLOGGED, SETTINGS, CLOCK, ARITHMETIC, BUILDING, TICKETS, FIRST_RESPONSE, REFRESHING, EXISTING):
        op.execute(statement)


# What the database computes from other columns is no change of anybody's: logged, it would make every undo conflict
# with every later change of another field. Such columns say so in their comment.
UNLOGGED = """
do $$
begin
  execute replace(pg_get_functiondef('protect_tenant_table(regclass)'::regprocedure), 'and attgenerated = ''''',
    'and attgenerated = '''' and coalesce(col_description(attrelid, attnum), '''') not like ''Derived%''');
end
$$;
"""

SETTINGS = """
create table working_hours (
  organisation_id uuid not null constraint working_hours_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  monday jsonb not null default '[{"start": "09:00", "end": "17:30"}]',
  tuesday jsonb not null default '[{"start": "09:00", "end": "17:30"}]',
  wednesday jsonb not null default '[{"start": "09:00", "end": "17:30"}]',
  thursday jsonb not null default '[{"start": "09:00", "end": "17:30"}]',
  friday jsonb not null default '[{"start": "09:00", "end": "17:30"}]',
  saturday jsonb not null default '[]',
  sunday jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint working_hours_pkey primary key (organisation_id, id),
  constraint working_hours_organisation_id_key unique (organisation_id)
);
call protect_tenant_table('working_hours');

create table holidays (
  organisation_id uuid not null constraint holidays_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  date date not null,
  name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint holidays_pkey primary key (organisation_id, id)
);
create unique index holidays_date_key on holidays (organisation_id, date) where deleted_at is null;
call protect_tenant_table('holidays');

create table service_levels (
  organisation_id uuid not null constraint service_levels_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  priority text not null constraint service_levels_priority_check check (priority in ('Low', 'Medium', 'High', 'Urgent')),
  first_response_minutes integer constraint service_levels_first_response_minutes_check check (first_response_minutes between 1 and 100000),
  resolution_minutes integer constraint service_levels_resolution_minutes_check check (resolution_minutes between 1 and 100000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint service_levels_pkey primary key (organisation_id, id),
  constraint service_levels_priority_key unique (organisation_id, priority)
);
call protect_tenant_table('service_levels');

-- An organisation has rows only for what it changed: until then it has these, which look like rows for whoever asks.
create function working_hours_of(organisation uuid) returns setof working_hours language plpgsql stable rows 1 as $$
declare
  office constant jsonb := '[{"start": "09:00", "end": "17:30"}]';
begin
  return query select * from public.working_hours h where h.organisation_id = organisation;
  if not found then
    return query select o.id, o.id, office, office, office, office, office, '[]'::jsonb, '[]'::jsonb, o.created_at, o.created_at, 1, null::timestamptz
      from public.organisations o where o.id = organisation;
  end if;
end
$$;
create function service_levels_of(organisation uuid) returns setof service_levels language sql stable rows 4
begin atomic
  select (case when l.id is null
    then row (o.id, md5(o.id::text || d.priority)::uuid, d.priority, d.first_response, d.resolution, o.created_at, o.created_at, 1, null)::service_levels
    else l end).*
  from organisations o cross join (values ('Low', 960, 2880), ('Medium', 480, 1440), ('High', 240, 480), ('Urgent', 60, 240))
    d (priority, first_response, resolution)
  left join service_levels l on l.organisation_id = o.id and l.priority = d.priority
  where o.id = organisation;
end;
grant execute on function working_hours_of, service_levels_of to worktrackr_app, worktrackr_definer;
grant select on working_hours, holidays, service_levels to worktrackr_definer;
"""

# One row per organisation, all in microseconds, so that a ticket's due time is a few binary searches:
# - the week's intervals from Monday 00:00 local time, and the working time of the week before each;
# - breaks: instants at which the week does not simply go on, which are the edges of holidays, and the changes of the
#   clocks that touch working time. From each break on, the working time since 1900 ("position") is that of the plain week
#   plus a shift; where the shift is null, it stands still. Most organisations have no breaks but their holidays.
CLOCK = """
create table service_clocks (
  organisation_id uuid not null constraint service_clocks_pkey primary key
    constraint service_clocks_organisation_id_fkey references organisations (id),
  timezone text not null,
  week_starts bigint[] not null,
  week_ends bigint[] not null,
  week_before bigint[] not null,
  week_length bigint not null,
  breaks timestamptz[] not null,
  break_positions bigint[] not null,
  break_shifts bigint[] not null,
  first_responses bigint[] not null,
  resolutions bigint[] not null
);
alter table service_clocks enable row level security, force row level security;
create policy tenant on service_clocks using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select on service_clocks to worktrackr_app, worktrackr_backup;
grant select, insert, update on service_clocks to worktrackr_definer;
comment on column service_clocks.first_responses is 'Times of Low, Medium, High, Urgent; null is none.';
"""

ARITHMETIC = """
-- The working time of the plain week from Monday 1 January 1900 to a local time.
create function week_position(clock service_clocks, at timestamp) returns bigint language plpgsql immutable as $$
declare
  since bigint := extract(epoch from at) * 1000000 + 2208988800000000;
  part bigint := since % 604800000000;
  i integer := width_bucket(part, clock.week_starts);
begin
  return since / 604800000000 * clock.week_length
    + case when i > 0 then clock.week_before[i] + least(part, clock.week_ends[i]) - clock.week_starts[i] else 0 end;
end
$$;

-- The working time from 1900 to an instant: differences of it are what lies between two instants.
create function service_position(clock service_clocks, at timestamptz) returns bigint language plpgsql stable strict as $$
declare
  i integer := width_bucket(at, clock.breaks);
begin
  if i > 0 and clock.break_shifts[i] is null then
    return clock.break_positions[i];
  end if;
  return public.week_position(clock, at at time zone clock.timezone) + coalesce(clock.break_shifts[i], 0);
end
$$;

-- Its inverse: the first instant by which that much was worked.
create function service_instant(clock service_clocks, reached bigint) returns timestamptz language plpgsql stable strict as $$
declare
  i integer := width_bucket(reached - 1, clock.break_positions);
  plain bigint := reached - coalesce(clock.break_shifts[i], 0);
  weeks bigint := (plain - 1) / clock.week_length;
  part bigint := plain - weeks * clock.week_length;
  j integer := width_bucket(part - 1, clock.week_before);
  local timestamp := timestamp '1900-01-01'
    + (weeks * 604800000000 + clock.week_starts[j] + part - clock.week_before[j]) * interval '1 microsecond';
  found timestamptz := local at time zone clock.timezone;
begin
  -- Of a local time that comes twice PostgreSQL takes the second; before the clocks go back, the first is meant.
  if found > clock.breaks[i + 1] then
    return clock.breaks[i + 1] - (((clock.breaks[i + 1] - interval '1 microsecond') at time zone clock.timezone) + interval '1 microsecond' - local);
  end if;
  return found;
end
$$;

-- Where a span of working time ends that begins at a position and stands still during pauses; one that ended before a
-- pause is not moved by it.
create function service_reach(clock service_clocks, begun bigint, span bigint, pauses tstzmultirange) returns bigint language plpgsql stable strict as $$
declare
  reached bigint := begun + span;
  pause tstzrange;
  stopped bigint;
begin
  if pauses <> '{}' then
    for pause in select unnest(pauses) loop
      stopped := public.service_position(clock, lower(pause));
      exit when stopped >= reached;
      reached := reached + public.service_position(clock, upper(pause)) - stopped;
    end loop;
  end if;
  return reached;
end
$$;

create function service_pause(clock service_clocks, pauses tstzmultirange, until timestamptz) returns bigint language sql stable
begin atomic
  select coalesce(sum(service_position(clock, upper(pause)) - service_position(clock, lower(pause))), 0)::bigint
  from unnest(pauses) pause where upper(pause) <= until;
end;
grant execute on function week_position, service_position, service_instant, service_reach, service_pause to worktrackr_app, worktrackr_definer;
"""

BUILDING = """
-- When the clocks of a zone change, from 1990 on for as long as anybody plans, and what they show before and after.
create function clock_changes(zone text) returns table (at timestamptz, before timestamp, after timestamp) language plpgsql stable as $$
declare
  early timestamptz;
  late timestamptz;
  middle timestamptz;
begin
  for early, late in
    select t - interval '7 days', t from generate_series(timestamptz '1990-01-01 00:00Z', now() + interval '40 years', interval '7 days') t
    where (t at time zone zone) - ((t - interval '7 days') at time zone zone) <> interval '7 days'
  loop
    while late - early > interval '1 minute' loop
      middle := date_bin(interval '1 minute', early + (late - early) / 2, timestamptz '1990-01-01 00:00Z');
      if (middle at time zone zone) - (early at time zone zone) = middle - early then
        early := middle;
      else
        late := middle;
      end if;
    end loop;
    at := late;
    before := (early at time zone zone) + interval '1 minute';
    after := late at time zone zone;
    return next;
  end loop;
end
$$;

create function build_service_clock(organisation uuid) returns service_clocks language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  clock public.service_clocks;
  days date[] := array(select h.date from public.holidays h where h.organisation_id = organisation and h.deleted_at is null);
  point record;
  reached bigint;
  shift bigint;
  stands boolean := false;
  touched boolean;
begin
  select o.id, o.timezone, '{}', '{}', '{}' into clock.organisation_id, clock.timezone, clock.breaks, clock.break_positions, clock.break_shifts
  from public.organisations o where o.id = organisation;

  select array_agg(starts order by starts), array_agg(ends order by starts), array_agg(earlier order by starts), sum(ends - starts)
  into clock.week_starts, clock.week_ends, clock.week_before, clock.week_length
  from (
    select starts, ends, (sum(ends - starts) over (order by starts) - (ends - starts))::bigint as earlier
    from public.working_hours_of(organisation) h,
      unnest(array[h.monday, h.tuesday, h.wednesday, h.thursday, h.friday, h.saturday, h.sunday]) with ordinality day (spans, number),
      jsonb_array_elements(day.spans) span,
      lateral (select ((number - 1) * 86400 + extract(epoch from (span->>'start')::interval)) * 1000000,
                      ((number - 1) * 86400 + extract(epoch from (span->>'end')::interval)) * 1000000) s (starts_at, ends_at),
      lateral (select starts_at::bigint, ends_at::bigint) b (starts, ends)
  ) spans;
  -- With less, times in working hours would reach into other centuries.
  if clock.week_length is null or clock.week_length < 3600000000 then
    raise exception 'the week has hardly any working hours' using errcode = '23514', column = 'monday', hint = 'A week needs at least one working hour.';
  end if;

  select array_agg(l.first_response_minutes * 60000000::bigint order by o.number), array_agg(l.resolution_minutes * 60000000::bigint order by o.number)
  into clock.first_responses, clock.resolutions
  from public.service_levels_of(organisation) l
  join unnest(array['Low', 'Medium', 'High', 'Urgent']) with ordinality o (priority, number) using (priority);

  -- Candidates are all changes of the clocks and all edges of holidays; of a midnight that comes twice, both. Kept are
  -- those from which on the plain week does not simply go on, or at which a local time of work comes twice.
  for point in
    with changes as materialized (select * from public.clock_changes(clock.timezone)),
    midnights as (select distinct (day + add)::timestamp as midnight from unnest(days) day, generate_series(0, 1) add)
    select distinct candidate.at from (
      select c.at from changes c
      union all select m.midnight at time zone clock.timezone from midnights m
      union all select c.at - (c.before - m.midnight) from changes c join midnights m on m.midnight between c.after and c.before
    ) candidate (at) order by candidate.at
  loop
    declare
      local timestamp := point.at at time zone clock.timezone;
      before timestamp := ((point.at - interval '1 microsecond') at time zone clock.timezone) + interval '1 microsecond';
      rests boolean := local::date = any (days);
    begin
      reached := case when stands then reached else public.week_position(clock, before) + coalesce(shift, 0) end;
      touched := public.week_position(clock, least(local, before)) > public.week_position(clock, least(local, before) - interval '1 microsecond');
      continue when rests and stands;
      continue when not rests and not stands and not touched and reached = public.week_position(clock, local) + coalesce(shift, 0);
      stands := rests;
      shift := case when not rests then reached - public.week_position(clock, local) end;
      clock.breaks := clock.breaks || point.at;
      clock.break_positions := clock.break_positions || reached;
      clock.break_shifts := clock.break_shifts || shift;
    end;
  end loop;

  insert into public.service_clocks select clock.*
  on conflict (organisation_id) do update set (timezone, week_starts, week_ends, week_before, week_length, breaks, break_positions,
    break_shifts, first_responses, resolutions) = (excluded.timezone, excluded.week_starts, excluded.week_ends, excluded.week_before,
    excluded.week_length, excluded.breaks, excluded.break_positions, excluded.break_shifts, excluded.first_responses, excluded.resolutions);
  return clock;
end
$$;
revoke execute on function build_service_clock, clock_changes from public;
grant execute on function clock_changes to worktrackr_definer;
"""

TICKETS = """
alter table tickets
  add column first_responded_at timestamptz,
  add column resolved_at timestamptz,
  add column first_response_due_at timestamptz,
  add column resolution_due_at timestamptz,
  add column due_at timestamptz,
  add column due_soon_at timestamptz,
  add column clock_stopped_at timestamptz,
  add column clock_pauses tstzmultirange not null default '{}';
comment on column tickets.first_response_due_at is 'Derived: when somebody must have answered.';
comment on column tickets.resolution_due_at is 'Derived: when it must be resolved; while it waits, when it would have to be without more waiting.';
comment on column tickets.due_at is 'Derived: the next of the two that is still open.';
comment on column tickets.due_soon_at is 'Derived: from when on a quarter of its time is left.';
comment on column tickets.clock_stopped_at is 'Derived: since when the time to resolve stands still.';
comment on column tickets.clock_pauses is 'Derived: when it stood still before.';
create index tickets_due_at_idx on tickets (organisation_id, due_at, id) where deleted_at is null;
create index tickets_missed_idx on tickets (organisation_id, created_at desc, id desc) where deleted_at is null
and status in ('Resolved', 'Closed') and (first_responded_at > first_response_due_at or resolved_at > resolution_due_at);

-- When a ticket's time begins to run: another revision knows tickets that are made long before they are meant.
create function service_begins(ticket tickets) returns timestamptz language sql stable return ticket.created_at;
grant execute on function service_begins to worktrackr_app, worktrackr_definer;

-- Waiting and finished tickets use up no time. Kept is when that was, not how much was left: so whatever is changed later,
-- the priority, the hours or the holidays, is computed again from the beginning. The time of a change is its updated_at.
create function keep_service_level() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  clock public.service_clocks;
  finished constant boolean := new.status in ('Resolved', 'Closed');
  was_finished boolean := false;
  changed_at timestamptz := new.created_at;
  rank integer;
  begins timestamptz;
  begun bigint;
  target bigint;
  pauses tstzmultirange;
begin
  if tg_op = 'INSERT' then
    new.clock_stopped_at := case when finished or new.status = 'Waiting' then new.created_at end;
  else
    was_finished := old.status in ('Resolved', 'Closed');
    changed_at := case when new.updated_at is distinct from old.updated_at then new.updated_at else now() end;
    if new.status <> old.status and not (finished and was_finished) then
      if old.clock_stopped_at < changed_at then
        new.clock_pauses := old.clock_pauses + tstzmultirange(tstzrange(old.clock_stopped_at, changed_at));
      end if;
      new.clock_stopped_at := case when finished or new.status = 'Waiting' then changed_at end;
    end if;
  end if;

  -- What was written on purpose, by an import or an undo, stays.
  if new.status <> 'Open' then
    new.first_responded_at := coalesce(new.first_responded_at, changed_at);
  end if;
  if not finished then
    new.resolved_at := null;
  elsif not was_finished and (tg_op = 'INSERT' or new.resolved_at is not distinct from old.resolved_at) then
    new.resolved_at := coalesce(case when tg_op = 'INSERT' then coalesce(new.resolved_at, new.closed_at) end, changed_at);
  end if;

  if finished then
    new.due_at := null;
    new.due_soon_at := null;
    -- What came in finished was never promised anything, and what is finished keeps what it was promised.
    if tg_op = 'INSERT' or was_finished then
      return new;
    end if;
  end if;

  select * into clock from public.service_clocks c where c.organisation_id = new.organisation_id;
  if not found then
    clock := public.build_service_clock(new.organisation_id);
  end if;
  rank := array_position(array['Low', 'Medium', 'High', 'Urgent'], new.priority);
  begins := public.service_begins(new);
  begun := public.service_position(clock, begins);
  target := clock.resolutions[rank];
  pauses := new.clock_pauses * tstzmultirange(tstzrange(begins, null));
  new.first_response_due_at := public.service_instant(clock, begun + clock.first_responses[rank]);
  new.resolution_due_at := public.service_instant(clock, public.service_reach(clock, begun, target, pauses));
  if finished then
    return new;
  end if;

  new.due_at := case when new.status <> 'Waiting' then new.resolution_due_at end;
  new.due_soon_at := null;
  if new.first_responded_at is null and new.first_response_due_at <= coalesce(new.due_at, new.first_response_due_at) then
    new.due_at := new.first_response_due_at;
    new.due_soon_at := public.service_instant(clock, begun + clock.first_responses[rank] * 3 / 4);
  elsif new.due_at is not null then
    new.due_soon_at := public.service_instant(clock, public.service_reach(clock, begun, target * 3 / 4, pauses));
  end if;

  -- Settings changed: rows that they do not concern are left alone.
  if tg_op = 'UPDATE' and new.version = old.version and new is not distinct from old then
    return null;
  end if;
  return new;
end
$$;
-- After `closed_` in the alphabet, the order in which triggers run. No condition on the second: `due_at` is named by
-- those who want the due times computed again.
create trigger service_level_added before insert on tickets for each row execute function keep_service_level();
create trigger service_level_changed before update of status, priority, first_responded_at, due_at on tickets
for each row execute function keep_service_level();
revoke execute on function keep_service_level from public;
alter function keep_service_level() owner to worktrackr_definer;
alter function build_service_clock(uuid) owner to worktrackr_definer;
-- For later revisions, which may make triggers with it.
set local role worktrackr_definer;
grant execute on function keep_service_level to worktrackr_owner;
set local role none;
"""

# Everybody with an account is staff; what a customer writes has no author of ours.
FIRST_RESPONSE = """
create function note_first_response() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.tickets t set first_responded_at = new.created_at
  where t.organisation_id = new.organisation_id and t.id = new.ticket_id and t.first_responded_at is null;
  return null;
end
$$;
create trigger first_response after insert on comments for each row
when (not new.internal and new.created_by is not null) execute function note_first_response();
revoke execute on function note_first_response from public;
alter function note_first_response() owner to worktrackr_definer;
"""

REFRESHING = """
-- The counter's row is what every insert of a ticket holds: so none is computed with the old clock and missed here.
create function refresh_service_clock(organisation uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.ticket_counters c where c.organisation_id = organisation for update;
  perform public.build_service_clock(organisation);
  update public.tickets t set due_at = t.due_at
  where t.organisation_id = organisation and t.status in ('Open', 'In Progress', 'Waiting');
end
$$;
create function refresh_own_service_clock() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.refresh_service_clock(nullif(current_setting('app.organisation_id', true), '')::uuid);
  return null;
end
$$;
create function refresh_moved_service_clock() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.refresh_service_clock(new.id);
  return null;
end
$$;
create trigger refresh_service_clock after insert or update or delete on working_hours for each statement execute function refresh_own_service_clock();
create trigger refresh_service_clock after insert or update or delete on holidays for each statement execute function refresh_own_service_clock();
create trigger refresh_service_clock after insert or update or delete on service_levels for each statement execute function refresh_own_service_clock();
create trigger refresh_service_clock after update of timezone on organisations for each row
when (old.timezone is distinct from new.timezone) execute function refresh_moved_service_clock();
revoke execute on function refresh_service_clock, refresh_own_service_clock, refresh_moved_service_clock from public;
alter function refresh_service_clock(uuid) owner to worktrackr_definer;
alter function refresh_own_service_clock() owner to worktrackr_definer;
alter function refresh_moved_service_clock() owner to worktrackr_definer;
"""

# Tickets from before: what the change log knows of them. The log begins to watch the two new facts afterwards.
EXISTING = """
update tickets t set
  first_responded_at = coalesce(moved.first_at, t.created_at),
  resolved_at = case when t.status <> 'Waiting' and t.status <> 'In Progress' then coalesce(t.closed_at, moved.last_at, t.updated_at) end,
  clock_stopped_at = case when t.status <> 'In Progress' then coalesce(moved.last_at, t.created_at) end
from tickets s left join lateral (
  select min(c.at) as first_at, max(c.at) as last_at from changes c
  where c.organisation_id = s.organisation_id and c.row_id = s.id and c.table_name = 'tickets' and c.after ? 'status'
) moved on true
where t.organisation_id = s.organisation_id and t.id = s.id and t.status <> 'Open';
update tickets set due_at = due_at where status = 'Open';
call protect_tenant_table('tickets');
"""
