"""Files of rows: their encoding, their delimiter, and every row with the line of the file it begins on."""

import codecs
import csv
import io

import msgspec

from worktrackr.problems import Validation

LONGEST_CELL = 1_000_000
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Unreadable(Validation):
    """A file that nothing can be read from; the message says what to mend."""

    message = "This file could not be read."


class SheetRow(msgspec.Struct, gc=False):
    """One row: the physical line it begins on, and as many cells as the header has."""

    line: int
    cells: list[str]
    fault: str = ""


class Sheet(msgspec.Struct):
    """What a file holds, and what had to be assumed to read it."""

    header: list[str]
    rows: list[SheetRow]
    encoding: str
    delimiter: str
    notes: list[str]


def read_sheet(raw: bytes) -> Sheet:
    r"""Return the rows of a CSV file, whatever wrote it; raises `Unreadable`.

    >>> read_sheet(b"name;city\nPenrose;Leeds\n").rows[0].cells
    ['Penrose', 'Leeds']
    """
    text, encoding = _decode(raw)
    delimiter = _delimiter_of(text)
    rows = _rows(text, delimiter)
    if not rows or not any(rows[0].cells):
        message = "The file is empty: its first line must name the columns."
        raise Unreadable(message)
    header = [cell.strip() for cell in rows[0].cells]
    body = [_fitted(row, len(header)) for row in rows[1:] if any(cell.strip() for cell in row.cells)]
    notes = [f"The file is neither UTF-8 nor UTF-16; it was read as {encoding}."] if encoding == "cp1252" else []
    return Sheet(header, body, encoding, _DELIMITERS[delimiter], notes)


def _decode(raw: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                message = f"The file begins as {encoding} but does not go on so; save it as UTF-8."
                raise Unreadable(message) from error
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # What Excel writes on Windows. Five bytes mean nothing there; they become the sign for an unknown letter.
        return raw.decode("cp1252", errors="replace"), "cp1252"


def _delimiter_of(text: str) -> str:
    """Return the delimiter that the header has most of, outside quotes."""
    first = text.lstrip("\r\n").splitlines()[:1]
    bare = "".join("".join(first).split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _rows(text: str, delimiter: str) -> list[SheetRow]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    rows: list[SheetRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                rows.append(SheetRow(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_sentence(str(error), line)) from error
    return rows


def _sentence(reason: str, line: int) -> str:
    if "unexpected end" in reason:
        return f"The row on line {line} opens a quote that is never closed."
    if "field larger" in reason:
        return (
            f"The row on line {line} has a cell of more than {LONGEST_CELL:,} characters; is a quote missing before it?"
        )
    return f"The row on line {line} has text after a closing quote; a quote inside a cell is written twice."


def _fitted(row: SheetRow, width: int) -> SheetRow:
    """Give a row the header's number of cells; what is too much and not empty is a fault."""
    if any(cell.strip() for cell in row.cells[width:]):
        row.fault = f"It has {len(row.cells)} cells, but the header names {width}."
    row.cells = row.cells[:width] + [""] * (width - len(row.cells))
    return row
