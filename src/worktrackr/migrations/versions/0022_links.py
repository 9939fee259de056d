"""Links that move in one act, rates that hold from a day, refunds that can be taken back, logins of resellers."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Build what the operator's pages of resellers need."""
    op.execute("set lock_timeout = '4s'")
    for statement in (CLOCKS, LINKS, RATES, REFUNDS, STATEMENTS, LOGINS):
        op.execute(statement)


CLOCKS = """
-- Of two who wait for the same row, the one who began first may come last: what is written last must hold.
alter table organisation_plans alter column from_at set default clock_timestamp();
alter table organisation_status alter column from_at set default clock_timestamp();
alter table seat_counts alter column from_at set default clock_timestamp();
alter table reseller_links alter column from_at set default clock_timestamp();
alter table commission_rates alter column from_at set default clock_timestamp();
"""

LINKS = """
create index reseller_links_reseller_id_idx on reseller_links (reseller_id, organisation_id);

-- A move is one change of one row, and one entry of its history: there is no moment with two resellers, or with none.
set local role worktrackr_definer;
grant execute on function history.record_link(), history.record_rate() to worktrackr_owner;
reset role;
create trigger record_moved after update of reseller_id on reseller_customers for each row
when (old.reseller_id is distinct from new.reseller_id) execute function history.record_link();
grant update (reseller_id, created_at) on reseller_customers to worktrackr_app;

-- A reseller reads its links; only an operator writes them.
drop policy own on reseller_customers;
create policy own on reseller_customers for select using (reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid);
create policy operator on reseller_customers using (current_setting('app.role', true) = 'operator');

-- Whoever is closed brings nobody any more.
create function history.end_links() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.reseller_customers where reseller_id = new.id;
  return null;
end
$$;
revoke execute on function history.end_links() from public;
create trigger end_links after update of status on resellers for each row
when (new.status = 'closed' and old.status <> 'closed') execute function history.end_links();
"""

RATES = """
drop policy own on commission_rates;
create policy own on commission_rates for select using (reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid);
create policy operator on commission_rates using (current_setting('app.role', true) = 'operator');
grant select on commission_rates to worktrackr_definer;

-- The column shows the rate that holds; an entry is written only where the two differ, or showing one would make another,
-- which would outlast a later correction from an earlier day.
set local role worktrackr_definer;
create or replace function history.record_rate() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.commission_rates (reseller_id, rate) select new.id, new.commission_rate
  where new.commission_rate is distinct from (
    select r.rate from public.commission_rates r where r.reseller_id = new.id and r.from_at <= clock_timestamp()
    order by r.from_at desc, r.id desc limit 1);
  return null;
end
$$;
reset role;
drop trigger record_changed on resellers;
create trigger record_changed after update of commission_rate on resellers for each row execute function history.record_rate();

-- A rate from a day to come begins to be shown on that day.
create function auth.show_commission_rates() returns bigint language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
  with shown as (
    update public.resellers r set commission_rate = c.rate, version = r.version + 1, updated_at = now()
    from (select distinct on (reseller_id) reseller_id, rate from public.commission_rates where from_at <= now()
          order by reseller_id, from_at desc, id desc) c
    where c.reseller_id = r.id and c.rate <> r.commission_rate returning r.id)
  select count(*) from shown;
end;
grant update (commission_rate, version, updated_at) on resellers to worktrackr_definer;
revoke execute on function auth.show_commission_rates() from public;
grant execute on function auth.show_commission_rates() to worktrackr_app;
alter function auth.show_commission_rates() owner to worktrackr_definer;
"""

REFUNDS = """
-- A refund that was wrong is taken back by another, of less than nothing: nothing is ever deleted.
-- The next statement puts a weaker one in its place.
-- squawk-ignore ban-drop-constraint
alter table refunds drop constraint refunds_amount_check;
alter table refunds add constraint refunds_amount_check
check (amount <> 0 and amount > '-Infinity' and amount < 'Infinity') not valid;

-- Everything that one organisation's days cost, and follow from. It has the rights of whoever asks: an operator, or the ledger.
create function auth.account_history(organisation_id uuid, reseller_id uuid) returns json language sql stable
set search_path = pg_catalog, pg_temp
begin atomic
  select json_build_object(
      'id', o.id, 'name', o.name, 'created_at', o.created_at, 'trial_ends_at', o.trial_ends_at,
      'plans', coalesce((select json_agg(json_build_object('from_at', p.from_at, 'plan', p.plan, 'monthly_price', p.monthly_price,
          'included_seats', p.included_seats, 'extra_seat_price', p.extra_seat_price) order by p.from_at, p.id)
        from public.organisation_plans p where p.organisation_id = o.id), '[]'),
      'statuses', coalesce((select json_agg(json_build_object('from_at', s.from_at, 'value', s.status) order by s.from_at, s.id)
        from public.organisation_status s where s.organisation_id = o.id), '[]'),
      'seats', coalesce((select json_agg(json_build_object('from_at', c.from_at, 'value', c.seats) order by c.from_at, c.id)
        from public.seat_counts c where c.organisation_id = o.id), '[]'),
      'links', coalesce((select json_agg(json_build_object('from_at', l.from_at, 'value', coalesce(l.reseller_id = $2, false)) order by l.from_at, l.id)
        from public.reseller_links l where l.organisation_id = o.id), '[]'),
      'refunds', coalesce((select json_agg(json_build_object('month', f.month, 'amount', f.amount, 'reason', f.reason) order by f.id)
        from public.refunds f where f.organisation_id = o.id), '[]'))
  from public.organisations o where o.id = $1;
end;
revoke execute on function auth.account_history(uuid, uuid) from public;
grant execute on function auth.account_history(uuid, uuid) to worktrackr_app, worktrackr_definer;

set local role worktrackr_definer;
create or replace function auth.commission_ledger(reseller_id uuid) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select json_build_object(
    'rates', coalesce((select json_agg(json_build_object('from_at', r.from_at, 'value', r.rate) order by r.from_at, r.id)
      from public.commission_rates r where r.reseller_id = $1), '[]'),
    'accounts', coalesce((select json_agg(auth.account_history(linked.organisation_id, $1))
      from (select distinct l.organisation_id from public.reseller_links l where l.reseller_id = $1) linked), '[]'))::text
  where current_setting('app.role', true) = 'operator'
    or (current_setting('app.role', true) = 'reseller' and $1 = nullif(current_setting('app.reseller_id', true), '')::uuid);
end;
reset role;
"""

STATEMENTS = """
-- Kept as it was made, like the PDF: a later version of the product may write it otherwise.
alter table commission_statements add column csv text;
"""

LOGINS = """
grant insert (reseller_id) on users to worktrackr_app;
create unique index users_reseller_id_email_key on users (reseller_id, lower(email)) where reseller_id is not null;

-- As before, and for people without an organisation when the job that asks has none.
set local role worktrackr_definer;
create or replace function auth.make_token(purpose text, email text, user_id uuid, token_hash bytea, minutes integer)
returns table (email text, name text, organisation_name text)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  with made as (
    insert into public.password_tokens (token_hash, user_id, purpose, email, password_hash, expires_at)
    select $4, u.id, $1, u.email, u.password_hash, now() + make_interval(mins => $5)
    from public.users u left join public.organisations g on g.id = u.organisation_id
    where case $1 when 'invite' then u.id = $3 and u.status = 'invited'
                    and u.organisation_id is not distinct from nullif(current_setting('app.organisation_id', true), '')::uuid
                  else lower(u.email) = lower($2) and u.status = 'active' end
      and g.suspended_at is null and g.closed_at is null
    returning user_id)
  select u.email, u.name, coalesce(g.name, r.name) from made join public.users u on u.id = made.user_id
  left join public.organisations g on g.id = u.organisation_id left join public.resellers r on r.id = u.reseller_id;
end;
reset role;
"""
