"""Files come in through the page, the second time without any change, and go again with one undo."""

from pathlib import Path

from playwright.sync_api import Route, expect

from e2e.visitors import Visitor
from test_import_sources import ZENDESK

FILES = Path(__file__).parents[3] / "shared" / "data"


def bring(person: Visitor, kind: str, file: str) -> None:
    """Choose a file and look at the preview."""
    person.go("/import")
    person.button(kind).click()
    person.page.get_by_label("File", exact=True).set_input_files(FILES / file)
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


def test_tickets_of_another_help_desk_are_known_corrected_and_remembered(admin: Visitor) -> None:
    for again in (False, True):
        admin.go("/import")
        admin.button("Tickets").click()
        admin.page.get_by_label("File", exact=True).set_input_files(
            {"name": "export.csv", "mimeType": "text/csv", "buffer": ZENDESK.encode()}
        )
        expect(admin.heading("Where does each column go?")).to_be_visible()
        expect(admin.page.get_by_text("This looks like an export of Zendesk.")).to_be_visible()
        group = admin.page.get_by_role("combobox", name="“Group” goes to")
        expect(group).to_contain_text("Location" if again else "Own field “group”")
        if again:
            expect(admin.page.get_by_text("The columns go where they went the last time.")).to_be_visible()
            continue
        group.click()
        admin.page.get_by_role("option", name="Location").click()
        admin.button("Show the preview").click()
        admin.button("Import 2 rows").click()
        place = admin.page.url
        admin.link("Go to the tickets").click()
        expect(admin.row("Printer stripes")).to_contain_text("Helen Penrose")
    assert {ticket["location"] for ticket in admin.get("/tickets")["items"]} == {"Support"}
    admin.page.goto(place)
    admin.button("Undo the import").click()
    admin.link("Send a file").click()
    expect(admin.heading("Import tickets")).to_be_visible()


DROP = """(names) => {
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File(["Name\\nPenrose"], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_a_file_is_taken_wherever_it_is_dropped_and_several_are_refused(admin: Visitor) -> None:
    admin.go("/").link("Import").click()
    expect(admin.heading("Import contacts")).to_be_visible()
    admin.page.evaluate(DROP, ["one.csv", "two.csv"])
    expect(admin.page.get_by_role("alert")).to_contain_text("Choose one file at a time")
    admin.page.evaluate(DROP, ["one.csv"])
    expect(admin.heading("Where does each column go?")).to_be_visible()


def test_the_list_of_imports_tells_when_one_is_over(admin: Visitor) -> None:
    file = {"name": "one.csv", "mimeType": "text/csv", "buffer": b"Name\nPenrose\n"}
    admin.send("/imports", file=file, resource="contacts")

    def still_looking(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"uploaded"', '"previewing"'))

    admin.page.route("**/api/imports", still_looking, times=1)
    admin.go("/import")
    expect(admin.page.get_by_text("Looking", exact=True)).to_be_visible()
    expect(admin.page.get_by_text("Not begun")).to_be_visible()


def test_the_steps_can_be_walked_with_the_keyboard(admin: Visitor) -> None:
    file = {"name": "one.csv", "mimeType": "text/csv", "buffer": b"Name\nPenrose\n"}
    sent = admin.send("/imports", file=file, resource="contacts")
    admin.go(f"/import/{sent['id']}")
    admin.button("Show the preview").press("Enter")
    expect(admin.heading("This is what will happen")).to_be_visible()
    admin.page.keyboard.press("Tab")
    admin.page.keyboard.press("Tab")
    expect(admin.button("Import 1 row")).to_be_focused()
    admin.page.keyboard.press("Enter")
    expect(admin.heading("The file is imported")).to_be_visible()
