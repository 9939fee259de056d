"""The demo's notes about customers: what one would tell a colleague who goes there."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from worktrackr.demo.agenda import working_day


class Note(NamedTuple):
    """One note: working days from today, when, about whom, by whom."""

    day: int
    at: str
    customer: str
    person: str
    body: str


NOTES = (
    Note(-2, "16:48", "Penrose Solicitors", "Sam Whitlock", "UPS batteries are from 2021 and test weak. Cheaper to swap than to risk it over Christmas."),
    Note(-7, "11:02", "Penrose Solicitors", "Priya Nair", "Ruth is the one to ring for access now; Daniel only for invoices."),
    Note(-3, "09:15", "Northgate Dental Practice", "Jade Okafor", "Surgery 2 is due a refit in the spring. Ask before quoting for sockets there."),
    Note(-5, "14:40", "Harrogate Road Garage", "Tom Hallam", "No new work before the two invoices are paid; Mick knows."),
    Note(-1, "17:20", "Kirkstall Print Co.", "Aisha Khan", "They look at a new press. It would need its own circuit and a network point."),
    Note(-4, "10:05", "Headrow Architects", "Sam Whitlock", "Tomasz tests restores himself, and likes to be told before the server is touched."),
)  # fmt: skip


def note_rows(
    now: datetime, zone: ZoneInfo, contacts: Mapping[str, UUID], users: Mapping[str, UUID]
) -> list[dict[str, Any]]:
    """Return the notes about the customers that are there; both maps give ids by name."""
    rows: list[dict[str, Any]] = []
    for note in NOTES:
        if note.customer in contacts:
            day = working_day(now.astimezone(zone).date(), note.day)
            at = min(datetime.combine(day, time.fromisoformat(note.at), zone).astimezone(UTC), now - timedelta(hours=1))
            rows.append({
                "contact_id": contacts[note.customer], "body": note.body, "created_by": users.get(note.person),
                "created_at": at, "updated_at": at,
            })  # fmt: skip
    return rows
