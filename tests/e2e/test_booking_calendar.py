"""The booking calendar: dragged, typed and undone; nobody booked twice unasked; right on days of 23 and 25 hours."""

import re
from collections.abc import Generator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from e2e.calendars import HALF_HOUR, at, block, drag
from e2e.conftest import Product
from e2e.visitors import Visitor
from processes import eventually


def week(day: str, **filters: str) -> str:
    """Return the address of a week."""
    return f"/calendar/bookings?date={day}" + "".join(f"&{name}={value}" for name, value in filters.items())


def schedule(visitor: Visitor, ticket: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """Return when a ticket is booked, as the server knows it."""
    found = visitor.get(f"/tickets/{ticket['id']}")
    return found["scheduled_date"], found["scheduled_start"], found["scheduled_end"]


def booked(visitor: Visitor, ticket: dict[str, Any], start: str, end: str) -> None:
    """Wait until the server knows the times."""
    eventually(lambda: schedule(visitor, ticket)[1:] == (start, end))


def test_a_ticket_is_dragged_onto_a_time_moved_resized_undone_and_found_again(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler service")
    admin.go(week("2026-03-03"))
    tray = admin.page.get_by_role("complementary", name="Unscheduled")
    drag(admin, tray.locator("article").filter(has_text="Boiler service"), "2026-03-03", "10:00")
    expect(block(admin, "Boiler service")).to_contain_text("10:00 to 11:00")
    expect(tray).to_contain_text("Everything open has its time.")
    booked(admin, ticket, "2026-03-03T10:00:00Z", "2026-03-03T11:00:00Z")

    drag(admin, block(admin, "Boiler service"), "2026-03-05", "14:00")
    booked(admin, ticket, "2026-03-05T14:00:00Z", "2026-03-05T15:00:00Z")
    drag(admin, block(admin, "Boiler service"), "2026-03-05", "16:30", foot=True)
    booked(admin, ticket, "2026-03-05T14:00:00Z", "2026-03-05T16:30:00Z")

    # Escape lets go: it is where it was.
    drag(admin, block(admin, "Boiler service"), "2026-03-06", "09:00", drop=False)
    admin.page.keyboard.press("Escape")
    admin.page.mouse.up()
    expect(admin.page.locator(".calendar-tag")).to_have_count(0)
    expect(admin.page.locator(".calendar-lane[data-date='2026-03-05']")).to_contain_text("Boiler service")

    admin.sees_toast("16:30").get_by_role("button", name="Undo").click()
    admin.sees_toast("Put back")
    expect(block(admin, "Boiler service")).to_contain_text("14:00 to 15:00")
    assert schedule(admin, ticket) == ("2026-03-05", "2026-03-05T14:00:00Z", "2026-03-05T15:00:00Z")
    admin.page.reload()
    expect(block(admin, "Boiler service")).to_contain_text("14:00 to 15:00")


def test_a_day_without_a_time_is_a_date(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Parts due", scheduled_date="2026-03-04")
    admin.go(week("2026-03-03"))
    drag(admin, block(admin, "Parts due"), "2026-03-06", "09:30")
    booked(admin, ticket, "2026-03-06T09:30:00Z", "2026-03-06T10:30:00Z")
    cell = admin.page.locator(".calendar-cell[data-date='2026-03-02']").bounding_box()
    box = block(admin, "Parts due").bounding_box()
    assert cell
    assert box
    admin.page.mouse.move(box["x"] + 20, box["y"] + 4)
    admin.page.mouse.down()
    admin.page.mouse.move(cell["x"] + 60, cell["y"] + 12, steps=12)
    admin.page.mouse.up()
    eventually(lambda: schedule(admin, ticket) == ("2026-03-02", None, None))


def test_a_double_booking_is_asked_for_refused_and_confirmed(admin: Visitor) -> None:
    me = admin.get("/me")["user"]["id"]
    first = admin.post(
        "/tickets", title="Boiler service", assigned_user_id=me,
        scheduled_start="2026-03-03T10:00:00Z", scheduled_end="2026-03-03T11:00:00Z",
    )  # fmt: skip
    second = admin.post("/tickets", title="Leak", assigned_user_id=me)
    admin.console.allow(409, "/api/tickets/")
    admin.go(week("2026-03-03"))
    tray = admin.page.get_by_role("complementary", name="Unscheduled")
    card = tray.locator("article").filter(has_text="Leak")
    drag(admin, card, "2026-03-03", "10:30")
    dialog = admin.page.get_by_role("dialog", name="Book somebody twice?")
    expect(dialog).to_contain_text(re.compile(f"#{first['number']}.*Boiler service.*10:00 to 11:00"))
    admin.button("Do not book").click()
    expect(card).to_be_visible()
    assert schedule(admin, second)[1] is None

    drag(admin, card, "2026-03-03", "10:30")
    admin.button("Book anyway").click()
    booked(admin, second, "2026-03-03T10:30:00Z", "2026-03-03T11:30:00Z")
    assert admin.get(f"/tickets/{second['id']}")["double_booking"] is True
    expect(admin.page.locator(".calendar-double")).to_have_count(2)
    admin.button("1 double booking").click()
    expect(admin.page.get_by_role("menuitem")).to_contain_text(f"#{first['number']}, #{second['number']}")


def test_everything_a_drag_does_is_done_by_keys(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler service")
    admin.go(week("2026-03-03"))
    admin.button(f"Book… #{ticket['number']}").press("Enter")
    admin.page.get_by_label("From", exact=True).fill("2026-03-04T23:30")
    admin.page.get_by_label("To", exact=True).fill("2026-03-05T00:30")
    admin.button("Book").press("Enter")
    booked(admin, ticket, "2026-03-04T23:30:00Z", "2026-03-05T00:30:00Z")
    assert schedule(admin, ticket)[0] == "2026-03-04"
    keys = admin.page.keyboard
    admin.page.locator("#main").focus()
    for key, view in {"1": "day", "2": "work-week", "4": "month", "5": "agenda", "3": "week"}.items():
        keys.press(key)
        expect(admin.page).to_have_url(re.compile(rf"view={view}(&|$)"))
    keys.press("ArrowRight")
    expect(admin.page).to_have_url(re.compile("date=2026-03-10"))
    keys.press("ArrowLeft")
    block(admin, "Boiler service").first.focus()
    keys.press("Space")
    peek = admin.page.get_by_role("article", name="Boiler service")
    expect(peek).to_contain_text("23:30 to Thu 5 Mar 00:30")
    peek.get_by_role("button", name="Take off the calendar").press("Enter")
    eventually(lambda: schedule(admin, ticket) == (None, None, None))
    admin.sees_toast("unscheduled again").get_by_role("button", name="Undo").click()
    block(admin, "Boiler service").first.focus()
    keys.press("Enter")
    expect(admin.heading("Boiler service")).to_be_visible()


def test_a_stretch_that_is_drawn_becomes_a_ticket(admin: Visitor) -> None:
    admin.go(week("2026-03-03"))
    x, y = at(admin, "2026-03-04", "09:00")
    mouse = admin.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y + 3.5 * HALF_HOUR, steps=10)
    expect(admin.page.locator(".calendar-tag")).to_contain_text("09:00 to 11:00")
    mouse.up()
    admin.field("Subject").fill("Site walk")
    admin.button("Create ticket").click()
    expect(block(admin, "Site walk")).to_contain_text("09:00 to 11:00")
    (made,) = admin.get("/tickets")["items"]
    assert (made["scheduled_start"], made["scheduled_end"]) == ("2026-03-04T09:00:00Z", "2026-03-04T11:00:00Z")


def test_filters_and_the_day_stand_in_the_address(admin: Visitor) -> None:
    me = admin.get("/me")["user"]["id"]
    times = {"scheduled_start": "2026-03-03T10:00:00Z", "scheduled_end": "2026-03-03T11:00:00Z"}
    admin.post("/tickets", title="Mine", assigned_user_id=me, **times)
    admin.post("/tickets", title="Waiting for parts", status="Waiting", **times)
    admin.go(week("2026-03-03", view="day"))
    expect(block(admin, "Mine")).to_be_visible()
    expect(block(admin, "Waiting for parts")).to_be_visible()
    admin.button("Assigned to me").click()
    expect(block(admin, "Waiting for parts")).to_have_count(0)
    expect(admin.page).to_have_url(re.compile(f"assigned_user_id={me}"))
    admin.page.reload()
    expect(block(admin, "Mine")).to_be_visible()
    expect(admin.heading("Tuesday 3 March 2026")).to_be_visible()
    admin.go(week("2026-03-03", status="Waiting"))
    expect(block(admin, "Waiting for parts")).to_be_visible()
    expect(block(admin, "Mine")).to_have_count(0)


def test_a_phone_shows_a_day_to_call_to_find_and_to_book(admin: Visitor) -> None:
    contact = admin.post("/contacts", name="Kirkstall Print", phone="0113 496 0000")
    admin.post(
        "/tickets", title="Boiler service", contact_id=contact["id"], location="12 Park Row, Leeds",
        scheduled_start="2026-03-03T10:00:00Z", scheduled_end="2026-03-03T11:00:00Z",
    )  # fmt: skip
    later = admin.post("/tickets", title="Leak")
    admin.page.set_viewport_size({"width": 390, "height": 844})
    admin.go(week("2026-03-03"))
    card = admin.page.get_by_role("article").filter(has_text="Boiler service")
    card.get_by_role("button", name="12 Park Row, Leeds").click()
    expect(card.get_by_role("link", name="Call")).to_have_attribute("href", "tel:0113 496 0000")
    expect(card.get_by_role("link", name="Map")).to_have_attribute("href", re.compile("12%20Park%20Row"))
    admin.page.get_by_role("button", name="Wednesday 4 March, 0 entries").click()
    expect(admin.heading("Nothing is booked")).to_be_visible()
    admin.button(re.compile("^Unscheduled")).click()
    admin.button(f"Book… #{later['number']}").click()
    admin.button("Book").click()
    expect(admin.page.get_by_role("article").filter(has_text="Leak")).to_contain_text("09:00 to 10:00")
    assert admin.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture
def elsewhere(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Generator[Visitor]:
    """Somebody whose device and whose organisation are in the zone that the test names."""
    zone = request.getfixturevalue("zone")
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id=zone, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    visitor = Visitor(context, product.address).sign_up("Fell & Dale")
    visitor.patch("/organisation", timezone=zone)
    yield visitor
    context.close()
    assert visitor.console.complaints == []


@pytest.mark.parametrize(
    ("zone", "day", "late", "early", "ends", "dropped"),
    [
        # Half past eleven at night and half past midnight, then four o'clock, behind both changes of the clocks. The hour
        # after half past midnight ends at half past two where the clocks skip one.
        (
            "Europe/London",
            "2026-03-29",
            "2026-03-29T22:30:00Z",
            "2026-03-29T00:30:00Z",
            "02:30",
            "2026-03-29T03:00:00Z",
        ),
        (
            "Europe/London",
            "2026-10-25",
            "2026-10-25T23:30:00Z",
            "2026-10-24T23:30:00Z",
            "01:30",
            "2026-10-25T04:00:00Z",
        ),
        (
            "America/St_Johns",
            "2026-03-08",
            "2026-03-09T02:00:00Z",
            "2026-03-08T04:00:00Z",
            "01:30",
            "2026-03-08T06:30:00Z",
        ),
        (
            "America/St_Johns",
            "2026-11-01",
            "2026-11-02T03:00:00Z",
            "2026-11-01T03:00:00Z",
            "01:30",
            "2026-11-01T07:30:00Z",
        ),
        (
            "Pacific/Kiritimati",
            "2026-03-29",
            "2026-03-29T09:30:00Z",
            "2026-03-28T10:30:00Z",
            "01:30",
            "2026-03-28T14:00:00Z",
        ),
    ],
)
def test_weeks_in_which_the_clocks_change_show_the_right_hours(
    elsewhere: Visitor, zone: str, day: str, late: str, early: str, ends: str, dropped: str
) -> None:
    visitor = elsewhere
    for title, start in {"Late": late, "Early": early}.items():
        assert visitor.post("/tickets", title=title, scheduled_start=start)["scheduled_date"] == day
    ticket = visitor.post("/tickets", title="Dragged")
    visitor.go(week(day))
    lane = visitor.page.locator(f".calendar-lane[data-date='{day}']")
    expect(lane.locator(".calendar-event").filter(has_text="Late")).to_contain_text("23:30")
    expect(lane.locator(".calendar-event").filter(has_text="Early")).to_contain_text(f"00:30 to {ends}")
    card = visitor.page.get_by_role("complementary", name="Unscheduled").locator("article")
    drag(visitor, card, day, "04:00")
    expect(block(visitor, "Dragged")).to_contain_text("04:00 to 05:00")
    eventually(lambda: schedule(visitor, ticket)[:2] == (day, dropped))
    place = zone.split("/")[1].replace("_", " ")
    expect(visitor.page.get_by_text(re.compile(f"^{place}, "))).to_be_visible()
