"""Reads iCalendar files (RFC 5545): what other calendars export, line by line, so that a fault is named where it stands."""

# icalendar leaves the types of its values open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from icalendar import Event as Component
from icalendar.error import BrokenCalendarProperty
from icalendar.parser import Contentline

from worktrackr.problems import FieldError, Validation
from worktrackr.recurrence import FIRST_DAY, LAST_DAY, RuleError, read_rule

EVENTS_MAX = 5_000
FAULTS_MAX = 20
DEPTH_MAX = 4
TITLE_MAX, NOTES_MAX = 200, 50_000
# Looked up once: the list is made from the files of all zones.
ZONES = frozenset(available_timezones())
WITHOUT_END = timedelta(minutes=30)
"""How long something lasts whose file does not say so."""


class ReadEvent(msgspec.Struct, kw_only=True):
    """One VEVENT. `start` and `end` are days when it lasts all day; the end is exclusive."""

    line: int
    uid: str
    title: str
    start: datetime | date
    end: datetime | date
    timezone: str
    location: str | None
    notes: str | None
    categories: list[str]
    cancelled: bool
    reminder_minutes: int | None
    rrule: str | None
    skipped: list[date]
    """Local days that the rule names and that are left out."""
    replaces: date | None
    """The local day of the occurrence of a series that this one stands in for."""
    note: str | None
    """What of it cannot be kept."""


class CalendarFile(msgspec.Struct):
    """What was found in a file: its events in their order, and how many other components there are."""

    events: list[ReadEvent]
    left_out: int


class _Block(msgspec.Struct):
    """The lines of one component, from the number of its first on."""

    kind: str
    line: int
    lines: list[str]


def read_calendar(content: bytes, home: ZoneInfo) -> CalendarFile:
    """Read a file; times without a zone are times of `home`. Raises `Validation` that names the lines that are wrong."""
    faults: list[FieldError] = []
    events: list[ReadEvent] = []
    left_out = 0
    zones: dict[str, str] = {}
    for block in _blocks(content):
        if block.kind == "VTIMEZONE":
            _note_zone(block, zones)
        elif block.kind != "VEVENT":
            left_out += 1
        elif len(events) + len(faults) >= EVENTS_MAX:
            raise _fault(block.line, "VEVENT", f"A file may have at most {EVENTS_MAX} events.")
        else:
            try:
                events.append(_event(block, home, zones))
            except Validation as refusal:
                faults += refusal.errors
    if faults:
        raise Validation(errors=faults[:FAULTS_MAX])
    return CalendarFile(events, left_out)


# -- lines and components -------------------------------------------------------------------------------------------


def _fault(line: int, component: str, detail: str) -> Validation:
    return Validation.at("/file", "invalid", f"Line {line} ({component}): {detail}")


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines with the number of each, with what was folded put together."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _fault(line, "file", "This is not UTF-8 text, as calendar files are.") from None
    number, whole = 0, ""
    for at, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line[:1] in (" ", "\t") and whole:
            whole += line[1:]
            continue
        if whole.strip():
            yield number, whole
        number, whole = at, line
    if whole.strip():
        yield number, whole


def _blocks(content: bytes) -> Iterator[_Block]:
    """Yield the components of the calendar; those inside of them are part of their lines."""
    stack: list[tuple[str, int]] = []
    block = _Block("", 0, [])
    number = 0
    for number, line in _lines(content):
        name, _, value = (part.strip().upper() for part in line.partition(":"))
        if name == "BEGIN":
            _check_begin(number, value, len(stack))
            stack.append((value, number))
            if len(stack) == 2:
                block = _Block(value, number, [])
        elif not stack:
            raise _no_calendar(number)
        block.lines.append(line)
        if name == "END":
            _check_end(number, value, stack.pop()[0])
            if len(stack) == 1:
                yield block
        elif name != "BEGIN":
            _check_line(number, stack[-1][0], line)
    if number == 0:
        raise _fault(1, "file", "This is no iCalendar file: it is empty.")
    if stack:
        raise _fault(stack[-1][1], stack[-1][0], "Begins and never ends: the file is cut off.")


def _check_begin(number: int, component: str, depth: int) -> None:
    if (depth == 0) != (component == "VCALENDAR"):
        raise _no_calendar(number)
    if depth == DEPTH_MAX:
        raise _fault(number, component, "Lies too deep in others.")


def _check_end(number: int, component: str, begun: str) -> None:
    if component != begun:
        raise _fault(number, component or "file", "Ends what did not begin here.")


def _no_calendar(number: int) -> Validation:
    return _fault(number, "file", "This is no iCalendar file: it begins with BEGIN:VCALENDAR.")


def _check_line(number: int, component: str, line: str) -> None:
    try:
        Contentline(line).parts()
    except ValueError:
        raise _fault(number, component, f"“{line[:60]}” cannot be read: lines look like NAME:value.") from None


def _note_zone(block: _Block, zones: dict[str, str]) -> None:
    """Remember which zone is meant by a name of the file. Its own rules are not used: ours know history better."""
    named = {line.partition(":")[0].upper(): line.partition(":")[2].strip() for line in block.lines}
    if (place := named.get("X-LIC-LOCATION", "")) in ZONES:
        zones[named.get("TZID", "")] = place


# -- one event ------------------------------------------------------------------------------------------------------


_TZID = re.compile(r';TZID=("[^"]*"|[^;:"]*)', re.IGNORECASE)


class _Reader:
    """The properties of one VEVENT."""

    def __init__(self, block: _Block, home: ZoneInfo, zones: dict[str, str]) -> None:
        self.line, self._home, self._zones = block.line, home, zones
        # Names of zones as we know them: icalendar only guesses.
        lines = [_TZID.sub(self._known_zone, line) for line in block.lines]
        try:
            self.component = Component.from_ical("\r\n".join(lines) + "\r\n")
        except (ValueError, AttributeError, TypeError, OSError):
            # icalendar stumbles over some faults, such as a folder of zones for a zone, rather than telling of them.
            raise self.fault("It cannot be read.") from None

    def fault(self, detail: str) -> Validation:
        return _fault(self.line, "VEVENT", detail)

    def values(self, name: str) -> list[Any]:
        found = self.component.get(name)
        return found if isinstance(found, list) else [] if found is None else [found]

    def one(self, name: str) -> Any:  # noqa: ANN401  # icalendar's value
        found = self.values(name)
        if len(found) > 1:
            raise self.fault(f"{name} occurs twice.")
        return found[0] if found else None

    def text(self, name: str, limit: int) -> str | None:
        found = self.one(name)
        # PostgreSQL has no character of number zero.
        return str(found).replace("\0", "").strip()[:limit] or None if found is not None else None

    def moment(self, name: str) -> datetime | date | None:
        found = self.one(name)
        return None if found is None else self._resolved(name, found, self._read(name, found, "dt"))

    def moments(self, name: str) -> list[datetime | date]:
        return [
            self._resolved(name, one, one.dt) for found in self.values(name) for one in self._read(name, found, "dts")
        ]

    def length(self) -> timedelta | None:
        found = self.one("DURATION")
        if found is None:
            return None
        length = self._read("DURATION", found, "dt")
        if not isinstance(length, timedelta):
            raise self.fault("DURATION is no length of time.")
        return length

    def reminder(self) -> int | None:
        for alarm in self.component.walk("VALARM"):
            trigger = alarm.get("TRIGGER")
            try:
                before = -trigger.dt.total_seconds() / 60
            except (AttributeError, ValueError):
                continue
            if 0 <= before <= 40_320 and trigger.params.get("RELATED", "START") == "START":
                return int(before)
        return None

    def _read(self, name: str, value: Any, attribute: str) -> Any:  # noqa: ANN401  # icalendar's value
        try:
            return getattr(value, attribute)
        except (BrokenCalendarProperty, AttributeError):
            raise self.fault(f"{name} cannot be read.") from None

    def _resolved(self, name: str, value: Any, found: Any) -> datetime | date:  # noqa: ANN401  # icalendar's value
        if not isinstance(found, date):
            raise self.fault(f"{name} is no day and no time.")
        if not FIRST_DAY < (found.date() if isinstance(found, datetime) else found) < LAST_DAY:
            raise self.fault(f"{name} is not between {FIRST_DAY.year} and {LAST_DAY.year}.")
        if not isinstance(found, datetime) or found.tzinfo is not None:
            return found
        named = value.params.get("TZID")
        if named is None:
            return found.replace(tzinfo=self._home)
        raise self.fault(f"The time zone “{str(named)[:60]}” of {name} is not known.")

    def _known_zone(self, found: re.Match[str]) -> str:
        zone = self._zone(found[1].strip('"'))
        return found[0] if zone is None else f";TZID={zone}"

    def _zone(self, named: str) -> str | None:
        """Return the zone that a name means: as the file explains it, or as its last parts name it."""
        parts = named.strip("/").split("/")
        names = [self._zones.get(named, ""), *("/".join(parts[-count:]) for count in (3, 2, 1))]
        return next((name for name in names if name in ZONES), None)


def _event(block: _Block, home: ZoneInfo, zones: dict[str, str]) -> ReadEvent:
    reader = _Reader(block, home, zones)
    start = reader.moment("DTSTART")
    if start is None:
        raise reader.fault("DTSTART is missing.")
    end = _end(reader, start)
    timezone = getattr(start.tzinfo, "key", "UTC") if isinstance(start, datetime) else home.key
    rrule, note = _rule(reader)
    if rrule is not None and _is_long(start, end):
        rrule, note = None, "It repeats and lasts more than 31 days: only the first time is kept."
    replaces = reader.moment("RECURRENCE-ID")
    title = reader.text("SUMMARY", TITLE_MAX) or "Event"
    uid = reader.text("UID", 500) or hashlib.sha256(f"{title} {start}".encode()).hexdigest()
    categories = [str(one) for found in reader.values("CATEGORIES") for one in getattr(found, "cats", [])]
    return ReadEvent(
        line=reader.line,
        uid=uid,
        title=title,
        start=start,
        end=end,
        timezone=timezone,
        location=reader.text("LOCATION", TITLE_MAX),
        notes=reader.text("DESCRIPTION", NOTES_MAX),
        categories=categories,
        cancelled=reader.text("STATUS", 20) == "CANCELLED",
        reminder_minutes=reader.reminder(),
        rrule=rrule,
        skipped=[local_day(moment, timezone) for moment in reader.moments("EXDATE")],
        replaces=None if replaces is None else local_day(replaces, timezone),
        note=note,
    )


def local_day(moment: datetime | date, timezone: str) -> date:
    """Return the day of a moment, by the clock of a zone."""
    return moment.astimezone(ZoneInfo(timezone)).date() if isinstance(moment, datetime) else moment


def _end(reader: _Reader, start: datetime | date) -> datetime | date:
    end, length = reader.moment("DTEND"), reader.length()
    is_timed = isinstance(start, datetime)
    if end is None and length is not None:
        end = _later(reader, start, length)
    if end is None:
        end = start + (WITHOUT_END if is_timed else timedelta(days=1))
    if isinstance(end, datetime) != is_timed:
        raise reader.fault("DTSTART and DTEND must both be days, or both be times.")
    if end < start:
        raise reader.fault("It ends before it begins.")
    return end if end > start else start + (WITHOUT_END if is_timed else timedelta(days=1))


def _is_long(start: datetime | date, end: datetime | date) -> bool:
    days = [moment.date() if isinstance(moment, datetime) else moment for moment in (start, end)]
    return days[1] - days[0] > timedelta(days=30)


def _later(reader: _Reader, start: datetime | date, length: timedelta) -> datetime | date:
    try:
        end = start + length
        if (end.date() if isinstance(end, datetime) else end) < LAST_DAY:
            return end
    except OverflowError:
        pass
    raise reader.fault(f"It lasts beyond {LAST_DAY.year}.")


def _rule(reader: _Reader) -> tuple[str | None, str | None]:
    """Return the rule of a series, or why it cannot be kept."""
    rules = reader.values("RRULE")
    if not rules:
        return None, "RDATE is not kept." if reader.values("RDATE") else None
    if len(rules) > 1 or reader.values("RDATE"):
        return None, "It repeats by more than one rule: only the first time is kept."
    try:
        text = rules[0].to_ical().decode()
        # A last time without a zone is one of the event's own; its day says as much.
        parts = [
            part[:14] if part.startswith("UNTIL=") and not part.endswith("Z") else part for part in text.split(";")
        ]
        read_rule(";".join(parts))
    except (RuleError, BrokenCalendarProperty, TypeError) as error:
        reason = error if isinstance(error, RuleError) else "it cannot be read."
        return None, f"Its rule cannot be kept, only the first time is: {reason}"
    return ";".join(parts), None
