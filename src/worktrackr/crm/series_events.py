"""The events of a series: made ahead, each an ordinary event, and brought in line when the series changes.

What somebody did to one of them stays: an event that was moved keeps its time, one that is done or cancelled is left alone,
one that was deleted is skipped for good, and a field that was changed keeps its value. What is over is never changed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from procrastinate import Blueprint, JobContext

from worktrackr.access import ZONE
from worktrackr.postgres.database import Database, Transaction, Work
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.recurrence import Occurrence, occurrence_on, occurrences
from worktrackr.rounds import go_round, make_due_series
from worktrackr.series import Recurring

tasks = Blueprint()
DAYS_AHEAD, FEWEST_AHEAD, DAYS_BACK, MOST = 400, 3, 366, 1_000
DAY_MINUTES = 1_440


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a series gives its events, beside their times."""

    title: str
    type: str | None
    contact_id: UUID | None
    location: str | None
    assigned_user_id: UUID | None
    notes: str | None
    reminder_minutes: int | None


class Series(Content, Recurring, frozen=True, kw_only=True):
    """A series as it is stored, or was."""

    id: UUID
    rrule: str
    starts_on: date
    start_time: str | None
    duration_minutes: int
    timezone: str
    version: int
    deleted_at: datetime | None


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """When an event is. All day it begins and ends at midnights of the organisation's zone."""

    start_at: datetime
    end_at: datetime
    all_day: bool


class Member(Times, frozen=True, kw_only=True):
    """An event of a series as it is stored."""

    id: UUID
    series_occurrence: str
    status: str
    deleted_at: datetime | None

    @property
    def day(self) -> date:
        """The local day that the series meant."""
        return date.fromisoformat(self.series_occurrence[:10])

    @property
    def times(self) -> Times:
        """When it is by now."""
        return Times(start_at=self.start_at, end_at=self.end_at, all_day=self.all_day)


class Plan(msgspec.Struct, kw_only=True):
    """Occurrences that need an event, events that get another time, events for the trash."""

    make: list[Occurrence]
    place: list[tuple[UUID, Occurrence]]
    withdraw: list[UUID]


def times_of(series: Series, occurrence: Occurrence, zone: ZoneInfo) -> Times:
    """Return when an occurrence is; `zone` is where days begin."""
    if occurrence.starts_at is not None and occurrence.ends_at is not None:
        return Times(start_at=occurrence.starts_at, end_at=occurrence.ends_at, all_day=False)
    days = -(-series.duration_minutes // DAY_MINUTES)
    first, after = (
        datetime.combine(day, time(), zone) for day in (occurrence.day, occurrence.day + timedelta(days=days))
    )
    return Times(start_at=first, end_at=after, all_day=True)


def wanted(series: Series, now: datetime, since: date) -> list[Occurrence]:
    """Return what there should be from a local day on, up to the horizon, and at least the next few."""
    today = series.today(now)
    found: list[Occurrence] = []
    for occurrence in occurrences(series.schedule, since=since):
        is_beyond = occurrence.day > today + timedelta(days=DAYS_AHEAD)
        if len(found) == MOST or (is_beyond and sum(one.day > today for one in found[-FEWEST_AHEAD:]) >= FEWEST_AHEAD):
            break
        found.append(occurrence)
    return found


def plan(before: Series, after: Series, members: Sequence[Member], now: datetime, zone: ZoneInfo) -> Plan:
    """Compare what should be ahead with what is. `members` are the events from today on, those in the trash included."""
    ahead = {found.day: found for found in wanted(after, now, after.today(now)) if not found.has_begun(now)}
    place: list[tuple[UUID, Occurrence]] = []
    spare: list[Member] = []
    for member in sorted(members, key=lambda member: member.series_occurrence):
        meant = occurrence_on(before.schedule, member.day)
        occurrence = ahead.pop(member.day, None)
        is_at_place = member.times == times_of(before, meant, zone)
        if member.deleted_at is not None or member.status != "Planned" or not is_at_place or meant.has_begun(now):
            continue
        if occurrence is None:
            spare.append(member)
        elif member.times != times_of(after, occurrence, zone) or member.series_occurrence != occurrence.local:
            place.append((member.id, occurrence))
    missing = sorted(ahead)
    # A meeting that moves to another day stays the same event.
    place += [(member.id, ahead[day]) for member, day in zip(spare, missing, strict=False)]
    return Plan(
        make=[ahead[day] for day in missing[len(spare) :]],
        place=place,
        withdraw=[member.id for member in spare[len(missing) :]],
    )


# -- the database ---------------------------------------------------------------------------------------------------

_COLUMNS = Content.__struct_fields__
_LOCK = Statement(
    "select to_jsonb(s) from crm_event_series s where organisation_id = $1 and id = $2 for update",
    lambda row: msgspec.json.decode(row[0], type=Series),
)
_LOCK_ALL = Statement(
    "select to_jsonb(s) from crm_event_series s where organisation_id = $1 and deleted_at is null order by id for update",
    lambda row: msgspec.json.decode(row[0], type=Series),
)
_MEMBERS = Statement(
    "select to_jsonb(e) from crm_events e "
    'where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) >= $3',
    lambda row: msgspec.json.decode(row[0], type=Member),
)
_NOW = Statement("select now()", lambda row: row[0])
_OCCURRENCES = (
    "jsonb_to_recordset($3) as o (id uuid, local text, start_at timestamptz, end_at timestamptz, all_day boolean)"
)
_MAKE = Statement(
    f"insert into crm_events (organisation_id, series_id, series_occurrence, {', '.join(_COLUMNS)}, start_at, end_at, all_day) "
    f"select $1, s.id, o.local, {', '.join(f's.{name}' for name in _COLUMNS)}, o.start_at, o.end_at, o.all_day "
    f"from crm_event_series s, {_OCCURRENCES} where s.organisation_id = $1 and s.id = $2 order by o.start_at "
    'on conflict (organisation_id, series_id, "left"(series_occurrence, 10)) where series_id is not null do nothing',
    writes=True,
)
_PLACE = Statement(
    "update crm_events e set series_occurrence = o.local, start_at = o.start_at, end_at = o.end_at, all_day = o.all_day, "
    f"version = e.version + 1, updated_at = now() from {_OCCURRENCES} "
    "where e.organisation_id = $1 and e.series_id = $2 and e.id = o.id",
    writes=True,
)
_WITHDRAW = Statement(
    "update crm_events set deleted_at = now(), version = version + 1, updated_at = now() "
    "where organisation_id = $1 and id = any($2)",
    writes=True,
)
_WITHDRAW_AHEAD = Statement(
    "update crm_events set deleted_at = now(), version = version + 1, updated_at = now() "
    "where organisation_id = $1 and series_id = $2 and deleted_at is null and status = 'Planned' and start_at > now()",
    writes=True,
)
_BRING_BACK = Statement(
    "update crm_events set deleted_at = null, version = version + 1, updated_at = now() "
    "where organisation_id = $1 and series_id = $2 and deleted_at = $3",
    writes=True,
)
_TYPES = {"contact_id": "uuid", "assigned_user_id": "uuid", "reminder_minutes": "integer"}
_BEFORE = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _COLUMNS)
_REWRITE = Statement(
    f"update crm_events e set ({', '.join(_COLUMNS)}) = row("
    + ", ".join(
        f"case when e.{name} is not distinct from b.{name} then s.{name} else e.{name} end" for name in _COLUMNS
    )
    + "), version = e.version + 1, updated_at = now() "
    f"from crm_event_series s, jsonb_to_record($3) as b ({_BEFORE}) "
    "where s.organisation_id = $1 and s.id = $2 and e.organisation_id = $1 and e.series_id = $2 and e.deleted_at is null "
    "and e.status in ('Planned', 'In Progress') and e.start_at > now() and ("
    + " or ".join(f"b.{name} is distinct from s.{name} and e.{name} is not distinct from b.{name}" for name in _COLUMNS)
    + ")",
    writes=True,
)
_SKIP = Statement(
    "update crm_events set deleted_at = now(), version = version + 1, updated_at = now() "
    'where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) = any($3) and deleted_at is null',
    writes=True,
)
_HAND_OVER = Statement(
    "update crm_events set series_id = $4, version = version + 1, updated_at = now() "
    'where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) >= $3',
    writes=True,
)
_LAST = (
    'select max("left"(e.series_occurrence, 10)) from crm_events e where e.organisation_id = $1 and e.series_id = s.id'
)
_SHORT = Statement(
    f"select s.id from crm_event_series s where s.organisation_id = $1 and s.deleted_at is null "
    f"and coalesce(({_LAST}), '') < (current_date + {DAYS_AHEAD - 30})::text order by s.id",
    lambda row: row[0],
)
_LAST_DAY = Statement(
    f"select date(({_LAST})) from crm_event_series s where s.organisation_id = $1 and s.id = $2",
    lambda row: row[0],
)
_ORGANISATIONS = Statement("select auth.organisations_with_event_series()", lambda row: row[0])


async def lock_series(work: Work | Transaction, organisation_id: UUID, series_id: UUID) -> Series | None:
    """Return a series, which nobody else changes until the transaction ends."""
    return next(iter(await work.rows(_LOCK, organisation_id, series_id)), None)


async def lock_all(work: Work, organisation_id: UUID) -> list[Series]:
    """Return all series that are not in the trash, which nobody else changes until the transaction ends."""
    return await work.rows(_LOCK_ALL, organisation_id)


async def make_events(work: Work | Transaction, organisation_id: UUID, series_id: UUID) -> None:
    """Make the events of a new series, in the caller's transaction: of the past year too, when it began long ago."""
    series = await lock_series(work, organisation_id, series_id)
    if series is None:
        return
    (now,) = await work.rows(_NOW)
    since = max(series.starts_on, series.today(now) - timedelta(days=DAYS_BACK))
    await _make(work, organisation_id, series, wanted(series, now, since))


async def follow(work: Work, organisation_id: UUID, before: Series, series_id: UUID) -> None:
    """Bring the events ahead in line with a series that was `before` until now, in the caller's transaction."""
    after = await lock_series(work, organisation_id, series_id)
    if after is None:
        return
    (now,), zone = await work.rows(_NOW), await _zone(work, organisation_id)
    since = min(state.today(now) for state in (before, after))
    found = plan(before, after, await work.rows(_MEMBERS, organisation_id, series_id, since.isoformat()), now, zone)
    await work.rows(_REWRITE, organisation_id, series_id, as_json(before))
    if found.withdraw:
        await work.rows(_WITHDRAW, organisation_id, found.withdraw)
    if found.place:
        records = [_record(after, occurrence, zone, id=event_id) for event_id, occurrence in found.place]
        await work.rows(_PLACE, organisation_id, series_id, as_json(records))
    await _make(work, organisation_id, after, found.make)


async def hand_over(work: Work, organisation_id: UUID, series_id: UUID, since: date, to: UUID) -> None:
    """Give the events from a local day on to another series."""
    await work.rows(_HAND_OVER, organisation_id, series_id, since.isoformat(), to)


async def withdraw(work: Work, organisation_id: UUID, series_id: UUID) -> None:
    """Move the events ahead to the trash, those that were moved too."""
    await work.rows(_WITHDRAW_AHEAD, organisation_id, series_id)


async def bring_back(work: Work, organisation_id: UUID, series_id: UUID, since: datetime) -> None:
    """Take the events out of the trash that went there in one moment."""
    await work.rows(_BRING_BACK, organisation_id, series_id, since)


async def skip(work: Work, organisation_id: UUID, series_id: UUID, days: Iterable[date]) -> None:
    """Move the events of some local days to the trash, so that they are skipped for good."""
    await work.rows(_SKIP, organisation_id, series_id, [day.isoformat() for day in days])


async def extend_due(database: Database, organisation_id: UUID) -> None:
    """Make what has come nearer than the horizon, of each series in its own transaction."""
    await make_due_series(database, organisation_id, _SHORT, _extend)


@tasks.periodic(cron="17 * * * *")
@tasks.task(name="extend", pass_context=True, lock="extend_event_series")
async def extend_everywhere(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own signature
    """Extend the series of every organisation."""
    await go_round(context, _ORGANISATIONS, extend_due, "extending_failed")


async def _extend(transaction: Transaction, organisation_id: UUID, series_id: UUID) -> None:
    series = await lock_series(transaction, organisation_id, series_id)
    if series is None or series.deleted_at is not None:
        return
    (now,), (last,) = await transaction.rows(_NOW), await transaction.rows(_LAST_DAY, organisation_id, series_id)
    found = wanted(series, now, max(series.starts_on, series.today(now)))
    await _make(transaction, organisation_id, series, [one for one in found if last is None or one.day > last])


async def _make(work: Work | Transaction, organisation_id: UUID, series: Series, found: Sequence[Occurrence]) -> None:
    if found:
        zone = await _zone(work, organisation_id)
        records = [_record(series, occurrence, zone) for occurrence in found]
        await work.rows(_MAKE, organisation_id, series.id, as_json(records))


async def _zone(work: Work | Transaction, organisation_id: UUID) -> ZoneInfo:
    return ZoneInfo((await work.rows(ZONE, organisation_id))[0])


def _record(series: Series, occurrence: Occurrence, zone: ZoneInfo, **more: object) -> dict[str, object]:
    return {"local": occurrence.local, **msgspec.structs.asdict(times_of(series, occurrence, zone)), **more}
