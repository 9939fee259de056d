"""Everything by keys alone."""

import re

from playwright.sync_api import Route, expect

from e2e.visitors import Visitor
from processes import eventually


def test_a_ticket_is_made_with_c(admin: Visitor) -> None:
    admin.go("/tickets")
    expect(admin.heading("Work that comes in lands here")).to_be_visible()
    keys = admin.page.keyboard
    keys.press("c")
    expect(admin.field("Subject")).to_be_focused()
    keys.type("Made by keys")
    keys.press("Control+Enter")
    expect(admin.heading("Made by keys")).to_be_visible()


def test_rows_are_walked_chosen_opened_and_changed(admin: Visitor) -> None:
    for title in ("First", "Second", "Third"):
        admin.post("/tickets", title=title)
    admin.go("/tickets?sort=number")
    expect(admin.row("Third")).to_be_visible()
    keys = admin.page.keyboard
    keys.press("j")
    expect(admin.link("First")).to_be_focused()
    keys.press("j")
    expect(admin.link("Second")).to_be_focused()
    keys.press("x")
    expect(admin.row("Second")).to_have_attribute("aria-selected", "true")
    keys.press("k")
    expect(admin.link("First")).to_be_focused()
    keys.press("x")
    bar = admin.page.get_by_role("toolbar", name="Change the selected rows")
    expect(bar).to_contain_text("2 selected")
    keys.press("s")
    keys.press("3")
    admin.sees_toast("Waiting")
    expect(admin.row("First")).to_contain_text("Waiting")
    expect(admin.row("Second")).to_contain_text("Waiting")
    expect(admin.row("Third")).not_to_contain_text("Waiting")
    keys.press("j")
    expect(admin.link("First").or_(admin.link("Second")).and_(admin.page.locator(":focus"))).to_be_visible()
    keys.press("Enter")
    expect(admin.page).to_have_url(re.compile(r"/tickets/[0-9a-f-]{36}$"))


def test_the_priority_key_works_where_its_column_is_folded(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Narrow")
    admin.page.set_viewport_size({"width": 1000, "height": 800})
    admin.go("/tickets")
    expect(admin.row("Narrow")).to_be_visible()

    def walked_to() -> bool:
        admin.page.keyboard.press("j")
        return admin.page.locator(":focus").filter(has_text="Narrow").count() == 1

    # A row is seen a moment before its keys are heard; nobody but a test is that quick.
    eventually(walked_to)
    admin.page.keyboard.press("p")
    admin.page.get_by_role("menuitemradio", name=re.compile("Urgent")).press("Enter")
    admin.sees_toast("Urgent")
    assert admin.get(f"/tickets/{ticket['id']}")["priority"] == "Urgent"


def test_what_is_typed_before_the_palette_is_there_stands_in_it(admin: Visitor) -> None:
    admin.post("/contacts", name="Compton Gas")
    held: list[Route] = []
    admin.page.route(re.compile("/assets/layers-"), lambda route: held.append(route))  # noqa: PLW0108  # playwright writes on the function
    admin.go("/tickets")
    expect(admin.heading("Work that comes in lands here")).to_be_visible()
    keys = admin.page.keyboard
    keys.press("Control+k")
    # Each of them does something else on the page.
    keys.type("c")
    keys.type("ompton g")
    keys.press("Enter")
    expect(admin.page).to_have_url(re.compile("/tickets$"))
    held[0].continue_()
    expect(admin.page.get_by_role("combobox")).to_have_value("compton g")
    expect(admin.page.get_by_role("option", name=re.compile("Compton Gas")).first).to_be_visible()
    keys.type("as")
    expect(admin.page.get_by_role("combobox")).to_have_value("compton gas")
    keys.press("Control+k")
    expect(admin.page.get_by_role("combobox")).to_be_hidden()
    keys.press("Control+k")
    expect(admin.page.get_by_role("combobox")).to_have_value("")


def test_the_palette_finds_goes_and_acts(admin: Visitor) -> None:
    admin.post("/contacts", name="Kirkstall Print")
    admin.go("/tickets")
    expect(admin.heading("Work that comes in lands here")).to_be_visible()
    keys = admin.page.keyboard
    keys.press("Control+k")
    keys.type("kirkst")
    expect(admin.page.get_by_role("option", name=re.compile("Kirkstall Print")).first).to_be_visible()
    keys.press("Enter")
    expect(admin.heading("Kirkstall Print").first).to_be_visible()
    keys.press("Control+k")
    keys.type("catalogue")
    expect(admin.page.get_by_role("option", name=re.compile("Catalogue")).first).to_be_visible()
    keys.press("Enter")
    expect(admin.page).to_have_url(re.compile("/products"))
    keys.press("g")
    keys.press("t")
    expect(admin.page).to_have_url(re.compile("/tickets"))
