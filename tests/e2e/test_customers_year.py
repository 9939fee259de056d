"""What a business does with its customers in one go: files in, services sold, a meeting moved, a renewal, a merge."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from playwright.sync_api import expect

from e2e.calendars import block, drag
from e2e.test_imports import bring, says
from e2e.test_renewals import money
from e2e.visitors import Visitor
from processes import eventually

DAY = (datetime.now(UTC) + timedelta(days=20)).date()


def test_from_two_files_to_a_renewed_service_and_a_merge_that_is_undone(admin: Visitor) -> None:
    for kind, file, count in (
        ("Contacts", "northwind_customers.csv", "91"),
        ("Products", "northwind_products.csv", "77"),
    ):
        bring(admin, kind, file)
        says(admin, "Created", count)
        admin.button(f"Import {count} rows").click()
        expect(admin.heading("The file is imported")).to_be_visible()

    _sell(admin, "Alfreds Futterkiste", "Konbu", "90.50")
    _sell(admin, "Alfreds Futterkiste", "Geitost", "10.00")
    _sell(admin, "Around the Horn", "Aniseed Syrup", "7.25")
    _move_a_meeting_over_the_change_of_clocks(admin)
    _renew(admin, "Konbu for Alfreds Futterkiste", Decimal("90.50"))
    _merge_and_take_back(admin)


def _sell(admin: Visitor, contact: str, product: str, price: str) -> None:
    admin.go("/services/new")
    form = admin.page.get_by_role("dialog")
    for label, name in (("Customer", contact), ("Service", product)):
        form.get_by_role("combobox", name=label).click()
        finder = admin.page.locator(f"input[aria-label='{label}']")
        expect(finder).to_be_focused()
        finder.press_sequentially(name)
        admin.page.get_by_role("option", name=name).first.click()
    form.get_by_label("Quantity").fill("1")
    form.get_by_role("textbox", name="Price").fill(price)
    form.get_by_role("combobox", name="Billed").click()
    admin.page.get_by_role("option", name="Annually").click()
    form.get_by_label("Renews on").fill(DAY.isoformat())
    form.get_by_role("switch", name="Renews by itself").click()
    form.get_by_role("button", name="Sell service").click()
    expect(admin.heading(f"{product} for {contact}")).to_be_visible()


def _move_a_meeting_over_the_change_of_clocks(admin: Visitor) -> None:
    """London's clocks go forward in the night to Sunday the 29th: ten o'clock is nine in UTC from then on."""
    times = {"start_at": "2026-03-26T10:00:00Z", "end_at": "2026-03-26T11:00:00Z"}
    meeting = admin.post("/crm_events", title="Yearly review", type="Meeting", **times)
    admin.go("/calendar?date=2026-03-26")
    drag(admin, block(admin, "Yearly review"), "2026-03-29", "10:00")
    eventually(lambda: admin.get(f"/crm_events/{meeting['id']}")["start_at"] == "2026-03-29T09:00:00Z")


def _renew(admin: Visitor, service: str, amount: Decimal) -> None:
    admin.go("/renewals?tile=due_30")
    expect(admin.page.get_by_test_id("due-sum")).to_have_text("3 services, £107.75")
    forecast = admin.page.get_by_test_id("forecast-sum")
    before = money(forecast)
    admin.button(f"Renew {service}").click()
    admin.page.get_by_role("dialog").get_by_role("button", name="Renew").click()
    expect(admin.page.get_by_test_id("due-sum")).to_have_text("2 services, £17.25")
    eventually(lambda: money(forecast) == before - amount)
    # What the overview says is due is what stands here.
    admin.go("/")
    tile = admin.page.get_by_role("list", name="In numbers").get_by_role("link", name="Renewals")
    expect(tile).to_contain_text("£17.25")
    tile.click()
    expect(admin.page.get_by_test_id("due-sum")).to_have_text("2 services, £17.25")


def _merge_and_take_back(admin: Visitor) -> None:
    admin.post("/contacts", name="Alfreds Futterkiste GmbH", notes="Pays early.")
    admin.go("/contacts/duplicates")
    admin.page.get_by_role("button", name="Compare Alfreds Futterkiste").first.click()
    admin.page.get_by_role("button", name="Merge into").click()
    undo = admin.sees_toast("Merged").get_by_role("button", name="Undo")
    eventually(lambda: admin.get("/contacts?total=true")["total"] == 91)
    assert admin.get("/contacts?q=Alfreds")["items"][0]["notes"] == "Pays early."
    undo.click()
    eventually(lambda: admin.get("/contacts?total=true")["total"] == 92)
    services = admin.get("/customer_services")["items"]
    assert sorted((row["contact_name"], row["product_name"]) for row in services) == [
        ("Alfreds Futterkiste", "Geitost"), ("Alfreds Futterkiste", "Konbu"), ("Around the Horn", "Aniseed Syrup"),
    ]  # fmt: skip
