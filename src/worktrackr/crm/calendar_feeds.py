"""Calendar feeds: a secret address per person, or per person for the whole team, that calendar programs subscribe to.

The format is iCalendar (RFC 5545). Who knows the address reads the calendar, so its secret is shown once, stored as a hash,
and dies with the next request after it was revoked, its owner disabled or the organisation suspended.
"""

# icalendar leaves the types of its values open.
# pyright: reportUnknownMemberType=false

import asyncio
import hashlib
import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from icalendar import Calendar
from icalendar import Event as CalendarEvent
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import ZONE, Permission, Request, may
from worktrackr.brands import OWN_BRAND, Brand
from worktrackr.edge.web import Reply, public
from worktrackr.fields import Fields, ShortText
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound

PRODUCT = "-//WorkTrackr//Calendar//EN"
SHOWN_MAX = 5_000
MEDIA = b"text/calendar; charset=utf-8"


class FeedScope(StrEnum):
    """Whose calendar a feed shows."""

    ME = "me"
    TEAM = "team"


class FeedFields(Fields):
    """What somebody says of a new feed."""

    name: ShortText
    scope: FeedScope = FeedScope.ME


class Feed(msgspec.Struct, kw_only=True):
    """A feed as its owner's list shows it."""

    id: UUID
    name: str
    scope: FeedScope
    last_used_at: datetime | None
    created_at: datetime


class NewFeed(Feed, kw_only=True):
    """A feed just made, with its address, which is shown this once."""

    url: str


class FeedList(msgspec.Struct):
    """The caller's own feeds, newest first."""

    items: list[Feed]
    next_cursor: str | None = None


class Entry(msgspec.Struct):
    """One event or booking, as a calendar program shows it. `start` and `end` are days when it lasts all day."""

    kind: str
    id: UUID
    title: str
    start: datetime
    end: datetime
    all_day: bool
    cancelled: bool
    location: str | None
    notes: str | None
    category: str | None
    contact_name: str | None
    version: int
    created_at: datetime
    updated_at: datetime


_COLUMNS = "id, name, scope, last_used_at, created_at"


def _feed(row: Row) -> Feed:
    return Feed(**dict(zip(_COLUMNS.split(", "), row, strict=True)))


_LIST = Statement(
    f"select {_COLUMNS} from calendar_feeds where organisation_id = $1 and user_id = $2 order by created_at desc limit 100",
    _feed,
)
_INSERT = Statement(
    f"insert into calendar_feeds (organisation_id, user_id, name, scope, token_hash) values ($1, $2, $3, $4, $5) returning {_COLUMNS}",
    _feed,
    writes=True,
)
_DELETE = Statement(
    "delete from calendar_feeds where organisation_id = $1 and user_id = $2 and id = $3 returning id", writes=True
)
_ENTER = Statement("select organisation_id, user_id, scope, name, timezone from auth.enter_feed($1)", writes=True)
_EVENT = """
select 'event', e.id, e.title, e.start_at, e.end_at, e.all_day, e.status = 'Cancelled', e.location, e.notes, e.type,
  (select c.name from contacts c where c.organisation_id = $1 and c.id = e.contact_id), e.version, e.created_at, e.updated_at
from crm_events e where e.organisation_id = $1 and e.deleted_at is null
"""
_ONE = Statement(f"{_EVENT} and e.id = $2", lambda row: Entry(*row))
# Half a year back and two years ahead: what a calendar program shows, and no history of a decade at every refresh.
_ENTRIES = Statement(
    f"""
{_EVENT} and ($2::uuid is null or e.assigned_user_id = $2) and e.end_at > now() - interval '180 days' and e.start_at < now() + interval '730 days'
union all
select 'ticket', t.id, '#' || t.number || ' ' || t.title,
  coalesce(t.scheduled_start, t.scheduled_date::timestamp at time zone $3),
  coalesce(t.scheduled_end, t.scheduled_start + interval '1 hour', (t.scheduled_date + 1)::timestamp at time zone $3),
  t.scheduled_start is null, false, t.location, t.description, t.category,
  (select c.name from contacts c where c.organisation_id = $1 and c.id = t.contact_id), t.version, t.created_at, t.updated_at
from tickets t where t.organisation_id = $1 and t.deleted_at is null and ($2::uuid is null or t.assigned_user_id = $2)
  and t.scheduled_date > current_date - 180 and t.scheduled_date < current_date + 730
order by 4, 2 limit {SHOWN_MAX}""",
    lambda row: Entry(*row),
)


@get("/", guards=[may(Permission.READ_EVENTS)], operation_id="list_calendar_feeds")
async def list_feeds(request: Request) -> Reply[FeedList]:
    """List the caller's own feeds, without their addresses."""
    return Reply(FeedList(await request.work.rows(_LIST, request.organisation_id, request.user.id)))


# An address is a key of its own: keys must not make others, and operators and resellers have no calendar.
_OWN = [may(Permission.READ_EVENTS), may(Permission.MANAGE_SESSIONS)]


@post("/", guards=_OWN, operation_id="create_calendar_feed", status_code=201)
async def create_feed(request: Request, data: JSONBody[FeedFields]) -> Reply[NewFeed]:
    """Make a feed. Its address is in this answer only."""
    secret = secrets.token_urlsafe(32)
    values = (request.organisation_id, request.user.id, data.name, data.scope, _hash(secret))
    made = (await request.work.rows(_INSERT, *values))[0]
    request.scope["secret"] = True  # an idempotent replay must not show it again
    url = f"{request.settings.public_url.rstrip('/')}/api/calendar_feeds/{secret}.ics"
    location = f"/api/calendar_feeds/{made.id}".encode()
    return Reply(NewFeed(url=url, **msgspec.structs.asdict(made)), status=201, headers=[(b"location", location)])


@delete("/{id:uuid}", guards=_OWN, operation_id="delete_calendar_feed", status_code=204)
async def delete_feed(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Revoke a feed: its address is unknown from the next request on."""
    if await request.work.row(_DELETE, request.organisation_id, request.user.id, id) is None:
        raise NotFound
    return Reply(None, status=204)


@get("/{name:str}", guards=[public], operation_id="read_calendar_feed")
async def read_feed(request: Request, name: FromPath[str]) -> Reply[bytes]:
    """Answer a feed as iCalendar. Its secret address is all that it takes."""
    secret, dot, suffix = name.rpartition(".")
    if not dot or suffix != "ics":
        raise NotFound
    async with request.work.database.transaction(None, request.work.change_set) as transaction:
        found = await transaction.rows(_ENTER, _hash(secret))
        if not found:
            raise NotFound
        organisation_id, user_id, scope, title, timezone = found[0]
        entries = await transaction.rows(
            _ENTRIES, organisation_id, user_id if scope == FeedScope.ME else None, timezone
        )
    # Writing thousands of entries takes a while: not on the loop that others wait for.
    return Reply(
        await asyncio.to_thread(write_calendar, title, timezone, entries, request.settings.public_url), media=MEDIA
    )


@get(
    "/crm_events/{id:uuid}/ics",
    guards=[may(Permission.READ_EVENTS), may(Permission.EXPORT)],
    operation_id="download_event",
    tags=["Crm events"],
)
async def download_event(request: Request, id: FromPath[UUID]) -> Reply[bytes]:
    """Answer one event as an iCalendar file."""
    found, (timezone,), brand = await asyncio.gather(
        request.work.rows(_ONE, request.organisation_id, id),
        request.work.rows(ZONE, request.organisation_id),
        request.work.row(OWN_BRAND),
    )
    if not found:
        raise NotFound
    headers = [(b"content-disposition", b'attachment; filename="event.ics"')]
    return Reply(
        write_calendar((brand or Brand()).product_name, timezone, found, request.settings.public_url),
        headers=headers,
        media=MEDIA,
    )


def write_calendar(title: str, timezone: str, entries: list[Entry], url: str) -> bytes:
    """Return the iCalendar text of the entries; all-day ones are days in `timezone`."""
    zone = ZoneInfo(timezone)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", timezone)
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_component(entry, zone, url.rstrip("/")))
    return calendar.to_ical()


def _component(entry: Entry, zone: ZoneInfo, url: str) -> CalendarEvent:
    component = CalendarEvent()
    component.add("uid", f"{entry.id}@worktrackr")
    component.add("dtstamp", entry.updated_at)
    component.add("created", entry.created_at)
    component.add("last-modified", entry.updated_at)
    component.add("sequence", entry.version - 1)
    component.add("summary", entry.title)
    component.add("dtstart", _when(entry.start, zone, all_day=entry.all_day))
    component.add("dtend", _when(entry.end, zone, all_day=entry.all_day))
    component.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    component.add("url", f"{url}/tickets/{entry.id}" if entry.kind == "ticket" else f"{url}/calendar?event={entry.id}")
    notes = "\n\n".join(part for part in (entry.contact_name, entry.notes) if part)
    for name, value in (("location", entry.location), ("description", notes)):
        if value:
            component.add(name, value)
    if entry.category:
        component.add("categories", [entry.category])
    return component


def _when(at: datetime, zone: ZoneInfo, *, all_day: bool) -> datetime | date:
    return at.astimezone(zone).date() if all_day else at


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


routes = Router(
    "/",
    route_handlers=[
        Router(
            "/calendar_feeds", route_handlers=[list_feeds, create_feed, delete_feed, read_feed], tags=["Calendar feeds"]
        ),
        download_event,
    ],
)
