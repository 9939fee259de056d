"""The demo's tickets: each story at customers it fits, spread over the weeks around today."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from worktrackr.crm.contacts import ContactFields, ContactStatus
from worktrackr.demo.stories import ELECTRICAL, OUTCOMES, STORIES, Story
from worktrackr.demo.templates import answers_of
from worktrackr.edge.bodies import read_json
from worktrackr.helpdesk.tickets import TicketFields

SEED = 2841
_STARTS = (time(8, 30), time(11), time(13, 30), time(15, 45))
_SERVED = (ContactStatus.ACTIVE, ContactStatus.AT_RISK)
_FINISHED = ("Resolved", "Closed")
_LATELY = {"Urgent": 1, "High": 1, "Medium": 2, "Low": 4}
# How the board looks on a working day, for every 24 tickets.
_STATUSES = ("Open",) * 5 + ("In Progress",) * 3 + ("Waiting",) * 3 + ("Resolved",) * 3 + ("Closed",) * 10


class Scene(NamedTuple):
    """Where the tickets are written: when it is there, who works there, for whom."""

    now: datetime
    zone: ZoneInfo
    contacts: Sequence[tuple[UUID, ContactFields]]
    electricians: Sequence[UUID]
    engineers: Sequence[UUID]
    templates: Mapping[str, UUID] = MappingProxyType({})


def ticket_rows(scene: Scene, count: int) -> list[dict[str, Any]]:
    """Return tickets, oldest first. The same day gives the same ones."""
    chance = random.Random(SEED)  # noqa: S311  # to look alike each time, not to be secret
    statuses = [_STATUSES[index % len(_STATUSES)] for index in range(count)]
    chance.shuffle(statuses)
    diaries = {
        is_past: {
            person: _slots(scene, turn, is_past=is_past)
            for turn, person in enumerate((*scene.electricians, *scene.engineers, None))
        }
        for is_past in (False, True)
    }
    pairs = _pairs(scene, chance)
    rows: list[dict[str, Any]] = []
    for index, status in enumerate(statuses):
        story, (contact_id, contact) = next(pairs)
        people = scene.electricians if story.skill == ELECTRICAL else scene.engineers
        unassigned = not people or (status == "Open" and index % 3 == 0)
        person = None if unassigned else people[index % len(people)]
        # A few that are open should have been done already: every real board has them.
        is_past = status in _FINISHED or (status == "In Progress" and index % 4 == 0)
        start = None if status == "Waiting" or (status == "Open" and index % 2) else next(diaries[is_past][person])
        rows.append(_row(scene, story, contact_id, contact, status, person, start, chance))
    return sorted(rows, key=lambda row: row["created_at"])


def _pairs(scene: Scene, chance: random.Random) -> Iterator[tuple[Story, tuple[UUID, ContactFields]]]:
    """Yield stories with customers they can happen to, without end: first those that tell of one customer."""
    by_name = {contact.name: (contact_id, contact) for contact_id, contact in scene.contacts}
    told = [story for story in STORIES if story.only in by_name]
    yield from ((story, by_name[story.only]) for story in told)
    usual = [story for story in STORIES if not story.only]
    while True:
        for story in chance.sample(usual, len(usual)):
            fitting = [pair for pair in scene.contacts if story.skill in pair[1].tags and pair[1].status in _SERVED]
            if fitting:
                yield story, chance.choice(fitting)


def _row(
    scene: Scene,
    story: Story,
    contact_id: UUID,
    contact: ContactFields,
    status: str,
    person: UUID | None,
    start: datetime | None,
    chance: random.Random,
) -> dict[str, Any]:
    finished = status in _FINISHED
    asked = contact.primary_contact or contact.name
    end = start + timedelta(hours=story.hours) if start else None
    latest = min(start or scene.now, scene.now)
    # Most that are not finished came in lately, the urgent ones last; a few have been left lying.
    created = _created(latest, chance, 7 if finished or chance.random() < 0.1 else _LATELY[story.priority])
    finished_at = (end or created) + timedelta(minutes=chance.randrange(5, 50))
    outcome = chance.choice(OUTCOMES.get(story.category, OUTCOMES[""]))
    text = f"{story.text}\n\n{outcome}" if finished else story.text
    in_two_weeks = (created + timedelta(days=14)).date().isoformat()
    form, answers = answers_of(story.title, phone=contact.phone, email=contact.email, in_two_weeks=in_two_weeks)
    template_id = scene.templates.get(form)
    fields = {
        "title": story.title, "description": text.format(person=asked, customer=contact.name), "status": status,
        "priority": story.priority, "category": story.category, "location": _place(contact), "contact_id": contact_id,
        "assigned_user_id": person, "scheduled_start": start, "scheduled_end": end,
        "template_id": template_id, "template_version": template_id and 1, "fields": answers if template_id else {},
    }  # fmt: skip
    ticket = msgspec.structs.asdict(read_json(msgspec.json.encode(fields), TicketFields))
    return ticket | {
        "created_at": created,
        "updated_at": finished_at if finished else max(created, min(scene.now, created + timedelta(hours=2))),
        "closed_at": finished_at if status == "Closed" else None,
    }


def _created(latest: datetime, chance: random.Random, days: int) -> datetime:
    """Return a time in the working hours of the days before."""
    day = latest - timedelta(days=chance.randrange(days))
    created = day.replace(hour=chance.randrange(8, 17), minute=chance.randrange(60), second=0)
    return created if created <= latest else created - timedelta(days=1)


def _place(contact: ContactFields) -> str | None:
    if not contact.addresses:
        return None
    address = contact.addresses[0]
    return f"{address.line1}, {address.city} {address.postcode}"


def _slots(scene: Scene, turn: int, *, is_past: bool) -> Iterator[datetime]:
    """Yield one person's free times: from today on, or backwards from yesterday. Nobody works at the weekend.

    In days to come two a day are taken, the others are still free; `turn` keeps people from starting all at once.
    """
    today = scene.now.astimezone(scene.zone).date()
    # The past reaches back some months, the future is one full fortnight.
    step = timedelta(days=-4 if is_past else 1)
    day = today - timedelta(days=1) if is_past else today
    while True:
        if day.weekday() < 5:  # Monday to Friday
            starts = _STARTS[::3] if is_past else _STARTS[turn % 2 :: 2]
            yield from (_moment(day, start, scene.zone) for start in starts)
            turn += 1
        day += step


def _moment(day: date, start: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, start, zone).astimezone(UTC)
