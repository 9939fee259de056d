-- The four roles of WorkTrackr and its database's privileges. Idempotent; a superuser runs it once, connected to the
-- database that WorkTrackr shall use. `worktrackr roles` prints it. Passwords are set apart, so that none lies in a file.
do $roles$
declare
  role_name text;
begin
  foreach role_name in array array['worktrackr_owner', 'worktrackr_definer', 'worktrackr_app', 'worktrackr_backup'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I', role_name);
    end if;
  end loop;
  execute format('grant all on database %I to worktrackr_owner', current_database());
  execute format('revoke temporary, create on database %I from public', current_database());
  execute format('grant connect on database %I to worktrackr_app, worktrackr_backup', current_database());
end
$roles$;

-- Under FORCE ROW LEVEL SECURITY a plain owner's backfill would update nothing.
alter role worktrackr_owner login bypassrls nosuperuser nocreaterole nocreatedb noreplication;
-- Owns the SECURITY DEFINER functions, with the fewest grants.
alter role worktrackr_definer nologin bypassrls nosuperuser nocreaterole nocreatedb noreplication noinherit;
-- Serves requests: sees what the policies let it see, owns nothing, is a member of nothing.
alter role worktrackr_app login nobypassrls nosuperuser nocreaterole nocreatedb noreplication;
alter role worktrackr_app set statement_timeout = '5s';
alter role worktrackr_app set lock_timeout = '2s';
alter role worktrackr_app set idle_in_transaction_session_timeout = '10s';
alter role worktrackr_app set plan_cache_mode = 'force_generic_plan';
-- Reads everything for dumps, writes nothing.
alter role worktrackr_backup login bypassrls nosuperuser nocreaterole nocreatedb noreplication;
grant pg_read_all_data to worktrackr_backup;
alter role worktrackr_backup set default_transaction_read_only = on;

-- The owner hands its functions to the definer, for which PostgreSQL asks it to be able to become that role.
grant worktrackr_definer to worktrackr_owner with inherit false, set true;
alter schema public owner to worktrackr_owner;
revoke all on schema public from public;
grant usage on schema public to worktrackr_app, worktrackr_definer, worktrackr_backup;
grant create on schema public to worktrackr_definer;
