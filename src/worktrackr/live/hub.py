"""One listener per process, one reading per organisation, as many streams as there are browsers."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

import msgspec
import psycopg
import structlog
from psycopg import AsyncConnection

from worktrackr.access import Principal
from worktrackr.edge.web import ENCODER
from worktrackr.live.changes import FEW, MOST, READ, Changed, ManyChanged, Reading, reading, session_mark
from worktrackr.live.cursors import Cursors
from worktrackr.postgres.announcing import CHANNEL, EVERYBODY, announced
from worktrackr.postgres.database import Database
from worktrackr.problems import Problem, TooManyRequests, Unauthenticated, Unavailable

log = structlog.get_logger("worktrackr.live")
PAUSE_SECONDS = 0.05
"""Between two readings of an organisation: what happens meanwhile is told together."""
LOOK_SECONDS = 10.0
"""How often we look without having been told: a process may die between its commit and its announcement."""
SESSION_SECONDS = 1.0
"""How often the sessions of a busy organisation are looked at; those of a quiet one with each reading."""
STREAMS_OF_ONE = 40
"""Streams that one person or key may have open with one process."""
_NOW = "select pg_current_snapshot()::text"
_RETRY_SECONDS = 0.5
_QUEUE_SIZE = 64


class Stream:
    """What one client has still to be told. Bounded: who is too slow is let go, and comes back with its cursor."""

    def __init__(self, principal: Principal) -> None:
        """`principal` is who reads it."""
        self.principal = principal
        self.waiting: asyncio.Queue[bytes] = asyncio.Queue(_QUEUE_SIZE)
        self.ended = asyncio.Event()
        self.is_refused = False
        """Whether it ended because its session did."""

    def put(self, chunk: bytes) -> None:
        """Tell something, in its turn."""
        try:
            self.waiting.put_nowait(chunk)
        except asyncio.QueueFull:
            self.ended.set()

    def refuse(self) -> None:
        """End it because of its session."""
        self.is_refused = True
        self.ended.set()


class Hub:
    """Joins streams to their organisations. The log is read as one of those who listen, so that its policies hold."""

    def __init__(self, dsn: str, database: Database, tables: Mapping[str, str]) -> None:
        """`tables` says which permission reads a table; of others nothing is told."""
        self._dsn, self._database, self._tables = dsn, database, tables
        self.cursors = Cursors(dsn)
        self._organisations: dict[UUID, _Organisation] = {}
        self._listening: asyncio.Task[None] | None = None
        self._is_stopping = False
        self.recent: deque[tuple[float, str]] = deque(maxlen=2)
        """Snapshots of the last seconds and when they were taken. A new stream begins there: what changed between the
        first question of a page and its stream is told too, and the page need not ask again."""

    def open(self) -> None:
        """Listen in the background."""
        self._listening = asyncio.create_task(self._listen_for_ever())

    async def close(self) -> None:
        """End everything."""
        self.end_streams()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    def end_streams(self) -> None:
        """End all streams, and refuse further ones: this process stops."""
        self._is_stopping = True
        for organisation in self._organisations.values():
            for stream in organisation.streams:
                stream.ended.set()

    async def join(self, principal: Principal, organisation_id: UUID, cursor: str | None) -> tuple[Stream, bytes]:
        """Open a stream that goes on from a cursor; returns it and what it begins with. Raises `Unauthenticated`."""
        if self._is_stopping:
            raise Unavailable
        organisation = self._organisations.get(organisation_id)
        if organisation is None:
            organisation = self._organisations[organisation_id] = _Organisation(self, organisation_id)
        if sum(stream.principal.key == principal.key for stream in organisation.streams) >= STREAMS_OF_ONE:
            raise TooManyRequests("Close some windows: there are too many streams.", headers={"Retry-After": "30"})
        stream = Stream(principal)
        after, covers = None if cursor is None else self.cursors.unseal(cursor), 0.0
        if is_new := after is None:
            now = asyncio.get_running_loop().time()
            taken_at, after = self.recent[0] if self.recent else (now, None)
            covers = now - taken_at
        missed = await organisation.join(stream, after)
        hello = _Hello(resumed=not is_new and missed.is_complete, covers=covers if missed.is_complete else 0)
        return stream, self._beginning(hello, missed, principal)

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        if stream.principal.organisation_id is not None:
            self._organisations[stream.principal.organisation_id].leave(stream)

    async def read(
        self, principal: Principal, organisation_id: UUID, after: str | None, asked: Sequence[bytes]
    ) -> Reading:
        """Read what has happened since a snapshot; `asked` are tokens whose sessions are looked up too."""
        rows = await self._database.call(principal, uuid4(), READ, organisation_id, after, list(asked), FEW, MOST)
        return reading(rows)

    def chunk(self, found: Reading, permissions: frozenset[str]) -> bytes:
        """Write what somebody with these permissions may know. Only the last event moves the cursor: all or nothing."""
        events: Sequence[Changed | ManyChanged] = (
            found.events if found.is_complete else [ManyChanged(table=table) for table in self._tables]
        )
        lines = [
            b"data: %s\n\n" % ENCODER.encode(event) for event in events if self._tables.get(event.table) in permissions
        ]
        if lines:
            lines.insert(-1, self._id(found.snapshot))
        return b"".join(lines)

    def _beginning(self, hello: "_Hello", missed: Reading, principal: Principal) -> bytes:
        chunk = self.chunk(missed, principal.permissions) if missed.is_complete else b""
        said = b"event: hello\n%sdata: %s\n\n" % (b"" if chunk else self._id(missed.snapshot), ENCODER.encode(hello))
        # Browsers come back at different moments, so that a restart is not followed by a rush.
        return b"retry: %d\n" % (500 + principal.session_id.int % 1000) + said + chunk

    def _id(self, snapshot: str) -> bytes:
        return b"id: %s\n" % self.cursors.seal(snapshot).encode()

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(
                    self._dsn, autocommit=True, application_name="worktrackr live"
                ) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    while True:
                        # Also at first: something may have happened before we listened.
                        self._wake([EVERYBODY])
                        found = await (await connection.execute(_NOW)).fetchone()
                        self.recent.append((asyncio.get_running_loop().time(), "" if found is None else found[0]))
                        async for notice in connection.notifies(timeout=LOOK_SECONDS):
                            self._wake(announced(notice.payload))
            except psycopg.Error as error:
                log.warning("listener_restarts", error=str(error))
            await asyncio.sleep(_RETRY_SECONDS)

    def _wake(self, names: Sequence[str]) -> None:
        for name in names:
            if name == EVERYBODY:
                for organisation in self._organisations.values():
                    organisation.awake.set()
            elif (organisation := self._organisations.get(UUID(name))) is not None:
                organisation.awake.set()


class _Hello(msgspec.Struct):
    """How a stream begins."""

    resumed: bool
    """Whether it goes on from the client's cursor. If not, what a page shows may be older than what it will hear."""
    covers: float
    """But what changed in the last so many seconds is told."""


class _Organisation:
    """The streams of one organisation, and how far its log was read for them."""

    def __init__(self, hub: Hub, organisation_id: UUID) -> None:
        self._hub, self._id = hub, organisation_id
        self.streams: set[Stream] = set()
        self.awake = asyncio.Event()
        self._snapshot: str | None = None
        self._beginning = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None
        self._sessions_at = 0.0

    async def join(self, stream: Stream, after: str | None) -> Reading:
        """Add a stream; returns what it has missed. What happens meanwhile it may be told twice, never not at all."""
        async with self._beginning:
            if self._snapshot is None:
                missed = await self._read_as(stream, after)
                self._snapshot = missed.snapshot
                self.streams.add(stream)
                self._reading = asyncio.create_task(self._read_for_ever())
                return missed
        # First among those who are told, then asked what was before: the other way round something could fall between.
        self.streams.add(stream)
        try:
            return await self._read_as(stream, after)
        except BaseException:
            self.leave(stream)
            raise

    def leave(self, stream: Stream) -> None:
        """Remove a stream; after the last one nothing is read any more."""
        self.streams.discard(stream)
        if not self.streams and self._reading is not None:
            self._reading.cancel()
            self._snapshot = self._reading = None

    async def _read_as(self, stream: Stream, after: str | None, asked: Sequence[bytes] = ()) -> Reading:
        return await self._hub.read(stream.principal, self._id, after, asked)

    async def _read_for_ever(self) -> None:
        while True:
            await self.awake.wait()
            self.awake.clear()
            try:
                await self._read()
            except Problem:
                # The database is away; what we miss is found when it is back.
                self.awake.set()
                await asyncio.sleep(_RETRY_SECONDS)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _read(self) -> None:
        for reader in list(self.streams):
            loop = asyncio.get_running_loop()
            asked = list(self.streams) if loop.time() >= self._sessions_at + SESSION_SECONDS else []
            try:
                found = await self._read_as(reader, self._snapshot, [stream.principal.token_hash for stream in asked])
            except Unauthenticated:
                reader.refuse()
                continue
            self._snapshot = found.snapshot
            for stream in asked:
                if session_mark(stream.principal.session_id, stream.principal.role) not in found.sessions:
                    stream.refuse()
            if asked:
                self._sessions_at = loop.time()
            else:
                loop.call_at(self._sessions_at + SESSION_SECONDS, self.awake.set)
            self._tell(found)
            return

    def _tell(self, found: Reading) -> None:
        if found.is_complete and not found.events:
            return
        chunks: dict[frozenset[str], bytes] = {}
        for stream in self.streams:
            permissions = stream.principal.permissions
            if permissions not in chunks:
                chunks[permissions] = self._hub.chunk(found, permissions)
            if chunks[permissions] and not stream.is_refused:
                stream.put(chunks[permissions])
