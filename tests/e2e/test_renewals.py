"""The cockpit of renewals: a service that is sold shows in it, and renewing it changes what comes by exactly its amount."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor


def money(place: Locator) -> Decimal:
    """Return the amount that a place shows first."""
    found = re.search(r"£([\d,]+\.\d\d)", place.inner_text())
    assert found
    return Decimal(found[1].replace(",", ""))


def test_a_service_is_sold_renewed_and_the_forecast_changes_by_its_amount(  # noqa: PLR0915  # one story
    admin: Visitor,
) -> None:
    contact = admin.post("/contacts", name="Kirkstall Print")
    admin.post("/products", name="Firewall support", client_price="100.00", our_cost="60.00", default_quantity=3)
    other = admin.post("/products", name="Line rental", client_price="10.00", our_cost="4.00")
    day = (datetime.now(UTC) + timedelta(days=20)).date()
    admin.post("/customer_services", contact_id=contact["id"], product_id=other["id"], renewal_date=day.isoformat())

    # Sold: what the catalogue says fills the form in.
    admin.go(f"/services/new?contact_id={contact['id']}")
    form = admin.page.get_by_role("dialog")
    form.get_by_role("combobox", name="Service").click()
    admin.page.get_by_role("option", name="Firewall support").click()
    expect(form.get_by_label("Quantity")).to_have_value("3")
    expect(form.get_by_text("Empty for the catalogue's: £100.00")).to_be_visible()
    form.get_by_role("textbox", name="Price").fill("90.50")
    expect(form).to_contain_text("£271.50")
    form.get_by_role("combobox", name="Billed").click()
    admin.page.get_by_role("option", name="Annually").click()
    form.get_by_label("Renews on").fill(day.isoformat())
    form.get_by_role("switch", name="Renews by itself").click()
    form.get_by_role("button", name="Sell service").click()
    expect(admin.heading("Firewall support for Kirkstall Print")).to_be_visible()

    # Seen: the sum of a tile is the sum of the rows that it opens, and a bar that of those behind it.
    admin.link("Renewals").first.click()
    tile = admin.page.get_by_role("navigation", name="What is due").get_by_role("link", name="Due in 30 days")
    expect(tile).to_contain_text("£281.50")
    tile.click()
    expect(admin.page.get_by_test_id("due-sum")).to_have_text("2 services, £281.50")
    forecast = admin.page.get_by_test_id("forecast-sum")
    before = money(forecast)
    bar = admin.page.get_by_role("list", name="Next 12 months").get_by_role("button", name=f"{day:%B %Y}:")
    bar.focus()
    admin.page.keyboard.press("Enter")
    expect(admin.page.get_by_test_id("month-sum")).to_have_text("2 services, £281.50")
    expect(admin.row("Firewall support")).to_contain_text("£271.50")

    # What if: a tenth more, for everything and for the rows behind the bar.
    admin.page.get_by_label("Price, percent").fill("10")
    expect(admin.page).to_have_url(re.compile(r"price=10\b"))
    expect(admin.page.get_by_test_id("month-sum")).to_have_text("2 services, £309.65 with what-if")
    assert money(admin.page.get_by_test_id("with-changes")) == before * Decimal("1.1")
    admin.button("Reset").click()
    admin.button("Back to the due list").click()

    # Renewed: it renews by hand, so nothing more of it comes in these twelve months.
    admin.button("Renew Firewall support for Kirkstall Print").click()
    admin.page.get_by_role("dialog").get_by_role("button", name="Renew").click()
    toast = admin.sees_toast("Firewall support renewed until")
    expect(admin.page.get_by_test_id("due-sum")).to_have_text("1 service, £10.00")
    expect(forecast).not_to_contain_text(f"£{before:,}")
    assert money(forecast) == before - Decimal("271.50")
    toast.get_by_role("button", name="Undo").click()
    expect(forecast).to_contain_text(f"£{before:,}")

    # Renewed by somebody else meanwhile: it says so.
    admin.button("Renew Line rental for Kirkstall Print").click()
    service = admin.get(f"/customer_services?product_id={other['id']}")["items"][0]
    admin.console.allow(409, "/api/customer_services/")
    admin.post(f"/customer_services/{service['id']}/renew", renewal_date=service["renewal_date"])
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Renew").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody may have renewed it already")
    dialog.get_by_role("button", name="Close").first.click()

    # Several together, of all that is due; one undo takes them back.
    tile.click()
    sums = admin.page.get_by_test_id("due-sum")
    expect(sums).to_have_text("2 services, £281.50")
    admin.page.get_by_role("checkbox", name="Select all").check()
    admin.page.get_by_role("toolbar").get_by_role("button", name="Renew").click()
    several = admin.page.get_by_role("dialog", name="Renew 2 services")
    expect(several).to_contain_text("£281.50")
    several.get_by_role("button", name="Renew").click()
    toast = admin.sees_toast("2 services renewed")
    expect(sums).to_have_text("1 service, £10.00")
    toast.get_by_role("button", name="Undo").click()
    expect(sums).to_have_text("2 services, £281.50")
