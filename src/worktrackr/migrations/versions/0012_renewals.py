"""Renewals of customer services: when the next one is, and a record of each."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Build what renewing needs."""
    op.execute("set lock_timeout = '4s'")
    for statement in (DATES, RENEWALS):
        op.execute(statement)


DATES = """
-- The day on which a service renews for the n-th time after `day`: so many months later, on the anchor's day or, where the
-- month is shorter, on its last. 31 January, 28 February, 31 March.
create function renewal_after(day date, period text, anchor integer, times integer) returns date
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
return (
  select month.first + least($3, extract(day from month.first + interval '1 month - 1 day')::integer) - 1
  from (select (date_trunc('month', $1::timestamp) + make_interval(months => $4 * case $2
    when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end))::date as first) month);
grant execute on function renewal_after(date, text, integer, integer) to worktrackr_app;

-- The last day of a shorter month keeps the day that it comes back to: renewing, or undoing that, must not make a 28th of
-- every 31st.
create or replace function anchor_renewal() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.renewal_anchor_day > extract(day from new.renewal_date)
     and extract(month from new.renewal_date + 1) <> extract(month from new.renewal_date) then
    return new;
  end if;
  if tg_op = 'INSERT' or new.renewal_anchor_day is not distinct from old.renewal_anchor_day then
    new.renewal_anchor_day := extract(day from new.renewal_date);
  end if;
  return new;
end
$$;
"""

RENEWALS = """
create table service_renewals (
  organisation_id uuid not null constraint service_renewals_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  service_id uuid not null,
  renewal_date date not null,
  next_date date not null,
  quantity integer not null,
  unit_price numeric(14,2) not null,
  unit_cost numeric(14,2) not null,
  notes text,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint service_renewals_pkey primary key (organisation_id, id),
  constraint service_renewals_service_id_fkey foreign key (organisation_id, service_id)
    references customer_services (organisation_id, id) on delete cascade,
  constraint service_renewals_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
-- Nothing renews twice. One that was undone lies in the trash, and may be renewed again.
create unique index service_renewals_renewal_date_key on service_renewals (organisation_id, service_id, renewal_date)
  where deleted_at is null;
call protect_tenant_table('service_renewals');
"""
