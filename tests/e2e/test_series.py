"""Recurring tickets in the browser: set up, one moved from here on, all changed, taken back, begun from a ticket."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor

TUESDAY = date.today() + timedelta(days=(1 - date.today().weekday()) % 7 + 7)  # noqa: DTZ011  # any Tuesday ahead


def test_work_that_comes_back_is_planned_changed_and_taken_back(admin: Visitor) -> None:
    series = _set_up(admin)
    tickets = _tickets_of(admin, series)
    assert {ticket["scheduled_start"] is None for ticket in tickets} == {False}
    _change_this_and_following(admin, tickets)
    _change_all(admin, series)
    _skip_one(admin, tickets[0])
    _make_a_ticket_repeat(admin)


def _set_up(admin: Visitor) -> dict[str, Any]:
    page = admin.page
    admin.go("/series")
    page.get_by_role("main").get_by_role("link", name="New series").first.click()
    admin.field("Subject").fill("Backup check")
    admin.field("From").fill(TUESDAY.isoformat())
    page.get_by_label("How many", exact=True).fill("2")
    for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        button = page.get_by_role("button", name=weekday, exact=True)
        if (button.get_attribute("aria-pressed") == "true") != (weekday == "Tue"):
            button.click()
    expect(page.get_by_text("Every second Tuesday", exact=True)).to_be_visible()
    dates = page.get_by_role("region", name="The next dates").get_by_role("listitem")
    expect(dates).to_have_count(11)
    expect(dates.nth(1)).to_contain_text(str((TUESDAY + timedelta(days=14)).day))

    # What no list can say is written, and refused in words when it cannot be.
    admin.button("Write the rule yourself").click()
    admin.console.allow(422, "/api/ticket_series")
    rule = page.get_by_label("Rule (RRULE)")
    rule.fill("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20")
    expect(page.get_by_role("region", name="The next dates").get_by_role("alert")).to_contain_text("No day fits")
    rule.fill("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    expect(dates).to_have_count(11)
    admin.button("Create series").click()
    admin.sees_toast("Created Backup check")
    expect(page.get_by_role("heading", name="Backup check").first).to_be_visible()
    return admin.get("/ticket_series")["items"][0]


def _change_this_and_following(admin: Visitor, tickets: list[dict[str, Any]]) -> None:
    page = admin.page
    admin.go(f"/tickets/{tickets[1]['id']}")
    block = page.get_by_role("region", name="Part of a series")
    expect(block).to_contain_text("Every second Tuesday")
    expect(block.get_by_role("link", name="Previous")).to_have_attribute("href", f"/tickets/{tickets[0]['id']}")
    block.get_by_role("button", name="Change").click()
    _scope(admin, "This and all that follow").click()
    admin.field("Starts at").fill("14:30")
    admin.button("Save").click()
    # Back at the ticket, which is the first of the new series now.
    admin.sees_toast("Backup check goes on from")
    expect(page.get_by_role("definition").get_by_text("14:30")).to_be_visible()
    assert len(admin.get("/ticket_series")["items"]) == 2
    # The page still asks for the series that the undo takes away.
    admin.console.allow(404, "/api/ticket_series/")
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(page.get_by_role("definition").get_by_text("09:00")).to_be_visible()
    assert len(admin.get("/ticket_series")["items"]) == 1


def _change_all(admin: Visitor, series: dict[str, Any]) -> None:
    page = admin.page
    admin.go(f"/series/{series['id']}")
    page.get_by_role("main").get_by_role("link", name="Edit").click()
    admin.field("Subject").fill("Backup and restore check")
    admin.button("Save").click()
    expect(page.get_by_role("heading", name="Backup and restore check").first).to_be_visible()
    assert {ticket["title"] for ticket in _tickets_of(admin, series)} == {"Backup and restore check"}


def _skip_one(admin: Visitor, ticket: dict[str, Any]) -> None:
    admin.go(f"/tickets/{ticket['id']}")
    admin.page.get_by_role("region", name="Part of a series").get_by_role("button", name="Delete").click()
    # So it does for a moment for the ticket that is gone.
    admin.console.allow(404, f"/api/tickets/{ticket['id']}")
    _scope(admin, "Only this ticket").click()
    expect(admin.page.get_by_role("region", name="Tickets ahead")).to_be_visible()
    expect(admin.page.get_by_role("link", name=f"#{ticket['number']}")).to_have_count(0)


def _make_a_ticket_repeat(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Clean the gutters", scheduled_date=TUESDAY.isoformat())
    admin.go(f"/tickets/{ticket['id']}")
    admin.page.get_by_role("link", name="Make this repeat").click()
    expect(admin.field("Subject")).to_have_value("Clean the gutters")
    admin.button("Create series").click()
    expect(admin.page.get_by_role("link", name=f"#{ticket['number']}")).to_be_visible()
    assert admin.get(f"/tickets/{ticket['id']}")["series_occurrence"] == TUESDAY.isoformat()


def _scope(admin: Visitor, name: str) -> Locator:
    return admin.page.get_by_role("dialog").get_by_role("button", name=name)


def _tickets_of(admin: Visitor, series: dict[str, Any]) -> list[dict[str, Any]]:
    return admin.get(f"/tickets?series_id={series['id']}&sort=series_occurrence")["items"]
