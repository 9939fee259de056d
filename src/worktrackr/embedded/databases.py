"""What a superuser does inside the server: databases, roles, and the check that nothing acknowledged can be lost."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import ROLES

DATABASE = "worktrackr"
MAINTENANCE_DATABASE = "postgres"

_DURABLE: Mapping[str, frozenset[str]] = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "remote_apply"}),
    "data_checksums": frozenset({"on"}),
}
# Any number that no other user of the maintenance database takes.
_ADVISORY_LOCK = 7_260_451_908


def check_durability(superuser_url: str) -> None:
    """Refuse a server that could forget what it acknowledged; a crash test would not notice fsync=off."""
    with psycopg.connect(superuser_url) as connection:
        for name, accepted in _DURABLE.items():
            row = connection.execute("select current_setting(%s)", [name]).fetchone()
            value = None if row is None else str(row[0])
            if value not in accepted:
                message = (
                    f"PostgreSQL runs with {name} = {value}, so that a crash could lose data;"
                    f" set it to {' or '.join(sorted(accepted))} in its postgresql.conf."
                )
                raise EmbeddedError(message)


@contextmanager
def maintenance(superuser_url: str) -> Generator[psycopg.Connection]:
    """Connect to the maintenance database; only one process at a time gets in."""
    conninfo = make_conninfo(superuser_url, dbname=MAINTENANCE_DATABASE)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        yield connection


def database_exists(connection: psycopg.Connection, name: str) -> bool:
    """Whether the server has a database of this name."""
    return connection.execute("select from pg_database where datname = %s", [name]).fetchone() is not None


def create_database(connection: psycopg.Connection, superuser_url: str, name: str, template: str | None) -> None:
    """Create a database with our roles' privileges, as a copy of `template` if given."""
    statement = sql.SQL("create database {}").format(sql.Identifier(name))
    if template is not None:
        statement += sql.SQL(" template {}").format(sql.Identifier(template))
    connection.execute(statement)
    # Privileges on a database are not copied with it.
    with psycopg.connect(make_conninfo(superuser_url, dbname=name)) as inside:
        inside.execute(_roles_sql())


def rename_database(connection: psycopg.Connection, name: str, new_name: str) -> None:
    """Rename a database to which nobody is connected."""
    statement = sql.SQL("alter database {} rename to {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Identifier(new_name)))


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Drop a database if it exists, and whoever is connected to it."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def prepare_server(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """Make the roles with their passwords, and the database, if they are not there yet. Changes nothing else."""
    with maintenance(superuser_url) as connection:
        if not database_exists(connection, DATABASE):
            create_database(connection, superuser_url, DATABASE, template=None)
        else:
            with psycopg.connect(make_conninfo(superuser_url, dbname=DATABASE)) as inside:
                inside.execute(_roles_sql())
        for role in ROLES:
            # Hashed here, so that no log of the server can contain the password.
            verifier = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
            statement = sql.SQL("alter role {} password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier.decode())))


def _roles_sql() -> bytes:
    # Read as a file: importing the migrations would load Alembic, which takes longer than starting the server.
    return files("worktrackr").joinpath("migrations", "roles.sql").read_bytes()
