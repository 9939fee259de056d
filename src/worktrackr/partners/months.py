"""Months as they are written in requests: `2026-10`."""

from datetime import UTC, date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from worktrackr.problems import Validation

MonthText = Annotated[str, Meta(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]


def first_day(text: str) -> date:
    """Return the first day of a month; raises `Validation` where there is no such month."""
    try:
        return date.fromisoformat(f"{msgspec.convert(text, MonthText)}-01")
    except (ValueError, msgspec.ValidationError):
        raise Validation.at("/month", "invalid", "Write the month as YYYY-MM.") from None


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
