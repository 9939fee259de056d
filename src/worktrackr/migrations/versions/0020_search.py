"""A search box that answers at once, whatever is typed: bounded when much matches, forgiving when nothing does."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add `search.find_<table>` beside `search.<table>`: the second finds all for a list, the first the best few."""
    op.execute("set lock_timeout = '4s'")
    op.execute(FIND)


FIND = """
create procedure make_findable(target regclass, expression text, title text) language plpgsql set search_path = pg_catalog, public, pg_temp as $find$
declare
  table_name text := (select relname from pg_class where oid = target);
begin
  set local role worktrackr_definer;
  execute format($function$
    create function search.find_%1$s(words text, most integer) returns setof uuid language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp set pg_trgm.word_similarity_threshold = 0.5 as $body$
    declare
      organisation uuid := nullif(current_setting('app.organisation_id', true), '')::uuid;
      document constant text := %3$L;
      rows constant text := format('from %2$s where organisation_id = %%L and deleted_at is null and ', organisation);
      like_words constant text := format('%%L <%%%% (%%s)', words, %4$L);
      newest constant text := ' order by created_at desc, id desc limit ';
      is_indexed boolean;
      matching text;
      found uuid[];
      least text;
    begin
      -- Every word must occur; %% and _ are letters like others. What has no trigram must not meet the index, which would be read whole.
      select bool_or(has_trigram), string_agg(
        format(case when has_trigram then '(%%s) ilike %%L' else 'lower(%%s) like lower(%%L)' end, document, pattern), ' and '
        order by length(word) desc
      ) into is_indexed, matching from regexp_split_to_table(trim(words), '\\s+') word,
        lateral (select word ~ '[[:alnum:]]{3}' as has_trigram, '%%' || replace(replace(replace(word, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_') || '%%' as pattern) escaped;
      if not is_indexed then
        -- Of one or two letters, whole words have trigrams; beginnings and parts are sought among the newest.
        return query execute 'select id from (select id ' || rows || case when words ~ '[[:alnum:]]' then like_words else 'false' end || ' limit ' || most || ') whole union select id from (select id from '
          || '(select * ' || rows || 'true' || newest || '5000) newest where ' || matching || ' limit ' || most || ') part';
        return;
      end if;
      execute 'select array_agg(id order by created_at desc, id desc) from (select id, created_at ' || rows || matching || ' limit 1001) matching' into found;
      if cardinality(found) > 1000 then
        -- The index has no order, and to sort so many takes long: of many, the newest are soon met on the way.
        execute 'select array(select id ' || rows || matching || newest || most || ')' into found;
      elsif found is null and words ~ '[[:alpha:]]{3}' then
        foreach least in array array['0.5', '0.35'] loop
          perform set_config('pg_trgm.word_similarity_threshold', least, true);
          execute 'select array_agg(id order by likeness desc) from (select id, word_similarity($1, ' || %4$L || ') as likeness '
            || rows || like_words || ' limit 500) alike' using words into found;
          exit when found is not null or trim(words) ~ '\\s'; -- One letter of a single word is more of it.
        end loop;
      end if;
      return query select unnest(found[1 : most]);
    end
    $body$
  $function$, table_name, target, expression, title);
  execute format('revoke execute on function search.find_%s(text, integer) from public', table_name);
  execute format('grant execute on function search.find_%s(text, integer) to worktrackr_app', table_name);
  set local role none;
end
$find$;
-- A long text has most of the letters of any word, so a likeness is sought in the title alone.
-- squawk-ignore require-concurrent-index-deletion
drop index tickets_search_idx, crm_events_search_idx;
-- squawk-ignore require-concurrent-index-creation
create index tickets_search_idx on tickets using gin
  (organisation_id, ('#' || number || ' ' || title || ' ' || coalesce(category, '') || ' ' || coalesce(description, '')) gin_trgm_ops, title gin_trgm_ops);
-- squawk-ignore require-concurrent-index-creation
create index crm_events_search_idx on crm_events using gin
  (organisation_id, (title || ' ' || coalesce(location, '') || ' ' || coalesce(notes, '')) gin_trgm_ops, title gin_trgm_ops);
call make_findable('contacts', $$name || ' ' || coalesce(display_name, '') || ' ' || coalesce(primary_contact, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')$$,
  $$name || ' ' || coalesce(display_name, '') || ' ' || coalesce(primary_contact, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')$$);
call make_findable('products', $$name || ' ' || coalesce(category, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(description, '')$$,
  $$name || ' ' || coalesce(category, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(description, '')$$);
call make_findable('tickets', $$'#' || number || ' ' || title || ' ' || coalesce(category, '') || ' ' || coalesce(description, '')$$, 'title');
call make_findable('crm_events', $$title || ' ' || coalesce(location, '') || ' ' || coalesce(notes, '')$$, 'title');
"""
