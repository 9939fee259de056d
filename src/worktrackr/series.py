"""What series of events and of tickets have in common: a schedule that is checked, what follows from it, and splitting."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta

from worktrackr.access import ZONE
from worktrackr.fields import Fields, ShortText, define, fields_of, patch_of, said
from worktrackr.postgres.database import Work
from worktrackr.problems import FieldError, Validation
from worktrackr.recurrence import TEXT_MAX, Occurrence, RuleError, Schedule, occurrences

F = TypeVar("F", bound=Fields)
RuleText = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX)]
SCHEDULE = Schedule.__struct_fields__


class Recurring(msgspec.Struct, frozen=True):
    """Mixed into what is stored with the fields of a schedule."""

    @property
    def schedule(self) -> Schedule:
        """When it repeats."""
        return msgspec.convert(self, Schedule, from_attributes=True)

    def today(self, now: datetime) -> date:
        """Return the local day where it repeats."""
        return now.astimezone(ZoneInfo(self.schedule.timezone)).date()


class Split(Fields):
    """The first occurrence that is to be otherwise, and what changes from there on: `Split[TicketSeriesFields]`."""

    def __class_getitem__(cls, fields: type[Fields]) -> type[Fields]:
        """Return the struct: `from` is a local day, or an occurrence as its tickets or events name it; the rest is as in a PATCH."""
        changes = patch_of(fields)
        types = {"from": ShortText} | {field.name: field.hint for field in fields_of(changes)}
        defaults = dict.fromkeys((field.name for field in fields_of(changes)), UNSET)
        return define(f"{fields.__name__.removesuffix('Fields')}Split", types, defaults)


async def in_a_zone(work: Work, organisation_id: UUID, kind: type[F], values: dict[str, Any]) -> F:
    """Return the series that values make, in the organisation's zone unless they name one."""
    if values["timezone"] is None:
        (values["timezone"],) = await work.rows(ZONE, organisation_id)
    return kind(**{field.name: values[field.name] for field in fields_of(kind)})


async def first_of(data: Fields) -> Occurrence:
    """Return the first occurrence of what has the fields of a schedule; raises `Validation` where there is none."""
    schedule = msgspec.convert(data, Schedule, from_attributes=True)
    try:
        # A rule that never happens takes a while to be found out; others are answered meanwhile.
        first = await asyncio.to_thread(lambda: next(occurrences(schedule), None))
    except RuleError as error:
        raise Validation.at("/rrule", "invalid", str(error)) from None
    if first is None:
        raise Validation.at("/rrule", "invalid", "No day fits this rule from its start on: nothing would ever happen.")
    return first


async def split_day(schedule: Schedule, text: str) -> date:
    """Return the local day that a series is split at: that of an occurrence, but not of the first."""
    try:
        wanted = date.fromisoformat(text[:10])
    except ValueError:
        raise Validation.at("/from", "format", "Is not a day.") from None
    if (await asyncio.to_thread(lambda: next(occurrences(schedule)).day)) >= wanted:
        raise Validation.at("/from", "invalid", "The series begins here: change all of it.")
    found = await asyncio.to_thread(lambda: next(occurrences(schedule, since=wanted), None))
    if found is None:
        raise Validation.at("/from", "invalid", "The series has ended before.")
    return found.day


def refuse_of_many(patch: Fields | None, names: Iterable[str]) -> None:
    """Refuse a patch of many series that changes one of these fields, which must fit together in each."""
    alone = set[str]() if patch is None else said(patch).keys() & set(names)
    if alone:
        detail = "Change this of one series at a time."
        raise Validation(errors=[FieldError(f"/patch/{name}", "invalid", detail) for name in sorted(alone)])
