"""A settled statement as PDF, set by typst. It is made once, when the month is settled, and kept."""

from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
import typst

from worktrackr.partners.adjustments import Adjustment
from worktrackr.partners.commission import Line, money, percent

if TYPE_CHECKING:
    from worktrackr.partners.statements import Commission


def statement_pdf(made: "Commission") -> bytes:
    """Return the PDF of a statement that has its number."""
    template = (resources.files("worktrackr.partners") / "statement.typ").read_bytes()
    data = {
        "title": f"Commission statement {made.number}",
        "number": str(made.number),
        "reseller": made.reseller_name,
        "month": made.month,
        "settled": f"{made.settled_at:%d %B %Y}" if made.settled_at else "",
        "total": money(made.total),
        "lines": _lines(made.lines),
        "adjustments": _adjustments(made.adjustments),
    }
    return typst.compile(template, format="pdf", sys_inputs={"data": msgspec.json.encode(data).decode()})


def _lines(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [
        {
            "organisation": line.organisation_name,
            "explanation": line.explanation,
            "plan": (line.plan or "–").capitalize(),
            "days": f"{line.from_day:%d.%m.} – {line.to_day:%d.%m.} ({line.days})",
            "base": money(line.base),
            "rate": percent(line.rate) if line.base else "–",
            "amount": money(line.amount),
        }
        for line in lines
    ]


def _adjustments(adjustments: Sequence[Adjustment]) -> list[dict[str, str]]:
    return [
        {
            "organisation": change.organisation_name,
            "explanation": change.explanation,
            "month": change.month,
            "amount": money(change.amount),
        }
        for change in adjustments
    ]
