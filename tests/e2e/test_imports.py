"""Files come in through the page, the second time without any change, and go again with one undo."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.visitors import Visitor

FILES = Path(__file__).parents[3] / "shared" / "data"


def bring(person: Visitor, kind: str, file: str) -> None:
    """Choose a file and look at the preview."""
    person.go("/import")
    person.button(kind).click()
    person.page.get_by_label("CSV file").set_input_files(FILES / file)
    expect(person.heading("Where does each column go?")).to_be_visible()
    person.button("Show the preview").click()
    expect(person.heading("This is what will happen")).to_be_visible()


def says(person: Visitor, outcome: str, number: str) -> None:
    """Expect the number of rows with an outcome."""
    expect(person.page.locator("dl > div").filter(has_text=outcome)).to_contain_text(number)


def test_files_come_in_the_second_time_change_nothing_and_go_with_one_undo(admin: Visitor) -> None:
    admin.go("/products")
    admin.link("Import a file").click()
    expect(admin.heading("Import products")).to_be_visible()
    bring(admin, "Products", "northwind_products.csv")
    says(admin, "Created", "77")
    admin.button("Import 77 rows").click()
    expect(admin.heading("The file is imported")).to_be_visible()

    bring(admin, "Contacts", "northwind_customers.csv")
    says(admin, "Created", "91")
    admin.button("Change the columns").click()
    goes = admin.page.get_by_role("combobox", name="“fax” goes to")
    expect(goes).to_contain_text("Own field “fax”")
    goes.click()
    admin.page.get_by_role("option", name="Notes").click()
    admin.page.reload()
    expect(goes).to_contain_text("Own field “fax”")
    admin.button("Cancel").click()
    admin.button("Import 91 rows").click()
    expect(admin.heading("The file is imported")).to_be_visible()
    assert admin.get("/contacts?q=Alfreds")["items"][0]["custom_fields"]["fax"] == "030-0076545"
    place = admin.page.url

    bring(admin, "Contacts", "northwind_customers.csv")
    says(admin, "Created", "0")
    says(admin, "Unchanged", "91")
    expect(admin.button("Nothing to import")).to_be_disabled()

    admin.page.goto(place)
    admin.button("Undo the import").click()
    expect(admin.heading("The import was taken back")).to_be_visible()
    assert admin.get("/contacts?total=true")["total"] == 0
    assert admin.get("/products?total=true")["total"] == 77
