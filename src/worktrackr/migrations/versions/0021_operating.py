"""Operating: prices that are remembered, a first admin by invitation, and organisations that leave for good."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Build what an operator needs; see docs/decisions/0011-organisations-that-leave.md."""
    op.execute("set lock_timeout = '4s'")
    for statement in (PRICES, FIRST_ADMIN, EXPORTS, REOPENING, PURGING):
        op.execute(statement)


PRICES = """
create table plan_prices (
  code text not null constraint plan_prices_code_fkey references plans (code),
  id uuid not null default uuidv7(),
  monthly_price numeric(14,2) not null,
  included_seats integer not null,
  extra_seat_price numeric(14,2) not null,
  from_at timestamptz not null default now(),
  constraint plan_prices_pkey primary key (code, id)
);
insert into plan_prices (code, monthly_price, included_seats, extra_seat_price, from_at)
select code, monthly_price, included_seats, extra_seat_price, created_at from plans;
alter table plan_prices enable row level security, force row level security;
create policy operator on plan_prices for select using (current_setting('app.role', true) = 'operator');
grant select on plan_prices to worktrackr_app, worktrackr_backup;
grant insert on plan_prices to worktrackr_definer;

-- The definer replaces its own functions.
set local role worktrackr_definer;
-- As before, and for the plan itself too: what it cost is known even when nobody had it.
create or replace function history.record_plan_price() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.plan_prices (code, monthly_price, included_seats, extra_seat_price)
  values (new.code, new.monthly_price, new.included_seats, new.extra_seat_price);
  insert into public.organisation_plans (organisation_id, plan, monthly_price, included_seats, extra_seat_price)
  select o.id, new.code, new.monthly_price, new.included_seats, new.extra_seat_price
  from public.organisations o where o.plan = new.code and o.closed_at is null;
  return null;
end
$$;
set local role none;
"""

FIRST_ADMIN = """
-- An operator sees nobody of an organisation, and still has to let the first one in. Once somebody is in, they invite the others.
create function auth.invite_first_admin(organisation_id uuid, email text, name text, password_hash text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  invited uuid;
begin
  if coalesce(current_setting('app.role', true), '') <> 'operator' then
    perform auth.refuse();
  end if;
  perform from public.organisations o where o.id = $1 and o.closed_at is null for update;
  if not found then
    return null;
  end if;
  if exists (select from public.users u where u.organisation_id = $1 and u.status <> 'invited') then
    raise exception 'somebody is in already' using errcode = 'P0409',
      hint = 'Somebody is in this organisation already: its admins invite their colleagues.';
  end if;
  -- Whoever got the last invitation by mistake must not become the admin.
  delete from public.users u where u.organisation_id = $1 and lower(u.email) <> lower($2);
  update public.users u set name = $3, updated_at = now(), version = u.version + 1
  where u.organisation_id = $1 returning u.id into invited;
  if invited is null then
    insert into public.users (organisation_id, email, name, password_hash, role, status)
    values ($1, $2, $3, $4, 'admin', 'invited') returning id into invited;
  end if;
  return invited;
end
$$;
"""

EXPORTS = """
-- An operator may have an organisation's admins told where they get all of their data, and sees neither them nor it.
create function auth.admins_of(organisation_id uuid) returns table (email text, name text, organisation_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select u.email, u.name, g.name from public.users u join public.organisations g on g.id = u.organisation_id
  where g.id = $1 and g.closed_at is null and u.role = 'admin' and u.status = 'active'
    and g.id = nullif(current_setting('app.organisation_id', true), '')::uuid;
end;
"""

REOPENING = """
set local role worktrackr_definer;
-- As before, and whoever comes back from the trash comes back at the price of that day.
create or replace function history.record_organisation() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' or old.plan is distinct from new.plan or (old.closed_at is not null and new.closed_at is null) then
    insert into public.organisation_plans (organisation_id, plan, monthly_price, included_seats, extra_seat_price)
    select new.id, p.code, p.monthly_price, p.included_seats, p.extra_seat_price from public.plans p where p.code = new.plan;
  end if;
  if tg_op = 'INSERT' or old.suspended_at is distinct from new.suspended_at or old.closed_at is distinct from new.closed_at then
    insert into public.organisation_status (organisation_id, status)
    values (new.id, case when new.closed_at is not null then 'closed' when new.suspended_at is not null then 'suspended'
                         when new.trial_ends_at > now() then 'trial' else 'active' end);
  end if;
  return null;
end
$$;
set local role none;
"""

PURGING = """
alter table organisations add column purge_started_at timestamptz, add column purged_at timestamptz;
-- Locking a row asks for the right to update something of it, too.
grant update (purge_started_at, purged_at) on organisations to worktrackr_definer;
create index organisations_purge_idx on organisations (closed_at) where closed_at is not null and purged_at is null;

-- What purging has to empty: tables of later revisions too.
do $$
declare
  target regclass;
begin
  for target in select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') loop
    execute format('grant select, delete on %s to worktrackr_definer', target);
  end loop;
end
$$;
-- Attachments that go leave a note of their bytes.
grant insert on loose_files to worktrackr_definer;
alter default privileges in schema public grant select, delete on tables to worktrackr_definer;

-- As before, but that whoever acts from outside an organisation has no clock to refresh.
grant create on schema public to worktrackr_definer;
set local role worktrackr_definer;
create or replace function public.refresh_own_service_clock() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  organisation uuid := nullif(current_setting('app.organisation_id', true), '')::uuid;
begin
  if organisation is not null then
    perform public.refresh_service_clock(organisation);
  end if;
  return null;
end
$$;
set local role none;

create function auth.organisations_to_purge() returns setof uuid language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select id from public.organisations where closed_at < now() - interval '30 days' and purged_at is null order by closed_at;
end;

-- Empties one table of an organisation whose time in the trash is over: the first that no other refers to. Answers which it was,
-- or nothing when only the ledger of what was owed is left. Called until then, each time in a transaction of its own.
create function auth.purge_next_table(organisation_id uuid) returns text language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target regclass;
  filled regclass[] := '{}';
  is_filled boolean;
begin
  update public.organisations o set purge_started_at = coalesce(o.purge_started_at, now())
  where o.id = $1 and o.closed_at < now() - interval '30 days' and o.purged_at is null;
  if not found then
    return null;
  end if;
  for target in
    select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relname <> all ('{organisation_plans,organisation_status,seat_counts,reseller_links,refunds}')
    -- The change log is filled by what empties the others.
    order by c.relname = 'changes', c.relname
  loop
    execute format('select exists (select from %s where organisation_id = $1)', target) into is_filled using $1;
    if is_filled then
      filled := filled || target;
    end if;
  end loop;
  foreach target in array filled loop
    if not exists (select from pg_constraint k where k.contype = 'f' and k.confrelid = target and k.conrelid <> target
                   and k.conrelid = any (filled)) then
      execute format('delete from %s where organisation_id = $1', target) using $1;
      return target::text;
    end if;
  end loop;
  if filled <> '{}' then
    raise exception 'these tables refer to one another in a circle: %', filled;
  end if;
  return null;
end
$$;

create function auth.finish_purge(organisation_id uuid) returns void language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
  update public.organisations o set purged_at = now()
  where o.id = $1 and o.purge_started_at is not null and o.purged_at is null;
end;

do $$
declare
  f regprocedure;
begin
  foreach f in array array['auth.invite_first_admin(uuid, text, text, text)', 'auth.admins_of(uuid)', 'auth.organisations_to_purge()',
      'auth.purge_next_table(uuid)', 'auth.finish_purge(uuid)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to worktrackr_app', f);
    execute format('alter function %s owner to worktrackr_definer', f);
  end loop;
end
$$;
"""
