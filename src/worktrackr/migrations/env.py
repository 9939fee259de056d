"""Alembic's environment: one connection of the owner, one lock for all processes, one transaction per revision."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

LOCK = 7_320_531_904
"""Key of the advisory lock; any number that nothing else in the database uses."""


def run() -> None:
    """Run the revisions, or print them with --sql."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    import psycopg  # noqa: PLC0415  # only an online run needs a driver

    url: str = context.config.attributes["owner_url"]
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("set statement_timeout = 0"))
        # A session lock: it outlives each revision's transaction and dies with the process that holds it.
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": LOCK})
        connection.commit()
    engine.dispose()


run()
