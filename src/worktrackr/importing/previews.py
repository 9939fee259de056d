"""What an import will do, row by row, before anything is written. What is shown is what is then done."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from worktrackr.edge.bodies import read_json
from worktrackr.fields import fields_of
from worktrackr.importing import cells
from worktrackr.importing.cells import Reading
from worktrackr.importing.drafts import RowDraft, quote, read_row
from worktrackr.importing.mappings import ID, Column, Draft, Importable
from worktrackr.importing.requesters import Requesters
from worktrackr.importing.sheets import Sheet
from worktrackr.importing.stored import Keys, Rows, begin, find_keys, load_rows, normal
from worktrackr.problems import FieldError, Problem, Validation

_BREATH = 100
_BLANK = Reading()


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    SKIPPED = "skipped"
    KEPT = "kept"
    """What is here is newer; of old data only."""
    LEFT = "left"
    """Left out on purpose; of old data only."""


class Line(msgspec.Struct):
    """What becomes of the row on a line, and why."""

    line: int
    outcome: Outcome
    name: str
    reason: str = ""


class Target(msgspec.Struct):
    """One row of the database as it shall be, and as it is."""

    first: Line
    state: dict[str, Any]
    stored: dict[str, Any] | None
    fields: msgspec.Struct | None = None
    requester: str | None = None
    changed: list[str] = []

    @property
    def values(self) -> dict[str, Any]:
        """The columns to write."""
        extras = {name: value for name, value in self.state.items() if name not in ("id", "version")}
        return extras | (msgspec.structs.asdict(self.fields) if self.fields else {})


class Plan(msgspec.Struct):
    """What to import and how: a file's rows, where its columns go, and the key that counts first."""

    importable: Importable
    sheet: Sheet
    columns: list[Column]
    match: str | None = None
    categories: dict[str, str] = {}


class Preview(msgspec.Struct):
    """What an import will do."""

    importable: Importable
    columns: list[Column]
    notes: list[str]
    lines: list[Line]
    creations: list[Target]
    updates: list[Target]
    requesters: Requesters | None

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows have which outcome."""
        return {outcome: sum(line.outcome is outcome for line in self.lines) for outcome in Outcome}

    @property
    def not_imported(self) -> list[str]:
        """The columns that have no home."""
        return [column.name for column in self.columns if column.home is None]


async def plan(
    work: Rows, organisation_id: UUID, planned: Plan, *, advance: Callable[[int], object] = lambda _: None
) -> Preview:
    """Return what the rows of a file would do. `work` is in a transaction, in which `apply` may follow."""
    importable = planned.importable
    reading = Reading(zone=ZoneInfo(await begin(work, organisation_id)), categories=planned.categories)
    has_ids = any(column.home is ID for column in planned.columns)
    own = (ID.path, *importable.keys) if has_ids else importable.keys
    paths = tuple(dict.fromkeys([planned.match, *own] if planned.match else own))
    keys = await find_keys(work, organisation_id, importable.table.name, own)
    drafts: list[RowDraft] = []
    for index, row in enumerate(planned.sheet.rows):
        draft = read_row(row, planned.columns, importable, reading)
        if has_ids and draft.draft.get(ID.path) not in keys[ID.path]:
            # Of another organisation, or gone: then its other keys count.
            draft.draft = {path: value for path, value in draft.draft.items() if path != ID.path}
        drafts.append(draft)
        await _breathe(index, advance)
    wanted = {found[0] for draft in drafts if len(found := _matches(draft, keys, paths)) == 1}
    planner = _Planner(
        planned, keys, paths, await load_rows(work, organisation_id, importable, wanted),
        await _requesters(work, organisation_id, planned.columns),
    )  # fmt: skip
    for index, draft in enumerate(drafts):
        planner.add(draft)
        await _breathe(index, advance)
    return planner.preview([*planned.sheet.notes, *reading.notes])


async def _breathe(index: int, advance: Callable[[int], object]) -> None:
    """Let others have their turn on the event loop now and then."""
    if index % _BREATH == _BREATH - 1:
        advance(_BREATH)
        await asyncio.sleep(0)


async def _requesters(work: Rows, organisation_id: UUID, columns: Sequence[Column]) -> Requesters | None:
    if not any(column.home and column.home.path.startswith("requester.") for column in columns):
        return None
    keys = await find_keys(work, organisation_id, "contacts", ("email", "name"))
    return Requesters(keys["email"], keys["name"])


def _key(row: RowDraft, paths: Sequence[str]) -> tuple[str, str] | None:
    return next(((path, found) for path in paths if (found := normal(row.draft.get(path)))), None)


def _matches(row: RowDraft, keys: Keys, paths: Sequence[str]) -> list[UUID]:
    key = _key(row, paths)
    return keys[key[0]].get(key[1], []) if key else []


class _Planner:
    """Lays one row after the other over what is stored, or over an earlier row with the same key."""

    def __init__(
        self,
        plan: Plan,
        keys: Keys,
        paths: Sequence[str],
        stored: dict[UUID, dict[str, Any]],
        requesters: Requesters | None,
    ) -> None:
        self._importable, self._columns, self._keys, self._paths = plan.importable, plan.columns, keys, paths
        self._stored, self._requesters = stored, requesters
        self._targets: dict[tuple[str, str] | UUID, Target] = {}
        """By id those that are stored, since two keys may find one row; by their key those that are new."""
        self._holders: dict[tuple[str, str], Target] = {}
        self._lines: list[Line] = []
        self._homes = {column.home.path: column.home for column in plan.columns if column.home}
        self._column_of = {column.home.path: column.name for column in plan.columns if column.home}

    def add(self, row: RowDraft) -> None:
        """Take one row in, or skip it with its reasons."""
        name = str(row.draft.get("name") or row.draft.get("title") or "")
        line = Line(row.line, Outcome.CREATED, name)
        self._lines.append(line)
        if row.faults:
            line.outcome, line.reason = Outcome.SKIPPED, " ".join(row.faults)
            return
        try:
            self._lay(row, line)
        except Validation as problem:
            line.outcome, line.reason = Outcome.SKIPPED, self._reasons(problem.errors, row)
        except (_Skip, Problem) as problem:
            line.outcome, line.reason = Outcome.SKIPPED, str(problem)

    def _lay(self, row: RowDraft, line: Line) -> None:
        key, row_id = self._key_of(row), self._stored_id(row)
        target = self._targets.get(row_id or key) or self._new_target(row_id, line)
        state = self._importable.shape(target.state, self._news(row.draft, target.state))
        body = {field.name: state[field.name] for field in fields_of(self._importable.fields) if field.name in state}
        fields = read_json(msgspec.json.encode(body), self._importable.fields)
        if self._requesters is not None and not state.get("contact_id"):
            contact_id, target.requester = self._requesters.find(row.draft)
            if contact_id is not None:
                state["contact_id"] = str(contact_id)
                fields = msgspec.structs.replace(fields, contact_id=contact_id)
        self._hold(target, row)
        target.state, target.fields = state, fields
        if target.first is not line:
            line.outcome = Outcome.MERGED
            line.reason = f"The same {self._importable.noun} as on line {target.first.line}; the later line counts."
        self._targets[row_id or key] = target

    def _news(self, draft: Draft, state: dict[str, Any]) -> Draft:
        """Leave out what only differs in its blanks from what is stored: cells are read without them."""
        return {
            path: value
            for path, value in draft.items()
            if path != ID.path and not self._is_stored(path, value, state.get(path))
        }

    def _is_stored(self, path: str, value: object, stored: object) -> bool:
        home = self._homes.get(path)
        if home is None or home.read not in (cells.line, cells.lines) or not isinstance(stored, str):
            return False
        return home.read(stored, _BLANK) == value

    def _key_of(self, row: RowDraft) -> tuple[str, str]:
        key = _key(row, self._paths)
        if key is None:
            columns = [self._column_of[path] for path in self._paths if path in self._column_of]
            raise _Skip(f"It has nothing to find it again by: {' and '.join(columns) or 'a name'} must not be empty.")
        return key

    def _stored_id(self, row: RowDraft) -> UUID | None:
        found = _matches(row, self._keys, self._paths)
        if len(found) > 1:
            path, value = self._key_of(row)
            raise _Skip(
                f"{len(found)} {self._importable.noun}s have the {path} {quote(value)}; it is not clear which one is meant."
            )
        return found[0] if found else None

    def _new_target(self, row_id: UUID | None, line: Line) -> Target:
        stored = self._stored[row_id] if row_id else None
        return Target(first=line, state=dict(stored or {}), stored=stored)

    def _hold(self, target: Target, row: RowDraft) -> None:
        """Refuse a value that another row holds already and no two may share."""
        for path in self._importable.unique:
            if found := normal(row.draft.get(path)):
                stored = [str(row_id) for row_id in self._keys[path].get(found, [])]
                holder = self._holders.setdefault((path, found), target)
                if holder is not target or (stored and target.state.get("id") not in stored):
                    raise _Skip(
                        f"Another {self._importable.noun} has the {path} {quote(str(row.draft[path]))} already."
                    )

    def _reasons(self, errors: Sequence[FieldError], row: RowDraft) -> str:
        return " ".join(self._reason(error, row) for error in errors)

    def _reason(self, error: FieldError, row: RowDraft) -> str:
        field, *rest = error.pointer.strip("/").split("/")
        paths = [path for path in self._column_of if path == field or path.endswith(f".{rest[-1] if rest else field}")]
        if not paths:
            return f"{field.replace('_', ' ').capitalize()}: {error.detail}"
        value = row.draft.get(paths[0])
        return f"{self._column_of[paths[0]]}{f' {quote(str(value))}' if value is not None else ''}: {error.detail}"

    def preview(self, notes: Sequence[str]) -> Preview:
        """Return what all rows together do: compared as a whole, so that a file with doubles changes nothing twice."""
        creations, updates = list[Target](), list[Target]()
        for target in self._targets.values():
            if target.stored is None:
                creations.append(target)
                continue
            target.changed = self._differences(target)
            target.first.outcome = Outcome.UPDATED if target.changed else Outcome.UNCHANGED
            target.first.reason = ", ".join(target.changed)
            if target.changed:
                updates.append(target)
        return Preview(self._importable, self._columns, list(notes), self._lines, creations, updates, self._requesters)

    def _differences(self, target: Target) -> list[str]:
        """Return the columns whose values differ, whatever way they are written."""
        stored, kind = target.stored or {}, self._importable.fields
        names = [field.name for field in fields_of(kind)]
        before = msgspec.convert({name: stored[name] for name in names}, kind, strict=False)
        changed = [name for name in names if getattr(before, name) != getattr(target.fields, name)]
        if target.requester is not None:
            changed.append("contact_id")
        return changed + [name for name in self._importable.extras if _differ(stored[name], target.state.get(name))]


class _Skip(Exception):
    """Why a row is left out."""


def _differ(stored: object, wanted: object) -> bool:
    """Whether a time of the file is another than the stored one; what is not said leaves it."""
    return wanted is not None and (stored is None or _time(stored) != _time(wanted))


def _time(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
