"""What an import did or would do, for people and as CSV."""

import csv
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column as TableColumn
from rich.table import Table

from worktrackr.importing.drafts import quote
from worktrackr.importing.mappings import Column, Importable
from worktrackr.importing.previews import Outcome, Preview
from worktrackr.importing.sheets import Sheet
from worktrackr.spreadsheets import cell

_SHOWN = 20


def show_mapping(console: Console, columns: Sequence[Column], sheet: Sheet) -> None:
    """Show which column goes where, with the first value of each."""
    table = Table(TableColumn("Column"), TableColumn("goes to"), TableColumn("First value", style="dim"), box=None)
    for column in columns:
        first = next((row.cells[column.index] for row in sheet.rows if row.cells[column.index].strip()), "")
        table.add_row(column.name, column.home.name if column.home else "not imported", quote(first) if first else "")
    console.print(table)


def show_report(console: Console, preview: Preview, *, is_trial: bool) -> None:
    """Show how many rows had which outcome, and why rows were left out."""
    for note in preview.notes:
        console.print(note, highlight=False)
    if left := preview.not_imported:
        console.print(f"Not imported, for want of a field: {', '.join(left)}.", highlight=False)
    interesting = [line for line in preview.lines if line.outcome in (Outcome.SKIPPED, Outcome.MERGED)]
    for line in interesting[:_SHOWN]:
        console.print(f"Line {line.line} {line.outcome}: {line.reason}", highlight=False, markup=False)
    if len(interesting) > _SHOWN:
        console.print(f"… and {len(interesting) - _SHOWN:,} more; --report writes them all to a file.")
    console.print(summary(preview, is_trial=is_trial), highlight=False)


def summary(preview: Preview, *, is_trial: bool) -> str:
    """Return one line with the numbers."""
    counts = [f"{number:,} {outcome}" for outcome, number in preview.counts.items() if number or outcome in _ALWAYS]
    people = len(preview.requesters.new) if preview.requesters else 0
    more = f"; {people:,} contacts created for those who asked" if people else ""
    beginning = "Nothing was written. It would be" if is_trial else f"{preview.importable.noun.capitalize()}s:"
    return f"{beginning} {', '.join(counts)}{more}."


_ALWAYS = (Outcome.CREATED, Outcome.UPDATED, Outcome.SKIPPED)


def write_report(path: Path, preview: Preview) -> None:
    """Write what became of every row as CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "outcome", preview.importable.noun, "reason"))
        writer.writerows((line.line, line.outcome, cell(line.name), cell(line.reason)) for line in preview.lines)


def synonyms_markdown(importables: Sequence[Importable]) -> str:
    """Return the tables of fields and headers for the guide, which a test keeps equal to the code."""
    parts: list[str] = []
    for importable in importables:
        parts += [f"### {importable.noun.capitalize()}s", "", "| Field | Headers that mean it |", "|---|---|"]
        parts += [
            f"| `{home.name}` | {', '.join(f'`{name}`' for name in home.names) or 'its own name'} |"
            for home in importable.homes
        ]
        parts.append("")
    return "\n".join(parts)
