"""Commission: refunds, settled statements, and the ledger that both follow from."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Build what settling needs."""
    op.execute("set lock_timeout = '4s'")
    for statement in (REFUNDS, STATEMENTS, LEDGER):
        op.execute(statement)


REFUNDS = """
create table refunds (
  organisation_id uuid not null constraint refunds_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  month date not null constraint refunds_month_check check (extract(day from month) = 1),
  amount numeric(14,2) not null constraint refunds_amount_check check (amount > 0 and amount < 'Infinity'),
  reason text not null,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint refunds_pkey primary key (organisation_id, id)
);
alter table refunds enable row level security, force row level security;
create policy operator on refunds using (current_setting('app.role', true) = 'operator');
grant select, insert on refunds to worktrackr_app;
grant select on refunds to worktrackr_backup;
grant insert on commission_rates to worktrackr_app;
"""

STATEMENTS = """
create table commission_statements (
  reseller_id uuid not null constraint commission_statements_reseller_id_fkey references resellers (id),
  id uuid not null default uuidv7() constraint commission_statements_id_key unique,
  month date not null constraint commission_statements_month_check check (extract(day from month) = 1),
  number bigint not null constraint commission_statements_number_key unique,
  document jsonb not null,
  total numeric(14,2) not null,
  pdf bytea not null,
  settled_by uuid constraint commission_statements_settled_by_fkey references users (id),
  settled_at timestamptz not null default now(),
  constraint commission_statements_pkey primary key (reseller_id, month)
);
alter table commission_statements enable row level security, force row level security;
create policy own on commission_statements for select using (
  reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid or current_setting('app.role', true) = 'operator');
create policy operator on commission_statements for insert with check (current_setting('app.role', true) = 'operator');
grant select, insert on commission_statements to worktrackr_app;
grant select on commission_statements to worktrackr_backup;

-- What is settled is settled, for its owner too.
create function history.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a settled statement does not change' using errcode = 'P0409', hint = 'A settled statement does not change.';
end
$$;
create trigger immutable before update or delete on commission_statements for each row execute function history.refuse_change();
create trigger immutable_truncate before truncate on commission_statements for each statement execute function history.refuse_change();
revoke execute on function history.refuse_change() from public;
"""

LEDGER = """
-- The one narrow path to what a reseller's organisations pay: for operators, and for the reseller about itself. It shows an
-- organisation that was ever linked, and of links to others only that they are not links to this one.
create function auth.commission_ledger(reseller_id uuid) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select json_build_object(
    'rates', coalesce((select json_agg(json_build_object('from_at', r.from_at, 'value', r.rate) order by r.from_at, r.id)
      from public.commission_rates r where r.reseller_id = $1), '[]'),
    'accounts', coalesce((select json_agg(json_build_object(
      'id', o.id, 'name', o.name, 'created_at', o.created_at, 'trial_ends_at', o.trial_ends_at,
      'plans', (select json_agg(json_build_object('from_at', p.from_at, 'plan', p.plan, 'monthly_price', p.monthly_price,
          'included_seats', p.included_seats, 'extra_seat_price', p.extra_seat_price) order by p.from_at, p.id)
        from public.organisation_plans p where p.organisation_id = o.id),
      'statuses', coalesce((select json_agg(json_build_object('from_at', s.from_at, 'value', s.status) order by s.from_at, s.id)
        from public.organisation_status s where s.organisation_id = o.id), '[]'),
      'seats', coalesce((select json_agg(json_build_object('from_at', c.from_at, 'value', c.seats) order by c.from_at, c.id)
        from public.seat_counts c where c.organisation_id = o.id), '[]'),
      'links', (select json_agg(json_build_object('from_at', l.from_at, 'value', coalesce(l.reseller_id = $1, false)) order by l.from_at, l.id)
        from public.reseller_links l where l.organisation_id = o.id),
      'refunds', coalesce((select json_agg(json_build_object('month', f.month, 'amount', f.amount, 'reason', f.reason) order by f.id)
        from public.refunds f where f.organisation_id = o.id), '[]')))
      from public.organisations o
      where exists (select from public.reseller_links l where l.organisation_id = o.id and l.reseller_id = $1)), '[]'))::text
  where current_setting('app.role', true) = 'operator'
    or (current_setting('app.role', true) = 'reseller' and $1 = nullif(current_setting('app.reseller_id', true), '')::uuid);
end;
grant select on organisation_plans, organisation_status, seat_counts, reseller_links, commission_rates, refunds to worktrackr_definer;
revoke execute on function auth.commission_ledger(uuid) from public;
grant execute on function auth.commission_ledger(uuid) to worktrackr_app;
alter function auth.commission_ledger(uuid) owner to worktrackr_definer;
"""
