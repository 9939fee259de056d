"""Files of rows, whatever wrote them: CSV, workbooks, address books; every row with the line of the file it begins on."""

import codecs
import csv
import io
from collections.abc import Generator, Iterable
from itertools import chain

import msgspec

from worktrackr.importing.vcards import COLUMNS, is_vcards, read_vcards
from worktrackr.importing.workbooks import NotAWorkbook, is_workbook, read_workbook
from worktrackr.problems import Validation

LONGEST_CELL = 1_000_000
MOST_COLUMNS = 500
MOST_CELLS = 3_000_000
"""What is held in memory of one file at once; also what little bytes can stand for."""
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_KINDS = {
    b"PK\x03\x04": "an archive",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "an archive",
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
    r"""Return the rows of a file; raises `Unreadable`.

    >>> read_sheet(b"name;city\nPenrose;Leeds\n").rows[0].cells
    ['Penrose', 'Leeds']
    """
    if is_workbook(raw):
        return _read_workbook(raw)
    _refuse_other_kinds(raw)
    text, encoding = _decode(raw)
    notes = [f"The file is neither UTF-8 nor UTF-16; it was read as {encoding}."] if encoding == "cp1252" else []
    if is_vcards(text):
        rows = (SheetRow(line, cells, fault) for line, cells, fault in read_vcards(text))
        return _sheet(chain([SheetRow(1, list(COLUMNS))], rows), encoding, "vCard", notes)
    delimiter = _delimiter_of(text)
    return _sheet(_rows(text, delimiter), encoding, _DELIMITERS[delimiter], notes)


def _read_workbook(raw: bytes) -> Sheet:
    try:
        name, others, rows = read_workbook(raw)
        left = f" Its other sheets are not: {', '.join(others)}." if others else ""
        numbered = (SheetRow(line, cells) for line, cells in enumerate(rows, 1))
        return _sheet(numbered, "workbook", f"sheet {name}", [f"The sheet “{name}” is read.{left}"] if left else [])
    except NotAWorkbook as problem:
        raise Unreadable(str(problem)) from problem


def _sheet(found: Iterable[SheetRow], encoding: str, delimiter: str, notes: list[str]) -> Sheet:
    """Return what is in the rows: the first with anything in it names the columns, empty ones below it are left out."""
    rows = (row for row in found if row.fault or any(cell.strip() for cell in row.cells))
    header = next(([cell.strip() for cell in row.cells] for row in rows), list[str]())
    if not any(header):
        message = "The file is empty: its first line must name the columns."
        raise Unreadable(message)
    if len(header) > MOST_COLUMNS:
        message = f"The first line names {len(header):,} columns; a file may have at most {MOST_COLUMNS}."
        raise Unreadable(message)
    body: list[SheetRow] = []
    for row in rows:
        body.append(_fitted(row, len(header)))
        if len(body) * len(header) > MOST_CELLS:
            message = (
                f"The file has more than {MOST_CELLS:,} cells, rows times columns. Split it, or leave columns out."
            )
            raise Unreadable(message)
    return Sheet(header, body, encoding, delimiter, notes)


def _refuse_other_kinds(raw: bytes) -> None:
    """Say of a file that is no text what it is, as far as its first bytes tell."""
    for beginning, kind in _KINDS.items():
        if raw.startswith(beginning):
            message = f"This is {kind}, not a text file. Save the sheet as “CSV UTF-8” and choose that file."
            raise Unreadable(message)
    if not raw.startswith(tuple(_MARKS)) and b"\0" in raw.split(b"\n", 1)[0]:
        message = "This is not a text file: its first line has bytes that no text has. Save it as “CSV UTF-8”."
        raise Unreadable(message)
    if raw.lstrip()[:1] in (b"{", b"[") and _is_json(raw):
        message = (
            "This is JSON, not a table. Data of the old WorkTrackr has an import of its own: “From the old WorkTrackr”."
        )
        raise Unreadable(message)


def _is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


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


def _rows(text: str, delimiter: str) -> Generator[SheetRow]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield SheetRow(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_sentence(str(error), line)) from error


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
