"""The database as requests see it: single statements in one round trip, transactions for the rest."""

import asyncio
import select
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from worktrackr.postgres.announcing import NOTIFY, Announcer
from worktrackr.postgres.pipeline import QUEUE_LIMIT, RETRIED, Link, Statement, encode
from worktrackr.problems import OutcomeUnknown, Problem, Unauthenticated, Unavailable, Validation, from_database

T = TypeVar("T")
WATCH_SECONDS = 0.25
"""How long a lost server may go unnoticed by those who wait for it."""
REFUSED = "28000"
"""SQLSTATE of a session that `enter` refused."""
LOST = (None, "57P01", "57P02", "57P03", "08006")
"""What a call gets when the server goes away under it."""


class Identity(Protocol):
    """Who asks. `credentials` are the parameters of the `enter` function as encoded text, without the change-set."""

    @property
    def credentials(self) -> list[bytes | None]: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...
    @property
    def permissions(self) -> frozenset[str]: ...


class Database:
    """Links for single statements, some that read and some that write, and a pool for transactions: one set per worker.

    Whoever reads does not wait behind a commit that is on its way to the disk, and writers that come together are spread
    over more links, so that one flush of the disk serves many. Without links that write, all do both.

    `enter` and `enter_as` are the SQL that checks the session and names the organisation; `forget` is told the
    identity that `enter` refused, so that caches drop it.
    """

    def __init__(
        self,
        dsn: str,
        *,
        enter: str,
        forget: Callable[[Any], None],
        links: int = 4,
        write_links: int = 0,
        pool: int = 8,
    ) -> None:
        """Nothing is opened yet; `dsn` is the application role's."""
        self._dsn, self._enter, self._forget = dsn, enter, forget
        self._reading, self._size = links, links + write_links
        self._links: list[Link] = []
        self._watching: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._announcer = Announcer(self._notify)
        self._pool = AsyncConnectionPool[AsyncConnection](
            dsn,
            min_size=0,
            max_size=pool,
            max_waiting=QUEUE_LIMIT,
            timeout=2,
            open=False,
            kwargs={"autocommit": True, "prepare_threshold": None},
            check=_still_there,
        )

    async def open(self) -> None:
        """Open what can be opened; a database that is not there yet is tried again in the background."""
        # Two seconds is long for a single statement; slower kinds of work go to the pool, or they would
        # hold up everybody behind them on the same link.
        dsn = make_conninfo(self._dsn, client_encoding="utf8", options="-c statement_timeout=2s -c timezone=UTC")
        self._links = [Link(dsn, self._enter, number, self._renew_pool) for number in range(self._size)]
        for link in self._links:
            try:
                await link.connect()
            except psycopg.Error:
                link.reconnect_soon()
        self._watching = asyncio.create_task(self._watch())
        await self._pool.open()

    async def close(self) -> None:
        """Close all connections."""
        await self._announcer.close()
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        for link in self._links:
            await link.close()
        if self._renewing is not None:
            await self._renewing
        await self._pool.close()

    def _renew_pool(self) -> None:
        # The server was away: the pool's connections are dead too, and it would try them one by one, ever slower.
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._pool.drain())

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for link in self._links:
                link.watch_again()

    async def call(
        self, identity: Identity | None, change_set: uuid.UUID, statement: Statement[T], *values: object
    ) -> list[T]:
        """Run one statement as `identity` in one round trip; with None, without any organisation."""
        try:
            encoded = [None if text is None else text.encode() for text in map(encode, values)]
        except UnicodeEncodeError as error:
            raise Validation from error
        credentials = None if identity is None else [*identity.credentials, str(change_set).encode()]
        failure: psycopg.Error | None = None
        # Once more for each link, since all of them may have lost the same server.
        for _ in range(self._size + 1):
            link = await self._pick(writes=statement.writes)
            try:
                rows = statement.load(await link.call(statement, credentials, encoded))
            except psycopg.Error as error:
                failure = error
            else:
                if statement.writes and identity is not None:
                    self.announce(identity.organisation_id)
                return rows
            if failure.sqlstate == REFUSED and identity is not None:
                self._forget(identity)
            if failure.sqlstate in RETRIED:
                continue
            if failure.sqlstate not in LOST:
                break
            if statement.writes:
                raise OutcomeUnknown from failure
        raise from_database(failure) if failure is not None else Unavailable()

    def announce(self, organisation_id: uuid.UUID | None) -> None:
        """Tell the live updates of an organisation, or with None of all, to look. Writes of an identity do it by themselves."""
        self._announcer.wrote(organisation_id)

    async def _notify(self, text: str) -> None:
        if self._size:
            await self.call(None, uuid.uuid4(), NOTIFY, text)
        else:
            async with self.transaction(None, uuid.uuid4()) as transaction:
                await transaction.rows(NOTIFY, text)

    async def _pick(self, *, writes: bool) -> Link:
        """Return the link with the fewest waiting; waits up to a second for a lost database to come back."""
        own = self._links[self._reading :] if writes else self._links[: self._reading]
        for _ in range(20):
            ready = [link for link in own if link.connected] or [link for link in self._links if link.connected]
            if ready:
                link = min(ready, key=_waiting)
                if len(link.waiting) >= QUEUE_LIMIT:
                    raise Unavailable
                return link
            await asyncio.sleep(0.05)
        raise Unavailable

    @asynccontextmanager
    async def transaction(self, identity: Identity | None, change_set: uuid.UUID) -> "AsyncGenerator[Transaction]":
        """Open a transaction as `identity`; commits at the end, rolls back on any error."""
        try:
            async with self._pool.connection() as connection, connection.transaction():
                transaction = Transaction(connection)
                if identity is not None:
                    credentials = [None if part is None else part.decode() for part in identity.credentials]
                    await transaction.rows(Statement(self._enter, named=False), *credentials, change_set)
                yield transaction
        except Unauthenticated:
            if identity is not None:
                self._forget(identity)
            raise
        except psycopg.Error as error:  # from the pool, or from the commit
            raise _meaning(error) from error
        if identity is not None:
            self.announce(identity.organisation_id)

    @asynccontextmanager
    async def background(
        self, organisation_id: uuid.UUID, user_id: uuid.UUID | None, actor_kind: str, change_set: uuid.UUID
    ) -> "AsyncGenerator[Transaction]":
        """Open a transaction for a job or a command, which have no session."""
        async with self.transaction(None, change_set) as transaction:
            await transaction.rows(ENTER_AS, organisation_id, user_id, actor_kind, change_set)
            yield transaction
        self.announce(organisation_id)


ENTER_AS = Statement("select auth.enter_as($1, $2, $3, $4)")


class Transaction:
    """One open transaction on an ordinary pooled connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        """`connection` is in a transaction already; `Database.transaction` ends it."""
        self.connection = connection

    async def rows(self, statement: Statement[T], *values: object) -> list[T]:
        """Run one statement and make its rows; raises the refusal that the database's error means."""
        cursor = AsyncRawCursor(self.connection)
        try:
            await cursor.execute(statement.sql, [encode(value) for value in values], binary=True)
        except psycopg.Error as error:
            raise from_database(error) from error
        return statement.load(cursor.pgresult) if cursor.pgresult is not None and cursor.description else []


class Work:
    """What a request does in the database: each call alone in one round trip, or all in one transaction."""

    __slots__ = ("_transaction", "change_set", "database", "identity")

    def __init__(
        self,
        database: Database,
        identity: Identity | None,
        change_set: uuid.UUID,
        transaction: Transaction | None = None,
    ) -> None:
        """With `transaction`, everything joins it."""
        self.database, self.identity, self.change_set = database, identity, change_set
        self._transaction = transaction

    async def rows(self, statement: Statement[T], *values: object) -> list[T]:
        """Run a statement and return its rows."""
        if self._transaction is not None:
            return await self._transaction.rows(statement, *values)
        return await self.database.call(self.identity, self.change_set, statement, *values)

    async def row(self, statement: Statement[T], *values: object) -> T | None:
        """Run a statement and return its first row, if there is one."""
        found = await self.rows(statement, *values)
        return found[0] if found else None

    @asynccontextmanager
    async def transaction(self, *, slow: bool = False) -> AsyncGenerator["Work"]:
        """Several statements, all or nothing; `slow` ones have a minute each. Joins a transaction that is open already."""
        if self._transaction is None:
            async with (
                self.database.transaction(self.identity, self.change_set) as transaction,
                Work(self.database, self.identity, self.change_set, transaction).transaction(slow=slow) as work,
            ):
                yield work
            return
        if slow:
            await self.connection.execute("set local statement_timeout = '60s'")
        yield self

    @property
    def connection(self) -> AsyncConnection:
        """The connection of the open transaction, for COPY and for jobs enqueued with the work."""
        if self._transaction is None:
            message = "needs an open transaction"
            raise RuntimeError(message)
        return self._transaction.connection


async def _still_there(connection: AsyncConnection) -> None:
    """Refuse an idle connection that the server has hung up on: it has something to read. Costs no round trip."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await connection.close()
        raise psycopg.OperationalError("the server hung up")


def _waiting(link: Link) -> int:
    return len(link.waiting)


def _meaning(error: psycopg.Error) -> Problem:
    if isinstance(error, PoolTimeout | TooManyRequests):
        return Unavailable()
    return from_database(error)
