"""Ticket templates, which the old application kept in three competing formats."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from worktrackr.helpdesk.template_fields import FieldKind, TemplateField, faults_of
from worktrackr.helpdesk.tickets import TicketFields, TicketPriority
from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.gathering import Gathering, Old, object_of
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.reading import is_blank, label_of
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of
from worktrackr.importing.legacy.vocabularies import PRIORITY
from worktrackr.importing.mappings import word

FORM_ID = "ticketTemplate"
"""What the old application's own form is found again by; tickets answer it."""
_NAMES = {
    Kind.FORM: "Ticket form (old WorkTrackr)",
    Kind.CREATION_FORM: "Creation form (old WorkTrackr)",
    Kind.DESIGN: "Designed form (old WorkTrackr)",
}
_COLUMNS = {
    "title": "title", "description": "description", "contact": "contact_id", "priority": "priority", "status": "status",
    "category": "category", "location": "location", "assignee": "assigned_user_id", "assignedUser": "assigned_user_id",
    "assignedTo": "assigned_user_id", "scheduled_date": "scheduled_date", "dueDate": "scheduled_date",
}  # fmt: skip
"""Fields that are columns of a ticket, under all their names."""
_PARTS = frozenset({
    "comments", "createdBy", "emailNotifications", "fileAttachments", "attachments", "photos", "timeTracking", "workSessions",
    "quickActions", "approvalSystem", "quickAssignment",
})  # fmt: skip
"""What every ticket has, or none: nothing that a template asks for."""
_OPTIONS: Mapping[str, Sequence[str]] = {
    "equipment_id": ("EQ-001", "EQ-002", "EQ-003"),
    "work_type": ("Maintenance", "Repair", "Installation", "Inspection"),
    "service_category": ("Standard", "Premium", "Emergency", "Scheduled"),
}
"""What could be chosen from, where nobody had changed it."""


def gather_templates(found: Gathering) -> None:
    """Make a template of each form, and let tickets answer the one that made them."""
    orders = {kind: _order(found, kind) for kind in (Kind.CREATION_ORDER, Kind.DESIGN_ORDER)}
    for entry in found.of(Kind.FORM, Kind.CREATION_FORM, Kind.DESIGN):
        record = Record(
            table="ticket_templates",
            source="templates",
            old_id=_id(entry.kind),
            place=entry.place,
            name=_NAMES[entry.kind],
        )
        found.records.append(record)
        if not isinstance(entry.value, dict):
            record.fault = "Is no template."
            continue
        old = cast("Old", entry.value)
        fields = _fields(entry.kind, old, orders, record)
        if not fields:
            record.fault = "It asks for nothing."
            continue
        record.values = {"name": record.name, "fields": msgspec.to_builtins(fields), "is_default": False}
        if entry.kind is Kind.FORM:
            _let_answer(found, fields)
    for kind in (Kind.CREATION_ORDER, Kind.DESIGN_ORDER):
        for entry in found.of(kind):
            found.report("ticket_templates", entry.place, "", left="It says the order of a template's fields.")


def _id(kind: Kind) -> str:
    return {Kind.FORM: FORM_ID, Kind.CREATION_FORM: "ticket_creation_template"}.get(kind, "worktrackr_ticket_template")


def _order(found: Gathering, kind: Kind) -> list[str]:
    for entry in found.of(kind):
        if isinstance(entry.value, list):
            return [key for key in cast("list[Any]", entry.value) if isinstance(key, str)]
    return []


def _fields(kind: Kind, old: Old, orders: Mapping[Kind, list[str]], record: Record) -> list[TemplateField]:
    if kind is Kind.FORM:
        chosen, order = object_of(old.get("template")), [key for key in _list(old.get("order")) if isinstance(key, str)]
    elif kind is Kind.CREATION_FORM:
        chosen, order = object_of(old.get("fields")), orders[Kind.CREATION_ORDER]
    else:
        chosen, order = old, orders[Kind.DESIGN_ORDER]
    keys = [key for key in dict.fromkeys([*order, *chosen]) if chosen.get(key) is True]
    left_out = [key for key in chosen if key not in keys]
    if left_out:
        record.remarks.append(f"Switched off: {', '.join(left_out)[:300]}.")
    if parts := [key for key in keys if key in _PARTS]:
        record.remarks.append(f"No fields of a template here: {', '.join(parts)}.")
    fields: dict[str, TemplateField] = {}
    for key in keys:
        if key not in _PARTS and (field := _field(key, old, record)) and field.key not in fields:
            candidate = [*fields.values(), field]
            if faults := faults_of(candidate, TicketFields, ""):
                record.remarks.append(f"{key}: {faults[0].detail}")
            else:
                fields[field.key] = field
    return list(fields.values())[:100]


def _field(key: str, old: Old, record: Record) -> TemplateField | None:
    required = object_of(old.get("required")).get(key) is True or key == "title"
    options = [text for item in _list(object_of(old.get("configurations")).get(key)) if (text := text_of(item)[:200])]
    options = list(dict.fromkeys(options))[:200]
    column, label = _COLUMNS.get(key), label_of(key)
    if column is not None:
        field = TemplateField(key=column, label=label, kind=FieldKind.COLUMN, required=required)
        if options:
            field.help = f"In the old application: {', '.join(options)}"[:500]
        field.default = _default(column, object_of(old.get("defaults")).get(key), record)
        return field
    name = word(key)[:50]
    if not name or not name[0].isalpha() or not name.isascii():
        record.remarks.append(f"{key[:50]}: Is no name for a field.")
        return None
    options = options or list(_OPTIONS.get(key, ()))
    kind = FieldKind.SELECT if options else FieldKind.TEXT
    return TemplateField(key=name, label=label[:200], kind=kind, required=required, options=options)


def _default(column: str, value: Any, record: Record) -> Any:  # noqa: ANN401  # JSON
    text = text_of(value)
    if not text:
        return None
    if column == "priority":
        try:
            return PRIORITY(text, Reading())
        except ValueError:
            return TicketPriority.MEDIUM.value
    if column in ("description", "category", "location", "title"):
        return text[:200]
    record.remarks.append(f"The default of {column} is not kept: “{text[:60]}”.")
    return None


def _let_answer(found: Gathering, fields: Sequence[TemplateField]) -> None:
    """Let the tickets of the same import answer the form. An answer that it would refuse keeps another name."""
    choices = {field.key: field.options for field in fields if field.kind is FieldKind.SELECT}
    for record in found.records:
        if record.table != "tickets" or record.source != "tickets" or record.fault:
            continue
        record.references["template_id"] = Ref(
            "ticket_templates", ((Way.OLD, "templates", FORM_ID),), _NAMES[Kind.FORM], "Template"
        )
        record.values["template_version"] = 1
        answers: dict[str, Any] = record.values.get("fields", {})
        for key, options in choices.items():
            if key in answers and answers[key] not in options:
                record.keep(f"Old {key}", answers.pop(key))


def _list(value: Any) -> list[Any]:  # noqa: ANN401  # JSON
    return cast("list[Any]", value) if isinstance(value, list) and not is_blank(value) else []
