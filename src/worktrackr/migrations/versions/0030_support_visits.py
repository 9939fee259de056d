"""Support visits: they end with the session that they were begun from, and each end is written down."""

from alembic import op

revision = "0030"
down_revision = "0028"


def upgrade() -> None:
    """Let the database end visits, whoever ended what they rest on; and let hosts have any top-level domain."""
    op.execute("set lock_timeout = '4s'")
    for statement in (VISITS, HOSTS):
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

HOSTS = r"""
-- The next statement puts a wider one in its place: what was a host still is, and so is what ends in xn--p1ai.
-- squawk-ignore ban-drop-constraint
alter table brand_hosts drop constraint brand_hosts_host_check;
alter table brand_hosts add constraint brand_hosts_host_check
check (host ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$') not valid;
"""
