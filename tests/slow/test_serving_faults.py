"""What `worktrackr serve` does when its parts die or are not there."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from processes import eventually, is_refused, kill, new_data_dir, replaced, served, start
from worktrackr.embedded import Cluster
from worktrackr.embedded.leftovers import server_processes


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with new_data_dir() as folder:
        yield folder


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
        kill(killed)
        eventually(lambda: replaced(running, killed))
        running.stop()


def test_a_killed_parent_takes_everything_along(data_dir: Path) -> None:
    with served(data_dir) as running:
        worker = running.worker
        running.process.kill()
        running.process.communicate()
        eventually(lambda: not psutil.pid_exists(worker))
        eventually(lambda: not server_processes(data_dir / "postgres"))


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


def test_ctrl_c_stops_it_too(data_dir: Path) -> None:
    with served(data_dir) as running:
        running.stop(signal.SIGINT)
    assert running.process.returncode == 0
    assert server_processes(data_dir / "postgres") == []
