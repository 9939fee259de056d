"""Months as they are written in requests: `2026-10`."""

from datetime import UTC, date, datetime

from worktrackr.edge.parameters import first_day
from worktrackr.problems import Validation


def begun_month(text: str) -> date:
    """Return the first day of a month that runs or is over; raises `Validation` for one that is still to come."""
    month = first_day(text)
    if month > datetime.now(UTC).date():
        raise Validation.at("/month", "out_of_range", "This month is still to come.")
    return month


def month_name(text: str) -> str:
    """Write a month for people.

    >>> month_name("2026-10")
    'October 2026'
    """
    return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
