"""The old WorkTrackr's data comes in from its files or from this very browser, and goes again with one undo."""

import json
from pathlib import Path

from playwright.sync_api import expect

from e2e.visitors import Visitor

OLD = Path(__file__).parents[1] / "data/legacy"
DUMP = OLD / "constructed/localStorage_dump.json"


FILL = "keys => Object.entries(keys).forEach(([key, text]) => localStorage.setItem(key, text))"
"""Leaves in a browser what the old application left."""


def counts(person: Visitor, kind: str) -> list[int]:
    """What the table says of one list: read, created, updated, matched, merged, kept, left out, problems."""
    cells = person.page.get_by_role("row").filter(has=person.page.get_by_role("rowheader", name=kind, exact=True))
    expect(cells).to_have_count(1)
    return [int(text) for text in cells.get_by_role("cell").all_inner_texts()]


def test_files_come_in_and_go_again(admin: Visitor) -> None:
    admin.go("/import")
    admin.link("Bring its data in").click()
    expect(admin.heading("From the old WorkTrackr")).to_be_visible()
    admin.page.get_by_label("Its files").set_input_files([DUMP, OLD / "mock_users.json"])
    expect(admin.heading("This is what will happen")).to_be_visible()
    assert counts(admin, "Contacts") == [5, 4, 0, 0, 1, 0, 0, 0]
    assert counts(admin, "Services") == [10, 4, 0, 0, 0, 0, 6, 0]
    assert counts(admin, "Users") == [5, 5, 0, 0, 0, 0, 0, 0]
    admin.page.get_by_role("combobox", name="List").click()
    admin.page.get_by_role("option", name="Calendar").click()
    expect(admin.page.get_by_text("Late call").first).to_be_visible()
    assert admin.get("/contacts?total=true")["total"] == 0
    admin.button("Import 31 rows").click()
    expect(admin.heading("The file is imported")).to_be_visible()
    place = admin.page.url
    admin.go("/contacts")
    admin.page.get_by_text("Acme Corp").first.click()
    expect(admin.page.get_by_text("John Smith").first).to_be_visible()
    expect(admin.page.get_by_text("123 Business St").first).to_be_visible()

    admin.page.goto(place)
    admin.button("Undo the import").click()
    expect(admin.heading("The import was taken back")).to_be_visible()
    assert admin.get("/contacts?total=true")["total"] == 0
    assert admin.get("/tickets?total=true")["total"] == 0


def test_what_is_left_in_this_browser_comes_in_and_is_cleared_when_asked(admin: Visitor) -> None:
    admin.go("/import/legacy")
    expect(admin.heading("The old WorkTrackr ran in this browser")).to_have_count(0)
    keys = json.loads(DUMP.read_text()) | {"token": "secret"}
    admin.page.evaluate(FILL, keys)
    admin.page.reload()
    admin.button("Look at this data").click()
    expect(admin.heading("This is what will happen")).to_be_visible()
    assert counts(admin, "Tickets") == [5, 3, 0, 0, 2, 0, 0, 0]
    admin.button("Import 26 rows").click()
    expect(admin.heading("The file is imported")).to_be_visible()
    admin.button("Clear the old data from this browser").click()
    admin.button("Clear it").click()
    expect(admin.page.get_by_text("The old data is gone from this browser")).to_be_visible()
    left = admin.page.evaluate("Object.keys(localStorage)")
    assert not keys.keys() & set(left), left


def test_only_the_browser_whose_data_came_in_offers_to_clear_it(admin: Visitor) -> None:
    keys = json.loads(DUMP.read_text())
    admin.go("/import/legacy").page.evaluate(FILL, keys)
    admin.page.reload()
    admin.button("Look at this data").click()
    admin.button("Import 26 rows").click()
    expect(admin.button("Clear the old data from this browser")).to_be_visible()
    # A second device, whose data nobody has imported.
    admin.page.evaluate(FILL, {"serviceNotes": "{}"})
    admin.page.reload()
    expect(admin.heading("The file is imported")).to_be_visible()
    expect(admin.button("Clear the old data from this browser")).to_have_count(0)
    # What is here already needs no import to be cleared.
    admin.go("/import/legacy").page.evaluate(FILL, keys)
    admin.page.reload()
    admin.button("Look at this data").click()
    expect(admin.button("Nothing to import")).to_be_disabled()
    admin.button("Clear the old data from this browser").click()
    admin.button("Clear it").click()
    expect(admin.page.get_by_text("The old data is gone from this browser")).to_be_visible()
    assert admin.page.evaluate("localStorage.length") == 0


def test_only_admins_are_offered_it(tom: Visitor) -> None:
    tom.go("/import")
    expect(tom.heading("Import contacts")).to_be_visible()
    expect(tom.link("Bring its data in")).to_have_count(0)
