"""What the old application's data is known to hold that a reader may stumble over, each with what becomes of it."""

import json
import re
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from legacy_data import SAMPLES
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.records import Record
from worktrackr.importing.legacy.sources import read_old_data

LONDON = ZoneInfo("Europe/London")
UUID_COMPANY = "7f0d3c1e-0000-4000-8000-000000000001"


def read(**keys: object) -> list[Record]:
    """Return the rows of a dump with these keys."""
    dump = {name: value if isinstance(value, str) else json.dumps(value) for name, value in keys.items()}
    return read_old_data([OldFile("dump.json", json.dumps(dump).encode())]).records(LONDON)


def sample(name: str) -> list[Record]:
    path = SAMPLES / name
    return read_old_data([OldFile(path.name, path.read_bytes())]).records(LONDON)


def values(records: list[Record], table: str) -> list[dict[str, Any]]:
    return [record.values for record in records if record.table == table]


STATUS_WORDS = {
    "new": "Open", "open": "Open", "Open": "Open", "assigned": "In Progress", "in_progress": "In Progress", "in-progress": "In Progress",
    "scheduled": "In Progress", "waiting_approval": "Waiting", "parked": "Waiting", "pending": "Waiting", "awaiting_info": "Waiting",
    "awaiting_quote": "Waiting", "quote_sent": "Waiting", "on_hold": "Waiting", "quote_accepted": "In Progress",
    "completed": "Resolved", "resolved": "Resolved", "billed": "Closed", "invoiced": "Closed", "closed": "Closed", "deleted": "Closed",
    "cancelled": "Closed", "quote_declined": "Closed", "quote_expired": "Closed",
}  # fmt: skip
PRIORITY_WORDS = {"low": "Low", "medium": "Medium", "high": "High", "critical": "Urgent", "urgent": "Urgent"}


def test_every_word_for_a_status_and_a_priority_is_known() -> None:
    newer, older = (json.loads((SAMPLES / name).read_text()) for name in ("enums_ticket.json", "enums_ticket_v0.json"))
    for name, words in (("ticketStatuses", STATUS_WORDS), ("priorities", PRIORITY_WORDS)):
        assert {*older[name], *(entry["value"] for entry in newer[name])} <= words.keys()
    for name, words in (("status", STATUS_WORDS), ("priority", PRIORITY_WORDS)):
        records = read(tickets=[{"id": word, "title": word, name: word} for word in words])
        assert {record.old_id: record.values[name] for record in records} == words
        assert not [record.remarks for record in records if record.remarks]


def test_every_word_for_an_event_and_a_role_is_known() -> None:
    kinds = {
        "Call": "Call",
        "Meeting": "Meeting",
        "FollowUp": "Follow-up",
        "Follow-up": "Follow-up",
        "Renewal": "Renewal",
    }
    events = read(
        crmCalendarEvents=[
            {"id": word, "title": word, "type": word, "startAt": "2024-01-01T10:00:00"} for word in kinds
        ]
    )
    assert {record.old_id: record.values["type"] for record in events} == kinds
    roles = {
        "admin": "admin",
        "manager": "manager",
        "staff": "staff",
        "owner": "admin",
        "salesman": "staff",
        "engineer": "staff",
    }
    users = read(mockUsers=[{"id": word, "name": word, "email": f"{word}@x.example", "role": word} for word in roles])
    assert {record.old_id: record.values["role"] for record in users} == roles


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ({"line1": "1 A St", "line2": "Yard", "city": "Leeds", "state": "W Yorks", "postcode": "LS1 3CD"},
         ("1 A St", "Yard", "Leeds", "W Yorks", "LS1 3CD")),
        ({"street": "1 A St", "city": "Leeds", "zipCode": "LS1 3CD"}, ("1 A St", "", "Leeds", "", "LS1 3CD")),
        ({"street": "1 A St", "city": "Leeds", "postalCode": "LS1 3CD"}, ("1 A St", "", "Leeds", "", "LS1 3CD")),
        ({"street": "", "fullAddress": "1 A St, Leeds, LS1 3CD"}, ("1 A St", "", "Leeds", "", "LS1 3CD")),
        ("1 A St, Leeds, LS1 3CD", ("1 A St", "", "Leeds", "", "LS1 3CD")),
        ("Somewhere in Leeds", ("Somewhere in Leeds", "", "", "", "")),
        ({"type": "office", "street": "", "city": "", "zipCode": "", "country": "United Kingdom", "fullAddress": ""}, None),
    ],
    ids=["table", "form", "reader", "whole", "text", "words", "empty"],
)  # fmt: skip
def test_every_shape_of_an_address_is_read(address: object, parts: tuple[str, ...] | None) -> None:
    (contact,) = values(read(worktrackr_contacts=[{"id": "a", "name": "A", "addresses": [address]}]), "contacts")
    found = [
        tuple(place[part] for part in ("line1", "line2", "city", "state", "postcode")) for place in contact["addresses"]
    ]
    assert found == ([] if parts is None else [parts])


def test_what_the_form_put_into_crm_and_numbers_as_texts_are_read() -> None:
    crm = {
        "tags": ["x"],
        "notes": "Ring",
        "priority": "high",
        "lastContact": "2024-01-01",
        "nextFollowUp": "2024-02-01",
        "totalProfit": "15420.5",
    }
    contact = {
        "id": "a",
        "name": "A",
        "notes": "First",
        "crm": crm,
        "accounting": {"creditLimit": "5000", "discountRate": 2.5},
    }
    (found,) = values(read(worktrackr_contacts={"contacts": [["a", contact]]}), "contacts")
    assert (found["tags"], found["notes"]) == (["x"], "First\nRing")
    assert found["custom_fields"] == {"priority": "high", "last_contact": "2024-01-01", "next_follow_up": "2024-02-01"}
    assert found["accounting"] == {"credit_limit": Decimal(5000), "discount_rate": Decimal("2.5")}


def test_renewals_and_notes_find_their_service_whatever_the_ids_look_like() -> None:
    service = {"id": 1, "name": "Visit", "ourCost": 10, "clientPrice": 20, "quantity": 1}
    events = [
        {
            "id": f"renewal-{UUID_COMPANY}-1-{epoch}",
            "title": "Renewal",
            "date": date,
            "time": "09:00",
            "type": "Follow-up",
        }
        for epoch, date in ((1705312817000, "2025-02-15"), (1705312818000, "2025-03-15"), (1705312816000, "2025-01-15"))
    ]
    notes = {f"{UUID_COMPANY}-1": "Ring first", "2-1705312811000": "Door at the back"}
    records = read(
        customerServices={UUID_COMPANY: [service]}, crmCalendarEvents=events, serviceNotes=notes,
        worktrackr_contacts=[{"id": UUID_COMPANY, "name": "Uuid Ltd"}],
        productCatalog=[{"id": "1705312811000", "name": "Fire Alarm Test", "defaultQuantity": "3"}],
    )  # fmt: skip
    services = {record.old_id: record for record in records if record.table == "customer_services"}
    found = services[f"{UUID_COMPANY}/1"]
    assert (found.values["renewal_date"].isoformat(), found.values["notes"]) == ("2025-03-15", "Ring first")
    # The customers that every installation began with are in no key of their own.
    other = services["2/1705312811000"]
    assert (other.values["notes"].splitlines()[0], other.values["status"]) == ("Door at the back", "Paused")
    assert {row["name"] for row in values(records, "contacts")} == {"Uuid Ltd", "TechStart Ltd"}
    # A product that the catalogue has lost is recovered from what was sold of it.
    products = {
        row["name"]: (row.get("our_cost"), row.get("client_price"), row.get("default_quantity"))
        for row in values(records, "products")
    }
    assert products == {"Fire Alarm Test": (None, None, 3), "Visit": (Decimal(10), Decimal(20), None)}
    assert len(values(records, "crm_events")) == 3


def test_a_date_that_lost_its_head_gets_it_back() -> None:
    (ticket,) = values(
        read(ticketBookings=[{"id": "b", "service": "Visit", "date": "50925-17", "time": "09:00", "duration": 60}]),
        "tickets",
    )
    assert ticket["scheduled_start"].isoformat() == "2025-09-17T08:00:00+00:00"


@pytest.mark.parametrize(
    ("said", "end", "kept"),
    [
        ({"duration": "90"}, "10:30", {}),
        ({"endTime": "9:45"}, "09:45", {}),
        ({"duration": 60, "endTime": "10:00"}, "10:00", {}),
        ({"duration": 60, "endTime": "12:00"}, "10:00", {"time": "09:00", "duration": 60, "end_time": "12:00"}),
        ({"duration": "long", "endTime": "10:00"}, "10:00", {"time": "09:00", "duration": "long", "end_time": "10:00"}),
        ({"duration": 0}, None, {"time": "09:00", "duration": 0}),
        ({"endTime": "08:00"}, None, {"time": "09:00", "end_time": "08:00"}),
        ({}, None, {}),
    ],
)
def test_how_long_a_booking_lasts(said: dict[str, Any], end: str | None, kept: dict[str, Any]) -> None:
    (ticket,) = values(
        read(ticketBookings=[{"service": "Visit", "date": "2024-01-17", "time": "09:00", **said}]), "tickets"
    )
    found = ticket.get("scheduled_end")
    assert (f"{ticket['scheduled_start']:%H:%M}", found and f"{found:%H:%M}", ticket.get("fields", {})) == (
        "09:00",
        end,
        kept,
    )


@pytest.mark.parametrize("zone", ["", "Z", "+00:00"])
def test_hour_24_is_the_next_day_with_an_offset_too(zone: str) -> None:
    event = {"id": "e", "title": "Late", "startAt": f"2024-02-28T23:30:00{zone}", "endAt": f"2024-02-28T24:30:00{zone}"}
    (found,) = values(read(crmCalendarEvents=[event]), "crm_events")
    assert found["end_at"].isoformat() == "2024-02-29T00:30:00+00:00"


def test_a_form_of_an_older_version_is_kept_and_an_empty_order_is_none() -> None:
    form = {
        "version": 5,
        "template": {"title": True, "work_type": True, "photos": True, "status": False},
        "order": ["work_type", "title"],
    }
    creation = {
        "fields": {"title": True, "dueDate": True, "assignee": True},
        "required": {"dueDate": True},
        "defaults": {"priority": "high"},
    }
    records = read(
        ticketTemplate=form, ticket_creation_template=creation, ticket_field_order=[],
        worktrackr_ticket_template={"title": True, "description": True},
    )  # fmt: skip
    templates = values(records, "ticket_templates")
    assert [[field["key"] for field in row["fields"]] for row in templates[:3] if row] == [
        ["work_type", "title"], ["title", "scheduled_date", "assigned_user_id"], ["title", "description"],
    ]  # fmt: skip
    assert templates[0]["fields"][0]["options"] == ["Maintenance", "Repair", "Installation", "Inspection"]
    assert [field["required"] for field in templates[1]["fields"]] == [True, True, False]


def test_sums_and_dates_of_the_samples_that_are_not_in_the_dump() -> None:
    trades = values(sample("booking_service_types.json"), "products")
    assert (len(trades), {row["category"] for row in trades}) == (11, {"Electrician", "Plumber"})
    assert sum(row["client_price"] for row in trades) == 3_730
    assert sum(int(row["description"].removeprefix("Duration: ")) for row in trades) == 1_980
    bookings = values(sample("booking_calendar_sample_bookings.json"), "tickets")
    assert [
        (f"{row['scheduled_start']:%d %H:%M}", f"{row['scheduled_end']:%H:%M}", row["fields"]["price"], row["status"])
        for row in bookings
    ] == [
        ("14 08:00", "10:00", 150, "In Progress"), ("14 13:00", "15:00", 200, "In Progress"),
        ("15 09:30", "11:30", 300, "In Progress"), ("15 14:00", "16:00", 180, "Waiting"),
    ]  # fmt: skip
    companies = values(sample("reseller_customer_companies.json"), "contacts")
    assert [(row["status"], f"{row['created_at']:%Y-%m-%dT%H:%M%z}", row["custom_fields"]["monthly_revenue"]) for row in companies] == [
        ("active", "2024-01-15T00:00+0000", 99), ("active", "2024-01-10T00:00+0000", 49), ("prospect", "2024-01-18T00:00+0000", 299),
    ]  # fmt: skip
    for name, total in (("xero_sample_invoices_v0.json", 780), ("billing_queue_v0.json", 2_550)):
        notes = values(sample(name), "contact_notes")
        assert sum(int(found) for row in notes for found in re.findall(r"totalAmount: (\d+)", row["body"])) == total
    places = [row["addresses"][0]["city"] for row in values(sample("crm_calendar_customer_addresses.json"), "contacts")]
    assert places == ["London", "Manchester", "Birmingham", "Leeds", "Bristol"]
    tickets = values(sample("mock_tickets_v0.json"), "tickets")
    assert [f"{row['created_at']:%d %H:%M}" for row in tickets] == [
        "20 09:00", "19 14:30", "18 10:00", "20 07:45", "15 09:00", "17 13:20",
    ]  # fmt: skip
