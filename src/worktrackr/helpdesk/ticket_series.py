"""Series of tickets: planned work that comes back. Each occurrence is an ordinary ticket, made ahead by the generator."""

import asyncio
from datetime import datetime
from itertools import islice
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr import recurrence
from worktrackr.access import ZONE, Permission, Request, may
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
from worktrackr.helpdesk.series_generation import Content, Series, generate, generate_changed, lock_series, recall
from worktrackr.helpdesk.template_versions import completed
from worktrackr.helpdesk.tickets import TicketFields, TicketPriority
from worktrackr.kit.crud import Bulk, BulkReport, bulk, change, change_set, crud, expected_version, insert, move, one
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound, PreconditionFailed, Validation
from worktrackr.recurrence import Occurrence, Schedule, occurrences
from worktrackr.series import SCHEDULE, RuleText, Split, first_of, in_a_zone, refuse_of_many, split_day

PREVIEWED = 10


class TicketSeriesFields(Fields):
    """What staff may write. Without `start_time` occurrences are all day; without `timezone` it is the organisation's."""

    title: ShortText
    description: LongText | None = None
    priority: TicketPriority = TicketPriority.MEDIUM
    category: ShortText | None = None
    location: ShortText | None = None
    contact_id: Annotated[UUID, Reference("contacts")] | None = None
    assigned_user_id: Annotated[UUID, Reference("users", "status <> 'disabled'")] | None = None
    template_id: Annotated[UUID, Reference("ticket_templates")] | None = None
    template_version: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    fields: Annotated[dict[str, Any], Meta(max_length=100)] = {}
    rrule: RuleText
    starts_on: Day
    start_time: LocalTime | None = None
    duration_minutes: Minutes | None = None
    timezone: TimeZone | None = None
    days_ahead: Annotated[int, Meta(ge=1, le=366)] = 60


class TicketSeries(TicketSeriesFields, Stored):
    """A series as it is answered; its `timezone` is never null."""

    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    assigned_user_name: Annotated[str | None, Joined("assigned_user_id", "name")]
    template_name: Annotated[str | None, Joined("template_id", "name")]
    created_by: UUID | None


class NewTicketSeries(TicketSeriesFields):
    """A new series; `ticket_id` is a ticket that becomes its first occurrence."""

    ticket_id: UUID | None = None


class PreviewFields(Fields):
    """A schedule to look at."""

    rrule: RuleText
    starts_on: Day
    start_time: LocalTime | None = None
    duration_minutes: Minutes | None = None
    timezone: TimeZone | None = None


class PreviewedOccurrence(msgspec.Struct):
    """An occurrence: its local day or time, and the instants unless it is all day."""

    occurrence: str
    starts_at: datetime | None
    ends_at: datetime | None


class Preview(msgspec.Struct):
    """The next occurrences; `more` says that others follow."""

    items: list[PreviewedOccurrence]
    more: bool
    timezone: str


ticket_series = Table("ticket_series", TicketSeries)
_TODAY = Statement("select (now() at time zone $1)::date", lambda row: row[0])
_END = Statement(
    "update ticket_series set rrule = $3, version = version + 1, updated_at = now() where organisation_id = $1 and id = $2",
    writes=True,
)
_HAND_OVER = Statement(
    "update tickets set series_id = $4, version = version + 1, updated_at = now() "
    'where organisation_id = $1 and series_id = $2 and "left"(series_occurrence, 10) >= $3',
    writes=True,
)
ANSWERS = frozenset({"template_id", "template_version", "fields"})
ONE_BY_ONE = ANSWERS | set(SCHEDULE)
"""What must fit together, and so is not changed of many at once."""
_ADOPT = Statement(
    "update tickets set series_id = $3, series_occurrence = $4, "
    "scheduled_date = case when $6::timestamptz is null then $5 else scheduled_date end, scheduled_start = $6, scheduled_end = $7, "
    "double_booking = true, version = version + 1, updated_at = now() "
    "where organisation_id = $1 and id = $2 and series_id is null and deleted_at is null returning id",
    writes=True,
)


@post("/", guards=[may(Permission.WRITE_TICKETS)], operation_id="create_ticket_series", status_code=201)
async def create_series(request: Request, data: JSONBody[NewTicketSeries]) -> Reply[TicketSeries]:
    """Start a series. Its tickets ahead are there at once: series and tickets are one change."""
    async with request.together() as work:
        series = await in_a_zone(work, request.organisation_id, TicketSeriesFields, msgspec.structs.asdict(data))
        first = await _first(series)
        series = await _answered(work, request.organisation_id, series, first)
        reply = await insert(request, ticket_series, series, "/api/ticket_series")
        if data.ticket_id is not None:
            await _adopt(work, request.organisation_id, data.ticket_id, reply.content.id, first)
        await generate(work, request.organisation_id, reply.content.id)
    return reply


@patch("/{id:uuid}", guards=[may(Permission.WRITE_TICKETS)], operation_id="update_ticket_series")
async def update_series(
    request: Request, id: FromPath[UUID], data: JSONBody[Patch[TicketSeriesFields]]
) -> Reply[TicketSeries]:
    """Change all: the tickets ahead that nobody has touched follow; touched and past ones stay. One change to undo."""
    async with request.together() as work:
        before, changes = await _live(work, request.organisation_id, id), said(data)
        if changes.keys() & ONE_BY_ONE:
            series = await _changed(work, request.organisation_id, before, changes)
            checked = {name: getattr(series, name) for name in (*changes, "template_version")}
            data = msgspec.structs.replace(data, **checked)
        reply = await change(request, ticket_series, id, data)
        await generate(work, request.organisation_id, id)
    return reply


@post("/{id:uuid}/split", guards=[may(Permission.WRITE_TICKETS)], operation_id="split_ticket_series", status_code=201)
async def split_series(
    request: Request, id: FromPath[UUID], data: JSONBody[Split[TicketSeriesFields]]
) -> Reply[TicketSeries]:
    """Change this and following: end the series before an occurrence, and go on from there as a new one.

    The tickets from there on, touched, moved and skipped ones too, belong to the new series. One change to undo.
    """
    organisation_id = request.organisation_id
    async with request.together() as work:
        before, changes = await _live(work, organisation_id, id), said(data)
        if (expected_version(request) or before.version) != before.version:
            raise PreconditionFailed
        day = await split_day(before.schedule, changes.pop("from"))
        goes_on = {"starts_on": day, "rrule": recurrence.continue_from(before.schedule, day)}
        series = await _changed(work, organisation_id, before, goes_on | changes)
        memory = await recall(work, organisation_id, id)
        reply = await insert(request, ticket_series, series, "/api/ticket_series")
        await work.rows(_END, organisation_id, id, recurrence.end_before(before.schedule, day))
        await work.rows(_HAND_OVER, organisation_id, id, day.isoformat(), reply.content.id)
        await generate(work, organisation_id, id)
        await generate(work, organisation_id, reply.content.id, memory)
    return reply


@delete("/{id:uuid}", guards=[may(Permission.WRITE_TICKETS)], operation_id="delete_ticket_series", status_code=204)
async def delete_series(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Move a series to the trash, with its tickets ahead that nobody has touched."""
    async with request.together() as work:
        await _live(work, request.organisation_id, id)
        await move(request, ticket_series, id, to_trash=True)
        await generate(work, request.organisation_id, id)
    return Reply(None, status=204, headers=change_set(request))


@post(
    "/{id:uuid}/restore", guards=[may(Permission.WRITE_TICKETS)], operation_id="restore_ticket_series", status_code=200
)
async def restore_series(request: Request, id: FromPath[UUID]) -> Reply[TicketSeries]:
    """Take a series out of the trash; the tickets ahead that went there with it come back."""
    async with request.together() as work:
        # First what the generator has not seen yet: an undo may have trashed series and tickets.
        await generate(work, request.organisation_id, id)
        await move(request, ticket_series, id, to_trash=False)
        await generate(work, request.organisation_id, id)
        row = await one(request, ticket_series, id)
    return Reply(row, version=row.version, headers=change_set(request))


@post("/bulk", guards=[may(Permission.WRITE_TICKETS)], operation_id="bulk_ticket_series", status_code=200)
async def bulk_series(request: Request, data: JSONBody[Bulk[TicketSeries, TicketSeriesFields]]) -> Reply[BulkReport]:
    """Change or trash many series and their tickets ahead. Schedules and templates are changed one by one."""
    async with request.together() as work:
        await generate_changed(work, request.organisation_id)
        reply = await bulk(request, ticket_series, data)
        refuse_of_many(data.patch, ONE_BY_ONE)
        await generate_changed(work, request.organisation_id)
    return reply


@post("/preview", guards=[may(Permission.READ_TICKETS)], operation_id="preview_ticket_series", status_code=200)
async def preview_series(request: Request, data: JSONBody[PreviewFields]) -> Reply[Preview]:
    """Answer the next occurrences of a schedule, for the form."""
    zone = data.timezone or (await request.work.rows(ZONE, request.organisation_id))[0]
    data = msgspec.structs.replace(data, timezone=zone)
    await _first(data)
    (today,) = await request.work.rows(_TODAY, zone)
    schedule = msgspec.convert(data, Schedule, from_attributes=True)
    found = await asyncio.to_thread(lambda: list(islice(occurrences(schedule, since=today), PREVIEWED + 1)))
    items = [PreviewedOccurrence(item.local, item.starts_at, item.ends_at) for item in found[:PREVIEWED]]
    return Reply(Preview(items, len(found) > PREVIEWED, zone))


resource = crud(
    "/ticket_series",
    ticket_series,
    fields=TicketSeriesFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
    verbs=("list", "get"),
    also=[
        create_series, update_series, split_series, delete_series, restore_series, bulk_series, preview_series,
    ],
)  # fmt: skip


async def _live(work: Work, organisation_id: UUID, series_id: UUID) -> Series:
    """Return a series to be changed, with the generator up to date: after an undo it may not be."""
    series = await lock_series(work, organisation_id, series_id)
    if series is None or series.deleted_at is not None:
        raise NotFound
    memory = await recall(work, organisation_id, series_id)
    if memory is None or memory.made_from.version != series.version:
        await generate(work, organisation_id, series_id)
    return series


async def _changed(work: Work, organisation_id: UUID, before: Series, changes: dict[str, Any]) -> TicketSeriesFields:
    """Return what a series becomes, checked as a whole. Other answers are for the template as it is now."""
    answers = ANSWERS & changes.keys()
    values = msgspec.structs.asdict(before) | ({"template_version": None} if answers else {}) | changes
    series = await in_a_zone(work, organisation_id, TicketSeriesFields, values)
    first = await _first(series)
    return await _answered(work, organisation_id, series, first) if answers else series


async def _answered(
    work: Work, organisation_id: UUID, series: TicketSeriesFields, first: Occurrence
) -> TicketSeriesFields:
    """Check a series against its template, as the ticket of its first occurrence would be; raises `Validation`."""
    if series.template_id is None:
        return msgspec.structs.replace(series, template_version=None)
    given = {name: value for name in Content.__struct_fields__ if (value := getattr(series, name)) is not None}
    booked = {"scheduled_start": first.starts_at, "scheduled_end": first.ends_at}
    schedule = {"scheduled_date": first.day} if first.starts_at is None else booked
    found, _ = await completed(work, organisation_id, TicketFields, given | schedule)
    return msgspec.structs.replace(series, **{name: found[name] for name in Content.__struct_fields__ if name in found})


async def _first(data: TicketSeriesFields | PreviewFields) -> Occurrence:
    """Return the first occurrence of a schedule; raises `Validation` for one that has none."""
    if data.duration_minutes is not None and data.start_time is None:
        raise Validation.at("/duration_minutes", "invalid", "What has no start time lasts all day.")
    return await first_of(data)


async def _adopt(work: Work, organisation_id: UUID, ticket_id: UUID, series_id: UUID, first: Occurrence) -> None:
    """Make a ticket the first occurrence of a series."""
    values = (first.local, first.day, first.starts_at, first.ends_at)
    if not await work.rows(_ADOPT, organisation_id, ticket_id, series_id, *values):
        raise Validation.at("/ticket_id", "invalid_reference", "There is no such ticket outside a series.")
