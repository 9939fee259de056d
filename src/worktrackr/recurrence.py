"""Recurrence rules (RFC 5545): read strictly, expanded in local wall time, and only then turned into instants."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, islice, takewhile
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from dateutil import rrule as dateutil_rrule

FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "DAILY": dateutil_rrule.DAILY,
    "WEEKLY": dateutil_rrule.WEEKLY,
    "MONTHLY": dateutil_rrule.MONTHLY,
    "YEARLY": dateutil_rrule.YEARLY,
}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TEXT_MAX = 500
INTERVAL_MAX = 1_000
COUNT_MAX = 10_000
DISTANT_YEARS = 7_600
"""The calendar repeats itself every 400 years, weekdays and leap years alike; so also after 19 times as many."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class RuleError(ValueError):
    """A rule that we do not take; its text says what is wrong, to the user."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it was read. `until` is a day, or an instant, both inclusive."""

    frequency: str
    count: int | None = None
    until: date | datetime | None = None
    parts: dict[str, str]
    options: dict[str, Any]


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """When something repeats: a rule from a day on, at a local time of a zone, or all day."""

    rrule: str
    starts_on: date
    start_time: str | None
    duration_minutes: int | None
    timezone: str


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One time that something happens: its local day and time, and the instants; without these it is all day."""

    day: date
    local: str
    starts_at: datetime | None
    ends_at: datetime | None

    def has_begun(self, now: datetime) -> bool:
        """Whether its moment has come; what is all day has none."""
        return self.starts_at is not None and self.starts_at <= now


def read_rule(text: str) -> Rule:
    """Read a rule; raises `RuleError`.

    >>> read_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU").frequency
    'WEEKLY'
    """
    if len(text) > TEXT_MAX:
        message = f"A rule has at most {TEXT_MAX} letters."
        raise RuleError(message)
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            message = f"“{part}” is no part of a rule: parts look like FREQ=WEEKLY, with ; between them."
            raise RuleError(message)
        if name not in _PARTS:
            message = f"{name} cannot be used here. A rule is made of {', '.join(_PARTS)}."
            raise RuleError(message)
        if name in parts:
            message = f"{name} occurs twice."
            raise RuleError(message)
        parts[name] = value
    values = {name: _PARTS[name](value) for name, value in parts.items()}
    _check_together(parts, values)
    options = {_OPTIONS[name]: value for name, value in values.items() if name in _OPTIONS}
    return Rule(
        frequency=parts["FREQ"], count=values.get("COUNT"), until=values.get("UNTIL"), parts=parts, options=options
    )


def occurrences(schedule: Schedule, since: date | None = None) -> Iterator[Occurrence]:
    """Yield what a schedule names, in order, from the local day `since` on. Raises `RuleError`."""
    rule, zone = read_rule(schedule.rrule), ZoneInfo(schedule.timezone)
    for day in _days(rule, schedule.starts_on):
        if since is not None and day < since:
            continue
        found = occurrence_on(schedule, day)
        if isinstance(rule.until, datetime):
            at = found.starts_at or datetime.combine(day, time(), zone)
            if at > rule.until:
                return
        yield found


def occurrence_on(schedule: Schedule, day: date) -> Occurrence:
    """Return what happens on a local day, whether or not the rule names it.

    A local time that a change of clocks leaves out is taken with the offset before it, so it moves forward, and the
    first of a doubled hour is meant (RFC 5545, 3.3.5).
    """
    if schedule.start_time is None:
        return Occurrence(day=day, local=day.isoformat(), starts_at=None, ends_at=None)
    at = time.fromisoformat(schedule.start_time)
    starts_at = datetime.combine(day, at, ZoneInfo(schedule.timezone)).astimezone(UTC)
    ends_at = None if schedule.duration_minutes is None else starts_at + timedelta(minutes=schedule.duration_minutes)
    return Occurrence(day=day, local=f"{day}T{schedule.start_time}", starts_at=starts_at, ends_at=ends_at)


def end_before(schedule: Schedule, day: date) -> str:
    """Return the rule of a schedule that ends before a local day."""
    until = f"{day - timedelta(days=1):%Y%m%d}"
    return _written(read_rule(schedule.rrule).parts, UNTIL=until, COUNT=None)


def continue_from(schedule: Schedule, day: date) -> str:
    """Return the rule that a schedule goes on with from a local day: what was counted before is counted no more."""
    rule = read_rule(schedule.rrule)
    if rule.count is None:
        return schedule.rrule
    before = sum(1 for found in _days(rule, schedule.starts_on) if found < day)
    return _written(rule.parts, COUNT=str(max(1, rule.count - before)))


def _days(rule: Rule, starts_on: date) -> Iterator[date]:
    """Yield the days that a rule names from a day on.

    dateutil looks for the next day up to the year 9999, which takes a rule without any, such as 30 February, thousands
    of years. So it works in the years before that, where the calendar is the same: a rule that never happens ends soon.
    """
    last = rule.until if rule.until is not None else LAST_DAY
    if isinstance(last, datetime):
        # A day more, since the local day of an instant may be the next; `occurrences` looks at the instant itself.
        last = last.date() + timedelta(days=1)
    first, options = starts_on, rule.options
    if rule.frequency == "WEEKLY":
        # A week is whole (RFC 5545, BYSETPOS), but dateutil's first begins with the day that it is told.
        first -= timedelta(days=(first.weekday() - options.get("wkst", 0)) % 7)
        options = dict[str, Any](byweekday=starts_on.weekday()) | options
    found = dateutil_rrule.rrule(FREQUENCIES[rule.frequency], dtstart=_moved(first, DISTANT_YEARS), **options)
    days = (_moved(at, -DISTANT_YEARS).date() for at in found)
    started = dropwhile(lambda day: day < starts_on, days)
    yield from takewhile(lambda day: day <= last, islice(started, rule.count))


def _moved(day: date, years: int) -> datetime:
    return datetime(day.year + years, day.month, day.day)  # noqa: DTZ001  # a local day, as dateutil takes it


def _written(parts: dict[str, str], **changes: str | None) -> str:
    changed = {name: changes.get(name, parts.get(name)) for name in (*parts, *(n for n in changes if n not in parts))}
    return ";".join(f"{name}={value}" for name, value in changed.items() if value is not None)


# -- parts of a rule ------------------------------------------------------------------------------------------------


def _frequency(text: str) -> str:
    if text not in FREQUENCIES:
        message = f"FREQ must be one of {', '.join(FREQUENCIES)}."
        raise RuleError(message)
    return text


def _number(name: str, low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,5}", text) or not low <= int(text) <= high:
            message = f"{name} must be a number from {low} to {high}."
            raise RuleError(message)
        return int(text)

    return read


def _numbers(name: str, high: int, *, signed: bool) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        found: list[int] = []
        for part in text.split(","):
            if not re.fullmatch("[+-]?[0-9]{1,3}" if signed else "[0-9]{1,3}", part) or not 1 <= abs(int(part)) <= high:
                or_before = f", or -{high} to -1 counted from the end" if signed else ""
                message = f"“{part}” in {name} must be a number from 1 to {high}{or_before}."
                raise RuleError(message)
            found.append(int(part))
        return tuple(dict.fromkeys(found))

    return read


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        message = f"“{text}” is no day of the week: these are {', '.join(WEEKDAYS)}."
        raise RuleError(message)
    return WEEKDAYS.index(text)


def _weekdays(text: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in text.split(","):
        ordinal, name = part[:-2], part[-2:]
        if ordinal and (
            not re.fullmatch("[+-]?[0-9]{1,2}", ordinal) or not 1 <= abs(int(ordinal)) <= 53
        ):  # weeks of a year
            message = f"“{part}” in BYDAY must be a day such as TU, 2TU or -1FR."
            raise RuleError(message)
        found.append(dateutil_rrule.weekday(_weekday(name), int(ordinal) if ordinal else None))
    return tuple(found)


def _until(text: str) -> date | datetime:
    try:
        if re.fullmatch("[0-9]{8}(T[0-9]{6}Z)?", text):
            found = datetime.fromisoformat(text)
            day = found.date()
            if FIRST_DAY <= day < LAST_DAY:
                return found if found.tzinfo else day
    except ValueError:
        pass
    message = "UNTIL must be a day such as 20271231, or a time in UTC such as 20271231T235959Z."
    raise RuleError(message)


_PARTS: dict[str, Callable[[str], Any]] = {
    "FREQ": _frequency,
    "INTERVAL": _number("INTERVAL", 1, INTERVAL_MAX),
    "COUNT": _number("COUNT", 1, COUNT_MAX),
    "UNTIL": _until,
    "BYDAY": _weekdays,
    "BYMONTHDAY": _numbers("BYMONTHDAY", 31, signed=True),
    "BYMONTH": _numbers("BYMONTH", 12, signed=False),
    "BYYEARDAY": _numbers("BYYEARDAY", 366, signed=True),
    "BYWEEKNO": _numbers("BYWEEKNO", 53, signed=True),
    "BYSETPOS": _numbers("BYSETPOS", 366, signed=True),
    "WKST": _weekday,
}
_OPTIONS = {
    "INTERVAL": "interval",
    "BYDAY": "byweekday",
    "BYMONTHDAY": "bymonthday",
    "BYMONTH": "bymonth",
    "BYYEARDAY": "byyearday",
    "BYWEEKNO": "byweekno",
    "BYSETPOS": "bysetpos",
    "WKST": "wkst",
}
# What RFC 5545 (3.3.10) forbids: which part does not go with which frequency.
_ONLY_WITH = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
}


def _check_together(parts: dict[str, str], values: dict[str, Any]) -> None:
    frequency = parts.get("FREQ")
    if frequency is None:
        message = "A rule needs FREQ, such as FREQ=WEEKLY."
        raise RuleError(message)
    if "COUNT" in parts and "UNTIL" in parts:
        message = "A rule ends by COUNT or by UNTIL, not by both."
        raise RuleError(message)
    for name, frequencies in _ONLY_WITH.items():
        if name in parts and frequency not in frequencies:
            message = f"{name} does not go with FREQ={frequency}."
            raise RuleError(message)
    if any(day.n for day in values.get("BYDAY", ())) and (frequency in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts):
        message = "A numbered day such as 2TU needs FREQ=MONTHLY or FREQ=YEARLY, without BYWEEKNO."
        raise RuleError(message)
    if "BYSETPOS" in parts and not any(name.startswith("BY") for name in parts if name != "BYSETPOS"):
        message = "BYSETPOS chooses among what another part names, such as BYDAY."
        raise RuleError(message)
