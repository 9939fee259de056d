"""Templates: what may be saved, what tickets answer to them, and how tickets are found by their answers."""

import asyncio
import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from answer_reference import Case
from conftest import Client, Make
from worktrackr.app import Application
from worktrackr.embedded import DatabaseUrls
from worktrackr.helpdesk.tickets import tickets
from worktrackr.postgres.pipeline import Statement, encode

EVERY_KIND = [
    {"key": "text", "label": "Text", "kind": "text"},
    {"key": "long_text", "label": "Long text", "kind": "long_text"},
    {"key": "number", "label": "Number", "kind": "number"},
    {"key": "money", "label": "Money", "kind": "money"},
    {"key": "date", "label": "Date", "kind": "date"},
    {"key": "datetime", "label": "Date and time", "kind": "datetime"},
    {"key": "select", "label": "Select", "kind": "select", "options": ["Red", "Green"]},
    {"key": "multi_select", "label": "Select several", "kind": "multi_select", "options": ["Hall", "Attic", "Yard"]},
    {"key": "checkbox", "label": "Checkbox", "kind": "checkbox"},
    {"key": "contact", "label": "Contact", "kind": "contact"},
    {"key": "user", "label": "Person", "kind": "user"},
    {"key": "product", "label": "Product", "kind": "product"},
    {"key": "email", "label": "E-mail", "kind": "email"},
    {"key": "phone", "label": "Telephone", "kind": "phone"},
    {"key": "url", "label": "Address", "kind": "url"},
    {"key": "rating", "label": "Rating", "kind": "rating"},
]


def field(key: str = "a", kind: str = "text", **more: object) -> dict[str, Any]:
    """A field of a template."""
    return {"key": key, "label": key.title(), "kind": kind} | more


def faults(response: Any) -> list[tuple[str, str]]:
    """Where and why an answer refuses."""
    assert response.status_code == 422, response.text
    return sorted((error["pointer"], error["code"]) for error in response.json()["errors"])


# -- saving a template ------------------------------------------------------------------------------------------------

SELECT: dict[str, Any] = {"options": ["Red", "Green"]}
GOOD: dict[str, Sequence[Mapping[str, Any]]] = {
    "every kind": EVERY_KIND,
    "a default of the choices": [field(kind="select", default="Red", **SELECT)],
    "several defaults": [field(kind="multi_select", default=["Green", "Red"], **SELECT)],
    "an amount as a number": [field(kind="money", default=12.5)],
    "a condition on an earlier field": [field(kind="checkbox"), field("b", show_if={"key": "a", "equals": True})],
    "a condition on one of several": [field(kind="multi_select", **SELECT), field("b", show_if={"key": "a", "equals": "Red"})],
    "a condition on a column": [field("priority", "column"), field(show_if={"key": "priority", "equals": "Urgent"})],
    "a condition on a column that is not placed": [field(show_if={"key": "status", "equals": "Waiting"})],
    "a hidden column with a default": [field("category", "column", hidden=True, required=True, default="Boiler")],
    "a hidden title with a default": [field("title", "column", hidden=True, default="Boiler service")],
    "columns": [field(name, "column") for name in (
        "title", "description", "contact_id", "priority", "status", "category", "assigned_user_id", "scheduled_date",
        "scheduled_start", "scheduled_end", "location",
    )],
}  # fmt: skip
BAD: dict[str, tuple[Sequence[Mapping[str, Any]], list[tuple[str, str]]]] = {
    "a key twice": ([field(), field()], [("/fields/1/key", "taken")]),
    "no such column": ([field("number", "column")], [("/fields/0/key", "unknown_value")]),
    "nothing to choose": ([field(kind="select")], [("/fields/0/options", "required")]),
    "choices for a text": ([field(options=["Red"])], [("/fields/0/options", "not_allowed")]),
    "a choice twice": ([field(kind="multi_select", options=["Red", "Red"])], [("/fields/0/options", "taken")]),
    "a default that is no choice": ([field(kind="select", default="Blue", **SELECT)], [("/fields/0/default", "unknown_value")]),
    "a default of another kind": ([field(kind="number", default="5")], [("/fields/0/default", "type")]),
    "a default out of range": ([field(kind="rating", default=6)], [("/fields/0/default", "too_large")]),
    "a date that is not": ([field(kind="date", default="2026-02-30")], [("/fields/0/default", "format")]),
    "a priority that is not": ([field("priority", "column", default="Huge")], [("/fields/0/default", "unknown_value")]),
    "a condition on nothing": ([field(show_if={"key": "b", "equals": 1})], [("/fields/0/show_if/key", "unknown_field")]),
    "a condition on itself": ([field(show_if={"key": "a", "equals": "x"})], [("/fields/0/show_if/key", "unknown_field")]),
    "a condition on a later field": (
        [field(show_if={"key": "b", "equals": "x"}), field("b")],
        [("/fields/0/show_if/key", "unknown_field")],
    ),
    "a condition on a column placed later": (
        [field(show_if={"key": "status", "equals": "Open"}), field("status", "column")],
        [("/fields/0/show_if/key", "unknown_field")],
    ),
    "a circle": (
        [field(show_if={"key": "b", "equals": "x"}), field("b", show_if={"key": "a", "equals": "x"})],
        [("/fields/0/show_if/key", "unknown_field")],
    ),
    "a condition that can never hold": (
        [field(kind="select", **SELECT), field("b", show_if={"key": "a", "equals": "Blue"})],
        [("/fields/1/show_if/equals", "unknown_value")],
    ),
    "a condition of another kind": (
        [field(kind="checkbox"), field("b", show_if={"key": "a", "equals": "yes"})],
        [("/fields/1/show_if/equals", "type")],
    ),
    "a condition on no value": ([field(), field("b", show_if={"key": "a", "equals": None})], [("/fields/1/show_if/equals", "required")]),
    "hidden, required and no default": ([field("contact_id", "column", hidden=True, required=True)], [("/fields/0/default", "required")]),
    "a hidden title without a default": ([field("title", "column", hidden=True)], [("/fields/0/default", "required")]),
    "a title that is asked sometimes": (
        [field("priority", "column"), field("title", "column", show_if={"key": "priority", "equals": "Low"})],
        [("/fields/1/default", "required")],
    ),
    "every fault at once": (
        [field(kind="select"), field(kind="number", default="x", options=["y"])],
        [("/fields/0/options", "required"), ("/fields/1/default", "type"), ("/fields/1/key", "taken"), ("/fields/1/options", "not_allowed")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
async def test_a_sound_template_is_saved_as_it_was_sent(case: str, manager: Client, make: Make) -> None:
    template = await make.template(manager, fields=GOOD[case])
    assert [
        {name: saved[name] for name in sent} for saved, sent in zip(template["fields"], GOOD[case], strict=True)
    ] == GOOD[case]


@pytest.mark.parametrize("case", BAD)
async def test_a_template_that_contradicts_itself_is_refused_at_the_field(
    case: str, manager: Client, make: Make
) -> None:
    fields, expected = BAD[case]
    template = await make.template(manager)
    created = await manager.post("/ticket_templates", json={"name": "Bad", "fields": fields})
    changed = await manager.patch(f"/ticket_templates/{template['id']}", json={"fields": fields})
    bulk = await manager.post("/ticket_templates/bulk", json={"ids": [template["id"]], "patch": {"fields": fields}})
    assert faults(created) == faults(changed) == expected
    assert faults(bulk) == [(f"/patch{pointer}", code) for pointer, code in expected]
    assert (await manager.get(f"/ticket_templates/{template['id']}")).json() == template


async def test_a_default_that_is_not_here_is_refused(manager: Client, stranger: Client, make: Make) -> None:
    own, theirs = (await make.contact(manager))["id"], (await make.contact(stranger))["id"]
    for kind, key in (("contact", "a"), ("column", "contact_id")):
        answers = [
            await manager.post("/ticket_templates", json={"name": "x", "fields": [field(key, kind, default=default)]})
            for default in (theirs, str(uuid4()))
        ]
        assert [faults(answer) for answer in answers] == [[("/fields/0/default", "invalid_reference")]] * 2
        assert (await make.template(manager, fields=[field(key, kind, default=own)]))["fields"][0]["default"] == own


async def test_the_default_is_one_and_changes_hands(manager: Client, make: Make) -> None:
    first = await make.template(manager, is_default=True)
    second = await make.template(manager)
    changed = await manager.patch(f"/ticket_templates/{second['id']}", json={"is_default": True})
    assert changed.status_code == 200
    assert await defaults(manager) == [second["id"]]
    undone = await manager.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert (undone.json()["changed"], await defaults(manager)) == (2, [first["id"]])
    again = await manager.post(f"/change_sets/{undone.json()['change_set_id']}/undo")
    assert (again.json()["changed"], await defaults(manager)) == (2, [second["id"]])
    third = await make.template(manager, is_default=True)
    assert await defaults(manager) == [third["id"]]


async def test_of_many_at_once_one_becomes_the_default(manager: Client, make: Make) -> None:
    templates = [await make.template(manager) for _ in range(8)]
    answers = await asyncio.gather(
        *(manager.patch(f"/ticket_templates/{template['id']}", json={"is_default": True}) for template in templates)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(await defaults(manager)) == 1
    ids = [template["id"] for template in templates]
    assert (
        await manager.post("/ticket_templates/bulk", json={"ids": ids, "patch": {"is_default": True}})
    ).status_code == 200
    assert len(await defaults(manager)) == 1


async def test_what_comes_back_from_the_trash_leaves_the_default_to_another(manager: Client, make: Make) -> None:
    first = await make.template(manager, is_default=True)
    path = f"/ticket_templates/{first['id']}"
    await manager.delete(path)
    assert (await manager.post(f"{path}/restore")).json()["is_default"] is True
    await manager.delete(path)
    second = await make.template(manager, is_default=True)
    assert (await manager.post(f"{path}/restore")).json()["is_default"] is False
    assert await defaults(manager) == [second["id"]]


async def defaults(client: Client) -> list[str]:
    """The ids of the default templates."""
    return [row["id"] for row in (await client.get("/ticket_templates?is_default=true")).json()["items"]]


async def test_a_duplicate_has_the_fields_and_a_free_name(
    staff: Client, manager: Client, stranger: Client, make: Make
) -> None:
    template = await make.template(manager, name="Survey", fields=EVERY_KIND, is_default=True)
    path = f"/ticket_templates/{template['id']}/duplicate"
    assert [(await staff.post(path)).status_code, (await stranger.post(path)).status_code] == [403, 404]
    first, second = await manager.post(path), await manager.post(path)
    assert [first.status_code, second.status_code] == [201, 201]
    assert (first.json()["name"], second.json()["name"]) == ("Survey (copy)", "Survey (copy 2)")
    assert (first.json()["fields"], first.json()["is_default"]) == (template["fields"], False)
    assert (await manager.get(first.headers["location"].removeprefix("/api"))).json() == first.json()


async def test_every_saved_version_stays(staff: Client, manager: Client, stranger: Client, make: Make) -> None:
    template = await make.template(manager, name="One", fields=[field()])
    path = f"/ticket_templates/{template['id']}"
    changed = await manager.patch(path, json={"fields": [field("b")]})
    await manager.patch(path, json={"is_default": True})
    await manager.patch(path, json={"name": "Two"})
    undone = await manager.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert undone.status_code == 200
    items = (await staff.get(f"{path}/versions")).json()["items"]
    assert [(item["version"], item["name"], item["fields"][0]["key"]) for item in items] == [
        (5, "Two", "a"), (4, "Two", "b"), (2, "One", "b"), (1, "One", "a"),
    ]  # fmt: skip
    assert (await staff.get(f"{path}/versions/2")).json() == items[2]
    assert (await staff.get(f"{path}/versions/3")).json() == items[2], "only the default was changed"
    for number in ("0", "6", "99999999999999999999"):
        assert (await staff.get(f"{path}/versions/{number}")).status_code == 404
    assert [(await stranger.get(f"{path}/versions{rest}")).status_code for rest in ("", "/1")] == [404, 404]
    await manager.delete(path)
    assert (await staff.get(f"{path}/versions/5")).json() == items[0], "old tickets are still to be read"


async def test_nobody_writes_a_version(manager: Client, make: Make, urls: DatabaseUrls) -> None:
    template = await make.template(manager)
    with psycopg.connect(urls.application, autocommit=True) as application:
        application.execute("select set_config('app.organisation_id', %s, false)", [str(manager.organisation_id)])
        assert application.execute("select version from ticket_template_versions").fetchall() == [(1,)]
        for sql in ("update ticket_template_versions set name = 'x'", "delete from ticket_template_versions"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(sql.encode())
    assert template["version"] == 1


async def test_a_template_that_tickets_have_is_not_purged(manager: Client, admin: Client, make: Make) -> None:
    used, free = await make.template(manager), await make.template(manager)
    await make.ticket(manager, template_id=used["id"])
    for template in (used, free):
        await manager.delete(f"/ticket_templates/{template['id']}")
    codes = [(await admin.post(f"/ticket_templates/{template['id']}/purge")).status_code for template in (used, free)]
    assert codes == [409, 204]


# -- answering --------------------------------------------------------------------------------------------------------

KEPT: dict[str, tuple[object, object]] = {
    "text": ("Vaillant", "Vaillant"), "long_text": ("a\nb", "a\nb"), "number": (12.5, 12.5), "money": (150, "150.00"),
    "date": ("2026-11-22", "2026-11-22"), "datetime": ("2026-11-22T10:00:00+02:00", "2026-11-22T08:00:00Z"), "select": ("Red", "Red"),
    "multi_select": (["Yard", "Hall"], ["Yard", "Hall"]), "checkbox": (False, False), "email": ("a@b.co", "a@b.co"),
    "phone": ("+44 113 496 0123", "+44 113 496 0123"), "url": ("https://x.co/a", "https://x.co/a"), "rating": (5, 5),
}  # fmt: skip
UNFIT: dict[str, Sequence[tuple[object, str]]] = {
    "text": [(5, "type"), (["a"], "type"), ("x" * 501, "too_long")],
    "long_text": [(True, "type"), ("x" * 10_001, "too_long")],
    "number": [("5", "type"), (True, "type"), (1e16, "too_large")],
    "money": [("a", "format"), ("1.001", "out_of_range"), ("NaN", "out_of_range"), (True, "type")],
    "date": [("2026-02-30", "format"), (20260101, "type"), ("1899-12-31", "out_of_range")],
    "datetime": [("2026-11-22T10:00:00", "timezone"), ("now", "format")],
    "select": [("Blue", "unknown_value"), (["Red"], "type")],
    "multi_select": [("Hall", "type"), (["Cellar"], "unknown_value"), (["Hall", "Hall"], "invalid")],
    "checkbox": [("true", "type"), (1, "type")],
    "contact": [("x", "format"), (5, "type")],
    "user": [({}, "type")],
    "product": [([1], "type")],
    "email": [("a", "format"), ("a b@c.de", "format")],
    "phone": [("call me", "format"), (5, "type")],
    "url": [("javascript:alert(1)", "format"), ("https://", "format")],
    "rating": [(0, "too_small"), (6, "too_large"), (2.5, "type")],
}


@pytest.fixture
async def references(manager: Client, make: Make) -> dict[str, str]:
    """Answers that are rows of one's own."""
    return {
        "contact": (await make.contact(manager))["id"],
        "user": str(manager.id),
        "product": (await make.product(manager))["id"],
    }


async def test_an_answer_of_every_kind_is_kept_in_one_way_of_writing(
    staff: Client, manager: Client, make: Make, references: dict[str, str]
) -> None:
    template = await make.template(manager, fields=EVERY_KIND)
    sent = {key: sent for key, (sent, _) in KEPT.items()} | references
    ticket = await make.ticket(staff, template_id=template["id"], fields=sent)
    assert ticket["fields"] == {key: kept for key, (_, kept) in KEPT.items()} | references
    assert ticket["template_version"] == 1
    empty = await make.ticket(staff, template_id=template["id"], fields={"text": " ", "multi_select": [], "date": None})
    assert empty["fields"] == {}


@pytest.mark.parametrize("kind", UNFIT)
async def test_an_answer_of_another_kind_is_refused_at_its_field(
    kind: str, staff: Client, manager: Client, make: Make
) -> None:
    template = await make.template(manager, fields=EVERY_KIND)
    ticket = await make.ticket(staff, template_id=template["id"])
    for value, code in UNFIT[kind]:
        body = {"fields": {kind: value}}
        created = await staff.post("/tickets", json={"title": "x", "template_id": template["id"]} | body)
        changed = await staff.patch(f"/tickets/{ticket['id']}", json=body)
        bulk = await staff.post("/tickets/bulk", json={"ids": [ticket["id"]], "patch": body})
        assert faults(created) == faults(changed) == [(f"/fields/{kind}", code)], value
        assert faults(bulk) == [(f"/patch/fields/{kind}", code)]
    assert (await staff.get("/tickets?total=true")).json()["total"] == 1
    assert (await staff.get(f"/tickets/{ticket['id']}")).json() == ticket


async def test_unknown_and_missing_answers_are_named_at_once(staff: Client, manager: Client, make: Make) -> None:
    template = await make.template(
        manager, fields=[field(required=True), field("b", "checkbox", required=True), field("c")]
    )
    body = {"title": "x", "template_id": template["id"]}
    refused = await staff.post("/tickets", json=body | {"fields": {"x/y~z": 1, "b": False, "a": " "}})
    assert faults(refused) == [
        ("/fields/a", "required"),
        ("/fields/b", "required"),
        ("/fields/x~1y~0z", "unknown_field"),
    ]
    assert (await staff.post("/tickets", json=body | {"fields": {"a": "yes", "b": True}})).status_code == 201


@pytest.mark.parametrize("kind", ["contact", "user", "product"])
async def test_a_reference_to_what_is_not_here_is_refused(
    kind: str, staff: Client, manager: Client, stranger: Client, make: Make, references: dict[str, str]
) -> None:
    theirs = {
        "contact": (await make.contact(stranger))["id"],
        "user": str(stranger.id),
        "product": (await make.product(stranger))["id"],
    }
    template = await make.template(manager, fields=[field("a", kind)])
    ticket = await make.ticket(staff, template_id=template["id"])
    # A row of another kind is not here either.
    others = [reference for name, reference in references.items() if name != kind]
    for value in (theirs[kind], str(uuid4()), *others):
        for method, path, body in (
            ("POST", "/tickets", {"title": "x", "template_id": template["id"], "fields": {"a": value}}),
            ("PATCH", f"/tickets/{ticket['id']}", {"fields": {"a": value}}),
        ):
            refused = await staff.request(method, path, json=body)
            assert refused.json()["errors"] == [
                {"pointer": "/fields/a", "code": "invalid_reference", "detail": "There is no such row."}
            ]
    changed = await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"a": references[kind].upper()}})
    assert changed.json()["fields"] == {"a": references[kind]}


async def test_a_reference_that_went_to_the_trash_does_not_hold_up_other_answers(
    staff: Client, manager: Client, make: Make
) -> None:
    contact = (await make.contact(manager))["id"]
    template = await make.template(manager, fields=[field("a", "contact"), field("b")])
    ticket = await make.ticket(staff, template_id=template["id"], fields={"a": contact})
    await manager.delete(f"/contacts/{contact}")
    changed = await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"a": contact, "b": "x"}})
    assert changed.json()["fields"] == {"a": contact, "b": "x"}
    assert faults(
        await staff.post("/tickets", json={"title": "x", "template_id": template["id"], "fields": {"a": contact}})
    ) == [("/fields/a", "invalid_reference")]


async def test_what_is_not_asked_is_dropped_and_not_required(staff: Client, manager: Client, make: Make) -> None:
    fields = [
        field("gas", "checkbox"),
        field("leak", "checkbox", show_if={"key": "gas", "equals": True}),
        field("where", required=True, show_if={"key": "leak", "equals": True}),
        field("fuel", show_if={"key": "gas", "equals": False}),
        field("rooms", "multi_select", options=["Hall", "Yard"]),
        field("gate", show_if={"key": "rooms", "equals": "Yard"}),
        field("why", required=True, show_if={"key": "priority", "equals": "Urgent"}),
    ]
    template = await make.template(manager, fields=fields)
    body = {"title": "x", "template_id": template["id"]}

    async def kept(answers: Mapping[str, object], **more: object) -> Any:
        response = await staff.post("/tickets", json=body | more | {"fields": answers})
        return response.json()["fields"] if response.status_code == 201 else faults(response)

    everything = {"leak": True, "where": "Hall", "fuel": "Oil", "gate": "1234", "why": "Smell"}
    # An untouched box is not ticked.
    assert await kept(everything) == {"fuel": "Oil"}
    assert await kept({"gas": True}) == {"gas": True}
    assert await kept({"gas": True, "leak": True}) == [("/fields/where", "required")]
    urgent = everything | {"gas": True, "rooms": ["Hall", "Yard"]}
    del urgent["fuel"]
    assert await kept(urgent | {"fuel": "Oil"}, priority="Urgent") == urgent
    # `leak` is not asked, so nothing depends on what was said to it.
    assert await kept({"gas": False, "leak": True, "where": "Hall"}) == {"gas": False}
    assert await kept({}, priority="Urgent") == [("/fields/why", "required")]


async def test_a_new_ticket_gets_the_defaults_of_what_is_asked(staff: Client, manager: Client, make: Make) -> None:
    fields = [
        field("a", default="x"),
        field("b", "checkbox"),
        field("c", default="y", show_if={"key": "b", "equals": True}),
        field("d", "number", hidden=True, default=5),
    ]
    template = await make.template(manager, fields=fields)
    ticket = await make.ticket(staff, template_id=template["id"])
    assert ticket["fields"] == {"a": "x", "d": 5}
    cleared = await make.ticket(staff, template_id=template["id"], fields={"a": None, "b": True})
    assert cleared["fields"] == {"b": True, "c": "y", "d": 5}
    refused = await staff.post("/tickets", json={"title": "x", "template_id": template["id"], "fields": {"d": 6}})
    assert faults(refused) == [("/fields/d", "hidden")]
    # A later change of answers says all of them, but for those that nobody is asked.
    changed = await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"b": False}})
    assert changed.json()["fields"] == {"b": False, "d": 5}


async def test_columns_follow_the_template_too(staff: Client, manager: Client, make: Make) -> None:
    contact = (await make.contact(manager))["id"]
    fields = [
        field("title", "column", hidden=True, default="Boiler service"),
        field("contact_id", "column", required=True),
        field("priority", "column", hidden=True, default="High"),
        field("category", "column", default="Boiler"),
        field("location", "column", show_if={"key": "category", "equals": "Boiler"}, required=True),
        field("status", "column", hidden=True),
    ]
    template = await make.template(manager, fields=fields)
    body: dict[str, Any] = {"template_id": template["id"], "contact_id": contact, "location": "Attic"}
    ticket = await staff.made("/tickets", **body)
    told = ("title", "priority", "category", "location", "status")
    assert [ticket[name] for name in told] == ["Boiler service", "High", "Boiler", "Attic", "Open"]
    same = await staff.made("/tickets", **body, title="Boiler service", priority="High", status="Open")
    assert [same[name] for name in told] == [ticket[name] for name in told]
    assert faults(await staff.post("/tickets", json={"template_id": template["id"]})) == [
        ("/contact_id", "required"), ("/location", "required"),
    ]  # fmt: skip
    hidden = await staff.post("/tickets", json=body | {"title": "Other", "priority": "Low", "status": "Waiting"})
    assert faults(hidden) == [("/priority", "hidden"), ("/status", "hidden"), ("/title", "hidden")]
    # What is not asked keeps its own default.
    other = await staff.made("/tickets", **body, category="Drains")
    assert (other["category"], other["location"]) == ("Drains", None)
    # Once made, it is worked with as any ticket; only what is required stays.
    path = f"/tickets/{ticket['id']}"
    moved = await staff.patch(path, json={"priority": "Low", "status": "Waiting", "title": "Boiler service, again"})
    assert moved.status_code == 200
    assert (await staff.patch(path, json={"contact_id": None})).json()["errors"][0]["pointer"] == "/contact_id"
    bulk = await staff.post("/tickets/bulk", json={"ids": [ticket["id"]], "patch": {"contact_id": None}})
    assert (bulk.status_code, bulk.json()["errors"][0]["pointer"]) == (422, "/contact_id")
    assert (await staff.patch(path, json={"category": None})).status_code == 200


async def test_without_a_template_a_ticket_needs_its_title(staff: Client, manager: Client, make: Make) -> None:
    template = await make.template(manager)
    for body in ({}, {"template_id": None}, {"fields": {"template_id": "x"}}, {"template_id": template["id"]}):
        assert faults(await staff.post("/tickets", json=body)) == [("/title", "missing")]
    ticket = await make.ticket(staff, fields={"anything": {"goes": 1}})
    assert ticket["fields"] == {"anything": {"goes": 1}}
    free = await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"other": [1, 2]}})
    assert free.json()["fields"] == {"other": [1, 2]}


async def test_a_name_written_with_an_escape_is_the_same_name(staff: Client, manager: Client, make: Make) -> None:
    template = await make.template(manager, fields=[field(required=True)])
    body = b'{"title": "x", "template\\u005fid": "%s"}' % template["id"].encode()
    refused = await staff.post("/tickets", content=body, headers={"content-type": "application/json"})
    assert faults(refused) == [("/fields/a", "required")]


async def test_old_tickets_keep_the_version_that_they_were_made_with(
    staff: Client, manager: Client, make: Make
) -> None:
    template = await make.template(manager, fields=[field()])
    old = await make.ticket(staff, template_id=template["id"], fields={"a": "x"})
    await manager.patch(f"/ticket_templates/{template['id']}", json={"fields": [field("b", required=True)]})
    new = await make.ticket(staff, template_id=template["id"], fields={"b": "y"})
    assert (old["template_version"], new["template_version"]) == (1, 2)
    path = f"/tickets/{old['id']}"
    assert (await staff.patch(path, json={"fields": {"a": "z"}})).json()["fields"] == {"a": "z"}
    assert faults(await staff.patch(path, json={"fields": {"b": "z"}})) == [("/fields/b", "unknown_field")]
    assert faults(await staff.post("/tickets", json={"title": "x", "template_id": template["id"], "fields": {"a": "x"}})) == [
        ("/fields/a", "unknown_field"), ("/fields/b", "required"),
    ]  # fmt: skip
    chosen = await make.ticket(staff, template_id=template["id"], template_version=1, fields={"a": "x"})
    assert chosen["template_version"] == 1
    for version in (3, 2**31 - 1):
        refused = await staff.post(
            "/tickets", json={"title": "x", "template_id": template["id"], "template_version": version}
        )
        assert faults(refused) == [("/template_version", "invalid_reference")]
    # Brought up to date, it answers the new version, and keeps what it was asked before.
    assert faults(await staff.patch(path, json={"template_version": 2})) == [("/fields/b", "required")]
    raised = await staff.patch(path, json={"template_version": 2, "fields": {"a": "z", "b": "c"}})
    assert (raised.json()["template_version"], raised.json()["fields"]) == (2, {"a": "z", "b": "c"})


async def test_a_template_is_given_changed_and_taken(
    staff: Client, manager: Client, stranger: Client, make: Make
) -> None:
    first = await make.template(manager, fields=[field(required=True)])
    second = await make.template(manager, fields=[field("category", "column", required=True)])
    theirs = await make.template(stranger)
    ticket = await make.ticket(staff, fields={"import_key": "k"})
    path = f"/tickets/{ticket['id']}"
    for template_id in (theirs["id"], str(uuid4())):
        assert faults(await staff.patch(path, json={"template_id": template_id})) == [
            ("/template_id", "invalid_reference")
        ]
        created = await staff.post("/tickets", json={"title": "x", "template_id": template_id})
        assert faults(created) == [("/template_id", "invalid_reference")]
    assert faults(await staff.patch(path, json={"template_id": first["id"]})) == [("/fields/a", "required")]
    given = await staff.patch(path, json={"template_id": first["id"], "fields": {"a": "x", "import_key": "k"}})
    assert (given.json()["template_version"], given.json()["fields"]) == (1, {"a": "x", "import_key": "k"})
    assert faults(await staff.patch(path, json={"template_id": second["id"]})) == [("/category", "required")]
    many: dict[str, Any] = {"ids": [ticket["id"]], "patch": {"template_id": second["id"]}}
    assert faults(await staff.post("/tickets/bulk", json=many)) == [("/patch/fields", "required")]
    many["patch"]["fields"] = {}
    assert faults(await staff.post("/tickets/bulk", json=many)) == [("/category", "invalid")]
    changed = await staff.patch(path, json={"template_id": second["id"], "category": "Drains"})
    assert changed.json()["fields"] == {"a": "x", "import_key": "k"}, "what was answered before is not lost"
    taken = await staff.patch(path, json={"template_id": None})
    assert (taken.json()["template_id"], taken.json()["template_version"]) == (None, None)
    undone = await staff.post(f"/change_sets/{taken.headers['x-change-set']}/undo")
    assert undone.status_code == 200
    assert (await staff.get(path)).json()["template_id"] == second["id"]


async def test_what_makes_no_sense_in_a_template_of_old_is_as_if_it_were_not_there(
    staff: Client, manager: Client, make: Make, owner: psycopg.Connection
) -> None:
    template = await make.template(manager)
    unsound = [
        field(kind="number", default="x"),
        field("b", show_if={"key": "gone", "equals": 1}),
        field("c", show_if={"key": "a", "equals": "x"}, required=True),
        field("number", "column", required=True),
    ]
    owner.execute(
        "update ticket_template_versions set fields = %s where template_id = %s",
        [json.dumps(unsound), template["id"]],
    )
    ticket = await make.ticket(staff, template_id=template["id"], fields={"a": 5, "b": "x", "c": "y"})
    assert ticket["fields"] == {"a": 5, "b": "x", "c": "y"}
    refused = await staff.post("/tickets", json={"title": "x", "template_id": template["id"], "fields": {"a": "x"}})
    assert faults(refused) == [("/fields/a", "type"), ("/fields/c", "required")]


async def test_a_template_in_the_trash_makes_no_new_tickets_but_serves_old_ones(
    staff: Client, manager: Client, make: Make
) -> None:
    template = await make.template(manager, fields=[field()])
    ticket = await make.ticket(staff, template_id=template["id"])
    await manager.delete(f"/ticket_templates/{template['id']}")
    refused = await staff.post("/tickets", json={"title": "x", "template_id": template["id"]})
    assert faults(refused) == [("/template_id", "invalid_reference")]
    assert (await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"a": "x"}})).json()["fields"] == {"a": "x"}
    assert faults(await staff.patch(f"/tickets/{ticket['id']}", json={"fields": {"b": "x"}})) == [
        ("/fields/b", "unknown_field")
    ]


async def test_a_stale_change_of_answers_is_refused_before_they_are_read(
    staff: Client, manager: Client, make: Make
) -> None:
    template = await make.template(manager, fields=[field()])
    ticket = await make.ticket(staff, template_id=template["id"])
    path, body = f"/tickets/{ticket['id']}", {"fields": {"a": "x"}}
    assert (await staff.patch(path, json=body, headers={"if-match": '"1"'})).status_code == 200
    assert (await staff.patch(path, json={"fields": {"z": 1}}, headers={"if-match": '"1"'})).status_code == 412
    assert (await staff.patch(f"/tickets/{uuid4()}", json=body)).status_code == 404
    answers = await asyncio.gather(*(staff.patch(path, json={"fields": {"a": str(number)}}) for number in range(3)))
    assert {answer.status_code for answer in answers} == {200}


async def test_a_bulk_change_answers_the_template_of_each(staff: Client, manager: Client, make: Make) -> None:
    first = await make.template(manager, fields=[field(), field("b")])
    second = await make.template(manager, fields=[field()])
    third = await make.template(manager, fields=[field("c")])
    one = await make.ticket(staff, template_id=first["id"], fields={"b": "y"})
    two = await make.ticket(staff, template_id=second["id"])
    other = await make.ticket(staff, template_id=third["id"])
    plain = await make.ticket(staff)
    patch = {"fields": {"a": "x"}}
    refused = await staff.post("/tickets/bulk", json={"ids": [one["id"], other["id"]], "patch": patch})
    assert faults(refused) == [("/patch/fields/a", "unknown_field")]
    assert (await staff.get(f"/tickets/{one['id']}")).json()["fields"] == {"b": "y"}
    done = await staff.post(
        "/tickets/bulk", json={"filter": {"template_id": [first["id"], second["id"]]}, "patch": patch}
    )
    assert done.json()["changed"] == 2
    assert [(await staff.get(f"/tickets/{row['id']}")).json()["fields"] for row in (one, two)] == [{"a": "x"}] * 2
    # With and without a template alike.
    done = await staff.post("/tickets/bulk", json={"ids": [one["id"], plain["id"]], "patch": {"fields": {"a": "z"}}})
    assert done.json()["changed"] == 2
    moved = await staff.post(
        "/tickets/bulk", json={"ids": [one["id"], plain["id"]], "patch": {"template_id": second["id"], **patch}}
    )
    assert moved.status_code == 200
    assert (await staff.get(f"/tickets/{plain['id']}")).json()["template_version"] == 1
    undone = await staff.post(f"/change_sets/{moved.json()['change_set_id']}/undo")
    assert undone.json()["changed"] == 2


async def test_answers_are_undone_and_restored_with_their_ticket(staff: Client, manager: Client, make: Make) -> None:
    template = await make.template(manager, fields=[field()])
    ticket = await make.ticket(staff, template_id=template["id"], fields={"a": "x"})
    path = f"/tickets/{ticket['id']}"
    changed = await staff.patch(path, json={"fields": {"a": "y"}})
    assert await _answering(staff, "x", "y") == [0, 1]
    await staff.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert (await staff.get(path)).json()["fields"] == {"a": "x"}
    assert await _answering(staff, "x", "y") == [1, 0]
    await staff.delete(path)
    assert await _answering(staff, "x", "y") == [0, 0]
    assert (await staff.post(f"{path}/restore")).json()["fields"] == {"a": "x"}
    assert await _answering(staff, "x", "y") == [1, 0]


async def _answering(client: Client, *answers: str) -> list[int]:
    """How many tickets are found by each."""
    return [len((await client.get(f"/tickets?fields.a={answer}")).json()["items"]) for answer in answers]


async def test_pages_of_an_answer_go_on_where_the_last_ended(staff: Client, make: Make) -> None:
    made = [await make.ticket(staff, title=str(number), fields={"site": "Leeds"}) for number in range(5)]
    await make.ticket(staff, fields={"site": "York"})
    path, seen = "/tickets?fields.site=Leeds&limit=2", list[str]()
    while path:
        page = (await staff.get(path)).json()
        seen += [row["id"] for row in page["items"]]
        path = f"/tickets?fields.site=Leeds&limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert seen == [ticket["id"] for ticket in reversed(made)]


# -- finding by answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("fields.text=Vaillant", ["a"]),
        ("fields.text=Vaillant&fields.text=Worcester", ["b", "a"]),
        ("fields.text=Vail", []),
        ("fields.number=12.5", ["a"]),
        ("fields.number=12.50", ["a"]),
        ("fields.number=7", ["b"]),
        ("fields.money=150.00", ["a"]),
        ("fields.date=2026-11-22", ["a"]),
        ("fields.select=Red&status=Open", ["a"]),
        ("fields.select=Red&status=Closed", []),
        ("fields.multi_select=Hall", ["b", "a"]),
        ("fields.multi_select=Attic", ["b"]),
        ("fields.checkbox=true", ["a"]),
        ("fields.checkbox=false", ["b"]),
        ("fields.rating=4", ["a"]),
        ("fields.unknown=1", []),
        ("fields.text=7", ["c"]),
        ("fields.text=%25", []),
        ("fields.text=true&fields.checkbox=true", []),
    ],
)
async def test_tickets_are_found_by_their_answers(
    query: str, titles: Sequence[str], staff: Client, manager: Client, stranger: Client, make: Make
) -> None:
    for client, maker in ((staff, manager), (stranger, stranger)):
        template = (await make.template(maker, fields=EVERY_KIND))["id"]
        a = {
            "text": "Vaillant",
            "number": 12.5,
            "money": "150",
            "date": "2026-11-22",
            "select": "Red",
            "multi_select": ["Hall"],
        }
        await make.ticket(client, title="a", template_id=template, fields=a | {"checkbox": True, "rating": 4})
        b = {"text": "Worcester", "number": 7, "multi_select": ["Attic", "Hall"], "checkbox": False}
        await make.ticket(client, title="b", template_id=template, fields=b)
        await make.ticket(client, title="c", template_id=template, fields={"text": "7"})
    # The order of time has an index of its own; other orders look answers up in another way.
    for order in ("", "&sort=-number", "&sort=-updated_at"):
        page = (await staff.get(f"/tickets?{query}&total=true{order}")).json()
        assert ([row["title"] for row in page["items"]], page["total"]) == (titles, len(titles))
    oldest = (await staff.get(f"/tickets?{query}&sort=created_at")).json()
    assert [row["title"] for row in oldest["items"]] == titles[::-1]
    exported = await staff.get(f"/tickets/export?{query}")
    assert len(exported.text.splitlines()) == len(titles) + 1


async def test_tickets_are_found_by_what_they_refer_to(
    staff: Client, manager: Client, make: Make, references: dict[str, str]
) -> None:
    template = await make.template(manager, fields=EVERY_KIND)
    ticket = await make.ticket(staff, template_id=template["id"], fields=references)
    for kind, reference in references.items():
        found = (await staff.get(f"/tickets?fields.{kind}={reference}")).json()["items"]
        assert [row["id"] for row in found] == [ticket["id"]]
        assert (await staff.get(f"/tickets?fields.{kind}={uuid4()}")).json()["items"] == []


@pytest.mark.parametrize(
    "name",
    ["fields.", "fields.A", "fields.a.b", "fields.a%20b", "fields.1", f"fields.{'a' * 51}", "field.a", "scheduled.a"],
)
async def test_a_key_that_cannot_be_is_named(name: str, staff: Client) -> None:
    assert (await staff.get("/tickets?fields.a=x")).status_code == 200
    refused = await staff.get(f"/tickets?{name}=x")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{name.replace('%20', ' ')}"


async def test_a_value_that_no_answer_can_be_is_refused_before_anything_is_sent(staff: Client) -> None:
    for path in ("/tickets", "/tickets/export"):
        refused = await staff.get(f"{path}?fields.a=x%00")
        assert faults(refused) == [("/fields.a", "format")]


async def test_a_bulk_change_takes_a_filter_of_answers(staff: Client, manager: Client, make: Make) -> None:
    template = await make.template(manager, fields=EVERY_KIND)
    for answer in ("Red", "Green"):
        await make.ticket(staff, template_id=template["id"], fields={"select": answer})
    done = await staff.post("/tickets/bulk", json={"filter": {"fields.select": "Red"}, "patch": {"status": "Closed"}})
    assert done.json()["changed"] == 1


async def test_random_answers_are_judged_as_by_hand(
    staff: Client, manager: Client, stranger: Client, make: Make
) -> None:
    for seed in range(12):
        case = Case(random.Random(seed), staff, manager, make)
        await case.begin(stranger)
        await case.run(4)


# -- what it costs ----------------------------------------------------------------------------------------------------


async def test_a_template_costs_one_round_trip_and_none_costs_nothing(
    application: Application, staff: Client, manager: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await make.template(manager, fields=[*EVERY_KIND, field("category", "column", required=True)])
    contact, trips, call = (await make.contact(manager))["id"], list[bytes](), application.database.call

    def counted(identity: Any, change_set: UUID, statement: Statement[Any], *values: object) -> Any:
        if identity is not None:  # not who asks, nor the live updates that are told
            trips.append(statement.sql)
        return call(identity, change_set, statement, *values)

    async def cost(method: str, path: str, **body: object) -> tuple[int, Any]:
        trips.clear()
        response = await staff.request(method, path, json=body)
        assert response.is_success, response.text
        return len(trips), response.json()

    monkeypatch.setattr(application.database, "call", counted)
    created, plain = await cost("POST", "/tickets", title="x", fields={"a": 1})
    changed, _ = await cost("PATCH", f"/tickets/{plain['id']}", status="Waiting", category=None)
    with_template, answered = await cost(
        "POST",
        "/tickets",
        template_id=template["id"],
        title="x",
        category="y",
        fields={"contact": contact, "text": "z"},
    )
    moved, _ = await cost("PATCH", f"/tickets/{answered['id']}", status="Waiting", location=None)
    answers, _ = await cost("PATCH", f"/tickets/{answered['id']}", fields={"contact": contact})
    found, _ = await cost("GET", "/tickets?fields.text=z")
    assert (created, changed, with_template, moved, answers, found) == (1, 1, 2, 1, 2, 1)


async def test_a_list_by_an_answer_reads_about_what_it_shows(
    manager: Client, urls: DatabaseUrls, owner: psycopg.Connection
) -> None:
    owner.execute(
        "insert into tickets (organisation_id, number, title, fields) select %s, n, 'x', "
        "jsonb_build_object('serial', 'S' || n, 'fuel', case n %% 2 when 0 then 'Gas' else 'Oil' end, 'site', 'Site ' || n %% 64) "
        "from generate_series(1, 6000) n",
        [manager.organisation_id],
    )
    owner.execute("analyze tickets, ticket_answers")

    def pages(sql: str, *values: object) -> int:
        """How many pages of the database it reads."""
        with psycopg.connect(urls.application) as application:
            application.execute("select set_config('app.organisation_id', %s, true)", [str(manager.organisation_id)])
            application.execute(f"prepare asked as {sql}".encode())
            arguments = ", ".join(f"'{encode(value)}'" for value in values)
            application.execute(f"execute asked ({arguments})".encode())  # reads the catalogue, once per connection
            plan = application.execute(
                f"explain (analyze, buffers, costs off, timing off) execute asked ({arguments})".encode()
            )
            return sum(int(number) for number in re.findall(r"hit=(\d+)", str(next(plan))))

    for answer, most in (
        ({"fields.serial": ["S77"]}, 60),
        ({"fields.site": ["Site 7"]}, 400),
        ({"fields.fuel": ["Gas"]}, 400),
        ({"fields.fuel": ["Coal"]}, 60),
        ({"fields.serial": ["S77"], "sort": ["-number"]}, 60),
        ({"fields.fuel": ["Gas"], "sort": ["-number"]}, 400),
    ):
        query = tickets.query(answer, frozenset(), manager.organisation_id)
        statement = tickets.page(query, frozenset(), trash=False)
        read = pages(statement.sql.decode(), manager.organisation_id, *query.values, 51)
        assert read < most, (answer, read)
