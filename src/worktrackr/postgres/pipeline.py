"""One request, one round trip: many callers share a few PostgreSQL connections in pipeline mode."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, Generic, TypeVar, overload

import msgspec
import psycopg
from psycopg import errors, pq
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader, Transformer
from psycopg.generators import connect
from psycopg.waiting import wait_conn_async

from worktrackr.problems import Unavailable

T = TypeVar("T")
Row = Sequence[Any]

QUEUE_LIMIT = 64
"""Calls that may wait on one link. Beyond it the answer is 503: a longer queue only makes everybody late."""
RETRIED = ("0A000", "26000")
"""A cached plan whose result type a migration changed, and an unknown statement: nothing has run, ask again."""


class _RawJson(Loader):
    """Hands jsonb on as it is: what the database stores is what the client gets, undecoded."""

    format = pq.Format.BINARY

    def load(self, data: Buffer) -> msgspec.Raw:
        return msgspec.Raw(bytes(data)[1:])


class _Context:
    """An `AdaptContext`: psycopg's adapters, but for jsonb."""

    connection = None
    adapters = AdaptersMap(psycopg.adapters)


_Context.adapters.register_loader("jsonb", _RawJson)


class Statement(Generic[T]):
    """SQL with `$1` parameters, and what becomes of each row. `writes` says that asking twice is not harmless.

    >>> Statement("select 1", lambda row: row[0]).sql
    b'select 1'
    """

    __slots__ = ("_transformer", "make", "name", "sql", "writes")
    _names = count()

    @overload
    def __init__(self: "Statement[tuple[Any, ...]]", sql: str, *, writes: bool = False, named: bool = True) -> None: ...
    @overload
    def __init__(self, sql: str, make: Callable[[Row], T], *, writes: bool = False, named: bool = True) -> None: ...
    def __init__(
        self, sql: str, make: Callable[[Row], Any] = tuple, *, writes: bool = False, named: bool = True
    ) -> None:
        """Unnamed statements are parsed each time: for the rare shapes of a query."""
        self.sql = sql.encode()
        self.make = make
        self.name = b"s%d" % next(self._names) if named else b""
        self.writes = writes
        self._transformer = Transformer(_Context())

    def load(self, result: pq.abc.PGresult) -> list[T]:
        """Turn a binary result into made rows."""
        # The loaders are chosen anew each time: another link may have parsed the statement before a migration.
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, self.make)


def encode(value: object) -> str | None:
    r"""Write a parameter in PostgreSQL's text format.

    >>> encode(["a", None, 'b"'])
    '{"a",NULL,"b\\""}'
    """
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        return f"{{{','.join(map(_element, value))}}}"  # pyright: ignore[reportUnknownArgumentType]  # any elements
    return str(value)


def as_json(value: object) -> str:
    """Write a parameter of type json.

    >>> as_json({"a": [1, None]})
    '{"a":[1,null]}'
    """
    return msgspec.json.encode(value).decode()


def _element(value: object) -> str:
    text = encode(value)
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Link:
    """One connection in pipeline mode. Reconnects by itself; knows nothing of retries."""

    def __init__(self, dsn: str, enter: str, number: int, reconnected: Callable[[], None]) -> None:
        """Nothing is connected yet: call `connect`. `reconnected` is told when a lost link is back."""
        self._reconnected = reconnected
        self._dsn = dsn
        self._enter = enter.encode()
        self._number = number
        self._loop = asyncio.get_running_loop()
        self._connection: pq.abc.PGconn | None = None
        self._socket = -1
        self._prepared: dict[bytes, bytes] = {}
        self._generation = 0
        self.waiting: deque[tuple[asyncio.Future[pq.abc.PGresult], bytes, bytes]] = deque()
        self._result: pq.abc.PGresult | None = None
        self._error: pq.abc.PGresult | None = None
        self._reconnecting: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether calls can be sent now."""
        return self._connection is not None

    async def connect(self) -> None:
        """Connect without blocking the loop; raises `psycopg.OperationalError`."""
        connection = await wait_conn_async(connect(self._dsn), timeout=5)
        prepared = connection.prepare(b"enter", self._enter)
        if prepared.status != pq.ExecStatus.COMMAND_OK:
            connection.finish()
            raise errors.OperationalError(prepared.get_error_message())
        connection.nonblocking = 1
        connection.enter_pipeline_mode()
        self._prepared.clear()
        # Kept, since a broken connection no longer tells its socket, and the loop would watch it for ever.
        self._socket = connection.socket
        self._loop.add_reader(self._socket, self._readable)
        self._connection = connection

    def call(
        self, statement: Statement[Any], credentials: Sequence[bytes | None] | None, values: Sequence[bytes | None]
    ) -> asyncio.Future[pq.abc.PGresult]:
        """Send [Parse if new], enter, the statement and Sync in one write; the future is the statement's result."""
        connection = self._connection
        if connection is None:
            raise Unavailable
        future: asyncio.Future[pq.abc.PGresult] = self._loop.create_future()
        name = self._prepared.get(statement.name)
        is_new = name is None
        if name is None:
            name = b"%s_%d" % (statement.name, self._generation) if statement.name else b""
        self.waiting.append((future, statement.name, name))
        try:
            if is_new:
                # Parse comes before enter: a refused enter skips all up to Sync, and a skipped Parse would break
                # every later call of this statement.
                connection.send_prepare(name, statement.sql)
                if name:
                    self._prepared[statement.name] = name
            if credentials is not None:
                connection.send_query_prepared(b"enter", credentials)
            connection.send_query_prepared(name, values, None, pq.Format.BINARY)
            connection.pipeline_sync()
            if connection.flush():
                self._loop.add_writer(self._socket, self._writable)
        except psycopg.OperationalError as error:
            # At once: libpq has closed the socket, whose number the next connection may get.
            self._lose(str(error))
        return future

    def watch_again(self) -> None:
        """Watch the socket anew if somebody waits. Called now and then.

        libuv stops watching a socket that was reset, after one call, in which libpq may find data and not yet the
        end behind it: https://github.com/libuv/libuv/blob/v1.x/src/unix/poll.c
        """
        if self._connection is not None and self.waiting:
            self._loop.remove_reader(self._socket)
            self._loop.add_reader(self._socket, self._readable)

    def _writable(self) -> None:
        connection = self._connection
        try:
            if connection is not None and not connection.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.OperationalError as error:
            self._lose(str(error))

    def _readable(self) -> None:
        connection, waiting = self._connection, self.waiting
        if connection is None:
            return
        try:
            connection.consume_input()
            nothing_before = False
            while waiting and not connection.is_busy():
                result = connection.get_result()
                if result is None:
                    # One "nothing" ends each message's results; two mean that nothing more has come, as when the
                    # server said goodbye and has not hung up yet.
                    if nothing_before:
                        break
                    nothing_before = True
                    continue
                nothing_before = False
                status = result.status
                if status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
                    self._result = result  # Parse, enter and statement answer in this order: the last one stays.
                elif status == pq.ExecStatus.PIPELINE_SYNC:
                    self._settle()
                elif status == pq.ExecStatus.FATAL_ERROR and self._error is None:
                    self._error = result
            if connection.status == pq.ConnStatus.BAD:
                self._lose("the connection was lost")
        except psycopg.OperationalError as error:
            self._lose(str(error))

    def _settle(self) -> None:
        (future, name, used), result, error = self.waiting.popleft(), self._result, self._error
        self._result = self._error = None
        if error is not None:
            failure = errors.error_from_result(error)
            if failure.sqlstate in RETRIED and self._prepared.get(name) == used:
                # Either Parse failed or its plan is stale: parse again under a new name, once for all who wait.
                del self._prepared[name]
                self._generation += 1
            if not future.done():
                future.set_exception(failure)
        elif future.done():
            pass  # A cancelled caller's answer is read, in order, and dropped.
        elif result is None:
            future.set_exception(errors.OperationalError("the server gave no answer"))
        else:
            future.set_result(result)

    def _lose(self, reason: str) -> None:
        self._disconnect()
        self._result = self._error = None
        while self.waiting:
            future, *_ = self.waiting.popleft()
            if not future.done():
                future.set_exception(errors.OperationalError(reason))
        self.reconnect_soon()

    def reconnect_soon(self) -> None:
        """Connect in the background, trying for ever with back-off from 50 ms to 1 s."""
        if self._reconnecting is None or self._reconnecting.done():
            self._reconnecting = self._loop.create_task(self._reconnect())

    async def _reconnect(self) -> None:
        delay = 0.05
        while self._connection is None:
            try:
                await self.connect()
            except psycopg.Error:
                # Links of one worker spread their tries, so that a starting server is not hit by all at once.
                await asyncio.sleep(delay * (1 + self._number / 8))
                delay = min(delay * 2, 1.0)
        self._reconnected()

    async def close(self) -> None:
        """Close for good."""
        if self._reconnecting is not None:
            self._reconnecting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reconnecting
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._connection.finish()
            self._connection = None
