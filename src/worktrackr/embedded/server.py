"""One PostgreSQL server: makes its files, starts it, stops it. Only the guardian uses this."""

import ctypes
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from worktrackr.embedded.accounts import Account, clean_environment, server_account
from worktrackr.embedded.binaries import Binaries, binaries_for
from worktrackr.embedded.configuration import INCLUDE, write_configuration
from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import SUPERUSER, Layout
from worktrackr.embedded.leftovers import clear_leftovers
from worktrackr.embedded.urls import DatabaseUrls, embedded_urls

_START_SECONDS = 120
_STOP_SECONDS = 60
_KILL_SECONDS = 10
_POLL_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1


class StartAbandoned(Exception):
    """Nobody wants the server any more."""


class Server:
    """The server of one data folder. `durable=False` trades safety for speed, for tests."""

    def __init__(self, layout: Layout, *, durable: bool) -> None:
        self._layout = layout
        self._durable = durable
        self._account: Account = server_account(layout)
        self._binaries: Binaries = binaries_for(self._account, layout.binaries)
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self.socket_dir = Path()

    @property
    def pid(self) -> int:
        """The number of the postmaster."""
        return 0 if self._process is None else self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the postmaster is not running."""
        return self._process is None or self._process.poll() is not None

    def urls(self, database: str) -> DatabaseUrls:
        """Return the addresses of a database."""
        return embedded_urls(str(self.socket_dir), self._layout.passwords(), database)

    def initialise(self) -> None:
        """Make the cluster's files unless they exist; refuse those of another version."""
        self._check_reachable()
        passwords = self._layout.passwords()
        if not self._layout.cluster.exists():
            self._create_files(passwords[SUPERUSER])
        version = (self._layout.cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
        if version != str(self._binaries.major_version):
            message = (
                f"{self._layout.cluster} was made by PostgreSQL {version}, this is {self._binaries.major_version}:"
                " use the WorkTrackr that made it for `worktrackr backup`, then restore into a new data folder."
            )
            raise EmbeddedError(message)

    def start(self, unwanted: threading.Event) -> None:
        """Start the server and wait until it answers; raises `StartAbandoned` as soon as `unwanted` is set."""
        clear_leftovers(self._layout.cluster)
        self.socket_dir = self._layout.make_socket_dir()
        self._account.own(self.socket_dir)
        write_configuration(self._layout.cluster, self.socket_dir, durable=self._durable)
        self._process = self._spawn()
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self.has_ended:
                message = f"PostgreSQL did not start: {self._last_words()}"
                raise EmbeddedError(message)
            if time.monotonic() > deadline:
                message = f"PostgreSQL did not answer within {_START_SECONDS} s; see {self._layout.cluster / 'log'}."
                raise EmbeddedError(message)
            if unwanted.wait(_POLL_SECONDS):
                raise StartAbandoned

    def stop(self) -> None:
        """Stop the server: connections are cut, what they had not committed is rolled back."""
        process = self._process
        if process is not None and process.poll() is None:
            # A server that is thrown away need not write what it has in memory.
            polite = signal.SIGINT if self._durable else signal.SIGQUIT
            for number, seconds in ((polite, _STOP_SECONDS), (signal.SIGQUIT, _KILL_SECONDS), (signal.SIGKILL, None)):
                process.send_signal(number)
                try:
                    process.wait(seconds)
                    break
                except subprocess.TimeoutExpired:
                    continue
        self._layout.remove_socket_dir()

    def _create_files(self, password: str) -> None:
        """Run initdb beside the final place, so that an interrupted one leaves nothing that looks finished."""
        partial = self._layout.root / "postgres.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        self._account.own(partial)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._layout.root) as password_file:
            password_file.write(password)
            password_file.flush()
            self._account.own(Path(password_file.name))
            command = [
                self._binaries.program("initdb"), "--pgdata", partial, "--username", SUPERUSER,
                "--pwfile", password_file.name, "--auth", "scram-sha-256", "--data-checksums", "--encoding", "UTF8",
                "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
                *([] if self._durable else ["--no-sync"]),
            ]  # fmt: skip
            result = self._account.run(command)
        if result.returncode != 0:
            message = f"The database could not be made in {partial}: {_last_line(result.stderr)}"
            raise EmbeddedError(message)
        with (partial / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(INCLUDE)
        partial.rename(self._layout.cluster)

    def _check_reachable(self) -> None:
        if self._account.switches and not self._account.can_enter(self._layout.root):
            message = (
                f"PostgreSQL runs as {self._account.name}, who cannot enter {self._layout.root};"
                " choose another folder, such as /var/lib/worktrackr, with --data-dir."
            )
            raise EmbeddedError(message)

    def _spawn(self) -> subprocess.Popen[bytes]:
        # The first words of the server go to the guardian's standard error, which is the log of the data folder.
        self._log_start = self._layout.log.stat().st_size if self._layout.log.exists() else 0
        return subprocess.Popen(
            [self._binaries.program("postgres"), "-D", self._layout.cluster],
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # The terminal's Ctrl-C is for us: the workers still need the server while they finish.
            start_new_session=True,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509  # our other thread only waits for a lock, outside Python
            **self._account.popen_arguments(),
        )

    def _answers(self) -> bool:
        superuser_url = self.urls("postgres").superuser_url
        try:
            psycopg.connect(superuser_url or "", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _last_words(self) -> str:
        with self._layout.log.open("rb") as file:
            file.seek(self._log_start)
            text = file.read().decode(errors="replace")
        return _last_line(text) or f"see {self._layout.cluster / 'log'}."


def _last_line(text: str) -> str:
    """Return the most telling of a program's messages: the last error, else the last line."""
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (errors or lines or [""])[-1].strip()


# Looked up here, since little may be done between fork and exec.
_process_control = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _stop_with_parent() -> None:
    """Ask Linux to shut the server down (SIGINT: at once, but tidily) when the guardian is killed."""
    if _process_control is not None:
        _process_control(_PR_SET_PDEATHSIG, signal.SIGINT)
