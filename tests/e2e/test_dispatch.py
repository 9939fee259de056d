"""The dispatch board: work is given to people, at a time, by hand or by keys, in one change that can be undone."""

from typing import Any

from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor
from processes import eventually

DAY = "2026-03-03"


def row(visitor: Visitor, person: str) -> Locator:
    """Find somebody's row."""
    return visitor.page.get_by_role("list", name="People").get_by_role("listitem").filter(has_text=person)


def stub(visitor: Visitor, title: str) -> Locator:
    """Find a booking on the board."""
    return visitor.page.get_by_role("list", name="People").locator("[data-booking]").filter(has_text=title)


def drag(visitor: Visitor, thing: Locator, to: Locator, share: float) -> None:
    """Take something by its left edge to a share of the width of a row's hours."""
    thing.scroll_into_view_if_needed()
    box, target = thing.bounding_box(), to.locator("> div").nth(1).bounding_box()
    assert box
    assert target
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 2, box["y"] + 12)
    mouse.down()
    mouse.move(box["x"] + 12, box["y"] + 20, steps=4)
    x, y = target["x"] + target["width"] * share, target["y"] + target["height"] / 2
    mouse.move(x - 10, y, steps=6)
    mouse.move(x, y, steps=4)
    mouse.up()


def booked(visitor: Visitor, ticket: dict[str, Any]) -> tuple[Any, ...]:
    """Return who and when, as the server knows it."""
    found = visitor.get(f"/tickets/{ticket['id']}")
    return found["assigned_user_name"], found["scheduled_start"], found["scheduled_end"]


def test_work_is_given_to_somebody_else_at_another_time_and_back(admin: Visitor) -> None:
    me = admin.get("/me")["user"]
    bea = admin.post(
        "/users", email="bea@example.com", name="Bea Lund", role="staff", password="correct horse battery staple"
    )
    times = {"scheduled_start": f"{DAY}T09:00:00Z", "scheduled_end": f"{DAY}T10:30:00Z"}
    ticket = admin.post("/tickets", title="Consumer unit", assigned_user_id=bea["id"], **times)
    admin.go(f"/calendar/dispatch?date={DAY}")
    expect(row(admin, "Bea Lund")).to_contain_text("1 h 30")
    expect(row(admin, me["name"])).to_contain_text("0 h")

    # From seven to six: 3/11 of the way is ten o'clock.
    drag(admin, stub(admin, "Consumer unit"), row(admin, me["name"]), 3 / 11)
    eventually(lambda: booked(admin, ticket) == (me["name"], f"{DAY}T10:00:00Z", f"{DAY}T11:30:00Z"))
    expect(row(admin, me["name"])).to_contain_text("1 h 30")
    admin.sees_toast("10:00").get_by_role("button", name="Undo").click()
    eventually(lambda: booked(admin, ticket) == ("Bea Lund", f"{DAY}T09:00:00Z", f"{DAY}T10:30:00Z"))
    expect(row(admin, "Bea Lund")).to_contain_text("Consumer unit")

    stub(admin, "Consumer unit").focus()
    admin.page.keyboard.press("Alt+ArrowRight")
    eventually(lambda: booked(admin, ticket) == ("Bea Lund", f"{DAY}T09:15:00Z", f"{DAY}T10:45:00Z"))
    admin.page.reload()
    expect(row(admin, "Bea Lund")).to_contain_text("09:15 to 10:45")


def test_a_ticket_without_a_time_is_dragged_to_a_person(admin: Visitor) -> None:
    me = admin.get("/me")["user"]
    ticket = admin.post("/tickets", title="Oven circuit")
    admin.go(f"/calendar/dispatch?date={DAY}")
    tray = admin.page.get_by_role("complementary", name="Unscheduled")
    drag(admin, tray.locator("article").filter(has_text="Oven circuit"), row(admin, me["name"]), 4 / 11)
    eventually(lambda: booked(admin, ticket) == (me["name"], f"{DAY}T11:00:00Z", f"{DAY}T12:00:00Z"))
    expect(tray).to_contain_text("Everything open has its time.")


def test_a_week_keeps_the_time_of_day(admin: Visitor) -> None:
    me = admin.get("/me")["user"]
    times = {"scheduled_start": "2026-03-27T09:00:00Z", "scheduled_end": "2026-03-27T10:00:00Z"}
    ticket = admin.post("/tickets", title="Survey", assigned_user_id=me["id"], **times)
    admin.go("/calendar/dispatch?view=week&date=2026-03-27")
    cells = row(admin, me["name"]).locator("> div")
    stub(admin, "Survey").scroll_into_view_if_needed()
    box, sunday = stub(admin, "Survey").bounding_box(), cells.nth(7).bounding_box()
    assert box
    assert sunday
    mouse = admin.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
    mouse.move(sunday["x"] + 30, sunday["y"] + 40, steps=8)
    mouse.move(sunday["x"] + 34, sunday["y"] + 42, steps=2)
    mouse.up()
    # Nine o'clock in London, on the day on which the clocks went forward.
    eventually(lambda: booked(admin, ticket) == (me["name"], "2026-03-29T08:00:00Z", "2026-03-29T09:00:00Z"))
