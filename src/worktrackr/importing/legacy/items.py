"""Rows of ours as old data makes or changes them, and the plan that they add up to."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from worktrackr.edge.bodies import read_json
from worktrackr.fields import fields_of
from worktrackr.importing.legacy.gathering import OTHER
from worktrackr.importing.legacy.records import TARGETS, Record, text_of
from worktrackr.importing.previews import Outcome
from worktrackr.problems import Problem

_NOBODY = UUID(int=0)
_SHOWN = 300


class ColumnChange(msgspec.Struct):
    """What a column is and what it becomes, as a report shows it."""

    before: Any
    after: Any


class OldLine(msgspec.Struct):
    """What becomes of one row of the old data, and why."""

    line: int
    table: str
    place: str
    name: str
    outcome: Outcome
    reason: str = ""
    changes: dict[str, ColumnChange] = {}
    """By column."""


class Item(msgspec.Struct):
    """A row of ours that old data refers to: one that is here, or one to be made."""

    table: str
    name: str
    row_id: UUID | None = None
    stored: dict[str, Any] | None = None
    values: dict[str, Any] = {}
    parts: "dict[str, Item]" = {}
    """The rows that it refers to, by column."""
    fields: msgspec.Struct | None = None
    changed: list[str] = []
    sources: set[str] = set()
    line: OldLine | None = None

    def amount(self, name: str) -> str | None:
        """Return what a column of money holds or is going to hold, in one way of writing it."""
        value = self.values.get(name, (self.stored or {}).get(name))
        return None if value is None else f"{float(value):.2f}"


class Link(msgspec.Struct):
    """What is to be noted of an old row."""

    record: Record
    item: Item
    parts: dict[str, Item]
    made: bool


class OldPlan(msgspec.Struct):
    """What an import will do."""

    lines: list[OldLine]
    creations: dict[str, list[Item]]
    updates: dict[str, list[Item]]
    links: list[Link]

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows have which outcome."""
        return _counted(self.lines)

    @property
    def digest(self) -> str:
        """What two plans have in common only if they would do the same to the same versions of the same rows."""
        rows = [(item.row_id, (item.stored or {}).get("version")) for items in self.updates.values() for item in items]
        return hashlib.blake2b(msgspec.json.encode((self.lines, rows)), digest_size=16).hexdigest()

    @property
    def tables(self) -> list["TableCounts"]:
        """The same for each table."""
        return [
            TableCounts(table, len(lines), _counted(lines))
            for table in (*TARGETS, OTHER)
            if (lines := [line for line in self.lines if line.table == table])
        ]


class TableCounts(msgspec.Struct):
    """How many rows of a table were read, and how many have which outcome."""

    table: str
    read: int
    counts: dict[Outcome, int]


def _counted(lines: Sequence[OldLine]) -> dict[Outcome, int]:
    return dict.fromkeys(Outcome, 0) | Counter(line.outcome for line in lines)


def settle(item: Item, line: OldLine) -> bool:
    """Complete a row, and check it once more now that it is known what it refers to."""
    if item.table == "customer_services" and "product_id" in item.parts:
        for own, usual in (("unit_cost", "our_cost"), ("unit_price", "client_price")):
            # What the product costs is the product's to say.
            if item.values.get(own) is not None and item.amount(own) == item.parts["product_id"].amount(usual):
                item.values[own] = None
    kind, stored = TARGETS[item.table].fields, item.stored or {}
    names = {field.name for field in fields_of(kind)}
    body = {name: stored[name] for name in names if name in stored}
    body |= {name: value for name, value in item.values.items() if name in names}
    body |= {column: str(part.row_id or _NOBODY) for column, part in item.parts.items() if column in names}
    if item.table == "tickets":
        # A booking of those days overlaps what it overlaps: the database keeps what is so.
        body["double_booking"] = True
        if item.values.get("scheduled_start") and "scheduled_date" not in item.values:
            body["scheduled_date"] = None
    try:
        item.fields = read_json(msgspec.json.encode(body), kind)
    except Problem as problem:
        line.outcome, line.reason = Outcome.SKIPPED, str(problem)
        return False
    return True


def said_by(item: Item) -> list[str]:
    """Return the columns that an old row says something of."""
    names = [field.name for field in fields_of(TARGETS[item.table].fields)]
    return [name for name in names if (name in item.values and item.values[name] is not None) or name in item.parts]


def digest_of(record: Record, parts: dict[str, Item]) -> str:
    """Return what two readings of an old row have in common if they say the same."""
    said = {name: value for name, value in record.values.items() if value is not None}
    refers = {column: str(part.row_id) for column, part in parts.items()}
    return hashlib.blake2b(msgspec.json.encode((said, refers), order="sorted"), digest_size=16).hexdigest()


def changed_by(item: Item) -> list[str]:
    """Return the columns that shall be others than they are."""
    stored, kind = item.stored or {}, TARGETS[item.table].fields
    before = msgspec.convert({field.name: stored[field.name] for field in fields_of(kind)}, kind, strict=False)
    return [
        name
        for name in said_by(item)
        if (
            str(item.parts[name].row_id) != stored.get(name)
            if name in item.parts
            else getattr(before, name) != getattr(item.fields, name)
        )
    ]


def shown(item: Item, name: str) -> Any:  # noqa: ANN401  # JSON
    """Return what a column becomes, as a report shows it."""
    if name in item.parts:
        return item.parts[name].name
    return plain(getattr(item.fields, name))


def plain(value: Any) -> Any:  # noqa: ANN401  # JSON
    """Return a value as a report shows it."""
    found = msgspec.to_builtins(value)
    if isinstance(found, dict | list):
        found = text_of(found)
    return found if not isinstance(found, str) or len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
