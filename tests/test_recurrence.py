"""Recurring tickets: generated ahead, changed one, from here on or all, skipped, moved, undone; nothing twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.app import Application
from worktrackr.helpdesk.series_generation import generate, generate_due
from worktrackr.postgres.pipeline import Statement

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONDON = ZoneInfo("Europe/London")
TOMORROW = datetime.now(LONDON).date() + timedelta(days=1)
WEEKLY = {
    "title": "Boiler service", "rrule": f"FREQ=WEEKLY;BYDAY={WEEKDAYS[TOMORROW.weekday()]}", "starts_on": TOMORROW.isoformat(),
    "start_time": "09:00", "duration_minutes": 90, "timezone": "Europe/London",
}  # fmt: skip


def day(weeks: int) -> str:
    """Return the local day of an occurrence of the weekly series."""
    return (TOMORROW + timedelta(weeks=weeks)).isoformat()


def local(ticket: dict[str, Any]) -> str:
    """Return when a ticket is scheduled, in London."""
    return datetime.fromisoformat(ticket["scheduled_start"]).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


async def tickets_of(by: Client, series: dict[str, Any], **filters: str) -> list[dict[str, Any]]:
    """Return the tickets of a series in the order of their occurrences."""
    filters = {"series_id": series["id"], "sort": "series_occurrence", "limit": "100"} | filters
    return (await by.get("/tickets", params=filters)).json()["items"]


def occurrences_of(tickets: Sequence[dict[str, Any]]) -> list[str]:
    """Return which occurrences tickets are."""
    return [ticket["series_occurrence"] for ticket in tickets]


async def test_a_series_makes_ordinary_tickets_ahead_at_once(staff: Client, make: Make) -> None:
    contact, plain = await make.contact(staff), await make.ticket(staff)
    given = {
        "description": "Bring the key.",
        "priority": "High",
        "category": "Maintenance",
        "contact_id": contact["id"],
    }
    series = await make.series(staff, **WEEKLY, **given, assigned_user_id=str(staff.id))
    found = await tickets_of(staff, series)
    assert occurrences_of(found) == [f"{day(week)}T09:00" for week in range(9)], "60 days ahead"
    assert [local(ticket) for ticket in found] == occurrences_of(found)
    assert [ticket["number"] for ticket in found] == list(range(plain["number"] + 1, plain["number"] + 10))
    first = found[0]
    assert first | {"title": "Boiler service", "status": "Open", **given, "assigned_user_id": str(staff.id)} == first
    assert (first["scheduled_date"], first["created_by"], first["double_booking"]) == (day(0), str(staff.id), False)
    ends = datetime.fromisoformat(first["scheduled_end"]) - datetime.fromisoformat(first["scheduled_start"])
    assert ends == timedelta(minutes=90)


async def test_a_service_level_begins_when_the_work_is_planned(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY)
    found = await tickets_of(staff, series)
    for ticket in found:
        assert ticket["scheduled_start"] < ticket["first_response_due_at"] < ticket["resolution_due_at"]
    later = datetime.fromisoformat(found[1]["scheduled_start"]) + timedelta(days=21)
    times = {"scheduled_start": later.isoformat(), "scheduled_end": (later + timedelta(hours=1)).isoformat()}
    moved = await staff.patch(f"/tickets/{found[1]['id']}", json=times)
    assert moved.json()["resolution_due_at"] > found[2]["resolution_due_at"]
    plain = await make.ticket(staff, scheduled_start=later.isoformat())
    assert plain["resolution_due_at"] < found[1]["scheduled_start"], "of others it begins when they come in"


async def test_what_is_rare_is_made_three_times_ahead_and_all_day_has_no_time(staff: Client, make: Make) -> None:
    series = await make.series(staff, rrule="FREQ=YEARLY", starts_on=TOMORROW.replace(day=1, month=3).isoformat())
    found = await tickets_of(staff, series)
    assert [ticket["scheduled_date"] for ticket in found] == occurrences_of(found)
    assert [date.fromisoformat(ticket["scheduled_date"]).month for ticket in found] == [3, 3, 3]
    assert {ticket["scheduled_start"] for ticket in found} == {None}
    more = await make.series(staff, rrule="FREQ=DAILY", starts_on=TOMORROW.isoformat(), days_ahead=7)
    assert len(await tickets_of(staff, more)) == 7


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("rrule", "FREQ=SECONDLY", "FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY."),
        ("rrule", "FREQ=HOURLY;INTERVAL=2", "FREQ must be"),
        ("rrule", "nonsense", "is no part of a rule"),
        ("rrule", "INTERVAL=2", "needs FREQ"),
        ("rrule", "FREQ=DAILY;FREQ=DAILY", "occurs twice"),
        ("rrule", "FREQ=DAILY;BYHOUR=9,10,11", "BYHOUR cannot be used"),
        ("rrule", "FREQ=DAILY;INTERVAL=0", "INTERVAL must be a number from 1 to 1000."),
        ("rrule", "FREQ=DAILY;COUNT=999999", "COUNT must be"),
        ("rrule", "FREQ=DAILY;COUNT=2;UNTIL=20991231", "by COUNT or by UNTIL"),
        ("rrule", "FREQ=DAILY;UNTIL=20261331", "UNTIL must be"),
        ("rrule", "FREQ=WEEKLY;BYDAY=2TU", "needs FREQ=MONTHLY or FREQ=YEARLY"),
        ("rrule", "FREQ=WEEKLY;BYDAY=XX", "no day of the week"),
        ("rrule", "FREQ=WEEKLY;BYMONTHDAY=1", "does not go with FREQ=WEEKLY"),
        ("rrule", "FREQ=MONTHLY;BYMONTHDAY=32", "from 1 to 31"),
        ("rrule", "FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses"),
        ("rrule", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "nothing would ever happen"),
        ("rrule", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "nothing would ever happen"),
        ("rrule", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", "nothing would ever happen"),
        ("rrule", "FREQ=DAILY;UNTIL=20200101", "nothing would ever happen"),
        ("start_time", "24:00", "expected form"),
        ("timezone", "Europe/Leeds", "not one of the choices"),
        ("duration_minutes", 0, "at least 1"),
        ("days_ahead", 400, "at most 366"),
    ],
)
async def test_a_schedule_that_cannot_be_is_refused_at_its_field(
    field: str, value: object, detail: str, staff: Client, make: Make
) -> None:
    series = await make.series(staff, **WEEKLY)
    for response in (
        await staff.post("/ticket_series", json=WEEKLY | {field: value}),
        await staff.patch(f"/ticket_series/{series['id']}", json={field: value}),
        await staff.post(f"/ticket_series/{series['id']}/split", json={"from": day(1), field: value}),
    ):
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert error["pointer"] == f"/{field}"
        assert detail in error["detail"]


async def test_a_duration_needs_a_start(staff: Client) -> None:
    response = await staff.post("/ticket_series", json=WEEKLY | {"start_time": None})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/duration_minutes")


async def test_a_preview_shows_the_next_dates_in_local_time(staff: Client) -> None:
    body = {"rrule": "FREQ=WEEKLY;BYDAY=SU", "starts_on": "2027-03-21", "start_time": "01:30", "duration_minutes": 60, "timezone": "Europe/London"}  # fmt: skip
    preview = (await staff.post("/ticket_series/preview", json=body)).json()
    assert (len(preview["items"]), preview["more"], preview["timezone"]) == (10, True, "Europe/London")
    assert preview["items"][:2] == [
        {"occurrence": "2027-03-21T01:30", "starts_at": "2027-03-21T01:30:00Z", "ends_at": "2027-03-21T02:30:00Z"},
        # The clocks leave 01:30 out: it moves forward by the hour.
        {"occurrence": "2027-03-28T01:30", "starts_at": "2027-03-28T01:30:00Z", "ends_at": "2027-03-28T02:30:00Z"},
    ]
    assert preview["items"][2]["starts_at"] == "2027-04-04T00:30:00Z"
    refused = await staff.post("/ticket_series/preview", json=body | {"rrule": "FREQ=MINUTELY"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/rrule")


async def test_one_occurrence_is_moved_and_another_skipped_and_both_survive(
    staff: Client, application: Application, make: Make, owner: psycopg.Connection
) -> None:
    series = await make.series(staff, **WEEKLY)
    moved, skipped, *_ = await tickets_of(staff, series)
    start = datetime.fromisoformat(moved["scheduled_start"]) + timedelta(days=1)
    end = start + timedelta(hours=1)
    times = {"scheduled_start": start.isoformat(), "scheduled_end": end.isoformat()}
    await staff.patch(f"/tickets/{moved['id']}", json=times)
    await staff.delete(f"/tickets/{skipped['id']}")
    await look_again(application, owner, series, staff)
    await staff.patch(f"/ticket_series/{series['id']}", json={"start_time": "10:00", "title": "Boiler"})
    found = await tickets_of(staff, series)
    kept = found[0]
    assert (kept["id"], kept["series_occurrence"]) == (moved["id"], f"{day(0)}T09:00")
    assert (kept["title"], datetime.fromisoformat(kept["scheduled_start"])) == ("Boiler service", start)
    assert occurrences_of(found)[1:] == [f"{day(week)}T10:00" for week in range(2, 9)]
    assert {(ticket["title"], local(ticket)[-5:]) for ticket in found[1:]} == {("Boiler", "10:00")}
    assert occurrences_of(await tickets_of(staff, series, trash="true")) == [f"{day(1)}T09:00"]


async def test_changing_all_leaves_what_somebody_has_touched(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY)
    found = await tickets_of(staff, series)
    await staff.patch(f"/tickets/{found[0]['id']}", json={"status": "In Progress"})
    await staff.patch(f"/tickets/{found[1]['id']}", json={"description": "Ring first."})
    await staff.made(f"/tickets/{found[2]['id']}/comments", body="Bring a ladder.")
    changed = await staff.patch(f"/ticket_series/{series['id']}", json={"title": "Annual check", "priority": "Low"})
    assert changed.status_code == 200
    after = await tickets_of(staff, series)
    assert [ticket["title"] for ticket in after] == ["Boiler service"] * 3 + ["Annual check"] * 6
    assert [ticket["number"] for ticket in after] == [ticket["number"] for ticket in found]
    undone = await staff.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert undone.json()["changed"] == 7, "the series and six tickets"
    assert {ticket["title"] for ticket in await tickets_of(staff, series)} == {"Boiler service"}
    again = await staff.patch(f"/ticket_series/{series['id']}", json={"title": "Once more"})
    assert again.status_code == 200
    assert [ticket["title"] for ticket in await tickets_of(staff, series)][3:] == ["Once more"] * 6, (
        "undone is untouched"
    )


async def test_another_rhythm_moves_the_tickets_and_trashes_or_makes_the_rest(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY)
    before = await tickets_of(staff, series)
    other = WEEKDAYS[(TOMORROW.weekday() + 1) % 7]
    await staff.patch(f"/ticket_series/{series['id']}", json={"rrule": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={other}"})
    fewer = await tickets_of(staff, series)
    assert [ticket["id"] for ticket in fewer] == [ticket["id"] for ticket in before[: len(fewer)]]
    assert len(fewer) in (4, 5)
    assert {date.fromisoformat(ticket["scheduled_date"]).weekday() for ticket in fewer} == {
        (TOMORROW.weekday() + 1) % 7
    }
    assert len(await tickets_of(staff, series, trash="true")) == 9 - len(fewer)
    await staff.patch(f"/ticket_series/{series['id']}", json={"rrule": WEEKLY["rrule"]})
    back = await tickets_of(staff, series)
    assert occurrences_of(back) == occurrences_of(before)
    # Withdrawn tickets come back to their own days, so no number is spent.
    assert {ticket["id"] for ticket in back[len(fewer) :]} <= {ticket["id"] for ticket in before}


async def test_this_and_following_is_a_new_series_and_one_undo(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY)
    before = await tickets_of(staff, series)
    touched, skipped = before[3], before[4]
    await staff.patch(f"/tickets/{touched['id']}", json={"description": "Ring first."})
    await staff.delete(f"/tickets/{skipped['id']}")
    path = f"/ticket_series/{series['id']}/split"
    response = await staff.post(path, json={"from": before[2]["series_occurrence"], "start_time": "14:00"})
    assert response.status_code == 201, response.text
    new = response.json()
    old = (await staff.get(f"/ticket_series/{series['id']}")).json()
    assert old["rrule"].endswith(f";UNTIL={(TOMORROW + timedelta(days=13)):%Y%m%d}")
    assert (new["starts_on"], new["start_time"], new["title"]) == (day(2), "14:00", "Boiler service")
    assert occurrences_of(await tickets_of(staff, series)) == [f"{day(0)}T09:00", f"{day(1)}T09:00"]
    after = await tickets_of(staff, new)
    assert [ticket["id"] for ticket in after] == [ticket["id"] for ticket in before[2:] if ticket != skipped]
    assert [local(ticket)[-5:] for ticket in after] == ["14:00", "09:00", *["14:00"] * 4]
    undone = await staff.post(f"/change_sets/{response.headers['x-change-set']}/undo")
    assert undone.status_code == 200
    assert (await staff.get(f"/ticket_series/{new['id']}")).status_code == 404
    assert [local(ticket) for ticket in await tickets_of(staff, series)] == [
        local(ticket) for ticket in before if ticket != skipped
    ]
    assert (await staff.get(f"/ticket_series/{series['id']}")).json()["rrule"] == series["rrule"]


async def test_a_split_shares_out_what_was_counted(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY | {"rrule": f"{WEEKLY['rrule']};COUNT=5"})
    new = (await staff.post(f"/ticket_series/{series['id']}/split", json={"from": day(2)})).json()
    assert new["rrule"] == f"{WEEKLY['rrule']};COUNT=3"
    assert [len(await tickets_of(staff, found)) for found in (series, new)] == [2, 3]


@pytest.mark.parametrize(("at", "detail"), [(day(0), "begins here"), ("soon", "not a day"), ("2199-01-01", "ended")])
async def test_a_split_needs_an_occurrence_after_the_first(at: str, detail: str, staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY | {"rrule": f"{WEEKLY['rrule']};COUNT=5"})
    refused = await staff.post(f"/ticket_series/{series['id']}/split", json={"from": at})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/from")
    assert detail in refused.json()["errors"][0]["detail"]
    stale = await staff.post(f"/ticket_series/{series['id']}/split", json={"from": day(1)}, headers={"if-match": '"9"'})
    assert stale.status_code == 412


async def test_a_series_takes_its_untouched_tickets_to_the_trash_and_back(staff: Client, make: Make) -> None:
    series = await make.series(staff, **WEEKLY)
    before = await tickets_of(staff, series)
    await staff.patch(f"/tickets/{before[0]['id']}", json={"status": "Waiting"})
    await staff.delete(f"/tickets/{before[1]['id']}")
    await staff.delete(f"/ticket_series/{series['id']}")
    assert [ticket["id"] for ticket in await tickets_of(staff, series)] == [before[0]["id"]]
    assert (await staff.post(f"/ticket_series/{series['id']}/restore")).status_code == 200
    back = await tickets_of(staff, series)
    assert [ticket["id"] for ticket in back] == [ticket["id"] for ticket in before if ticket != before[1]]


async def test_undoing_a_new_series_takes_its_tickets_too_and_restoring_it_brings_them_back(
    staff: Client,
) -> None:
    made = await staff.post("/ticket_series", json=WEEKLY)
    await staff.post(f"/change_sets/{made.headers['x-change-set']}/undo")
    assert await tickets_of(staff, made.json()) == []
    await staff.post(f"/ticket_series/{made.json()['id']}/restore")
    assert len(await tickets_of(staff, made.json())) == 9
    assert await tickets_of(staff, made.json(), trash="true") == []


async def test_many_series_change_with_their_tickets_but_not_their_schedules(staff: Client, make: Make) -> None:
    both = [await make.series(staff, **WEEKLY), await make.series(staff, **WEEKLY)]
    ids = [series["id"] for series in both]
    done = await staff.post("/ticket_series/bulk", json={"ids": ids, "patch": {"category": "Planned"}})
    assert done.json()["changed"] == 2
    assert {ticket["category"] for series in both for ticket in await tickets_of(staff, series)} == {"Planned"}
    refused = await staff.post("/ticket_series/bulk", json={"ids": ids, "patch": {"rrule": "FREQ=DAILY"}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/patch/rrule")
    assert (await staff.post("/ticket_series/bulk", json={"ids": ids, "delete": True})).json()["changed"] == 2
    assert [await tickets_of(staff, series) for series in both] == [[], []]


async def test_a_ticket_becomes_the_first_of_a_series(staff: Client, stranger: Client, make: Make) -> None:
    ticket, theirs = await make.ticket(staff, title="Boiler service"), await make.ticket(stranger)
    refused = await staff.post("/ticket_series", json=WEEKLY | {"ticket_id": theirs["id"]})
    assert refused.json()["errors"] == [
        {"pointer": "/ticket_id", "code": "invalid_reference", "detail": "There is no such ticket outside a series."}
    ]
    series = await make.series(staff, **WEEKLY, ticket_id=ticket["id"])
    found = await tickets_of(staff, series)
    assert len(found) == 9
    assert (found[0]["id"], found[0]["number"], local(found[0])) == (ticket["id"], ticket["number"], f"{day(0)}T09:00")
    again = await staff.post("/ticket_series", json=WEEKLY | {"ticket_id": ticket["id"]})
    assert again.status_code == 422


async def test_answers_are_checked_and_survive_a_template_that_changed(
    manager: Client, application: Application, make: Make, owner: psycopg.Connection
) -> None:
    field = {"key": "boiler", "label": "Boiler", "kind": "text", "required": True}
    template = await make.template(manager, fields=[field])
    given = {"template_id": template["id"], "fields": {"boiler": "Vaillant"}}
    refused = await manager.post("/ticket_series", json=WEEKLY | given | {"fields": {"other": "x"}})
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/fields/boiler", "/fields/other"}
    series = await make.series(manager, **WEEKLY, **given)
    assert series["template_version"] == 1
    more = [field, field | {"key": "pressure", "label": "Pressure"}]
    await manager.patch(f"/ticket_templates/{template['id']}", json={"fields": more})
    owner.execute("update ticket_series_generations set made_through = %s where series_id = %s", [day(6), series["id"]])
    owner.execute("delete from tickets where series_id = %s and scheduled_date > %s", [series["id"], day(6)])
    await look_again(application, owner, series, manager)
    found = await tickets_of(manager, series)
    assert len(found) == 9
    assert {(ticket["template_version"], ticket["fields"]["boiler"]) for ticket in found} == {(1, "Vaillant")}
    path = f"/ticket_series/{series['id']}"
    refused = await manager.patch(path, json={"fields": {"boiler": "Worcester"}})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/fields/pressure"]
    answers = {"boiler": "Worcester", "pressure": "1.5"}
    changed = await manager.patch(path, json={"fields": answers})
    assert changed.json()["template_version"] == 2
    assert {(ticket["template_version"], str(ticket["fields"])) for ticket in await tickets_of(manager, series)} == {
        (2, str(answers))
    }
    assert (await manager.patch(path, json={"template_id": None, "fields": {}})).json()["template_version"] is None


async def test_a_person_may_be_booked_twice_by_planned_work_and_it_shows(staff: Client, make: Make) -> None:
    person = {"assigned_user_id": str(staff.id)}
    start = datetime.fromisoformat(f"{day(1)}T09:30").replace(tzinfo=LONDON)
    ticket = await make.ticket(staff, **person, scheduled_start=start.isoformat())
    series = await make.series(staff, **WEEKLY, **person)
    assert [found["double_booking"] for found in await tickets_of(staff, series)] == [False, True] + [False] * 7
    await staff.delete(f"/tickets/{ticket['id']}")
    await staff.patch(f"/ticket_series/{series['id']}", json={"duration_minutes": 60})
    assert not any(found["double_booking"] for found in await tickets_of(staff, series))


async def test_the_job_goes_on_where_it_was_and_makes_nothing_twice(
    staff: Client, admin: Client, application: Application, make: Make, owner: psycopg.Connection
) -> None:
    series = await make.series(staff, **WEEKLY)
    before = await tickets_of(staff, series)
    await staff.delete(f"/tickets/{before[5]['id']}")
    await admin.post(f"/tickets/{before[5]['id']}/purge")
    # As if the last turn had been two weeks ago: the last two are not there yet.
    owner.execute(
        "update ticket_series_generations set made_through = %s, generated_at = now() - interval '14 days' where series_id = %s",
        [day(6), series["id"]],
    )
    owner.execute("delete from tickets where id = any(%s)", [[UUID(ticket["id"]) for ticket in before[7:]]])
    assert staff.organisation_id is not None
    both = [generate_due(application.database, staff.organisation_id) for _ in range(2)]
    await asyncio.gather(*both)
    after = await tickets_of(staff, series)
    assert occurrences_of(after) == [f"{day(week)}T09:00" for week in (0, 1, 2, 3, 4, 6, 7, 8)], "5 was purged"
    numbers = [ticket["number"] for ticket in after]
    assert numbers[-2:] == [before[-1]["number"] + 1, before[-1]["number"] + 2], "no number is spent in vain"
    history = (await staff.get(f"/tickets/{after[-1]['id']}/history")).json()["items"]
    assert [(change["actor_kind"], change["actor_name"]) for change in history] == [("job", None)]


async def test_a_job_that_is_killed_half_way_loses_and_doubles_nothing(
    staff: Client, application: Application, make: Make, owner: psycopg.Connection
) -> None:
    series = await make.series(staff, **WEEKLY)
    assert staff.organisation_id is not None
    organisation_id = staff.organisation_id
    owner.execute("delete from tickets where series_id = %s", [series["id"]])
    owner.execute("delete from ticket_series_generations where series_id = %s", [series["id"]])
    (before,) = owner.execute("select last_number from ticket_counters where organisation_id = %s", [organisation_id]).fetchone() or (0,)  # fmt: skip

    async def killed() -> None:
        async with application.database.background(organisation_id, None, "job", uuid4()) as transaction:
            await generate(transaction, organisation_id, UUID(series["id"]))
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await killed()
    assert await tickets_of(staff, series) == []
    await generate_due(application.database, organisation_id)
    found = await tickets_of(staff, series)
    assert occurrences_of(found) == [f"{day(week)}T09:00" for week in range(9)]
    assert [ticket["number"] for ticket in found] == list(range(before + 1, before + 10))


async def test_organisations_that_have_nothing_due_are_not_entered(
    staff: Client, application: Application, make: Make, owner: psycopg.Connection
) -> None:
    series = await make.series(staff, **WEEKLY)
    assert staff.organisation_id is not None
    assert staff.organisation_id not in await organisations_with_due_series(application)
    owner.execute("update ticket_series set version = version + 1 where id = %s", [series["id"]])
    assert staff.organisation_id in await organisations_with_due_series(application)
    await generate_due(application.database, staff.organisation_id)
    assert staff.organisation_id not in await organisations_with_due_series(application)


async def organisations_with_due_series(application: Application) -> list[UUID]:
    """Return what the job asks first, from outside every organisation."""
    async with application.database.transaction(None, uuid4()) as transaction:
        return [row[0] for row in await transaction.rows(Statement("select auth.organisations_with_due_series()"))]


async def look_again(application: Application, owner: psycopg.Connection, series: dict[str, Any], by: Client) -> None:
    """Let the job look at a series as it does every day."""
    old = datetime.now(UTC) - timedelta(days=1)
    owner.execute("update ticket_series_generations set generated_at = %s where series_id = %s", [old, series["id"]])
    assert by.organisation_id is not None
    await generate_due(application.database, by.organisation_id)
