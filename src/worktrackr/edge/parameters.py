"""The query parameters of a route that is no plain list: read by their kinds, every fault named."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

import msgspec

from worktrackr.edge.bodies import fault
from worktrackr.edge.web import Request
from worktrackr.fields import MonthText
from worktrackr.problems import FieldError, Validation

_OF_PAGES = ("cursor", "limit", "sort", "total", "trash")


def read_parameters(request: Request, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query's parameters, converted, where a list's kind takes all values of its name.

    Raises `Validation` that names each that is unknown or wrong.
    """
    asked: dict[str, Any] = {}
    faults: list[FieldError] = []
    for name, texts in request.parameters().items():
        if name not in kinds:
            faults.append(FieldError(f"/{name}", "unknown_field", "There is no such parameter."))
            continue
        try:
            (kind,) = get_args(kinds[name]) or (kinds[name],)
            values: list[Any] = [msgspec.convert(text, kind, strict=False) for text in texts]
            value = values if kind is not kinds[name] else values[-1]
            asked[name] = value
            if isinstance(value, Decimal) and not value.is_finite():
                faults.append(FieldError(f"/{name}", "invalid", "This value is not allowed here."))
        except msgspec.ValidationError as error:
            faults.append(fault(f"/{name}", str(error)))
    if faults:
        raise Validation(errors=faults)
    return asked


def read_month(request: Request) -> date:
    """Return the first day of the only parameter, `month=YYYY-MM`: this month's without it. Raises `Validation` for anything else."""
    return first_day(read_parameters(request, {"month": str}).get("month", f"{datetime.now(UTC):%Y-%m}"))


def first_day(month: str) -> date:
    """Return the first day of a month that is written as YYYY-MM; raises `Validation` where there is no such month."""
    try:
        return date.fromisoformat(f"{msgspec.convert(month, MonthText)}-01")
    except (ValueError, msgspec.ValidationError):
        raise Validation.at("/month", "invalid", "Write the month as YYYY-MM.") from None


def refuse_pages(names: Iterable[str]) -> None:
    """Refuse the parameters of a list that choose no rows, where the list's filters are for counting."""
    detail = "Counting does not ask for this."
    if faults := [FieldError(f"/{name}", "unknown_field", detail) for name in _OF_PAGES if name in names]:
        raise Validation(errors=faults)
