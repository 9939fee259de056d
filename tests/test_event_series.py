"""Recurring events: made ahead, changed one, from here on or all; what somebody did to one of them stays."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.app import Application
from worktrackr.crm.series_events import extend_due

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONDON = ZoneInfo("Europe/London")
TOMORROW = datetime.now(LONDON).date() + timedelta(days=1)
WEEKLY = {
    "title": "Review call", "type": "Call", "rrule": f"FREQ=WEEKLY;BYDAY={WEEKDAYS[TOMORROW.weekday()]};COUNT=6", "starts_on": TOMORROW.isoformat(),
    "start_time": "09:00", "duration_minutes": 45, "timezone": "Europe/London",
}  # fmt: skip


def day(weeks: int, days: int = 0) -> str:
    """Return the local day of an occurrence of the weekly series."""
    return (TOMORROW + timedelta(weeks=weeks, days=days)).isoformat()


def local(event: dict[str, Any]) -> str:
    """Return when an event is, in London."""
    return datetime.fromisoformat(event["start_at"]).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


async def events_of(by: Client, series: dict[str, Any], **filters: str) -> list[dict[str, Any]]:
    """Return the events of a series in the order of their occurrences."""
    filters = {"series_id": series["id"], "sort": "series_occurrence", "limit": "100"} | filters
    return (await by.get("/crm_events", params=filters)).json()["items"]


async def test_a_series_makes_ordinary_events_at_once_and_undo_takes_all_back(staff: Client, make: Make) -> None:
    contact = await make.contact(staff)
    given = {
        "contact_id": contact["id"],
        "assigned_user_id": str(staff.id),
        "location": "Leeds",
        "reminder_minutes": 15,
    }
    answer = await staff.post("/crm_event_series", json={**WEEKLY, **given})
    found = await events_of(staff, answer.json())
    assert [event["series_occurrence"] for event in found] == [f"{day(week)}T09:00" for week in range(6)]
    assert [local(event) for event in found] == [event["series_occurrence"] for event in found]
    assert (
        found[0] | given | {"title": "Review call", "type": "Call", "status": "Planned", "all_day": False} == found[0]
    )
    lasts = datetime.fromisoformat(found[0]["end_at"]) - datetime.fromisoformat(found[0]["start_at"])
    assert lasts == timedelta(minutes=45)
    undone = await staff.post(f"/change_sets/{answer.headers['x-change-set']}/undo")
    assert (undone.status_code, await events_of(staff, answer.json())) == (200, [])


async def test_local_time_stays_across_the_changes_of_clocks(staff: Client, make: Make) -> None:
    schedule = {"rrule": "FREQ=DAILY;COUNT=380", "starts_on": TOMORROW.isoformat(), "start_time": "01:30"}
    series = await make.event_series(staff, **schedule, timezone="Europe/London")
    found = (
        await staff.get("/crm_events", params={"series_id": series["id"], "sort": "start_at", "limit": "100"})
    ).json()
    pages = found["items"]
    while found["next_cursor"]:
        query = {"series_id": series["id"], "sort": "start_at", "limit": "100", "cursor": found["next_cursor"]}
        found = (await staff.get("/crm_events", params=query)).json()
        pages += found["items"]
    times = {local(event)[11:] for event in pages}
    instants = {event["start_at"][11:16] for event in pages}
    assert len(pages) == 380
    assert times == {"01:30", "02:30"}, "the night that has no half past one goes on at half past two"
    assert instants == {"01:30", "00:30"}


async def test_all_follow_but_for_what_somebody_changed_of_one(staff: Client, make: Make) -> None:
    series = await make.event_series(staff, **WEEKLY)
    before = await events_of(staff, series)
    moved = {"start_at": f"{day(1)}T15:00:00Z", "end_at": f"{day(1)}T16:00:00Z"}
    await staff.patch(f"/crm_events/{before[1]['id']}", json=moved)
    await staff.patch(f"/crm_events/{before[2]['id']}", json={"title": "With Helen"})
    await staff.patch(f"/crm_events/{before[3]['id']}", json={"status": "Cancelled"})
    await staff.delete(f"/crm_events/{before[4]['id']}")
    changes = {"start_time": "10:30", "location": "Leeds", "title": "Review"}
    answer = await staff.patch(f"/crm_event_series/{series['id']}", json=changes)
    after = await events_of(staff, series)
    assert [event["id"] for event in after] == [before[at]["id"] for at in (0, 1, 2, 3, 5)], "the same events"
    assert [local(event)[11:] for event in (after[0], after[2], after[4])] == ["10:30"] * 3
    assert after[1]["start_at"] == f"{day(1)}T15:00:00Z"
    assert local(after[3])[11:] == "09:00", "what is cancelled is left alone"
    assert [event["title"] for event in after] == ["Review", "Review", "With Helen", "Review call", "Review"]
    assert [event["location"] for event in after] == ["Leeds", "Leeds", "Leeds", None, "Leeds"]
    undone = await staff.post(f"/change_sets/{answer.headers['x-change-set']}/undo")
    back = await events_of(staff, series)
    assert undone.status_code == 200
    assert [(event["title"], event["start_at"]) for event in back] == [
        ("Review call", before[0]["start_at"]),
        ("Review call", f"{day(1)}T15:00:00Z"),
        ("With Helen", before[2]["start_at"]),
        ("Review call", before[3]["start_at"]),
        ("Review call", before[5]["start_at"]),
    ]


async def test_another_weekday_moves_the_same_events(staff: Client, make: Make) -> None:
    series = await make.event_series(staff, **WEEKLY)
    before = await events_of(staff, series)
    other = TOMORROW + timedelta(days=2)
    rule = f"FREQ=WEEKLY;BYDAY={WEEKDAYS[other.weekday()]};COUNT=4"
    await staff.patch(f"/crm_event_series/{series['id']}", json={"rrule": rule, "starts_on": other.isoformat()})
    after = await events_of(staff, series)
    assert [local(event) for event in after] == [f"{day(week, 2)}T09:00" for week in range(4)]
    assert [event["id"] for event in after] == [event["id"] for event in before[:4]]
    assert len(await events_of(staff, series, trash="true")) == 2


async def test_this_and_following_goes_on_as_a_series_of_its_own(staff: Client, make: Make) -> None:
    series = await make.event_series(staff, **WEEKLY)
    before = await events_of(staff, series)
    await staff.delete(f"/crm_events/{before[4]['id']}")
    body = {"from": before[3]["series_occurrence"], "start_time": "14:00"}
    answer = await staff.post(f"/crm_event_series/{series['id']}/split", json=body)
    first, second = await events_of(staff, series), await events_of(staff, answer.json())
    assert [local(event) for event in first] == [f"{day(week)}T09:00" for week in range(3)]
    assert [local(event) for event in second] == [f"{day(week)}T14:00" for week in (3, 5)], "what was skipped stays so"
    assert [event["id"] for event in second] == [before[3]["id"], before[5]["id"]]
    wrong = [
        await staff.post(f"/crm_event_series/{series['id']}/split", json={"from": text})
        for text in (day(0), "soon", day(9))
    ]
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in wrong] == [(422, "/from")] * 3
    undone = await staff.post(f"/change_sets/{answer.headers['x-change-set']}/undo")
    assert undone.status_code == 200
    assert [event["id"] for event in await events_of(staff, series)] == [before[at]["id"] for at in (0, 1, 2, 3, 5)]


async def test_deleting_all_keeps_what_is_over_and_restoring_brings_the_rest_back(staff: Client, make: Make) -> None:
    schedule = {**WEEKLY, "rrule": "FREQ=WEEKLY;COUNT=6", "starts_on": day(-3)}
    series = await make.event_series(staff, **schedule)
    before = await events_of(staff, series)
    await staff.delete(f"/crm_events/{before[5]['id']}")
    deleted = await staff.delete(f"/crm_event_series/{series['id']}")
    left = await events_of(staff, series)
    restored = await staff.post(f"/crm_event_series/{series['id']}/restore")
    after = await events_of(staff, series)
    assert (deleted.status_code, restored.status_code) == (204, 200)
    assert [event["id"] for event in left] == [event["id"] for event in before[:3]]
    assert [event["id"] for event in after] == [event["id"] for event in before[:5]], "not what somebody had deleted"


async def test_an_event_becomes_the_first_of_a_series(staff: Client, stranger: Client, make: Make) -> None:
    start = datetime.fromisoformat(f"{day(0)}T09:00").replace(tzinfo=LONDON)
    times = {"start_at": start.isoformat(), "end_at": (start + timedelta(minutes=45)).isoformat()}
    event, theirs = await make.event(staff, **times, notes="Bring the plan"), await make.event(stranger)
    series = await make.event_series(staff, **WEEKLY, event_id=event["id"])
    found = await events_of(staff, series)
    refused = await staff.post("/crm_event_series", json={**WEEKLY, "event_id": theirs["id"]})
    again = await staff.post("/crm_event_series", json={**WEEKLY, "event_id": event["id"]})
    assert (len(found), found[0]["id"], found[0]["notes"]) == (6, event["id"], "Bring the plan")
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in (refused, again)] == [
        (422, "/event_id")
    ] * 2


async def test_all_day_and_several_days_come_back_as_days(staff: Client, make: Make) -> None:
    schedule = {
        "rrule": "FREQ=MONTHLY;COUNT=12",
        "starts_on": TOMORROW.replace(day=1).isoformat(),
        "duration_minutes": 2880,
    }
    series = await make.event_series(staff, **schedule)
    found = await events_of(staff, series)
    assert [event["start_date"][8:] for event in found] == ["01"] * 12
    assert [event["end_date"][8:] for event in found] == ["02"] * 12
    assert [event["start_date"] for event in found] == [event["series_occurrence"] for event in found]


async def test_the_job_makes_what_comes_nearer_and_never_what_was_skipped(
    staff: Client, make: Make, application: Application, owner: psycopg.Connection
) -> None:
    assert staff.organisation_id
    series = await make.event_series(staff, **{**WEEKLY, "rrule": "FREQ=WEEKLY"})
    before = await events_of(staff, series)
    await staff.delete(f"/crm_events/{before[2]['id']}")
    # As if a quarter had passed: what was made last is gone for good.
    owner.execute("select set_config('app.organisation_id', %s, false)", [str(staff.organisation_id)])
    late = [UUID(event["id"]) for event in before[-13:]]
    owner.execute("delete from crm_events where id = any(%s)", [late])
    await asyncio.gather(*(extend_due(application.database, staff.organisation_id) for _ in range(2)))
    after = await events_of(staff, series)
    kept = [event["series_occurrence"] for event in before if event["id"] != before[2]["id"]]
    assert [event["series_occurrence"] for event in after] == kept
    assert {event["version"] for event in after} == {1}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rrule", "FREQ=HOURLY"), ("rrule", "nonsense"), ("rrule", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), ("starts_on", "soon"),
        ("start_time", "25:00"), ("duration_minutes", 0), ("timezone", "Mars/Base"), ("reminder_minutes", -1), ("type", "Party"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named_and_nothing_is_made(staff: Client, make: Make, field: str, value: object) -> None:
    series = await make.event_series(staff, **WEEKLY)
    before = await events_of(staff, series)
    answers = [
        await staff.post("/crm_event_series", json={**WEEKLY, field: value}),
        await staff.patch(f"/crm_event_series/{series['id']}", json={field: value}),
        await staff.post(f"/crm_event_series/{series['id']}/split", json={"from": day(2), field: value}),
    ]
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in answers] == [(422, f"/{field}")] * 3
    assert await events_of(staff, series) == before
    assert len((await staff.get("/crm_event_series")).json()["items"]) == 1


async def test_a_series_that_began_long_ago_makes_no_more_than_the_past_year(staff: Client, make: Make) -> None:
    series = await make.event_series(staff, rrule="FREQ=WEEKLY;COUNT=900", starts_on="2015-01-05", start_time="09:00")
    (first,) = (
        await staff.get("/crm_events", params={"series_id": series["id"], "sort": "start_at", "limit": "1"})
    ).json()["items"]
    assert datetime.fromisoformat(first["start_at"]) > datetime.now(UTC) - timedelta(days=374)
