"""The demo's calendar: calls, meetings and follow-ups with customers, some done, most to come."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo


class Entry(NamedTuple):
    """One event: working days from today, when, how long, and with whom."""

    day: int
    start: str
    minutes: int
    type: str
    title: str
    customer: str
    person: str
    notes: str = ""


ENTRIES = (
    Entry(-9, "10:00", 45, "Meeting", "Quarterly review", "Penrose Solicitors", "Priya Nair", "Response times are good. Wants a price for two more seats and to talk about phones."),
    Entry(-8, "15:00", 20, "Call", "Overdue invoices", "Harrogate Road Garage", "Tom Hallam", "Promised both by the end of the month."),
    Entry(-6, "09:30", 60, "Meeting", "Site walk before the refit", "Northgate Dental Practice", "Jade Okafor", "Measured for four points; cable route above the ceiling is free."),
    Entry(-5, "11:00", 15, "Call", "New starter in accounts", "Kirkstall Print Co.", "Aisha Khan", "Lorna will send the form."),
    Entry(-4, "14:00", 30, "Follow-up", "Quote for panels accepted?", "Meadow View Care Home", "Tom Hallam", "Accepted by telephone, order number to follow."),
    Entry(-3, "16:00", 30, "Renewal", "Server care for another year", "Headrow Architects", "Priya Nair", "Wants Thursdays excluded from maintenance; agreed."),
    Entry(-2, "12:00", 20, "Call", "First contact", "Ilkley Moor Café", "Tom Hallam", "Found us through the brewery. New kitchen in spring."),
    Entry(-1, "09:00", 30, "Meeting", "Handover of the alarm book", "St Oswald’s Church Hall", "Jade Okafor"),
    Entry(0, "08:00", 60, "Meeting", "Week plan", "", "Tom Hallam", "Vans, parts, who is where."),
    Entry(0, "14:15", 60, "Meeting", "Review call with Helen", "Penrose Solicitors", "Priya Nair", "Two more seats, phones, backup renewal."),
    Entry(0, "16:30", 15, "Call", "Is the oven part in?", "The Copper Kettle", "Jade Okafor"),
    Entry(1, "09:00", 45, "Follow-up", "EV quote: load calculation", "Aire Valley Joinery", "Jade Okafor"),
    Entry(1, "11:30", 30, "Call", "Supplier: January price list", "", "Tom Hallam"),
    Entry(1, "13:00", 20, "Call", "Keys for Canal Wharf", "Westfield Lettings", "Tom Hallam"),
    Entry(2, "11:00", 90, "Meeting", "Site walk, Canal Wharf", "Canal Wharf Management", "Jade Okafor", "Flat 3 first; the concierge has the keys."),
    Entry(2, "15:00", 30, "Renewal", "Backup and recovery", "Penrose Solicitors", "Priya Nair", "Renews by hand. Show the last restore test."),
    Entry(3, "08:00", 60, "Other", "Van MOT", "", "Sam Whitlock"),
    Entry(3, "14:00", 60, "Renewal", "Firewall licence", "Kirkstall Print Co.", "Sam Whitlock"),
    Entry(4, "10:00", 45, "Meeting", "Wi-Fi for the new studio", "Burley Street Studios", "Sam Whitlock"),
    Entry(4, "13:30", 60, "Meeting", "Sign-off of the hall lights", "St Oswald’s Church Hall", "Jade Okafor"),
    Entry(5, "09:30", 30, "Call", "Phones: seven seats or nine?", "Westfield Lettings", "Aisha Khan"),
    Entry(6, "11:00", 60, "Meeting", "Insurance asks for two-factor", "Morley Accountancy", "Aisha Khan", "Before the filing season."),
    Entry(7, "15:30", 30, "Follow-up", "Quote for the kitchen", "Ilkley Moor Café", "Tom Hallam"),
    Entry(8, "10:00", 60, "Meeting", "Plan for the summer works", "Bramley Primary School", "Tom Hallam"),
    Entry(9, "14:00", 30, "Renewal", "CCTV maintenance", "Methley Farm Shop", "Jade Okafor"),
    Entry(10, "09:00", 45, "Meeting", "Fridge circuit and battery", "Beeston Pharmacy", "Jade Okafor"),
)  # fmt: skip


def event_rows(
    now: datetime, zone: ZoneInfo, contacts: Mapping[str, UUID], users: Mapping[str, UUID]
) -> list[dict[str, Any]]:
    """Return the events with the customers that are there; both maps give ids by name."""
    rows: list[dict[str, Any]] = []
    for entry in ENTRIES:
        if entry.customer and entry.customer not in contacts:
            continue
        day = working_day(now.astimezone(zone).date(), entry.day)
        start = datetime.combine(day, time.fromisoformat(entry.start), zone).astimezone(UTC)
        end = start + timedelta(minutes=entry.minutes)
        rows.append({
            "title": entry.title, "type": entry.type, "contact_id": contacts.get(entry.customer), "start_at": start,
            "end_at": end, "all_day": False, "assigned_user_id": users.get(entry.person),
            "status": "Done" if end < now else "Planned", "notes": entry.notes or None,
        })  # fmt: skip
    return rows


def working_day(today: date, distance: int) -> date:
    """Return the day so many working days from today, or from Monday at the weekend.

    >>> working_day(date(2026, 11, 22), 0), working_day(date(2026, 11, 23), -1)
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 20))
    """
    while today.weekday() > 4:  # after Friday
        today += timedelta(days=1)
    step = timedelta(days=1 if distance > 0 else -1)
    for _ in range(abs(distance)):
        today += step
        while today.weekday() > 4:
            today += step
    return today
