"""The processes that answer requests: starts them, replaces those that die, stops them all."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_logger = logging.getLogger(__name__)

GRACE_SECONDS = 20
"""How long requests that have begun may take to finish, once we are asked to stop."""

_LIFESPAN_SECONDS = 10
_POLL_SECONDS = 0.05
# One that lived shorter than this is replaced after a pause, so that a broken one does not take all the time there is.
_SHORT_LIFE_SECONDS = 5.0
_PAUSE_SECONDS = 1.0


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    started: float
    replace_at: float | None = None


class WorkerProcesses:
    """`count` workers that share one listening socket, and get their settings by `environment`."""

    def __init__(self, listener: socket.socket, count: int, factory: str, environment: Mapping[str, str]) -> None:
        self._listener = listener
        self._factory = factory
        self._environment = dict(environment)
        self._workers = [self._start() for _ in range(count)]
        self.deaths = 0
        """How many have ended without being asked."""

    def replace_dead(self) -> None:
        """Start another one for each that has ended; to be called every moment."""
        now = time.monotonic()
        for index, worker in enumerate(self._workers):
            if worker.process.poll() is None:
                continue
            if worker.replace_at is None:
                self.deaths += 1
                is_short = now - worker.started < _SHORT_LIFE_SECONDS
                worker.replace_at = now + (_PAUSE_SECONDS if is_short else 0)
                _logger.warning("Worker %d ended (%s); starting another.", worker.process.pid, _reason(worker.process))
            if now >= worker.replace_at:
                _close(worker.process)
                self._workers[index] = self._start()

    def stop(self, is_urgent: Callable[[], bool]) -> None:
        """Let the workers finish what they have begun, but not for ever, nor once `is_urgent` says so."""
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS + _LIFESPAN_SECONDS
        while any(worker.process.poll() is None for worker in self._workers):
            if is_urgent() or time.monotonic() > deadline:
                for worker in self._workers:
                    worker.process.kill()
            time.sleep(_POLL_SECONDS)
        for worker in self._workers:
            _close(worker.process)

    def _start(self) -> _Worker:
        descriptor = self._listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "worktrackr.http_worker", self._factory, str(descriptor)],
            # The worker ends when this pipe does: it must not outlive us, however we end.
            stdin=subprocess.PIPE,
            pass_fds=(descriptor,),
            env=self._environment,
            # A terminal sends Ctrl-C to its whole group, and a worker takes a second signal as an order to drop its work.
            process_group=0,
        )
        return _Worker(process, time.monotonic())


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _reason(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def worker_environment(application_url: str, data_dir: str) -> dict[str, str]:
    """Return our environment for the workers: with the database's address, without the owner's."""
    environment = {name: value for name, value in os.environ.items() if name != "WORKTRACKR_OWNER_URL"}
    return environment | {"WORKTRACKR_DATABASE_URL": application_url, "WORKTRACKR_DATA_DIR": data_dir}
