"""The embedded PostgreSQL: it comes back when it is killed, and never outlives those who use it."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from processes import ask, eventually, kill, new_data_dir, use
from worktrackr.embedded import Cluster, EmbeddedError
from worktrackr.embedded.accounts import server_account
from worktrackr.embedded.layout import Layout
from worktrackr.embedded.leftovers import server_processes

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the server as somebody else")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with new_data_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A data folder whose server has run before."""
    with new_data_dir() as folder:
        with Cluster(folder):
            pass
        yield folder


def test_starts_in_an_empty_folder_and_keeps_everything(data_dir: Path) -> None:
    with Cluster(data_dir) as cluster:
        passwords = (data_dir / "passwords.json").read_bytes()
        with psycopg.connect(cluster.urls.owner) as connection:
            connection.execute("create table kept as select 1 as one")
    assert server_processes(data_dir / "postgres") == []
    with Cluster(data_dir) as cluster:
        assert ask(cluster.urls.owner, "select one from kept") == 1
        assert ask(cluster.superuser_url, "select setting from pg_settings where name = 'data_checksums'") == "on"
        assert ask(cluster.superuser_url, "select datlocale from pg_database where datname = 'worktrackr'") == "C.UTF-8"
    assert (data_dir / "passwords.json").read_bytes() == passwords
    assert mode(data_dir / "passwords.json") == 0o600
    assert mode(data_dir / "postgres") == 0o700
    assert not (data_dir / "run").exists()


def test_every_role_needs_its_password_and_has_only_its_rights(data_dir: Path) -> None:
    with Cluster(data_dir, throwaway=True) as cluster:
        urls = cluster.urls
        roles = [ask(url, "select current_user") for url in (urls.application, urls.owner, urls.backup)]
        assert roles == ["worktrackr_app", "worktrackr_owner", "worktrackr_backup"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(urls.application, password="guessed")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(urls.application, "create table mine (id int)")
        assert ask(cluster.superuser_url, "show listen_addresses") == ""


def test_a_killed_server_comes_back_with_what_it_acknowledged(data_dir: Path) -> None:
    with Cluster(data_dir) as cluster:
        with psycopg.connect(cluster.urls.owner) as connection:
            connection.execute("create table acknowledged as select 1 as one")
        killed = cluster.postmaster_pid
        kill(killed)
        eventually(lambda: cluster.postmaster_pid not in {None, killed})
        assert ask(cluster.urls.owner, "select one from acknowledged") == 1


def test_a_killed_user_leaves_no_server(data_dir: Path) -> None:
    user = use(data_dir)
    assert server_processes(data_dir / "postgres")
    user.kill()
    user.communicate()
    eventually(lambda: not server_processes(data_dir / "postgres"))
    # The last thing that the guardian removes.
    eventually(lambda: not (data_dir / "run").exists())


def test_the_server_runs_until_the_last_user_lets_go(data_dir: Path) -> None:
    first = use(data_dir)
    with Cluster(data_dir) as cluster:
        first.communicate("enough\n")
        assert first.returncode == 0
        assert ask(cluster.urls.application, "select 1") == 1
    assert server_processes(data_dir / "postgres") == []


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_could_lose_data_is_refused(made_once: Path, setting: str) -> None:
    configuration = made_once / "postgres" / "postgresql.conf"
    untouched = configuration.read_text()
    configuration.write_text(f"{untouched}{setting} = off\n")
    with pytest.raises(EmbeddedError, match=f"PostgreSQL runs with {setting} = off, so that a crash could lose data"):
        Cluster(made_once).start()
    assert server_processes(made_once / "postgres") == []
    configuration.write_text(untouched)


def test_files_of_another_version_are_refused(made_once: Path) -> None:
    version = made_once / "postgres" / "PG_VERSION"
    untouched = version.read_text()
    version.write_text("17\n")
    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 17, this is 18"):
        Cluster(made_once).start()
    version.write_text(untouched)
    with Cluster(made_once) as cluster:
        assert ask(cluster.urls.application, "select 1") == 1


def test_a_pid_file_that_names_another_process_does_not_matter(made_once: Path) -> None:
    account = server_account(Layout(made_once))
    with subprocess.Popen(["sleep", "60"], **account.popen_arguments()) as other:  # noqa: S607  # a program of every system
        pid_file = made_once / "postgres" / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{made_once / 'postgres'}\n")
        with Cluster(made_once) as cluster:
            assert ask(cluster.urls.application, "select 1") == 1
        assert other.poll() is None
        other.kill()


def test_a_folder_with_a_long_path_works(data_dir: Path) -> None:
    long_path = data_dir / ("long" * 20) / ("longer" * 20)
    for folder in (data_dir, long_path.parent):
        folder.mkdir(mode=0o755)
    with Cluster(long_path, throwaway=True) as cluster:
        socket_dir = (long_path / "run").readlink()
        assert ask(cluster.urls.application, "select 1") == 1
        assert mode(socket_dir) == 0o700
    assert not socket_dir.exists()


def test_a_throwaway_removes_its_folder(data_dir: Path) -> None:
    with Cluster(data_dir, throwaway=True) as cluster:
        filled = cluster.ensure_database("template", lambda urls: run(urls.owner, "create table copied (id int)"))
        copy = cluster.create_database("copy", template="template")
        for urls in (filled, copy):
            assert ask(urls.owner, "select count(*) from copied") == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(copy.application, "create temporary table mine (id int)")
    assert list(data_dir.parent.iterdir()) == []


@as_root
def test_a_folder_that_the_server_cannot_enter_is_refused(data_dir: Path) -> None:
    data_dir.parent.chmod(0o700)
    with pytest.raises(EmbeddedError, match=r"cannot enter .*; choose another folder, such as /var/lib/worktrackr"):
        Cluster(data_dir).start()


def run(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
