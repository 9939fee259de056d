"""Plans and rates that change at the same time as what depends on them."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Let the second wait for the first, and then see it."""
    op.execute("set lock_timeout = '4s'")
    for statement in (PLANS, RATES):
        op.execute(statement)


PLANS = """
-- Locking a row asks for the right to update something of it.
grant update (updated_at) on plans to worktrackr_definer;

set local role worktrackr_definer;
-- As before, but a price does not change while an organisation comes to its plan or leaves it: each would write its entry
-- without knowing of the other, and the price that had just ended would stay with the organisation.
create or replace function history.record_organisation() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' or old.plan is distinct from new.plan or (old.closed_at is not null and new.closed_at is null) then
    perform from public.plans p where p.code in (old.plan, new.plan) for share;
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
reset role;
"""

RATES = """
set local role worktrackr_definer;
-- As before, but first the rows and then what holds: a rate that is set meanwhile is shown, and not put back by what held before it.
create or replace function auth.show_commission_rates() returns bigint language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  due uuid[];
  shown bigint;
begin
  select array_agg(d.id) into due from (
    select r.id from public.resellers r
    where r.commission_rate <> (
      select c.rate from public.commission_rates c where c.reseller_id = r.id and c.from_at <= clock_timestamp()
      order by c.from_at desc, c.id desc limit 1)
    order by r.id for no key update) d;
  update public.resellers r set commission_rate = c.rate, version = r.version + 1, updated_at = now()
  from (select distinct on (e.reseller_id) e.reseller_id, e.rate from public.commission_rates e
        where e.reseller_id = any (due) and e.from_at <= clock_timestamp() order by e.reseller_id, e.from_at desc, e.id desc) c
  where c.reseller_id = r.id and c.rate <> r.commission_rate;
  get diagnostics shown = row_count;
  return shown;
end
$$;
reset role;
"""
