"""What an import of old data would do, row by row, before anything is written. What is shown is what is then done.

A row that is newer here than what the old data says stays as it is: the report says so. Newer is what somebody has
changed here since it came in, and what came in later from another device.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from worktrackr.importing.drafts import quote
from worktrackr.importing.legacy.finding import Finder
from worktrackr.importing.legacy.items import (
    ColumnChange,
    Item,
    Link,
    OldLine,
    OldPlan,
    changed_by,
    digest_of,
    plain,
    said_by,
    settle,
    shown,
)
from worktrackr.importing.legacy.reading import is_blank
from worktrackr.importing.legacy.records import Record
from worktrackr.importing.legacy.stored_rows import Known, Stored
from worktrackr.importing.previews import Outcome
from worktrackr.importing.stored import normal

_MERGED_COLUMNS = ("custom_fields", "fields", "accounting", "crm")
_HERE = "It is here already, and changed here last."
_CHANGED = "It was changed here since it was imported."
_OLDER = "A newer copy of it was imported already."
_DELETED = "It was deleted here since it was imported."


def plan_records(
    records: Sequence[Record], stored: Stored, seats: int | None, advance: Callable[[int], object] = lambda _: None
) -> OldPlan:
    """Return what rows would do. `seats` are those that invitations may take; None for any number."""
    planner = _Planner(stored, seats)
    chosen = _newest(records)
    for record in records:
        planner.add(record, chosen.get((record.source, record.old_id), record))
        advance(1)
    return planner.plan


def _newest(records: Sequence[Record]) -> dict[tuple[str, str], Record]:
    """Return of rows that are there several times the one that counts: the newest, or else the last."""
    chosen: dict[tuple[str, str], Record] = {}
    for record in records:
        if not record.source or record.fault or record.left or record.copy_of:
            continue
        other = chosen.get((record.source, record.old_id))
        if other is None or _said(record) >= _said(other):
            chosen[record.source, record.old_id] = record
    return chosen


def _said(record: Record) -> str:
    return record.updated_at.isoformat() if record.updated_at else ""


class _Planner:
    def __init__(self, stored: Stored, seats: int | None) -> None:
        self._stored, self._seats = stored, seats
        self.plan = OldPlan([], defaultdict(list), defaultdict(list), [])
        self._rows = Finder(stored)
        products = stored.rows.get("products", {}).items()
        self._skus: dict[str, UUID | int] = {normal(row["sku"]): row_id for row_id, row in products if row["sku"]}

    def add(self, record: Record, chosen: Record) -> None:
        """Decide what becomes of one row."""
        line = OldLine(len(self.plan.lines) + 1, record.table, record.place, record.name[:200], Outcome.SKIPPED)
        self.plan.lines.append(line)
        if record.fault:
            line.reason = record.fault
        elif record.left:
            line.outcome, line.reason = Outcome.LEFT, record.left
        elif record.copy_of:
            line.outcome, line.reason = Outcome.MERGED, f"A copy of {record.copy_of}."
        elif chosen is not record:
            line.outcome, line.reason = Outcome.MERGED, f"The same as {chosen.place}, where it is newer or comes later."
        else:
            line.reason = " ".join(record.remarks)
            self._decide(record, line)

    def _decide(self, record: Record, line: OldLine) -> None:
        parts: dict[str, Item] = {}
        for column, ref in record.references.items():
            item = self._rows.find(ref)
            if item is not None:
                parts[column] = item
            elif ref.required:
                line.outcome = Outcome.SKIPPED
                line.reason = f"{ref.label} {quote(ref.text)} is neither in these files nor here. {line.reason}".strip()
                return
            elif ref.text and column != "template_id":
                record.keep(ref.label, ref.text)
            if item is None and column == "template_id":
                record.values.pop("template_version", None)
        if record.source == "user_names":
            line.outcome = Outcome.UNCHANGED
            return
        digest = _digest(record, parts)
        known = self._stored.known.get((record.source, record.old_id)) or self._stored.known.get(record.same_as)
        if known is not None and (not known.is_undone or self._rows.item(record.table, known.row_id)):
            self._again(record, line, parts, known, digest)
        elif (item := self._rows.natural(record, parts)) is not None:
            self._same(record, line, parts, item)
        else:
            self._create(record, line, parts)

    def _create(self, record: Record, line: OldLine, parts: dict[str, Item]) -> None:
        if record.table == "users" and not self._may_invite(record, line):
            return
        self._keep_sku_apart(record, line, id(line))
        item = Item(
            record.table, record.name, values=dict(record.values), parts=dict(parts), sources={record.source}, line=line
        )
        if not settle(item, line):
            return
        line.outcome = Outcome.CREATED
        line.changes = {name: ColumnChange(None, shown(item, name)) for name in said_by(item)}
        self.plan.creations[record.table].append(item)
        self._rows.register(record, item)
        self.plan.links.append(Link(record, item, parts, made=True))

    def _keep_sku_apart(self, record: Record, line: OldLine, owner: UUID | int) -> None:
        """Keep a number that another product has among the words of this one: no two may share it."""
        sku = record.values.get("sku")
        if record.table == "products" and sku and self._skus.setdefault(normal(sku), owner) != owner:
            del record.values["sku"]
            record.keep("sku", sku)
            line.reason = f"Another product has the sku {quote(sku)} already. {line.reason}".strip()

    def _may_invite(self, record: Record, line: OldLine) -> bool:
        if self._stored.disabled.get(normal(record.values.get("email")), True) is False:
            line.outcome, line.reason = Outcome.KEPT, "This person was disabled here."
            return False
        if self._seats is not None and self._seats <= 0:
            line.reason = "All seats of your plan are taken. Change the plan, or disable somebody."
            return False
        self._seats = None if self._seats is None else self._seats - 1
        return True

    def _again(self, record: Record, line: OldLine, parts: dict[str, Item], known: Known, digest: str | None) -> None:
        """Decide about a row that came with an earlier import."""
        item = self._rows.item(record.table, known.row_id)
        if item is None:
            line.outcome, line.reason = Outcome.KEPT, _DELETED
            return
        item.sources.add(record.source)
        self._rows.note(record, item)
        if item.changed and item.line is not None:
            line.outcome, line.reason = Outcome.MERGED, f"The same as {item.line.place}, which counts."
            return
        version = (item.stored or {}).get("version")
        if record.table in ("users", "comments") or (digest == known.digest and version == known.row_version):
            line.outcome = Outcome.UNCHANGED
            return
        is_stale = digest in known.before or bool(
            record.updated_at and known.said_at and record.updated_at < known.said_at
        )
        if digest == known.digest or (version != known.row_version and not self._is_newer(record, item)):
            reason = _CHANGED if known.row_version else _HERE
        else:
            reason = _OLDER if is_stale else ""
        self._lay(record, line, parts, item, reason)
        if line.outcome is Outcome.UPDATED:
            self.plan.links.append(Link(record, item, parts, made=False))

    def _same(self, record: Record, line: OldLine, parts: dict[str, Item], item: Item) -> None:
        """Decide about a row that is here, or comes in with this import, under another id."""
        self._rows.note(record, item)
        if item.stored is not None and item.line is None:
            if record.table == "users":
                line.outcome = Outcome.UNCHANGED
            else:
                self._lay(record, line, parts, item, "" if self._is_newer(record, item) else _HERE)
            self.plan.links.append(Link(record, item, parts, made=False))
            item.sources.add(record.source)
            return
        line.outcome = Outcome.MERGED
        line.reason = f"The same as {item.line.place if item.line else item.name}; it adds what that leaves out. {line.reason}".strip()
        self._fill(record, parts, item)
        self.plan.links.append(Link(record, item, parts, made=False))

    def _fill(self, record: Record, parts: dict[str, Item], item: Item) -> None:
        if item.stored is not None:
            return
        if item.line is not None:
            self._keep_sku_apart(record, item.line, id(item.line))
        for name, value in record.values.items():
            before = item.values.get(name)
            if is_blank(before):
                item.values[name] = value
            elif name in _MERGED_COLUMNS and isinstance(before, dict) and isinstance(value, dict):
                item.values[name] = {**value, **before}
        for column, part in parts.items():
            item.parts.setdefault(column, part)
        if item.line is not None and settle(item, item.line):
            item.line.changes = {name: ColumnChange(None, shown(item, name)) for name in said_by(item)}

    def _is_newer(self, record: Record, item: Item) -> bool:
        changed = (item.stored or {}).get("updated_at")
        return (
            record.updated_at is not None
            and changed is not None
            and record.updated_at > datetime.fromisoformat(changed)
        )

    def _lay(self, record: Record, line: OldLine, parts: dict[str, Item], item: Item, reason: str) -> None:
        """Lay a row over the one that is here, or keep that one for a reason."""
        if item.row_id is not None:
            self._keep_sku_apart(record, line, item.row_id)
        before, values = item.stored or {}, dict(record.values)
        for name in _MERGED_COLUMNS:
            if isinstance(values.get(name), dict) and isinstance(before.get(name), dict):
                values[name] = {**before[name], **values[name]}
        values = {
            name: value for name, value in values.items() if name not in record.weak or is_blank(before.get(name))
        }
        if record.fills:
            values = {name: value for name, value in values.items() if is_blank(before.get(name))}
            parts = {name: part for name, part in parts.items() if before.get(name) is None}
        trial = Item(item.table, item.name, item.row_id, item.stored, values, parts)
        if not settle(trial, line):
            return
        changed = changed_by(trial)
        line.changes = {name: ColumnChange(plain(before.get(name)), shown(trial, name)) for name in changed}
        if not changed:
            line.outcome = Outcome.UNCHANGED
        elif reason:
            line.outcome, line.reason = Outcome.KEPT, reason
        else:
            line.outcome = Outcome.UPDATED
            item.values, item.parts, item.fields, item.changed, item.line = values, parts, trial.fields, changed, line
            if item.table == "tickets" and {"scheduled_start", "scheduled_end", "assigned_user_id"} & set(changed):
                item.changed.append("double_booking")
            self.plan.updates[item.table].append(item)


def _digest(record: Record, parts: dict[str, Item]) -> str | None:
    if any(part.row_id is None for part in parts.values()):
        return None
    return digest_of(record, parts)
