"""Which column of a file goes where: guessed from the header by a table of synonyms, or said by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from worktrackr.fields import Fields
from worktrackr.importing.cells import Reader, category, identifier, line, number_or_text
from worktrackr.kit.table import Table
from worktrackr.problems import FieldError, Validation

Draft = Mapping[str, Any]
"""What one row says: values by the path of their home. An empty cell says nothing."""


class WrongMapping(Validation):
    """A column or a field that is not there; the message lists those that are."""

    message = "This mapping does not fit the file."


class Home(msgspec.Struct, frozen=True):
    """A place that a column can go to: a field, or with a dot a part of one, and the headers that mean it, best first.

    Its own name comes before them, unless it is among them.
    """

    path: str
    read: Reader = line
    names: tuple[str, ...] = ()
    field: str = ""
    """What a mapping calls it, where two homes share a path: `inactive` is `active`, read the other way round."""

    @property
    def name(self) -> str:
        """What a mapping calls it."""
        return self.field or self.path


class Importable(msgspec.Struct, frozen=True, kw_only=True):
    """A resource as files bring it. To make another one importable, write one of these."""

    noun: str
    table: Table[Any]
    fields: type[Fields]
    homes: tuple[Home, ...]
    keys: tuple[str, ...]
    """The paths that a row is found again by; the first that the row has a value for counts."""
    prepare: Callable[[Draft], Draft] = dict
    """Completes what a row says from the row alone: a name from its parts, a key where there is none."""
    shape: Callable[[dict[str, Any], Draft], dict[str, Any]]
    """Lays what a row says over what is stored (nothing, for a new one); returns what `fields` shall be."""
    unique: tuple[str, ...] = ()
    """Those of `keys` that no two rows may share."""
    extras: tuple[str, ...] = ()
    """Columns beyond `fields` that `shape` may return for a new row: no client writes them, a file may."""
    rest: str | None = None
    """The JSON field that takes the columns without a home; without one they are not imported."""
    placeholders: tuple[str, ...] = ()
    """Fields in which {column_name} stands for the row's cell of that column."""
    whole: tuple[Home, ...] = ()
    """Columns of our own exports that no other file has: parts that several columns of another file would make."""


ID = Home("id", identifier)
"""By this a row of our own export is found again, whatever else it says."""


class Column(msgspec.Struct):
    """One column of a file and its home, if it has one."""

    name: str
    index: int
    home: Home | None


def guess_mapping(
    header: Sequence[str], importable: Importable, by_hand: Mapping[str, str], *, has_categories: bool
) -> list[Column]:
    """Return the home of every column. `by_hand` names fields by column; an empty field leaves the column out."""
    columns = [Column(name, index, None) for index, name in enumerate(header)]
    if is_own_export(header) and not by_hand:
        homes = {home.name: home for home in (*importable.homes, *importable.whole, ID)}
        return [Column(column.name, column.index, homes.get(column.name)) for column in columns]
    chosen = {_column_of(name, columns).index: _home_of(path, importable) for name, path in by_hand.items()}
    taken = {home.path for home in chosen.values() if home}
    for home in importable.homes:
        if home.path in taken or (home.read is category and not has_categories):
            continue
        free = [column for column in columns if column.home is None and column.index not in chosen]
        if found := _best(home, free):
            found.home = home
            taken.add(home.path)
    for column in columns:
        if column.index in chosen:
            column.home = chosen[column.index]
        elif column.home is None and importable.rest and word(column.name):
            path = f"{importable.rest}.{word(column.name)}"
            column.home = Home(path, number_or_text) if path not in taken else None
            taken.add(path)
    return columns


def chosen_mapping(header: Sequence[str], importable: Importable, fields: Sequence[str | None]) -> list[Column]:
    """Return the home of every column as somebody chose them, one field or None for each; raises `WrongMapping`."""
    if len(fields) != len(header):
        message = f"The file has {len(header)} columns; the mapping must name a field or null for each."
        raise WrongMapping(message, errors=[FieldError("/mapping", "invalid", message)])
    columns: list[Column] = []
    taken: dict[str, str] = {}
    for index, (name, field) in enumerate(zip(header, fields, strict=True)):
        try:
            home = _home_of(field or "", importable)
        except WrongMapping as problem:
            raise WrongMapping(errors=[FieldError(f"/mapping/{index}", "unknown_value", str(problem))]) from None
        if home is not None and home.path in taken:
            message = f"The column {taken[home.path]!r} goes to {home.path} already."
            raise WrongMapping(errors=[FieldError(f"/mapping/{index}", "taken", message)])
        if home is not None:
            taken[home.path] = name
        columns.append(Column(name, index, home))
    return columns


def is_own_export(header: Sequence[str]) -> bool:
    """Whether a file is one that `exporting.py` wrote: then its columns are ours, word for word."""
    return {"id", "created_at", "updated_at", "version"} <= set(header)


def read_by_hand(texts: Sequence[str]) -> dict[str, str]:
    """Read `COLUMN=field` texts, as the command line takes them.

    >>> read_by_hand(["Firm = name", "Notes="])
    {'Firm': 'name', 'Notes': ''}
    """
    pairs = [text.rpartition("=") for text in texts]
    if wrong := next((text for text, pair in zip(texts, pairs, strict=True) if not pair[1]), None):
        message = f"--map {wrong!r} names no field: write COLUMN=field."
        raise WrongMapping(message)
    return {column.strip(): field.strip() for column, _, field in pairs}


@lru_cache(10_000)
def word(text: str) -> str:
    """Return a header as a name: `Ticket ID`, `ticketId` and `ticket_id` are one.

    >>> word("Ticket ID"), word("ticketId"), word("E-mail (work)")
    ('ticket_id', 'ticket_id', 'e_mail_work')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return "_".join(re.findall(r"[^\W_]+", spaced.casefold()))


def _best(home: Home, free: Sequence[Column]) -> Column | None:
    """Return the free column whose header comes first among the names of a home."""
    own = word(home.path)
    for name in home.names if own in home.names else (own, *home.names):
        for column in free:
            if word(column.name) == name:
                return column
    return None


def _column_of(name: str, columns: Sequence[Column]) -> Column:
    found = [column for column in columns if column.name == name] or [c for c in columns if word(c.name) == word(name)]
    if not found:
        message = f"The file has no column {name!r}; it has {', '.join(repr(column.name) for column in columns)}."
        raise WrongMapping(message)
    return found[0]


def _home_of(path: str, importable: Importable) -> Home | None:
    if not path:
        return None
    for home in (*importable.homes, *importable.whole, ID):
        if path == home.name:
            return home
    if importable.rest and re.fullmatch(rf"{importable.rest}\.\w{{1,50}}", path):
        return Home(path, number_or_text)
    known = sorted({home.name for home in importable.homes})
    more = f", {importable.rest}.<any name>" if importable.rest else ""
    message = f"A {importable.noun} has no field {path!r}; it has {', '.join(known)}{more}."
    raise WrongMapping(message)
