"""The expansion of recurrence rules alone: local wall time first, then instants."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from time import perf_counter

import pytest

from worktrackr.recurrence import (
    Occurrence,
    Schedule,
    continue_from,
    end_before,
    occurrence_on,
    occurrences,
    read_rule,
)


def schedule(rrule: str, starts_on: str, start_time: str | None = "09:00", timezone: str = "Europe/London") -> Schedule:
    """Make a schedule of an hour each time."""
    return Schedule(
        rrule=rrule,
        starts_on=date.fromisoformat(starts_on),
        start_time=start_time,
        duration_minutes=None if start_time is None else 60,
        timezone=timezone,
    )


def found(rrule: str, starts_on: str, count: int = 4) -> list[str]:
    """Return the first local days of a rule."""
    return [occurrence.day.isoformat() for occurrence in islice(occurrences(schedule(rrule, starts_on)), count)]


@pytest.mark.parametrize(
    ("rrule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ["2026-03-10", "2026-03-24", "2026-04-07", "2026-04-21"]),
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-03-10", "2026-04-14", "2026-05-12", "2026-06-09"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29", "2036-02-29", "2040-02-29"]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", ["2027-01-04", "2028-01-03", "2029-01-01", "2029-12-31"]),
        ("FREQ=YEARLY;BYYEARDAY=-1", ["2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"]),
        ("FREQ=DAILY;COUNT=2", ["2026-03-01", "2026-03-02"]),
        ("FREQ=DAILY;UNTIL=20260303", ["2026-03-01", "2026-03-02", "2026-03-03"]),
        ("FREQ=DAILY;UNTIL=20260302T090000Z", ["2026-03-01", "2026-03-02"]),
        ("FREQ=DAILY;UNTIL=20260302T085959Z", ["2026-03-01"]),
        ("FREQ=DAILY;UNTIL=20250101", []),
    ],
)
def test_a_rule_names_its_days(rrule: str, days: list[str]) -> None:
    assert found(rrule, "2026-03-01") == days


def test_positions_are_those_of_the_whole_week_also_of_the_first() -> None:
    # Thursday 7 November 2024: the week began on Wednesday, so Thursday is its second day.
    assert found("FREQ=WEEKLY;BYDAY=TU,WE,TH,FR;BYSETPOS=2;WKST=WE", "2024-11-07", 2) == ["2024-11-07", "2024-11-14"]
    assert found("FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1;COUNT=2", "2026-03-05", 3) == ["2026-03-09", "2026-03-16"]
    assert found("FREQ=WEEKLY;INTERVAL=2;BYMONTH=3,4", "2026-03-05", 3) == ["2026-03-05", "2026-03-19", "2026-04-02"]


def test_local_times_become_instants_across_the_changes_of_clocks() -> None:
    spring = list(islice(occurrences(schedule("FREQ=DAILY", "2026-03-28", "01:30")), 3))
    autumn = list(islice(occurrences(schedule("FREQ=DAILY", "2026-10-24", "01:30")), 3))
    assert [occurrence.starts_at for occurrence in spring] == [
        datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # left out: 02:30 is shown
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]
    assert [occurrence.starts_at for occurrence in autumn] == [
        datetime(2026, 10, 24, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # comes twice: the first
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]
    lengths = {one.ends_at - one.starts_at for one in [*spring, *autumn] if one.starts_at and one.ends_at}
    assert lengths == {timedelta(hours=1)}


def test_all_day_is_a_date() -> None:
    assert occurrence_on(schedule("FREQ=DAILY", "2026-03-28", None), date(2026, 3, 29)) == Occurrence(
        day=date(2026, 3, 29), local="2026-03-29", starts_at=None, ends_at=None
    )


def test_the_ends_of_time_are_kept() -> None:
    assert found("FREQ=YEARLY", "2198-12-31") == ["2198-12-31", "2199-12-31"]
    assert found("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "1900-01-01", 2) == ["1904-02-29", "1908-02-29"]
    every_year = list(occurrences(schedule("FREQ=YEARLY", "1900-01-01")))
    assert len(every_year) == 300
    assert all(before.day < after.day for before, after in pairwise(every_year))


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=9",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=7",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
        "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366",
    ],
)
def test_what_never_happens_is_found_out_soon(rrule: str) -> None:
    begun = perf_counter()
    assert found(rrule, "2027-03-02") == []
    assert perf_counter() - begun < 5


def test_a_rule_is_cut_in_two() -> None:
    weekly = schedule("FREQ=WEEKLY;COUNT=5;BYDAY=TU", "2026-03-03")
    assert end_before(weekly, date(2026, 3, 17)) == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260316"
    assert continue_from(weekly, date(2026, 3, 17)) == "FREQ=WEEKLY;COUNT=3;BYDAY=TU"
    until = schedule("FREQ=WEEKLY;UNTIL=20270101T000000Z", "2026-03-03")
    assert continue_from(until, date(2026, 3, 17)) == until.rrule
    assert end_before(until, date(2026, 3, 17)) == "FREQ=WEEKLY;UNTIL=20260316"


def test_the_parts_of_a_rule_are_kept_as_written() -> None:
    rule = read_rule("FREQ=MONTHLY;BYDAY=+1MO,-1FR;WKST=SU")
    assert rule.parts == {"FREQ": "MONTHLY", "BYDAY": "+1MO,-1FR", "WKST": "SU"}
