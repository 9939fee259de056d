"""The process that keeps one server: restarts it when it dies, stops it as soon as nobody uses it.

It is the server's parent and belongs to nobody. Whoever uses the server holds a shared lock on a file, which the system
releases however they end; when the guardian gets that lock for itself, the server has no user left.
"""

import argparse
import logging
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from worktrackr.embedded.databases import check_durability, prepare_server
from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import READY, Layout, Running
from worktrackr.embedded.locks import open_lock, wait_for_exclusive_lock
from worktrackr.embedded.server import Server, StartAbandoned

_logger = logging.getLogger(__name__)

_WATCH_SECONDS = 0.1
_FIRST_ATTEMPTS = 5
_LONGEST_PAUSE_SECONDS = 5.0


def main() -> int:
    """Guard the server of a data folder until nobody uses it. The caller hands over the guardian's lock."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--lock", type=int, required=True, help="the descriptor of the guardian's lock")
    parser.add_argument("--throwaway", action="store_true", help="no durability; remove the folder at the end")
    arguments = parser.parse_args()
    os.set_inheritable(arguments.lock, False)  # noqa: FBT003  # positional in the standard library
    os.setsid()
    logging.basicConfig(format="%(asctime)s guardian: %(message)s")
    _ignore_signals()
    layout = Layout(arguments.data_dir)
    try:
        _guard(layout, durable=not arguments.throwaway)
    except EmbeddedError as error:
        _tell_caller(str(error))
        return 1
    finally:
        layout.forget_running()
        if arguments.throwaway:
            _remove(layout.root)
    return 0


def _remove(folder: Path) -> None:
    """Remove a folder in one step for others, so that nobody begins to use what is half removed."""
    removed = folder.with_name(f"{folder.name}.{os.getpid()}.removed")
    folder.rename(removed)
    shutil.rmtree(removed, ignore_errors=True)


def _ignore_signals() -> None:
    # A terminal, or systemd, signals everybody at once; the server has to outlive the workers that finish requests.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _guard(layout: Layout, *, durable: bool) -> None:
    unused = _watch_users(layout)
    server = Server(layout, durable=durable)
    server.initialise()
    try:
        _start(server, unused, attempts=_FIRST_ATTEMPTS)
        _prepare(server, layout, durable=durable)
        _announce(server, layout)
        _tell_caller(READY)
        while not unused.wait(_WATCH_SECONDS):
            if server.has_ended:
                layout.forget_running()
                _logger.warning("PostgreSQL has ended; starting it again.")
                _start(server, unused, attempts=None)
                _announce(server, layout)
    except StartAbandoned:
        pass
    finally:
        layout.forget_running()
        server.stop()


def _watch_users(layout: Layout) -> threading.Event:
    """Return an event that is set once nobody uses the server; nobody can begin to use it after that."""
    unused = threading.Event()
    descriptor = open_lock(layout.users_lock)

    def wait() -> None:
        wait_for_exclusive_lock(descriptor)
        unused.set()

    threading.Thread(target=wait, daemon=True).start()
    return unused


def _start(server: Server, unused: threading.Event, *, attempts: int | None) -> None:
    """Start the server; try again a few times, or without end, since what a crash left behind goes away by itself."""
    pause = 0.1
    attempt = 1
    while True:
        try:
            server.start(unused)
        except EmbeddedError as error:
            server.stop()
            if attempt == attempts:
                raise
            _logger.warning("%s", error)
            if unused.wait(pause):
                raise StartAbandoned from error
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            attempt += 1
        else:
            return


def _prepare(server: Server, layout: Layout, *, durable: bool) -> None:
    superuser_url = server.urls("postgres").superuser_url or ""
    if durable:
        check_durability(superuser_url)
    prepare_server(superuser_url, layout.passwords())


def _announce(server: Server, layout: Layout) -> None:
    layout.write_running(Running(str(server.socket_dir), guardian=os.getpid(), postmaster=server.pid))


def _tell_caller(text: str) -> None:
    """Write to the caller, who waits for one line, and let go of it: it may end long before us."""
    os.write(1, f"{text}\n".encode())
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


if __name__ == "__main__":
    sys.exit(main())
