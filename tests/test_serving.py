"""`worktrackr serve`: what dies is replaced, what has begun is finished, and nothing stays behind."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from processes import command, eventually, is_refused, kill, new_data_dir, served
from worktrackr.embedded import Cluster
from worktrackr.embedded.leftovers import server_processes


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with new_data_dir() as folder:
        yield folder


def test_says_one_line_when_it_is_ready_and_leaves_nothing_behind(data_dir: Path) -> None:
    with served(data_dir) as running:
        assert running.ask("/database") == (200, "worktrackr_app")
        assert running.ask("/secrets") == (200, "[]")
        worker = running.worker
        output, _ = running.stop()
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


def test_survives_the_death_of_postgresql(data_dir: Path) -> None:
    with served(data_dir) as running, Cluster(data_dir) as cluster:
        worker = running.worker
        killed = cluster.postmaster_pid
        kill(killed)
        statuses = {running.ask("/database")[0]}
        eventually(lambda: running.ask("/database")[0] == 200, seconds=10)
        assert statuses <= {200, 503}
        assert cluster.postmaster_pid != killed
        assert running.worker == worker
        cluster.stop()
        running.stop()


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
