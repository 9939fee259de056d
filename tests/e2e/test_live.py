"""What others change appears by itself, and disturbs nobody."""

import re

import pytest
from playwright.sync_api import expect

from e2e.visitors import Visitor

# "At once" is a second on a machine that does nothing else (test_live.py measures it); this one does.
AT_ONCE = 4000


def listening(visitor: Visitor, path: str) -> Visitor:
    """Open a page and wait until it follows the changes."""
    with visitor.page.expect_response("**/api/live*"):
        visitor.go(path)
    return visitor


def test_the_list_of_a_colleague_changes_within_a_second_and_keeps_focus_and_selection(
    admin: Visitor, tom: Visitor
) -> None:
    ids = [admin.post("/tickets", title=f"Boiler {number}")["id"] for number in range(3)]
    listening(admin, "/tickets")
    row = admin.row("Boiler 1")
    row.get_by_role("checkbox").click()
    link = row.get_by_role("link")
    link.focus()
    tom.patch(f"/tickets/{ids[1]}", status="Waiting", title="Boiler 1, cold")
    expect(admin.row("Boiler 1, cold")).to_contain_text("Waiting", timeout=AT_ONCE)
    expect(admin.row("Boiler 1, cold").get_by_role("checkbox")).to_be_checked()
    expect(link).to_be_focused()
    tom.post("/tickets", title="Boiler 4")
    expect(admin.row("Boiler 4")).to_be_visible(timeout=AT_ONCE)
    tom.post("/tickets/bulk", ids=ids, delete=True)
    expect(admin.row("Boiler 2")).to_be_hidden(timeout=AT_ONCE)


def test_cards_change_lanes_and_bookings_move_for_colleagues(admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler")
    calendar = listening(admin, "/tickets?layout=board").context.new_page()
    calendar.goto(f"{admin.address}/calendar/bookings?date=2026-03-04")
    expect(calendar.locator(".calendar-lane").first).to_be_visible()
    tom.patch(f"/tickets/{ticket['id']}", status="Waiting", scheduled_start="2026-03-04T10:00:00Z")
    lane = admin.page.get_by_role("region", name=re.compile("^Waiting"))
    expect(lane.locator("[data-row]").filter(has_text="Boiler")).to_be_visible(timeout=AT_ONCE)
    expect(calendar.locator(".calendar-event").filter(has_text="Boiler")).to_be_visible(timeout=AT_ONCE)


def test_the_page_of_a_ticket_follows_and_what_is_being_written_stays(admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler")
    listening(admin, f"/tickets/{ticket['id']}")
    composer = admin.page.get_by_role("textbox").last
    composer.fill("Half a thought")
    tom.patch(f"/tickets/{ticket['id']}", title="Boiler, cold", location="Leeds")
    expect(admin.heading("Boiler, cold")).to_be_visible(timeout=AT_ONCE)
    tom.post(f"/tickets/{ticket['id']}/comments", body="I am on my way")
    expect(admin.page.get_by_text("I am on my way")).to_be_visible(timeout=AT_ONCE)
    expect(composer).to_have_value("Half a thought")
    expect(composer).to_be_focused()
    tom.context.request.delete(f"{tom.address}/api/tickets/{ticket['id']}", headers={"origin": tom.address})
    admin.sees_toast("Somebody has just deleted this.")
    expect(composer).to_have_value("Half a thought")


def test_while_one_types_other_fields_change_and_both_win(admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes", location="Leeds")
    listening(admin, f"/tickets/{ticket['id']}/edit")
    subject = admin.field("Subject")
    subject.fill("Printer stripes, second floor")
    tom.patch(f"/tickets/{ticket['id']}", location="York", priority="Urgent")
    expect(admin.field("Location")).to_have_value("York", timeout=AT_ONCE)
    expect(admin.page.get_by_role("status").filter(has_text="Somebody else")).to_contain_text("Location")
    expect(subject).to_have_value("Printer stripes, second floor")
    expect(subject).to_be_focused()
    admin.button("Save").click()
    expect(admin.heading("Printer stripes, second floor")).to_be_visible()
    stored = admin.get(f"/tickets/{ticket['id']}")
    assert (stored["title"], stored["location"], stored["priority"]) == (
        "Printer stripes, second floor",
        "York",
        "Urgent",
    )


@pytest.mark.parametrize(
    ("side", "subject"), [("Mine", "Printer hums"), ("Theirs", "Printer smells"), ("Original", "Printer stripes")]
)
def test_the_same_field_asks_by_keyboard(side: str, subject: str, admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    listening(admin, f"/tickets/{ticket['id']}/edit")
    admin.field("Subject").fill("Printer hums")
    admin.field("Category").fill("Printers")
    with admin.page.expect_response(re.compile(rf"/api/tickets/{ticket['id']}$")):
        tom.patch(f"/tickets/{ticket['id']}", title="Printer smells", assigned_user_id=tom.get("/me")["user"]["id"])
    expect(admin.page.get_by_role("status").filter(has_text="Somebody else")).to_contain_text("Assignee")
    expect(admin.field("Subject")).to_have_value("Printer hums")
    admin.field("Subject").press("Control+Enter")
    question = admin.page.get_by_role("dialog", name="Two of you changed “Subject”")
    for value in ("Printer hums", "Printer smells", "Printer stripes"):
        expect(question).to_contain_text(value)
    question.get_by_role("radio", name=side).focus()
    admin.page.keyboard.press("Space")
    admin.page.keyboard.press("Tab")
    question.get_by_role("button", name="Save").press("Enter")
    expect(admin.heading(subject)).to_be_visible()
    stored = admin.get(f"/tickets/{ticket['id']}")
    assert (stored["title"], stored["category"], stored["assigned_user_name"]) == (subject, "Printers", "Tom Reid")


def test_a_change_where_a_ticket_stands_wins_beside_another_of_the_same_ticket(admin: Visitor, tom: Visitor) -> None:
    """The window has not heard of the other change yet: its own is refused first, and then made."""
    ticket = admin.post("/tickets", title="Boiler", status="Open")
    admin.console.allow(412, "/api/tickets")
    admin.context.route("**/api/live*", lambda route: route.abort("connectionrefused"))
    admin.console.allow("unreachable", "/api/live")
    admin.go(f"/tickets/{ticket['id']}")
    expect(admin.heading("Boiler")).to_be_visible()
    tom.patch(f"/tickets/{ticket['id']}", location="York")
    admin.button("Resolve").click()
    admin.sees_toast("Resolved")
    stored = admin.get(f"/tickets/{ticket['id']}")
    assert (stored["status"], stored["location"]) == ("Resolved", "York")


def test_seven_windows_of_one_person_share_a_stream_and_outlive_the_first(admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler")
    streams: list[str] = []
    admin.context.on("request", lambda request: streams.append(request.url) if "/api/live" in request.url else None)
    listening(admin, "/tickets")
    pages = [admin.page, *(admin.context.new_page() for _ in range(7))]
    for page in pages[1:]:
        page.goto(f"{admin.address}/tickets")
        expect(page.get_by_text("Boiler", exact=True).first).to_be_visible()
    assert len(streams) == 1
    tom.patch(f"/tickets/{ticket['id']}", title="Boiler, cold")
    for page in pages:
        expect(page.get_by_text("Boiler, cold").first).to_be_visible(timeout=AT_ONCE)
    with admin.context.expect_event("request", lambda request: "/api/live?after=" in request.url):
        pages[0].close()
    tom.patch(f"/tickets/{ticket['id']}", title="Boiler, warm again")
    for page in pages[1:]:
        expect(page.get_by_text("Boiler, warm again").first).to_be_visible(timeout=2 * AT_ONCE)


def test_who_was_away_catches_up(admin: Visitor, tom: Visitor) -> None:
    ticket = admin.post("/tickets", title="Boiler")
    admin.console.allow("unreachable", "/api/")
    listening(admin, "/tickets")
    expect(admin.row("Boiler")).to_be_visible()
    admin.context.set_offline(True)
    tom.patch(f"/tickets/{ticket['id']}", title="Boiler, cold")
    admin.page.wait_for_timeout(1000)
    admin.context.set_offline(False)
    expect(admin.row("Boiler, cold")).to_be_visible()


def test_nobody_hears_of_another_organisation_and_nothing_after_signing_out(
    admin: Visitor, tom: Visitor, stranger: Visitor
) -> None:
    listening(stranger, "/tickets")
    asked: list[str] = []
    stranger.page.on("request", lambda request: asked.append(request.url))
    listening(admin, "/tickets")
    tom.post("/tickets", title="Boiler")
    expect(admin.row("Boiler")).to_be_visible(timeout=AT_ONCE)
    assert asked == []
    stranger.post("/tickets", title="Lift")
    expect(stranger.row("Lift")).to_be_visible(timeout=AT_ONCE)
    expect(admin.row("Lift")).to_be_hidden()
    admin.button("Ada Osei").click()
    with admin.page.expect_event("requestfinished", lambda request: request.url.endswith("/api/auth/logout")):
        admin.page.get_by_role("menuitem", name="Sign out").click()
    expect(admin.page).to_have_url(re.compile("/sign-in"))
    later: list[str] = []
    admin.page.on("request", lambda request: later.append(request.url))
    tom.post("/tickets", title="Boiler again")
    admin.page.wait_for_timeout(1000)
    assert later == []
