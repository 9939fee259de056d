"""A backup holds everything, and a restore gives the same database again."""

import re
import stat
import subprocess
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

from worktrackr.backups import BackupError, back_up, back_up_files, require_backup, restore, restore_files
from worktrackr.embedded import Cluster, DatabaseUrls
from worktrackr.embedded.binaries import find_binaries


@pytest.fixture(scope="module")
def original(cluster: Cluster, urls: DatabaseUrls) -> Generator[DatabaseUrls]:
    del urls  # It has the migrated database made.
    yield cluster.create_database("original", template="migrated")
    cluster.drop_database("original")


@pytest.fixture
def empty(cluster: Cluster) -> Generator[DatabaseUrls]:
    yield cluster.create_database("restored")
    cluster.drop_database("restored")


def test_a_restored_database_is_the_same(original: DatabaseUrls, empty: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "friday.dump"
    back_up(original, file)
    restore(empty, file)
    assert dump(empty) == dump(original)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_backup_replaces_no_file(original: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("mine")
    with pytest.raises(BackupError, match="exists already; name another file"):
        back_up(original, file)
    assert file.read_text() == "mine"


def test_a_database_with_tables_is_not_restored_into(original: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "friday.dump"
    back_up(original, file)
    with pytest.raises(BackupError, match="The database is not empty"):
        restore(original, file)


def test_a_damaged_backup_restores_nothing(original: DatabaseUrls, empty: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "friday.dump"
    back_up(original, file)
    file.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(BackupError, match="pg_restore: error"):
        restore(empty, file)
    with psycopg.connect(empty.owner) as connection:
        assert connection.execute("select from pg_tables where schemaname = 'public'").fetchone() is None


def test_attached_files_go_beside_it_and_come_back(tmp_path: Path) -> None:
    folder, file = tmp_path / "files", tmp_path / "friday.dump"
    assert back_up_files(folder, file) is None
    (folder / "organisation").mkdir(parents=True)
    (folder / "organisation" / "key").write_bytes(b"bytes")
    (folder / "organisation" / "key#1").write_bytes(b"half")
    archive = back_up_files(folder, file)
    assert archive
    assert archive == tmp_path / "friday.dump.files.tar"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert restore_files(tmp_path / "restored", file)
    restored = [found for found in (tmp_path / "restored").rglob("*") if found.is_file()]
    assert [(found.name, found.read_bytes()) for found in restored] == [("key", b"bytes")]
    assert not restore_files(tmp_path / "restored", tmp_path / "other.dump")
    archive.write_bytes(b"damaged")
    with pytest.raises(BackupError, match="cannot be restored"):
        restore_files(tmp_path / "again", file)


def test_a_backup_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no file"):
        require_backup(tmp_path / "missing")


def dump(urls: DatabaseUrls) -> str:
    """Return everything in a database as SQL, with its owners and privileges."""
    text = subprocess.run(
        [find_binaries().program("pg_dump"), "--dbname", urls.superuser_url or ""],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # A random word against injection; and parentheses and names that PostgreSQL adds or drops when it reads its own SQL.
    return re.sub(r"^\\(un)?restrict .*$|[()]| AS \w+", "", text, flags=re.MULTILINE)
