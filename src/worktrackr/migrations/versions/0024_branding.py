"""Brands: the name, logo, colour and hosts under which an organisation or a reseller is seen."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Build the brands, their hosts, and the ways in which somebody without a session finds one."""
    op.execute("set lock_timeout = '4s'")
    for statement in (BRANDS, HOSTS, FINDING, RECORD):
        op.execute(statement)


BRANDS = r"""
create table brands (
  id uuid not null default uuidv7() constraint brands_pkey primary key,
  organisation_id uuid constraint brands_organisation_id_key unique
    constraint brands_organisation_id_fkey references organisations (id),
  reseller_id uuid constraint brands_reseller_id_key unique constraint brands_reseller_id_fkey references resellers (id),
  slug text not null constraint brands_slug_key unique
    constraint brands_slug_check check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) between 3 and 40),
  product_name text constraint brands_product_name_check check (char_length(product_name) between 1 and 40),
  accent text constraint brands_accent_check check (accent ~ '^#[0-9a-f]{6}$'),
  logo bytea constraint brands_logo_check check (octet_length(logo) <= 524288),
  logo_digest text,
  logo_width integer,
  logo_height integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  constraint brands_owner_check check (num_nonnulls(organisation_id, reseller_id) = 1),
  constraint brands_logo_parts_check check (num_nonnulls(logo, logo_digest, logo_width, logo_height) in (0, 4))
);
create index brands_logo_digest_idx on brands (logo_digest) where logo_digest is not null;
alter table brands enable row level security, force row level security;
-- Operators read them, to know whose host they are asked to confirm; they are told apart by what the guards let them do.
create policy own on brands using (
  organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
  or reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid
  or current_setting('app.role', true) = 'operator');
grant select, insert on brands to worktrackr_app;
grant update (slug, product_name, accent, logo, logo_digest, logo_width, logo_height, version, updated_at) on brands to worktrackr_app;
grant select on brands to worktrackr_definer, worktrackr_backup;
"""

HOSTS = r"""
-- Whoever claims a host takes it from nobody: it is one's own when an operator has confirmed it, and then nobody else's.
create table brand_hosts (
  id uuid not null default uuidv7() constraint brand_hosts_pkey primary key,
  brand_id uuid not null constraint brand_hosts_brand_id_fkey references brands (id) on delete cascade,
  host text not null constraint brand_hosts_host_check check (host ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'),
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  constraint brand_hosts_brand_id_host_key unique (brand_id, host)
);
create unique index brand_hosts_host_key on brand_hosts (host) where verified_at is not null;
create index brand_hosts_page_idx on brand_hosts (created_at desc);
alter table brand_hosts enable row level security, force row level security;
-- The policy of brands decides which of them exist here.
create policy own on brand_hosts using (brand_id in (select b.id from brands b));
grant select, delete on brand_hosts to worktrackr_app;
grant insert (brand_id, host) on brand_hosts to worktrackr_app;
grant update (verified_at) on brand_hosts to worktrackr_app;
grant select on brand_hosts to worktrackr_definer, worktrackr_backup;
grant select on reseller_customers to worktrackr_definer;
"""

FINDING = """
create type auth.brand as (slug text, product_name text, accent text, logo_digest text, logo_width integer, logo_height integer);

set local role worktrackr_definer;
-- What an organisation, or a reseller, is seen as: its own brand, else that of the reseller that brought it. A name and a logo
-- belong together; a colour may be added to another's. Only the functions below call it.
create function auth.resolve_brand(organisation_id uuid, reseller_id uuid) returns setof auth.brand
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(own.slug, theirs.slug),
    case when own.named then own.product_name else theirs.product_name end, coalesce(own.accent, theirs.accent),
    case when own.named then own.logo_digest else theirs.logo_digest end,
    case when own.named then own.logo_width else theirs.logo_width end,
    case when own.named then own.logo_height else theirs.logo_height end
  from (select 1) as always
  left join lateral (select b.*, b.product_name is not null or b.logo_digest is not null as named
    from public.brands b where b.organisation_id = $1) own on true
  left join lateral (select b.* from public.brands b join public.resellers r on r.id = b.reseller_id
    where r.status = 'active' and b.reseller_id = coalesce($2,
      (select c.reseller_id from public.reseller_customers c where c.organisation_id = $1))) theirs on true
  where own.id is not null or theirs.id is not null;
end;

create function auth.own_brand() returns setof auth.brand language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select (auth.resolve_brand(nullif(current_setting('app.organisation_id', true), '')::uuid,
                             nullif(current_setting('app.reseller_id', true), '')::uuid)).*;
end;

-- For whoever has not signed in: the brand that a link names, else that of the host, once an operator has confirmed it.
create function auth.brand_at(slug text, host text) returns setof auth.brand language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select (auth.resolve_brand(b.organisation_id, b.reseller_id)).* from public.brands b
  where b.id = coalesce((select named.id from public.brands named where named.slug = $1),
    (select h.brand_id from public.brand_hosts h where h.host = $2 and h.verified_at is not null));
end;

create function auth.brand_of_address(email text) returns setof auth.brand language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select (auth.resolve_brand(u.organisation_id, u.reseller_id)).* from public.users u
  where lower(u.email) = lower($1) and u.status = 'active';
end;

create function auth.brand_logo(digest text) returns bytea language sql stable security definer set search_path = pg_catalog, pg_temp
return (select b.logo from public.brands b where b.logo_digest = $1 limit 1);

revoke execute on function auth.resolve_brand(uuid, uuid), auth.own_brand(), auth.brand_at(text, text), auth.brand_of_address(text),
  auth.brand_logo(text) from public;
grant execute on function auth.own_brand(), auth.brand_at(text, text), auth.brand_of_address(text), auth.brand_logo(text) to worktrackr_app;
set local role none;
"""

RECORD = """
set local role worktrackr_definer;
create or replace function history.record(table_name text, row_id uuid, action text, before jsonb, after jsonb, version integer) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, after, version)
  select o.id, current_setting('app.change_set_id')::uuid, nullif(current_setting('app.user_id', true), '')::uuid,
    coalesce(nullif(current_setting('app.actor_kind', true), ''), 'system'), $1, $2, $3, $4, $5, $6
  from public.organisations o where o.id = nullif(current_setting('app.organisation_id', true), '')::uuid
    and $1 in ('users', 'organisations', 'brands', 'support_grants');
end;
set local role none;
"""
