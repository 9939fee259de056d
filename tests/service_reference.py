"""Service levels computed slowly, minute by minute, from their definitions (docs/guides/service-levels.md)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import psycopg

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Clocks that change at midnight, by half an hour and by two; a day that was left out; and none whose rules still change.
ZONES = (
    "Europe/London", "America/New_York", "America/St_Johns", "Pacific/Kiritimati", "Australia/Lord_Howe", "America/Havana", "Antarctica/Troll",
)  # fmt: skip
PRIORITIES = ("Low", "Medium", "High", "Urgent")
STATUSES = ("Open", "In Progress", "Waiting", "Resolved", "Closed")
FINISHED = ("Resolved", "Closed")


@dataclass(frozen=True)
class Calendar:
    """An organisation's settings: minutes of the day by weekday, and what each priority is promised."""

    zone: ZoneInfo
    hours: tuple[tuple[tuple[int, int], ...], ...]
    holidays: frozenset[date]
    levels: dict[str, tuple[int | None, int | None]]

    def works(self, minute: datetime) -> bool:
        """Whether the minute that begins then is worked."""
        local = minute.astimezone(self.zone)
        of_day = local.hour * 60 + local.minute
        return local.date() not in self.holidays and any(a <= of_day < b for a, b in self.hours[local.weekday()])

    def after(
        self, start: datetime, minutes: int | None, pauses: Sequence[tuple[datetime, datetime]] = ()
    ) -> datetime | None:
        """The first instant by which so many minutes were worked outside the pauses."""
        if minutes is None:
            return None
        now = start
        while minutes:
            paused = any(begin <= now < end for begin, end in pauses)
            minutes -= not paused and self.works(now)
            now += MINUTE
        return now


@dataclass
class Ticket:
    """What happened to a ticket, and what it was promised when it was finished."""

    calendar: Calendar
    created_at: datetime
    status: str
    priority: str
    first_responded_at: datetime | None = None
    resolved_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list[tuple[datetime, datetime]])
    promised: tuple[datetime | None, datetime | None] | None = None

    def __post_init__(self) -> None:
        """Come in: whoever is not open was answered before, and what is finished is promised nothing."""
        if self.status != "Open":
            self.first_responded_at = self.created_at
        if self.status in ("Waiting", *FINISHED):
            self.stopped_at = self.created_at
        if self.status in FINISHED:
            self.resolved_at, self.promised = self.created_at, (None, None)

    def answer(self, at: datetime) -> None:
        """Somebody of the staff says something in public."""
        self.first_responded_at = self.first_responded_at or at

    def move(self, at: datetime, status: str) -> None:
        """Change the status."""
        finishes, was_finished = status in FINISHED, self.status in FINISHED
        if status != "Open":
            self.answer(at)
        if status != self.status and not (finishes and was_finished):
            if self.stopped_at is not None:
                self.pauses.append((self.stopped_at, at))
            self.stopped_at = at if finishes or status == "Waiting" else None
        if finishes and not was_finished:
            self.resolved_at, self.promised = at, self.due()
        elif not finishes:
            self.resolved_at = self.promised = None
        self.status = status

    def due(self) -> tuple[datetime | None, datetime | None]:
        """When it must be answered and resolved."""
        if self.promised is not None:
            return self.promised
        answer, resolution = self.calendar.levels[self.priority]
        return (
            self.calendar.after(self.created_at, answer),
            self.calendar.after(self.created_at, resolution, self.pauses),
        )

    def columns(self) -> dict[str, datetime | None]:
        """What the database must have kept."""
        first_due, resolution_due = self.due()
        answer, resolution = self.calendar.levels[self.priority]
        next_due = soon = None
        if self.status not in FINISHED:
            if self.status != "Waiting" and resolution_due is not None and resolution is not None:
                next_due = resolution_due
                soon = self.calendar.after(self.created_at, resolution * 3 // 4, self.pauses)
            awaited = first_due if self.first_responded_at is None else None
            if awaited is not None and answer is not None and (next_due is None or awaited <= next_due):
                next_due, soon = awaited, self.calendar.after(self.created_at, answer * 3 // 4)
        return {
            "first_responded_at": self.first_responded_at,
            "resolved_at": self.resolved_at,
            "first_response_due_at": first_due,
            "resolution_due_at": resolution_due,
            "due_at": next_due,
            "due_soon_at": soon,
        }


class History:
    """One random ticket in an organisation of its own, written to the database and told to the reference alike."""

    def __init__(self, owner: psycopg.Connection, seed: int) -> None:
        """`seed` makes it repeatable."""
        self.chance, self.owner = random.Random(seed), owner
        self.zone = ZoneInfo(self.chance.choice(ZONES))
        self.now = self._start()
        self.calendar = Calendar(self.zone, self._hours(), self._holidays(), self._levels())
        (self.organisation,) = self._one(
            "insert into organisations (name, timezone) values ('Any', %s) returning id", self.zone.key
        )
        owner.execute("select set_config('app.organisation_id', %s, false)", [str(self.organisation)])
        (self.user,) = self._one(
            "insert into users (organisation_id, email, password_hash, name) values (%s, %s, '!', 'Ann') returning id",
            self.organisation, f"{self.organisation}@example.com",
        )  # fmt: skip
        self._write_settings()
        status, priority = self.chance.choice(("Open", "Open", "Open", *STATUSES)), self.chance.choice(PRIORITIES)
        self.ticket = Ticket(self.calendar, self.now, status, priority)
        (self.id,) = self._one(
            "insert into tickets (organisation_id, number, title, status, priority, created_at, updated_at, resolved_at) "
            "values (%s, 1, 'Any', %s, %s, %s, %s, %s) returning id",
            self.organisation, status, priority, self.now, self.now, self.ticket.resolved_at,
        )  # fmt: skip
        self.told = [f"{self.zone.key} {self.now} {status} {priority}"]

    def happen(self) -> None:
        """Let some minutes pass, and then something happen."""
        self.now += timedelta(minutes=1 + self.chance.randrange(self.chance.choice((1, 45, 600, 1440, 5000))))
        kind = self.chance.choice(
            ("status",) * 5 + ("priority",) * 2 + ("comment", "holidays", "hours", "levels", "zone")
        )
        self.told.append(f"{self.now} {kind}")
        getattr(self, f"_{kind}_changes")()

    def stored(self) -> dict[str, datetime | None]:
        """What the database kept."""
        names = list(self.ticket.columns())
        row = self._one(f"select {', '.join(names)} from tickets where id = %s", self.id)
        return dict(zip(names, row, strict=True))

    def _status_changes(self) -> None:
        status = self.chance.choice(STATUSES)
        self.ticket.move(self.now, status)
        self._update("status", status)
        self.told[-1] += f" {status}"

    def _priority_changes(self) -> None:
        self.ticket.priority = self.chance.choice(PRIORITIES)
        self._update("priority", self.ticket.priority)
        self.told[-1] += f" {self.ticket.priority}"

    def _comment_changes(self) -> None:
        internal = self.chance.random() < 0.3
        if not internal:
            self.ticket.answer(self.now)
        self.owner.execute(
            "insert into comments (organisation_id, ticket_id, body, internal, created_by, created_at) values (%s, %s, 'Any', %s, %s, %s)",
            [self.organisation, self.id, internal, self.user, self.now],
        )

    def _holidays_changes(self) -> None:
        self._set(replace(self.calendar, holidays=self._holidays()))

    def _hours_changes(self) -> None:
        self._set(replace(self.calendar, hours=self._hours()))

    def _levels_changes(self) -> None:
        self._set(replace(self.calendar, levels=self._levels()))

    def _zone_changes(self) -> None:
        self._set(replace(self.calendar, zone=ZoneInfo(self.chance.choice(ZONES))))

    def _set(self, calendar: Calendar) -> None:
        self.calendar = self.ticket.calendar = calendar
        self._write_settings()
        self.owner.execute(
            "update organisations set timezone = %s where id = %s", [calendar.zone.key, self.organisation]
        )

    def _update(self, column: str, value: str) -> None:
        self.owner.execute(
            f"update tickets set {column} = %s, version = version + 1, updated_at = %s where id = %s".encode(),
            [value, self.now, self.id],
        )

    def _write_settings(self) -> None:
        days = ", ".join(WEEKDAYS)
        values = [
            msgspec.json.encode([{"start": _clock(a), "end": _clock(b)} for a, b in day]).decode()
            for day in self.calendar.hours
        ]
        places = ", ".join(["%s"] * len(WEEKDAYS))
        self.owner.execute(
            f"insert into working_hours (organisation_id, {days}) values (%s, {places}) on conflict (organisation_id) do update "
            f"set ({days}) = ({', '.join(f'excluded.{day}' for day in WEEKDAYS)})".encode(),
            [self.organisation, *values],
        )
        self.owner.execute("delete from holidays where organisation_id = %s", [self.organisation])
        self.owner.execute(
            "insert into holidays (organisation_id, date, name) select %s, unnest(%s::date[]), 'Any'",
            [self.organisation, list(self.calendar.holidays)],
        )
        self.owner.execute(
            "insert into service_levels (organisation_id, priority, first_response_minutes, resolution_minutes) "
            "select %s, * from unnest(%s::text[], %s::integer[], %s::integer[]) on conflict (organisation_id, priority) do update "
            "set (first_response_minutes, resolution_minutes) = (excluded.first_response_minutes, excluded.resolution_minutes)",
            [
                self.organisation,
                list(self.calendar.levels),
                *map(list, zip(*self.calendar.levels.values(), strict=True)),
            ],
        )

    def _one(self, sql: str, *values: object) -> tuple[Any, ...]:
        row = self.owner.execute(sql.encode(), values).fetchone()
        assert row is not None
        return row

    def _start(self) -> datetime:
        """Return a minute, mostly within days of the clocks' being changed."""
        near = datetime(self.chance.randrange(1993, 2040), self.chance.randrange(1, 13), 28, tzinfo=UTC)
        if self.zone.key == "Pacific/Kiritimati" and self.chance.random() < 0.5:
            near = datetime(1994, 12, 31, tzinfo=UTC)
        elif self.chance.random() < 0.8:
            near = next((day for day in _days(near, 300) if self._shift(day)), near)
        return near + timedelta(minutes=self.chance.randrange(-6000, 2000))

    def _shift(self, day: datetime) -> bool:
        return day.astimezone(self.zone).utcoffset() != (day + timedelta(days=1)).astimezone(self.zone).utcoffset()

    def _hours(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        week = tuple(self._day() for _ in WEEKDAYS)
        return week if sum(b - a for day in week for a, b in day) >= 240 else self._hours()

    def _day(self) -> tuple[tuple[int, int], ...]:
        times = (
            [0, 1440]
            if self.chance.random() < 0.2
            else [15 * self.chance.randrange(97) for _ in range(self.chance.choice((0, 2, 2, 4, 6)))]
        )
        if times and self.chance.random() < 0.3:
            times = [min(time, 270) for time in times] if self.chance.random() < 0.5 else [*times, 60, 120]
        pairs = sorted(set(times))
        return tuple(zip(pairs[::2], pairs[1::2], strict=False))

    def _holidays(self) -> frozenset[date]:
        count = self.chance.choice((0, 0, 1, 3, 6))
        return frozenset(self.now.date() + timedelta(days=self.chance.randrange(-4, 12)) for _ in range(count))

    def _levels(self) -> dict[str, tuple[int | None, int | None]]:
        # Multiples of four, so that three quarters are whole minutes.
        def minutes(most: int) -> int | None:
            return None if self.chance.random() < 0.1 else 4 * self.chance.randrange(1, most // 4)

        return {priority: (minutes(480), minutes(1600)) for priority in PRIORITIES}


def _days(start: datetime, count: int) -> list[datetime]:
    return [start + timedelta(days=number) for number in range(count)]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
