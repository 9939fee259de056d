"""The command line. Each command is a small function; what it needs is imported when it runs, so that --help is quick."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from worktrackr.command_options import DataDir
from worktrackr.settings import SettingsError, read_settings

app = typer.Typer(
    name="worktrackr",
    help="Customers, calendar, catalogue, renewals and tickets for small service businesses.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line; what a person can mend ends in one line and exit code 1."""
    try:
        app()
    except _expected_errors() as error:
        sys.exit(f"worktrackr: {' '.join(str(error).split())}")


@app.callback()
def about(
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Customers, calendar, catalogue, renewals and tickets for small service businesses."""
    if show_version:
        typer.echo(version("worktrackr"))
        raise typer.Exit


@app.command(epilog="Example: worktrackr serve --port 9000 --data-dir ./trial")
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)] = 1,
    data_dir: DataDir = None,
) -> None:
    """Start WorkTrackr, with its own PostgreSQL unless WORKTRACKR_DATABASE_URL is set."""
    from worktrackr.serving import ServeOptions
    from worktrackr.serving import serve as serve_until_stopped

    options = ServeOptions(host=host, port=port, workers=workers, data_dir=data_dir)
    raise typer.Exit(serve_until_stopped(read_settings(), options))


@app.command(epilog="Example: worktrackr migrate --data-dir ./trial")
def migrate(
    *,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL of all migrations instead.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring the database to the schema of this version."""
    from worktrackr.choose_database import database
    from worktrackr.migrations import migrate as migrate_database
    from worktrackr.migrations import migration_sql

    if sql:
        typer.echo(migration_sql())
        return
    with database(read_settings(), data_dir) as urls:
        migrate_database(urls.owner)
    typer.echo("The database has the schema of this version.")


@app.command(epilog="Example: worktrackr roles | psql --username postgres worktrackr")
def roles() -> None:
    """Print the SQL that a superuser runs once in a database of your own."""
    from worktrackr.migrations import roles_sql

    typer.echo(roles_sql())


@app.command(epilog="Example: worktrackr settings")
def settings() -> None:
    """List every setting with its value and its meaning."""
    from worktrackr.settings_table import settings_rows

    # A name that is cut off cannot be copied.
    table = Table(Column("Variable", no_wrap=True), Column("Value", overflow="fold"), "Meaning", box=None)
    for row in settings_rows(read_settings()):
        table.add_row(*row)
    Console().print(table)


@app.command(epilog="Example: worktrackr backup friday.dump")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Write everything in the database to a file."""
    from worktrackr.backups import back_up
    from worktrackr.choose_database import database

    with database(read_settings(), data_dir) as urls:
        back_up(urls, file)
    typer.echo(f"Everything is in {file}.")


@app.command(epilog="Example: worktrackr restore friday.dump --data-dir ./restored")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `worktrackr backup` wrote.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup, and bring it to the schema of this version."""
    from worktrackr.backups import require_backup
    from worktrackr.backups import restore as restore_from
    from worktrackr.choose_database import database
    from worktrackr.migrations import migrate as migrate_database

    require_backup(file)
    with database(read_settings(), data_dir) as urls:
        restore_from(urls, file)
        migrate_database(urls.owner)
    typer.echo(f"The database holds what was in {file}.")


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return the errors that say in one line what to do. Looked up only when one happens."""
    import psycopg

    from worktrackr.backups import BackupError
    from worktrackr.embedded import EmbeddedError, MissingUrl
    from worktrackr.serving import ServeError

    return (SettingsError, EmbeddedError, MissingUrl, BackupError, ServeError, psycopg.OperationalError)
