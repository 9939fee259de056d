"""Processes of a server that was killed: they hold its memory until they have gone."""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

_PATIENCE_SECONDS = 10


def clear_leftovers(cluster: Path) -> None:
    """Wait for what remains of a killed server, end it if it does not go by itself, and remove its pid file.

    Only for the holder of the guardian's lock, since a server that is in use must not be running.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    postmaster = _postmaster(pid_file)
    for pid in server_processes(cluster):
        if pid == postmaster:
            _signal(pid, signal.SIGINT)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while remaining := server_processes(cluster):
        if time.monotonic() > deadline:
            for pid in remaining:
                _signal(pid, signal.SIGKILL)
        time.sleep(0.05)
    # Otherwise a process that got the same number since, as happens in containers, would keep us from starting.
    pid_file.unlink(missing_ok=True)


def server_processes(cluster: Path) -> list[int]:
    """Return the processes of the server, which all work in the cluster's folder."""
    found: list[int] = []
    folder = cluster.resolve()
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and Path(process.cwd()) == folder:
                found.append(process.pid)
        except psutil.Error:
            # It has just ended, or it is someone else's.
            continue
    return found


def _postmaster(pid_file: Path) -> int | None:
    first_line = pid_file.read_text(encoding="utf-8").partition("\n")[0]
    return int(first_line) if first_line.isdigit() else None


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
