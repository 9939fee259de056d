"""Events on the calendar: the same instant and the same day in every zone, reminders that come once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import Client, Make, Post
from worktrackr.app import Application
from worktrackr.crm.event_reminders import remind_due

HOUR = timedelta(hours=1)
# A zone and a local time in it: around changes of clocks, at the edges of the world, in doubled and in missing hours.
MOMENTS = [
    ("Europe/London", "2026-03-29T00:30", 0), ("Europe/London", "2026-03-29T02:30", 0), ("Europe/London", "2026-10-25T01:30", 0),
    ("Europe/London", "2026-10-25T01:30", 1), ("America/New_York", "2026-03-08T03:00", 0), ("America/New_York", "2026-11-01T01:30", 0),
    ("America/New_York", "2026-11-01T01:30", 1), ("America/St_Johns", "2026-03-08T00:15", 0), ("America/St_Johns", "2026-11-01T01:15", 1),
    ("Australia/Lord_Howe", "2026-04-05T01:45", 0), ("Australia/Lord_Howe", "2026-04-05T01:45", 1), ("Australia/Lord_Howe", "2026-10-04T02:30", 0),
    ("Pacific/Kiritimati", "2026-01-01T00:00", 0), ("Pacific/Kiritimati", "1995-01-01T00:00", 0), ("Pacific/Apia", "2011-12-29T23:00", 0),
    ("Pacific/Apia", "2011-12-31T00:00", 0), ("Pacific/Chatham", "2026-04-05T02:50", 1), ("Asia/Kathmandu", "1986-01-01T00:15", 0),
    ("Africa/Casablanca", "2026-02-15T02:30", 1), ("Asia/Beirut", "2026-03-29T01:00", 0), ("Antarctica/Troll", "2026-03-29T03:00", 0),
    ("Etc/GMT+12", "2026-06-01T23:59", 0),
]  # fmt: skip


async def test_an_event_keeps_its_instant_in_every_zone(staff: Client, make: Make) -> None:
    for zone, local, fold in MOMENTS:
        start = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold)
        instant = start.astimezone(UTC)
        event = await make.event(staff, start_at=start.isoformat(), end_at=(instant + HOUR).isoformat())
        read = (await staff.get(f"/crm_events/{event['id']}")).json()
        found = [datetime.fromisoformat(read[name]) for name in ("start_at", "end_at")]
        assert found == [instant, instant + HOUR], (zone, local)
        assert (read["start_date"], read["end_date"]) == (None, None)
        around = {"start_at_from": instant.isoformat(), "end_at_to": (instant + HOUR).isoformat()}
        listed = (await staff.get("/crm_events", params=around)).json()["items"]
        assert event["id"] in [row["id"] for row in listed], (zone, local)


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/London", "2026-03-28", "2026-03-29"), ("Europe/London", "2026-10-25", "2026-10-25"), ("Pacific/Kiritimati", "2026-01-01", "2026-01-03"),
        ("Pacific/Apia", "2011-12-29", "2011-12-31"), ("America/St_Johns", "2026-11-01", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05", "2026-04-05"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29"), ("America/Havana", "2026-03-08", "2026-03-08"), ("Etc/GMT+12", "2026-06-01", "2026-06-30"),
    ],
)  # fmt: skip
async def test_all_day_is_the_same_days_whatever_zone_the_organisation_moves_to(
    zone: str, first: str, last: str, admin: Client, make: Make
) -> None:
    await admin.patch("/organisation", json={"timezone": zone})
    start = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone))
    end = datetime.fromisoformat(last).replace(hour=23, tzinfo=ZoneInfo(zone))
    # Any times of these days mean the days.
    event = await make.event(admin, all_day=True, start_at=(start + 9 * HOUR).isoformat(), end_at=end.isoformat())
    days: list[tuple[str, str]] = [(event["start_date"], event["end_date"])]
    again = await admin.patch(
        f"/crm_events/{event['id']}", json={"start_at": event["start_at"], "end_at": event["end_at"]}
    )
    days.append((again.json()["start_date"], again.json()["end_date"]))
    for other in ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", zone):
        await admin.patch("/organisation", json={"timezone": other})
        moved = (await admin.get(f"/crm_events/{event['id']}")).json()
        days.append((moved["start_date"], moved["end_date"]))
        assert datetime.fromisoformat(moved["start_at"]).astimezone(ZoneInfo(other)).date().isoformat() == first
    assert days == [(first, last)] * 6
    assert (moved["start_at"], moved["end_at"]) == (event["start_at"], event["end_at"])


async def test_what_is_all_day_no_more_has_times_again(staff: Client, make: Make) -> None:
    times = {"start_at": "2026-07-14T09:00:00Z", "end_at": "2026-07-14T10:00:00Z"}
    event = await make.event(staff, all_day=True, **times)
    timed = (await staff.patch(f"/crm_events/{event['id']}", json={"all_day": False, **times})).json()
    backwards = await staff.patch(
        f"/crm_events/{event['id']}", json={"all_day": True, "end_at": "2026-07-13T10:00:00Z"}
    )
    assert (event["start_at"], event["end_at"]) == ("2026-07-13T23:00:00Z", "2026-07-14T23:00:00Z"), (
        "midnights in London"
    )
    assert times | {"start_date": None, "end_date": None, "all_day": False} | timed == timed
    assert (backwards.status_code, backwards.json()["errors"][0]["pointer"]) == (422, "/end_at")


def at(minutes: float) -> dict[str, Any]:
    """Return the times of an hour that begins so many minutes from now."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    return {"start_at": start.isoformat(), "end_at": (start + HOUR).isoformat()}


async def test_a_reminder_comes_once_for_each_time_of_an_event(
    staff: Client, manager: Client, make: Make, post: Post, application: Application
) -> None:
    assert staff.organisation_id

    async def run() -> None:
        # Two at once, and again: as after a restart.
        assert staff.organisation_id
        await asyncio.gather(*(remind_due(application.database, staff.organisation_id) for _ in range(2)))
        await remind_due(application.database, staff.organisation_id)

    mine = {"assigned_user_id": str(staff.id), "reminder_minutes": 30, "location": "12 Park Row"}
    event = await make.event(staff, title="Review call", **at(20), **mine)
    others: list[dict[str, Any]] = [
        {"title": "Far away", **at(45), **mine}, {"title": "Over", **at(-90), **mine}, {"title": "Done", **at(20), **mine, "status": "Done"},
        {"title": "Nobody's", **at(20), "reminder_minutes": 30}, {"title": "Without", **at(20), "assigned_user_id": str(staff.id)},
    ]  # fmt: skip
    for other in others:
        await make.event(staff, **other)
    await run()
    subject, text = await post.to(staff.email)
    await staff.patch(f"/crm_events/{event['id']}", json=at(25))
    await run()
    await post.to(staff.email, 2)
    await staff.patch(f"/crm_events/{event['id']}", json={"assigned_user_id": str(manager.id)})
    await run()
    await post.to(manager.email)
    assert subject.startswith("Review call: ")
    assert subject.endswith("(Europe/London)")
    assert ("12 Park Row" in text, f"/calendar?event={event['id']}" in text) == (True, True)
    told = [to for to, _, _ in post.mails if to in (staff.email, manager.email)]
    assert told == [staff.email, staff.email, manager.email]


@pytest.mark.parametrize("minutes", [-1, 40_321, 1.5, "soon"])
async def test_a_reminder_is_at_most_four_weeks_before(staff: Client, make: Make, minutes: object) -> None:
    event = await make.event(staff, reminder_minutes=40_320)
    refused = await staff.patch(f"/crm_events/{event['id']}", json={"reminder_minutes": minutes})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reminder_minutes")
    assert (await staff.get(f"/crm_events/{event['id']}")).json()["reminder_minutes"] == 40_320


async def test_the_database_refuses_what_goes_past_the_api(owner: psycopg.Connection, staff: Client) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            "insert into crm_events (organisation_id, title, start_at, end_at, reminder_minutes) values (%s, 'x', now(), now() + interval '1 hour', -1)",
            [staff.organisation_id],
        )
