"""Contacts, events, products, services, templates and tickets."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Build the tenant tables, protect each, and make them searchable."""
    op.execute("set lock_timeout = '4s'")
    for statement in (CONTACTS, EVENTS, PRODUCTS, SERVICES, TEMPLATES, TICKETS, BOOKINGS, PROTECTION):
        op.execute(statement)


CONTACTS = """
create table contacts (
  organisation_id uuid not null constraint contacts_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  type text not null default 'company' constraint contacts_type_check check (type in ('company', 'individual')),
  name text not null,
  display_name text,
  primary_contact text,
  email text,
  phone text,
  website text,
  status text not null default 'prospect'
    constraint contacts_status_check check (status in ('prospect', 'active', 'at_risk', 'inactive', 'archived')),
  addresses jsonb not null default '[]',
  accounting jsonb not null default '{}',
  crm jsonb not null default '{}',
  contact_persons jsonb not null default '[]',
  tags text[] not null default '{}',
  notes text,
  custom_fields jsonb not null default '{}',
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint contacts_pkey primary key (organisation_id, id),
  constraint contacts_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index contacts_name_idx on contacts (organisation_id, name, id) where deleted_at is null;
create index contacts_status_idx on contacts (organisation_id, status, created_at desc, id desc) where deleted_at is null;
create index contacts_updated_at_idx on contacts (organisation_id, updated_at desc, id desc) where deleted_at is null;
create index contacts_email_idx on contacts (organisation_id, email) where deleted_at is null;
"""

EVENTS = """
create table crm_events (
  organisation_id uuid not null constraint crm_events_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  contact_id uuid,
  title text not null,
  type text constraint crm_events_type_check check (type in ('Call', 'Meeting', 'Follow-up', 'Renewal', 'Other')),
  start_at timestamptz not null,
  end_at timestamptz not null,
  all_day boolean not null default false,
  location text,
  assigned_user_id uuid,
  status text not null default 'Planned'
    constraint crm_events_status_check check (status in ('Planned', 'In Progress', 'Done', 'Cancelled')),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint crm_events_pkey primary key (organisation_id, id),
  constraint crm_events_end_at_check check (end_at > start_at),
  constraint crm_events_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id),
  constraint crm_events_assigned_user_id_fkey foreign key (organisation_id, assigned_user_id) references users (organisation_id, id)
);
create index crm_events_start_at_idx on crm_events (organisation_id, start_at, id) where deleted_at is null;
create index crm_events_end_at_idx on crm_events (organisation_id, end_at) where deleted_at is null;
create index crm_events_contact_id_idx on crm_events (organisation_id, contact_id);
create index crm_events_assigned_user_id_idx on crm_events (organisation_id, assigned_user_id);
"""

PRODUCTS = """
create table products (
  organisation_id uuid not null constraint products_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  name text not null,
  category text,
  description text,
  sku text,
  our_cost numeric(14,2) default 0 constraint products_our_cost_check check (our_cost >= 0 and our_cost < 'Infinity'),
  client_price numeric(14,2) default 0 constraint products_client_price_check check (client_price >= 0 and client_price < 'Infinity'),
  unit text,
  default_quantity integer not null default 1 constraint products_default_quantity_check check (default_quantity >= 1),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint products_pkey primary key (organisation_id, id)
);
create unique index products_sku_key on products (organisation_id, sku) where deleted_at is null;
create index products_name_idx on products (organisation_id, name, id) where deleted_at is null;
create index products_category_idx on products (organisation_id, category, created_at desc, id desc) where deleted_at is null;
"""

SERVICES = """
create table customer_services (
  organisation_id uuid not null constraint customer_services_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  contact_id uuid not null,
  product_id uuid not null,
  quantity integer not null default 1 constraint customer_services_quantity_check check (quantity >= 1),
  unit_price numeric(14,2) constraint customer_services_unit_price_check check (unit_price >= 0 and unit_price < 'Infinity'),
  unit_cost numeric(14,2) constraint customer_services_unit_cost_check check (unit_cost >= 0 and unit_cost < 'Infinity'),
  billing_period text not null default 'monthly'
    constraint customer_services_billing_period_check check (billing_period in ('monthly', 'quarterly', 'annually', 'one-off')),
  renewal_date date,
  renewal_anchor_day smallint constraint customer_services_renewal_anchor_day_check check (renewal_anchor_day between 1 and 31),
  auto_renew boolean not null default true,
  status text not null default 'Active' constraint customer_services_status_check check (status in ('Active', 'Cancelled')),
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint customer_services_pkey primary key (organisation_id, id),
  constraint customer_services_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id),
  constraint customer_services_product_id_fkey foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create index customer_services_contact_id_idx on customer_services (organisation_id, contact_id);
create index customer_services_product_id_idx on customer_services (organisation_id, product_id);
create index customer_services_renewal_date_idx on customer_services (organisation_id, renewal_date, id) where deleted_at is null;

-- The day that a monthly renewal comes back to after a short month.
create function anchor_renewal() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' or new.renewal_anchor_day is not distinct from old.renewal_anchor_day then
    new.renewal_anchor_day := extract(day from new.renewal_date);
  end if;
  return new;
end
$$;
create trigger anchor_added before insert on customer_services for each row
when (new.renewal_date is not null and new.renewal_anchor_day is null) execute function anchor_renewal();
create trigger anchor_changed before update of renewal_date on customer_services for each row
when (new.renewal_date is distinct from old.renewal_date) execute function anchor_renewal();
"""

TEMPLATES = """
create table ticket_templates (
  organisation_id uuid not null constraint ticket_templates_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  name text not null,
  fields jsonb not null default '[]',
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint ticket_templates_pkey primary key (organisation_id, id)
);
create unique index ticket_templates_name_key on ticket_templates (organisation_id, name) where deleted_at is null;
create unique index ticket_templates_is_default_key on ticket_templates (organisation_id) where is_default and deleted_at is null;
"""

TICKETS = """
create table ticket_counters (
  organisation_id uuid not null constraint ticket_counters_organisation_id_fkey references organisations (id),
  last_number bigint not null default 0,
  constraint ticket_counters_pkey primary key (organisation_id)
) with (fillfactor = 50);
alter table ticket_counters enable row level security, force row level security;
create policy tenant on ticket_counters using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, update on ticket_counters to worktrackr_definer;
grant select on ticket_counters to worktrackr_backup;

-- Reserves numbers in the transaction that uses them: no holes, never twice. One call reserves many, since an update
-- per row of one big transaction would walk ever longer chains of dead versions.
create function auth.reserve_ticket_numbers(count integer) returns bigint language sql volatile security definer
begin atomic
  insert into public.ticket_counters as c (organisation_id, last_number)
  values (nullif(current_setting('app.organisation_id', true), '')::uuid, $1)
  on conflict (organisation_id) do update set last_number = c.last_number + $1
  returning last_number - $1 + 1;
end;
revoke execute on function auth.reserve_ticket_numbers from public;
grant execute on function auth.reserve_ticket_numbers to worktrackr_app;
alter function auth.reserve_ticket_numbers owner to worktrackr_definer;

create table tickets (
  organisation_id uuid not null constraint tickets_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  number bigint not null default auth.reserve_ticket_numbers(1),
  contact_id uuid,
  title text not null,
  description text,
  status text not null default 'Open'
    constraint tickets_status_check check (status in ('Open', 'In Progress', 'Waiting', 'Resolved', 'Closed')),
  priority text not null default 'Medium' constraint tickets_priority_check check (priority in ('Low', 'Medium', 'High', 'Urgent')),
  category text,
  location text,
  assigned_user_id uuid,
  scheduled_date date,
  scheduled_start timestamptz,
  scheduled_end timestamptz,
  template_id uuid,
  template_version integer,
  fields jsonb not null default '{}',
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint tickets_pkey primary key (organisation_id, id),
  constraint tickets_scheduled_end_check check (scheduled_end > scheduled_start),
  constraint tickets_scheduled_start_check check (scheduled_start is not null or scheduled_end is null),
  constraint tickets_contact_id_fkey foreign key (organisation_id, contact_id) references contacts (organisation_id, id),
  constraint tickets_assigned_user_id_fkey foreign key (organisation_id, assigned_user_id) references users (organisation_id, id),
  constraint tickets_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id),
  constraint tickets_template_id_fkey foreign key (organisation_id, template_id) references ticket_templates (organisation_id, id)
);
create unique index tickets_number_key on tickets (organisation_id, number);
create index tickets_status_idx on tickets (organisation_id, status, created_at desc, id desc) where deleted_at is null;
create index tickets_assigned_user_id_idx on tickets (organisation_id, assigned_user_id, created_at desc, id desc) where deleted_at is null;
create index tickets_contact_id_idx on tickets (organisation_id, contact_id, created_at desc, id desc);
create index tickets_scheduled_date_idx on tickets (organisation_id, scheduled_date, id) where deleted_at is null;
create index tickets_updated_at_idx on tickets (organisation_id, updated_at desc, id desc) where deleted_at is null;
"""

BOOKINGS = """
-- scheduled_date is always the local day of scheduled_start in the organisation's zone; a date alone moves the start
-- to that day at the same local time; both given and disagreeing is refused.
create function derive_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  zone text := (select timezone from public.organisations where id = new.organisation_id);
  local_day date;
  local_start timestamp;
begin
  if tg_op = 'UPDATE' and new.scheduled_start is not null and new.scheduled_start is not distinct from old.scheduled_start
     and new.scheduled_date is distinct from old.scheduled_date then
    if new.scheduled_date is null then
      new.scheduled_start := null;
      new.scheduled_end := null;
      return new;
    end if;
    local_start := old.scheduled_start at time zone zone;
    new.scheduled_start := (new.scheduled_date + local_start::time) at time zone zone;
    if new.scheduled_end is not distinct from old.scheduled_end then
      new.scheduled_end := new.scheduled_start + (old.scheduled_end - old.scheduled_start);
    end if;
    return new;
  end if;
  if new.scheduled_start is null then
    return new;
  end if;
  local_day := (new.scheduled_start at time zone zone)::date;
  if new.scheduled_date is not null and new.scheduled_date <> local_day
     and (tg_op = 'INSERT' or new.scheduled_date is distinct from old.scheduled_date) then
    raise exception 'scheduled_date disagrees with scheduled_start' using errcode = '23514', column = 'scheduled_date',
      hint = 'This is not the day of the start time in your organisation''s time zone.';
  end if;
  new.scheduled_date := local_day;
  return new;
end
$$;
grant select on organisations to worktrackr_definer;
create trigger schedule_added before insert on tickets for each row
when (new.scheduled_start is not null) execute function derive_schedule();
create trigger schedule_changed before update of scheduled_date, scheduled_start, scheduled_end on tickets for each row
when ((new.scheduled_start is not null or old.scheduled_start is not null)
  and (new.scheduled_date, new.scheduled_start, new.scheduled_end) is distinct from (old.scheduled_date, old.scheduled_start, old.scheduled_end))
execute function derive_schedule();
revoke execute on function derive_schedule() from public;
alter function derive_schedule() owner to worktrackr_definer;

create function derive_closed_at() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.closed_at := case when new.status = 'Closed' then coalesce(new.closed_at, now()) end;
  return new;
end
$$;
create trigger closed_added before insert on tickets for each row when (new.status = 'Closed') execute function derive_closed_at();
create trigger closed_changed before update of status on tickets for each row
when (new.status is distinct from old.status and 'Closed' in (new.status, old.status)) execute function derive_closed_at();

-- Another zone gives other local days.
create function move_schedules() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.tickets set scheduled_date = (scheduled_start at time zone new.timezone)::date, version = version + 1, updated_at = now()
  where organisation_id = new.id and scheduled_start is not null
    and scheduled_date is distinct from (scheduled_start at time zone new.timezone)::date;
  return null;
end
$$;
create trigger move_schedules after update of timezone on organisations for each row
when (old.timezone is distinct from new.timezone) execute function move_schedules();
"""

PROTECTION = """
call protect_tenant_table('contacts');
call protect_tenant_table('crm_events');
call protect_tenant_table('products');
call protect_tenant_table('customer_services');
call protect_tenant_table('ticket_templates');
call protect_tenant_table('tickets');
grant select, update on tickets to worktrackr_definer;
revoke execute on function move_schedules(), derive_closed_at(), anchor_renewal() from public;
alter function move_schedules() owner to worktrackr_definer;
call make_searchable('contacts', $$name || ' ' || coalesce(display_name, '') || ' ' || coalesce(primary_contact, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')$$);
call make_searchable('products', $$name || ' ' || coalesce(category, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(description, '')$$);
call make_searchable('tickets', $$'#' || number || ' ' || title || ' ' || coalesce(category, '') || ' ' || coalesce(description, '')$$);
call make_searchable('crm_events', $$title || ' ' || coalesce(location, '') || ' ' || coalesce(notes, '')$$);
"""
