"""Tickets: one piece of work for one contact: who, what, how urgent, and when somebody goes."""

import asyncio
import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.bodies import Body, read_json
from worktrackr.edge.web import Reply
from worktrackr.fields import (
    Computed,
    Confirmation,
    Day,
    Fields,
    Instant,
    Joined,
    LongText,
    Patch,
    Reference,
    ShortText,
    Stored,
    patch_of,
    said,
)
from worktrackr.helpdesk.due_states import DUE_CONDITIONS, DUE_STATE, OVERDUE, DueState
from worktrackr.helpdesk.template_fields import Key
from worktrackr.helpdesk.template_versions import completed, completed_for_many
from worktrackr.helpdesk.ticket_answers import (
    ANSWERED,
    ANSWERED_BY_FEW,
    ANSWERED_BY_MANY,
    ANSWERED_BY_ONE,
    forms_of_answer,
)
from worktrackr.kit.crud import (
    Bulk,
    BulkReport,
    bulk,
    change,
    crud,
    expected_version,
    get,
    insert,
    page_of,
    patch,
    post,
    targets,
)
from worktrackr.kit.query import Filter, Page
from worktrackr.kit.table import Table
from worktrackr.problems import PreconditionFailed, Validation


class TicketStatus(StrEnum):
    """How far a ticket is."""

    OPEN = "Open"
    IN_PROGRESS = "In Progress"
    WAITING = "Waiting"
    RESOLVED = "Resolved"
    CLOSED = "Closed"


class TicketPriority(StrEnum):
    """How urgent a ticket is."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    URGENT = "Urgent"


class TicketFields(Fields):
    """What staff may write."""

    title: ShortText
    description: LongText | None = None
    status: TicketStatus = TicketStatus.OPEN
    priority: TicketPriority = TicketPriority.MEDIUM
    category: ShortText | None = None
    location: ShortText | None = None
    contact_id: Annotated[UUID, Reference("contacts")] | None = None
    assigned_user_id: Annotated[UUID, Reference("users", "status <> 'disabled'")] | None = None
    scheduled_date: Day | None = None
    scheduled_start: Instant | None = None
    scheduled_end: Instant | None = None
    double_booking: Annotated[bool, Confirmation()] = False
    template_id: Annotated[UUID, Reference("ticket_templates")] | None = None
    template_version: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    fields: Annotated[dict[str, Any], Meta(max_length=100)] = {}


class Ticket(TicketFields, Stored):
    """A ticket as it is answered; the database gives the number and keeps `scheduled_date` and `closed_at` right."""

    number: int
    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    assigned_user_name: Annotated[str | None, Joined("assigned_user_id", "name")]
    created_by: UUID | None
    closed_at: datetime | None
    first_responded_at: datetime | None
    resolved_at: datetime | None
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None
    due_at: datetime | None
    due_soon_at: datetime | None
    due_state: Annotated[DueState | None, Computed(DUE_STATE, DUE_CONDITIONS)]
    series_id: UUID | None
    series_occurrence: str | None


FILTERS = {
    "scheduled": Filter(bool, {True: "t.scheduled_date is not null", False: "t.scheduled_date is null"}),
    "overdue": Filter(bool, OVERDUE),
    "fields.": Filter(Key, ANSWERED, forms_of_answer, (ANSWERED_BY_FEW, ANSWERED_BY_MANY), ANSWERED_BY_ONE),
}
tickets = Table("tickets", Ticket, filters=FILTERS, search=True, within={"assigned_user_id": "status"})
_READ, _WRITE = may(Permission.READ_TICKETS), may(Permission.WRITE_TICKETS)
_NUMBER = re.compile(r"(#?)(\d{1,9})")
_TRIES = 3


class TicketBody(Body):
    """Reads a new ticket: with a template, what the template has a default for may be left out, the title too."""

    def decode_bytes(self, value: bytes) -> Any:  # noqa: ANN401  # as its base
        """Return the fields, or those that are said when a template is."""
        return read_json(value, patch_of(TicketFields)) if b'"template_id"' in value else super().decode_bytes(value)


@get("/", guards=[_READ], operation_id="list_tickets")
async def list_tickets(request: Request) -> Reply[Page[Ticket]]:
    """List tickets. A search for `#123` is for that ticket alone if there is one; one for `123` has it first."""
    parameters = request.parameters()
    sought = _NUMBER.fullmatch(parameters.get("q", [""])[-1].strip())
    if sought is None or "number" in parameters:
        return Reply(await page_of(request, tickets))
    sign, number = sought.groups()
    if sign and "cursor" not in parameters:
        named = await page_of(request, tickets, number=number, q=None)
        if named.items:
            return Reply(named)
    limit = parameters.get("limit", ["50"])[-1]
    if "cursor" in parameters or not limit.isdecimal() or int(limit) < 2:
        page, first = await page_of(request, tickets), list[Ticket]()
    else:
        page, found = await asyncio.gather(
            page_of(request, tickets, limit=str(int(limit) - 1)),
            page_of(request, tickets, number=number, q=None, total=None),
        )
        first = found.items
    page.items = [*first, *(row for row in page.items if limit == "1" or row.number != int(number))]
    return Reply(page)


@post("/", guards=[_WRITE], operation_id="create_tickets", status_code=201, dto=TicketBody)
async def create_ticket(request: Request, data: JSONBody[TicketFields]) -> Reply[Ticket]:
    """Create a ticket. With a template its `fields` answer the template's, and what is left out gets its defaults.

    Answers to fields that are not asked, since their `show_if` does not hold, are dropped.
    """
    sent = said(data) if data.template_id or type(data) is not TicketFields else None
    if sent is not None:
        if sent.get("template_id") is not None:
            sent, _ = await completed(request.work, request.organisation_id, TicketFields, sent)
        if "title" not in sent:
            raise Validation.at("/title", "missing", "Is required.")
        data = TicketFields(**sent)
    return await insert(request, tickets, data, "/api/tickets")


@patch("/{id:uuid}", guards=[_WRITE], operation_id="update_tickets")
async def update_ticket(request: Request, id: FromPath[UUID], data: JSONBody[Patch[TicketFields]]) -> Reply[Ticket]:
    """Change a ticket. `fields` are replaced as a whole, and answer the version of the template that the ticket has."""
    if not _names_answers(data):
        return await change(request, tickets, id, data)
    for left in reversed(range(_TRIES)):
        checked, version = await completed(
            request.work,
            request.organisation_id,
            TicketFields,
            said(data),
            ticket_id=id,
            expected=expected_version(request),
        )
        try:
            return await change(request, tickets, id, msgspec.structs.replace(data, **checked), seen=version)
        except PreconditionFailed:
            # Somebody changed it since it was looked at: without an If-Match that is no reason to refuse.
            if not left or "if-match" in request.headers:
                raise
    raise PreconditionFailed


@post("/bulk", guards=[_WRITE], operation_id="bulk_tickets", status_code=200)
async def bulk_tickets(request: Request, data: JSONBody[Bulk[Ticket, TicketFields]]) -> Reply[BulkReport]:
    """Change or trash many tickets, all or none. `fields` must be right for the template of each."""
    if data.patch is None or not _names_answers(data.patch):
        return await bulk(request, tickets, data)
    query = targets(request, tickets, data)
    async with request.together(slow=True) as work:
        checked = await completed_for_many(work, request.organisation_id, TicketFields, said(data.patch), query)
        return await bulk(
            request, tickets, msgspec.structs.replace(data, patch=msgspec.structs.replace(data.patch, **checked))
        )


def _names_answers(data: Any) -> bool:  # noqa: ANN401  # a patch, whose type is made at start
    return data.fields is not UNSET or data.template_id is not UNSET or data.template_version is not UNSET


resource = crud(
    "/tickets",
    tickets,
    fields=TicketFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
    verbs=("get", "delete"),
    also=(list_tickets, create_ticket, update_ticket, bulk_tickets),
)
