"""Services can pause; renewals come to mind by mail, and happen by themselves."""

from alembic import op

revision = "0018"
down_revision = "0015"


def upgrade() -> None:
    """Build what the job of renewals needs."""
    op.execute("set lock_timeout = '4s'")
    for statement in (DATES, PAUSED, DAYS, REMINDERS, DUE):
        op.execute(statement)


DATES = """
-- As before, but in one expression and without a setting of its own, so that the planner puts it into the query: a forecast
-- calls it a million times. Its names were resolved when it was made.
create or replace function renewal_after(day date, period text, anchor integer, times integer) returns date
language sql immutable parallel safe
return (date_trunc('month', $1::timestamp) + make_interval(months => $4 * case $2
    when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end))::date
  + least($3, extract(day from date_trunc('month', $1::timestamp) + make_interval(months => 1 + $4 * case $2
    when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end) - interval '1 day')::integer) - 1;
"""

PAUSED = """
-- In its place comes one that allows more.
-- squawk-ignore ban-drop-constraint
alter table customer_services drop constraint customer_services_status_check;
alter table customer_services add constraint customer_services_status_check check (status in ('Active', 'Paused', 'Cancelled')) not valid;
-- There is nothing to find that would take time.
-- squawk-ignore constraint-missing-not-valid
alter table customer_services validate constraint customer_services_status_check;
"""

DAYS = """
alter table organisations add column renewal_reminder_days integer default 30;
comment on column organisations.renewal_reminder_days is 'So many days before a service renews, somebody is told; null for never.';
alter table organisations add constraint organisations_renewal_reminder_days_check check (renewal_reminder_days between 0 and 365) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table organisations validate constraint organisations_renewal_reminder_days_check;
grant update (renewal_reminder_days) on organisations to worktrackr_app;
"""

REMINDERS = """
-- Who was told of which renewal. Its key is what makes a reminder come once, whatever is killed, and however many work.
create table renewal_reminders (
  organisation_id uuid not null constraint renewal_reminders_organisation_id_fkey references organisations (id),
  service_id uuid not null,
  renewal_date date not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint renewal_reminders_pkey primary key (organisation_id, service_id, renewal_date, user_id),
  constraint renewal_reminders_service_id_fkey foreign key (organisation_id, service_id)
    references customer_services (organisation_id, id) on delete cascade,
  constraint renewal_reminders_user_id_fkey foreign key (organisation_id, user_id) references users (organisation_id, id)
);
create index renewal_reminders_user_id_idx on renewal_reminders (organisation_id, user_id) where sent_at is null;
alter table renewal_reminders enable row level security, force row level security;
create policy tenant on renewal_reminders using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update on renewal_reminders to worktrackr_app;
grant select on renewal_reminders to worktrackr_definer, worktrackr_backup;
"""

DUE = """
grant select on customer_services to worktrackr_definer;
-- The job of renewals works for one organisation at a time; this tells it which have something to renew or to tell.
create function auth.organisations_with_due_renewals() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select o.id from public.organisations o
  where o.closed_at is null and o.suspended_at is null and exists (
    select from public.customer_services s
    where s.organisation_id = o.id and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off'
      and s.renewal_date <= (now() at time zone o.timezone)::date + coalesce(o.renewal_reminder_days, 0)
      and (s.auto_renew and s.renewal_date <= (now() at time zone o.timezone)::date or o.renewal_reminder_days is not null and not exists (
        select from public.renewal_reminders r
        where r.organisation_id = s.organisation_id and r.service_id = s.id and r.renewal_date = s.renewal_date)));
end;
revoke execute on function auth.organisations_with_due_renewals() from public;
grant execute on function auth.organisations_with_due_renewals() to worktrackr_app;
alter function auth.organisations_with_due_renewals() owner to worktrackr_definer;
"""
