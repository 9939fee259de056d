"""A day's work in one go: from the design of a template to a booking that a colleague sees, given away and taken back."""

from playwright.sync_api import expect

from e2e import test_booking_calendar as calendar
from e2e import test_dispatch as dispatch
from e2e.test_live import AT_ONCE, listening
from e2e.test_template_designer import design, make_ticket
from e2e.visitors import Visitor
from processes import eventually

SUBJECT = "Half of the kitchen is dark"


def test_a_day_from_the_template_to_the_undone_reassignment(admin: Visitor, tom: Visitor) -> None:
    design(admin)
    ticket = make_ticket(admin, admin.get("/ticket_templates")["items"][0])
    me = admin.get("/me")["user"]["name"]
    admin.patch(f"/tickets/{ticket['id']}", assigned_user_id=admin.get("/me")["user"]["id"])

    listening(tom, calendar.week(dispatch.DAY))
    admin.go(calendar.week(dispatch.DAY))
    tray = admin.page.get_by_role("complementary", name="Unscheduled")
    calendar.drag(admin, tray.locator("article").filter(has_text=SUBJECT), dispatch.DAY, "10:00")
    calendar.booked(admin, ticket, f"{dispatch.DAY}T10:00:00Z", f"{dispatch.DAY}T11:00:00Z")
    expect(calendar.block(tom, SUBJECT)).to_contain_text("10:00 to 11:00", timeout=AT_ONCE)
    calendar.drag(admin, calendar.block(admin, SUBJECT), "2026-03-05", "14:00")
    expect(calendar.block(tom, SUBJECT)).to_contain_text("14:00 to 15:00", timeout=AT_ONCE)

    admin.go("/calendar/dispatch?date=2026-03-05")
    # From seven to six: 4/11 of the way is eleven o'clock.
    dispatch.drag(admin, dispatch.stub(admin, SUBJECT), dispatch.row(admin, "Tom Reid"), 4 / 11)
    eventually(lambda: dispatch.booked(admin, ticket) == ("Tom Reid", "2026-03-05T11:00:00Z", "2026-03-05T12:00:00Z"))
    admin.sees_toast("11:00").get_by_role("button", name="Undo").click()
    eventually(lambda: dispatch.booked(admin, ticket) == (me, "2026-03-05T14:00:00Z", "2026-03-05T15:00:00Z"))

    admin.page.reload()
    expect(dispatch.row(admin, me)).to_contain_text(SUBJECT)
    admin.go(f"/tickets/{ticket['id']}")
    expect(admin.page.get_by_role("region", name="Answers")).to_contain_text("0113 496 0000")
