"""What a reseller sees of its customers, and how it invites new ones."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Build the one narrow view of customers, and the invitations."""
    op.execute("set lock_timeout = '4s'")
    for statement in (CUSTOMERS, INVITATIONS, LOOK, MAIL, SIGN_UP, OWNERS):
        op.execute(statement)


CUSTOMERS = """
-- All that a reseller sees of the organisations that are linked to it now: it names its reseller itself, by the session, so
-- that nobody can ask for another's. The commission of a month is not here: it follows from the ledger.
create function auth.reseller_customers() returns table (
  organisation_id uuid, name text, plan text, plan_name text, seats integer, included_seats integer, active_users integer,
  status text, since timestamptz, trial_ends_at timestamptz, monthly_revenue numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select o.id, o.name, p.plan, n.name, s.seats, p.included_seats, u.active, t.status, coalesce(l.from_at, c.created_at), o.trial_ends_at,
    case t.status when 'active' then p.monthly_price + greatest(0, s.seats - p.included_seats) * p.extra_seat_price else 0.00 end
  from public.reseller_customers c
  join public.organisations o on o.id = c.organisation_id
  cross join lateral (
    select q.plan, q.monthly_price, q.included_seats, q.extra_seat_price from public.organisation_plans q
    where q.organisation_id = o.id and q.from_at <= statement_timestamp() order by q.from_at desc, q.id desc limit 1) p
  join public.plans n on n.code = p.plan
  cross join lateral (select coalesce((
    select q.seats from public.seat_counts q where q.organisation_id = o.id and q.from_at <= statement_timestamp()
    order by q.from_at desc, q.id desc limit 1), 0) as seats) s
  cross join lateral (
    select count(*)::integer as active from public.users q where q.organisation_id = o.id and q.status = 'active') u
  cross join lateral (select case when o.closed_at is not null then 'closed' when o.suspended_at is not null then 'suspended'
    when o.trial_ends_at > now() then 'trial' else 'active' end as status) t
  cross join lateral (
    select max(q.from_at) as from_at from public.reseller_links q
    where q.organisation_id = o.id and q.reseller_id = c.reseller_id and q.from_at <= statement_timestamp()) l
  where c.reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid
    and current_setting('app.role', true) = 'reseller'
  order by o.name, o.id;
end;
grant select on reseller_customers to worktrackr_definer;
"""

INVITATIONS = """
create table reseller_invitations (
  reseller_id uuid not null default nullif(current_setting('app.reseller_id', true), '')::uuid
    constraint reseller_invitations_reseller_id_fkey references resellers (id),
  id uuid not null default uuidv7(),
  email text not null constraint reseller_invitations_email_check
    check (char_length(email) between 3 and 254 and email ~ '^[^@\\s]+@[^@\\s]+$'),
  organisation_name text constraint reseller_invitations_organisation_name_check check (char_length(organisation_name) between 1 and 200),
  token_hash bytea constraint reseller_invitations_token_hash_key unique,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '14 days',
  revoked_at timestamptz,
  accepted_at timestamptz,
  constraint reseller_invitations_pkey primary key (reseller_id, id)
);
comment on column reseller_invitations.token_hash is 'SHA-256 of the token in the mail, null until it is sent; the token itself is nowhere.';
create index reseller_invitations_page_idx on reseller_invitations (reseller_id, created_at desc, id desc);
create unique index reseller_invitations_email_key on reseller_invitations (reseller_id, lower(email))
  where accepted_at is null and revoked_at is null;
alter table reseller_invitations enable row level security, force row level security;
create policy own on reseller_invitations using (reseller_id = nullif(current_setting('app.reseller_id', true), '')::uuid);
grant select (reseller_id, id, email, organisation_name, created_by, created_at, expires_at, revoked_at, accepted_at) on reseller_invitations to worktrackr_app;
grant insert (email, organisation_name) on reseller_invitations to worktrackr_app;
grant update (revoked_at, expires_at) on reseller_invitations to worktrackr_app;
grant select on reseller_invitations to worktrackr_backup;
grant select, update (token_hash, accepted_at) on reseller_invitations to worktrackr_definer;
"""

LOOK = """
-- What whoever holds a token may know of its invitation. Nothing for a token that is not there, or was replaced.
create function auth.reseller_invitation(token_hash bytea)
returns table (state text, reseller_name text, email text, organisation_name text, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when r.status <> 'active' then 'closed' when i.expires_at <= now() then 'expired' else 'open' end,
    r.name, i.email, i.organisation_name, i.expires_at
  from public.reseller_invitations i join public.resellers r on r.id = i.reseller_id
  where i.token_hash = $1;
end;
"""

MAIL = """
-- Gives an open invitation its token, and says to whom it goes; the token that it had before is dead. Called by the job that mails.
create function auth.mint_reseller_invitation(reseller_id uuid, invitation_id uuid, token_hash bytea)
returns table (email text, reseller_name text, organisation_name text, expires_at timestamptz)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update public.reseller_invitations i set token_hash = $3
  from public.resellers r
  where i.reseller_id = $1 and i.id = $2 and r.id = i.reseller_id and r.status = 'active'
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  returning i.email, r.name, i.organisation_name, i.expires_at;
end;
"""

SIGN_UP = """
-- Signs up as auth.sign_up does, uses the invitation up and links the new organisation, all or nothing. Nothing is returned,
-- and nothing made, for an invitation that is not open: of two at once the second waits, and then finds it used.
create function auth.sign_up_invited(
  token_hash bytea, organisation_name text, name text, email text, password_hash text, timezone text)
returns table (user_id uuid, organisation_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  inviting uuid;
  made record;
begin
  -- Nobody closes the reseller until this is done; and then the new link ends with the others.
  select r.id into inviting from public.reseller_invitations i join public.resellers r on r.id = i.reseller_id
  where i.token_hash = $1 and r.status = 'active' for share of r;
  update public.reseller_invitations i set accepted_at = now()
  where i.token_hash = $1 and i.reseller_id = inviting and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  returning i.reseller_id into inviting;
  if inviting is null then
    return;
  end if;
  select s.user_id, s.organisation_id into made from auth.sign_up($2, $3, $4, $5, $6) s;
  insert into public.reseller_customers (reseller_id, organisation_id) values (inviting, made.organisation_id);
  return query select made.user_id, made.organisation_id;
end
$$;
grant insert on reseller_customers to worktrackr_definer;
grant update (updated_at) on resellers to worktrackr_definer;
"""

OWNERS = """
do $$
declare
  f regprocedure;
begin
  foreach f in array array['auth.reseller_customers()', 'auth.reseller_invitation(bytea)', 'auth.mint_reseller_invitation(uuid, uuid, bytea)',
    'auth.sign_up_invited(bytea, text, text, text, text, text)']::regprocedure[] loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to worktrackr_app', f);
    execute format('alter function %s owner to worktrackr_definer', f);
  end loop;
end
$$;
"""
