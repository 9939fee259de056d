"""Three real files, brought in at the command line, in the browser; and nobody else sees them."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import Product
from e2e.visitors import Visit, Visitor
from processes import command

FILES = Path(__file__).parents[3] / "shared" / "data"
IMPORTS = {
    "contacts": ("northwind_customers.csv", 91),
    "products": ("northwind_products.csv", 77),
    "tickets": ("support_tickets.csv", 8469),
}
TICKETS = 8469
SCROLL_ON = """last => {
    const scroller = document.querySelector("[data-scroll-restoration-id]");
    scroller.scrollTop = scroller.scrollHeight;
    return document.querySelector(`tr[aria-rowindex="${last + 1}"]`) !== null;
}"""


@pytest.fixture(scope="module")
def importer(browser: Browser, product: Product) -> Generator[Visitor]:
    """The admin of the organisation that the files were brought into."""
    context = browser.new_context()
    visitor = Visitor(context, product.address).sign_up("Northwind")
    for resource, (name, count) in IMPORTS.items():
        assert (FILES / name).is_file(), f"{name} must lie in {FILES}, beside the checkout."
        done = command(
            "import", resource, str(FILES / name), "--organisation", "Northwind", "--data-dir", str(product.data_dir)
        )
        assert done.returncode == 0, done.stderr
        assert total(visitor, resource) == count
    yield visitor
    context.close()


@pytest.fixture
def person(importer: Visitor, visit: Visit) -> Visitor:
    """A fresh window of that admin."""
    window = visit()
    window.context.add_cookies([
        {"name": cookie.get("name", ""), "value": cookie.get("value", ""), "url": importer.address}
        for cookie in importer.context.cookies()
    ])  # fmt: skip
    return window


def total(visitor: Visitor, resource: str, **filters: str) -> int:
    query = "&".join(f"{key}={value}" for key, value in {"limit": "1", "total": "true", **filters}.items())
    page: dict[str, Any] = visitor.get(f"/{resource}?{query}")
    assert not page.get("total_capped")
    return page["total"]


def test_the_list_is_paged_through_to_the_last_of_all_tickets(person: Visitor) -> None:
    person.go("/tickets?sort=number")
    expect(person.page.get_by_role("contentinfo").or_(person.page.locator("footer"))).to_contain_text("8,469 tickets")
    person.page.wait_for_function(SCROLL_ON, arg=TICKETS, polling=50, timeout=180_000)
    expect(person.page.locator(f'tr[aria-rowindex="{TICKETS + 1}"]')).to_contain_text(str(TICKETS))


def test_the_list_filters_and_searches_among_all_tickets(person: Visitor) -> None:
    person.go("/tickets")
    person.button("Filter").click()
    person.page.get_by_role("menuitem", name="Priority").click()
    person.page.get_by_role("menuitemcheckbox", name="Urgent").click()
    person.page.keyboard.press("Escape")
    urgent = total(person, "tickets", priority="Urgent")
    footer = person.page.locator("footer")
    expect(footer).to_contain_text(f"{urgent:,} tickets")
    person.page.get_by_role("searchbox", name="Search").fill("battery")
    found = total(person, "tickets", priority="Urgent", q="battery")
    assert 0 < found < urgent
    expect(footer).to_contain_text(f"{found:,} tickets")
    person.page.reload()
    expect(footer).to_contain_text(f"{found:,} tickets")
    person.button("Remove the filter Priority").click()
    expect(footer).to_contain_text(f"{total(person, 'tickets', q='battery'):,} tickets")


def test_one_change_reaches_more_rows_than_are_loaded_and_one_undo_takes_it_back(person: Visitor) -> None:
    waiting, low = (
        total(person, "tickets", status="Waiting"),
        total(person, "tickets", priority="Low", status="Waiting"),
    )
    assert low > 500
    person.go("/tickets?priority=Low&status=Waiting")
    expect(person.page.locator("footer")).to_contain_text(f"{low:,} tickets")
    person.page.get_by_role("checkbox", name="Select all rows").click()
    person.button(f"Select all {low:,}").click()
    bar = person.page.get_by_role("toolbar", name="Change the selected rows")
    expect(bar).to_contain_text(f"{low:,} selected")
    bar.get_by_role("button", name=re.compile("^Status")).click()
    person.page.get_by_role("menuitemradio", name=re.compile("Resolved")).click()
    toast = person.sees_toast(f"Status: Resolved for {low:,} tickets")
    assert total(person, "tickets", status="Waiting") == waiting - low
    toast.get_by_role("button", name="Undo").click()
    person.sees_toast("Put back as it was")
    expect(person.page.locator("footer")).to_contain_text(f"{low:,} tickets")
    assert total(person, "tickets", status="Waiting") == waiting


def test_another_organisation_sees_none_of_it(importer: Visitor, stranger: Visitor) -> None:
    ticket = importer.get("/tickets?limit=1")["items"][0]
    assert {resource: total(stranger, resource) for resource in IMPORTS} == dict.fromkeys(IMPORTS, 0)
    for path, empty in {
        "/tickets": "Work that comes in lands here",
        "/contacts": "Your customers live here",
        "/products": "What you sell stands here",
    }.items():
        stranger.go(path)
        expect(stranger.heading(empty)).to_be_visible()
    stranger.console.allow(404, "/api/tickets/")
    stranger.go(f"/tickets/{ticket['id']}")
    expect(stranger.page.get_by_role("heading", name="This is not here").first).to_be_visible()
    expect(stranger.page.get_by_text(ticket["title"])).to_have_count(0)
