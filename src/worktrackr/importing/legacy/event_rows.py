"""The CRM calendar, in the five ways that the old application wrote an event."""

from datetime import datetime, timedelta
from typing import Any, cast

from worktrackr.crm.events import EventType
from worktrackr.importing.drafts import quote
from worktrackr.importing.legacy.catalogue_rows import RENEWAL, renewal_parts
from worktrackr.importing.legacy.gathering import Gathering, Old
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.reading import is_blank, moment
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of

_HOUR, _HALF_AN_HOUR = timedelta(hours=1), timedelta(minutes=30)
_UNNAMED = "undefined - "


def gather_events(found: Gathering) -> None:
    """Make events."""
    contact_names = _contact_names(found)
    for record, old in found.rows(Kind.EVENTS, "events"):
        _event(found, record, old, contact_names)


def _contact_names(found: Gathering) -> dict[str, str]:
    return {
        record.old_id: record.values["name"]
        for record in found.records
        if record.table == "contacts" and "name" in record.values
    }


def _event(found: Gathering, record: Record, old: Old, contact_names: dict[str, str]) -> None:
    renewal = renewal_parts(record.old_id)
    company = text_of(old.get("company"))
    if renewal is not None:
        key = renewal[0].company
        company = company or contact_names.get(key, "") or found.company_names.get(key, "")
        record.references["contact_id"] = found.company(key, company)
    elif company:
        record.references["contact_id"] = found.company("", company)
    _set_words(record, old, company, is_renewal=record.old_id.startswith(RENEWAL))
    _set_times(found, record, old)
    _set_people(found, record, old)


def _set_words(record: Record, old: Old, company: str, *, is_renewal: bool) -> None:
    values = record.values
    if is_renewal:
        values["type"] = EventType.RENEWAL.value
    values.setdefault("status", "Planned")
    title = values.get("title") or text_of(old.get("type")) or "Event"
    if title.startswith(_UNNAMED):
        # The old application wrote the name of a customer that it did not know yet.
        title = title.removeprefix(_UNNAMED) if not company else f"{company} - {title.removeprefix(_UNNAMED)}"
        if "notes" in values and company:
            values["notes"] = values["notes"].replace("for undefined", f"for {company}")
    values["title"] = record.name = title


def _set_times(found: Gathering, record: Record, old: Old) -> None:
    start = _first(found, old, record)
    if start is None:
        record.fault = record.fault or "It has no time that can be read."
        return
    usual = _HALF_AN_HOUR if record.values.get("type") == EventType.RENEWAL else _HOUR
    end = _read(found, record, "endAt", old.get("endAt"))
    if end is not None and end <= start:
        record.remarks.append("It ended before it began: it now lasts as long as others of its kind.")
        record.keep("End in the old application", old.get("endAt"))
        end = None
    record.values["start_at"], record.values["end_at"] = start, end or start + usual


def _first(found: Gathering, old: Old, record: Record) -> datetime | None:
    date, clock = text_of(old.get("date")), text_of(old.get("time")) or "09:00"
    candidates = (
        ("startAt", old.get("startAt")),
        ("date", f"{date[:10]}T{clock.zfill(5)}" if date else None),
        ("scheduleTask", old.get("scheduleTask")),
    )
    times = [(name, value, at) for name, value in candidates if (at := _read(found, record, name, value)) is not None]
    for name, value, at in times[1:]:
        if at != times[0][2]:
            record.keep(name, value)
    return times[0][2] if times else None


def _read(found: Gathering, record: Record, name: str, value: Any) -> datetime | None:  # noqa: ANN401  # JSON
    if is_blank(value):
        return None
    try:
        return moment(value, found.reading)
    except ValueError as error:
        record.remarks.append(f"{name} {quote(text_of(value))}: {error}")
        record.keep(name, value)
        return None


def _set_people(found: Gathering, record: Record, old: Old) -> None:
    several: Any = old.get("assignedUsers")
    names = [old.get("assignedUser"), *(cast("list[Any]", several) if isinstance(several, list) else [several])]
    people = list(dict.fromkeys(text for name in names if (text := text_of(name)) and text != "undefined"))
    if not people:
        return
    # Whoever is known is in charge; the others are named.
    ways = tuple((Way.NAME, "", found.user_names.get(name, name)) for name in people)
    record.references["assigned_user_id"] = Ref("users", ways, people[0], "Assigned to")
    if len(people) > 1:
        record.add_line("notes", f"With: {', '.join(people)}")
