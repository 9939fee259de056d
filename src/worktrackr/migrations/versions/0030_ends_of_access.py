"""How access ends: support visits with the session that they were begun from, invitations when they are taken back."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Let the database end visits, free an address, enter a feed for its owner alone, and take any top-level domain."""
    op.execute("set lock_timeout = '4s'")
    for statement in (VISITS, ADDRESSES, FEEDS, HOSTS):
        op.execute(statement)


VISITS = """
-- Sessions are few: building this takes no time that anybody would notice.
-- squawk-ignore require-concurrent-index-creation
create index sessions_parent_id_idx on sessions (parent_id) where parent_id is not null;

set local role worktrackr_definer;
-- Until now only leaving by the button was written down, and a guest whose own session had ended seemed to be there still.
create function history.record_session_end() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  update public.sessions s set revoked_at = new.revoked_at where s.parent_id = new.id and s.revoked_at is null;
  update public.support_sessions s set ended_at = new.revoked_at
  where s.organisation_id = new.organisation_id and s.id = new.id and s.ended_at is null;
  if found then
    insert into public.changes (organisation_id, change_set_id, actor_id, actor_kind, table_name, row_id, action, before, after, version, support_session_id)
    values (new.organisation_id, uuidv7(), new.user_id, 'support', 'support_sessions', new.id, 'update',
      jsonb_build_object('ended_at', null), jsonb_build_object('ended_at', new.revoked_at), 2, new.id);
  end if;
  return null;
end
$$;
revoke execute on function history.record_session_end() from public;
grant execute on function history.record_session_end() to worktrackr_owner;

create or replace function auth.close_support(token_hash bytea) returns uuid language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
  update public.sessions s set revoked_at = now() where s.token_hash = $1 and s.kind = 'support' and s.revoked_at is null
  returning s.organisation_id;
end;
set local role none;
create trigger record_end after update of revoked_at on sessions for each row
when (old.revoked_at is null and new.revoked_at is not null) execute function history.record_session_end();
"""

ADDRESSES = """
-- Only who can sign in holds an address. Whoever was disabled, invited or not, held it too: an invitation to somebody with
-- an account elsewhere could not be taken back, and the refusal told of that account.
-- squawk-ignore require-concurrent-index-creation
create unique index users_active_email_key on users (lower(email)) where status = 'active';
-- squawk-ignore require-concurrent-index-deletion
drop index users_email_key;
-- What the index is called, no client asks; the refusal names its columns.
-- squawk-ignore renaming-object
alter index users_active_email_key rename to users_email_key;

set local role worktrackr_definer;
create or replace function auth.credentials(email text) returns table (user_id uuid, password_hash text, status text, suspended boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select u.id, u.password_hash, u.status, g.suspended_at is not null or g.closed_at is not null
  from public.users u left join public.organisations g on g.id = u.organisation_id
  where lower(u.email) = lower($1) and u.status = 'active';
end;
set local role none;

-- Whoever never accepted has no password: enabling them again is inviting them again.
create function invite_again() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.status := 'invited';
  return new;
end
$$;
revoke execute on function invite_again() from public;
create trigger invite_again before update of status on users for each row
when (old.status = 'disabled' and new.status = 'active' and old.password_hash = '!') execute function invite_again();
"""

FEEDS = """
set local role worktrackr_definer;
-- As before, but that the row is found first. The settings were made where users and organisations were joined, and the planner
-- may join those before it looks for the secret: then the last user that it came by was entered, whoever's feed it was.
create or replace function auth.enter_feed(token_hash bytea) returns setof auth.feed language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
  update public.calendar_feeds f set last_used_at = now()
  where f.token_hash = $1 and (f.last_used_at is null or f.last_used_at < now() - interval '5 minutes');
  with found as materialized (
    select f.organisation_id, f.user_id, f.scope, f.name, g.timezone, u.role
    from public.calendar_feeds f
    join public.users u on u.id = f.user_id and u.organisation_id = f.organisation_id
    join public.organisations g on g.id = f.organisation_id
    where f.token_hash = $1 and u.status = 'active' and g.suspended_at is null and g.closed_at is null)
  select organisation_id, user_id, scope, name, timezone from found
  where set_config('app.organisation_id', organisation_id::text, true) || set_config('app.user_id', user_id::text, true)
    || set_config('app.role', role, true) || set_config('app.reseller_id', '', true)
    || set_config('app.actor_kind', 'feed', true) is not null;
end;
set local role none;
"""

HOSTS = r"""
-- The next statement puts a wider one in its place: what was a host still is, and so is what ends in xn--p1ai.
-- squawk-ignore ban-drop-constraint
alter table brand_hosts drop constraint brand_hosts_host_check;
alter table brand_hosts add constraint brand_hosts_host_check
check (host ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$') not valid;
"""
