"""What each row of a file says, read cell by cell: values by the path of their home, or what is wrong with them."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from worktrackr.importing.cells import Reading, SaysNothing
from worktrackr.importing.mappings import Column, Draft, Importable, word
from worktrackr.importing.sheets import SheetRow
from worktrackr.spreadsheets import text_of

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = 60


class RowDraft(msgspec.Struct):
    """One row as read: what it says, or the faults for which it is skipped."""

    line: int
    draft: Draft
    faults: list[str]


def read_row(row: SheetRow, columns: Sequence[Column], importable: Importable, reading: Reading) -> RowDraft:
    """Read the cells of a row that have a home."""
    values: dict[str, Any] = {}
    faults = [row.fault] if row.fault else []
    for column in columns:
        text = text_of(row.cells[column.index])
        if column.home is None or not text.strip():
            continue
        if _CONTROL.search(text):
            faults.append(f"{column.name}: Must not contain control characters.")
            continue
        try:
            values[column.home.path] = column.home.read(text, reading)
        except SaysNothing:
            continue
        except ValueError as error:
            faults.append(f"{column.name} {quote(text)}: {error}")
    for path in importable.placeholders:
        if path in values and "{" in values[path]:
            values[path] = _filled(values[path], row, columns)
    return RowDraft(row.line, values if faults else importable.prepare(values), faults)


def quote(text: str) -> str:
    """Return a cell as a report shows it: one line, not too long."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= _QUOTED else flat[: _QUOTED - 1] + '…'}”"


def _filled(text: str, row: SheetRow, columns: Sequence[Column]) -> str:
    """Put the cells of a row where a text names their columns, as in {product_purchased}."""
    cells = {word(column.name): row.cells[column.index].strip() for column in columns}
    return re.sub(r"\{(\w+)\}", lambda found: cells.get(word(found[1])) or found[0], text)
