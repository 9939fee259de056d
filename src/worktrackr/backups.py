"""Copies of the whole database in one file, with PostgreSQL's own programs, and of the attached files in another."""

import contextlib
import os
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from worktrackr.embedded import DatabaseUrls
from worktrackr.embedded.binaries import find_binaries


class BackupError(Exception):
    """A backup or restore is not possible; the message is one line that says what to do."""


def back_up(urls: DatabaseUrls, file: Path) -> None:
    """Write everything in the database to a new file that only we may read."""
    if file.exists():
        message = f"{file} exists already; name another file."
        raise BackupError(message)
    partial = file.with_name(f"{file.name}.partial")
    try:
        partial.touch(mode=0o600)
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror})."
        raise BackupError(message) from error
    try:
        _run("pg_dump", ["--format", "custom", "--file", str(partial)], urls.backup)
        _synchronise(partial)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def archive_of(file: Path) -> Path:
    """Return where the attached files of a backup lie: beside it."""
    return file.with_name(f"{file.name}.files.tar")


def back_up_files(folder: Path | None, file: Path) -> Path | None:
    """Write the attached files beside a backup, after it: whatever it names is then there. None if there are none."""
    if folder is None or not folder.is_dir():
        return None
    archive = archive_of(file)
    partial = archive.with_name(f"{archive.name}.partial")
    try:
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w") as tar:
            for found in sorted(folder.rglob("*")):
                # What is still being written, or purged meanwhile, belongs to no backup.
                if "#" not in found.name:
                    with contextlib.suppress(FileNotFoundError):
                        tar.add(found, found.relative_to(folder), recursive=False)
        _synchronise(partial)
        partial.rename(archive)
    except OSError as error:
        message = f"{archive} cannot be written ({error.strerror})."
        raise BackupError(message) from error
    finally:
        partial.unlink(missing_ok=True)
    return archive


def restore_files(folder: Path | None, file: Path) -> bool:
    """Put the attached files of a backup into their folder; says whether there were any."""
    archive = archive_of(file)
    if folder is None or not archive.is_file():
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except (OSError, tarfile.TarError) as error:
        message = f"{archive} cannot be restored ({error})."
        raise BackupError(message) from error
    return True


def require_backup(file: Path) -> None:
    """Refuse what is no file, before a server is started for it."""
    if not file.is_file():
        message = f"There is no file {file}."
        raise BackupError(message)


def restore(urls: DatabaseUrls, file: Path) -> None:
    """Fill an empty database from a backup, wholly or not at all."""
    url = urls.superuser_url or urls.owner
    if _has_tables(url):
        message = "The database is not empty; restore into a new one, for instance with a new folder as --data-dir."
        raise BackupError(message)
    _run("pg_restore", ["--exit-on-error", "--single-transaction", str(file)], url)


def _has_tables(url: str) -> bool:
    query = "select from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1"
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone() is not None


def _run(program: str, arguments: Sequence[str], url: str) -> None:
    parts = conninfo_to_dict(url)
    # Not among the arguments, which every user of the machine can read.
    password = str(parts.pop("password", ""))
    result = subprocess.run(
        [find_binaries().program(program), *arguments, "--no-password", "--dbname", make_conninfo("", **parts)],
        check=False,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C"},
    )
    if result.returncode != 0:
        errors = [line for line in result.stderr.splitlines() if "error" in line] or [f"{program} failed"]
        raise BackupError(errors[0])


def _synchronise(file: Path) -> None:
    """Bring the file to the disk before it gets its name."""
    descriptor = os.open(file, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
