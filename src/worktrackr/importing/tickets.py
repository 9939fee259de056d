"""Tickets from other help desks: their words become ours, and who asked becomes a contact."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from worktrackr.helpdesk.tickets import TicketFields, TicketPriority, TicketStatus, tickets
from worktrackr.importing.cells import choice, day, lines, moment
from worktrackr.importing.contacts import part_of
from worktrackr.importing.mappings import Draft, Home, Importable

_STATUSES = {
    "new": TicketStatus.OPEN,
    "reopened": TicketStatus.OPEN,
    "unresolved": TicketStatus.OPEN,
    "assigned": TicketStatus.IN_PROGRESS,
    "active": TicketStatus.IN_PROGRESS,
    "started": TicketStatus.IN_PROGRESS,
    "scheduled": TicketStatus.IN_PROGRESS,
    "pending": TicketStatus.WAITING,
    "pending customer response": TicketStatus.WAITING,
    "awaiting customer": TicketStatus.WAITING,
    "waiting on customer": TicketStatus.WAITING,
    "waiting on third party": TicketStatus.WAITING,
    "awaiting info": TicketStatus.WAITING,
    "on hold": TicketStatus.WAITING,
    "hold": TicketStatus.WAITING,
    "solved": TicketStatus.RESOLVED,
    "fixed": TicketStatus.RESOLVED,
    "done": TicketStatus.RESOLVED,
    "completed": TicketStatus.CLOSED,
    "cancelled": TicketStatus.CLOSED,
    "canceled": TicketStatus.CLOSED,
}
_PRIORITIES = {
    "critical": TicketPriority.URGENT,
    "emergency": TicketPriority.URGENT,
    "blocker": TicketPriority.URGENT,
    "p1": TicketPriority.URGENT,
    "major": TicketPriority.HIGH,
    "p2": TicketPriority.HIGH,
    "normal": TicketPriority.MEDIUM,
    "p3": TicketPriority.MEDIUM,
    "minor": TicketPriority.LOW,
    "trivial": TicketPriority.LOW,
    "p4": TicketPriority.LOW,
}
_HOMES = (
    Home("title", names=("ticket_subject", "subject", "summary", "ticket_title", "issue", "short_description")),
    Home("description", lines, ("ticket_description", "body", "details", "message", "long_description")),
    Home("status", choice(TicketStatus, _STATUSES), ("ticket_status", "state")),
    Home("priority", choice(TicketPriority, _PRIORITIES), ("ticket_priority", "urgency", "severity")),
    Home("category", names=("ticket_type", "type", "ticket_category", "queue")),
    Home("location", names=("site", "place")),
    Home("scheduled_date", day, ("scheduled", "booked_on", "appointment_date", "due_date", "visit_date")),
    Home("created_at", moment, ("created", "opened", "opened_at", "date_created", "creation_date", "submitted_at", "created_time", "date")),
    Home("requester.email", names=("customer_email", "requester_email", "email", "e_mail", "email_address", "contact_email", "reporter_email")),
    Home("requester.name", names=("customer_name", "contact_name", "customer", "contact", "client", "requester_name", "requester", "full_name", "reporter", "company")),
    Home("requester.phone", names=("customer_phone", "requester_phone", "work_phone", "phone", "telephone", "contact_phone", "mobile_phone")),
    Home("fields.ticket_id", names=("ticket_id", "id", "ticket_number", "number", "case_number", "ticket", "key", "reference")),
    Home("fields.first_responded_at", moment, ("first_response_time", "first_response", "first_response_at", "initial_response_time")),
    Home("fields.resolved_at", moment, ("time_to_resolution", "resolved_at", "resolved", "solved_at", "resolved_time", "closed_time", "closed_at", "closed", "date_closed")),
    Home("fields.purchased_on", day, ("date_of_purchase", "purchase_date")),
)  # fmt: skip

_OURS = {home.path.partition(".")[2] for home in _HOMES} | {"requester_name", "import_key"}


def prepare_ticket(draft: Draft) -> Draft:
    """Keep the requester's name with the ticket, and find one without a number by all that its row says."""
    complete = dict(draft)
    if name := draft.get("requester.name"):
        # Several people share an address in real files: each ticket keeps the name it came with.
        complete["fields.requester_name"] = name
    if "fields.ticket_id" not in draft:
        complete["fields.import_key"] = digest_of(draft)
    return complete


def shape_ticket(stored: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Lay a row over a ticket. What has no field of ours is kept among the ticket's own fields."""
    ticket = stored | {path: value for path, value in draft.items() if "." not in path and path != "created_at"}
    said = part_of(draft, "fields")
    if stored.get("template_id"):
        # It has been given a template since: what it answers to that is no file's to change.
        said = {key: value for key, value in said.items() if key in _OURS}
    ticket["fields"] = stored.get("fields", {}) | msgspec.to_builtins(said)
    if "id" not in stored and (moments := _moments(draft)):
        ticket["created_at"] = min(moments)
    # When it was answered and resolved elsewhere is known; what is due it is told here, from its creation on.
    if "fields.first_responded_at" in draft:
        ticket["first_responded_at"] = draft["fields.first_responded_at"]
    if ticket.get("status") in (TicketStatus.RESOLVED, TicketStatus.CLOSED) and "fields.resolved_at" in draft:
        ticket["resolved_at"] = draft["fields.resolved_at"]
    if ticket.get("status") == TicketStatus.CLOSED and "fields.resolved_at" in draft:
        ticket["closed_at"] = draft["fields.resolved_at"]
    return ticket


def _moments(draft: Draft) -> list[datetime]:
    """Return the times by which a ticket must have been there: its creation, or else what happened to it."""
    created = draft.get("created_at")
    happened = (draft.get("fields.first_responded_at"), draft.get("fields.resolved_at"))
    return [created] if created else [time for time in happened if time]


def digest_of(draft: Draft) -> str:
    """Return what finds a ticket without a number again: a digest of all that its row says."""
    return hashlib.blake2b(msgspec.json.encode(draft, order="sorted"), digest_size=12).hexdigest()


ticket_files = Importable(
    noun="ticket",
    table=tickets,
    fields=TicketFields,
    homes=_HOMES,
    keys=("fields.ticket_id", "fields.import_key"),
    prepare=prepare_ticket,
    shape=shape_ticket,
    extras=("created_at", "closed_at", "first_responded_at", "resolved_at"),
    rest="fields",
    placeholders=("title", "description"),
)
