"""Tickets with their comments, and bookings, which are copies of tickets or tickets of their own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import msgspec

from worktrackr.helpdesk.tickets import TicketStatus
from worktrackr.importing.cells import key as key_of
from worktrackr.importing.drafts import quote
from worktrackr.importing.legacy.gathering import Gathering, Old, digest_of, old_id
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.reading import day, is_blank, plain
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of

_SAME_WORDS = {"new", *(key_of(status) for status in TicketStatus)}
"""Old words of which ours says as much."""
_LONGEST = timedelta(days=31)
_NO_ADDRESS = "No address available"
_TIMES = ("time", "startTime", "duration", "endTime")
_COPIED = ("startTime", "endTime", "time", "duration", "location", "status", "price", "invoiceStatus")
_OF_MAIL = frozenset({"id", "ticketId", "to", "subject", "sentAt"})
_MADE_UP_PREFIX = "50925-"


def gather_tickets(found: Gathering) -> None:
    """Make tickets, their comments, and tickets of bookings that belong to none."""
    tickets = defaultdict[str, list[Record]](list)
    for record, old in found.rows(Kind.TICKETS, "tickets"):
        _ticket(found, record, old)
        tickets[record.old_id].append(record)
    for record, old in list(found.rows(Kind.BOOKINGS, "bookings")):
        _booking(found, record, old, tickets)
    for place, old in found.objects(Kind.EMAIL_LOGS):
        _logged_mail(found, place, old)


def _ticket(found: Gathering, record: Record, old: Old) -> None:
    values = record.values
    if not values.get("title"):
        if is_blank(old.get("id")) and not values.get("description"):
            record.fault = "It has no title."
            return
        values["title"] = (values.get("description") or f"Ticket {record.old_id}").splitlines()[0][:200].strip()
    record.name = values["title"]
    _set_status(record, old, found.moment_of(old.get("completedAt")) or record.updated_at)
    _set_visit(found, record, old)
    if (ref := record.references.get("contact_id")) is not None:
        # The form names contacts of the CRM's own list too.
        record.references["contact_id"] = ref.or_by(*found.company(ref.text).ways)
    if not is_blank(old.get("contactDetails")):
        details = old["contactDetails"]
        record.keep("Contact details", _without(details, _NO_ADDRESS))
        name = text_of(cast("Old", details).get("companyName")) if isinstance(details, dict) else ""
        if name and "contact_id" not in record.references:
            record.references["contact_id"] = found.company("", name)
        elif name:
            record.references["contact_id"] = record.references["contact_id"].or_by((Way.NAME, "", name))
    comments: Any = old.get("comments")
    for index, item in enumerate(cast("list[Any]", comments) if isinstance(comments, list) else [comments]):
        if not is_blank(item):
            _comment(found, record, f"{record.place}, comment {index + 1}", item)


def _without(details: Any, text: str) -> Any:  # noqa: ANN401  # JSON
    if not isinstance(details, dict):
        return details
    return {key: value for key, value in cast("Old", details).items() if value != text}


def _set_status(record: Record, old: Old, ended_at: datetime | None) -> None:
    said = text_of(old.get("status"))
    if said and "status" in record.values and key_of(said) not in _SAME_WORDS:
        record.keep("Old status", said)
    status = record.values.get("status")
    if status in (TicketStatus.RESOLVED, TicketStatus.CLOSED):
        record.values["resolved_at"] = ended_at
    if status == TicketStatus.CLOSED:
        record.values["closed_at"] = ended_at


def _set_visit(found: Gathering, record: Record, old: Old) -> None:
    planned: Any = old.get("scheduledWork")
    parts = cast("list[Any]", planned) if isinstance(planned, list) else []
    work = [cast("Old", item) for item in parts if isinstance(item, dict)]
    if not is_blank(old.get("scheduledWork")):
        record.keep("Scheduled work", old.get("scheduledWork"))
    due = old.get("dueDate")
    if not is_blank(due):
        record.keep("Due date", text_of(due))
    said = old.get("scheduled_date")
    if not is_blank(said):
        _set_day(found, record, "scheduled_date", said)
        text = text_of(said)
        if "scheduled_date" in record.values and len(text) > 10:
            start = found.moment_of(said)
            ends = [w.get("endTime") for w in work if w.get("date") == text[:10] and w.get("startTime") == text[11:16]]
            _set_times(
                record, start, found.moment_of(f"{text[:10]}T{ends[0]}") if ends and not is_blank(ends[0]) else None
            )
    elif work and not is_blank(work[0].get("date")):
        _set_day(found, record, "scheduledWork", work[0]["date"])
        begin, end = (found.moment_of(f"{work[0]['date']}T{work[0].get(name)}") for name in ("startTime", "endTime"))
        _set_times(record, begin, end)
    elif not is_blank(due):
        _set_day(found, record, "dueDate", due)
        record.weak.append("scheduled_date")


def _set_day(found: Gathering, record: Record, name: str, value: Any) -> None:  # noqa: ANN401  # JSON
    try:
        record.values["scheduled_date"] = day(value, found.reading)
    except ValueError as error:
        record.remarks.append(f"{name} {quote(text_of(value))}: {error}")
        if name != "dueDate":
            record.keep(name, value)


def _set_times(record: Record, start: datetime | None, end: datetime | None) -> None:
    if start is None:
        return
    # The database keeps the day of a start, in the organisation's own zone.
    record.values.pop("scheduled_date", None)
    record.values["scheduled_start"] = start
    if end is not None and start < end <= start + _LONGEST:
        record.values["scheduled_end"] = end


def _comment(found: Gathering, ticket: Record, place: str, item: Any) -> None:  # noqa: ANN401  # JSON
    old = cast("Old", item) if isinstance(item, dict) else {"content": item}
    words = next((text for key in ("content", "body", "text") if (text := text_of(old.get(key)))), "")
    record = Record(
        table="comments", source="comments", old_id=f"{ticket.old_id}/{old_id(old)}", place=place, name=words[:80]
    )
    found.records.append(record)
    record.references["ticket_id"] = Ref(
        "tickets", ((Way.OLD, "tickets", ticket.old_id),), ticket.name, "Ticket", required=True
    )
    if not words:
        record.fault = "It says nothing."
        return
    record.values = {"body": words, "internal": text_of(old.get("type")) in ("internal", "system", "approval_request")}
    _set_created(found, record, old, "createdAt")
    author = found.person(old.get("author"), "Author") or found.person(old.get("authorName"), "Author")
    name = text_of(old.get("authorName"))
    if author is not None:
        author = msgspec.structs.replace(author, text=name or author.text)
        record.references["created_by"] = author.or_by((Way.NAME, "", name)) if name else author
    for key, value in old.items():
        if key not in ("id", "content", "body", "text", "type", "createdAt", "author", "authorName") and not is_blank(
            value
        ):
            record.keep(key, value)


def _set_created(found: Gathering, record: Record, old: Old, name: str) -> None:
    record.values["created_at"] = found.moment_of(old.get(name))
    if record.values["created_at"] is None:
        record.keep(name, old.get(name))


def _booking(found: Gathering, record: Record, old: Old, tickets: Mapping[str, Sequence[Record]]) -> None:
    record.updated_at = found.moment_of(old.get("lastUpdated"))
    # Once the application lost the head of a date; its own mend is repeated.
    written = text_of(old.get("date"))
    written = written.replace(_MADE_UP_PREFIX, "2025-09-") if written.startswith(_MADE_UP_PREFIX) else written
    ticket_id = text_of(old.get("ticketId"))
    if ticket_id in tickets:
        record.copy_of = f"ticket {ticket_id}"
        for ticket in tickets[ticket_id]:
            _add_booking(found, ticket, old, written)
        return
    record.name = text_of(old.get("service")) or text_of(old.get("customerName")) or record.old_id
    if ticket_id in found.earlier_tickets:
        record.same_as = ("tickets", ticket_id)
        record.values, record.references, record.remarks = {"title": record.name[:200]}, {}, []
        # It only fills what is empty: it does not matter which of the two is newer.
        record.weak, record.updated_at = ["title", "scheduled_date"], None
        _add_booking(found, record, old, written)
        return
    record.values.setdefault("title", record.name[:200])
    _set_status(record, old, record.updated_at)
    customer = {"name": old.get("customerName"), "email": old.get("customerEmail"), "phone": old.get("customerPhone")}
    if (ref := found.customer(record.place, customer)) is not None:
        record.references["contact_id"] = ref
    if record.values.get("location") == _NO_ADDRESS:
        del record.values["location"]
    _set_slot(found, record, old, written)
    if ticket_id:
        record.keep("Ticket id", ticket_id)


def _set_slot(found: Gathering, record: Record, old: Old, written: str) -> None:
    if written:
        _set_day(found, record, "date", written)
    start, last = (
        found.moment_of(f"{written[:10]}T{clock.zfill(5)}") if clock and "scheduled_date" in record.values else None
        for clock in (text_of(old.get("time")) or text_of(old.get("startTime")), text_of(old.get("endTime")))
    )
    ends = [end for end in (_after(start, old.get("duration")), last) if end is not None]
    _set_times(record, start, ends[0] if ends else None)
    said = [name for name in ("duration", "endTime") if not is_blank(old.get(name))]
    if start is None or len(ends) < len(said) or set(ends) - {record.values.get("scheduled_end")}:
        # They say more than a start and an end, or something else.
        for name in _TIMES:
            record.keep(name, old.get(name))


def _after(start: datetime | None, minutes: Any) -> datetime | None:  # noqa: ANN401  # JSON
    try:
        return None if start is None or is_blank(minutes) else start + timedelta(minutes=float(plain(minutes)))
    except (ValueError, OverflowError):
        return None


def _add_booking(found: Gathering, ticket: Record, old: Old, written: str) -> None:
    """Take from a copy of a ticket the day, if the ticket has none, and note what else it says."""
    if ticket.fault:
        return
    if written and not ticket.values.keys() & {"scheduled_date", "scheduled_start"}:
        try:
            ticket.values["scheduled_date"] = day(written, found.reading)
        except ValueError:
            ticket.keep("Booked on", written)
    said = {key: old[key] for key in _COPIED if not is_blank(old.get(key)) and old[key] != _NO_ADDRESS}
    if said:
        ticket.keep("Booking", said)


def _logged_mail(found: Gathering, place: str, old: Old) -> None:
    ticket_id = text_of(old.get("ticketId"))
    words = f"E-mail to {text_of(old.get('to'))}: {text_of(old.get('subject'))}"
    rest = text_of({key: value for key, value in old.items() if key not in _OF_MAIL})
    key = f"{ticket_id}/{old_id(old) if not is_blank(old.get('id')) else digest_of(old)}"
    record = Record(table="comments", source="email_logs", old_id=key, place=place, name=words[:80])
    record.references["ticket_id"] = Ref(
        "tickets", ((Way.OLD, "tickets", ticket_id),), ticket_id, "Ticket", required=True
    )
    record.values = {
        "body": f"{words} ({rest})" if rest else words,
        "internal": True,
    }
    _set_created(found, record, old, "sentAt")
    found.records.append(record)
