"""The job queue: procrastinate's own tables, which are global and hold ids only."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Install procrastinate's schema as it is, and let the application use it."""
    op.execute("set lock_timeout = '4s'")
    if op.get_context().as_sql:
        op.execute("-- procrastinate's schema")
    else:
        cursor = op.get_bind().connection.cursor()
        cursor.execute(SchemaManager.get_schema())
        cursor.close()
    op.execute(GRANTS)


GRANTS = """
do $$
declare
  part text;
begin
  for part in select format('grant select, insert, update, delete on %I to worktrackr_app', relname) from pg_class
              where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'procrastinate%' loop
    execute part;
  end loop;
  for part in select format('grant usage, select on %I to worktrackr_app', relname) from pg_class
              where relnamespace = 'public'::regnamespace and relkind = 'S' and relname like 'procrastinate%' loop
    execute part;
  end loop;
  for part in select format('grant execute on function %s to worktrackr_app', oid::regprocedure) from pg_proc
              where pronamespace = 'public'::regnamespace and proname like 'procrastinate%' loop
    execute part;
  end loop;
end
$$;
"""
