"""What PostgreSQL acknowledged is there after it was killed. A ledger of acknowledgements is the judge."""

import contextlib
import threading
import time
from collections.abc import Generator, Iterable
from pathlib import Path

import psycopg
import pytest

from processes import eventually, kill, new_data_dir
from worktrackr.embedded import Cluster
from worktrackr.embedded.leftovers import server_processes

WRITERS = 4
CYCLES = 20
SECONDS_BETWEEN_KILLS = 0.5
LONGEST_RECOVERY_SECONDS = 10.0


class Ledger:
    """Writers that remember what was acknowledged, and go on as soon as the server is back."""

    def __init__(self, url: str) -> None:
        self.acknowledged: list[tuple[int, int]] = []
        self._url = url
        self._stopping = threading.Event()
        self._writers = [threading.Thread(target=self._write, args=(writer,)) for writer in range(WRITERS)]

    @contextlib.contextmanager
    def written(self) -> Generator[None]:
        with psycopg.connect(self._url) as connection:
            # The table itself shall survive, whatever the server is set to.
            connection.execute("set synchronous_commit = on")
            connection.execute("create table ledger (writer int, number int)")
        for writer in self._writers:
            writer.start()
        try:
            yield
        finally:
            self._stopping.set()
            for writer in self._writers:
                writer.join()

    def lost(self) -> set[tuple[int, int]]:
        with psycopg.connect(self._url) as connection:
            found = connection.execute("select writer, number from ledger").fetchall()
        return set(self.acknowledged) - set(found)

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stopping.is_set():
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(self._url, autocommit=True) as connection,
            ):
                while not self._stopping.is_set():
                    number += 1
                    connection.execute("insert into ledger values (%s, %s)", [writer, number])
                    self.acknowledged.append((writer, number))
            time.sleep(0.02)


@pytest.mark.parametrize("only_the_postmaster", [False, True])
def test_nothing_acknowledged_is_lost_by_a_kill(*, only_the_postmaster: bool) -> None:
    with new_data_dir() as data_dir, Cluster(data_dir) as cluster:
        ledger = Ledger(cluster.urls.owner)
        with ledger.written():
            for _ in range(CYCLES):
                time.sleep(SECONDS_BETWEEN_KILLS)
                postmaster = cluster.postmaster_pid
                kill_and_wait([postmaster] if only_the_postmaster else everything(data_dir), cluster, ledger)
        assert len(ledger.acknowledged) > 10_000
        assert ledger.lost() == set()


def test_the_ledger_sees_a_loss() -> None:
    """Without it, the test above would prove nothing: a throwaway does not wait for the disk."""
    with new_data_dir() as data_dir, Cluster(data_dir, throwaway=True) as cluster:
        ledger = Ledger(cluster.urls.owner)
        with ledger.written():
            for _ in range(CYCLES):
                time.sleep(SECONDS_BETWEEN_KILLS)
                kill_and_wait(everything(data_dir), cluster, ledger)
        assert ledger.lost() != set()


def everything(data_dir: Path) -> list[int]:
    return server_processes(data_dir / "postgres")


def kill_and_wait(processes: Iterable[int | None], cluster: Cluster, ledger: Ledger) -> None:
    """Kill processes of a server that is written to, and wait until another one is written to."""
    postmaster = cluster.postmaster_pid
    for process in processes:
        kill(process)
    eventually(lambda: cluster.postmaster_pid not in {None, postmaster}, LONGEST_RECOVERY_SECONDS)
    before = len(ledger.acknowledged)
    eventually(lambda: len(ledger.acknowledged) > before + WRITERS, LONGEST_RECOVERY_SECONDS)
