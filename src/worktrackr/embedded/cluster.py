"""The embedded server as its users see it: start it or join it, ask for addresses, let go of it."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from worktrackr.embedded.databases import (
    DATABASE,
    create_database,
    database_exists,
    drop_database,
    maintenance,
    rename_database,
)
from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import READY, Layout
from worktrackr.embedded.locks import is_same_file, open_lock, try_lock, wait_for_shared_lock
from worktrackr.embedded.urls import DatabaseUrls, embedded_urls

_JOIN_SECONDS = 180
_GRACE_SECONDS = 0.2
_LONGEST_LOG = 1_000_000
_POLL_SECONDS = 0.05


class Cluster:
    """The PostgreSQL server of a data folder, shared by every process that has started it and not yet stopped it.

    It runs as long as one of them lives. With `throwaway`, it is fast instead of safe, and its folder is removed at
    the end.
    """

    def __init__(self, data_dir: Path, *, throwaway: bool = False) -> None:
        self._layout = Layout(data_dir.expanduser().absolute())
        self._throwaway = throwaway
        self._use: int | None = None
        self._socket_dir = ""
        self._guardian: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, or join those who use it; returns when it answers."""
        self._use = self._begin_use()
        try:
            self._wait_until_running()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> None:
        """Start the server again if its guardian was killed; otherwise do nothing. The addresses stay the same."""
        if not self._is_guarded():
            self._reap_guardian()
            self._wait_until_running()

    def stop(self) -> None:
        """Let go of the server; when nobody else uses it, wait until it has stopped."""
        if self._use is None:
            return
        is_last = _is_last(self._use)
        os.close(self._use)
        self._use = None
        if is_last:
            while self._is_guarded():
                time.sleep(_POLL_SECONDS)
            self._reap_guardian()

    @property
    def urls(self) -> DatabaseUrls:
        """The addresses of WorkTrackr's database."""
        return self.urls_of(DATABASE)

    def urls_of(self, database: str) -> DatabaseUrls:
        """Return the addresses of a database."""
        return embedded_urls(self._socket_dir, self._layout.passwords(), database)

    @property
    def superuser_url(self) -> str:
        """The address of the superuser, in the maintenance database."""
        return self.urls_of("postgres").superuser_url or ""

    @property
    def guardian_pid(self) -> int | None:
        """The process that guards the server; None while the server is down."""
        running = self._layout.read_running()
        return None if running is None else running.guardian

    @property
    def postmaster_pid(self) -> int | None:
        """The server's main process; None while it is down."""
        running = self._layout.read_running()
        return None if running is None else running.postmaster

    def create_database(self, name: str, *, template: str | None = None) -> DatabaseUrls:
        """Create a database with our roles' privileges, as a copy of `template` if given; returns its addresses."""
        with maintenance(self.superuser_url) as connection:
            create_database(connection, self.superuser_url, name, template)
        return self.urls_of(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, if it exists."""
        with maintenance(self.superuser_url) as connection:
            drop_database(connection, name)

    def ensure_database(self, name: str, fill: Callable[[DatabaseUrls], None]) -> DatabaseUrls:
        """Create a database and fill it, unless it exists: of several processes that ask at once, one does the work."""
        with maintenance(self.superuser_url) as connection:
            if not database_exists(connection, name):
                unfinished = f"{name}_unfinished"
                drop_database(connection, unfinished)
                create_database(connection, self.superuser_url, unfinished, None)
                fill(self.urls_of(unfinished))
                rename_database(connection, unfinished, name)
        return self.urls_of(name)

    def _begin_use(self) -> int:
        """Lock the file that says that the server is used; returns its descriptor."""
        while True:
            self._layout.create()
            use = open_lock(self._layout.users_lock)
            if not wait_for_shared_lock(use, _JOIN_SECONDS):
                os.close(use)
                message = f"The PostgreSQL of {self._layout.root} does not stop; see {self._layout.log}."
                raise EmbeddedError(message)
            if is_same_file(use, self._layout.users_lock):
                return use
            # It was a throwaway's, which has gone while we waited.
            os.close(use)

    def _wait_until_running(self) -> None:
        deadline = time.monotonic() + _JOIN_SECONDS
        while True:
            lock = open_lock(self._layout.guardian_lock)
            try:
                if try_lock(lock, exclusive=True):
                    self._start_guardian(lock)
            finally:
                os.close(lock)
            running = self._layout.read_running()
            if running is not None:
                self._socket_dir = running.socket_dir
                return
            if time.monotonic() > deadline:
                message = f"The PostgreSQL of {self._layout.root} does not answer; see {self._layout.log}."
                raise EmbeddedError(message)
            time.sleep(_POLL_SECONDS)

    def _start_guardian(self, lock: int) -> None:
        """Start the guardian, which inherits the lock, and wait until the server answers."""
        self._layout.forget_running()
        for path in (self._layout.users_lock, self._layout.guardian_lock):
            self._layout.give_to_owner(path)
        answers, answer = os.pipe()
        log = self._open_log()
        command = [sys.executable, "-m", "worktrackr.embedded.guardian", str(self._layout.root), "--lock", str(lock)]
        command += ["--throwaway"] if self._throwaway else []
        os.set_inheritable(lock, True)  # noqa: FBT003  # positional in the standard library
        # Not `subprocess`: it complains about a child that outlives it, as this one may.
        self._guardian = os.posix_spawn(
            sys.executable,
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, answer, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
        )
        os.close(answer)
        os.close(log)
        with os.fdopen(answers, encoding="utf-8") as file:
            line = file.readline().strip()
        if line != READY:
            raise EmbeddedError(line or f"The guardian of PostgreSQL failed; see {self._layout.log}.")

    def _reap_guardian(self) -> None:
        if self._guardian is not None:
            os.waitpid(self._guardian, 0)
            self._guardian = None

    def _open_log(self) -> int:
        log = os.open(self._layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        if os.fstat(log).st_size > _LONGEST_LOG:
            os.ftruncate(log, 0)
        self._layout.give_to_owner(self._layout.log)
        return log

    def _is_guarded(self) -> bool:
        try:
            lock = os.open(self._layout.guardian_lock, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            return not try_lock(lock, exclusive=True)
        finally:
            os.close(lock)


def _is_last(use: int) -> bool:
    """Whether nobody else holds this lock, or only the guardian, which is stopping the server then."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < deadline:
        # Turning a shared lock into an exclusive one lets go of it for a moment, in which the guardian may be quicker.
        if try_lock(use, exclusive=True) or not try_lock(use, exclusive=False):
            return True
        time.sleep(_POLL_SECONDS)
    return False
