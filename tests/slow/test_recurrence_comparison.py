"""Recurring tickets are where a calendar program would put them: random rules, compared with recurring-ical-events."""

import os
import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # pyright: ignore[reportMissingTypeStubs]  # it has none
from icalendar import Calendar

from worktrackr.recurrence import Schedule, occurrences

RULES = int(os.environ.get("WORKTRACKR_TEST_RULES", "40"))
COMPARED = 40
LAST = date(2046, 1, 1)
# Half an hour, a change at midnight, a day left out, none at all: clocks change in many ways.
ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "America/Santiago", "Africa/Cairo",
    "Asia/Beirut", "Pacific/Kiritimati", "Pacific/Apia", "Africa/Casablanca", "UTC", "America/Sao_Paulo",
)  # fmt: skip
# Among them the hours that changes of clocks leave out or repeat.
TIMES = ("00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "09:00", "12:15", "23:30", "23:59")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def random_schedule(chance: random.Random) -> Schedule:
    """Make any schedule that we take."""
    zone = chance.choice(ZONES)
    start_time = chance.choice((*TIMES, None))
    starts_on = date(2018, 1, 1) + timedelta(days=chance.randrange(4000))
    parts = [f"FREQ={(frequency := chance.choice(('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY')))}"]
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 5)}")
    by = [make(chance) for name, make in BY[frequency].items() if chance.random() < SHARE[name]]
    # Not in weeks: dateutil, which the library uses, counts the positions of the first from its start, not from Monday.
    if by and frequency != "WEEKLY" and chance.random() < 0.15:
        by.append(f"BYSETPOS={chance.choice((1, 2, -1, -2))}")
    parts += by
    if chance.random() < 0.2:
        parts.append(f"WKST={chance.choice(WEEKDAYS)}")
    ends = chance.random()
    if ends < 0.25:
        parts.append(f"COUNT={chance.randint(1, 60)}")
    elif ends < 0.5:
        # RFC 5545 wants the type of the start: a day for days, UTC for times.
        last = datetime.combine(starts_on, time(), UTC) + timedelta(hours=chance.randint(0, 24 * 1500))
        parts.append(f"UNTIL={last:%Y%m%d}" if start_time is None else f"UNTIL={last:%Y%m%dT%H%M%SZ}")
    return Schedule(
        rrule=";".join(parts),
        starts_on=starts_on,
        start_time=start_time,
        duration_minutes=None,
        timezone=zone,
    )


def _days(chance: random.Random) -> str:
    return "BYDAY=" + ",".join(chance.sample(WEEKDAYS, chance.randint(1, 4)))


def _numbered_days(chance: random.Random) -> str:
    days = [f"{chance.choice(('', '1', '2', '3', '4', '-1', '-2'))}{day}" for day in chance.sample(WEEKDAYS, 2)]
    return "BYDAY=" + ",".join(days[: chance.randint(1, 2)])


def _month_days(chance: random.Random) -> str:
    return "BYMONTHDAY=" + ",".join(map(str, chance.sample([*range(1, 32), -1, -2, -5], chance.randint(1, 4))))


def _months(chance: random.Random) -> str:
    return "BYMONTH=" + ",".join(map(str, sorted(chance.sample(range(1, 13), chance.randint(1, 5)))))


def _year_days(chance: random.Random) -> str:
    return "BYYEARDAY=" + ",".join(map(str, chance.sample([*range(1, 367), -1, -100, -366], 4)))


BY = {
    "DAILY": {"day": _days, "month_day": _month_days, "month": _months},
    "WEEKLY": {"day": _days, "month": _months},
    "MONTHLY": {"numbered": _numbered_days, "month_day": _month_days, "month": _months},
    "YEARLY": {"numbered": _numbered_days, "month_day": _month_days, "month": _months, "year_day": _year_days},
}
SHARE = {"day": 0.5, "numbered": 0.5, "month_day": 0.25, "month": 0.3, "year_day": 0.15}


def ours(schedule: Schedule) -> list[datetime | date]:
    """Return the starts of the first occurrences as we make them: instants, or days for all day."""
    return [one.starts_at or one.day for one in islice(occurrences(schedule), COMPARED) if one.day < LAST]


def theirs(schedule: Schedule, first: date) -> list[datetime | date]:
    """Return the starts of the same event in a calendar.

    It begins with its first occurrence, as RFC 5545 wants it. Ends are not compared: the library adds to the wall
    clock, while our minutes are as long as they are.
    """
    start = f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    if schedule.start_time is not None:
        start = f"DTSTART;TZID={schedule.timezone}:{first:%Y%m%d}T{schedule.start_time.replace(':', '')}00"
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        start,
        f"RRULE:{schedule.rrule}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    calendar = Calendar.from_ical("\r\n".join(lines))
    found: list[Any] = recurring_ical_events.of(calendar).between(first - timedelta(days=2), LAST + timedelta(days=2))
    starts = [one.start.astimezone(UTC) if isinstance(one.start, datetime) else one.start for one in found]
    limit = datetime.combine(LAST, time(), ZoneInfo(schedule.timezone)) if schedule.start_time else LAST
    return sorted(start for start in starts if start < limit)[:COMPARED]


@pytest.mark.parametrize("seed", range(RULES))
def test_a_random_rule_happens_when_a_calendar_says(seed: int) -> None:
    chance = random.Random(seed)
    schedule = random_schedule(chance)
    first = next((one.day for one in occurrences(schedule)), None)
    while first is None or first >= LAST:
        schedule = random_schedule(chance)
        first = next((one.day for one in occurrences(schedule)), None)
    assert ours(schedule) == theirs(schedule, first), schedule
