"""A settled statement as PDF, set by typst. It is made once, when the month is settled, and kept."""

from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
import typst

from worktrackr.partners.adjustments import Adjustment
from worktrackr.partners.commission import Line, money, percent
from worktrackr.partners.months import month_name

if TYPE_CHECKING:
    from worktrackr.partners.statements import Commission


def statement_pdf(made: "Commission") -> bytes:
    """Return the PDF of a statement that has its number."""
    template = (resources.files("worktrackr.partners") / "statement.typ").read_bytes()
    data = {
        "title": f"Commission statement {made.number}",
        "number": str(made.number),
        "reseller": made.reseller_name,
        "month": month_name(made.month),
        "settled": f"{made.settled_at.day} {made.settled_at:%B %Y}" if made.settled_at else "",
        "total": money(made.total),
        "lines": _lines(made.lines),
        "adjustments": _adjustments(made.adjustments),
    }
    return typst.compile(template, format="pdf", sys_inputs={"data": msgspec.json.encode(data).decode()})


def _lines(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return the cells of lines; a line without days is a refund."""
    return [
        {
            "organisation": line.organisation_name,
            "explanation": line.explanation,
            "plan": (line.plan or "–").capitalize() if line.days else "Refund",
            "days": _days(line),
            "base": money(line.base),
            "rate": percent(line.rate) if line.base else "–",
            "amount": money(line.amount),
        }
        for line in lines
    ]


def _days(line: Line) -> str:
    if line.days == 0:
        return ""
    first = "" if line.from_day == line.to_day else f"{line.from_day.day} – "
    return f"{first}{line.to_day.day} {line.to_day:%b} ({line.days})"


def _adjustments(adjustments: Sequence[Adjustment]) -> list[dict[str, str]]:
    return [
        {
            "organisation": change.organisation_name,
            "explanation": change.explanation,
            "month": month_name(change.month),
            "amount": money(change.amount),
        }
        for change in adjustments
    ]
