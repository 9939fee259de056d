"""Import of iCalendar files: each event once, known by its UID, so that the same file again updates and doubles nothing."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar.handlers import post

from worktrackr.access import ZONE, Permission, Request, may
from worktrackr.crm.calendar_files import ReadEvent, read_calendar
from worktrackr.crm.event_series import EventSeriesFields
from worktrackr.crm.events import EventType
from worktrackr.crm.series_events import DAY_MINUTES, follow, lock_series, make_events, skip
from worktrackr.edge.uploads import read_upload
from worktrackr.edge.web import Reply
from worktrackr.kit.crud import change_set
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import BadRequest, TooLarge, Validation
from worktrackr.series import first_of

UPLOADS = re.compile("/api/crm_events/import")
"""The address that takes a file."""
SIZE_MAX = 5 << 20
SHOWN_MAX = 500
OWN_UID = re.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@worktrackr")
"""The UID of an event that came from here."""


class CalendarTooLarge(TooLarge):
    message = "A calendar file may have at most 5 MB."


class ImportAction(StrEnum):
    """What becomes of an event of a file."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"


class ImportedEvent(msgspec.Struct, kw_only=True):
    """An event of a file: where it stands there, when it is, what becomes of it, and what of it cannot be kept."""

    line: int
    title: str
    start_at: datetime | None
    end_at: datetime | None
    start_date: date | None
    end_date: date | None
    rrule: str | None
    action: ImportAction
    note: str | None


class ImportReport(msgspec.Struct, kw_only=True):
    """What an import does, or would do. `items` are the first of them; `left_out` are components that are no events."""

    dry_run: bool
    created: int
    updated: int
    skipped: int
    left_out: int
    items: list[ImportedEvent]


class _Known(msgspec.Struct):
    """What is stored under the UIDs of a file: events and series, and which of them lie in the trash; and what is our own."""

    own: set[str]
    events: dict[str, tuple[UUID, bool]]
    series: dict[str, tuple[UUID, bool]]


# A feed or a file of ours holds what is here already.
_FIND_OWN = Statement(
    "select id || '@worktrackr' from crm_events where organisation_id = $1 and id = any($2) "
    "union all select id || '@worktrackr' from tickets where organisation_id = $1 and id = any($2)",
    lambda row: row[0],
)
_FIND_EVENTS = Statement(
    "select uid, id, deleted_at is not null from crm_events where organisation_id = $1 and uid = any($2)"
)
_FIND_SERIES = Statement(
    "select uid, id, deleted_at is not null from crm_event_series where organisation_id = $1 and uid = any($2)"
)
_RECORDS = (
    "jsonb_to_recordset($2) as r (id uuid, uid text, title text, type text, start_at timestamptz, end_at timestamptz, "
    "all_day boolean, location text, notes text, cancelled boolean, reminder_minutes integer, assigned_user_id uuid)"
)
_INSERT = Statement(
    "insert into crm_events (organisation_id, uid, title, type, start_at, end_at, all_day, location, notes, status, reminder_minutes, assigned_user_id) "
    "select $1, r.uid, r.title, r.type, r.start_at, r.end_at, r.all_day, r.location, r.notes, "
    f"case when r.cancelled then 'Cancelled' else 'Planned' end, r.reminder_minutes, r.assigned_user_id from {_RECORDS}",
    writes=True,
)
# What people added here, such as who it is with, or that it is done, is theirs. All day, only other days are a change.
_UPDATE = Statement(
    "update crm_events e set title = r.title, start_at = r.start_at, end_at = r.end_at, all_day = r.all_day, location = r.location, "
    "notes = r.notes, status = case when r.cancelled then 'Cancelled' else e.status end, version = e.version + 1, updated_at = now() "
    f"from {_RECORDS} where e.organisation_id = $1 and e.id = r.id and e.deleted_at is null and "
    "(e.title, e.start_at, e.end_at, e.all_day, e.location, e.notes, e.status = 'Cancelled') "
    "is distinct from (r.title, r.start_at, r.end_at, r.all_day, r.location, r.notes, e.status = 'Cancelled' or r.cancelled)",
    writes=True,
)
_INSERT_SERIES = Statement(
    "insert into crm_event_series (organisation_id, uid, title, type, location, notes, reminder_minutes, assigned_user_id, rrule, starts_on, "
    "start_time, duration_minutes, timezone) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 returning id",
    lambda row: row[0],
    writes=True,
)
_UPDATE_SERIES = Statement(
    "update crm_event_series set title = $3, location = $4, notes = $5, rrule = $6, starts_on = $7, start_time = $8, duration_minutes = $9, "
    "timezone = $10, version = version + 1, updated_at = now() where organisation_id = $1 and id = $2 and deleted_at is null "
    "and (title, location, notes, rrule, starts_on, start_time, duration_minutes, timezone) is distinct from ($3, $4, $5, $6, $7, $8, $9, $10) returning id",
    writes=True,
)
_OCCURRENCE = Statement(
    'select id from crm_events where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) = $3',
    lambda row: row[0],
)


@post(
    "/crm_events/import",
    guards=[may(Permission.WRITE_EVENTS), may(Permission.IMPORT)],
    operation_id="import_crm_events",
    status_code=200,
    tags=["Crm events"],
)
async def import_events(request: Request) -> Reply[ImportReport]:
    """Import an iCalendar file, sent as the field `file` of multipart/form-data: all of it in one change, or nothing.

    With `dry_run=true` it only answers what would happen. New events are assigned to whoever imports them; an event that
    is known by its UID is updated, and one that was deleted here is left alone.
    """
    dry_run = _dry_run(request)
    async with read_upload(request.receive, request.headers.get("content-type", "")) as upload:
        if upload.size > SIZE_MAX:
            raise CalendarTooLarge
        content = upload.file.read()
    organisation_id = request.organisation_id
    (home,) = await request.work.rows(ZONE, organisation_id)
    # Reading thousands of lines takes a while: not on the loop that others wait for.
    found = await asyncio.to_thread(read_calendar, content, ZoneInfo(home))
    async with request.together(slow=True) as work:
        known = await _known(work, organisation_id, found.events)
        report = _report(found.events, known, ZoneInfo(home), found.left_out, dry_run=dry_run)
        if dry_run:
            for event in found.events:
                if event.rrule is not None and event.replaces is None:
                    await _series_fields(event)
        else:
            await _write(work, request, found.events, known, ZoneInfo(home))
    return Reply(report, headers=[] if dry_run else change_set(request))


def _dry_run(request: Request) -> bool:
    given = request.parameters()
    if given.keys() - {"dry_run"} or given.get("dry_run", ["false"])[-1] not in ("true", "false"):
        raise BadRequest("The only parameter is dry_run, which is true or false.")
    return given.get("dry_run", ["false"])[-1] == "true"


async def _known(work: Work, organisation_id: UUID, events: Sequence[ReadEvent]) -> _Known:
    uids = [uid for event in events for uid in (event.uid, _single_uid(event))]
    own = [UUID(match[1]) for uid in uids if (match := OWN_UID.fullmatch(uid))]
    rows = await work.rows(_FIND_EVENTS, organisation_id, uids)
    series = await work.rows(_FIND_SERIES, organisation_id, uids)
    return _Known(
        set(await work.rows(_FIND_OWN, organisation_id, own)) if own else set(),
        {uid: (row_id, gone) for uid, row_id, gone in rows},
        {uid: (row_id, gone) for uid, row_id, gone in series},
    )


def _is_series(event: ReadEvent) -> bool:
    return event.rrule is not None and event.replaces is None


def _single_uid(event: ReadEvent) -> str:
    """Return the name of an event alone: what stands in for an occurrence of a series has the name of the series too."""
    return event.uid if event.replaces is None else f"{event.uid}/{event.replaces}"


def _report(
    events: Sequence[ReadEvent], known: _Known, home: ZoneInfo, left_out: int, *, dry_run: bool
) -> ImportReport:
    items: list[ImportedEvent] = []
    masters = {event.uid for event in events if _is_series(event)} | known.series.keys()
    seen: set[str] = set()
    for event in events:
        is_override = event.replaces is not None and event.uid in masters
        stored = (
            known.series.get(event.uid) if is_override or _is_series(event) else known.events.get(_single_uid(event))
        )
        action, note = ImportAction.UPDATE if stored or is_override else ImportAction.CREATE, event.note
        if stored is not None and stored[1]:
            action, note = ImportAction.SKIP, "It was deleted here, and stays so."
        elif event.uid in known.own:
            action, note = ImportAction.SKIP, "It came from here."
        elif _single_uid(event) in seen:
            action, note = ImportAction.SKIP, "It stands in the file twice: the first counts."
        seen.add(_single_uid(event))
        start, end = _instants(event, home)
        is_timed = isinstance(event.start, datetime)
        items.append(
            ImportedEvent(
                line=event.line,
                title=event.title,
                start_at=start if is_timed else None,
                end_at=end if is_timed else None,
                start_date=None if isinstance(event.start, datetime) else event.start,
                end_date=None if isinstance(event.end, datetime) else event.end - timedelta(days=1),
                rrule=event.rrule,
                action=action,
                note=note,
            )
        )
    counts = {action: sum(item.action == action for item in items) for action in ImportAction}
    return ImportReport(
        dry_run=dry_run,
        created=counts[ImportAction.CREATE],
        updated=counts[ImportAction.UPDATE],
        skipped=counts[ImportAction.SKIP],
        left_out=left_out,
        items=items[:SHOWN_MAX],
    )


def _instants(event: ReadEvent, home: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when an event begins and ends; days begin in `home`."""
    start, end = (
        found if isinstance(found, datetime) else datetime.combine(found, time(), home)
        for found in (event.start, event.end)
    )
    return start, end


def _record(event: ReadEvent, home: ZoneInfo, **more: object) -> dict[str, object]:
    start, end = _instants(event, home)
    return {
        "uid": _single_uid(event),
        "title": event.title,
        "type": _type(event),
        "start_at": start,
        "end_at": end,
        "all_day": not isinstance(event.start, datetime),
        "location": event.location,
        "notes": event.notes,
        "cancelled": event.cancelled,
        "reminder_minutes": event.reminder_minutes,
        **more,
    }


def _type(event: ReadEvent) -> str | None:
    return next((category for category in event.categories if category in set(EventType)), None)


async def _series_fields(event: ReadEvent) -> EventSeriesFields:
    """Return the series that an event of a file begins; raises `Validation` for one that never happens."""
    start, end = event.start, event.end
    is_timed = isinstance(start, datetime)
    fields = EventSeriesFields(
        title=event.title,
        location=event.location,
        notes=event.notes,
        rrule=event.rrule or "",
        starts_on=start.date() if isinstance(start, datetime) else start,
        start_time=start.strftime("%H:%M") if is_timed else None,
        duration_minutes=_minutes(start, end),
        timezone=event.timezone,
    )
    try:
        await first_of(fields)
    except Validation as refusal:
        detail = "; ".join(error.detail for error in refusal.errors)
        raise Validation.at("/file", "invalid", f"Line {event.line} (VEVENT): {detail}") from None
    return fields


def _minutes(start: datetime | date, end: datetime | date) -> int:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return max(1, int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()) // 60)
    return (end.toordinal() - start.toordinal()) * DAY_MINUTES


async def _write(work: Work, request: Request, events: Sequence[ReadEvent], known: _Known, home: ZoneInfo) -> None:
    organisation_id, person = request.organisation_id, str(request.user.id)
    singles: dict[str, ReadEvent] = {}
    series: dict[str, ReadEvent] = {}
    replacing: list[ReadEvent] = []
    masters = {event.uid for event in events if _is_series(event)} | known.series.keys()
    for event in events:
        if event.uid in known.own:
            continue
        if event.replaces is not None and event.uid in masters:
            replacing.append(event)
        else:
            (series if _is_series(event) else singles).setdefault(_single_uid(event), event)
    new = [_record(event, home, assigned_user_id=person) for uid, event in singles.items() if uid not in known.events]
    changed = [
        _record(event, home, id=str(known.events[uid][0])) for uid, event in singles.items() if uid in known.events
    ]
    if new:
        await work.rows(_INSERT, organisation_id, as_json(new))
    if changed:
        await work.rows(_UPDATE, organisation_id, as_json(changed))
    ids = {uid: row_id for uid, (row_id, gone) in known.series.items() if not gone}
    for uid, event in series.items():
        if uid not in known.series:
            ids[uid] = await _begin_series(work, organisation_id, event, person)
        elif uid in ids:
            await _change_series(work, organisation_id, event, ids[uid])
    await _replace(work, organisation_id, [event for event in replacing if event.uid in ids], ids, home)


async def _begin_series(work: Work, organisation_id: UUID, event: ReadEvent, person: str) -> UUID:
    fields = await _series_fields(event)
    values: tuple[Any, ...] = (
        event.uid, fields.title, _type(event), fields.location, fields.notes, event.reminder_minutes, person, fields.rrule,
        fields.starts_on, fields.start_time, fields.duration_minutes, fields.timezone,
    )  # fmt: skip
    (series_id,) = await work.rows(_INSERT_SERIES, organisation_id, *values)
    await make_events(work, organisation_id, series_id)
    if event.skipped:
        await skip(work, organisation_id, series_id, event.skipped)
    return series_id


async def _change_series(work: Work, organisation_id: UUID, event: ReadEvent, series_id: UUID) -> None:
    before, fields = await lock_series(work, organisation_id, series_id), await _series_fields(event)
    values: tuple[Any, ...] = (
        fields.title, fields.location, fields.notes, fields.rrule, fields.starts_on, fields.start_time, fields.duration_minutes,
        fields.timezone,
    )  # fmt: skip
    if await work.rows(_UPDATE_SERIES, organisation_id, series_id, *values) and before is not None:
        await follow(work, organisation_id, before, series_id)
    if event.skipped:
        await skip(work, organisation_id, series_id, event.skipped)


async def _replace(
    work: Work, organisation_id: UUID, events: Sequence[ReadEvent], ids: dict[str, UUID], home: ZoneInfo
) -> None:
    """Give occurrences of series what the file says of them; those that are over for long have no event here."""
    records: list[dict[str, object]] = []
    for event in events:
        found = await work.rows(_OCCURRENCE, organisation_id, ids[event.uid], str(event.replaces))
        records += (_record(event, home, id=str(row_id)) for row_id in found)
    if records:
        await work.rows(_UPDATE, organisation_id, as_json(records))
