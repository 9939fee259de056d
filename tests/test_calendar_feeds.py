"""Calendar feeds: what a calendar program reads, and who cannot."""

# icalendar leaves the types of its values open.
# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
import hashlib
from datetime import UTC, date, datetime, timedelta

import psycopg
import vobject
from icalendar import Calendar

from conftest import Client, Make
from worktrackr.crm.calendar_feeds import write_calendar
from worktrackr.embedded import DatabaseUrls

SOON = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=3)


async def address(by: Client, scope: str = "me") -> str:
    """Make a feed and return its address, as a path."""
    made = await by.made("/calendar_feeds", name="Phone", scope=scope)
    return str(made["url"])


async def test_a_feed_shows_its_owners_events_and_bookings(
    staff: Client, manager: Client, anonymous: Client, make: Make
) -> None:
    end = SOON + timedelta(minutes=45)
    mine = await make.event(
        staff,
        title="Visit; with, signs\\n",
        start_at=SOON.isoformat(),
        end_at=end.isoformat(),
        assigned_user_id=str(staff.id),
        location="Leeds",
    )
    await make.event(staff, title="Not mine", start_at=SOON.isoformat(), end_at=end.isoformat())
    ticket = await make.ticket(
        staff, title="Boiler", scheduled_date=SOON.date().isoformat(), assigned_user_id=str(staff.id)
    )
    answer = await anonymous.get(await address(staff))
    team = await anonymous.get(await address(manager, "team"))
    found = {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert found.keys() == {"Visit; with, signs\\n", f"#{ticket['number']} Boiler"}
    visit, booking = found["Visit; with, signs\\n"], found[f"#{ticket['number']} Boiler"]
    assert (visit["dtstart"].dt, visit["dtend"].dt, visit["location"], visit["uid"]) == (
        SOON,
        end,
        "Leeds",
        f"{mine['id']}@worktrackr",
    )
    assert (booking["dtstart"].dt, booking["dtend"].dt) == (SOON.date(), SOON.date() + timedelta(days=1))
    assert len(Calendar.from_ical(team.content).walk("VEVENT")) == 3
    # A second parser, which shares nothing with the first, reads the same.
    by_other = {event.summary.value: event for event in vobject.readOne(answer.text).vevent_list}
    assert {name: (event.dtstart.value, event.dtend.value, event.uid.value) for name, event in by_other.items()} == {
        name: (event["dtstart"].dt, event["dtend"].dt, event["uid"]) for name, event in found.items()
    }
    assert by_other["Visit; with, signs\\n"].location.value == "Leeds"


async def test_a_feed_dies_with_its_revocation_its_owner_and_its_organisation(
    admin: Client, staff: Client, anonymous: Client, owner: psycopg.Connection
) -> None:
    feeds = [await address(who) for who in (admin, staff, admin)]
    alive = [(await anonymous.get(feed)).status_code for feed in feeds]
    listed = (await admin.get("/calendar_feeds")).json()["items"]
    revoked = await admin.delete(f"/calendar_feeds/{listed[0]['id']}")
    await admin.patch(f"/users/{staff.id}", json={"status": "disabled"})
    later = [(await anonymous.get(feed)).status_code for feed in feeds]
    owner.execute("update organisations set suspended_at = now() where id = %s", [admin.organisation_id])
    assert alive == [200, 200, 200]
    assert (revoked.status_code, later) == (204, [200, 404, 404])
    assert (await anonymous.get(feeds[0])).status_code == 404


async def test_a_feed_enters_as_its_owner_however_the_database_finds_it(make: Make, urls: DatabaseUrls) -> None:
    people = [make.person(make.organisation(), "staff") for _ in range(4)]
    secrets = [(await address(person)).rpartition("/")[2].removesuffix(".ics") for person in people]
    with psycopg.connect(urls.application, autocommit=True) as application:
        # Other statistics are other plans: here the planner is told what not to do.
        for kind in ("none", "nestloop", "hashjoin", "mergejoin", "indexscan"):
            if kind != "none":
                application.execute(f"set enable_{kind} = off".encode())
            for person, secret in zip(people, secrets, strict=True):
                with application.transaction():
                    digest = hashlib.sha256(secret.encode()).digest()
                    application.execute("select auth.enter_feed(%s)", [digest])
                    entered = application.execute(
                        "select current_setting('app.organisation_id'), current_setting('app.user_id')"
                    ).fetchone()
                assert entered == (str(person.organisation_id), str(person.id)), kind


async def test_a_feed_is_its_owners_alone(admin: Client, staff: Client, stranger: Client, anonymous: Client) -> None:
    made = await admin.made("/calendar_feeds", name="Phone", scope="team")
    listed = [(await who.get("/calendar_feeds")).json()["items"] for who in (admin, staff, stranger)]
    answers = [await who.delete(f"/calendar_feeds/{made['id']}") for who in (staff, stranger)]
    wrong = await anonymous.get("/calendar_feeds/nothing.ics")
    no_suffix = await anonymous.get(str(made["url"]).removesuffix(".ics"))
    assert [len(items) for items in listed] == [1, 0, 0]
    assert "url" not in listed[0][0]
    assert [answer.status_code for answer in [*answers, wrong, no_suffix]] == [404, 404, 404, 404]


async def test_a_feed_holds_nothing_of_others(staff: Client, stranger: Client, anonymous: Client, make: Make) -> None:
    day = {"start_at": SOON.isoformat(), "end_at": (SOON + timedelta(hours=1)).isoformat()}
    await make.event(stranger, title="CANARY", **day)
    await make.event(staff, title="Own", **day)
    text = (await anonymous.get(await address(staff, "team"))).text
    assert "Own" in text
    assert "CANARY" not in text


async def test_one_event_downloads(staff: Client, stranger: Client, make: Make) -> None:
    event = await make.event(
        staff, title="Visit", all_day=True, start_at="2026-03-28T00:00:00Z", end_at="2026-03-30T00:00:00+01:00"
    )
    answer = await staff.get(f"/crm_events/{event['id']}/ics")
    (component,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["content-disposition"] == 'attachment; filename="event.ics"'
    # Two days, though one of them has 23 hours.
    assert (component["dtstart"].dt, component["dtend"].dt) == (date(2026, 3, 28), date(2026, 3, 30))
    assert (await stranger.get(f"/crm_events/{event['id']}/ics")).status_code == 404


def test_an_empty_calendar_is_valid() -> None:
    calendar = Calendar.from_ical(write_calendar("Müller", "Europe/London", [], "http://x"))
    assert (calendar["x-wr-calname"], calendar.walk("VEVENT")) == ("Müller", [])
