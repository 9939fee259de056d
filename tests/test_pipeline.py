"""The data layer under faults: answers are never mixed up, nothing is lost, and it comes back by itself."""

import asyncio
import random
from collections.abc import AsyncGenerator, Generator, Sequence
from uuid import uuid4

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.embedded import DatabaseUrls
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import QUEUE_LIMIT, Statement
from worktrackr.problems import InternalError, Unauthenticated, Unavailable


def first(row: Sequence[object]) -> object:
    return row[0]


ECHO = Statement("select $1::text", first)
SLOW = Statement("select pg_sleep($1::float8)::text", first)
SLOW_WRITE = Statement("select pg_sleep($1::float8)::text", first, writes=True)
BROKEN = Statement("select 1 / $1::integer", first)
BACKENDS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'worktrackr_app'"


@pytest.fixture
async def database(urls: DatabaseUrls) -> AsyncGenerator[Database]:
    """A data layer of one's own with two links."""
    opened = Database(
        urls.application, enter="select auth.enter($1, $2, $3, $4, $5)", forget=lambda _: None, links=2, pool=1
    )
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def superuser(urls: DatabaseUrls) -> Generator[psycopg.Connection]:
    """A connection that may end those of others."""
    with psycopg.connect(urls.superuser_url or "", autocommit=True) as connection:
        yield connection


async def call(database: Database, statement: Statement[object], *values: object) -> object:
    return (await database.call(None, uuid4(), statement, *values))[0]


async def test_every_caller_gets_its_own_answer_also_when_others_give_up(database: Database) -> None:
    chance = random.Random(1)

    async def ask(number: int) -> bool:
        task = asyncio.ensure_future(call(database, ECHO, f"answer {number}"))
        if chance.random() < 0.3:
            await asyncio.sleep(0)
            task.cancel()
        try:
            return await task == f"answer {number}"
        except asyncio.CancelledError:
            return True

    for start in range(0, 2000, 50):
        assert all(await asyncio.gather(*(ask(start + number) for number in range(50))))


async def test_an_error_is_its_callers_alone(database: Database) -> None:
    asked = [call(database, BROKEN, 0 if number % 3 == 0 else 1) for number in range(60)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for number, answer in enumerate(answers):
        assert (type(answer).__name__ if number % 3 == 0 else answer) == ("Validation" if number % 3 == 0 else 1)


async def test_who_reads_does_not_wait_for_who_writes(urls: DatabaseUrls) -> None:
    opened = Database(urls.application, enter="select 1", forget=lambda _: None, links=1, write_links=1)
    await opened.open()
    try:
        await asyncio.gather(call(opened, ECHO, "prepared"), call(opened, SLOW_WRITE, 0))
        writing = asyncio.ensure_future(call(opened, SLOW_WRITE, 1.5))
        await asyncio.sleep(0)
        assert await call(opened, ECHO, "read") == "read"
        assert not writing.done()
        await writing
    finally:
        await opened.close()


async def test_a_refused_session_breaks_no_later_call_of_the_statement(
    database: Database, staff: Client, make: Make
) -> None:
    stranger = make.client()
    stranger.cookies.set("worktrackr", "nonsense")
    for _ in range(3):
        assert (await stranger.get("/tickets")).status_code == 401
        assert (await staff.get("/tickets")).status_code == 200

    class Nobody:
        def __init__(self) -> None:
            self.credentials = [b"\\x00", str(uuid4()).encode(), b"staff", None]
            self.organisation_id = None
            self.permissions = frozenset[str]()

    fresh = Statement("select $1::text || 'fresh'", first)
    with pytest.raises(Unauthenticated):
        await database.call(Nobody(), uuid4(), fresh, "a")
    assert await call(database, fresh, "b") == "bfresh"


async def test_a_full_queue_answers_at_once_that_it_is_full(database: Database) -> None:
    waiting = [asyncio.ensure_future(call(database, SLOW, 0.5)) for _ in range(2)]
    await asyncio.sleep(0.05)
    queued = [asyncio.ensure_future(call(database, ECHO, "x")) for _ in range(2 * QUEUE_LIMIT)]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await call(database, ECHO, "one too many")
    answers = await asyncio.gather(*queued, *waiting, return_exceptions=True)
    assert sum(answer == "x" for answer in answers) >= 2 * QUEUE_LIMIT - 2


async def test_a_slow_statement_is_ended_and_does_not_hold_up_the_other_link(database: Database) -> None:
    slow = asyncio.ensure_future(call(database, SLOW, 30))
    await asyncio.sleep(0.05)
    started = asyncio.get_running_loop().time()
    assert await call(database, ECHO, "x") == "x"
    assert asyncio.get_running_loop().time() - started < 1
    with pytest.raises(Unavailable):
        await slow


async def test_lost_connections_come_back_and_reads_are_asked_again(
    database: Database, superuser: psycopg.Connection
) -> None:
    for _ in range(3):
        assert await call(database, ECHO, "before") == "before"
        superuser.execute(BACKENDS)
        assert await call(database, ECHO, "after") == "after"


async def test_a_write_whose_connection_broke_is_not_repeated(
    database: Database, superuser: psycopg.Connection
) -> None:
    writing = Statement("select pg_sleep(1)::text", first, writes=True)
    task = asyncio.ensure_future(call(database, writing))
    await asyncio.sleep(0.2)
    superuser.execute(BACKENDS)
    with pytest.raises(Unavailable):
        await task
    assert await call(database, ECHO, "x") == "x"


async def test_statements_survive_a_migration(database: Database, owner: psycopg.Connection) -> None:
    owner.execute("create table if not exists migrated_meanwhile (a integer)")
    owner.execute("grant select on migrated_meanwhile to worktrackr_app")
    owner.execute("truncate migrated_meanwhile")
    owner.execute("insert into migrated_meanwhile values (1)")
    try:
        statement = Statement("select a from migrated_meanwhile", first)
        assert [await call(database, statement) for _ in range(4)] == [1] * 4
        owner.execute("alter table migrated_meanwhile alter a type text using 'now ' || a")
        assert await asyncio.gather(*(call(database, statement) for _ in range(8))) == ["now 1"] * 8
    finally:
        owner.execute("drop table migrated_meanwhile")


async def test_a_database_that_is_away_is_unavailable_and_not_a_fault() -> None:
    away = Database("host=/nowhere dbname=x", enter="select 1", forget=lambda _: None)
    await away.open()
    with pytest.raises(Unavailable):
        await call(away, ECHO, "x")
    with pytest.raises(Unavailable):
        async with away.transaction(None, uuid4()):
            pass
    await away.close()


async def test_t05_a_pooled_connection_forgets_who_used_it(database: Database, staff: Client, make: Make) -> None:
    """One connection, used in turn by two organisations, by one that fails, and by one that is cancelled."""
    setting = Statement("select coalesce(current_setting('app.organisation_id', true), '')", first)
    organisation, other = make.organisation(), make.organisation()
    for _ in range(5):
        for mine in (organisation, other):
            async with database.background(mine, None, "job", uuid4()) as work:
                assert await work.rows(setting) == [str(mine)]
        with pytest.raises(InternalError):
            async with database.background(organisation, None, "job", uuid4()) as work:
                await work.rows(Statement("select nothing"))
        with pytest.raises(ZeroDivisionError):
            async with database.background(organisation, None, "job", uuid4()) as work:
                _ = 1 / 0

        async def wait() -> None:
            async with database.background(organisation, None, "job", uuid4()) as work:
                await work.rows(SLOW, 5)

        task = asyncio.ensure_future(wait())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.transaction(None, uuid4()) as work:
            assert await work.rows(setting) == [""]
    assert await call(database, setting) == ""
    assert (await staff.get("/tickets")).status_code == 200


async def test_a_job_for_an_organisation_that_does_not_exist_does_nothing(database: Database) -> None:
    with pytest.raises(Unauthenticated):
        async with database.background(uuid4(), None, "job", uuid4()):
            pytest.fail("must not get in")


async def test_fifty_times_the_same_request_at_once_is_one_ticket(staff: Client) -> None:
    key = {"idempotency-key": "at-once"}
    answers = await asyncio.gather(*(staff.post("/tickets", json={"title": "once"}, headers=key) for _ in range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert sum(answer.status_code == 201 for answer in answers) >= 1
    assert (await staff.get("/tickets?total=true")).json()["total"] == 1


async def test_no_update_is_lost_among_fifty(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff, fields={"count": 0})
    path = f"/tickets/{ticket['id']}"

    async def add_one() -> None:
        while True:
            row = await staff.get(path)
            body = {"fields": {"count": row.json()["fields"]["count"] + 1}}
            if (await staff.patch(path, json=body, headers={"if-match": row.headers["etag"]})).status_code == 200:
                return

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert (await staff.get(path)).json()["fields"] == {"count": 20}


async def test_transactions_go_on_after_every_connection_was_lost(admin: Client, superuser: psycopg.Connection) -> None:
    """Eight pooled connections, all of them dead: none is tried in vain."""
    assert {
        response.status_code
        for response in await asyncio.gather(*(admin.patch("/me", json={"name": "A"}) for _ in range(8)))
    } == {200}
    superuser.execute(BACKENDS)
    assert (await admin.get("/me")).status_code == 200
    assert (await admin.patch("/me", json={"name": "B"})).status_code == 200
