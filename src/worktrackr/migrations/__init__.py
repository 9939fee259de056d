"""Builds and updates the schema: Alembic revisions in plain SQL, run by the owner under an advisory lock."""

import io
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent


def roles_sql() -> str:
    """Return the SQL that a superuser runs once, to make the four roles."""
    return files(__name__).joinpath("roles.sql").read_text(encoding="utf-8")


def configuration(owner_url: str = "", output: TextIO | None = None) -> Config:
    """Return Alembic's configuration; it has no file, so that nothing depends on the working folder."""
    config = Config(output_buffer=output) if output else Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["owner_url"] = owner_url
    return config


def migrate(owner_url: str) -> None:
    """Bring the database to the newest revision. Safe when several processes start at once."""
    command.upgrade(configuration(owner_url), "head")


def migration_sql() -> str:
    """Return the SQL of all revisions, for the linter and for those who apply it by hand."""
    output = io.StringIO()
    command.upgrade(configuration(output=output), "head", sql=True)
    return output.getvalue()


def newest_revision() -> str:
    """Return the revision that this version of WorkTrackr needs."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""
