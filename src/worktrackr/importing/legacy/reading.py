"""Reads one old object by a table of homes: each value goes to its column, and what has none is kept beside it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from worktrackr.importing import cells
from worktrackr.importing.cells import Reading
from worktrackr.importing.drafts import quote
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of
from worktrackr.importing.mappings import word

NOBODY = frozenset({"", "Unassigned", "undefined", "null"})
"""What the old application wrote for nobody."""
OldReader = Callable[[Any, Reading], Any]
"""Makes a value of an old one that is not blank; raises `ValueError` with a sentence."""


class Home(msgspec.Struct, frozen=True):
    """Where a field of the old application goes: a column, with a dot a part of one, with a plus a line of its text."""

    old: str
    new: str = ""
    read: OldReader = lambda value, reading: cells.line(plain(value), reading)
    why: str = ""
    """Said in the guide, and why there is no home if there is none."""


class Source(msgspec.Struct, frozen=True):
    """A kind of old object: its table, and its homes. What is not named goes to the table's rest."""

    title: str
    table: str
    homes: tuple[Home, ...]
    parents: tuple[str, ...] = ()
    """Objects within it whose fields are named with a dot."""

    @property
    def by_path(self) -> Mapping[str, Home]:
        """The homes by the old field."""
        return {home.old: home for home in self.homes}


def read_object(source: Source, record: Record, old: Mapping[str, Any], reading: Reading) -> Record:
    """Put every value of an old object where it belongs."""
    homes = source.by_path
    for path, value in _flat(source, old):
        home = homes.get(path)
        if is_blank(value):
            continue
        if home is None:
            record.keep(path.rpartition(".")[2] if path.startswith("customFields.") else path, value)
            continue
        if not home.new:
            continue
        try:
            found = home.read(value, reading)
        except ValueError as error:
            record.remarks.append(f"{path} {quote(text_of(value))}: {error}")
            record.keep(path, value)
            continue
        put(record, home, found)
    record.remarks += reading.notes
    reading.notes.clear()
    return record


def put(record: Record, home: Home, value: Any) -> None:  # noqa: ANN401  # of any column
    """Put a value where its home says."""
    if isinstance(value, Ref):
        _refer(record, home, value)
    elif home.new.endswith("+"):
        column = home.new[:-1]
        is_text = home.old.rpartition(".")[2] in (column, "description")
        record.add_line(column, value if is_text else f"{label_of(home.old)}: {value}")
    elif "." in home.new:
        column, _, part = home.new.partition(".")
        value = record.cut(home.old, value) if isinstance(value, str) else value
        if record.values.setdefault(column, {}).setdefault(part, value) != value:
            record.keep(home.old, value)
    elif isinstance(value, list) and isinstance(record.values.get(home.new), list):
        both = [*cast("list[Any]", record.values[home.new]), *cast("list[Any]", value)]
        record.values[home.new] = list(dict.fromkeys(both)) if home.new == "tags" else both
    elif home.new not in record.values:
        record.values[home.new] = value
    elif record.values[home.new] != value:
        record.keep(home.old, value)


def _refer(record: Record, home: Home, ref: Ref) -> None:
    if ref.text in NOBODY:
        return
    first = record.references.setdefault(home.new, ref)
    if first is not ref:
        record.references[home.new] = first.or_by(*ref.ways)
        if first.text != ref.text:
            record.keep(home.old, ref.text)


def is_blank(value: Any) -> bool:  # noqa: ANN401  # JSON
    """Whether a value says nothing."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def label_of(path: str) -> str:
    """Return a field's name as a label.

    >>> label_of("crm.lastContact")
    'Last contact'
    """
    return word(path.rpartition(".")[2]).replace("_", " ").capitalize()


def _flat(source: Source, old: Mapping[str, Any]) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in old.items():
        if key in source.parents and isinstance(value, dict):
            pairs += [(f"{key}.{inner}", found) for inner, found in cast("dict[str, Any]", value).items()]
        else:
            pairs.append((key, value))
    # In the order of the homes: the first that has a value for a column counts.
    order = {home.old: index for index, home in enumerate(source.homes)}
    return sorted(pairs, key=lambda pair: order.get(pair[0], len(order)))


def plain(value: Any) -> str:  # noqa: ANN401  # JSON
    """Return a scalar as text; raises `ValueError` for lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("Is a list or an object where one value belongs.")


def reader(read: Callable[[str, Reading], Any]) -> OldReader:
    """Return the reader of an old value from the one of a cell."""
    return lambda value, reading: read(plain(value), reading)


def anything(value: Any, _reading: Reading) -> Any:  # noqa: ANN401  # JSON
    """Return a value as it may stand among a row's own fields."""
    return value if isinstance(value, bool | int | float) else text_of(value)


def moment(value: Any, reading: Reading) -> datetime:  # noqa: ANN401  # JSON
    """Return an instant; without an offset it is local time in the old application's zone, and hour 24 is the next day's 0.

    >>> moment("2024-02-02T24:30:00", Reading()).isoformat()
    '2024-02-03T00:30:00+00:00'
    """
    text = plain(value).strip()
    day, _, clock = text.replace(" ", "T", 1).partition("T")
    if clock.startswith("24:"):
        try:
            following = date.fromisoformat(day) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise ValueError("Is not a date that we can read.") from None
        text = f"{following.isoformat()}T00:{clock[3:]}"
    return cells.moment(text, reading)


def day(value: Any, reading: Reading) -> date:  # noqa: ANN401  # JSON
    """Return a date: as it is written, or of an instant the day in the old application's zone."""
    text = plain(value).strip()
    if len(text) == 10:
        return cells.day(text, reading)
    return moment(text, reading).astimezone(reading.zone).date()


def tag_list(value: Any, reading: Reading) -> list[str]:  # noqa: ANN401  # JSON
    """Return tags, from a list or a text."""
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else cells.words(plain(value), reading)
    return list(dict.fromkeys(text[:50] for item in items if (text := text_of(item))))


def refers(table: str, source: str, label: str, *, by_name: bool = False) -> OldReader:
    """Return the reader of a reference by an old id, or also by a name."""

    def read(value: Any, _reading: Reading) -> Ref:  # noqa: ANN401  # JSON
        text = plain(value).strip()
        ways = [(Way.OLD, source, text)] + ([(Way.NAME, "", text)] if by_name else [])
        return Ref(table, tuple(ways), text, label)

    return read


def zone_of(name: Any) -> ZoneInfo | None:  # noqa: ANN401  # JSON
    """Return the zone that the old application was set to; None if there is none of this name."""
    try:
        return ZoneInfo(name.strip()) if isinstance(name, str) and name.strip() else None
    except (ValueError, OSError, KeyError):
        return None
