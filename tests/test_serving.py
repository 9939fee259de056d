"""`worktrackr serve`: what dies is replaced, what has begun is finished, and nothing stays behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
import pytest

from worktrackr.embedded import Cluster
from worktrackr.embedded.leftovers import server_processes

READY = "WorkTrackr is ready on http://127.0.0.1:"

SERVE = """
import sys
from pathlib import Path
from worktrackr.serving import ServeOptions, serve
from worktrackr.settings import read_settings
sys.exit(serve(read_settings(), ServeOptions(port=0, data_dir=Path(sys.argv[1]), factory=sys.argv[2])))
"""

COMMAND = "from worktrackr.cli import main; main()"


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str

    def ask(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"{self.address}{path}", timeout=30) as answer:  # noqa: S310  # an address of our own
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    @property
    def worker(self) -> int:
        return int(self.ask("/process")[1])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=60)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    outer = Path(tempfile.mkdtemp(prefix="worktrackr-test-"))
    outer.chmod(0o711)
    yield outer / "data"
    shutil.rmtree(outer)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_says_one_line_when_it_is_ready_and_leaves_nothing_behind(data_dir: Path, number: signal.Signals) -> None:
    with served(data_dir) as running:
        assert running.ask("/database") == (200, "worktrackr_app")
        assert running.ask("/secrets") == (200, "[]")
        worker = running.worker
        output, _ = running.stop(number)
    assert running.process.returncode == 0
    assert output == ""
    assert not psutil.pid_exists(worker)
    assert server_processes(data_dir / "postgres") == []


def test_finishes_what_has_begun_and_refuses_what_has_not(data_dir: Path) -> None:
    with served(data_dir) as running:
        answers: list[tuple[int, str]] = []
        request = threading.Thread(target=lambda: answers.append(running.ask("/slow?seconds=1.5")))
        request.start()
        time.sleep(0.5)
        running.process.send_signal(signal.SIGTERM)
        eventually(lambda: is_refused(running.address))
        assert running.process.poll() is None
        request.join()
        running.process.communicate(timeout=60)
    assert answers == [(200, "finished")]
    assert running.process.returncode == 0


def test_a_second_signal_stops_at_once(data_dir: Path) -> None:
    with served(data_dir) as running:
        answers: list[tuple[int, str]] = []

        def ask_in_vain() -> None:
            with contextlib.suppress(OSError):
                answers.append(running.ask("/slow?seconds=15"))

        request = threading.Thread(target=ask_in_vain)
        request.start()
        time.sleep(0.5)
        asked = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        eventually(lambda: is_refused(running.address))
        running.stop()
        request.join()
    assert answers == []
    assert running.process.returncode == 1
    assert time.monotonic() - asked < 10
    assert server_processes(data_dir / "postgres") == []


def test_replaces_a_killed_worker(data_dir: Path) -> None:
    with served(data_dir) as running:
        killed = running.worker
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: replaced(running, killed))
        running.stop()


def test_survives_the_death_of_postgresql(data_dir: Path) -> None:
    with served(data_dir) as running, Cluster(data_dir) as cluster:
        worker = running.worker
        killed = cluster.postmaster_pid
        os.kill(killed, signal.SIGKILL)
        statuses = {running.ask("/database")[0]}
        eventually(lambda: running.ask("/database")[0] == 200, seconds=10)
        assert statuses <= {200, 503}
        assert cluster.postmaster_pid != killed
        assert running.worker == worker
        cluster.stop()
        running.stop()


def test_a_killed_parent_takes_everything_along(data_dir: Path) -> None:
    with served(data_dir) as running:
        worker = running.worker
        running.process.kill()
        running.process.communicate()
        eventually(lambda: not psutil.pid_exists(worker))
        eventually(lambda: not server_processes(data_dir / "postgres"))


def test_other_commands_work_beside_it_and_a_second_one_does_not(data_dir: Path) -> None:
    with served(data_dir) as running:
        migrated = command("migrate", "--data-dir", str(data_dir))
        assert (migrated.returncode, migrated.stdout) == (0, "The database has the schema of this version.\n")
        second = command("serve", "--port", "0", "--data-dir", str(data_dir))
        assert second.returncode == 1
        holder = f"Process {running.process.pid} serves {data_dir} already"
        assert second.stderr == f"worktrackr: {holder}; stop it, or choose another folder with --data-dir.\n"
        assert running.ask("/database")[0] == 200
        running.stop()


def test_a_port_in_use_is_refused_before_anything_starts(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = command("serve", "--port", str(port), "--data-dir", str(data_dir.with_name("untouched")))
    assert refused.returncode == 1
    reason = "Address already in use"
    assert refused.stderr == (
        f"worktrackr: Port {port} of 127.0.0.1 cannot be used ({reason}); choose another with --port.\n"
    )
    assert not (data_dir.with_name("untouched") / "postgres").exists()


def test_an_application_that_does_not_start_ends_it(data_dir: Path) -> None:
    process = start(data_dir, "tiny_application:create_broken_app")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "broken on purpose" in errors
    assert "The application does not start; the messages above say why." in errors
    assert server_processes(data_dir / "postgres") == []


def test_a_signal_while_it_starts_leaves_nothing_behind(data_dir: Path) -> None:
    process = start(data_dir)
    eventually(lambda: bool(server_processes(data_dir / "postgres")))
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert server_processes(data_dir / "postgres") == []


def test_waits_for_a_database_of_ones_own(data_dir: Path) -> None:
    with Cluster(data_dir) as cluster:
        urls = cluster.urls
    variables = {"WORKTRACKR_DATABASE_URL": urls.application, "WORKTRACKR_OWNER_URL": urls.owner}
    with served(data_dir.with_name("unused"), variables) as running:
        assert running.ask("/database")[0] == 503
        with Cluster(data_dir):
            eventually(lambda: running.ask("/database")[0] == 200)
            assert running.ask("/secrets") == (200, "[]")
            running.stop()
    assert running.process.returncode == 0
    assert not data_dir.with_name("unused").exists()


@contextlib.contextmanager
def served(data_dir: Path, variables: dict[str, str] | None = None) -> Generator[Served]:
    process = start(data_dir, variables=variables)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), process.stderr.read() if process.stderr else ""
        yield Served(process, line.removeprefix("WorkTrackr is ready on ").strip())
    finally:
        if process.returncode is None:
            process.terminate()
            process.communicate(timeout=60)


def start(
    data_dir: Path, factory: str = "tiny_application:create_app", variables: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir), factory],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), **(variables or {})},
    )


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
    )


def environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WORKTRACKR_")}
    return {**ours, "PYTHONPATH": str(Path(__file__).parent)}


def replaced(running: Served, killed: int) -> bool:
    try:
        return running.worker != killed
    except (URLError, ConnectionError):
        return False


def is_refused(address: str) -> bool:
    host, _, port = address.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
