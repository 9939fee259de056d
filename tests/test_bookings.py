"""Bookings: no person twice at a time without saying so, and every booking on its local day, whatever the clocks do."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import Client, Make
from test_query_plans import explain
from worktrackr.embedded import DatabaseUrls
from worktrackr.helpdesk.bookings import range_of, statement
from worktrackr.helpdesk.tickets import tickets

NINE = {"scheduled_start": "2026-03-02T09:00:00Z", "scheduled_end": "2026-03-02T10:00:00Z"}
TEN = {"scheduled_start": "2026-03-02T10:00:00Z", "scheduled_end": "2026-03-02T11:00:00Z"}
HALF_PAST_NINE = {"scheduled_start": "2026-03-02T09:30:00Z", "scheduled_end": "2026-03-02T10:30:00Z"}
WEEK = {"from": "2026-03-02T00:00:00+00:00", "to": "2026-03-09T00:00:00+00:00"}


@pytest.fixture
async def boiler(staff: Client, make: Make) -> dict[str, Any]:
    """Ticket #1, booked by a member of staff from nine to ten."""
    return await make.ticket(staff, title="Boiler service", assigned_user_id=str(staff.id), **NINE)


async def test_a_second_booking_of_a_person_is_refused_by_name(staff: Client, boiler: dict[str, Any]) -> None:
    body = {"title": "Leak", "assigned_user_id": str(staff.id), **HALF_PAST_NINE}
    refused = await staff.post("/tickets", json=body)
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (409, "/problems/double-booking")
    assert problem["detail"] == "Staff Person is booked already: #1 Boiler service 09:00-10:00 (Mon 2 Mar)."
    times = {name: text.replace("Z", "+00:00") for name, text in NINE.items()}
    assert problem["conflicts"] == [{"id": boiler["id"], "number": 1, "title": "Boiler service", **times}]
    assert len((await staff.get("/tickets")).json()["items"]) == 1


async def test_it_is_taken_when_confirmed_and_marked(staff: Client, boiler: dict[str, Any], make: Make) -> None:
    knowing = await make.ticket(staff, assigned_user_id=str(staff.id), double_booking=True, **HALF_PAST_NINE)
    idle = await make.ticket(
        staff, assigned_user_id=str(staff.id), double_booking=True, scheduled_start="2026-03-03T09:00:00Z"
    )
    assert (knowing["double_booking"], idle["double_booking"], boiler["double_booking"]) == (True, False, False)


@pytest.mark.parametrize(
    "other",
    [
        {"assigned_user_id": None}, {"status": "Resolved"}, {"status": "Closed"}, TEN,
        {"scheduled_start": "2026-03-02T08:00:00Z", "scheduled_end": None},
        {"scheduled_start": None, "scheduled_end": None, "scheduled_date": "2026-03-02"},
    ],
)  # fmt: skip
async def test_what_does_not_overlap_needs_no_word(
    other: dict[str, Any], staff: Client, boiler: dict[str, Any], make: Make
) -> None:
    made = await make.ticket(staff, **({"assigned_user_id": str(staff.id), **NINE} | other))
    assert made["double_booking"] is boiler["double_booking"] is False


async def test_other_people_are_free(staff: Client, manager: Client, boiler: dict[str, Any], make: Make) -> None:
    made = await make.ticket(staff, assigned_user_id=str(manager.id), **NINE)
    refused = await staff.patch(f"/tickets/{made['id']}", json={"assigned_user_id": str(staff.id)})
    assert refused.status_code == 409
    assert boiler["id"] == refused.json()["conflicts"][0]["id"]


async def test_a_booking_without_an_end_counts_as_an_hour(staff: Client, make: Make) -> None:
    await make.ticket(staff, assigned_user_id=str(staff.id), scheduled_start="2026-03-02T08:30:00Z")
    body = {"title": "x", "assigned_user_id": str(staff.id)}
    assert (await staff.post("/tickets", json=body | NINE)).status_code == 409
    assert (await staff.post("/tickets", json=body | HALF_PAST_NINE)).status_code == 201


async def test_each_new_overlap_is_asked_for_and_an_old_one_is_not(
    staff: Client, boiler: dict[str, Any], make: Make
) -> None:
    person = {"assigned_user_id": str(staff.id)}
    free = await make.ticket(staff, **person, **TEN)
    path = f"/tickets/{free['id']}"
    assert (await staff.patch(path, json=HALF_PAST_NINE)).status_code == 409
    confirmed = await staff.patch(path, json={**HALF_PAST_NINE, "double_booking": True})
    assert confirmed.json()["double_booking"] is True
    # Words, and an overlap that is there already, need no confirmation: the mark stays.
    for patch in ({"title": "Renamed"}, {"scheduled_end": "2026-03-02T10:15:00Z"}, {"double_booking": False}):
        assert (await staff.patch(path, json=patch)).json()["double_booking"] is True
    third = await make.ticket(staff, **person, scheduled_start="2026-03-02T12:00:00Z")
    longer = await staff.patch(path, json={"scheduled_end": "2026-03-02T12:30:00Z"})
    assert (longer.status_code, [found["id"] for found in longer.json()["conflicts"]]) == (409, [third["id"]])
    # Whom it overlaps need not confirm again either, and where nothing overlaps the mark goes.
    assert (
        await staff.patch(f"/tickets/{boiler['id']}", json={"scheduled_end": "2026-03-02T09:45:00Z"})
    ).status_code == 200
    away = await staff.patch(path, json={"scheduled_start": "2026-03-04T09:00:00Z", "scheduled_end": None})
    assert away.json()["double_booking"] is False


async def test_reopening_into_an_overlap_is_asked_for(staff: Client, boiler: dict[str, Any], make: Make) -> None:
    path = f"/tickets/{boiler['id']}"
    await staff.patch(path, json={"status": "Closed"})
    await make.ticket(staff, assigned_user_id=str(staff.id), **HALF_PAST_NINE)
    assert (await staff.patch(path, json={"status": "Open"})).status_code == 409
    assert (await staff.patch(path, json={"status": "Open", "double_booking": True})).json()["double_booking"] is True


async def test_what_comes_back_is_shown_not_refused(staff: Client, boiler: dict[str, Any], make: Make) -> None:
    path = f"/tickets/{boiler['id']}"
    moved = await staff.patch(path, json={"scheduled_start": "2026-03-05T09:00:00Z", "scheduled_end": None})
    other = await make.ticket(staff, assigned_user_id=str(staff.id), **HALF_PAST_NINE)
    undone = await staff.post(f"/change_sets/{moved.headers['x-change-set']}/undo")
    assert (undone.status_code, (await staff.get(path)).json()["double_booking"]) == (200, True)
    await staff.delete(f"/tickets/{other['id']}")
    restored = await staff.post(f"/tickets/{other['id']}/restore")
    assert (restored.status_code, restored.json()["double_booking"]) == (200, True)


async def test_a_bulk_change_is_refused_whole_or_confirmed_whole(staff: Client, make: Make) -> None:
    ids = [(await make.ticket(staff, **NINE))["id"] for _ in range(3)]
    patch = {"assigned_user_id": str(staff.id)}
    refused = await staff.post("/tickets/bulk", json={"ids": ids, "patch": patch})
    assert (refused.status_code, (await staff.get(f"/tickets?assigned_user_id={staff.id}")).json()["items"]) == (
        409,
        [],
    )
    confirmed = await staff.post("/tickets/bulk", json={"ids": ids, "patch": {**patch, "double_booking": True}})
    assert confirmed.json()["changed"] == 3
    marked = (await staff.get("/tickets?double_booking=true")).json()["items"]
    assert len(marked) == 2, "each overlap is confirmed by the later one of the two"


async def test_of_twenty_at_once_one_gets_the_hour(staff: Client, make: Make) -> None:
    free = [await make.ticket(staff, scheduled_start="2026-03-02T08:30:00Z") for _ in range(10)]
    body = {"assigned_user_id": str(staff.id), **NINE}
    answers = await asyncio.gather(
        *(staff.post("/tickets", json={"title": "x", **body}) for _ in range(10)),
        *(staff.patch(f"/tickets/{ticket['id']}", json=body) for ticket in free),
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] in (200, 201)
    assert statuses[1:] == [409] * 19


async def test_a_stranger_is_never_named(staff: Client, stranger: Client, boiler: dict[str, Any], make: Make) -> None:
    theirs = await make.ticket(stranger, title="SECRET", assigned_user_id=str(stranger.id), **NINE)
    again = await stranger.post("/tickets", json={"title": "x", "assigned_user_id": str(stranger.id), **NINE})
    assert [found["id"] for found in again.json()["conflicts"]] == [theirs["id"]]
    foreign = await staff.post("/tickets", json={"title": "x", "assigned_user_id": str(stranger.id), **NINE})
    assert (foreign.status_code, "SECRET" in foreign.text) == (422, False)
    assert "Boiler" not in (await stranger.get("/tickets/bookings", params=WEEK)).text
    assert boiler["number"] == theirs["number"] == 1


@pytest.mark.parametrize("end", ["2026-04-02T09:00:00.000001Z", "2026-05-01T00:00:00Z"])
async def test_a_booking_lasts_at_most_31_days(end: str, staff: Client, make: Make) -> None:
    start = {"scheduled_start": "2026-03-02T09:00:00Z"}
    longest = await make.ticket(staff, **start, scheduled_end="2026-04-02T09:00:00Z")
    for refused in (
        await staff.post("/tickets", json={"title": "x", **start, "scheduled_end": end}),
        await staff.patch(f"/tickets/{longest['id']}", json={"scheduled_end": end}),
    ):
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/scheduled_end")
        assert refused.json()["errors"][0]["detail"] == "A booking lasts at most 31 days."


# -- local days -----------------------------------------------------------------------------------------------------------

LONDON, KIRITIMATI, ST_JOHNS = "Europe/London", "Pacific/Kiritimati", "America/St_Johns"
MOMENTS = [
    # Days of 23, 24 and 25 hours in London and in St John's, and the day that Kiritimati left out.
    *((LONDON, day, clock) for day in ("2026-03-29", "2026-07-01", "2026-10-25") for clock in ("00:30", "01:30", "02:30", "23:30")),
    *((ST_JOHNS, day, clock) for day in ("2026-03-08", "2026-07-01", "2026-11-01") for clock in ("00:30", "01:30", "02:30", "23:30")),
    *((KIRITIMATI, day, clock) for day in ("2026-01-01", "1994-12-30", "1995-01-01") for clock in ("00:30", "23:30")),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "clock"), MOMENTS)
async def test_a_booking_is_on_its_local_day(zone: str, day: str, clock: str, admin: Client, make: Make) -> None:
    await admin.patch("/organisation", json={"timezone": zone})
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))
    for fold in (0, 1):  # the hour that comes twice, both times
        start = local.replace(fold=fold).astimezone(UTC)
        ticket = await make.ticket(
            admin, scheduled_start=start.isoformat(), scheduled_end=(start + timedelta(hours=1)).isoformat()
        )
        expected = start.astimezone(ZoneInfo(zone)).date().isoformat()
        assert ticket["scheduled_date"] == expected == day
        # A calendar of that day, in that zone, shows it; the days beside it do not, unless it runs into them.
        for distance in (-1, 0, 1):
            at = datetime.fromisoformat(day) + timedelta(days=distance)
            found = await on_day(admin, at, zone)
            last = (start + timedelta(minutes=59)).astimezone(ZoneInfo(zone))
            runs = at.date() in (start.astimezone(ZoneInfo(zone)).date(), last.date())
            assert (ticket["id"] in found) == runs, distance


async def on_day(client: Client, day: datetime, zone: str) -> list[str]:
    """Return the ids of the bookings that a calendar in a zone shows on a day."""
    start, end = (moment.replace(tzinfo=ZoneInfo(zone)).isoformat() for moment in (day, day + timedelta(days=1)))
    if start[:10] == "1994-12-31" and zone == KIRITIMATI:
        return []  # the day that was left out
    answer = await client.get(f"/tickets/bookings?{urlencode({'from': start, 'to': end})}")
    assert answer.status_code == 200, answer.text
    return [found["id"] for found in answer.json()["items"]]


async def test_the_day_agrees_through_every_change_of_zone(admin: Client, make: Make) -> None:
    starts = ["2026-03-28T23:30:00Z", "2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-24T23:30:00Z", "2026-11-01T03:30:00Z"]  # fmt: skip
    ids = {(await make.ticket(admin, scheduled_start=start))["id"]: start for start in starts}
    for zone in (KIRITIMATI, ST_JOHNS, LONDON, "Pacific/Apia", LONDON):
        await admin.patch("/organisation", json={"timezone": zone})
        for ticket in (await admin.get("/tickets")).json()["items"]:
            start = datetime.fromisoformat(ids[ticket["id"]])
            assert ticket["scheduled_start"] == ids[ticket["id"]], (
                "another zone moves no booking, not even in the hour that comes twice"
            )
            assert ticket["scheduled_date"] == start.astimezone(ZoneInfo(zone)).date().isoformat()


@pytest.mark.parametrize(
    ("zone", "start", "day", "moved"),
    [
        # Nine o'clock stays nine o'clock over both changes of the clocks; what the clock leaves out comes an hour later.
        (LONDON, "2026-03-28T09:00:00Z", "2026-03-29", "2026-03-29T08:00:00Z"),
        (LONDON, "2026-10-24T08:00:00Z", "2026-10-25", "2026-10-25T09:00:00Z"),
        (LONDON, "2026-03-28T01:30:00Z", "2026-03-29", "2026-03-29T01:30:00Z"),
        (LONDON, "2026-10-24T23:30:00Z", "2026-10-26", "2026-10-26T00:30:00Z"),
        (ST_JOHNS, "2026-03-08T02:00:00Z", "2026-03-08", "2026-03-09T01:00:00Z"),
        (KIRITIMATI, "2026-06-01T09:30:00Z", "2026-06-03", "2026-06-03T09:30:00Z"),
    ],
)
async def test_a_day_alone_keeps_the_local_time(
    zone: str, start: str, day: str, moved: str, admin: Client, make: Make
) -> None:
    await admin.patch("/organisation", json={"timezone": zone})
    ticket = await make.ticket(admin, scheduled_start=start)
    changed = (await admin.patch(f"/tickets/{ticket['id']}", json={"scheduled_date": day})).json()
    assert (changed["scheduled_date"], changed["scheduled_start"]) == (day, moved)


async def test_a_day_that_a_zone_leaves_out_is_never_answered(admin: Client, make: Make) -> None:
    await admin.patch("/organisation", json={"timezone": KIRITIMATI})
    ticket = await make.ticket(admin, scheduled_start="1994-12-30T22:00:00Z")
    changed = (await admin.patch(f"/tickets/{ticket['id']}", json={"scheduled_date": "1994-12-31"})).json()
    start = datetime.fromisoformat(changed["scheduled_start"])
    assert changed["scheduled_date"] == start.astimezone(ZoneInfo(KIRITIMATI)).date().isoformat()


async def test_an_undo_after_another_zone_derives_the_day_anew(admin: Client, make: Make) -> None:
    ticket = await make.ticket(admin, scheduled_start="2026-06-01T23:30:00Z")
    path = f"/tickets/{ticket['id']}"
    moved = await admin.patch(path, json={"scheduled_start": "2026-06-05T12:00:00Z"})
    await admin.patch("/organisation", json={"timezone": ST_JOHNS})
    undone = await admin.post(f"/change_sets/{moved.headers['x-change-set']}/undo")
    found = (await admin.get(path)).json()
    assert (undone.status_code, found["scheduled_start"], found["scheduled_date"]) == (
        200,
        "2026-06-01T23:30:00Z",
        "2026-06-01",
    )


# -- the calendar's list ---------------------------------------------------------------------------------------------------


async def test_a_range_answers_what_overlaps_it(staff: Client, make: Make) -> None:
    for title, fields in {
        "long": {"scheduled_start": "2026-02-10T09:00:00Z", "scheduled_end": "2026-03-02T00:30:00Z"},
        "ends at the start": {"scheduled_start": "2026-03-01T23:00:00Z", "scheduled_end": "2026-03-02T00:00:00Z"},
        "begins at the end": {"scheduled_start": "2026-03-09T00:00:00Z"},
        "no end": {"scheduled_start": "2026-03-01T23:30:00Z"},
        "first day": {"scheduled_date": "2026-03-02"},
        "last day": {"scheduled_date": "2026-03-08"},
        "day after": {"scheduled_date": "2026-03-09"},
        "day before": {"scheduled_date": "2026-03-01"},
        "unscheduled": {},
    }.items():
        await make.ticket(staff, title=title, **fields)
    trashed = await make.ticket(staff, title="trashed", **NINE)
    await staff.delete(f"/tickets/{trashed['id']}")
    answer = (await staff.get("/tickets/bookings", params=WEEK)).json()
    assert [found["title"] for found in answer["items"]] == ["long", "no end", "first day", "last day"]
    assert answer["more"] is False


async def test_an_item_is_a_ticket_with_less(staff: Client, make: Make) -> None:
    contact = await make.contact(staff)
    ticket = await make.ticket(
        staff, contact_id=contact["id"], assigned_user_id=str(staff.id), location="Leeds", **NINE
    )
    (item,) = (await staff.get("/tickets/bookings", params=WEEK)).json()["items"]
    assert item == {name: value for name, value in ticket.items() if name in item}
    assert set(ticket) - set(item) >= {"description", "fields", "created_at"}


async def test_a_calendar_filters_as_the_list_does(staff: Client, manager: Client, make: Make) -> None:
    contact = await make.contact(staff)
    await make.ticket(staff, title="mine", assigned_user_id=str(staff.id), **NINE)
    await make.ticket(staff, title="theirs", assigned_user_id=str(manager.id), status="Waiting", **NINE)
    await make.ticket(staff, title="nobody's", contact_id=contact["id"], **NINE)
    for query, titles in {
        (("assigned_user_id", str(staff.id)),): ["mine"],
        (("assigned_user_id", str(staff.id)), ("assigned_user_id", "null")): ["mine", "nobody's"],
        (("status", "Waiting"), ("status", "Closed")): ["theirs"],
        (("contact_id", contact["id"]),): ["nobody's"],
    }.items():
        found = await staff.get(f"/tickets/bookings?{urlencode([*WEEK.items(), *query])}")
        assert [item["title"] for item in found.json()["items"]] == titles, query


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"from": None}, "/from"), ({"to": "2026-03-02"}, "/to"), ({"from": "2026-03-02T00:00:00"}, "/from"),
        ({"to": "2026-03-02T00:00:00Z"}, "/to"), ({"to": "2028-03-02T00:00:00Z"}, "/to"), ({"from": "0001-01-01T00:00:00Z"}, "/from"),
        ({"status": "Nowhere"}, "/status"), ({"contact_id": "x"}, "/contact_id"), ({"sort": "title"}, "/sort"),
    ],
)  # fmt: skip
async def test_a_faulty_parameter_is_named(change: dict[str, Any], pointer: str, staff: Client) -> None:
    parameters = {name: value for name, value in (WEEK | change).items() if value is not None}
    answer = await staff.get("/tickets/bookings", params=parameters)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_more_than_can_be_shown_is_said(staff: Client, owner: psycopg.Connection) -> None:
    owner.execute(
        "insert into tickets (organisation_id, number, title, scheduled_start) "
        "select %s, n, 'Ticket', '2026-03-02T00:00Z'::timestamptz + n * interval '1 minute' from generate_series(1, 2001) n",
        [staff.organisation_id],
    )
    answer = (await staff.get("/tickets/bookings", params=WEEK)).json()
    assert (len(answer["items"]), answer["more"]) == (2000, True)


@pytest.fixture(scope="module")
def large(urls: DatabaseUrls) -> UUID:
    """An organisation with 20 000 tickets, every other one booked, over three years."""
    organisation = uuid4()
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("insert into organisations (id, name) values (%s, 'large')", [organisation])
        owner.execute(
            "insert into tickets (organisation_id, number, title, scheduled_start) select %s, n, 'Ticket', "
            "case when n %% 2 = 0 then '2025-01-01T09:00Z'::timestamptz + n %% 1100 * interval '1 day' end from generate_series(1, 20000) n",
            [organisation],
        )
        owner.execute("analyze tickets")
    return organisation


@pytest.mark.parametrize("filters", [{}, {"assigned_user_id": ["null"]}, {"status": ["Open", "Waiting"]}])
async def test_a_week_of_a_large_organisation_reads_its_weeks(
    filters: dict[str, list[str]], large: UUID, urls: DatabaseUrls, make: Make
) -> None:
    del make
    query = tickets.query(filters, frozenset(), large)
    values = [large, *query.values, *range_of({name: [text] for name, text in WEEK.items()}).values]
    plan = "\n".join(explain(urls, large, statement(query).sql.decode(), values))
    assert "tickets_scheduled_date_idx" in plan, plan
    assert "Seq Scan on tickets" not in plan, plan
