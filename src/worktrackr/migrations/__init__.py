"""Builds and updates the schema: Alembic revisions in plain SQL, run by the owner under an advisory lock."""

import io
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is loaded only by who migrates: with SQLAlchemy it would be a third of a worker's start, and 20 MB in each.
HERE = Path(__file__).parent


def roles_sql() -> str:
    """Return the SQL that a superuser runs once, to make the four roles."""
    return files(__name__).joinpath("roles.sql").read_text(encoding="utf-8")


def configuration(owner_url: str = "", output: TextIO | None = None) -> "Config":
    """Return Alembic's configuration; it has no file, so that nothing depends on the working folder."""
    from alembic.config import Config

    config = Config(output_buffer=output) if output else Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["owner_url"] = owner_url
    return config


def migrate(owner_url: str) -> None:
    """Bring the database to the newest revision. Safe when several processes start at once."""
    from alembic import command

    command.upgrade(configuration(owner_url), "head")


def migration_sql() -> str:
    """Return the SQL of all revisions, for the linter and for those who apply it by hand."""
    from alembic import command

    output = io.StringIO()
    command.upgrade(configuration(output=output), "head", sql=True)
    return output.getvalue()


def newest_revision() -> str:
    """Return the revision that this version of WorkTrackr needs."""
    return max(path.name.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))
