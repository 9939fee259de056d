"""Closed-loop HTTP load: each connection sends its next request when it has its answer.

One process, one thread, plain sockets and epoll: some 10 µs of processor time per request, so that the generator takes
as little as possible of the processors that it shares with what it measures.
"""

import itertools
import re
import select
import socket
import statistics
import time
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNK = 1 << 18
_LOOK_CLOSELY_EVERY = 32
_SILENCE_SECONDS = 10.0


class LoadError(Exception):
    """An answer was wrong, or did not come: what is measured would mean nothing."""


@dataclass(frozen=True)
class Job:
    """What to send, how long, and how to know a right answer."""

    port: int
    requests: list[bytes]
    markers: list[bytes]
    """One for each request: its answer's body must contain it."""
    repeated: tuple[bytes, int] | None
    """Bytes that must occur that often; looked at in some of the answers."""
    connections: int
    warm_up: float
    seconds: float


@dataclass(frozen=True)
class Result:
    """What one job saw."""

    per_second: float
    p50_ms: float
    p99_ms: float
    total: int
    """All requests, those of the warm-up too."""
    generator_us: float
    """Processor time of the generator per request."""


class _Connection:
    __slots__ = ("marker", "missing", "parts", "sent_at", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.parts: list[bytes] = []
        self.missing = 0
        self.marker = b""
        self.sent_at = 0.0

    def send(self, request: bytes, marker: bytes) -> None:
        self.marker = marker
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Return the answer when it is complete."""
        data = self.socket.recv(_CHUNK)
        if not data:
            raise LoadError("The server closed a connection.")
        if self.parts:
            self.parts.append(data)
            self.missing -= len(data)
            if self.missing > 0:
                return None
            data = b"".join(self.parts)
            self.parts = []
            return data
        end = data.find(b"\r\n\r\n")
        length = _LENGTH.search(data, 0, end)
        if end < 0 or length is None:
            raise LoadError(f"No length in {data[:300]!r}")
        self.missing = end + 4 + int(length[1]) - len(data)
        if self.missing > 0:
            self.parts = [data]
            return None
        return data


def run(job: Job) -> Result:
    """Do a job."""
    turns = itertools.cycle(zip(job.requests, job.markers, strict=True))
    poll = select.epoll()
    connections = {
        connection.socket.fileno(): connection for connection in (_Connection(job.port) for _ in range(job.connections))
    }
    for connection in connections.values():
        poll.register(connection.socket, select.EPOLLIN)
    started, used = time.perf_counter(), time.process_time()
    measured_from = started + job.warm_up
    end = measured_from + job.seconds
    latencies: list[float] = []
    total = 0
    for connection in connections.values():
        connection.send(*next(turns))
    while (now := time.perf_counter()) < end:
        events = poll.poll(_SILENCE_SECONDS)
        if not events:
            raise LoadError(f"No answer for {_SILENCE_SECONDS} s.")
        for descriptor, _ in events:
            connection = connections[descriptor]
            answer = connection.receive()
            if answer is None:
                continue
            total += 1
            _check(answer, connection.marker, job.repeated if total % _LOOK_CLOSELY_EVERY == 0 else None)
            if now > measured_from:
                latencies.append(time.perf_counter() - connection.sent_at)
            connection.send(*next(turns))
    used = time.process_time() - used
    for connection in connections.values():
        connection.socket.close()
    if len(latencies) < job.connections:
        raise LoadError(f"Only {len(latencies)} answers in {job.seconds} s: measure longer, or on a quieter machine.")
    cuts = statistics.quantiles(latencies, n=100)
    return Result(len(latencies) / job.seconds, cuts[49] * 1e3, cuts[98] * 1e3, total, used / total * 1e6)


def _check(answer: bytes, marker: bytes, repeated: tuple[bytes, int] | None) -> None:
    if not answer.startswith(b"HTTP/1.1 20") or marker not in answer:
        raise LoadError(f"Wrong answer: {answer[:1000]!r}")
    if repeated and answer.count(repeated[0]) != repeated[1]:
        raise LoadError(f"Incomplete answer: {answer[:1000]!r}")
