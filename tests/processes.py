"""Starts servers and users of servers as processes of their own, for the tests that kill them."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg

from worktrackr.embedded.accounts import Account, PopenArguments

READY = "WorkTrackr is ready on http://127.0.0.1:"

SERVE = """
import sys
from pathlib import Path
from worktrackr.serving import ServeOptions, serve
from worktrackr.settings import read_settings
sys.exit(serve(read_settings(), ServeOptions(port=0, data_dir=Path(sys.argv[1]), factory=sys.argv[2])))
"""

TINY = "tiny_application:create_app"

COMMAND = "from worktrackr.cli import main; main()"

USE_UNTIL_TOLD = """
import sys
from pathlib import Path
from worktrackr.embedded import Cluster
with Cluster(Path(sys.argv[1])) as cluster:
    print("started", flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def new_data_dir() -> Generator[Path]:
    # Not tmp_path: the folders above it are private, and as root the server runs as another account.
    outer = Path(tempfile.mkdtemp(prefix="worktrackr-test-"))
    outer.chmod(0o711)
    try:
        yield outer / "data"
    finally:
        shutil.rmtree(outer)


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


@contextlib.contextmanager
def served(data_dir: Path, variables: dict[str, str] | None = None, factory: str = TINY) -> Generator[Served]:
    process = start(data_dir, factory, variables)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), process.stderr.read() if process.stderr else ""
        yield Served(process, line.removeprefix("WorkTrackr is ready on ").strip())
    finally:
        if process.returncode is None:
            process.terminate()
            process.communicate(timeout=60)


def start(data_dir: Path, factory: str = TINY, variables: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir), factory],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), **(variables or {})},
    )


def command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**environment(), **variables},
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


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return None if row is None else row[0]


def kill(pid: int | None, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal one process. None and 0 are refused: the system takes 0 for all of our own."""
    assert pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
