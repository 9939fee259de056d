"""What an installation does, in numbers, for Prometheus: on an address of its own, which customers need not reach.

Workers write their numbers into files of a folder (prometheus-client's multi-process mode), and whoever started them adds
them up. Labels are names from our own code and numbers: nothing that a customer wrote.
"""

import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Any

import psycopg
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from worktrackr.settings import SettingsError

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_JOB_BUCKETS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0, 600.0)
_OTHER = "other"
_STREAM = b"text/event-stream"
_CONNECT_SECONDS = 2

_answers = Counter("worktrackr_http_requests", "Requests answered, by operation and status.", ["operation", "status"])
_seconds = Histogram(
    "worktrackr_http_request_seconds", "Seconds until a request was answered.", ["operation"], buckets=_BUCKETS
)
_jobs = Histogram(
    "worktrackr_job_seconds", "Seconds that jobs took, by task and outcome.", ["task", "outcome"], buckets=_JOB_BUCKETS
)


def measured(app: ASGIApp) -> ASGIApp:
    """Return an application that counts and times what `app` answers. Streams, which end when their reader leaves, have no time."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        status, streams, started = 500, False, time.perf_counter()

        async def note(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                streams = any(n == b"content-type" and v.startswith(_STREAM) for n, v in message["headers"])
            await send(message)

        try:
            await app(scope, receive, note)
        finally:
            # Litestar puts it there when it has found the route: what was refused before has none.
            operation = getattr(scope.get("route_handler"), "operation_id", None)
            operation = operation if isinstance(operation, str) else _OTHER
            _answers.labels(operation, status).inc()
            if not streams:
                _seconds.labels(operation).observe(time.perf_counter() - started)

    return serve


async def measure_job(run: Callable[[], Awaitable[Any]], context: Any, _worker: object) -> Any:  # noqa: ANN401  # procrastinate's
    """Time a job; a middleware of procrastinate's worker."""
    outcome, started = "failed", time.perf_counter()
    try:
        result = await run()
        outcome = "succeeded"
        return result
    finally:
        _jobs.labels(context.job.task_name, outcome).observe(time.perf_counter() - started)


@contextlib.contextmanager
def metrics_of_workers(address: str | None) -> Generator["WorkerMetrics | None"]:
    """Answer at `address`, "host:port", with what all workers count; yields None without one. Raises `SettingsError`."""
    if address is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="worktrackr-metrics-") as folder:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)
        with _answering(address, registry):
            yield WorkerMetrics(registry, {"PROMETHEUS_MULTIPROC_DIR": folder})


class WorkerMetrics:
    """What the workers of `worktrackr serve` count."""

    def __init__(self, registry: CollectorRegistry, environment: dict[str, str]) -> None:
        """`environment` are the variables with which workers count for `registry`."""
        self._registry, self.environment = registry, environment

    def watch_queue(self, database_url: str) -> None:
        """Tell of the jobs in a database, too."""
        self._registry.register(_Queue(database_url))


@contextlib.contextmanager
def metrics_of_this_process(address: str | None) -> Generator[None]:
    """Answer at `address`, "host:port", with what this process counts, if there is one. Raises `SettingsError`."""
    if address is None:
        yield
        return
    with _answering(address, REGISTRY):
        yield


@contextlib.contextmanager
def _answering(address: str, registry: CollectorRegistry) -> Generator[None]:
    host, _, port = address.rpartition(":")
    message = f"WORKTRACKR_METRICS_ADDRESS={address!r} cannot be used: write the host and a free port, such as 127.0.0.1:9464."
    # Without a host it would answer everybody.
    if not host:
        raise SettingsError(message)
    try:
        server, thread = start_http_server(int(port), host.strip("[]"), registry)
    except (OSError, ValueError, OverflowError) as error:
        raise SettingsError(message) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Queue(Collector):
    """Looks into the database whenever somebody asks."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    def collect(self) -> Iterator[Metric]:
        """Tell how many jobs there are of each task and status, and whether the database answers."""
        jobs = GaugeMetricFamily("worktrackr_jobs", "Jobs that wait, run or have failed.", labels=["task", "status"])
        up = 0
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(self._database_url, connect_timeout=_CONNECT_SECONDS) as database,
        ):
            for task, status, count in database.execute(
                "select task_name, status::text, count(*) from procrastinate_jobs group by 1, 2"
            ):
                jobs.add_metric([task, status], count)
            up = 1
        yield jobs
        yield GaugeMetricFamily("worktrackr_database_up", "Whether the database answers.", value=up)
