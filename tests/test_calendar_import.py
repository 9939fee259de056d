"""Import of .ics files: everything once, also the second time; a bad file changes nothing and names its line."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2 as httpx
import pytest

from conftest import Client, Make

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime.now(LONDON).date() + timedelta(days=(7 - datetime.now(LONDON).weekday()) % 7 + 7)


def day(weeks: int = 0, days: int = 0, text: str = "%Y%m%d") -> str:
    """Return a day counted from the Monday after next."""
    return (MONDAY + timedelta(weeks=weeks, days=days)).strftime(text)


def calendar(*events: str) -> bytes:
    """Return a file of events, each the lines between BEGIN and END."""
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


async def sent(by: Client, content: bytes, **parameters: str) -> httpx.Response:
    """Import a file."""
    return await by.post("/crm_events/import", params=parameters, files={"file": ("a.ics", content, "text/calendar")})


async def events_of(by: Client, **filters: str) -> list[dict[str, Any]]:
    """Return the events of the organisation, the earliest first."""
    return (await by.get("/crm_events", params={"sort": "start_at", "limit": "100"} | filters)).json()["items"]


VISIT = f"""UID:visit-1
SUMMARY:Visit\\, with a comma
DTSTART;TZID=Europe/Paris:{day()}T100000
DTEND;TZID=Europe/Paris:{day()}T113000
LOCATION:12 Park Row
DESCRIPTION:First line\\nsecond lin
 e
CATEGORIES:Work,Call
CATEGORIES:Meeting
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM"""
FAIR = f"""UID:fair-1
SUMMARY:Trade fair
DTSTART;VALUE=DATE:{day(0, 1)}
DTEND;VALUE=DATE:{day(0, 4)}"""
WEEKLY = f"""UID:weekly-1
SUMMARY:Week plan
DTSTART;TZID=GMT Standard Time:{day()}T080000
DURATION:PT45M
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE;TZID=GMT Standard Time:{day(2)}T080000"""
MOVED = f"""UID:weekly-1
RECURRENCE-ID;TZID=Europe/London:{day(1)}T080000
SUMMARY:Week plan\\, later
DTSTART;TZID=Europe/London:{day(1, 1)}T140000
DTEND;TZID=Europe/London:{day(1, 1)}T150000"""
HOURLY = f"""UID:hourly-1
SUMMARY:Too often
DTSTART:{day()}T060000Z
RRULE:FREQ=HOURLY"""


def local(event: dict[str, Any]) -> str:
    """Return when an event is, in London."""
    return datetime.fromisoformat(event["start_at"]).astimezone(LONDON).strftime("%Y%m%dT%H%M")


async def test_a_file_is_looked_at_imported_and_imported_again_without_doubles(staff: Client) -> None:
    content = calendar(VISIT, FAIR, WEEKLY, MOVED, HOURLY)
    looked = await sent(staff, content, dry_run="true")
    assert await events_of(staff) == []
    imported = await sent(staff, content)
    before = await events_of(staff)
    again = await sent(staff, content, dry_run="false")
    report = looked.json()
    assert (looked.status_code, report["created"], report["updated"], report["skipped"]) == (200, 4, 1, 0)
    assert imported.json() == report | {"dry_run": False}
    assert [item["line"] for item in report["items"]] == [4, 19, 25, 33, 40]
    assert "FREQ must be one of" in report["items"][4]["note"]
    assert (again.json()["created"], again.json()["updated"]) == (0, 5)
    assert await events_of(staff) == before, "not even another version"
    found = {event["title"]: event for event in before}
    visit, fair = found["Visit, with a comma"], found["Trade fair"]
    start = datetime.fromisoformat(f"{day(text='%Y-%m-%d')}T10:00").replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert datetime.fromisoformat(visit["start_at"]) == start.astimezone(UTC)
    assert (visit["location"], visit["notes"], visit["reminder_minutes"]) == (
        "12 Park Row",
        "First line\nsecond line",
        15,
    )
    assert visit["type"] == "Call", "the first category that is a type"
    assert (visit["assigned_user_id"], visit["uid"], visit["status"]) == (str(staff.id), "visit-1", "Planned")
    assert (fair["start_date"], fair["end_date"], fair["all_day"]) == (
        day(0, 1, "%Y-%m-%d"), day(0, 3, "%Y-%m-%d"), True,
    )  # fmt: skip
    weekly = [local(event) for event in before if event["series_id"]]
    assert weekly == [f"{day()}T0800", f"{day(1, 1)}T1400", f"{day(3)}T0800", f"{day(4)}T0800"]
    undone = await staff.post(f"/change_sets/{imported.headers['x-change-set']}/undo")
    assert (undone.status_code, await events_of(staff)) == (200, [])


async def test_a_second_import_updates_and_keeps_what_was_done_here(staff: Client, make: Make) -> None:
    contact = await make.contact(staff)
    await sent(staff, calendar(VISIT, WEEKLY))
    visit = next(event for event in await events_of(staff) if event["uid"] == "visit-1")
    await staff.patch(f"/crm_events/{visit['id']}", json={"contact_id": contact["id"], "status": "Done"})
    changed = (VISIT.replace("12 Park Row", "1 East Parade"), WEEKLY.replace("T080000", "T090000").replace("=5", "=3"))
    report = (await sent(staff, calendar(*changed))).json()
    after = await events_of(staff)
    assert (report["created"], report["updated"]) == (0, 2)
    found = next(event for event in after if event["uid"] == "visit-1")
    assert (found["id"], found["location"], found["contact_id"], found["status"]) == (
        visit["id"], "1 East Parade", contact["id"], "Done",
    )  # fmt: skip
    assert [local(event) for event in after if event["series_id"]] == [f"{day()}T0900", f"{day(1)}T0900"]
    await staff.delete(f"/crm_events/{visit['id']}")
    skipped = (await sent(staff, calendar(VISIT))).json()
    assert (skipped["skipped"], skipped["items"][0]["note"]) == (1, "It was deleted here, and stays so.")
    assert all(event["uid"] != "visit-1" for event in await events_of(staff))


async def test_what_came_from_here_is_not_doubled(staff: Client, stranger: Client, make: Make) -> None:
    event = await make.event(staff, title="Own")
    file = await staff.get(f"/crm_events/{event['id']}/ics")
    report, theirs = (await sent(staff, file.content)).json(), (await sent(stranger, file.content)).json()
    assert (report["skipped"], report["items"][0]["note"]) == (1, "It came from here.")
    assert [one["id"] for one in await events_of(staff)] == [event["id"]]
    assert (theirs["created"], len(await events_of(stranger))) == (1, 1), "in another organisation it is new"


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", "Line 1 (file): This is no iCalendar file: it is empty."),
        (b"hello", "Line 1 (file): This is no iCalendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "Line 2 (VEVENT): Begins and never ends"),
        (calendar("UID:1\nSUMMARY"), "Line 6 (VEVENT): “SUMMARY” cannot be read"),
        (calendar(VISIT, "UID:2\nSUMMARY:x"), "Line 19 (VEVENT): DTSTART is missing."),
        (calendar("UID:1\nDTSTART:2026-03-02"), "Line 4 (VEVENT): DTSTART cannot be read."),
        (calendar("UID:1\nDTSTART;TZID=Europe:20260302T090000"), "Line 4 (VEVENT): It cannot be read."),
        (calendar("UID:1\nDTSTART;VALUE=DATE,PERIOD:20260302"), "Line 4 (VEVENT): It cannot be read."),
        (calendar("UID:1\nDTSTART;TZID=Mars/Base:20260302T090000"), "Line 4 (VEVENT): The time zone “Mars/Base” of DTSTART is not known."),
        (calendar("UID:1\nDTSTART:20260302T090000Z\nDTEND:20260301T090000Z"), "Line 4 (VEVENT): It ends before it begins."),
        (calendar("UID:1\nDTSTART:20260302T090000Z\nDTEND;VALUE=DATE:20260303"), "Line 4 (VEVENT): DTSTART and DTEND must both"),
        (calendar("UID:1\nDTSTART:99990302T090000Z"), "Line 4 (VEVENT): DTSTART is not between"),
        (calendar("UID:1\nDTSTART:20260302T090000Z\nDTSTART:20260303T090000Z"), "Line 4 (VEVENT): DTSTART occurs twice."),
        (calendar("UID:1\nDTSTART:20260302T090000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "Line 4 (VEVENT): No day fits this rule"),
        ("BEGIN:VCALENDAR\r\nSUMMARY:M\xfcller\r\n".encode("latin-1"), "Line 2 (file): This is not UTF-8"),
    ],
)  # fmt: skip
async def test_a_bad_file_is_refused_as_a_whole_and_says_where(staff: Client, content: bytes, detail: str) -> None:
    good = calendar(VISIT)
    for parameters in ({"dry_run": "true"}, {}):
        refused = await sent(staff, content, **parameters)
        error = refused.json()["errors"][0]
        assert (refused.status_code, error["pointer"]) == (422, "/file")
        assert error["detail"].startswith(detail)
    assert await events_of(staff) == []
    assert (await sent(staff, good)).json()["created"] == 1


async def test_a_file_may_be_large_but_not_too_large(staff: Client) -> None:
    many = calendar(*(f"UID:{n}\nSUMMARY:Event {n}\nDTSTART:{day()}T{n % 24:02}0000Z" for n in range(2000)))
    too_many = calendar(*(f"UID:{n}\nDTSTART:{day()}T090000Z" for n in range(5001)))
    answers = [await sent(staff, many), await sent(staff, too_many), await sent(staff, b"x" * (6 << 20))]
    assert [answer.status_code for answer in answers] == [200, 422, 413]
    assert (answers[0].json()["created"], len(answers[0].json()["items"])) == (2000, 500)


async def test_only_a_file_is_taken(staff: Client, reseller: Client) -> None:
    content = calendar(VISIT)
    answers = [
        await staff.post("/crm_events/import", content=content, headers={"content-type": "text/calendar"}),
        await staff.post("/crm_events/import", json={}),
        await sent(staff, content, dry_run="maybe"),
        await sent(reseller, content),
    ]
    assert [answer.status_code for answer in answers] == [415, 415, 400, 403]
    assert await events_of(staff) == []
