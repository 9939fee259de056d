"""Organisations, plans, users, sessions, tokens, the history of the platform, and the session check."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Build accounts; see docs/architecture.md for the life of a request."""
    op.execute("set lock_timeout = '4s'")
    for statement in (PLANS, ORGANISATIONS, RESELLERS, USERS, SESSIONS, PLATFORM, LEDGERS, POLICIES, ENTER):
        op.execute(statement)


PLANS = """
create table plans (
  code text not null constraint plans_pkey primary key,
  name text not null,
  monthly_price numeric(14,2) not null constraint plans_monthly_price_check check (monthly_price >= 0 and monthly_price < 'Infinity'),
  included_seats integer not null constraint plans_included_seats_check check (included_seats >= 1),
  extra_seat_price numeric(14,2) not null constraint plans_extra_seat_price_check check (extra_seat_price >= 0 and extra_seat_price < 'Infinity'),
  position integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
insert into plans (code, name, monthly_price, included_seats, extra_seat_price, position) values
  ('starter', 'Starter', 49, 1, 15, 1), ('pro', 'Pro', 99, 5, 15, 2), ('enterprise', 'Enterprise', 299, 50, 15, 3);
"""

ORGANISATIONS = """
create table organisations (
  id uuid not null default uuidv7() constraint organisations_pkey primary key,
  name text not null constraint organisations_name_check check (char_length(name) between 1 and 200),
  plan text not null default 'starter' constraint organisations_plan_check check (plan in ('starter', 'pro', 'enterprise'))
    constraint organisations_plan_fkey references plans (code),
  currency char(3) not null default 'GBP' constraint organisations_currency_check check (currency ~ '^[A-Z]{3}$'),
  timezone text not null default 'Europe/London' constraint organisations_timezone_check check (now() at time zone timezone is not null),
  suspended_at timestamptz,
  closed_at timestamptz,
  trial_ends_at timestamptz not null default now() + interval '14 days',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
create index organisations_page_idx on organisations (created_at desc, id desc);
"""

RESELLERS = """
create table resellers (
  id uuid not null default uuidv7() constraint resellers_pkey primary key,
  name text not null constraint resellers_name_check check (char_length(name) between 1 and 200),
  commission_rate numeric(6,5) not null default 0.25 constraint resellers_commission_rate_check check (commission_rate between 0 and 1),
  status text not null default 'active' constraint resellers_status_check check (status in ('active', 'closed')),
  contact_email text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
create index resellers_page_idx on resellers (created_at desc, id desc);

create table reseller_customers (
  reseller_id uuid not null constraint reseller_customers_reseller_id_fkey references resellers (id),
  organisation_id uuid not null constraint reseller_customers_organisation_id_fkey references organisations (id),
  created_at timestamptz not null default now(),
  constraint reseller_customers_pkey primary key (reseller_id, organisation_id),
  constraint reseller_customers_organisation_id_key unique (organisation_id)
);
"""

USERS = """
create table users (
  id uuid not null default uuidv7() constraint users_pkey primary key,
  organisation_id uuid constraint users_organisation_id_fkey references organisations (id),
  reseller_id uuid constraint users_reseller_id_fkey references resellers (id),
  email text not null constraint users_email_check check (char_length(email) between 3 and 254 and email ~ '^[^@\\s]+@[^@\\s]+$'),
  password_hash text not null,
  name text constraint users_name_check check (char_length(name) between 1 and 200),
  role text not null default 'staff' constraint users_role_check check (role in ('admin', 'manager', 'staff', 'reseller', 'operator')),
  status text not null default 'active' constraint users_status_check check (status in ('active', 'invited', 'disabled')),
  timezone text constraint users_timezone_check check (timezone is null or now() at time zone timezone is not null),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  constraint users_organisation_id_id_key unique (organisation_id, id),
  constraint users_home_check check (case role when 'operator' then organisation_id is null and reseller_id is null
    when 'reseller' then organisation_id is null and reseller_id is not null
    else organisation_id is not null and reseller_id is null end)
);
-- An invitation may go to an address that has an account elsewhere: inviting must not tell. It becomes unique when accepted.
create unique index users_email_key on users (lower(email)) where status <> 'invited';
create unique index users_organisation_id_email_key on users (organisation_id, lower(email));
create index users_page_idx on users (organisation_id, created_at desc, id desc);
"""

SESSIONS = """
create table sessions (
  id uuid not null default uuidv7() constraint sessions_pkey primary key,
  token_hash bytea not null constraint sessions_token_hash_key unique,
  user_id uuid not null constraint sessions_user_id_fkey references users (id) on delete cascade,
  organisation_id uuid constraint sessions_organisation_id_fkey references organisations (id),
  kind text not null default 'session' constraint sessions_kind_check check (kind in ('session', 'api_key')),
  role text constraint sessions_role_check check (role in ('admin', 'manager', 'staff')),
  name text,
  user_agent text,
  address text,
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  last_used_at timestamptz not null default now(),
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint sessions_api_key_check check ((kind = 'api_key') = (role is not null))
);
create index sessions_user_id_idx on sessions (user_id, created_at desc);
create index sessions_organisation_id_idx on sessions (organisation_id, kind, created_at desc);
comment on column sessions.token_hash is 'SHA-256 of the token; the token itself is nowhere.';

create table password_tokens (
  token_hash bytea not null constraint password_tokens_pkey primary key,
  user_id uuid not null constraint password_tokens_user_id_fkey references users (id) on delete cascade,
  purpose text not null constraint password_tokens_purpose_check check (purpose in ('reset', 'invite')),
  email text not null,
  password_hash text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index password_tokens_user_id_idx on password_tokens (user_id);
comment on column password_tokens.password_hash is 'The hash when the token was made: a token dies with the password and address it was made for.';

create table attempts (
  key bytea not null,
  window_start timestamptz not null,
  count integer not null default 1,
  constraint attempts_pkey primary key (key, window_start)
);
"""

PLATFORM = """
create table organisation_plans (
  organisation_id uuid not null constraint organisation_plans_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  plan text not null constraint organisation_plans_plan_fkey references plans (code),
  monthly_price numeric(14,2) not null,
  included_seats integer not null,
  extra_seat_price numeric(14,2) not null,
  from_at timestamptz not null default now(),
  constraint organisation_plans_pkey primary key (organisation_id, id)
);
create table organisation_status (
  organisation_id uuid not null constraint organisation_status_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  status text not null constraint organisation_status_status_check check (status in ('trial', 'active', 'suspended', 'closed')),
  from_at timestamptz not null default now(),
  constraint organisation_status_pkey primary key (organisation_id, id)
);
create table seat_counts (
  organisation_id uuid not null constraint seat_counts_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  seats integer not null,
  from_at timestamptz not null default now(),
  constraint seat_counts_pkey primary key (organisation_id, id)
);
create table reseller_links (
  organisation_id uuid not null constraint reseller_links_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  reseller_id uuid constraint reseller_links_reseller_id_fkey references resellers (id),
  from_at timestamptz not null default now(),
  constraint reseller_links_pkey primary key (organisation_id, id)
);
create table commission_rates (
  reseller_id uuid not null constraint commission_rates_reseller_id_fkey references resellers (id),
  id uuid not null default uuidv7(),
  rate numeric(6,5) not null constraint commission_rates_rate_check check (rate between 0 and 1),
  from_at timestamptz not null default now(),
  constraint commission_rates_pkey primary key (reseller_id, id)
);

-- The history is written by triggers, so that no path of the application can forget it.
create function history.record_organisation() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' or old.plan is distinct from new.plan then
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
create trigger record after insert or update on organisations for each row execute function history.record_organisation();

create function history.record_plan_price() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.organisation_plans (organisation_id, plan, monthly_price, included_seats, extra_seat_price)
  select o.id, new.code, new.monthly_price, new.included_seats, new.extra_seat_price
  from public.organisations o where o.plan = new.code and o.closed_at is null;
  return null;
end
$$;
create trigger record after update on plans for each row
when ((old.monthly_price, old.included_seats, old.extra_seat_price) is distinct from (new.monthly_price, new.included_seats, new.extra_seat_price))
execute function history.record_plan_price();

create function history.record_seats() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.seat_counts (organisation_id, seats)
  select new.organisation_id, count(*) from public.users u where u.organisation_id = new.organisation_id and u.status <> 'disabled';
  return null;
end
$$;
create trigger record_seats_added after insert on users for each row when (new.organisation_id is not null) execute function history.record_seats();
create trigger record_seats_changed after update of status on users for each row
when (new.organisation_id is not null and (old.status = 'disabled') is distinct from (new.status = 'disabled')) execute function history.record_seats();

create function history.record_rate() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.commission_rates (reseller_id, rate) values (new.id, new.commission_rate);
  return null;
end
$$;
create trigger record_added after insert on resellers for each row execute function history.record_rate();
create trigger record_changed after update of commission_rate on resellers for each row
when (old.commission_rate is distinct from new.commission_rate) execute function history.record_rate();

create function history.record_link() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.reseller_links (organisation_id, reseller_id)
  values (case tg_op when 'DELETE' then old.organisation_id else new.organisation_id end, case tg_op when 'DELETE' then null else new.reseller_id end);
  return null;
end
$$;
create trigger record after insert or delete on reseller_customers for each row execute function history.record_link();

grant insert on organisation_plans, organisation_status, seat_counts, commission_rates, reseller_links to worktrackr_definer;
alter function history.record_organisation() owner to worktrackr_definer;
alter function history.record_plan_price() owner to worktrackr_definer;
alter function history.record_seats() owner to worktrackr_definer;
alter function history.record_rate() owner to worktrackr_definer;
alter function history.record_link() owner to worktrackr_definer;
"""

LEDGERS = """
create table idempotency_keys (
  user_id uuid not null constraint idempotency_keys_user_id_fkey references users (id) on delete cascade,
  principal_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (user_id, principal_id, key)
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
"""

POLICIES = """
do $$
declare
  ledger text;
begin
  foreach ledger in array array['organisation_plans', 'organisation_status', 'seat_counts', 'reseller_links'] loop
    execute format('alter table %I enable row level security, force row level security', ledger);
    execute format('create policy tenant on %I using (organisation_id = nullif(current_setting(''app.organisation_id'', true), '''')::uuid or current_setting(''app.role'', true) = ''operator'')', ledger);
    execute format('grant select on %I to worktrackr_app', ledger);
  end loop;
end
$$;
grant select on all tables in schema public to worktrackr_backup;
grant select on plans to worktrackr_app;
grant update (name, monthly_price, included_seats, extra_seat_price, version, updated_at) on plans to worktrackr_app;
alter table plans enable row level security, force row level security;
create policy readable on plans for select using (code is not null);
create policy operator on plans for update using (current_setting('app.role', true) = 'operator');

alter table organisations enable row level security, force row level security;
create policy own on organisations using (
  id = nullif(current_setting('app.organisation_id', true), '')::uuid or current_setting('app.role', true) = 'operator');
grant select, insert on organisations to worktrackr_app;
grant update (name, plan, currency, timezone, suspended_at, closed_at, version, updated_at) on organisations to worktrackr_app;

alter table users enable row level security, force row level security;
create policy own on users using (
  organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
  or id = nullif(current_setting('app.user_id', true), '')::uuid
  or (current_setting('app.role', true) = 'operator' and organisation_id is null));
grant select (id, organisation_id, reseller_id, email, name, role, status, timezone, created_at, updated_at, version) on users to worktrackr_app;
grant insert (organisation_id, email, password_hash, name, role, status, timezone) on users to worktrackr_app;
grant update (password_hash, name, role, status, timezone, version, updated_at) on users to worktrackr_app;

alter table sessions enable row level security, force row level security;
create policy own on sessions using (
  user_id = nullif(current_setting('app.user_id', true), '')::uuid
  or organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select (id, user_id, organisation_id, kind, role, name, user_agent, address, expires_at, ends_at, last_used_at, revoked_at, created_at) on sessions to worktrackr_app;
grant insert (token_hash, user_id, organisation_id, kind, role, name, expires_at, ends_at) on sessions to worktrackr_app;
grant update (revoked_at) on sessions to worktrackr_app;

alter table idempotency_keys enable row level security, force row level security;
create policy own on idempotency_keys using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
grant select, insert, update, delete on idempotency_keys to worktrackr_app;

alter table resellers enable row level security, force row level security;
create policy own on resellers using (
  id = nullif(current_setting('app.reseller_id', true), '')::uuid or current_setting('app.role', true) = 'operator');
grant select, insert on resellers to worktrackr_app;
grant update (name, commission_rate, status, contact_email, version, updated_at) on resellers to worktrackr_app;

alter table reseller_customers enable row level security, force row level security;
create policy own on reseller_customers using (
  reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid or current_setting('app.role', true) = 'operator');
grant select, insert, delete on reseller_customers to worktrackr_app;

alter table commission_rates enable row level security, force row level security;
create policy own on commission_rates using (
  reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid or current_setting('app.role', true) = 'operator');
grant select on commission_rates to worktrackr_app;

grant select on users, organisations, plans, resellers, alembic_version to worktrackr_definer;
grant select, insert, update, delete on sessions, password_tokens, attempts to worktrackr_definer;
grant insert on users, organisations to worktrackr_definer;
grant update (password_hash, name, status, version, updated_at) on users to worktrackr_definer;
"""

ENTER = """
create function auth.refuse() returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as  -- volatile, or it may be folded at plan time
$$ begin raise exception 'session refused' using errcode = '28000'; end $$;

-- The first message of every request: checks in the database that the session is live and names its organisation, for
-- this transaction only. Roles are ranked by their first letter's place, so that a key never exceeds its creator.
create function auth.enter(token_hash bytea, user_id uuid, role text, organisation_id uuid, change_set_id text)
returns text language sql volatile security definer
return coalesce((
  select set_config('app.organisation_id', coalesce(s.organisation_id::text, ''), true)
      || set_config('app.user_id', s.user_id::text, true)
      || set_config('app.reseller_id', coalesce(u.reseller_id::text, ''), true)
      || set_config('app.role', coalesce(s.role, u.role), true)
      || set_config('app.actor_kind', case s.kind when 'session' then 'user' else s.kind end, true)
      || set_config('app.change_set_id', $5, true)
  from public.sessions s
  join public.users u on u.id = s.user_id
  left join public.organisations g on g.id = s.organisation_id
  where s.token_hash = $1 and s.user_id = $2 and s.organisation_id is not distinct from $4
    and s.revoked_at is null and s.expires_at > now() and s.ends_at > now()
    and coalesce(s.role, u.role) = $3 and u.status = 'active' and u.organisation_id is not distinct from s.organisation_id
    and (s.role is null or position(left(s.role, 1) in 'sma') <= position(left(u.role, 1) in 'sma'))
    and g.suspended_at is null and g.closed_at is null
), auth.refuse());

create function auth.enter_as(organisation_id uuid, user_id uuid, actor_kind text, change_set_id uuid)
returns text language sql volatile security definer set search_path = pg_catalog, pg_temp
return coalesce((
  select set_config('app.organisation_id', g.id::text, true)
      || set_config('app.user_id', coalesce($2::text, ''), true)
      || set_config('app.reseller_id', '', true)
      || set_config('app.role', 'admin', true)
      || set_config('app.actor_kind', $3, true)
      || set_config('app.change_set_id', $4::text, true)
  from public.organisations g
  where g.id = $1 and g.closed_at is null
    and ($2 is null or exists (select from public.users u where u.id = $2 and u.organisation_id = g.id))
), auth.refuse());

create type auth.principal as (
  session_id uuid, user_id uuid, organisation_id uuid, reseller_id uuid, role text, kind text, expires_at timestamptz);

create function auth.principal(token_hash bytea) returns setof auth.principal language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select s.id, s.user_id, s.organisation_id, u.reseller_id, coalesce(s.role, u.role), s.kind, s.expires_at
  from public.sessions s join public.users u on u.id = s.user_id
  where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now() and s.ends_at > now() and u.status = 'active';
end;

create function auth.credentials(email text) returns table (user_id uuid, password_hash text, status text, suspended boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select u.id, u.password_hash, u.status, g.suspended_at is not null or g.closed_at is not null
  from public.users u left join public.organisations g on g.id = u.organisation_id
  where lower(u.email) = lower($1) and u.status <> 'invited';
end;

create function auth.password_hash_of_self() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
return (select u.password_hash from public.users u where u.id = nullif(current_setting('app.user_id', true), '')::uuid);

create function auth.open_session(user_id uuid, token_hash bytea, user_agent text, address text) returns uuid
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into public.sessions (token_hash, user_id, organisation_id, user_agent, address, expires_at, ends_at)
  select $2, u.id, u.organisation_id, left($3, 300), $4, now() + interval '7 days', now() + interval '30 days'
  from public.users u where u.id = $1 and u.status = 'active'
  returning id;
end;

create function auth.close_session(token_hash bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update public.sessions set revoked_at = now() where sessions.token_hash = $1 and revoked_at is null;
end;

-- Ends the sessions of a user but one, and the keys whose role their creator no longer has.
create function auth.close_other_sessions(user_id uuid, keep bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update public.sessions set revoked_at = now()
  where sessions.user_id = $1 and revoked_at is null and kind = 'session' and token_hash is distinct from $2;
  delete from public.password_tokens where password_tokens.user_id = $1;
end;

create function auth.forgive(key bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from public.attempts where attempts.key = $1;
end;

-- Called in the background with the tokens that were seen: the idle limit moves on at most every five minutes.
create function auth.touch(token_hashes bytea[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update public.sessions set last_used_at = now(),
    expires_at = case kind when 'session' then least(now() + interval '7 days', ends_at) else expires_at end
  where token_hash = any($1) and revoked_at is null and last_used_at < now() - interval '5 minutes';
end;

create function auth.sign_up(organisation_name text, name text, email text, password_hash text, timezone text)
returns table (user_id uuid, organisation_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  new_organisation uuid;
begin
  insert into public.organisations (name, timezone) values ($1, coalesce($5, 'Europe/London')) returning id into new_organisation;
  return query insert into public.users (organisation_id, email, password_hash, name, role)
    values (new_organisation, $3, $4, $2, 'admin') returning id, new_organisation;
end
$$;

-- Makes a token for the account of an address (reset) or for an invited user; answers to whom it belongs, or nothing.
create function auth.make_token(purpose text, email text, user_id uuid, token_hash bytea, minutes integer)
returns table (email text, name text, organisation_name text)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  with made as (
    insert into public.password_tokens (token_hash, user_id, purpose, email, password_hash, expires_at)
    select $4, u.id, $1, u.email, u.password_hash, now() + make_interval(mins => $5)
    from public.users u left join public.organisations g on g.id = u.organisation_id
    where case $1 when 'invite' then u.id = $3 and u.status = 'invited'
                    and u.organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
                  else lower(u.email) = lower($2) and u.status = 'active' end
      and g.suspended_at is null and g.closed_at is null
    returning user_id)
  select u.email, u.name, g.name from made join public.users u on u.id = made.user_id
  left join public.organisations g on g.id = u.organisation_id;
end;

-- Uses a token up: of two at once exactly one gets the user, since the row is deleted once.
create function auth.use_token(token_hash bytea, purpose text, password_hash text, name text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  found_user uuid;
begin
  with used as (delete from public.password_tokens t where t.token_hash = $1 and t.purpose = $2 returning *)
  update public.users u set password_hash = $3, name = coalesce($4, u.name), status = 'active', version = version + 1, updated_at = now()
  from used where u.id = used.user_id and used.expires_at > now() and lower(u.email) = lower(used.email)
    and u.password_hash = used.password_hash and u.status = case $2 when 'invite' then 'invited' else 'active' end
  returning u.id into found_user;
  if found_user is not null then
    delete from public.password_tokens where user_id = found_user;
    update public.sessions set revoked_at = now() where user_id = found_user and revoked_at is null and kind = 'session';
  end if;
  return found_user;
end
$$;

-- Counts one attempt and says whether it is within the limit; the keys are digests.
create function auth.attempt(key bytea, allowed integer, seconds integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  tried integer;
begin
  insert into public.attempts as a (key, window_start)
  values ($1, to_timestamp(floor(extract(epoch from now()) / $3) * $3))
  on conflict (key, window_start) do update set count = a.count + 1 returning count into tried;
  if tried = 1 then
    delete from public.attempts where window_start < now() - interval '1 day';
  end if;
  return tried <= $2;
end
$$;

create function auth.schema_revision() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
return (select max(version_num) from public.alembic_version);

-- Users and organisations are global tables without a trigger: identity/ logs their changes with this.
create function history.record(table_name text, row_id uuid, action text, before jsonb, after jsonb, version integer) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, after, version)
  select o.id, current_setting('app.change_set_id')::uuid, nullif(current_setting('app.user_id', true), '')::uuid,
    coalesce(nullif(current_setting('app.actor_kind', true), ''), 'system'), $1, $2, $3, $4, $5, $6
  from public.organisations o where o.id = nullif(current_setting('app.organisation_id', true), '')::uuid and $1 in ('users', 'organisations');
end;

-- Functions that know no principal have this owner and no more rights than it has.
do $$
declare
  f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where (n.nspname = 'auth' and p.proname <> 'setting') or (n.nspname = 'history' and p.proname = 'record') loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to worktrackr_app', f);
    execute format('alter function %s owner to worktrackr_definer', f);
  end loop;
end
$$;
"""
