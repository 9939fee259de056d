"""The timeline of a contact: all that happened between it and the organisation, in one order, page by page.

Nothing in it is a cost: what a service is sold for is no secret, what it costs is nobody's business here.
"""

import asyncio
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.crm.events import EventStatus, EventType
from worktrackr.edge.parameters import read_parameters
from worktrackr.edge.web import Reply
from worktrackr.kit.query import PAGE_MAX, open_cursor, seal_cursor
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound, Validation


class Entry(msgspec.Struct, kw_only=True, tag_field="kind"):
    """What every entry says: which row it is about, when it happened, and whose doing it was, if it was somebody's."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str | None


class CreatedEntry(Entry, tag="created"):
    """The contact was entered."""


class ChangedEntry(Entry, tag="changed"):
    """The contact was changed, deleted or restored; `before` and `after` hold the fields that differ."""

    change_set_id: UUID
    actor_kind: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    version: int


class NoteEntry(Entry, tag="note"):
    """Somebody wrote a note."""

    body: str
    version: int
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None
    edited_by_name: str | None


class TicketPart(Entry):
    """What an entry about a ticket says of it."""

    ticket_id: UUID
    number: int
    title: str


class CommentEntry(TicketPart, tag="comment"):
    """Something was said on a ticket of the contact."""

    body: str
    internal: bool


class TicketOpenedEntry(TicketPart, tag="ticket_opened"):
    """A ticket of the contact came in."""

    status: str


class TicketResolvedEntry(TicketPart, tag="ticket_resolved"):
    """A ticket of the contact was resolved."""

    opened_at: datetime


class EventEntry(Entry, tag="event"):
    """A call, a meeting or the like began; the actor is whose event it is."""

    title: str
    type: EventType | None
    status: EventStatus
    start_at: datetime
    end_at: datetime
    all_day: bool
    location: str | None
    notes: str | None


class ServicePart(Entry):
    """What an entry about a service says of it; the amount is what one period is sold for."""

    service_id: UUID
    product_name: str
    quantity: int
    amount: Decimal


class ServiceSoldEntry(ServicePart, tag="service_sold"):
    """A service was sold to the contact."""

    billing_period: str


class ServiceRenewedEntry(ServicePart, tag="service_renewed"):
    """A service of the contact was renewed."""

    next_date: date
    notes: str | None


AnyEntry = (
    CreatedEntry | ChangedEntry | NoteEntry | CommentEntry | TicketOpenedEntry | TicketResolvedEntry | EventEntry
    | ServiceSoldEntry | ServiceRenewedEntry
)  # fmt: skip


class Timeline(msgspec.Struct):
    """A page of entries, newest first."""

    items: list[AnyEntry]
    next_cursor: str | None


class Source(NamedTuple):
    """Where the entries of a kind come from: SQL of when, of which row, by whom, and of what else is said."""

    at: str
    id: str
    actor: str
    details: str
    rows: str


_TICKET = "'ticket_id', t.id, 'number', t.number, 'title', t.title"
_SERVICE = "'service_id', s.id, 'product_name', p.name"
_EDIT = "(select {} from changes h where h.organisation_id = $1 and h.row_id = n.id and h.after ? 'body' order by h.id desc limit 1)"
# An operator who was let in is none of the organisation's people.
_NAME = (
    "coalesce((select u.name from users u where u.organisation_id = $1 and u.id = {0}), "
    "(select s.operator_name from support_sessions s where s.organisation_id = $1 and s.operator_id = {0} order by s.started_at desc limit 1))"
)
SOURCES = {
    "created": Source("c.created_at", "c.id", "c.created_by", "", "contacts c where c.organisation_id = $1 and c.id = $2"),
    "changed": Source(
        "h.at", "h.id", "h.actor_id",
        "'change_set_id', h.change_set_id, 'actor_kind', h.actor_kind, 'action', h.action, 'before', h.before, 'after', h.after, "
        "'version', h.version",
        "changes h where h.organisation_id = $1 and h.row_id = $2 and h.table_name = 'contacts' and h.action <> 'insert'",
    ),
    "note": Source(
        "n.created_at", "n.id", "n.created_by",
        "'body', n.body, 'version', n.version, 'created_at', n.created_at, 'updated_at', n.updated_at, "
        f"'edited_at', {_EDIT.format('h.at')}, 'edited_by_name', {_EDIT.format(_NAME.format('h.actor_id'))}",
        "contact_notes n where n.organisation_id = $1 and n.contact_id = $2 and n.deleted_at is null",
    ),
    "comment": Source(
        "m.created_at", "m.id", "m.created_by", f"{_TICKET}, 'body', m.body, 'internal', m.internal",
        "comments m join tickets t on t.organisation_id = $1 and t.id = m.ticket_id where m.organisation_id = $1 "
        "and t.contact_id = $2 and t.deleted_at is null and m.deleted_at is null",
    ),
    "ticket_opened": Source(
        "t.created_at", "t.id", "t.created_by", f"{_TICKET}, 'status', t.status",
        "tickets t where t.organisation_id = $1 and t.contact_id = $2 and t.deleted_at is null",
    ),
    "ticket_resolved": Source(
        "t.resolved_at", "t.id",
        "(select h.actor_id from changes h where h.organisation_id = $1 and h.row_id = t.id and h.after ? 'resolved_at' order by h.id desc limit 1)",
        f"{_TICKET}, 'opened_at', t.created_at",
        "tickets t where t.organisation_id = $1 and t.contact_id = $2 and t.deleted_at is null and t.resolved_at is not null",
    ),
    # What is to come has not happened: the calendar has it.
    "event": Source(
        "e.start_at", "e.id", "e.assigned_user_id",
        "'title', e.title, 'type', e.type, 'status', e.status, 'start_at', e.start_at, 'end_at', e.end_at, 'all_day', e.all_day, "
        "'location', e.location, 'notes', e.notes",
        "crm_events e where e.organisation_id = $1 and e.contact_id = $2 and e.deleted_at is null and e.start_at <= now()",
    ),
    "service_sold": Source(
        "s.created_at", "s.id",
        "(select h.actor_id from changes h where h.organisation_id = $1 and h.row_id = s.id and h.action = 'insert' order by h.id limit 1)",
        f"{_SERVICE}, 'quantity', s.quantity, 'amount', s.quantity * coalesce(s.unit_price, p.client_price, 0), 'billing_period', s.billing_period",
        "customer_services s join products p on p.organisation_id = $1 and p.id = s.product_id where s.organisation_id = $1 "
        "and s.contact_id = $2 and s.deleted_at is null",
    ),
    "service_renewed": Source(
        "r.created_at", "r.id", "r.created_by",
        f"{_SERVICE}, 'quantity', r.quantity, 'amount', r.quantity * r.unit_price, 'next_date', r.next_date, 'notes', r.notes",
        "service_renewals r join customer_services s on s.organisation_id = $1 and s.id = r.service_id "
        "join products p on p.organisation_id = $1 and p.id = s.product_id where r.organisation_id = $1 "
        "and s.contact_id = $2 and s.deleted_at is null and r.deleted_at is null",
    ),
}  # fmt: skip
_THERE = Statement("select 1 from contacts where organisation_id = $1 and id = $2 and deleted_at is null")
_START = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff", "")
"""Before the newest that can be."""


@cache
def read_entries(kinds: tuple[str, ...]) -> Statement[AnyEntry]:
    """Return the statement of a page of these kinds, by organisation, contact, limit, and the last entry's time, id and kind."""
    # Each kind gives its own newest rows; what is looked up for an entry is looked up for those of the page alone.
    branches = [
        f"(select '{kind}' as kind, {source.id} as id, {source.at} as at, {source.actor} as actor_id, "
        f"jsonb_build_object({source.details}) as details from {source.rows} "
        f"and ({source.at}, {source.id}, '{kind}') < ($4::timestamptz, $5::uuid, $6::text) order by 3 desc, 2 desc limit $3)"
        for kind, source in ((kind, SOURCES[kind]) for kind in kinds)
    ]
    return Statement(
        "select jsonb_build_object('kind', e.kind, 'id', e.id, 'at', e.at, 'actor_id', e.actor_id, "
        f"'actor_name', {_NAME.format('e.actor_id')}) || e.details from ({' union all '.join(branches)}) e "
        "order by e.at desc, e.id desc, e.kind desc limit $3",
        lambda row: msgspec.json.decode(row[0], type=AnyEntry),
    )


@get(
    "/{id:uuid}/timeline",
    guards=[
        may(Permission.READ_CONTACTS), may(Permission.READ_TICKETS), may(Permission.READ_EVENTS), may(Permission.READ_SERVICES),
    ],
    operation_id="read_contact_timeline",
)  # fmt: skip
async def timeline(request: Request, id: FromPath[UUID]) -> Reply[Timeline]:
    """What happened, newest first: changes, notes, comments and tickets, events, services. `kind` (several) chooses."""
    kinds, limit, cursor = _asked(request)
    fingerprint = f"{request.organisation_id}{id}{kinds}".encode()
    after = open_cursor(cursor, fingerprint) if cursor else _START
    found, there = await asyncio.gather(
        request.work.rows(read_entries(kinds), request.organisation_id, id, limit + 1, *after),
        request.work.row(_THERE, request.organisation_id, id),
    )
    if there is None:
        raise NotFound
    items = found[:limit]
    following = None
    if len(found) > limit:
        last = items[-1]
        kind = str(type(last).__struct_config__.tag)
        following = seal_cursor([last.at.isoformat(), str(last.id), kind], fingerprint)
    return Reply(Timeline(items, following))


def _asked(request: Request) -> tuple[tuple[str, ...], int, str | None]:
    """Return the kinds, the limit and the cursor that a request names; raises `Validation` that says which is wrong."""
    asked = read_parameters(request, {"kind": list[str], "limit": int, "cursor": str})
    named, limit = asked.get("kind", SOURCES), asked.get("limit", 30)
    kinds = tuple(kind for kind in SOURCES if kind in named)
    if len(kinds) < len(set(named)):
        raise Validation.at("/kind", "unknown_value", f"Must be some of {', '.join(SOURCES)}.")
    if not 1 <= limit <= PAGE_MAX:
        raise Validation.at("/limit", "out_of_range", f"Must be between 1 and {PAGE_MAX}.")
    return kinds, limit, asked.get("cursor")


routes = Router("/contacts", route_handlers=[timeline], tags=["Contacts"])
