"""The addresses of one database, one for each role."""

from dataclasses import dataclass
from urllib.parse import quote

from worktrackr.embedded.layout import SUPERUSER


class MissingUrl(Exception):
    """A role's address is needed that nobody gave; the message names the variable that does."""


@dataclass(frozen=True)
class DatabaseUrls:
    """Addresses that libpq and psycopg understand."""

    application: str
    """For requests and jobs: row-level security applies."""
    owner_url: str | None = None
    backup_url: str | None = None
    superuser_url: str | None = None

    @property
    def owner(self) -> str:
        """For migrations and the command line."""
        if self.owner_url is None:
            message = "WORKTRACKR_OWNER_URL is not set: give the address of the role worktrackr_owner."
            raise MissingUrl(message)
        return self.owner_url

    @property
    def backup(self) -> str:
        """For dumps; the owner can read everything too."""
        return self.backup_url or self.owner


def embedded_urls(socket_dir: str, passwords: dict[str, str], database: str) -> DatabaseUrls:
    """Return the addresses of a database of the embedded server."""

    def address(role: str) -> str:
        # The port is only part of the socket's name; it is said, so that PGPORT cannot change it.
        return f"postgresql://{role}:{quote(passwords[role])}@/{database}?host={quote(socket_dir, safe='')}&port=5432"

    return DatabaseUrls(
        application=address("worktrackr_app"),
        owner_url=address("worktrackr_owner"),
        backup_url=address("worktrackr_backup"),
        superuser_url=address(SUPERUSER),
    )
