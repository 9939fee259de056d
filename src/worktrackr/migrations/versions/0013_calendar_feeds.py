"""Calendar feeds: secret addresses that calendar programs read."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Build the feeds and their way in."""
    op.execute("set lock_timeout = '4s'")
    for statement in (FEEDS, ENTER):
        op.execute(statement)


FEEDS = """
create table calendar_feeds (
  organisation_id uuid not null constraint calendar_feeds_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  user_id uuid not null,
  name text not null constraint calendar_feeds_name_check check (char_length(name) between 1 and 200),
  scope text not null constraint calendar_feeds_scope_check check (scope in ('me', 'team')),
  token_hash bytea not null constraint calendar_feeds_token_hash_key unique,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  constraint calendar_feeds_pkey primary key (organisation_id, id),
  constraint calendar_feeds_user_id_fkey foreign key (organisation_id, user_id) references users (organisation_id, id)
);
comment on column calendar_feeds.token_hash is 'SHA-256 of the secret in the address; the secret itself is nowhere.';
create index calendar_feeds_user_id_idx on calendar_feeds (organisation_id, user_id, created_at desc);
alter table calendar_feeds enable row level security, force row level security;
-- A feed is its owner's alone, as a session is.
create policy own on calendar_feeds using (
  organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid
  and user_id = nullif(current_setting('app.user_id', true), '')::uuid);
grant select (organisation_id, id, user_id, name, scope, last_used_at, created_at), delete on calendar_feeds to worktrackr_app;
grant insert (organisation_id, user_id, name, scope, token_hash) on calendar_feeds to worktrackr_app;
grant select on calendar_feeds to worktrackr_backup;
grant select, update (last_used_at) on calendar_feeds to worktrackr_definer;
"""

ENTER = """
create type auth.feed as (organisation_id uuid, user_id uuid, scope text, name text, timezone text);

-- Who reads a feed has no session: the secret decides, and enters with the rights of its owner, as long as the owner is active
-- and the organisation is not suspended. Nothing is returned, and nothing entered, for a secret that is not there.
create function auth.enter_feed(token_hash bytea) returns setof auth.feed language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
  update public.calendar_feeds f set last_used_at = now()
  where f.token_hash = $1 and (f.last_used_at is null or f.last_used_at < now() - interval '5 minutes');
  select f.organisation_id, f.user_id, f.scope, f.name, g.timezone
  from public.calendar_feeds f
  join public.users u on u.id = f.user_id
  join public.organisations g on g.id = f.organisation_id
  -- It names all three tables, so that it runs for a row that has passed every condition, and for no other.
  cross join lateral (select set_config('app.organisation_id', g.id::text, true)
    || set_config('app.user_id', u.id::text, true) || set_config('app.role', u.role, true)
    || set_config('app.reseller_id', '', true) || set_config('app.actor_kind', 'feed', true) as done) entered
  where f.token_hash = $1 and u.status = 'active' and u.organisation_id = f.organisation_id
    and g.suspended_at is null and g.closed_at is null and entered.done is not null;
end;
revoke execute on function auth.enter_feed(bytea) from public;
grant execute on function auth.enter_feed(bytea) to worktrackr_app;
alter function auth.enter_feed(bytea) owner to worktrackr_definer;
"""
