"""Comments, attachments and checklists of tickets."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Build the parts of a ticket. Purging a ticket takes them with it: they mean nothing without it."""
    op.execute("set lock_timeout = '4s'")
    for statement in (COMMENTS, ATTACHMENTS, CHECKLISTS, LOOSE_FILES, PROTECTION):
        op.execute(statement)


COMMENTS = """
create table comments (
  organisation_id uuid not null constraint comments_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  ticket_id uuid not null,
  body text not null constraint comments_body_check check (body ~ '[^[:space:]]'),
  internal boolean not null default false,
  mentions jsonb not null default '[]',
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint comments_pkey primary key (organisation_id, id),
  constraint comments_ticket_id_fkey foreign key (organisation_id, ticket_id) references tickets (organisation_id, id) on delete cascade,
  constraint comments_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index comments_ticket_id_idx on comments (organisation_id, ticket_id, created_at desc, id desc);

-- Whoever writes, by whatever way (one, many, undo): only the author changes the words, only the author or a manager
-- deletes, only colleagues are mentioned. What was edited says so; an undo puts the old mark back.
create function guard_comment() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  role text := nullif(current_setting('app.role', true), '');
  is_author boolean;
  place bigint;
begin
  if tg_op = 'UPDATE' then
    is_author := new.created_by = nullif(current_setting('app.user_id', true), '')::uuid;
    if role is not null and is_author is not true then
      if (new.body, new.mentions) is distinct from (old.body, old.mentions) then
        raise exception 'not the author' using errcode = 'P0403', hint = 'Only its author can change a comment.';
      end if;
      if (new.deleted_at is null) <> (old.deleted_at is null) and role not in ('manager', 'admin') then
        raise exception 'not the author' using errcode = 'P0403', hint = 'Only its author or a manager can delete a comment.';
      end if;
    end if;
    if new.body is distinct from old.body and new.edited_at is not distinct from old.edited_at then
      new.edited_at := now();
    end if;
  end if;
  select mention.place - 1 into place from jsonb_array_elements_text(new.mentions) with ordinality as mention (id, place)
  where (tg_op = 'INSERT' or not old.mentions ? mention.id) and not exists (
    select from public.users u where u.organisation_id = new.organisation_id and u.id = mention.id::uuid and u.status <> 'disabled')
  order by mention.place limit 1;
  if found then
    raise exception 'mentions somebody else' using errcode = '23503', column = 'mentions/' || place;
  end if;
  return new;
end
$$;
create trigger guard_added before insert on comments for each row when (new.mentions <> '[]') execute function guard_comment();
create trigger guard_changed before update on comments for each row execute function guard_comment();
"""

ATTACHMENTS = """
create table attachments (
  organisation_id uuid not null constraint attachments_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  ticket_id uuid not null,
  comment_id uuid,
  name text not null constraint attachments_name_check check (char_length(name) between 1 and 255),
  media_type text not null,
  size bigint not null constraint attachments_size_check check (size >= 0),
  is_image boolean not null,
  storage_key text not null,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint attachments_pkey primary key (organisation_id, id),
  constraint attachments_storage_key_key unique (organisation_id, storage_key),
  constraint attachments_ticket_id_fkey foreign key (organisation_id, ticket_id) references tickets (organisation_id, id) on delete cascade,
  constraint attachments_comment_id_fkey foreign key (organisation_id, comment_id) references comments (organisation_id, id),
  constraint attachments_created_by_fkey foreign key (organisation_id, created_by) references users (organisation_id, id)
);
create index attachments_ticket_id_idx on attachments (organisation_id, ticket_id, created_at desc, id desc);
create index attachments_comment_id_idx on attachments (organisation_id, comment_id);
comment on column attachments.storage_key is 'Where the bytes lie: the organisation and a random name, never what the file is called.';
"""

CHECKLISTS = """
create table checklist_items (
  organisation_id uuid not null constraint checklist_items_organisation_id_fkey references organisations (id),
  id uuid not null default uuidv7(),
  ticket_id uuid not null,
  text text not null,
  done boolean not null default false,
  position integer not null constraint checklist_items_position_check check (position >= 0),
  done_by uuid,
  done_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  constraint checklist_items_pkey primary key (organisation_id, id),
  constraint checklist_items_ticket_id_fkey foreign key (organisation_id, ticket_id) references tickets (organisation_id, id) on delete cascade,
  constraint checklist_items_done_by_fkey foreign key (organisation_id, done_by) references users (organisation_id, id)
);
create index checklist_items_ticket_id_idx on checklist_items (organisation_id, ticket_id, position, id) where deleted_at is null;

create function place_checklist_item() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  count bigint;
  last integer;
begin
  select count(*), max(i.position) into count, last from public.checklist_items i
  where i.organisation_id = new.organisation_id and i.ticket_id = new.ticket_id and i.deleted_at is null;
  if count >= 100 then
    raise exception 'checklist is full' using errcode = 'P0409', hint = 'A checklist has at most 100 items.';
  end if;
  new.position := coalesce(new.position, last + 1, 0);
  return new;
end
$$;
create trigger placed before insert on checklist_items for each row execute function place_checklist_item();

-- Who ticked it, and when. An undo brings its own time and keeps it.
create function derive_done_at() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not new.done then
    new.done_by := null;
    new.done_at := null;
  elsif tg_op = 'INSERT' or new.done_at is not distinct from old.done_at then
    new.done_by := nullif(current_setting('app.user_id', true), '')::uuid;
    new.done_at := now();
  end if;
  return new;
end
$$;
create trigger done_added before insert on checklist_items for each row when (new.done) execute function derive_done_at();
create trigger done_changed before update of done on checklist_items for each row
when (old.done is distinct from new.done) execute function derive_done_at();
"""

LOOSE_FILES = """
-- Stored bytes that no attachment holds: on their way in, or left behind by a purge. Written before the bytes are, and
-- deleted in the transaction that makes the attachment; a job removes what stays.
create table loose_files (
  organisation_id uuid not null constraint loose_files_organisation_id_fkey references organisations (id),
  storage_key text not null,
  remove_after timestamptz not null,
  constraint loose_files_pkey primary key (organisation_id, storage_key)
);
alter table loose_files enable row level security, force row level security;
create policy tenant on loose_files using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
grant select, insert, delete on loose_files to worktrackr_app;
grant select, delete on loose_files to worktrackr_definer;
grant select on loose_files to worktrackr_backup;

create function loosen_file() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.loose_files (organisation_id, storage_key, remove_after) values (old.organisation_id, old.storage_key, now());
  return null;
end
$$;
create trigger loosen after delete on attachments for each row execute function loosen_file();

-- The job that removes them works for all organisations, and learns nothing but random names.
create function auth.due_loose_files() returns setof text language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select f.storage_key from public.loose_files f where f.remove_after <= now() order by f.remove_after limit 500;
end;
create function auth.forget_loose_files(storage_keys text[]) returns void language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from public.loose_files f where f.storage_key = any($1) and f.remove_after <= now();
end;
revoke execute on function auth.due_loose_files(), auth.forget_loose_files(text[]) from public;
grant execute on function auth.due_loose_files(), auth.forget_loose_files(text[]) to worktrackr_app;
alter function auth.due_loose_files() owner to worktrackr_definer;
alter function auth.forget_loose_files(text[]) owner to worktrackr_definer;
"""

PROTECTION = """
call protect_tenant_table('comments');
call protect_tenant_table('attachments');
call protect_tenant_table('checklist_items');
revoke execute on function guard_comment(), place_checklist_item(), derive_done_at(), loosen_file() from public;
"""
