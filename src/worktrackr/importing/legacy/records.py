"""What old data says, one row at a time, before it is known what is here already."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast
from uuid import UUID

import msgspec

from worktrackr.catalogue.customer_services import ServiceFields
from worktrackr.catalogue.products import ProductFields
from worktrackr.crm.contact_notes import ContactNoteFields
from worktrackr.crm.contacts import ContactFields
from worktrackr.crm.events import EventFields
from worktrackr.edge.bodies import read_json
from worktrackr.fields import Email, Fields, Reference, ShortText, fields_of
from worktrackr.helpdesk.comments import NewComment
from worktrackr.helpdesk.ticket_templates import TicketTemplateFields
from worktrackr.helpdesk.tickets import TicketFields
from worktrackr.identity.users import OrganisationRole
from worktrackr.importing.cells import Reading, number_or_text
from worktrackr.importing.drafts import quote
from worktrackr.importing.mappings import word
from worktrackr.problems import BadRequest, Validation

_NOBODY = UUID(int=0)
_MOST_TEXT = 20_000
_MOST_KEYS = 90
_LIFTED = {"accounting": 1, "crm": 1, "addresses": 2, "contact_persons": 2}
"""Columns of several parts, and how deep these lie; what breaks a rule there takes no other part with it."""


class InvitedUser(Fields):
    """Somebody who is invited."""

    email: Email
    name: ShortText
    role: OrganisationRole = OrganisationRole.STAFF


class OldComment(NewComment):
    """A comment with the ticket that it belongs to."""

    ticket_id: Annotated[UUID, Reference("tickets")]


class Target(msgspec.Struct, frozen=True):
    """A table that old data goes to: what may be written, and where what has no home goes."""

    fields: type[Fields]
    rest: str | None
    extras: tuple[str, ...] = ("created_at",)
    label: str = "name"


TARGETS: dict[str, Target] = {
    "users": Target(InvitedUser, None, ()),
    "contacts": Target(ContactFields, "custom_fields", ("created_at", "created_by")),
    "products": Target(ProductFields, "description", ()),
    "ticket_templates": Target(TicketTemplateFields, None, ()),
    "customer_services": Target(ServiceFields, "notes", ()),
    "tickets": Target(TicketFields, "fields", ("created_at", "created_by", "closed_at", "resolved_at"), "title"),
    "comments": Target(OldComment, "body", ("created_at", "created_by"), "body"),
    "contact_notes": Target(ContactNoteFields, "body", ("created_at", "created_by"), "body"),
    "crm_events": Target(EventFields, "notes", (), "title"),
}
"""In the order in which they are written: what is referred to comes first."""


class Way(StrEnum):
    """How a row is meant: by its id in the old application, or by its name."""

    OLD = "old"
    NAME = "name"


class Ref(msgspec.Struct, frozen=True):
    """A row that another one refers to, by what is known of it, best first."""

    table: str
    ways: tuple[tuple[Way, str, str], ...]
    """How, in which source, and by what."""
    text: str
    """What is kept if there is no such row."""
    label: str
    required: bool = False

    def or_by(self, *ways: tuple[Way, str, str]) -> "Ref":
        """Return the same row, meant in more ways."""
        return msgspec.structs.replace(self, ways=tuple(dict.fromkeys((*self.ways, *ways))))


class Record(msgspec.Struct, kw_only=True):
    """One row as the old data says it."""

    table: str
    source: str
    old_id: str
    place: str
    name: str = ""
    values: dict[str, Any] = {}
    references: dict[str, Ref] = {}
    updated_at: datetime | None = None
    remarks: list[str] = []
    fault: str = ""
    left: str = ""
    """Why it is left out on purpose."""
    copy_of: str = ""
    """What it is a copy of, which has taken in what it says."""
    same_as: tuple[str, str] = ("", "")
    """The source and old id of the row that it is a copy of, where that came with an earlier import."""
    weak: list[str] = []
    """Columns whose values are guesses: they only fill what is empty."""
    fills: bool = False
    """It only adds to a row what that has not."""

    @property
    def target(self) -> Target:
        """The table that it goes to."""
        return TARGETS[self.table]

    def keep(self, label: str, value: Any) -> None:  # noqa: ANN401  # JSON
        """Keep what has no home: among the row's own fields, in its notes, or else in the report."""
        text = self.cut(label, text_of(value))
        if not text:
            return
        rest = self.target.rest
        if rest is None:
            self.remarks.append(f"Not kept: {label} {quote(text)}.")
        elif rest in ("custom_fields", "fields"):
            kept: dict[str, Any] = self.values.setdefault(rest, {})
            key = _free_key(kept, word(label)[:50] or "field", value)
            if len(kept) >= _MOST_KEYS and key not in kept:
                key, text = "more", f"{kept.get('more', '')}\n{label}: {text}".strip()
                value = text
            kept[key] = _scalar(value, text)
        else:
            self.add_line(rest, f"{word(label).replace('_', ' ').capitalize() or label}: {text}")

    def cut(self, label: str, text: str) -> str:
        """Return as much of a text as is kept, and say so if that is not all: a picture may stand in it."""
        if len(text) > _MOST_TEXT:
            self.remarks.append(f"Of {label} only the first {_MOST_TEXT:,} characters are kept.")
        return text[:_MOST_TEXT]

    def add_line(self, column: str, line: str) -> None:
        """Add a line to a text."""
        before = self.values.get(column)
        self.values[column] = f"{before}\n{line}" if before else line

    def settle(self) -> None:
        """Check the row by the rules of the screens. A value that breaks one is kept apart, and the rest comes in."""
        kind = self.target.fields
        names = {field.name for field in fields_of(kind)}
        for _ in range(4):
            body = {name: value for name, value in self.values.items() if name in names}
            body |= dict.fromkeys(self.references.keys() & names, _NOBODY)
            try:
                read_json(msgspec.json.encode(body), kind)
            except Validation as problem:
                wrong = {_place(error.pointer): error.detail for error in problem.errors if error.pointer}
                if not any(place.partition("/")[0] in self.values for place in wrong):
                    self.fault = " ".join(
                        f"{place.replace('_', ' ').capitalize()}: {why}" for place, why in wrong.items()
                    )
                    return
                for place, why in wrong.items():
                    self._move(place, why)
            except BadRequest:
                for name in [name for name, value in self.values.items() if isinstance(value, dict | list)]:
                    self._move(name, "Is nested too deeply.")
            else:
                return
        self.fault = "It breaks the rules of this list in several ways."

    def _move(self, place: str, why: str) -> None:
        """Take away what stands at a place: a part of an address alone, not all addresses."""
        name, *way = place.split("/")
        if name not in self.values:
            return
        if way:
            part = way.pop()
            holder: Any = self.values[name]
            for index in way:
                holder = holder[int(index)]
            value, label = holder.pop(part, None), f"{name} {part}".replace("_", " ")
            self.remarks.append(f"{label.capitalize()} {quote(text_of(value))}: {why}")
            self.keep(label, value)
            return
        value = self.values.pop(name)
        self.remarks.append(f"{name.replace('_', ' ').capitalize()} {quote(text_of(value))}: {why}")
        if name == self.target.rest:
            self.values[name] = {"more": text_of(value)} if isinstance(value, dict) else text_of(value)[:_MOST_TEXT]
        elif name == self.target.label:
            text = text_of(value)
            self.values[name] = text[:200].strip()
            self.keep(f"Whole {name}", text)
        else:
            self.keep(name, value)


def _place(pointer: str) -> str:
    """Return which value is to be taken away for a fault.

    >>> _place("/accounting/currency"), _place("/addresses/0/city"), _place("/tags/3"), _place("/addresses")
    ('accounting/currency', 'addresses/0/city', 'tags', 'addresses')
    """
    name, *way = pointer.strip("/").split("/")
    return "/".join((name, *way)) if len(way) == _LIFTED.get(name) else name


def text_of(value: Any) -> str:  # noqa: ANN401  # JSON
    """Return a value as somebody reads it.

    >>> text_of({"when": "today", "units": 3}), text_of(True), text_of(["a", 1])
    ('when: today, units: 3', 'yes', 'a, 1')
    """
    if isinstance(value, dict):
        parts = [(str(key), text_of(inner)) for key, inner in cast("dict[str, Any]", value).items()]
        return ", ".join(f"{key}: {text}" for key, text in parts if text)
    if isinstance(value, list):
        return ", ".join(text for item in cast("list[Any]", value) if (text := text_of(item)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _scalar(value: Any, text: str) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return number_or_text(str(value), Reading())
    return text[:_MOST_TEXT]


def _free_key(kept: dict[str, Any], key: str, value: Any) -> str:  # noqa: ANN401  # JSON
    """Return a key that does not hold something else."""
    number, found = 2, key
    while found in kept and kept[found] != _scalar(value, text_of(value)):
        found, number = f"{key[:45]}_{number}", number + 1
    return found
