"""Live updates: everybody hears at once of what their organisation changed, misses nothing, and hears of nobody else."""

import asyncio
import json
import random
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import psycopg
import pytest
import uvicorn

from conftest import PASSWORD, Client, Make
from processes import READY, new_data_dir, start
from worktrackr.access import Principal
from worktrackr.app import LIVE_TABLES, Application
from worktrackr.edge.one_write import OneWriteProtocol
from worktrackr.embedded import DatabaseUrls
from worktrackr.live import streams
from worktrackr.live.changes import FEW, Changed, ManyChanged, Reading
from worktrackr.live.cursors import Cursors
from worktrackr.live.hub import STREAMS_OF_ONE, Stream
from worktrackr.postgres.announcing import Announcer
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import TooManyRequests

NOW = datetime(2026, 3, 2, tzinfo=UTC)
INSERT = Statement("insert into contacts (organisation_id, name) values ($1, 'late') returning id", lambda row: row[0])


@pytest.fixture(scope="session")
async def address(application: Application) -> AsyncGenerator[str]:
    """The product behind a real socket."""
    configuration = uvicorn.Config(
        application, port=0, lifespan="off", http=OneWriteProtocol, ws="none", log_config=None, access_log=False
    )
    configuration.load()
    server = uvicorn.Server(configuration)
    # Not `serve`, which takes the signals of the test run.
    server.lifespan = configuration.lifespan_class(configuration)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    application.end_streams()
    await server.shutdown()


class Listener:
    """Somebody who follows the changes, and keeps what is told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.last_id: str | None = None
        self.headers = httpx.Headers()
        self.ended = asyncio.Event()
        self._news = asyncio.Event()

    async def listen(self, response: httpx.Response) -> None:
        """Read a stream to its end."""
        self.headers = response.headers
        fields: dict[str, str] = {}
        try:
            async for line in response.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif fields:
                    self.last_id = fields.get("id", self.last_id)
                    self.told.append((fields.get("event", "message"), json.loads(fields["data"])))
                    self._news.set()
                    fields = {}
        finally:
            self.ended.set()
            self._news.set()

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What was told of changes."""
        return [body for event, body in self.told if event == "message"]

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something was told."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def hears_of(self, row_id: str) -> dict[str, Any]:
        """Wait for the latest change of a row."""
        await self.until(lambda: any(change.get("id") == row_id for change in self.changes))
        return next(change for change in reversed(self.changes) if change.get("id") == row_id)


@pytest.fixture
def follow(address: str, application: Application) -> Callable[..., Any]:
    """Open streams, which tell nothing of the time before them."""

    @asynccontextmanager
    async def opened(
        person: Client, after: str | None = None, *, begins_earlier: bool = False
    ) -> AsyncGenerator[Listener]:
        if not begins_earlier:
            application.hub.recent.clear()
        headers = [] if after is None else [(b"last-event-id", after.encode("latin-1"))]
        listener = Listener()
        token = person.cookies.get("worktrackr")
        async with (
            httpx.AsyncClient(cookies={"worktrackr": token} if token else {}, timeout=60) as client,
            client.stream("GET", f"{address}/api/live", headers=headers) as response,
        ):
            assert response.status_code == 200, await response.aread()
            listening = asyncio.create_task(listener.listen(response))
            try:
                await listener.until(lambda: bool(listener.told))
                yield listener
            finally:
                listening.cancel()
                await asyncio.wait([listening])

    return opened


Follow = Callable[..., Any]


async def test_a_change_is_told_within_a_second_and_says_nothing_of_its_values(
    staff: Client, manager: Client, make: Make, follow: Follow
) -> None:
    async with follow(staff) as listener:
        assert [(event, body["resumed"]) for event, body in listener.told] == [("hello", False)]
        began = time.monotonic()
        ticket = await make.ticket(manager)
        told = await listener.hears_of(ticket["id"])
        assert time.monotonic() - began < 1
        changed = await manager.patch(f"/tickets/{ticket['id']}", json={"title": "secret"})
        await listener.until(lambda: len(listener.changes) == 2)
        assert told.keys() == {"table", "id", "action", "version", "change_set_id", "actor_id", "at"}
        assert {**listener.changes[1], "at": None} == {
            "table": "tickets", "id": ticket["id"], "action": "update", "version": 2,
            "change_set_id": changed.headers["x-change-set"], "actor_id": str(manager.id), "at": None,
        }  # fmt: skip
        await manager.delete(f"/tickets/{ticket['id']}")
        await manager.post(f"/tickets/{ticket['id']}/restore")
        await listener.until(lambda: len(listener.changes) == 4)
    assert [change["action"] for change in listener.changes] == ["insert", "update", "delete", "restore"]
    assert listener.headers["content-type"] == "text/event-stream"
    assert listener.headers["cache-control"] == "no-store"
    assert listener.headers["x-content-type-options"] == "nosniff"


async def test_every_kind_of_write_is_told(
    staff: Client, admin: Client, application: Application, urls: DatabaseUrls, organisation_id: UUID, follow: Follow
) -> None:
    command = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
    await command.open()

    async def job() -> str:
        async with application.database.background(organisation_id, None, "job", uuid4()) as work:
            return str((await work.rows(INSERT, organisation_id))[0])

    async def import_by_another_process() -> str:
        async with command.background(organisation_id, None, "import", uuid4()) as work:
            return str((await work.rows(INSERT, organisation_id))[0])

    async def idempotent() -> str:
        response = await admin.post("/contacts", json={"name": "x"}, headers={"idempotency-key": str(uuid4())})
        return response.json()["id"]

    async def user() -> str:
        changed = await admin.patch(f"/users/{staff.id}", json={"name": "New Name"})
        assert changed.is_success, changed.text
        return str(staff.id)

    async def organisation() -> str:
        changed = await admin.patch("/organisation", json={"name": "New name"})
        assert changed.is_success, changed.text
        return str(organisation_id)

    writes: list[Callable[[], Awaitable[str]]] = [job, import_by_another_process, idempotent, user, organisation]
    async with follow(staff) as listener:
        for write in writes:
            began = time.monotonic()
            await listener.hears_of(await write())
            assert time.monotonic() - began < 1, write
    await command.close()


async def test_a_bulk_change_and_its_undo_are_told_once_each(staff: Client, make: Make, follow: Follow) -> None:
    ids = [(await make.ticket(staff))["id"] for _ in range(FEW + 1)]
    async with follow(staff) as listener:
        report = (await staff.post("/tickets/bulk", json={"ids": ids, "patch": {"status": "Closed"}})).json()
        await listener.until(lambda: len(listener.changes) == 1)
        undone = (await staff.post(f"/change_sets/{report['change_set_id']}/undo")).json()
        await listener.until(lambda: len(listener.changes) == 2)
        few = (await staff.post("/tickets/bulk", json={"ids": ids[:FEW], "patch": {"status": "Closed"}})).json()
        await listener.until(lambda: len(listener.changes) == 2 + FEW)
    for change, change_set in zip(listener.changes[:2], (report, undone), strict=True):
        assert {**change, "at": None} == {
            "table": "tickets", "many": True, "change_set_id": change_set["change_set_id"], "actor_id": str(staff.id), "at": None,
        }  # fmt: skip
    assert {change["id"] for change in listener.changes[2:]} == set(ids[:FEW])
    assert {change["change_set_id"] for change in listener.changes[2:]} == {few["change_set_id"]}


async def test_who_comes_back_has_missed_nothing_however_late_a_transaction_commits(
    staff: Client, make: Make, application: Application, organisation_id: UUID, follow: Follow
) -> None:
    """Eight write at once, some in transactions that stay open; one listens and loses the connection again and again."""
    chance = random.Random(7)
    written, told = set[str](), set[str]()
    over = asyncio.Event()

    async def write() -> None:
        for _ in range(25):
            written.add((await make.ticket(staff))["id"])
            await asyncio.sleep(chance.random() / 20)

    async def write_slowly() -> None:
        for _ in range(4):
            async with application.database.background(organisation_id, None, "import", uuid4()) as work:
                first = (await work.rows(INSERT, organisation_id))[0]
                await asyncio.sleep(chance.uniform(0.1, 0.9))
                second = (await work.rows(INSERT, organisation_id))[0]
            written.update((str(first), str(second)))

    async def listen() -> None:
        last: str | None = start
        while True:
            is_last = over.is_set()
            async with follow(staff, last) as listener:
                assert listener.told[0] == ("hello", {"resumed": True, "covers": 0.0})
                if is_last:
                    await listener.until(lambda: {change["id"] for change in listener.changes} | told >= written)
                else:
                    await asyncio.sleep(chance.random() / 4)
            told.update(change["id"] for change in listener.changes)
            last = listener.last_id
            if is_last:
                return

    async with follow(staff) as first:
        start = first.last_id
    listening = asyncio.create_task(listen())
    await asyncio.gather(*(write() for _ in range(5)), *(write_slowly() for _ in range(3)))
    over.set()
    await listening
    assert len(written) == 5 * 25 + 3 * 8
    assert told == written


async def test_an_id_that_we_did_not_give_counts_as_none(
    staff: Client, make: Make, application: Application, follow: Follow, owner: psycopg.Connection
) -> None:
    await make.ticket(staff)
    (later,) = owner.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000").fetchone() or (
        "",
    )
    of_another_server = application.hub.cursors.seal(f"{later}:{later}:")
    with_another_secret = Cursors("another secret").seal("5:5:")
    for garbage in ("garbage", "é", "-", "A" * 500, with_another_secret, of_another_server):
        async with follow(staff, garbage) as listener:
            assert listener.told[0][1]["resumed"] is False
            assert listener.last_id is not None


async def test_a_new_stream_tells_of_the_seconds_before_it(
    staff: Client, make: Make, follow: Follow, application: Application
) -> None:
    """A page asks for its rows first and listens then: what changes between is not lost."""
    async with follow(staff) as first:
        known = application.hub.cursors.unseal(first.last_id or "")
        assert known
        application.hub.recent.append((asyncio.get_running_loop().time() - 12, known))
    ticket = await make.ticket(staff)
    async with follow(staff, begins_earlier=True) as listener:
        assert listener.told[0][1] == {"resumed": False, "covers": pytest.approx(12, abs=10)}
        await listener.hears_of(ticket["id"])


async def test_who_missed_too_much_asks_anew(
    staff: Client, make: Make, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with follow(staff) as listener:
        start = listener.last_id
        ids = [(await make.contact(staff))["id"] for _ in range(5)]
        await listener.hears_of(ids[-1])
        monkeypatch.setattr("worktrackr.live.hub.MOST", 3)
        await staff.post("/contacts/bulk", json={"ids": ids, "patch": {"notes": "x"}})
        await listener.until(lambda: any("many" in change for change in listener.changes))
        assert {change["table"] for change in listener.changes if "many" in change} == set(LIVE_TABLES) - {"resellers"}
    async with follow(staff, start) as listener:
        assert listener.told == [("hello", {"resumed": False, "covers": 0.0})]


async def test_a_session_that_ends_takes_its_stream_with_it(
    make: Make,
    organisation_id: UUID,
    admin: Client,
    owner: psycopg.Connection,
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leaver, disabled, promoted, suspended = (make.person(organisation_id, "staff") for _ in range(4))
    async with follow(leaver) as one, follow(disabled) as two, follow(promoted) as three, follow(admin) as stays:
        await leaver.post("/auth/logout")
        await admin.delete(f"/users/{disabled.id}")
        changed = await admin.patch(f"/users/{promoted.id}", json={"role": "manager"})
        assert changed.is_success, changed.text
        for listener in (one, two, three):
            async with asyncio.timeout(3):
                await listener.ended.wait()
            assert listener.told[-1] == ("end", {})
        assert not stays.ended.is_set()
    assert (await leaver.get("/live")).status_code == 401
    # Nobody announces what happens past the product: the beat finds it.
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.2)
    async with follow(suspended) as listener:
        await listener.until(lambda: ("beat", {}) in listener.told)
        owner.execute("update organisations set suspended_at = now() where id = %s", [organisation_id])
        async with asyncio.timeout(3):
            await listener.ended.wait()


@pytest.mark.parametrize("act", [("POST", "/suspend"), ("DELETE", "")], ids=["suspended", "deleted"])
async def test_what_an_operator_stops_hears_nothing_more_and_others_do(
    act: tuple[str, str], admin: Client, stranger: Client, operator: Client, follow: Follow
) -> None:
    async with follow(admin) as listener, follow(stranger) as stays:
        method, path = act
        answer = await operator.request(method, f"/organisations/{admin.organisation_id}{path}")
        assert answer.is_success
        async with asyncio.timeout(3):
            await listener.ended.wait()
        assert (listener.told[-1], stays.ended.is_set()) == (("end", {}), False)


async def test_a_revoked_session_is_told_nothing_more(
    make: Make, admin: Client, organisation_id: UUID, owner: psycopg.Connection, follow: Follow
) -> None:
    person = make.person(organisation_id, "staff")
    async with follow(person) as listener, follow(admin) as control:
        owner.execute("update sessions set revoked_at = now() where user_id = %s", [person.id])
        ticket = await make.ticket(admin)
        await control.hears_of(ticket["id"])
        async with asyncio.timeout(3):
            await listener.ended.wait()
        assert listener.changes == []


async def test_only_people_of_an_organisation_may_listen(
    anonymous: Client, reseller: Client, operator: Client, make: Make, admin: Client, address: str
) -> None:
    for person, status in ((anonymous, 401), (reseller, 403), (operator, 403)):
        async with httpx.AsyncClient(base_url=address, cookies=person.cookies) as client:
            response = await client.get("/api/live")
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
    key = make.api_key(admin, "staff").headers["authorization"]
    async with (
        httpx.AsyncClient(base_url=address, headers={"authorization": key}) as client,
        client.stream("GET", "/api/live") as stream,
    ):
        assert stream.status_code == 200


async def principal_of(application: Application, person: Client) -> Principal:
    """Return who a request of somebody comes from."""
    cookie = f"worktrackr={person.cookies['worktrackr']}".encode()
    found, _ = await application.sessions.identify({"headers": [(b"cookie", cookie)]})
    assert found is not None
    return found


async def test_one_person_opens_so_many_streams_and_no_more(
    staff: Client, organisation_id: UUID, application: Application
) -> None:
    hub, principal = application.hub, await principal_of(application, staff)
    opened = [(await hub.join(principal, organisation_id, None))[0] for _ in range(STREAMS_OF_ONE)]
    try:
        with pytest.raises(TooManyRequests):
            await hub.join(principal, organisation_id, None)
    finally:
        for stream in opened:
            hub.leave(stream)
    hub.leave((await hub.join(principal, organisation_id, None))[0])


async def test_who_is_too_slow_is_let_go(staff: Client, application: Application) -> None:
    stream = Stream(await principal_of(application, staff))
    while not stream.ended.is_set():
        stream.put(b"x")
    assert stream.waiting.full()


def test_a_cursor_that_was_tampered_with_is_none_of_ours() -> None:
    cursors = Cursors("secret")
    snapshot = "1000:1100:" + ",".join(map(str, range(1000, 1100)))
    sealed = cursors.seal(snapshot)
    assert cursors.unseal(sealed) == snapshot
    for place in range(len(sealed) - 1):
        other = "A" if sealed[place] != "A" else "B"
        assert cursors.unseal(sealed[:place] + other + sealed[place + 1 :]) is None


async def test_nobody_hears_of_tables_that_they_may_not_read(application: Application) -> None:
    change = Changed(
        table="tickets", id=uuid4(), action="insert", version=1, change_set_id=uuid4(), actor_id=None, at=NOW
    )
    many = ManyChanged(table="contacts")
    private = Changed(
        table="saved_views", id=uuid4(), action="insert", version=1, change_set_id=uuid4(), actor_id=None, at=NOW
    )
    found = Reading("5:5:", is_complete=True, sessions=frozenset(), events=[change, many, private])
    chunk = application.hub.chunk(found, frozenset({"read_contacts"}))
    assert (b'"tickets"' in chunk, b'"contacts"' in chunk, chunk.count(b"data:")) == (False, True, 1)
    assert application.hub.chunk(found, frozenset({"read_tickets", "read_contacts"})).count(b"data:") == 2
    assert application.hub.chunk(found, frozenset()) == b""


async def test_twenty_organisations_at_once_each_hear_of_their_own_only(make: Make, follow: Follow) -> None:
    people = [make.person(make.organisation(), "staff") for _ in range(20)]

    async def listen_and_write(person: Client) -> tuple[set[str], set[str]]:
        async with follow(person) as listener:
            own: set[str] = set()
            for _ in range(10):
                own.add((await make.contact(person))["id"])
            await listener.until(lambda: {change["id"] for change in listener.changes} >= own)
            await asyncio.sleep(0.2)
            return own, {change["id"] for change in listener.changes}

    results = await asyncio.gather(*map(listen_and_write, people))
    assert all(own == told and len(own) == 10 for own, told in results)


async def test_many_writes_become_few_announcements() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    announcer = Announcer(send)
    ids = [uuid4() for _ in range(450)]
    for one in ids * 3:
        announcer.wrote(one)
    await announcer.close()
    assert len(sent) == 3
    assert sorted(",".join(sent).split(",")) == sorted(map(str, ids))
    assert max(map(len, sent)) < 8000


async def test_a_lost_listener_comes_back_and_tells_what_was_missed(
    staff: Client, make: Make, urls: DatabaseUrls, follow: Follow
) -> None:
    async with follow(staff) as listener:
        with psycopg.connect(urls.application) as colleague:
            killed = colleague.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'worktrackr live' and datname = current_database()"
            ).fetchone()
        assert killed == (1,)
        ticket = await make.ticket(staff)
        await listener.hears_of(ticket["id"])


def test_a_stream_holds_up_no_shutdown() -> None:
    with new_data_dir() as data_dir:
        process = start(data_dir, factory="worktrackr.app:create_app")
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(READY)
            address = line.removeprefix("WorkTrackr is ready on ").strip()
            with httpx.Client(base_url=address, timeout=30) as client:
                body = {"organisation_name": "Any", "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
                assert client.post("/api/auth/signup", json=body).status_code == 201
                with client.stream("GET", "/api/live") as stream:
                    lines = stream.iter_lines()
                    while "hello" not in next(lines):
                        pass
                    began = time.monotonic()
                    process.send_signal(signal.SIGTERM)
                    assert all("data" not in line or "resumed" in line for line in lines)
                    assert time.monotonic() - began < 3
            process.communicate(timeout=60)
        finally:
            if process.returncode is None:
                process.terminate()
                process.communicate(timeout=60)
    assert process.returncode == 0
