"""Events of the CRM calendar: calls, meetings and the like, with a contact or without.

All day is days, no instants: `start_date` to `end_date`, both inclusive, which no zone shifts. `start_at` and `end_at` are
where these days begin and end in the organisation's zone; whoever writes them means the days that they fall on there.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Fields, Instant, Joined, LongText, Reference, ShortText, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.query import Filter
from worktrackr.kit.table import Table


class EventType(StrEnum):
    """What an event is."""

    CALL = "Call"
    MEETING = "Meeting"
    FOLLOW_UP = "Follow-up"
    RENEWAL = "Renewal"
    OTHER = "Other"


class EventStatus(StrEnum):
    """How far an event is."""

    PLANNED = "Planned"
    IN_PROGRESS = "In Progress"
    DONE = "Done"
    CANCELLED = "Cancelled"


ReminderMinutes = Annotated[int, Meta(ge=0, le=40_320)]
"""How long before its start somebody is reminded: up to four weeks."""


class EventFields(Fields):
    """What staff may write."""

    title: ShortText
    type: EventType | None = None
    contact_id: Annotated[UUID, Reference("contacts")] | None = None
    start_at: Instant
    end_at: Instant
    all_day: bool = False
    location: ShortText | None = None
    assigned_user_id: Annotated[UUID, Reference("users", "status <> 'disabled'")] | None = None
    status: EventStatus = EventStatus.PLANNED
    notes: LongText | None = None
    reminder_minutes: ReminderMinutes | None = None


class Event(EventFields, Stored):
    """An event as it is answered. One of a series says which, and when the series meant it to be, as
    local time; one that was imported has the `uid` of its file.
    """

    start_date: date | None
    end_date: date | None
    series_id: Annotated[UUID | None, Reference("crm_event_series")]
    series_occurrence: str | None
    uid: str | None
    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    assigned_user_name: Annotated[str | None, Joined("assigned_user_id", "name")]


# A calendar asks for a range and gets all that overlaps it.
OVERLAP = {
    "start_at_from": Filter(datetime, "t.end_at > {}"),
    "end_at_to": Filter(datetime, "t.start_at < {}"),
}
events = Table("crm_events", Event, filters=OVERLAP, search=True)
resource = crud(
    "/crm_events",
    events,
    fields=EventFields,
    read=Permission.READ_EVENTS,
    write=Permission.WRITE_EVENTS,
    purge=Permission.PURGE,
)
