"""The command line. Each command is a small function; what it needs is imported when it runs, so that --help is quick."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from worktrackr.command_options import DataDir, ImportResource
from worktrackr.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from worktrackr.embedded import DatabaseUrls

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


def _show_version(wanted: bool) -> None:  # noqa: FBT001  # typer calls it with the option's value
    if wanted:
        typer.echo(version("worktrackr"))
        raise typer.Exit


@app.callback()
def about(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Customers, calendar, catalogue, renewals and tickets for small service businesses."""


@app.command(epilog="Example: worktrackr serve --port 9000 --data-dir ./trial")
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)] = 1,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Load the demo organisation, its reseller and operator, and say how to sign in."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Start WorkTrackr, with its own PostgreSQL unless WORKTRACKR_DATABASE_URL is set."""
    from worktrackr.serving import ServeOptions
    from worktrackr.serving import serve as serve_until_stopped

    preparations = (_say_demo,) if demo else ()
    options = ServeOptions(host=host, port=port, workers=workers, data_dir=data_dir, preparations=preparations)
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
    """Write everything in the database to a file, and the attached files to another beside it."""
    from worktrackr.backups import back_up, back_up_files
    from worktrackr.choose_database import database
    from worktrackr.files import local_folder

    settings = read_settings()
    with database(settings, data_dir) as urls:
        back_up(urls, file)
    archive = back_up_files(local_folder(settings, data_dir), file)
    typer.echo(f"Everything is in {file}{f' and {archive}' if archive else ''}.")
    if settings.files_url:
        typer.echo("Attached files lie in WORKTRACKR_FILES_URL: keep copies of that apart.")


@app.command(epilog="Example: worktrackr restore friday.dump --data-dir ./restored")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `worktrackr backup` wrote.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup, and bring it to the schema of this version."""
    from worktrackr.backups import require_backup, restore_files
    from worktrackr.backups import restore as restore_from
    from worktrackr.choose_database import database
    from worktrackr.files import local_folder
    from worktrackr.migrations import migrate as migrate_database

    require_backup(file)
    settings = read_settings()
    with database(settings, data_dir) as urls:
        restore_from(urls, file)
        migrate_database(urls.owner)
    has_files = restore_files(local_folder(settings, data_dir), file)
    typer.echo(f"The database holds what was in {file}{', and its attached files are back' if has_files else ''}.")


@app.command("demo", epilog="Example: worktrackr demo --data-dir ./trial")
def demo_command(*, data_dir: DataDir = None) -> None:
    """Load the demo organisation, unless it is there, and say how to sign in to it."""
    from worktrackr.choose_database import database
    from worktrackr.migrations import migrate as migrate_database

    with database(read_settings(), data_dir) as urls:
        if urls.owner_url is not None:
            migrate_database(urls.owner_url)
        _say_demo(urls)


def _say_demo(urls: "DatabaseUrls") -> None:
    from worktrackr.demo.loading import load_demo

    typer.echo("\n".join(load_demo(urls)))


@app.command(
    "import", epilog="Example: worktrackr import contacts customers.csv --organisation 'Hallam & Reid' --dry-run"
)
def import_command(  # noqa: PLR0913  # the options of a command are its parameters
    resource: Annotated[ImportResource, typer.Argument(help="What the rows of the file are.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="A CSV file whose first line names the columns; of legacy, any files of the old application.",
        ),
    ],
    *,
    organisation: Annotated[str, typer.Option(help="The organisation's name or id.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="Where a column goes; repeat for more.")
    ] = None,
    match: Annotated[str | None, typer.Option(help="What finds a row again: email, name or sku.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen and write nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what became of each row to this CSV file.")] = None,
    categories: Annotated[
        Path | None, typer.Option(help="CSV with category_id and category_name.", show_default="found beside the file")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Bring contacts, products, tickets or the old application's data into an organisation; the same again changes nothing."""
    from worktrackr.choose_database import database
    from worktrackr.importing.commands import ImportOptions, import_file
    from worktrackr.importing.legacy.commands import OldOptions, import_old_files

    settings = read_settings()
    if resource is ImportResource.LEGACY:
        if mapping or match or categories:
            raise typer.BadParameter(
                "Data of the old application has no columns: leave --map, --match and --categories out."
            )
        old = OldOptions(files=tuple(files), organisation=organisation, dry_run=dry_run, report=report)
        with database(settings, data_dir) as urls:
            import_old_files(urls, old, settings, Console())
        return
    if len(files) > 1:
        raise typer.BadParameter(
            "Several files at once are for legacy; import these one after the other.", param_hint="FILE"
        )
    (file,) = files
    options = ImportOptions(
        resource=resource, file=file, organisation=organisation, mapping=tuple(mapping or ()), match=match,
        dry_run=dry_run, report=report, categories=categories,
    )  # fmt: skip
    with database(settings, data_dir) as urls:
        import_file(urls, options, Console())


@app.command(epilog="Example: worktrackr worker --data-dir ./trial")
def worker(*, data_dir: DataDir = None) -> None:
    """Run background jobs apart from the processes that answer requests."""
    import asyncio

    import msgspec

    from worktrackr.app import work_until_stopped
    from worktrackr.choose_database import database

    chosen = read_settings()
    with database(chosen, data_dir) as urls:
        asyncio.run(work_until_stopped(msgspec.structs.replace(chosen, database_url=urls.application)))


@app.command("verify-isolation", epilog="Example: worktrackr verify-isolation --data-dir ./trial > isolation.txt")
def verify_isolation(
    *,
    sample: Annotated[int, typer.Option(help="Organisations to look at from inside.", min=0)] = 50,
    data_dir: DataDir = None,
) -> None:
    """Prove that no organisation can see another. Reads only; exit status 1 on any finding."""
    import psycopg

    from worktrackr.choose_database import database
    from worktrackr.isolation import lines, verify

    with (
        database(read_settings(), data_dir) as urls,
        psycopg.connect(urls.owner, autocommit=True) as owner,
        psycopg.connect(urls.application, autocommit=True) as application,
    ):
        report = verify(owner, application, sample=sample)
    typer.echo("\n".join(lines(report)))
    raise typer.Exit(1 if report.findings else 0)


@app.command(epilog="Example: worktrackr openapi > openapi.json")
def openapi() -> None:
    """Print the OpenAPI document of the HTTP API."""
    import msgspec

    from worktrackr.app import Application
    from worktrackr.settings import Settings

    # No database is asked: the document is made from the code.
    document = Application(Settings(database_url="postgresql://nowhere/nothing")).openapi()
    typer.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))


user_app = typer.Typer(help="Users of any role, made at the command line.", no_args_is_help=True)
app.add_typer(user_app, name="user")


@user_app.command("create", epilog="Example: worktrackr user create --email ops@example.com --role operator")
def user_create(
    *,
    email: Annotated[str, typer.Option(help="Address to sign in with.")],
    role: Annotated[str, typer.Option(help="staff, manager, admin, reseller or operator.")],
    name: Annotated[str, typer.Option(help="Full name.", show_default="the address")] = "",
    organisation: Annotated[
        str | None, typer.Option(help="Name or id of the organisation, for staff, managers and admins.")
    ] = None,
    reseller: Annotated[str | None, typer.Option(help="Name or id of the reseller, for resellers.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a user. The password is asked for, or read from standard input."""
    from worktrackr.access import Role
    from worktrackr.choose_database import database
    from worktrackr.identity.commands import UserError, create_user
    from worktrackr.migrations import migrate as migrate_database

    if role not in list(Role):
        raise UserError(f"There is no role {role!r}. Choose one of {', '.join(Role)}.")
    interactive = sys.stdin.isatty()
    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if interactive
        else sys.stdin.readline().rstrip("\n")
    )
    with database(read_settings(), data_dir) as urls:
        migrate_database(urls.owner)
        create_user(
            urls.owner,
            email=email,
            role=Role(role),
            password=password,
            name=name or email,
            organisation=organisation,
            reseller=reseller,
        )
    typer.echo(f"{email} can sign in.")


organisation_app = typer.Typer(help="Organisations, for whoever owns the machine.", no_args_is_help=True)
app.add_typer(organisation_app, name="organisation")


@organisation_app.command("export", epilog="Example: worktrackr organisation export 'Hallam & Reid' hallam-reid.zip")
def organisation_export(
    organisation: Annotated[str, typer.Argument(help="The organisation's name or id.")],
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Write everything that an organisation has to a zip: one CSV file per table, and its attached files."""
    from worktrackr.choose_database import database
    from worktrackr.organisation_exports import export_to_file

    settings = read_settings()
    with database(settings, data_dir) as urls:
        export_to_file(urls, settings, data_dir, organisation, file)
    typer.echo(f"Everything of {organisation} is in {file}.")


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return the errors that say in one line what to do. Looked up only when one happens."""
    import psycopg

    from worktrackr.backups import BackupError
    from worktrackr.embedded import EmbeddedError, MissingUrl
    from worktrackr.problems import Problem
    from worktrackr.serving import ServeError

    return (
        SettingsError,
        EmbeddedError,
        MissingUrl,
        BackupError,
        ServeError,
        Problem,
        psycopg.OperationalError,
    )
