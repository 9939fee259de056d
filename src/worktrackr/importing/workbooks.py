"""Workbooks of Excel and LibreOffice: the first sheet that holds anything, as text that a CSV would have."""

import io
import zipfile
from collections.abc import Generator
from datetime import datetime, time

from python_calamine import CalamineError, CalamineWorkbook

_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_UNPACKED_MAX = 400 << 20
"""Bytes that a workbook, which is an archive, may unpack to."""


class NotAWorkbook(Exception):
    """Why nothing can be read; a sentence."""


def is_workbook(raw: bytes) -> bool:
    """Whether these are the bytes of a workbook: .xlsx, .xlsm, .xlsb, .ods or .xls."""
    if not raw.startswith(_BEGINNINGS):
        return False
    if not raw.startswith(b"PK"):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return any(part in archive.namelist() for part in _PARTS)
    except zipfile.BadZipFile:
        return False


def read_workbook(raw: bytes) -> tuple[str, list[str], Generator[list[str]]]:
    """Return the sheet that is read, those that are not, and its rows from the first line on; raises `NotAWorkbook`."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _UNPACKED_MAX:
                message = "This workbook unpacks to more than 400 MB. Save the sheet alone, as “CSV UTF-8”."
                raise NotAWorkbook(message)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
        if not names:
            message = "This workbook has no sheet with anything in it."
            raise NotAWorkbook(message)
        return names[0], names[1:], _rows(book, names[0])
    except CalamineError as error:
        message = f"This workbook could not be read: {error}. Save it anew, without a password, or as “CSV UTF-8”."
        raise NotAWorkbook(message) from error


def _rows(book: CalamineWorkbook, name: str) -> Generator[list[str]]:
    for row in book.get_sheet_by_name(name).iter_rows():
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """Return a cell as somebody would type it.

    >>> _text(3.0), _text(0.1), _text(True), _text(datetime(2026, 11, 24)), _text(datetime(2026, 11, 24, 9, 30))
    ('3', '0.1', 'true', '2026-11-24', '2026-11-24 09:30:00')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
