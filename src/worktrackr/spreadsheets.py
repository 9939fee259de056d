"""Writes what spreadsheets read, and reads it again: CSV, with formulas made harmless."""

import csv
import io
import re
from collections.abc import Sequence

import msgspec

BYTE_ORDER_MARK = "\ufeff"
"""Begins a file, so that spreadsheets read it as UTF-8."""
# What a spreadsheet takes for a formula, also behind blanks and quotes or in full width.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile("[\\s\"']*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_SEPARATORS = frozenset(",;|")
"""What parts a list in a cell for those who read it; an item that has one of them is quoted."""


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Write rows of cells as lines of CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def cell(value: object) -> str:
    """Write a value for a spreadsheet; text that would be a formula gets an apostrophe before it.

    >>> cell(" =1+1"), cell(-5), cell(None), cell(["a", "b"])
    ("' =1+1", '-5', '', 'a; b')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        items: list[str] = [str(item) for item in value]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # texts
        is_plain = not any(_SEPARATORS & set(item) for item in items)
        return cell("; ".join(items) if is_plain else msgspec.json.encode(items).decode())
    if isinstance(value, msgspec.Raw):
        return cell(bytes(value).decode())
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    text = msgspec.json.encode(value).decode()
    return text.strip('"')


def text_of(written: str) -> str:
    """Return the text of a cell as it was before `cell` made it harmless.

    >>> text_of(cell("=1+1")), text_of(cell("'=1")), text_of("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return written[1:] if written.startswith("'") and _FORMULA.match(written[1:]) else written
