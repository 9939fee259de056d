"""Tickets: one piece of work for one contact: who, what, how urgent, and when somebody goes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Day, Fields, Instant, Joined, LongText, Reference, ShortText, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Filter, Table


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


SCHEDULED = {"scheduled": Filter(bool, "(t.scheduled_date is not null) = {}::boolean")}
tickets = Table("tickets", Ticket, filters=SCHEDULED, search=True)
resource = crud(
    "/tickets",
    tickets,
    fields=TicketFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
)
