"""A person comes, and does a day's work by mouse."""

import re

from playwright.sync_api import expect

from e2e.visitors import PASSWORD, Visit, Visitor


def test_somebody_signs_up_and_makes_a_contact_a_product_and_a_ticket(visit: Visit) -> None:
    person = visit()
    person.console.allow(401, "/api/me")
    person.go("/")
    person.link("Start an organisation").click()
    person.field("Organisation").fill("Fell & Dale")
    person.field("Your name").fill("Ada Osei")
    person.field("E-mail").fill("ada.first-day@example.com")
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.button("Start an organisation").click()
    expect(person.heading("Welcome to Fell & Dale")).to_be_visible()

    person.link("Contacts").click()
    person.page.get_by_role("main").get_by_role("link", name="New contact").first.click()
    person.field("Name").fill("Kirkstall Print")
    person.button("Create contact").click()
    expect(person.heading("Kirkstall Print").first).to_be_visible()

    person.link("Catalogue").click()
    person.page.get_by_role("main").get_by_role("link", name="New product").first.click()
    person.field("Name").fill("Printer service")
    person.field("Our cost").fill("40")
    person.field("Price").fill("65")
    person.button("Create product").click()
    expect(person.heading("Printer service").first).to_be_visible()

    person.link("Tickets").click()
    person.page.get_by_role("main").get_by_role("link", name="New ticket").first.click()
    person.field("Subject").fill("The big printer stripes")
    person.page.get_by_role("combobox", name=re.compile("^Contact")).click()
    person.page.get_by_placeholder("Find a contact").fill("kirk")
    person.page.get_by_role("option", name="Kirkstall Print").click()
    person.button("Create ticket").click()
    expect(person.heading("The big printer stripes")).to_be_visible()
    expect(person.link("Kirkstall Print")).to_be_visible()


def test_a_status_is_changed_in_its_cell_and_put_back_from_the_toast(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Laptop will not start")
    admin.go("/tickets")
    row = admin.row("Laptop will not start")
    row.get_by_role("button", name="Open", exact=True).click()
    admin.page.get_by_role("menuitemradio", name=re.compile("Waiting")).click()
    expect(row).to_contain_text("Waiting")
    admin.sees_toast("Waiting").get_by_role("button", name="Undo").click()
    admin.sees_toast("Put back as it was")
    expect(row).not_to_contain_text("Waiting")
    assert admin.get(f"/tickets/{ticket['id']}")["status"] == "Open"


def test_what_was_deleted_waits_in_the_trash_and_can_be_restored(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Ordered by mistake")
    admin.go(f"/tickets/{ticket['id']}")
    admin.button("More").click()
    admin.page.get_by_role("menuitem", name="Delete").click()
    admin.sees_toast("to the trash")
    expect(admin.row("Ordered by mistake")).to_have_count(0)
    admin.link("Trash").click()
    admin.row("Ordered by mistake").get_by_role("button", name="Restore").click()
    admin.sees_toast("Restored")
    expect(admin.heading("The trash is empty")).to_be_visible()
    admin.page.get_by_role("link", name=re.compile("^All")).click()
    expect(admin.row("Ordered by mistake")).to_be_visible()


def test_sample_data_fills_the_pages_and_goes_in_one_undo(admin: Visitor) -> None:
    admin.go("/tickets")
    admin.button("Load sample data").click()
    toast = admin.sees_toast("Sample data is loaded")
    expect(admin.page.locator("[data-row]").first).to_be_visible()
    toast.get_by_role("button", name="Undo").click()
    expect(admin.heading("Work that comes in lands here")).to_be_visible()
    assert [admin.get(f"/{name}?total=true")["total"] for name in ("tickets", "contacts", "products")] == [0, 0, 0]
