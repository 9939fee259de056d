"""The generator: makes the tickets of a series ahead, and brings those ahead in line when the series changes.

A ticket is **touched** when its status is no longer Open, when anything that the series gives it (its texts, people,
template, answers or schedule) is not as the series gave it, or when it has a comment, a file or a checklist. Touched
tickets, and those whose time has begun, are never changed, moved or trashed by the generator. Who deletes an occurrence
skips it: neither it nor its day comes back. A later change of the series finds an occurrence by its local day.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

import msgspec
from procrastinate import Blueprint, JobContext

from worktrackr.postgres.database import Database, Transaction, Work
from worktrackr.postgres.pipeline import Row, Statement, as_json
from worktrackr.recurrence import Occurrence, occurrence_on, occurrences
from worktrackr.rounds import go_round, make_due_series
from worktrackr.series import Recurring

tasks = Blueprint()
FEWEST_AHEAD = 3
BATCH = 200
"""Series of one organisation that one turn of the job looks at; the next turn takes the rest."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a series gives its tickets, beside their schedule."""

    title: str
    description: str | None
    priority: str
    category: str | None
    location: str | None
    contact_id: UUID | None
    assigned_user_id: UUID | None
    template_id: UUID | None
    template_version: int | None
    fields: dict[str, Any]


class Series(Content, Recurring, frozen=True, kw_only=True):
    """A series as it is stored, or was."""

    id: UUID
    rrule: str
    starts_on: date
    start_time: str | None
    duration_minutes: int | None
    timezone: str
    days_ahead: int
    version: int
    deleted_at: datetime | None


class Made(Content, frozen=True, kw_only=True):
    """A ticket of a series as it is stored."""

    id: UUID
    series_occurrence: str
    status: str
    scheduled_date: date | None
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    deleted_at: datetime | None
    discussed: bool

    @property
    def day(self) -> date:
        """The local day that the series meant."""
        return date.fromisoformat(self.series_occurrence[:10])


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What the generator knows of a series from the last time: see the columns of ticket_series_generations."""

    made_from: Series
    made_through: date | None
    withdrawn: dict[UUID, datetime]


class Plan(msgspec.Struct, kw_only=True):
    """What is to be done: occurrences that need a ticket, tickets that become an occurrence, tickets for the trash."""

    make: list[Occurrence]
    change: list[tuple[UUID, Occurrence]]
    withdraw: list[UUID]
    through: date | None
    withdrawn: dict[UUID, datetime]


def ahead(series: Series, now: datetime) -> list[Occurrence]:
    """Return what has not begun yet, up to the horizon, and at least the next few."""
    if series.deleted_at is not None:
        return []
    today = series.today(now)
    found: list[Occurrence] = []
    for occurrence in occurrences(series.schedule, since=today):
        if occurrence.day > today + timedelta(days=series.days_ahead) and len(found) >= FEWEST_AHEAD:
            break
        if not occurrence.has_begun(now):
            found.append(occurrence)
    return found


def plan(series: Series, memory: Memory | None, tickets: Sequence[Made], now: datetime) -> Plan:
    """Compare what should be ahead with what is. `tickets` are those of the series from today on, the trash included."""
    found = ahead(series, now)
    wanted = {occurrence.day: occurrence for occurrence in found}
    before = memory.made_from if memory is not None else series
    withdrawn = dict(memory.withdrawn) if memory is not None else {}
    change: list[tuple[UUID, Occurrence]] = []
    spare: list[Made] = []
    for ticket in sorted(tickets, key=lambda ticket: ticket.series_occurrence):
        occurrence = wanted.pop(ticket.day, None)
        if ticket.deleted_at is not None:
            # What went to the trash in the same moment as the series went with it, by an undo.
            if ticket.deleted_at == series.deleted_at:
                withdrawn[ticket.id] = ticket.deleted_at
            if occurrence is not None and withdrawn.get(ticket.id) == ticket.deleted_at:
                change.append((ticket.id, occurrence))
        elif occurrence_on(before.schedule, ticket.day).has_begun(now) or is_touched(ticket, before, series):
            continue
        elif occurrence is None:
            spare.append(ticket)
        elif not is_as(ticket, series, occurrence) or ticket.series_occurrence != occurrence.local:
            change.append((ticket.id, occurrence))
    missing = sorted(set(wanted) - _made_before(memory, now))
    # A visit that moves keeps its ticket, and so its number.
    change += [(ticket.id, wanted[day]) for ticket, day in zip(spare, missing, strict=False)]
    here = {ticket.id for ticket in tickets} - {ticket_id for ticket_id, _ in change}
    horizon = series.today(now) + timedelta(days=series.days_ahead)
    return Plan(
        make=[wanted[day] for day in missing[len(spare) :]],
        change=change,
        withdraw=[ticket.id for ticket in spare[len(missing) :]],
        through=max(horizon, found[-1].day) if found else horizon,
        withdrawn={ticket_id: at for ticket_id, at in withdrawn.items() if ticket_id in here},
    )


def is_touched(ticket: Made, *states: Series) -> bool:
    """Whether somebody has had their hands on a ticket: it is as none of these states of its series would have it."""
    return (
        ticket.status != "Open"
        or ticket.discussed
        or not any(is_as(ticket, series, occurrence_on(series.schedule, ticket.day)) for series in states)
    )


def is_as(ticket: Made, series: Series, occurrence: Occurrence) -> bool:
    """Whether a ticket has all that a series gives it."""
    if any(getattr(ticket, name) != getattr(series, name) for name in Content.__struct_fields__):
        return False
    if occurrence.starts_at is None:
        return (ticket.scheduled_date, ticket.scheduled_start) == (occurrence.day, None)
    return (ticket.scheduled_start, ticket.scheduled_end) == (occurrence.starts_at, occurrence.ends_at)


def _made_before(memory: Memory | None, now: datetime) -> set[date]:
    """Return the days from today on that were made once: a ticket that is gone since was purged."""
    if memory is None or memory.made_through is None or memory.made_from.deleted_at is not None:
        return set()
    through = memory.made_through
    since = memory.made_from.today(now)
    days = (occurrence.day for occurrence in occurrences(memory.made_from.schedule, since=since))
    return set(takewhile(lambda day: day <= through, days))


# -- the database ---------------------------------------------------------------------------------------------------


def _series(row: Row) -> Series:
    return msgspec.json.decode(row[0], type=Series)


def _memory(row: Row) -> Memory:
    return Memory(
        made_from=msgspec.json.decode(row[0], type=Series),
        made_through=row[1],
        withdrawn=msgspec.json.decode(row[2], type=dict[UUID, datetime]),
    )


# Locked, so that of two at once one finds the other's work done.
_LOCK = Statement("select to_jsonb(s) from ticket_series s where organisation_id = $1 and id = $2 for update", _series)
_MEMORY = Statement(
    "select made_from, made_through, withdrawn from ticket_series_generations where organisation_id = $1 and series_id = $2",
    _memory,
)
_PARTS = " or ".join(
    f"exists (select from {table} p where p.organisation_id = $1 and p.ticket_id = t.id and p.deleted_at is null)"
    for table in ("comments", "attachments", "checklist_items")
)
_TICKETS = Statement(
    f"select to_jsonb(t) || jsonb_build_object('discussed', {_PARTS}) from tickets t "
    'where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) >= $3',
    lambda row: msgspec.json.decode(row[0], type=Made),
)
_NOW = Statement("select now()", lambda row: row[0])
_RESERVE = Statement("select auth.reserve_ticket_numbers($1)", lambda row: row[0], writes=True)
_COLUMNS = Content.__struct_fields__
_OCCURRENCES = "jsonb_to_recordset($3) as o (id uuid, number bigint, local text, day date, starts_at timestamptz, ends_at timestamptz)"
# A person may be booked twice by it, knowingly: work planned long ahead must not be refused. The database notes whether it is so.
_MAKE = Statement(
    f"insert into tickets (organisation_id, number, series_id, series_occurrence, {', '.join(_COLUMNS)}, "
    "scheduled_date, scheduled_start, scheduled_end, double_booking) "
    f"select $1, o.number, s.id, o.local, {', '.join(f's.{name}' for name in _COLUMNS)}, "
    "case when o.starts_at is null then o.day end, o.starts_at, o.ends_at, true "
    f"from ticket_series s, {_OCCURRENCES} where s.organisation_id = $1 and s.id = $2 order by o.number",
    writes=True,
)
_CHANGE = Statement(
    f"update tickets t set ({', '.join(_COLUMNS)}) = row({', '.join(f's.{name}' for name in _COLUMNS)}), "
    "series_occurrence = o.local, scheduled_date = case when o.starts_at is null then o.day else t.scheduled_date end, "
    "scheduled_start = o.starts_at, scheduled_end = o.ends_at, double_booking = true, deleted_at = null, "
    "version = t.version + 1, updated_at = now() "
    f"from ticket_series s, {_OCCURRENCES} where t.organisation_id = $1 and t.id = o.id and s.organisation_id = $1 and s.id = $2",
    writes=True,
)
_WITHDRAW = Statement(
    "update tickets set deleted_at = now(), version = version + 1, updated_at = now() where organisation_id = $1 and id = any($2)",
    writes=True,
)
_REMEMBER = Statement(
    "insert into ticket_series_generations (organisation_id, series_id, made_from, made_through, withdrawn) "
    "select organisation_id, id, to_jsonb(s), $3, $4 from ticket_series s where organisation_id = $1 and id = $2 "
    "on conflict (organisation_id, series_id) do update set made_from = excluded.made_from, made_through = excluded.made_through, "
    "withdrawn = excluded.withdrawn, generated_at = now()",
    writes=True,
)
_DUE = Statement(
    "select s.id from ticket_series s left join ticket_series_generations g on g.organisation_id = s.organisation_id and g.series_id = s.id "
    "where s.organisation_id = $1 and (g.series_id is null or g.made_from->'version' is distinct from to_jsonb(s.version) "
    "or (s.deleted_at is null and g.generated_at < now() - interval '20 hours')) order by s.id limit $2",
    lambda row: row[0],
)
_CHANGED = Statement(
    "select s.id from ticket_series s left join ticket_series_generations g on g.organisation_id = s.organisation_id and g.series_id = s.id "
    "where s.organisation_id = $1 and (g.series_id is null or g.made_from->'version' is distinct from to_jsonb(s.version)) order by s.id limit $2",
    lambda row: row[0],
)
_ORGANISATIONS = Statement("select auth.organisations_with_due_series()", lambda row: row[0])


async def lock_series(work: Work | Transaction, organisation_id: UUID, series_id: UUID) -> Series | None:
    """Return a series, which nobody else changes or generates until the transaction ends."""
    return next(iter(await work.rows(_LOCK, organisation_id, series_id)), None)


async def recall(work: Work | Transaction, organisation_id: UUID, series_id: UUID) -> Memory | None:
    """Return what the generator remembers of a series."""
    return next(iter(await work.rows(_MEMORY, organisation_id, series_id)), None)


async def generate(
    work: Work | Transaction, organisation_id: UUID, series_id: UUID, memory: Memory | None = None
) -> None:
    """Make the tickets ahead of a series be as it says, in the caller's transaction; doing it again does nothing.

    `memory` is another series' for one that continues it.
    """
    series = await lock_series(work, organisation_id, series_id)
    if series is None:
        return
    (now,) = await work.rows(_NOW)
    memory = memory or await recall(work, organisation_id, series_id)
    since = min(state.today(now) for state in (series, memory.made_from if memory else series))
    found = plan(series, memory, await work.rows(_TICKETS, organisation_id, series_id, since.isoformat()), now)
    # Numbers come first: whoever creates a ticket takes its number before it looks at bookings, and so do we.
    first = (await work.rows(_RESERVE, len(found.make)))[0] if found.make else 0
    if found.withdraw:
        await work.rows(_WITHDRAW, organisation_id, found.withdraw)
    if found.change:
        changes = [_record(occurrence, id=ticket_id) for ticket_id, occurrence in found.change]
        await work.rows(_CHANGE, organisation_id, series_id, as_json(changes))
    if found.make:
        makes = [_record(occurrence, number=number) for number, occurrence in enumerate(found.make, first)]
        await work.rows(_MAKE, organisation_id, series_id, as_json(makes))
    withdrawn = found.withdrawn | dict.fromkeys(found.withdraw, now)
    await work.rows(_REMEMBER, organisation_id, series_id, found.through, as_json(withdrawn))


async def generate_changed(work: Work | Transaction, organisation_id: UUID) -> None:
    """Generate the series that changed, in the caller's transaction; beyond many, the job takes the rest."""
    for series_id in await work.rows(_CHANGED, organisation_id, BATCH):
        await generate(work, organisation_id, series_id)


async def generate_due(database: Database, organisation_id: UUID) -> None:
    """Generate an organisation's series that changed, or were not looked at today, each in its own transaction."""
    await make_due_series(database, organisation_id, _DUE, generate, BATCH)


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="generate", pass_context=True, lock="generate_series")
async def generate_everywhere(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own signature
    """Generate what is due in every organisation."""
    await go_round(context, _ORGANISATIONS, generate_due, "generating_failed")


def _record(occurrence: Occurrence, **more: object) -> dict[str, object]:
    return msgspec.structs.asdict(occurrence) | more
