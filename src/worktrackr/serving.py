"""`worktrackr serve`: owns the database and the listening socket, starts the workers, and replaces what dies."""

import contextlib
import http.client
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg

from worktrackr.choose_database import choose_data_dir, external_urls
from worktrackr.embedded import Cluster, DatabaseUrls, EmbeddedError, claim_data_dir
from worktrackr.metrics import metrics_of_workers
from worktrackr.migrations import migrate
from worktrackr.settings import Settings
from worktrackr.worker_processes import WorkerProcesses, worker_environment

_logger = logging.getLogger(__name__)

_TICK_SECONDS = 0.1
_WATCH_SECONDS = 1.0
_RETRY_SECONDS = 2.0
_CONNECT_SECONDS = 5
_PROBE_SECONDS = 1.0
_HOPELESS_DEATHS = 3
_BACKLOG = 2048
# What a worker takes beside its links and its pool: jobs and live updates.
_OTHER_CONNECTIONS = 4
# For commands, backups and the superuser.
_SPARE_CONNECTIONS = 15
_SUCCESSES = range(200, 300)

Preparation = Callable[[DatabaseUrls], None]


class ServeError(Exception):
    """Serving is not possible; the message is one line that says what to do."""


class StopRequested(BaseException):
    """Somebody asked us to stop before we had started."""


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """What `worktrackr serve` is told on the command line."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    data_dir: Path | None = None
    preparations: tuple[Preparation, ...] = ()
    """Run when the schema is current, before the first request."""
    factory: str = "worktrackr.app:create_app"
    """`module:function` that makes the application from the settings."""


def serve(settings: Settings, options: ServeOptions) -> int:
    """Serve until a signal asks to stop; returns the exit code."""
    stop = _StopSignals()
    try:
        return _serve(settings, options, stop)
    except StopRequested:
        return 0


def _serve(settings: Settings, options: ServeOptions, stop: "_StopSignals") -> int:
    data_dir = choose_data_dir(settings, options.data_dir)
    with contextlib.ExitStack() as stack:
        external = external_urls(settings)
        if external is None:
            stack.enter_context(claim_data_dir(data_dir))
        listener = stack.enter_context(contextlib.closing(_listen(options.host, options.port)))
        metrics = stack.enter_context(metrics_of_workers(settings.metrics_address))
        urls = external or stack.enter_context(_embedded(data_dir))
        preparing = stack.enter_context(_prepared(urls, options))
        _check_connections(urls, settings, options.workers)
        stop.interrupts = False
        environment = worker_environment(urls.application, str(data_dir))
        if metrics is not None:
            metrics.watch_queue(urls.application)
            environment |= metrics.environment
        workers = WorkerProcesses(listener, options.workers, options.factory, environment)
        address = listener.getsockname()[:2]
        try:
            _supervise(workers, address, preparing, stop)
        finally:
            # Our copy keeps the port open: whoever connects now shall be refused, not left waiting.
            listener.close()
            workers.stop(lambda: stop.count > 1)
    return 0 if stop.count <= 1 else 1


def _supervise(
    workers: WorkerProcesses, address: tuple[str, int], preparing: Future[None], stop: "_StopSignals"
) -> None:
    is_ready = False
    while not stop.count:
        workers.replace_dead()
        if preparing.done():
            preparing.result()
        if not is_ready and _answers(address):
            is_ready = True
            print(f"WorkTrackr is ready on {_url(address)}", flush=True)  # noqa: T201  # the one line that is asked for
        if not is_ready and workers.deaths >= _HOPELESS_DEATHS:
            message = "The application does not start; the messages above say why."
            raise ServeError(message)
        time.sleep(_TICK_SECONDS)


class _StopSignals:
    """Counts the signals that ask us to stop. Until there are workers to look after, one interrupts what we do."""

    def __init__(self) -> None:
        self.count = 0
        self.interrupts = True
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._receive)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.interrupts:
            raise StopRequested


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything is started, so that a port in use costs nothing."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        message = f"The address {host} cannot be used ({error.strerror}); choose another with --host."
        raise ServeError(message) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        message = f"Port {port} of {host} cannot be used ({error.strerror}); choose another with --port."
        raise ServeError(message) from error
    return listener


@contextlib.contextmanager
def _embedded(data_dir: Path) -> Generator[DatabaseUrls]:
    """Start the embedded server, and its guardian again if that is killed."""
    with Cluster(data_dir) as cluster:
        stopping = threading.Event()

        def watch() -> None:
            while not stopping.wait(_WATCH_SECONDS):
                try:
                    cluster.revive()
                except EmbeddedError as error:
                    _logger.warning("%s", error)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield cluster.urls
        finally:
            stopping.set()
            watcher.join()


@contextlib.contextmanager
def _prepared(urls: DatabaseUrls, options: ServeOptions) -> Generator[Future[None]]:
    """Bring the schema up to date: now, or as soon as the database can be reached, which need not be there yet."""
    stopping = threading.Event()
    with ThreadPoolExecutor(max_workers=1) as executor:
        if _is_reachable(urls):
            _prepare(urls, options)
            done: Future[None] = Future()
            done.set_result(None)
            yield done
            return
        _logger.warning("The database cannot be reached yet; trying again until it can.")
        try:
            yield executor.submit(_prepare_later, urls, options, stopping)
        finally:
            stopping.set()


def _check_connections(urls: DatabaseUrls, settings: Settings, workers: int) -> None:
    """Refuse more workers than the database has connections for; found out under load, it would be too late."""
    of_each = settings.database_links + settings.database_write_links + settings.database_pool + _OTHER_CONNECTIONS
    needed = workers * of_each + _SPARE_CONNECTIONS
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(urls.application) as connection:
        allowed = connection.execute("select current_setting('max_connections')::int").fetchone()
        if allowed is not None and needed > allowed[0]:
            message = (
                f"{workers} workers need {needed} connections, and PostgreSQL allows {allowed[0]}:"
                " use fewer --workers, or raise its max_connections."
            )
            raise ServeError(message)


def _prepare(urls: DatabaseUrls, options: ServeOptions) -> None:
    # Without the owner's address, whoever installs WorkTrackr runs `worktrackr migrate` by themselves.
    if urls.owner_url is not None:
        migrate(urls.owner_url)
    for preparation in options.preparations:
        preparation(urls)


def _prepare_later(urls: DatabaseUrls, options: ServeOptions, stopping: threading.Event) -> None:
    while not stopping.wait(_RETRY_SECONDS):
        if _is_reachable(urls):
            _prepare(urls, options)
            return


def _is_reachable(urls: DatabaseUrls) -> bool:
    try:
        psycopg.connect(urls.owner_url or urls.application, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers(address: tuple[str, int]) -> bool:
    """Whether a worker answers requests."""
    connection = http.client.HTTPConnection(_reachable_host(address[0]), address[1], timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status in _SUCCESSES
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable_host(host: str) -> str:
    """Return an address of this machine for one that means all of them."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound


def _url(address: tuple[str, int]) -> str:
    host = _reachable_host(address[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{address[1]}"
