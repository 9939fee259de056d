"""What stays in a browser, and what does not."""

import re

from playwright.sync_api import expect

from e2e.pages import SCROLLED, STORED
from e2e.visitors import PASSWORD, Visitor


def test_only_preferences_are_stored_in_the_browser(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    admin.go("/tickets")
    admin.button("Ada Osei").click()
    admin.page.get_by_role("menuitemradio", name="Dark").click()
    admin.button("Ada Osei").click()
    admin.page.get_by_role("menuitemradio", name="Compact").click()
    admin.button("Collapse the sidebar").click()
    admin.row("Printer stripes").get_by_role("link").first.click()
    expect(admin.heading("Printer stripes")).to_be_visible()
    admin.go(f"/tickets/{ticket['id']}/edit")
    admin.field("Subject").fill("Not saved")
    admin.button("Cancel").click()
    assert admin.page.evaluate(STORED) == {
        "local": ["worktrackr.density", "worktrackr.sidebar", "worktrackr.theme"],
        "session": [[SCROLLED, False]],
        "databases": [],
        "caches": [],
        "cookies": "",
    }


def test_nothing_of_one_person_is_left_for_the_next_in_the_same_page(admin: Visitor, stranger: Visitor) -> None:
    admin.post("/tickets", title="Only for Fell & Dale")
    admin.console.allow(401, "/api/")
    admin.go("/tickets")
    expect(admin.row("Only for Fell & Dale")).to_be_visible()
    admin.page.get_by_role("main").get_by_role("link", name="New ticket").first.click()
    admin.field("Subject").fill("Half a secret")
    admin.button("Cancel").click()
    admin.button("Ada Osei").click()
    admin.page.get_by_role("menuitem", name="Sign out").click()
    admin.field("E-mail").fill(stranger.email)
    admin.page.get_by_label("Password", exact=True).fill(PASSWORD)
    # With lists that never answer, the page can only show what it has kept.
    admin.context.route(re.compile(r"/api/tickets\?"), lambda _route: None)
    admin.button("Sign in").click()
    admin.link("Tickets").click()
    expect(admin.page.get_by_role("status", name="Loading")).to_be_visible()
    expect(admin.row("Only for Fell & Dale")).to_have_count(0)
    admin.page.get_by_role("main").get_by_role("link", name="New ticket").first.click()
    expect(admin.field("Subject")).to_have_value("")
