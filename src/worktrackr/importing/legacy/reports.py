"""What an import of old data did or would do, for people and as CSV."""

import csv
from pathlib import Path

from rich.console import Console
from rich.table import Table

from worktrackr.importing.legacy.items import OldPlan
from worktrackr.importing.previews import Outcome
from worktrackr.spreadsheets import cell

_SHOWN = 20
_HEADS = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "matched",
    Outcome.MERGED: "merged",
    Outcome.KEPT: "kept newer",
    Outcome.LEFT: "left out",
    Outcome.SKIPPED: "problems",
}
_ALWAYS = (Outcome.CREATED, Outcome.UPDATED, Outcome.SKIPPED)


def show_plan(console: Console, plan: OldPlan, *, is_trial: bool) -> None:
    """Show how many rows of each table had which outcome, and why rows did not come in."""
    counts = plan.counts
    shown = [outcome for outcome in _HEADS if counts[outcome] or outcome in _ALWAYS]
    table = Table("", box=None)
    for name in ("read", *(_HEADS[outcome] for outcome in shown)):
        table.add_column(name, justify="right")
    for found in plan.tables:
        name = found.table.replace("_", " ")
        table.add_row(name, f"{found.read:,}", *(f"{found.counts[outcome]:,}" for outcome in shown))
    console.print(table)
    told = [line for line in plan.lines if line.outcome in (Outcome.SKIPPED, Outcome.KEPT)]
    for line in told[:_SHOWN]:
        console.print(f"{line.place} {line.outcome}: {line.reason}", highlight=False, markup=False)
    if len(told) > _SHOWN:
        console.print(f"… and {len(told) - _SHOWN:,} more; --report writes them all to a file.")
    problems = "1 problem" if counts[Outcome.SKIPPED] == 1 else f"{counts[Outcome.SKIPPED]:,} problems"
    said = f"{counts[Outcome.CREATED]:,} created, {counts[Outcome.UPDATED]:,} updated, {problems}."
    console.print(f"Nothing was written. It would be {said}" if is_trial else f"Imported: {said}", highlight=False)


def write_plan(path: Path, plan: OldPlan) -> None:
    """Write what became of every row as CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("place", "table", "name", "outcome", "reason", "changes"))
        for line in plan.lines:
            changes = "; ".join(
                f"{name}: {cell(change.before)} → {cell(change.after)}" for name, change in line.changes.items()
            )
            writer.writerow((line.place, line.table, cell(line.name), line.outcome, cell(line.reason), cell(changes)))
