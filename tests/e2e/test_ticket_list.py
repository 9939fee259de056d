"""The list of tickets as people work with it: views, cells, many rows at once, the board and the panel beside it."""

import re

from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor

OPEN = "status=Open&status=In+Progress&status=Waiting"


def view(visitor: Visitor, name: str) -> Locator:
    """Find the tab of a view."""
    return visitor.page.get_by_role("navigation", name="Views").get_by_role("link", name=re.compile(rf"^{name}"))


def lane(visitor: Visitor, name: str) -> Locator:
    """Find a lane of the board."""
    return visitor.page.get_by_role("region", name=re.compile(rf"^{name}, "))


def card(within: Visitor | Locator, title: str) -> Locator:
    """Find a card."""
    return (within.page if isinstance(within, Visitor) else within).locator("[data-card]").filter(has_text=title)


def test_views_have_counts_that_follow_changes_and_say_what_an_empty_one_means(admin: Visitor) -> None:
    me = admin.get("/me")["user"]["id"]
    admin.post("/tickets", title="Mine", assigned_user_id=me)
    admin.post("/tickets", title="Nobody's")
    admin.post("/tickets", title="Done", status="Closed")
    admin.go("/tickets")
    for name, count in (("My tickets", 1), ("Open", 2), ("Unassigned", 1), ("Overdue", 0), ("All", 3)):
        expect(view(admin, name)).to_have_text(re.compile(rf"{count}$"))
    view(admin, "Unassigned").click()
    expect(admin.row("Nobody's")).to_be_visible()
    expect(admin.row("Mine")).to_have_count(0)
    admin.row("Nobody's").get_by_role("button", name="Open", exact=True).click()
    admin.page.get_by_role("menuitemradio", name=re.compile("Closed")).click()
    expect(admin.heading("Everything has somebody")).to_be_visible()
    expect(view(admin, "Unassigned")).to_have_text(re.compile("0$"))
    view(admin, "Overdue").click()
    expect(admin.heading("Nothing is overdue")).to_be_visible()
    expect(admin.page).to_have_url(re.compile("overdue=true"))


def test_a_view_is_saved_shared_renamed_changed_and_comes_back_by_undo(admin: Visitor) -> None:
    admin.post("/tickets", title="Waits for parts", status="Waiting")
    admin.post("/tickets", title="Something else")
    admin.go("/tickets?status=Waiting&sort=-priority&columns=number,title")
    expect(admin.row("Waits for parts")).to_be_visible()
    admin.button("Save this view").click()
    admin.page.get_by_role("dialog").get_by_label("Name").fill("Parts")
    admin.page.get_by_role("dialog").get_by_role("switch").click()
    admin.button("Save view").click()
    admin.sees_toast("Saved the view Parts")
    expect(view(admin, "(Shared)?Parts|Parts")).to_have_attribute("aria-current", "page")
    saved = admin.get("/saved_views?resource=tickets")["items"][0]
    assert (saved["name"], saved["shared"]) == ("Parts", True)
    assert saved["query"] == {"status": "Waiting", "sort": "-priority", "columns": "number,title"}

    view(admin, "All").click()
    expect(admin.row("Something else")).to_be_visible()
    admin.page.get_by_role("link", name=re.compile("Parts")).click()
    expect(admin.row("Something else")).to_have_count(0)
    expect(admin.page.get_by_role("columnheader", name="Status")).to_have_count(0)
    admin.page.reload()
    expect(admin.row("Waits for parts")).to_be_visible()

    admin.button("View Parts").click()
    admin.page.get_by_role("menuitem", name="Rename").click()
    admin.page.get_by_role("dialog").get_by_label("Name").fill("Spare parts")
    admin.button("Rename").click()
    admin.sees_toast("now called Spare parts")
    admin.page.get_by_role("columnheader", name="No.").get_by_role("button").click()
    expect(admin.page.get_by_role("link", name=re.compile("Spare parts.*changed"))).to_be_visible()
    admin.button("View Spare parts").click()
    admin.page.get_by_role("menuitem", name="Save changes to this view").click()
    admin.sees_toast("Saved the changes")
    assert admin.get(f"/saved_views/{saved['id']}")["query"]["sort"] == "number"
    admin.button("View Spare parts").click()
    admin.page.get_by_role("menuitem", name="Delete view").click()
    admin.sees_toast("Deleted the view Spare parts").get_by_role("button", name="Undo").click()
    expect(admin.page.get_by_role("link", name=re.compile("Spare parts"))).to_be_visible()


def test_every_cell_is_changed_where_it_stands(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Laptop will not start")
    admin.go("/tickets")
    row = admin.row("Laptop will not start")
    row.get_by_role("button", name="No date", exact=True).click()
    admin.button(re.compile("^Tomorrow"), exact=False).click()
    expect(row).to_contain_text("Tomorrow")
    admin.page.keyboard.press("j")
    expect(admin.link("Laptop will not start")).to_be_focused()
    admin.page.keyboard.press("p")
    admin.page.get_by_role("menuitemradio", name=re.compile("Urgent")).press("Enter")
    admin.sees_toast("Urgent")
    admin.page.keyboard.press("a")
    admin.page.get_by_role("option", name=re.compile("Ada Osei")).click()
    expect(row).to_contain_text("Ada Osei")
    kept = admin.get(f"/tickets/{ticket['id']}")
    assert (kept["priority"], kept["assigned_user_name"]) == ("Urgent", "Ada Osei")
    assert kept["scheduled_date"] is not None


def test_all_that_matches_is_changed_at_once_and_undone_at_once(admin: Visitor) -> None:
    for number in range(60):
        admin.post("/tickets", title=f"Ticket {number}", priority="Low" if number % 2 else "High")
    admin.go("/tickets?priority=Low")
    expect(admin.page.locator("[data-row]").first).to_be_visible()
    admin.page.get_by_role("checkbox").nth(1).click()
    admin.button("Select all 30").click()
    bar = admin.page.get_by_role("toolbar", name="Change the selected rows")
    expect(bar).to_contain_text("30 selected")
    bar.get_by_role("button", name=re.compile("^Status")).click()
    admin.page.get_by_role("menuitemradio", name=re.compile("Waiting")).click()
    toast = admin.sees_toast("30 tickets")
    assert admin.get("/tickets?status=Waiting&limit=1&total=true")["total"] == 30
    toast.get_by_role("button", name="Undo").click()
    admin.sees_toast("Put back as it was")
    assert admin.get("/tickets?status=Waiting&limit=1&total=true")["total"] == 0


def test_a_card_is_moved_by_keys_alone(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    admin.post("/tickets", title="Stays", status="Waiting")
    admin.go(f"/tickets?{OPEN}&layout=board")
    moving = card(lane(admin, "Open"), "Printer stripes")
    expect(moving).to_be_visible()
    keys = admin.page.keyboard
    # Tab alone reaches the board: its first card is the way in.
    for _ in range(60):
        keys.press("Tab")
        if moving.evaluate("element => element === document.activeElement"):
            break
    expect(moving).to_be_focused()
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(lane(admin, "Waiting")).to_contain_text("Put it here")
    keys.press("Escape")
    expect(card(lane(admin, "Open"), "Printer stripes")).to_be_focused()
    assert admin.get(f"/tickets/{ticket['id']}")["status"] == "Open"
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Space")
    expect(card(lane(admin, "In progress"), "Printer stripes")).to_be_focused()
    expect(lane(admin, "Open")).to_contain_text("Nothing here")
    expect(admin.page.locator("[role=status]").filter(has_text="#1 is now in In progress").first).to_be_attached()
    admin.sees_toast("In progress")
    assert admin.get(f"/tickets/{ticket['id']}")["status"] == "In Progress"
    keys.press("m")
    admin.page.get_by_role("menuitem", name="Resolved").press("Enter")
    expect(card(lane(admin, "Resolved"), "Printer stripes")).to_be_visible()
    admin.sees_toast("Resolved").get_by_role("button", name="Undo").click()
    expect(card(lane(admin, "In progress"), "Printer stripes")).to_be_visible()
    expect(card(lane(admin, "Resolved"), "Printer stripes")).to_have_count(0)


def test_a_card_is_dragged_to_a_person(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    admin.go("/tickets?layout=board&lanes=assigned_user_id")
    card(lane(admin, "Unassigned"), "Printer stripes").drag_to(lane(admin, "Ada Osei"))
    expect(card(lane(admin, "Ada Osei"), "Printer stripes")).to_be_visible()
    admin.sees_toast("Ada Osei")
    assert admin.get(f"/tickets/{ticket['id']}")["assigned_user_name"] == "Ada Osei"
    admin.button("Lanes: Assignee").click()
    admin.page.get_by_role("menuitemradio", name="Priority").click()
    expect(card(lane(admin, "Medium"), "Printer stripes")).to_be_visible()
    expect(admin.page).to_have_url(re.compile("lanes=priority"))


def test_a_refused_move_goes_back_and_says_why(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    admin.console.allow(422, f"/api/tickets/{ticket['id']}")
    admin.go("/tickets?layout=board")
    problem = '{"type":"/problems/validation","title":"Validation","status":422,"detail":"Not now.","errors":[]}'
    admin.page.route(
        re.compile(r"/api/tickets/[0-9a-f-]{36}$"),
        lambda route: (
            route.fulfill(status=422, content_type="application/problem+json", body=problem)
            if route.request.method == "PATCH"
            else route.continue_()
        ),
    )
    card(lane(admin, "Open"), "Printer stripes").drag_to(lane(admin, "Waiting"))
    expect(admin.page.get_by_text("Put back. Not now.").last).to_be_visible()
    expect(card(lane(admin, "Open"), "Printer stripes")).to_be_visible()
    expect(card(lane(admin, "Waiting"), "Printer stripes")).to_have_count(0)


def test_the_panel_is_opened_walked_and_closed_by_keys(admin: Visitor) -> None:
    for title in ("First", "Second", "Third"):
        admin.post("/tickets", title=title)
    admin.go("/tickets?sort=number")
    expect(admin.row("Third")).to_be_visible()
    keys = admin.page.keyboard
    panel = admin.page.get_by_role("complementary", name="Peek")
    keys.press("j")
    keys.press("Space")
    expect(panel.get_by_role("heading", name="First")).to_be_visible()
    expect(panel.get_by_text("Timeline")).to_be_visible()
    keys.press("j")
    expect(panel.get_by_role("heading", name="Second")).to_be_visible()
    expect(admin.page).to_have_url(re.compile("peek="))
    admin.page.reload()
    expect(panel.get_by_role("heading", name="Second")).to_be_visible()
    panel.get_by_role("button", name="Next").click()
    expect(panel.get_by_role("heading", name="Third")).to_be_visible()
    expect(panel.get_by_role("button", name="Next")).to_be_disabled()
    admin.row("First").click(position={"x": 350, "y": 20})
    expect(panel.get_by_role("heading", name="First")).to_be_visible()
    keys.press("Escape")
    expect(panel).to_have_count(0)
    admin.page.set_viewport_size({"width": 390, "height": 844})
    admin.go("/tickets?layout=board")
    card(admin, "Second").click(position={"x": 20, "y": 20})
    sheet = admin.page.get_by_role("dialog", name="Peek")
    expect(sheet.get_by_role("heading", name="Second")).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def test_back_finds_the_place_and_the_choice_again(admin: Visitor) -> None:
    for number in range(80):
        admin.post("/tickets", title=f"Ticket {number:02}")
    admin.go("/tickets?sort=number")
    expect(admin.row("Ticket 00")).to_be_visible()
    scroller = admin.page.locator("[data-scroll-restoration-id='list-tickets']")
    scroller.evaluate("element => element.scrollTo(0, 1600)")
    expect(admin.row("Ticket 45")).to_be_visible()
    admin.row("Ticket 45").get_by_role("checkbox").click()
    admin.row("Ticket 46").get_by_role("checkbox").click()
    expect(admin.page.get_by_role("toolbar")).to_contain_text("2 selected")
    before = scroller.evaluate("element => element.scrollTop")
    admin.link("Ticket 47").click()
    expect(admin.heading("Ticket 47")).to_be_visible()
    admin.page.go_back()
    expect(admin.row("Ticket 45")).to_be_visible()
    expect(admin.page.get_by_role("toolbar")).to_contain_text("2 selected")
    expect(admin.row("Ticket 46")).to_have_attribute("aria-selected", "true")
    after = scroller.evaluate("element => element.scrollTop")
    assert abs(after - before) < 60
    admin.link("Contacts").click()
    admin.link("Tickets").click()
    expect(admin.page.get_by_role("toolbar")).to_have_count(0)


def test_a_search_for_a_number_has_that_ticket_on_top(admin: Visitor) -> None:
    for number in range(15):
        admin.post("/tickets", title=f"Room {number}")
    admin.go("/tickets?q=1")
    expect(admin.page.locator("[data-row]").first).to_contain_text("Room 0")
    admin.page.keyboard.press("Control+k")
    admin.page.keyboard.type("#12")
    expect(admin.page.get_by_role("option", name=re.compile("#12 Room 11")).first).to_be_visible()
