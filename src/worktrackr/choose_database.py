"""Which database a command works on: the one that the settings name, else the embedded one of the data folder."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from worktrackr.embedded import Cluster, DatabaseUrls
from worktrackr.settings import Settings


@contextmanager
def database(settings: Settings, data_dir: Path | None = None) -> Generator[DatabaseUrls]:
    """Give a command the addresses of its database, which answers as long as the block runs.

    The embedded server is started for the block, or shared with those who use it already.
    """
    external = external_urls(settings)
    if external is not None:
        yield external
        return
    with Cluster(choose_data_dir(settings, data_dir)) as cluster:
        yield cluster.urls


def external_urls(settings: Settings) -> DatabaseUrls | None:
    """Return the addresses that the settings name, or None when the embedded server is to be used."""
    if settings.database_url is None:
        return None
    return DatabaseUrls(settings.database_url, owner_url=settings.owner_url)


def choose_data_dir(settings: Settings, data_dir: Path | None = None) -> Path:
    """Return the data folder: the one asked for, else that of the settings, else the platform's own."""
    return (data_dir or settings.data_dir or _default_data_dir()).expanduser().absolute()


def _default_data_dir() -> Path:
    # The server of root runs as another account, which cannot enter root's home.
    if os.geteuid() == 0 and sys.platform == "linux":
        return Path("/var/lib/worktrackr")
    return platformdirs.user_data_path("worktrackr", appauthor=False)
