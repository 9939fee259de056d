"""Support access: an admin lets an operator in for a while; the database ends it, and writes down what was done."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Build the grants, the sessions in them, and what lets a session of an operator enter an organisation."""
    op.execute("set lock_timeout = '4s'")
    for statement in (GRANTS, SESSIONS, CHANGES, MEMBERS, ENTER, SUPPORT):
        op.execute(statement)


GRANTS = """
create table support_grants (
  organisation_id uuid not null constraint support_grants_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  operator_id uuid,
  operator_name text,
  access text not null constraint support_grants_access_check check (access in ('read', 'write')),
  reason text not null constraint support_grants_reason_check check (char_length(reason) between 1 and 500),
  granted_by uuid not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  constraint support_grants_pkey primary key (organisation_id, id),
  constraint support_grants_granted_by_fkey foreign key (organisation_id, granted_by) references users (organisation_id, id),
  constraint support_grants_revoked_by_fkey foreign key (organisation_id, revoked_by) references users (organisation_id, id),
  constraint support_grants_ends_at_check check (ends_at > created_at and ends_at <= created_at + interval '7 days')
);
comment on column support_grants.operator_id is 'Whom it lets in; null lets any operator in. Operators belong to no organisation: no key can say so.';
create index support_grants_page_idx on support_grants (organisation_id, created_at desc, id desc);
create index support_grants_ends_at_idx on support_grants (ends_at) where revoked_at is null;
alter table support_grants enable row level security, force row level security;
create policy tenant on support_grants using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
create policy invited on support_grants for select using (current_setting('app.role', true) = 'operator'
  and (operator_id is null or operator_id = nullif(current_setting('app.user_id', true), '')::uuid)
  and revoked_at is null and ends_at > now());
grant select on support_grants to worktrackr_app, worktrackr_definer, worktrackr_backup;
grant insert (organisation_id, operator_id, operator_name, access, reason, granted_by, ends_at) on support_grants to worktrackr_app;
grant update (revoked_at, revoked_by, version, updated_at) on support_grants to worktrackr_app;

create table support_sessions (
  organisation_id uuid not null constraint support_sessions_organisation_id_fkey references organisations (id),
  id uuid not null,
  grant_id uuid not null,
  operator_id uuid not null,
  operator_name text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint support_sessions_pkey primary key (organisation_id, id),
  constraint support_sessions_grant_id_fkey foreign key (organisation_id, grant_id) references support_grants (organisation_id, id)
);
create index support_sessions_grant_id_idx on support_sessions (organisation_id, grant_id, started_at);
alter table support_sessions enable row level security, force row level security;
create policy tenant on support_sessions using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select on support_sessions to worktrackr_app, worktrackr_backup;
grant select, insert, update (ended_at) on support_sessions to worktrackr_definer;
"""

SESSIONS = """
alter table sessions add column grant_id uuid, add column parent_id uuid;
-- Both are replaced by wider ones in the same transaction; so is that of changes below.
-- squawk-ignore ban-drop-constraint
alter table sessions drop constraint sessions_kind_check;
-- squawk-ignore ban-drop-constraint
alter table sessions drop constraint sessions_api_key_check;
alter table sessions
  add constraint sessions_kind_check check (kind in ('session', 'api_key', 'support')) not valid,
  add constraint sessions_role_kind_check check ((kind <> 'session') = (role is not null)) not valid,
  add constraint sessions_support_check check ((kind = 'support') = (num_nonnulls(grant_id, parent_id) = 2)) not valid,
  add constraint sessions_grant_id_fkey foreign key (organisation_id, grant_id) references support_grants (organisation_id, id) not valid,
  add constraint sessions_parent_id_fkey foreign key (parent_id) references sessions (id) on delete cascade not valid;
-- Sessions are few: looking at all of them takes no time that anybody would notice.
-- squawk-ignore constraint-missing-not-valid
alter table sessions validate constraint sessions_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table sessions validate constraint sessions_role_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table sessions validate constraint sessions_support_check;
-- squawk-ignore constraint-missing-not-valid
alter table sessions validate constraint sessions_grant_id_fkey;
-- squawk-ignore constraint-missing-not-valid
alter table sessions validate constraint sessions_parent_id_fkey;
comment on column sessions.parent_id is 'Of a support session: the session of the operator who began it, with which it ends.';
grant select (grant_id) on sessions to worktrackr_app;
"""

CHANGES = """
alter table changes add column support_session_id uuid;
alter table changes alter column support_session_id set default nullif(current_setting('app.support_session_id', true), '')::uuid;
-- squawk-ignore ban-drop-constraint
alter table changes drop constraint changes_actor_kind_check;
-- Not validated: the log may be long, and all that is in it has passed the narrower check.
alter table changes add constraint changes_actor_kind_check
  check (actor_kind in ('user', 'api_key', 'job', 'import', 'system', 'support')) not valid;
comment on column changes.support_session_id is 'In which support session it was done: who that was is in support_sessions.';
"""

MEMBERS = """
-- Who writes is not always one of the organisation: rows that an operator makes were made by none of its people.
create function auth.member_id() returns uuid language sql stable parallel safe
return case when current_setting('app.actor_kind', true) = 'support' then null else nullif(current_setting('app.user_id', true), '')::uuid end;
grant execute on function auth.member_id to public;
alter table contacts alter column created_by set default auth.member_id();
alter table contact_notes alter column created_by set default auth.member_id();
alter table tickets alter column created_by set default auth.member_id();
alter table ticket_series alter column created_by set default auth.member_id();
alter table comments alter column created_by set default auth.member_id();
alter table attachments alter column created_by set default auth.member_id();
alter table service_renewals alter column created_by set default auth.member_id();

create or replace function derive_done_at() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not new.done then
    new.done_by := null;
    new.done_at := null;
  elsif tg_op = 'INSERT' or new.done_at is not distinct from old.done_at then
    new.done_by := auth.member_id();
    new.done_at := now();
  end if;
  return new;
end
$$;
"""

ENTER = """
set local role worktrackr_definer;
-- What `enter` asks of a support session beyond what it asks of all: that the grant holds, for this operator, and that the
-- session from which it was begun has not been ended. Under a grant to read, the transaction itself cannot write.
create function auth.enter_support(session_id uuid) returns text language sql volatile
return (
  select set_config('app.support_session_id', s.id::text, true)
      || set_config('transaction_read_only', case g.access when 'write' then 'off' else 'on' end, true)
  from public.sessions s
  join public.support_grants g on g.organisation_id = s.organisation_id and g.id = s.grant_id
  join public.sessions p on p.id = s.parent_id
  where s.id = $1 and g.revoked_at is null and g.ends_at > now() and (g.operator_id is null or g.operator_id = s.user_id)
    and p.user_id = s.user_id and p.kind = 'session' and p.revoked_at is null and p.ends_at > now()
);

create or replace function auth.enter(token_hash bytea, user_id uuid, role text, organisation_id uuid, change_set_id text)
returns text language sql volatile security definer
return coalesce((
  select set_config('app.organisation_id', coalesce(s.organisation_id::text, ''), true)
      || set_config('app.user_id', s.user_id::text, true)
      || set_config('app.reseller_id', coalesce(u.reseller_id::text, ''), true)
      || set_config('app.role', coalesce(s.role, u.role), true)
      || set_config('app.actor_kind', case s.kind when 'session' then 'user' else s.kind end, true)
      || set_config('app.change_set_id', $5, true)
      -- Null when it is refused, and then all of it is.
      || case s.kind when 'support' then auth.enter_support(s.id) else '' end
  from public.sessions s
  join public.users u on u.id = s.user_id
  left join public.organisations g on g.id = s.organisation_id
  where s.token_hash = $1 and s.user_id = $2 and s.organisation_id is not distinct from $4
    and s.revoked_at is null and s.expires_at > now() and s.ends_at > now()
    and coalesce(s.role, u.role) = $3 and u.status = 'active'
    and case s.kind when 'support' then u.role = 'operator' else u.organisation_id is not distinct from s.organisation_id
      and (s.role is null or position(left(s.role, 1) in 'sma') <= position(left(u.role, 1) in 'sma')) end
    and g.suspended_at is null and g.closed_at is null
), auth.refuse());

-- Its kind says of a support session what its grant allows.
create or replace function auth.principal(token_hash bytea) returns setof auth.principal language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select s.id, s.user_id, s.organisation_id, u.reseller_id, coalesce(s.role, u.role),
    case s.kind when 'support' then 'support_' || (select g.access from public.support_grants g
      where g.organisation_id = s.organisation_id and g.id = s.grant_id) else s.kind end, s.expires_at
  from public.sessions s join public.users u on u.id = s.user_id
  where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now() and s.ends_at > now() and u.status = 'active';
end;
revoke execute on function auth.enter_support(uuid) from public;
set local role none;
"""

SUPPORT = """
set local role worktrackr_definer;
-- Whom an admin can name: operators are on no list that an organisation sees.
create function auth.operators() returns table (id uuid, name text) language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
  select u.id, coalesce(u.name, u.email) from public.users u
  where u.role = 'operator' and u.status = 'active' and current_setting('app.role', true) = 'admin' order by 2, 1;
end;

-- Begins a session of the operator who asks, in the organisation of a grant. Nothing is returned when no such grant holds.
create function auth.open_support(grant_id uuid, parent_id uuid, token_hash bytea, user_agent text, address text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  me public.users;
  granted public.support_grants;
  made uuid;
begin
  select u.* into me from public.users u join public.sessions s on s.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.role = 'operator' and u.status = 'active'
    and current_setting('app.role', true) = 'operator' and s.id = $2 and s.kind = 'session' and s.revoked_at is null;
  select g.* into granted from public.support_grants g join public.organisations o on o.id = g.organisation_id
  where g.id = $1 and g.revoked_at is null and g.ends_at > now() and (g.operator_id is null or g.operator_id = me.id)
    and o.suspended_at is null and o.closed_at is null;
  if me.id is null or granted.id is null then
    return null;
  end if;
  insert into public.sessions (token_hash, user_id, organisation_id, kind, role, grant_id, parent_id, user_agent, address, expires_at, ends_at)
  values ($3, me.id, granted.organisation_id, 'support', 'manager', granted.id, $2, left($4, 300), $5, granted.ends_at, granted.ends_at)
  returning id into made;
  insert into public.support_sessions (organisation_id, id, grant_id, operator_id, operator_name)
  values (granted.organisation_id, made, granted.id, me.id, coalesce(me.name, me.email));
  insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, after, version, support_session_id)
  values (granted.organisation_id, uuidv7(), me.id, 'support', 'support_sessions', made, 'insert',
    jsonb_build_object('operator_name', coalesce(me.name, me.email), 'access', granted.access, 'until', granted.ends_at), 1, made);
  return made;
end
$$;

create function auth.close_support(token_hash bytea) returns uuid language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  ended public.sessions;
begin
  update public.sessions s set revoked_at = now() where s.token_hash = $1 and s.kind = 'support' and s.revoked_at is null
  returning s.* into ended;
  update public.support_sessions s set ended_at = now()
  where s.organisation_id = ended.organisation_id and s.id = ended.id and s.ended_at is null;
  if found then
    insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, after, version, support_session_id)
    values (ended.organisation_id, uuidv7(), ended.user_id, 'support', 'support_sessions', ended.id, 'update',
      jsonb_build_object('ended_at', null), jsonb_build_object('ended_at', now()), 2, ended.id);
  end if;
  return ended.organisation_id;
end
$$;
revoke execute on function auth.operators(), auth.open_support(uuid, uuid, bytea, text, text), auth.close_support(bytea) from public;
grant execute on function auth.operators(), auth.open_support(uuid, uuid, bytea, text, text), auth.close_support(bytea) to worktrackr_app;
set local role none;
"""
