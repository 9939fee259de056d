"""Series of events: what comes back. Each occurrence is an ordinary event, made ahead and kept in line by `series_events`."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, patch, post
from litestar.params import FromPath, JSONBody

from worktrackr import recurrence
from worktrackr.access import Permission, Request, may
from worktrackr.crm.events import EventType, ReminderMinutes
from worktrackr.crm.series_events import (
    Series,
    bring_back,
    follow,
    hand_over,
    lock_all,
    lock_series,
    make_events,
    withdraw,
)
from worktrackr.edge.web import Reply
from worktrackr.fields import (
    Day,
    Fields,
    Joined,
    LocalTime,
    LongText,
    Minutes,
    Patch,
    Reference,
    ShortText,
    Stored,
    TimeZone,
    said,
)
from worktrackr.kit.crud import Bulk, BulkReport, bulk, change, change_set, crud, expected_version, insert, move, one
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound, PreconditionFailed, Validation
from worktrackr.series import SCHEDULE, RuleText, Split, first_of, in_a_zone, refuse_of_many, split_day


class EventSeriesFields(Fields):
    """What staff may write. Without `start_time` occurrences are all day; without `timezone` it is the organisation's."""

    title: ShortText
    type: EventType | None = None
    contact_id: Annotated[UUID, Reference("contacts")] | None = None
    location: ShortText | None = None
    assigned_user_id: Annotated[UUID, Reference("users", "status <> 'disabled'")] | None = None
    notes: LongText | None = None
    reminder_minutes: ReminderMinutes | None = None
    rrule: RuleText
    starts_on: Day
    start_time: LocalTime | None = None
    duration_minutes: Minutes = 60
    timezone: TimeZone | None = None


class EventSeries(EventSeriesFields, Stored):
    """A series as it is answered; its `timezone` is never null."""

    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    assigned_user_name: Annotated[str | None, Joined("assigned_user_id", "name")]
    uid: str | None


class NewEventSeries(EventSeriesFields):
    """A new series; `event_id` is an event that becomes its first occurrence."""

    event_id: UUID | None = None


event_series = Table("crm_event_series", EventSeries)
_END = Statement(
    "update crm_event_series set rrule = $3, version = version + 1, updated_at = now() where organisation_id = $1 and id = $2",
    writes=True,
)
_ADOPT = Statement(
    "update crm_events set series_id = $3, series_occurrence = $4, version = version + 1, updated_at = now() "
    "where organisation_id = $1 and id = $2 and series_id is null and deleted_at is null returning id",
    writes=True,
)


@post("/", guards=[may(Permission.WRITE_EVENTS)], operation_id="create_crm_event_series", status_code=201)
async def create_series(request: Request, data: JSONBody[NewEventSeries]) -> Reply[EventSeries]:
    """Start a series. Its events are there at once: series and events are one change."""
    async with request.together() as work:
        series = await in_a_zone(work, request.organisation_id, EventSeriesFields, msgspec.structs.asdict(data))
        first = await first_of(series)
        reply = await insert(request, event_series, series, "/api/crm_event_series")
        if data.event_id is not None:
            values = (data.event_id, reply.content.id, first.local)
            if not await work.rows(_ADOPT, request.organisation_id, *values):
                raise Validation.at("/event_id", "invalid_reference", "There is no such event outside a series.")
        await make_events(work, request.organisation_id, reply.content.id)
    return reply


@patch("/{id:uuid}", guards=[may(Permission.WRITE_EVENTS)], operation_id="update_crm_event_series")
async def update_series(
    request: Request, id: FromPath[UUID], data: JSONBody[Patch[EventSeriesFields]]
) -> Reply[EventSeries]:
    """Change all: the events ahead follow, but for what somebody has changed of one of them. One change to undo."""
    async with request.together() as work:
        before = await _live(work, request.organisation_id, id)
        series = await _changed(work, request.organisation_id, before, said(data))
        data = msgspec.structs.replace(data, **{name: getattr(series, name) for name in said(data)})
        reply = await change(request, event_series, id, data)
        await follow(work, request.organisation_id, before, id)
    return reply


@post("/{id:uuid}/split", guards=[may(Permission.WRITE_EVENTS)], operation_id="split_crm_event_series", status_code=201)
async def split_series(
    request: Request, id: FromPath[UUID], data: JSONBody[Split[EventSeriesFields]]
) -> Reply[EventSeries]:
    """Change this and following: end the series before an occurrence, and go on from there as a new one.

    The events from there on, moved and skipped ones too, belong to the new series. One change to undo.
    """
    organisation_id = request.organisation_id
    async with request.together() as work:
        before, changes = await _live(work, organisation_id, id), said(data)
        if (expected_version(request) or before.version) != before.version:
            raise PreconditionFailed
        day = await split_day(before.schedule, changes.pop("from"))
        goes_on = {"starts_on": day, "rrule": recurrence.continue_from(before.schedule, day)}
        series = await _changed(work, organisation_id, before, goes_on | changes)
        reply = await insert(request, event_series, series, "/api/crm_event_series")
        await work.rows(_END, organisation_id, id, recurrence.end_before(before.schedule, day))
        await hand_over(work, organisation_id, id, day, reply.content.id)
        await follow(work, organisation_id, before, reply.content.id)
    return reply


@delete("/{id:uuid}", guards=[may(Permission.WRITE_EVENTS)], operation_id="delete_crm_event_series", status_code=204)
async def delete_series(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Move a series to the trash, with its events ahead that are still planned."""
    async with request.together() as work:
        await _live(work, request.organisation_id, id)
        await move(request, event_series, id, to_trash=True)
        await withdraw(work, request.organisation_id, id)
    return Reply(None, status=204, headers=change_set(request))


@post(
    "/{id:uuid}/restore",
    guards=[may(Permission.WRITE_EVENTS)],
    operation_id="restore_crm_event_series",
    status_code=200,
)
async def restore_series(request: Request, id: FromPath[UUID]) -> Reply[EventSeries]:
    """Take a series out of the trash; the events that went there with it come back."""
    async with request.together() as work:
        before = await lock_series(work, request.organisation_id, id)
        await move(request, event_series, id, to_trash=False)
        if before is not None and before.deleted_at is not None:
            await bring_back(work, request.organisation_id, id, before.deleted_at)
        row = await one(request, event_series, id)
    return Reply(row, version=row.version, headers=change_set(request))


@post("/bulk", guards=[may(Permission.WRITE_EVENTS)], operation_id="bulk_crm_event_series", status_code=200)
async def bulk_series(request: Request, data: JSONBody[Bulk[EventSeries, EventSeriesFields]]) -> Reply[BulkReport]:
    """Change or trash many series and their events ahead. Schedules are changed one by one."""
    organisation_id = request.organisation_id
    async with request.together(slow=True) as work:
        before = await lock_all(work, organisation_id)
        reply = await bulk(request, event_series, data)
        refuse_of_many(data.patch, SCHEDULE)
        for series in before:
            after = await lock_series(work, organisation_id, series.id)
            if after is None or after.version == series.version:
                continue
            if after.deleted_at is None:
                await follow(work, organisation_id, series, series.id)
            else:
                await withdraw(work, organisation_id, series.id)
    return reply


resource = crud(
    "/crm_event_series",
    event_series,
    fields=EventSeriesFields,
    read=Permission.READ_EVENTS,
    write=Permission.WRITE_EVENTS,
    purge=Permission.PURGE,
    verbs=("list", "get"),
    also=[create_series, update_series, split_series, delete_series, restore_series, bulk_series],
)


async def _live(work: Work, organisation_id: UUID, series_id: UUID) -> Series:
    series = await lock_series(work, organisation_id, series_id)
    if series is None or series.deleted_at is not None:
        raise NotFound
    return series


async def _changed(work: Work, organisation_id: UUID, before: Series, changes: dict[str, Any]) -> EventSeriesFields:
    """Return what a series becomes, checked as a whole."""
    series = await in_a_zone(work, organisation_id, EventSeriesFields, msgspec.structs.asdict(before) | changes)
    await first_of(series)
    return series
