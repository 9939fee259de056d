"""Which reseller brought whom: one at a time, moved in one act, and never rewritten; the rates and people beside it."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import PASSWORD, Client, Make, Post
from worktrackr.embedded import DatabaseUrls


def history(owner: psycopg.Connection, organisation: UUID) -> list[UUID | None]:
    """Read who had an organisation, one after another."""
    sql = "select reseller_id from reseller_links where organisation_id = %s order by from_at, id"
    return [reseller for (reseller,) in owner.execute(sql, [organisation])]


def link_of(reseller: UUID, organisation: UUID) -> str:
    """Return the address of a link."""
    return f"/reseller_customers/{reseller}/{organisation}"


@pytest.fixture
async def linked(operator: Client, make: Make) -> tuple[UUID, UUID]:
    """A reseller and the organisation that it has."""
    reseller, organisation = make.reseller(), make.organisation()
    await operator.made("/reseller_customers", reseller_id=str(reseller), organisation_id=str(organisation))
    return reseller, organisation


async def test_a_move_is_one_entry_and_holds_with_the_next_request(
    operator: Client, make: Make, owner: psycopg.Connection, linked: tuple[UUID, UUID]
) -> None:
    (mine, organisation), other = linked, make.reseller()
    me, them = (make.person(None, "reseller", reseller_id=reseller) for reseller in (mine, other))
    refused = await me.post(f"{link_of(mine, organisation)}/move", json={"reseller_id": str(other)})
    moved = await operator.post(f"{link_of(mine, organisation)}/move", json={"reseller_id": str(other)})
    assert (refused.status_code, moved.status_code, moved.json()["reseller_id"]) == (403, 200, str(other))
    assert history(owner, organisation) == [mine, other]
    seen = [(await who.get("/reseller_customers")).json()["items"] for who in (me, them)]
    assert [len(found) for found in seen] == [0, 1]
    assert [(await operator.get(f"/resellers/{one}")).json()["customers"] for one in (mine, other)] == [0, 1]
    again = await operator.post(f"{link_of(mine, organisation)}/move", json={"reseller_id": str(make.reseller())})
    assert again.status_code == 404


async def test_of_two_moves_at_once_one_happens(
    operator: Client, make: Make, owner: psycopg.Connection, linked: tuple[UUID, UUID]
) -> None:
    mine, organisation = linked
    others = [make.reseller() for _ in range(8)]
    answers = await asyncio.gather(
        *(operator.post(f"{link_of(mine, organisation)}/move", json={"reseller_id": str(to)}) for to in others)
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 7}
    (won,) = [UUID(answer.json()["reseller_id"]) for answer in answers if answer.status_code == 200]
    assert history(owner, organisation) == [mine, won]


async def test_the_history_ends_with_who_came_last_however_they_waited(
    operator: Client, make: Make, owner: psycopg.Connection, linked: tuple[UUID, UUID], urls: DatabaseUrls
) -> None:
    (mine, organisation), first, last = linked, make.reseller(), make.reseller()
    sql = "update reseller_customers set reseller_id = %s where organisation_id = %s"
    with psycopg.connect(urls.owner) as early:
        early.execute("select now()")  # its transaction begins before the other's, and writes after it
        owner.execute(sql, [first, organisation])
        early.execute(sql, [last, organisation])
    assert history(owner, organisation) == [mine, first, last]
    assert (await operator.get(link_of(last, organisation))).status_code == 200


async def test_twenty_who_link_at_once_link_once(operator: Client, make: Make, owner: psycopg.Connection) -> None:
    organisation, resellers = make.organisation(), [make.reseller() for _ in range(20)]
    answers = await asyncio.gather(
        *(
            operator.post("/reseller_customers", json={"reseller_id": str(to), "organisation_id": str(organisation)})
            for to in resellers
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    assert len(history(owner, organisation)) == 1


async def test_an_organisation_in_the_trash_is_linked_to_nobody(operator: Client, make: Make) -> None:
    reseller, organisation = make.reseller(), make.organisation()
    assert (await operator.delete(f"/organisations/{organisation}")).status_code == 204
    for organisation_id in (organisation, uuid4()):
        body = {"reseller_id": str(reseller), "organisation_id": str(organisation_id)}
        refused = await operator.post("/reseller_customers", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/organisation_id")


async def test_closing_a_reseller_ends_its_links_and_nobody_is_linked_to_it(
    operator: Client, make: Make, owner: psycopg.Connection, linked: tuple[UUID, UUID]
) -> None:
    (closed, organisation), other, free = linked, make.reseller(), make.organisation()
    await operator.made("/reseller_customers", reseller_id=str(other), organisation_id=str(free))
    assert (await operator.delete(f"/resellers/{closed}")).status_code == 204
    assert history(owner, organisation) == [closed, None]
    link = await operator.post(
        "/reseller_customers", json={"reseller_id": str(closed), "organisation_id": str(organisation)}
    )
    move = await operator.post(f"{link_of(other, free)}/move", json={"reseller_id": str(closed)})
    unknown = await operator.post(f"{link_of(other, free)}/move", json={"reseller_id": str(uuid4())})
    same = await operator.post(f"{link_of(other, free)}/move", json={"reseller_id": str(other)})
    faults = [answer.json()["errors"][0] for answer in (link, move, unknown, same)]
    assert [(fault["pointer"], fault["code"]) for fault in faults] == [
        ("/reseller_id", code) for code in ("closed", "closed", "invalid_reference", "unchanged")
    ]
    assert history(owner, free) == [other]


async def test_an_operator_reads_since_and_until_when(
    operator: Client, make: Make, linked: tuple[UUID, UUID], admin: Client
) -> None:
    (mine, organisation), other, second = linked, make.reseller(), make.organisation("Second")
    await operator.made("/reseller_customers", reseller_id=str(mine), organisation_id=str(second))
    await operator.post(f"{link_of(mine, organisation)}/move", json={"reseller_id": str(other)})
    items = (await operator.get(f"/resellers/{mine}/links")).json()["items"]
    theirs = (await operator.get(f"/resellers/{other}/links")).json()["items"]
    assert (items[0]["organisation_name"], items[0]["until_at"]) == ("Second", None)
    assert (items[1]["until_at"], items[1]["next_reseller_id"]) == (theirs[0]["from_at"], str(other))
    mine_too = make.person(None, "reseller", reseller_id=mine)
    assert [(await who.get(f"/resellers/{mine}/links")).status_code for who in (mine_too, admin)] == [403, 403]


async def test_a_reseller_writes_no_link_and_no_rate_even_past_the_guards(
    urls: DatabaseUrls, owner: psycopg.Connection, make: Make, linked: tuple[UUID, UUID]
) -> None:
    (mine, organisation), free = linked, make.organisation()
    writes = (
        ("insert into reseller_customers (reseller_id, organisation_id) values (%s, %s)", [mine, free]),
        ("insert into commission_rates (reseller_id, rate) values (%s, 1)", [mine]),
    )
    with psycopg.connect(urls.application, autocommit=True) as application:
        application.execute("select set_config('app.role', 'reseller', false)")
        application.execute("select set_config('app.reseller_id', %s, false)", [str(mine)])
        for sql, values in writes:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(sql.encode(), values)
        gone = application.execute("delete from reseller_customers").rowcount
    assert (gone, history(owner, organisation)) == (0, [mine])


async def rates_of(operator: Client, reseller: UUID) -> tuple[str, list[str]]:
    """Read the rate that is shown, and all entries."""
    shown = (await operator.get(f"/resellers/{reseller}")).json()["commission_rate"]
    items = (await operator.get(f"/resellers/{reseller}/rates")).json()["items"]
    return shown, [row["rate"] for row in items]


async def test_a_correction_from_an_earlier_day_holds_until_now(operator: Client) -> None:
    reseller = (await operator.made("/resellers", name="Corrected"))["id"]
    for rate, day in (("0.5", "2026-08-16"), ("0.4", "2026-08-16")):
        await operator.made(f"/resellers/{reseller}/rates", rate=rate, from_day=day)
    # The reseller is of today, and what it began with holds from today.
    assert await rates_of(operator, reseller) == ("0.25000", ["0.25000", "0.40000", "0.50000"])
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    await operator.made(f"/resellers/{reseller}/rates", rate="0.3", from_day=today)
    changed = await operator.patch(f"/resellers/{reseller}", json={"commission_rate": "0.35"})
    assert changed.json()["commission_rate"] == "0.35000"
    shown, entries = await rates_of(operator, reseller)
    assert (shown, entries[0]) == ("0.35000", "0.35000")


async def test_of_rates_set_at_once_each_is_one_entry_and_the_last_holds(
    operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    reseller, today = make.reseller(), f"{datetime.now(UTC):%Y-%m-%d}"
    owner.execute("update commission_rates set from_at = '2026-01-01' where reseller_id = %s", [reseller])
    written = [f"{Decimal(number) / 100:.5f}" for number in range(1, 17)]
    await asyncio.gather(
        *(operator.made(f"/resellers/{reseller}/rates", rate=rate, from_day=today) for rate in written)
    )
    shown, entries = await rates_of(operator, reseller)
    assert (sorted(entries[:-1]), shown) == (written, entries[0])


async def test_a_rate_to_come_is_shown_from_its_day_on(
    operator: Client, make: Make, owner: psycopg.Connection, urls: DatabaseUrls
) -> None:
    reseller = make.reseller()
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    await operator.made(f"/resellers/{reseller}/rates", rate="0.1", from_day=tomorrow)
    assert await rates_of(operator, reseller) == ("0.25000", ["0.10000", "0.25000"])
    # As it will be two days later: the job shows it, once, and that writes no entry of its own.
    sql = "update commission_rates set from_at = from_at - interval '2 days' where reseller_id = %s"
    owner.execute(sql, [reseller])
    with psycopg.connect(urls.application, autocommit=True) as application:
        for _ in range(2):
            application.execute("select auth.show_commission_rates()")
    assert await rates_of(operator, reseller) == ("0.10000", ["0.10000", "0.25000"])
    assert (await operator.get(f"/resellers/{reseller}")).json()["version"] == 2


async def test_showing_a_rate_does_not_put_back_one_that_is_set_meanwhile(
    operator: Client, make: Make, owner: psycopg.Connection, urls: DatabaseUrls
) -> None:
    reseller = make.reseller()
    add = "insert into commission_rates (reseller_id, rate, from_at) values (%s, %s, now() + %s::interval)"
    owner.execute("update commission_rates set from_at = '2026-01-01' where reseller_id = %s", [reseller])
    owner.execute(add, [reseller, "0.1", "-2 hours"])

    def show() -> None:
        with psycopg.connect(urls.application) as application:
            application.execute("select auth.show_commission_rates()")

    with psycopg.connect(urls.owner) as setting:
        setting.execute(add, [reseller, "0.5", "-1 hour"])
        setting.execute("update resellers set commission_rate = 0.5 where id = %s", [reseller])
        showing = asyncio.create_task(asyncio.to_thread(show))
        # It waits for the row.
        await asyncio.wait([showing], timeout=0.3)
    await showing
    assert await rates_of(operator, reseller) == ("0.50000", ["0.50000", "0.10000", "0.25000"])


async def test_an_operator_invites_and_disables_the_people_of_a_reseller(
    operator: Client, make: Make, post: Post, admin: Client
) -> None:
    reseller, other = make.reseller(), make.reseller()
    email = f"carla-{uuid4().hex[:8]}@example.com"
    path = f"/resellers/{reseller}/users"
    made = await operator.made(path, email=email, name="Carla Whitby")
    twice = await operator.post(path, json={"email": email.upper(), "name": "Carla"})
    assert (made["status"], twice.status_code, twice.json()["errors"][0]["pointer"]) == ("invited", 409, "/email")
    person = make.client()
    token = await post.link(email)
    accepted = await person.post("/auth/accept", json={"token": token, "name": "Carla Whitby", "password": PASSWORD})
    assert (accepted.status_code, accepted.json()["user"]["reseller_id"]) == (201, str(reseller))
    assert [row["id"] for row in (await person.get("/resellers")).json()["items"]] == [str(reseller)]
    assert (await operator.post(f"{path}/{made['id']}/invite")).status_code == 409
    wrong = await operator.patch(f"/resellers/{other}/users/{made['id']}", json={"status": "disabled"})
    gone = await operator.patch(f"{path}/{made['id']}", json={"status": "disabled"})
    assert (wrong.status_code, gone.status_code, (await person.get("/me")).status_code) == (404, 200, 401)
    back = await operator.patch(f"{path}/{made['id']}", json={"status": "active"})
    assert (back.json()["status"], len((await operator.get(path)).json()["items"])) == ("active", 1)
    entered = await person.post("/auth/login", json={"email": email, "password": PASSWORD})
    assert entered.status_code == 200
    for who in (person, admin):
        assert [(await who.get(path)).status_code, (await who.post(path, json={})).status_code] == [403, 403]


async def test_a_closed_reseller_gets_no_people_and_its_own_still_read_their_statements(
    operator: Client, make: Make
) -> None:
    reseller = make.reseller()
    own = make.person(None, "reseller", reseller_id=reseller)
    await operator.delete(f"/resellers/{reseller}")
    refused = await operator.post(f"/resellers/{reseller}/users", json={"email": "a@example.com", "name": "A"})
    nobody = await operator.post(f"/resellers/{uuid4()}/users", json={"email": "a@example.com", "name": "A"})
    assert (refused.status_code, nobody.status_code) == (409, 404)
    parts = ("links", "rates", "refunds", "users", "commission")
    assert [(await operator.get(f"/resellers/{uuid4()}/{part}")).status_code for part in parts] == [404] * 5
    assert [(await operator.get(f"/resellers/{reseller}/{part}")).status_code for part in parts] == [200] * 5
    assert (await own.get("/commission_statements")).status_code == 200
