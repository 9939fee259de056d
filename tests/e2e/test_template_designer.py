"""From a designed template to a ticket that answers it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor

KINDS = {
    "Select": "What has happened?",
    "Multi-select": "Which rooms are affected?",
    "Checkbox": "Does the RCD trip at once?",
    "Number": "How often in the last week?",
    "Rating": "How safe do you feel?",
    "Phone": "Who can let us in?",
    "Date": "Since when?",
    "Money": "What may it cost?",
}


def test_a_template_is_designed_and_a_ticket_is_made_from_it(admin: Visitor) -> None:
    design(admin)
    template = admin.get("/ticket_templates")["items"][0]
    assert [(field["key"], field["kind"]) for field in template["fields"]][:4] == [
        ("who_can_let_us_in", "phone"), ("what_has_happened", "select"), ("priority", "column"),
        ("which_rooms_are_affected", "multi_select"),
    ]  # fmt: skip
    ticket = make_ticket(admin, template)
    _change_answers_under_its_own_version(admin, template, ticket)


def design(admin: Visitor) -> None:
    """Design a template with eight kinds of field, and save it."""
    page = admin.page
    admin.go("/templates")
    page.get_by_role("main").get_by_role("link", name="New template").first.click()
    page.get_by_role("textbox", name="Name").fill("Electrical fault report")
    for kind, label in KINDS.items():
        _palette(admin, kind).click()
        expect(_inspector(admin).get_by_label("Label", exact=True)).to_be_focused()
        page.keyboard.type(label)
    _options(admin, "What has happened?", "No power", "A switch keeps tripping")
    _options(admin, "Which rooms are affected?", "Kitchen", "Server room", "Store")
    _wait_for(admin, "How often in the last week?", "Does the RCD trip at once?", "Yes")
    for label in ("What has happened?", "Who can let us in?"):
        _choose(admin, label)
        _inspector(admin).get_by_role("switch", name="Required").click()

    # By keyboard: two up; by mouse: to the top of all.
    _field(admin, "Since when?").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(_field(admin, "Since when?")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Since when? moved to place 5 of 8")).to_have_count(1)
    _drag(admin, _row(admin, "Who can let us in?"), _row(admin, "What has happened?"))
    _drag(admin, _palette(admin, "Priority"), _row(admin, "Which rooms are affected?"))
    order = [
        "Who can let us in?", "What has happened?", "Priority", "Which rooms are affected?", "Does the RCD trip at once?",
        "How often in the last week?", "Since when?", "How safe do you feel?", "What may it cost?",
    ]  # fmt: skip
    assert _labels(admin) == order
    admin.button("Create template").click()
    admin.sees_toast("Saved Electrical fault report as version 1")

    page.reload()
    expect(admin.button("Save version 2")).to_be_disabled()
    assert _labels(admin) == order


def make_ticket(admin: Visitor, template: dict[str, Any]) -> dict[str, Any]:
    """Make a ticket from it: refused for what is missing, then made."""
    page = admin.page
    admin.go(f"/tickets/new?template={template['id']}")
    admin.field("Subject").fill("Half of the kitchen is dark")
    admin.button("Create ticket").click()
    phone = admin.field("Who can let us in?")
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(phone).to_be_focused()
    expect(page.locator("[data-template-field=who_can_let_us_in]").get_by_role("alert")).to_have_text("Fill this in.")
    phone.fill("0113 496 0000")
    _pick(admin, "What has happened?", "No power")
    rooms = page.get_by_role("combobox", name="Which rooms are affected?")
    for room in ("Kitchen", "Store"):
        rooms.click()
        page.get_by_role("option", name=room).click()
    page.keyboard.press("Escape")
    expect(admin.field("How often in the last week?")).to_have_count(0)
    page.get_by_role("checkbox", name="Does the RCD trip at once?").click()
    # So often that only the server refuses it: at the field, too.
    admin.console.allow(422, "/api/tickets")
    often = admin.field("How often in the last week?")
    often.fill("1e16")
    page.get_by_role("radio", name="3 of 5").click()
    page.keyboard.press("ArrowRight")
    admin.button("Create ticket").click()
    expect(often).to_have_attribute("aria-invalid", "true")
    expect(often).to_be_focused()
    often.fill("4")
    admin.button("Create ticket").click()
    expect(admin.heading("Half of the kitchen is dark")).to_be_visible()

    answers = page.get_by_role("region", name="Answers")
    for _ in range(2):
        expect(answers).to_contain_text("0113 496 0000")
        expect(answers).to_contain_text("KitchenStore")
        expect(answers.get_by_role("img", name="4 of 5")).to_be_visible()
        page.reload()
    ticket = admin.get("/tickets")["items"][0]
    assert (ticket["template_version"], ticket["fields"]) == (1, {
        "who_can_let_us_in": "0113 496 0000", "what_has_happened": "No power",
        "which_rooms_are_affected": ["Kitchen", "Store"], "does_the_rcd_trip_at_once": True,
        "how_often_in_the_last_week": 4, "how_safe_do_you_feel": 4,
    })  # fmt: skip
    return ticket


def _change_answers_under_its_own_version(admin: Visitor, template: dict[str, Any], ticket: dict[str, Any]) -> None:
    admin.patch(f"/ticket_templates/{template['id']}", fields=template["fields"][:2])
    admin.go(f"/tickets/{ticket['id']}/edit")
    expect(admin.field("How often in the last week?")).to_have_value("4")
    admin.page.get_by_role("checkbox", name="Does the RCD trip at once?").click()
    expect(admin.field("How often in the last week?")).to_have_count(0)
    admin.field("Subject").fill("All of the kitchen is dark")
    admin.button("Save").click()
    expect(admin.heading("All of the kitchen is dark")).to_be_visible()
    changed = admin.get(f"/tickets/{ticket['id']}")
    assert changed["fields"]["does_the_rcd_trip_at_once"] is False
    assert "how_often_in_the_last_week" not in changed["fields"]
    assert changed["fields"]["which_rooms_are_affected"] == ["Kitchen", "Store"]
    # Its answers can stand in the list, and find it.
    admin.post("/tickets", title="Something else")
    admin.go("/tickets?columns=title,fields.who_can_let_us_in&fields.what_has_happened=No+power")
    expect(admin.row("All of the kitchen is dark")).to_contain_text("0113 496 0000")
    expect(admin.page.get_by_text("Something else")).to_have_count(0)


@pytest.fixture
def template(admin: Visitor) -> dict[str, Any]:
    """A template with three fields, the last waiting for the first."""
    fields = [
        {"key": "trips", "label": "Does it trip?", "kind": "checkbox"},
        {"key": "place", "label": "Where?", "kind": "text", "required": True},
        {"key": "often", "label": "How often?", "kind": "number", "show_if": {"key": "trips", "equals": True}},
    ]
    return admin.post("/ticket_templates", name="Fault", fields=fields)


def test_what_is_not_saved_is_there_after_a_reload_and_asked_about_before_leaving(
    admin: Visitor, template: dict[str, Any]
) -> None:
    page = admin.page
    page.on("dialog", lambda dialog: dialog.accept())
    admin.go(f"/templates/{template['id']}")
    _choose(admin, "Where?")
    _inspector(admin).get_by_label("Label", exact=True).fill("Where is it dark?")
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    page.reload()
    expect(_field(admin, "Where is it dark?")).to_be_visible()
    expect(page.get_by_text("These are the changes that you had not saved.")).to_be_visible()
    admin.link("Contacts").click()
    question = page.get_by_role("dialog", name="Leave with unsaved changes?")
    question.get_by_role("button", name="Stay").click()
    expect(_field(admin, "Where is it dark?")).to_be_visible()
    admin.link("Contacts").click()
    question.get_by_role("button", name="Leave").click()
    expect(admin.heading("Contacts")).to_be_visible()
    page.go_back()
    expect(_field(admin, "Where is it dark?")).to_be_visible()
    admin.button("Save version 2").click()
    admin.sees_toast("Saved Fault as version 2")
    # The key is that of the answers: it stays.
    assert admin.get(f"/ticket_templates/{template['id']}")["fields"][1] == template["fields"][1] | {
        "label": "Where is it dark?"
    }
    admin.link("Contacts").click()
    expect(admin.heading("Contacts")).to_be_visible()


def test_a_removed_field_comes_back_with_what_waited_for_it(admin: Visitor, template: dict[str, Any]) -> None:
    page = admin.page
    admin.go(f"/templates/{template['id']}")
    expect(_row(admin, "How often?")).to_contain_text("Only if “Does it trip?” is Yes")
    _field(admin, "Does it trip?").focus()
    page.keyboard.press("Delete")
    expect(_row(admin, "How often?")).not_to_contain_text("Only if")
    expect(_field(admin, "Where?")).to_be_focused()
    admin.sees_toast("Removed Does it trip?").get_by_role("button", name="Undo").click()
    expect(_row(admin, "How often?")).to_contain_text("Only if “Does it trip?” is Yes")
    # What waits must stand below what it waits for: said at once, and nothing is sent.
    _field(admin, "How often?").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    admin.button("Save version 2").click()
    expect(_inspector(admin).get_by_role("alert")).to_have_text("It must stand below the field that it waits for.")
    admin.button("Take back the last change").click()
    admin.button("Save version 2").click()
    admin.sees_toast("Saved Fault as version 2")


def test_two_who_design_the_same_template_are_asked_whose_fields_stand(
    admin: Visitor, template: dict[str, Any]
) -> None:
    admin.console.allow(412, "/api/ticket_templates")
    admin.go(f"/templates/{template['id']}")
    _choose(admin, "Where?")
    _inspector(admin).get_by_label("Help").fill("Floor and room.")
    admin.patch(f"/ticket_templates/{template['id']}", fields=template["fields"][:1])
    admin.button("Save version 2").click()
    question = admin.page.get_by_role("dialog", name=re.compile("Two of you changed"))
    expect(question).to_contain_text("version 2, 1 field")
    question.get_by_role("button", name="Save").click()
    admin.sees_toast("Saved Fault as version 3")
    stored = admin.get(f"/ticket_templates/{template['id']}")
    assert [field["help"] for field in stored["fields"]] == ["", "Floor and room.", ""]


def test_a_list_of_templates_copies_deletes_restores_and_names_the_default(
    admin: Visitor, template: dict[str, Any]
) -> None:
    page = admin.page
    admin.go("/templates")
    _act(admin, "Fault", "Duplicate")
    admin.sees_toast("Made Fault (copy)")
    _act(admin, "Fault (copy)", "Use as default")
    expect(admin.row("Fault (copy)")).to_contain_text("Default")
    _act(admin, "Fault", "Delete")
    admin.sees_toast("Moved Fault to the trash").get_by_role("button", name="Undo").click()
    expect(admin.row("Fault")).to_have_count(2)
    _act(admin, "Fault", "Delete")
    expect(admin.row("Fault")).to_have_count(1)
    page.get_by_role("link", name="Trash").click()
    admin.row("Fault").get_by_role("button", name="Restore").click()
    admin.sees_toast("Restored Fault")
    assert {one["name"]: one["is_default"] for one in admin.get("/ticket_templates")["items"]} == {
        "Fault": False,
        "Fault (copy)": True,
    }
    # The default is chosen for a new ticket, and another can be chosen instead.
    admin.go("/tickets/new")
    expect(page.get_by_role("combobox", name="Template")).to_have_text("Fault (copy)")
    admin.field("Subject").fill("Dark")
    _pick(admin, "Template", "No template")
    expect(admin.field("Where?")).to_have_count(0)
    expect(admin.field("Subject")).to_have_value("Dark")
    _pick(admin, "Template", "Fault")
    expect(page).to_have_url(re.compile(rf"template={template['id']}$"))
    expect(admin.field("Where?")).to_have_value("")
    expect(admin.field("Subject")).to_have_value("Dark")


def _palette(admin: Visitor, kind: str) -> Locator:
    # A kind and a column can have the same name: the kinds come first.
    return admin.page.get_by_role("region", name="Kinds of fields").get_by_role("button", name=kind, exact=True).first


def _inspector(admin: Visitor) -> Locator:
    return admin.page.get_by_role("region", name="The chosen field")


def _row(admin: Visitor, label: str) -> Locator:
    return admin.page.locator("[data-design-field]").filter(has=admin.page.get_by_text(label, exact=True))


def _field(admin: Visitor, label: str) -> Locator:
    return _row(admin, label).locator("[data-field-button]")


def _labels(admin: Visitor) -> list[str]:
    expect(admin.page.locator("[data-design-field]").first).to_be_visible()
    return admin.page.locator("[data-field-button] > span:first-child").all_inner_texts()


def _choose(admin: Visitor, label: str) -> None:
    _field(admin, label).click()
    expect(_inspector(admin).get_by_label("Label", exact=True)).to_have_value(label)


def _options(admin: Visitor, label: str, *options: str) -> None:
    _choose(admin, label)
    _inspector(admin).get_by_label("Option 1", exact=True).click()
    for number, option in enumerate(options, start=1):
        expect(_inspector(admin).get_by_label(f"Option {number}", exact=True)).to_be_focused()
        admin.page.keyboard.type(option)
        if number < len(options):
            admin.page.keyboard.press("Enter")


def _wait_for(admin: Visitor, label: str, source: str, value: str) -> None:
    _choose(admin, label)
    _inspector(admin).get_by_role("combobox", name="Show only if").click()
    admin.page.get_by_role("option", name=source).click()
    expect(_inspector(admin).get_by_role("combobox", name="is", exact=True)).to_have_text(value)
    expect(_row(admin, label)).to_contain_text(f"Only if “{source}” is {value}")


def _pick(admin: Visitor, label: str, option: str) -> None:
    admin.page.get_by_role("combobox", name=re.compile(rf"^{re.escape(label)}")).click()
    admin.page.get_by_role("option", name=option, exact=True).click()


def _act(admin: Visitor, name: str, action: str) -> None:
    admin.page.get_by_role("button", name=f"What can be done with {name}", exact=True).click()
    admin.page.get_by_role("menuitem", name=action).click()


def _drag(admin: Visitor, source: Locator, target: Locator) -> None:
    """Take something to the upper edge of a row."""
    mouse = admin.page.mouse
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start
    assert end
    mouse.move(start["x"] + 14, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 8, steps=4)
    mouse.move(end["x"] + 120, end["y"] + 6, steps=8)
    expect(admin.page.get_by_text("lands here")).to_be_visible()
    mouse.up()
