"""Data of the old application: every shape, stored, matched or told of; twice changes nothing, an undo takes all back."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from rich.console import Console

from conftest import Client, Make
from legacy_data import DUMP, PLACES, SAMPLES, VALUES, planned, spoilt
from test_imports import settled
from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.legacy import writing
from worktrackr.importing.legacy.commands import OldOptions, import_old_files
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.kinds import NAMES, Kind
from worktrackr.importing.legacy.mapping import SOURCES, mapping_markdown
from worktrackr.importing.legacy.planning import plan_records
from worktrackr.importing.legacy.records import TARGETS
from worktrackr.importing.legacy.sources import read_old_data
from worktrackr.importing.legacy.stored_rows import Stored
from worktrackr.importing.previews import Outcome
from worktrackr.problems import InternalError, Validation
from worktrackr.settings import Settings

GUIDE = Path(__file__).parents[1] / "docs/guides/legacy-import.md"
TABLES = (*TARGETS, "legacy_ids")
Json = Any


def dump(**changed: object) -> dict[str, str]:
    """The browser dump, with some keys changed; None takes one away."""
    keys: dict[str, str] = json.loads(DUMP.read_text())
    keys |= {name: json.dumps(value) for name, value in changed.items()}
    return {name: value for name, value in keys.items() if changed.get(name, "") is not None}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def of_their_own(path: Path) -> bytes:
    """A sample whose people have addresses that no other test invites: one that was withdrawn is taken everywhere."""
    return path.read_bytes().replace(b"@worktrackr.com", f"@{uuid4().hex}.example".encode())


async def preview(by: Client, content: object, name: str = "old.json") -> Json:
    """Send old data and look at what it would do."""
    sent_bytes = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = await by.post("/imports", files={"file": (name, sent_bytes)}, data={"resource": "legacy"})
    assert response.status_code == 201, response.text
    sent = response.json()
    asked = await by.post(f"/imports/{sent['id']}/preview", json={"mapping": []})
    assert asked.status_code == 202, asked.text
    return await settled(by, sent["id"])


async def bring(by: Client, content: object, name: str = "old.json") -> Json:
    """Import old data by all its steps; what the preview shows is what is done."""
    shown = await preview(by, content, name)
    assert shown["status"] == "previewed", shown
    await by.post(f"/imports/{shown['id']}/run")
    done = await settled(by, shown["id"])
    assert (done["status"], done["counts"], done["tables"]) == ("imported", shown["counts"], shown["tables"])
    return done


async def lines(by: Client, done: Json, outcome: str, table: str = "") -> list[Json]:
    asked = f"/imports/{done['id']}/lines?outcome={outcome}" + (f"&table={table}" if table else "")
    return (await by.get(asked)).json()["items"]


async def rows(by: Client, path: str, key: str = "name") -> dict[str, Json]:
    return {row[key]: row for row in (await by.get(f"/{path}?limit=100")).json()["items"]}


def tally(done: Json) -> dict[str, dict[str, int]]:
    """What is not zero, by table."""
    return {
        found["table"]: {"read": found["read"], **{name: n for name, n in found["counts"].items() if n}}
        for found in done["tables"]
    }


def checksums(owner: psycopg.Connection, organisation_id: object) -> dict[str, str]:
    """One for what is live in each table."""
    alive = {"users": "status <> 'disabled'", "legacy_ids": "undone_at is null"}
    found = dict[str, str]()
    for table in TABLES:
        query = (
            f"select md5(coalesce(string_agg((to_jsonb(t) - 'updated_at' - 'version')::text, ',' order by id), '')) from {table} t "
            f"where organisation_id = '{organisation_id}' and {alive.get(table, 'deleted_at is null')}"
        )
        row = owner.execute(query.encode()).fetchone()
        assert row
        found[table] = row[0]
    return found


async def test_the_whole_dump_comes_in(admin: Client, make: Make) -> None:
    sarah = make.person(admin.organisation_id, "manager", name="Sarah Manager")
    done = await bring(admin, DUMP.read_bytes())
    assert tally(done) == {
        "contacts": {"read": 5, "created": 4, "merged": 1},
        "products": {"read": 4, "created": 4},
        "ticket_templates": {"read": 5, "created": 3, "left": 2},
        "customer_services": {"read": 10, "created": 4, "left": 6},
        "tickets": {"read": 5, "created": 3, "merged": 2},
        "comments": {"read": 1, "created": 1},
        "crm_events": {"read": 7, "created": 7},
        "other": {"read": 2, "left": 2},
    }
    contacts = await rows(admin, "contacts")
    acme = contacts["Acme Corp"]
    assert (acme["status"], acme["created_at"], acme["tags"]) == ("active", "2024-01-15T10:00:03Z", ["key-account"])
    assert acme["owner_user_id"] == str(sarah.id)
    assert acme["accounting"]["tax_number"] == "GB123456789"
    assert Decimal(acme["accounting"]["credit_limit"]) == 5000
    assert acme["crm"] == {"source": "Referral", "industry": "Facilities", "company_size": "11-50"}
    assert acme["custom_fields"] == {"last_activity": "2024-01-15", "next_crm_event": "2024-01-20"}
    (address,), (person,) = acme["addresses"], acme["contact_persons"]
    assert (address["line1"], address["city"], address["postcode"]) == ("123 Business St", "London", "SW1A 1AA")
    assert (person["name"], person["title"], person["is_primary"]) == ("John Smith", "Director", True)
    assert (contacts["Jane Doe"]["type"], contacts["Jane Doe"]["addresses"]) == ("individual", [])
    assert contacts["Global Services Inc"]["status"] == "at_risk"

    products = await rows(admin, "products")
    assert {name: (row["our_cost"], row["client_price"], row["unit"]) for name, row in products.items()} == {
        "HVAC Maintenance": ("150.00", "300.00", "service"),
        "Electrical Inspection": ("80.00", "180.00", "inspection"),
        "Plumbing Repair": ("120.00", "250.00", "job"),
        "Fire Alarm Test": ("40.00", "95.50", "visit"),
    }
    services = (await admin.get("/customer_services?limit=100")).json()["items"]
    assert {
        (row["contact_name"], row["product_name"]): (
            row["quantity"], row["unit_price"], row["unit_cost"], row["status"], row["renewal_date"], row["auto_renew"]
        )
        for row in services
    } == {
        ("Acme Corp", "HVAC Maintenance"): (2, None, None, "Active", "2025-01-31", False),
        ("Acme Corp", "Plumbing Repair"): (1, "240.00", None, "Active", None, False),
        ("TechStart Ltd", "Electrical Inspection"): (3, None, "75.00", "Active", None, False),
        ("Global Services Inc", "Electrical Inspection"): (1, None, None, "Paused", "2025-02-15", False),
    }  # fmt: skip
    assert sum(
        row["quantity"] * (Decimal(row["unit_price"] or row["product_price"]) - Decimal(row["unit_cost"] or row["product_cost"]))
        for row in services if row["status"] == "Active"
    ) == 735  # fmt: skip
    assert {row["notes"] for row in services} == {
        "Annual contract, access code at reception", None, "Competitor quote expires in March", "Quantity in the old application: 0",
    }  # fmt: skip

    events = await rows(admin, "crm_events", "title")
    assert {
        title: (row["start_at"], row["end_at"], row["type"], row["contact_name"], row["assigned_user_name"])
        for title, row in events.items()
    } == {
        "Site visit with Acme Corp": ("2024-02-01T10:00:00Z", "2024-02-01T11:00:00Z", "Meeting", "Acme Corp", "Sarah Manager"),
        "Late call": ("2024-02-02T23:30:00Z", "2024-02-03T00:30:00Z", "Meeting", "Acme Corp", None),
        "Follow-up meeting for TechStart Ltd": ("2024-07-05T09:00:00Z", "2024-07-05T10:00:00Z", "Meeting", "TechStart Ltd", "Sarah Manager"),
        "Chase renewal": ("2024-03-01T14:15:00Z", "2024-03-01T15:15:00Z", "Follow-up", "Global Services Inc", None),
        "Acme Corp - HVAC Maintenance Renewal": ("2025-01-31T09:00:00Z", "2025-01-31T09:30:00Z", "Renewal", "Acme Corp", None),
        "Global Services Inc - Electrical Inspection Renewal": (
            "2025-02-15T09:00:00Z", "2025-02-15T09:30:00Z", "Renewal", "Global Services Inc", None),
        "Edited meeting": ("2024-02-03T12:00:00Z", "2024-02-03T13:00:00Z", "Meeting", "Acme Corp", "Sarah Manager"),
    }  # fmt: skip
    assert events["Edited meeting"]["notes"] == "edited\nContact: John Smith\nWith: Sarah Manager, John Tech"
    assert events["Acme Corp - HVAC Maintenance Renewal"]["notes"] == (
        "Sell this to the customer! HVAC Maintenance renewal opportunity for Acme Corp\nService: HVAC Maintenance"
    )

    tickets = await rows(admin, "tickets", "title")
    broken = tickets["Broken Air Conditioning Unit - Building A"]
    assert (broken["status"], broken["priority"], broken["category"], broken["location"]) == (
        "Open",
        "High",
        "HVAC",
        "Building A - Lobby",
    )
    assert (broken["scheduled_start"], broken["scheduled_end"]) == ("2024-01-21T09:30:00Z", "2024-01-21T11:30:00Z")
    assert (broken["contact_name"], broken["created_by"], broken["created_at"]) == (
        "Acme Corp",
        str(sarah.id),
        "2024-01-20T09:00:00Z",
    )
    assert broken["fields"]["appliance"] == "Carrier AC Unit Model XYZ-123"
    assert (broken["fields"]["due_date"], broken["fields"]["estimated_cost"]) == ("2024-01-22T17:00:00Z", "$500-1000")
    assert "price: 120" in broken["fields"]["booking"]
    leak = tickets["Plumbing Leak in Apartment 3B"]
    assert (leak["status"], leak["scheduled_date"], leak["scheduled_start"]) == ("In Progress", "2024-01-22", None)
    assert (leak["fields"]["old_status"], leak["fields"]["assigned_to"]) == ("assigned", "Lisa Maintenance")
    server = tickets["Server down"]
    assert (server["scheduled_start"], server["scheduled_end"]) == ("2026-01-12T09:00:00Z", "2026-01-12T10:30:00Z")
    assert (server["contact_id"], server["priority"], server["location"]) == (None, "High", "On-site")
    (comment,) = (await admin.get(f"/tickets/{leak['id']}/comments")).json()["items"]
    assert comment["body"] == "Scheduled for inspection tomorrow morning at 9 AM.\nAuthor: Lisa Maintenance"
    assert comment["created_at"] == "2024-01-20T08:15:00Z"
    assert comment["created_by"] is None

    templates = await rows(admin, "ticket_templates")
    assert {name: [field["key"] for field in row["fields"]] for name, row in templates.items()} == {
        "Ticket form (old WorkTrackr)": [
            "title", "contact_id", "description", "priority", "status", "category", "equipment_id", "assigned_user_id", "scheduled_date"],
        "Creation form (old WorkTrackr)": [
            "title", "description", "priority", "category", "location", "assigned_user_id", "scheduled_date"],
        "Designed form (old WorkTrackr)": ["title", "description", "status", "priority", "scheduled_date"],
    }  # fmt: skip
    assert broken["template_id"] == templates["Ticket form (old WorkTrackr)"]["id"]
    edited = await admin.patch(
        f"/tickets/{broken['id']}", json={"fields": {**broken["fields"], "equipment_id": "EQ-002"}}
    )
    assert edited.status_code == 200, edited.text


async def test_the_second_time_changes_nothing_and_an_undo_leaves_nothing(
    admin: Client, make: Make, owner: psycopg.Connection
) -> None:
    await make.contact(admin, name="Already here")
    before = checksums(owner, admin.organisation_id)
    everything = zipped({path.name: of_their_own(path) for path in (DUMP, *SAMPLES.glob("*.json"))})
    first = await bring(admin, everything, "old.zip")
    assert first["counts"]["created"] == 80
    after = checksums(owner, admin.organisation_id)
    second = await bring(admin, everything, "old.zip")
    assert (second["counts"]["created"], second["counts"]["updated"], second["counts"]["kept"]) == (0, 0, 0)
    assert checksums(owner, admin.organisation_id) == after
    assert {name for name in TABLES if before[name] != after[name]} == set(TABLES)
    undone = await admin.post(f"/change_sets/{first['change_set_id']}/undo")
    assert undone.status_code == 200, undone.text
    assert checksums(owner, admin.organisation_id) == before
    again = await bring(admin, everything, "old.zip")
    assert again["counts"] == first["counts"]


async def test_every_row_of_every_sample_is_stored_matched_or_told_of(admin: Client) -> None:
    done = await bring(admin, zipped({p.name: p.read_bytes() for p in SAMPLES.glob("*.json")}), "old.zip")
    found = tally(done)
    assert found["users"] == {"read": 14, "created": 5, "merged": 5, "unchanged": 1, "skipped": 3}
    assert found["contacts"] == {"read": 16, "created": 14, "merged": 2}
    assert found["products"] == {"read": 14, "created": 14}
    assert found["tickets"] == {"read": 10, "created": 10}
    assert found["comments"] == {"read": 8, "created": 8}
    assert found["contact_notes"] == {"read": 8, "created": 8}
    assert found["crm_events"] == {"read": 4, "created": 4}
    assert found["other"] == {"read": 15, "left": 15}
    for table in done["tables"]:
        assert table["read"] == sum(table["counts"].values())
    people = await rows(admin, "users", "email")
    assert (people["sarah@worktrackr.com"]["role"], people["sarah@worktrackr.com"]["status"]) == ("manager", "invited")
    tickets = await rows(admin, "tickets", "title")
    assert {row["fields"]["ticket_id"]: row["status"] for row in tickets.values() if row["fields"].get("ticket_id")} == {
        "TKT-001": "Open", "TKT-002": "In Progress", "TKT-003": "In Progress", "TKT-004": "Waiting", "TKT-005": "Resolved",
        "TKT-006": "Waiting",
    }  # fmt: skip
    assert tickets["Plumbing Leak in Apartment 3B"]["assigned_user_id"] == people["lisa@worktrackr.com"]["id"]
    assert tickets["Landscaping - Winter Cleanup"]["resolved_at"] == "2024-01-19T16:00:00Z"
    assert tickets["Socket Installation"]["contact_name"] == "Mike Thompson"
    reasons = {line["reason"] for line in await lines(admin, done, "skipped")}
    assert reasons == {
        f"Colleague “{name}” is neither in these files nor here." for name in ("Mike Sales", "John Tech", "Lisa Admin")
    }


async def test_single_keys_exports_and_plain_texts_say_the_same_as_the_dump(admin: Client) -> None:
    parts = {path.name: path.read_bytes() for path in (SAMPLES / "constructed").iterdir() if path != DUMP}
    done = await bring(admin, zipped(parts), "keys.zip")
    assert tally(done)["contacts"] == {"read": 9, "created": 4, "merged": 5}
    again = await bring(admin, DUMP.read_bytes())
    assert (again["counts"]["created"], again["counts"]["updated"]) == (0, 0)


async def test_a_newer_row_here_is_kept_and_a_stale_device_is_told(admin: Client) -> None:
    contacts = json.loads(dump()["worktrackr_contacts"])
    await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    acme = contacts["contacts"][0][1]
    # Changed in the old application: it counts.
    acme |= {"phone": "0113", "updatedAt": "2024-02-01T10:00:00Z"}
    newer = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    assert tally(newer)["contacts"] == {"read": 4, "updated": 1, "unchanged": 3}
    (line,) = await lines(admin, newer, "updated", "contacts")
    assert line["changes"] == {"phone": {"before": "+44 20 7123 4567", "after": "0113"}}
    # Another device, which never saw that.
    stale = await bring(admin, {"worktrackr_contacts": dump()["worktrackr_contacts"]})
    assert tally(stale)["contacts"] == {"read": 4, "unchanged": 3, "kept": 1}
    assert [line["reason"] for line in await lines(admin, stale, "kept")] == [
        "A newer copy of it was imported already."
    ]
    # Changed here.
    found = (await rows(admin, "contacts"))["Acme Corp"]
    await admin.patch(f"/contacts/{found['id']}", json={"phone": "999"})
    acme |= {"phone": "0114", "updatedAt": "2024-03-01T10:00:00Z"}
    kept = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    assert tally(kept)["contacts"] == {"read": 4, "unchanged": 3, "kept": 1}
    assert [line["reason"] for line in await lines(admin, kept, "kept")] == [
        "It was changed here since it was imported."
    ]
    assert (await rows(admin, "contacts"))["Acme Corp"]["phone"] == "999"
    # Deleted here.
    await admin.delete(f"/contacts/{found['id']}")
    gone = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    assert [line["reason"] for line in await lines(admin, gone, "kept")] == [
        "It was deleted here since it was imported."
    ]


async def test_what_is_here_under_the_same_name_is_matched_and_not_doubled(admin: Client, make: Make) -> None:
    await make.contact(admin, name="ACME corp", phone="1")
    await make.product(admin, name="Plumbing Repair", client_price="240.00", our_cost="120.00")
    done = await bring(admin, dump())
    assert tally(done)["contacts"]["kept"] == 1
    assert tally(done)["products"] == {"read": 4, "created": 3, "kept": 1}
    services = (await admin.get("/customer_services?limit=100")).json()["items"]
    assert [row["unit_price"] for row in services if row["product_name"] == "Plumbing Repair"] == [None]
    assert {row["contact_name"] for row in services} == {"ACME corp", "TechStart Ltd", "Global Services Inc"}


async def test_a_row_that_was_only_matched_is_not_overwritten_by_another_older_copy(admin: Client, make: Make) -> None:
    """The row here was made by somebody just now; what the old application says of it is years old."""
    await make.contact(admin, name="ACME corp", phone="1")
    await make.contact(admin, name="TechStart Ltd")
    contacts = json.loads(dump()["worktrackr_contacts"])
    contacts["contacts"][1][1] = {"id": contacts["contacts"][1][0], "name": "TechStart Ltd"}
    first = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    assert tally(first)["contacts"] == {"read": 4, "created": 2, "unchanged": 1, "kept": 1}
    for _, contact in contacts["contacts"][:2]:
        contact |= {"phone": "0113", "updatedAt": "2024-02-01T10:00:00Z"}
    for _ in range(2):
        other = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
        assert tally(other)["contacts"] == {"read": 4, "unchanged": 2, "kept": 2}
    found = await rows(admin, "contacts")
    assert (found["ACME corp"]["phone"], found["TechStart Ltd"]["phone"]) == ("1", None)


async def test_what_two_keys_say_of_one_row_is_changed_by_either_later(admin: Client) -> None:
    contacts = [{"id": "c", "name": "Acme Corp", "phone": "1"}]
    await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    newer = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    companies = [{"id": 1, "name": "Acme Corp", "website": "acme.example", "updatedAt": newer}]
    assert tally(await bring(admin, {"mockCompanies": companies}))["contacts"] == {"read": 1, "updated": 1}
    contacts[0]["phone"] = "2"
    assert tally(await bring(admin, {"worktrackr_contacts": json.dumps(contacts)}))["contacts"] == {
        "read": 1,
        "updated": 1,
    }


async def test_an_update_that_was_undone_can_be_imported_again(admin: Client) -> None:
    contacts = [{"id": "c", "name": "Acme Corp", "phone": "1"}]
    await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    contacts[0]["phone"] = "2"
    for _ in range(2):
        done = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
        assert tally(done)["contacts"] == {"read": 1, "updated": 1}
        assert (await admin.post(f"/imports/{done['id']}/undo")).status_code == 200
        assert (await rows(admin, "contacts"))["Acme Corp"]["phone"] == "1"
    # Who changes it after the undo is heard.
    found = (await rows(admin, "contacts"))["Acme Corp"]
    await admin.patch(f"/contacts/{found['id']}", json={"phone": "9"})
    kept = await bring(admin, {"worktrackr_contacts": json.dumps(contacts)})
    assert tally(kept)["contacts"] == {"read": 1, "kept": 1}


async def test_what_was_undone_and_brought_back_is_not_doubled(admin: Client) -> None:
    done = await bring(admin, dump())
    undone = await admin.post(f"/change_sets/{done['change_set_id']}/undo")
    again = await admin.post(f"/change_sets/{undone.json()['change_set_id']}/undo")
    assert (undone.status_code, again.status_code) == (200, 200), again.text
    counts = (await bring(admin, dump()))["counts"]
    assert (counts["created"], counts["updated"], counts["kept"], counts["skipped"]) == (0, 0, 0, 0)
    assert len(await rows(admin, "tickets", "id")) == 3


async def test_who_was_only_a_name_is_found_once_they_come_in(admin: Client) -> None:
    await bring(admin, dump())
    parts = {path.name: path.read_bytes() for path in (DUMP, SAMPLES / "mock_users.json")}
    done = await bring(admin, zipped(parts), "old.zip")
    assert {table: row["updated"] for table, row in tally(done).items() if "updated" in row} == {
        "contacts": 3, "tickets": 1, "crm_events": 3,
    }  # fmt: skip
    people = await rows(admin, "users")
    leak = (await rows(admin, "tickets", "title"))["Plumbing Leak in Apartment 3B"]
    assert leak["assigned_user_id"] == people["Lisa Maintenance"]["id"]
    assert (await rows(admin, "contacts"))["Acme Corp"]["owner_user_id"] == people["Sarah Manager"]["id"]
    again = await bring(admin, zipped(parts), "old.zip")
    assert (again["counts"]["created"], again["counts"]["updated"]) == (0, 0)
    assert (await admin.post(f"/imports/{done['id']}/undo")).status_code == 200
    assert (await rows(admin, "contacts"))["Acme Corp"]["owner_user_id"] is None


async def test_a_booking_goes_to_the_copy_of_its_ticket_that_counts(admin: Client) -> None:
    booking = {"id": "BK-T-1", "ticketId": "T-1", "service": "Leak", "date": "2024-01-22", "price": 80}
    older = {"id": "T-1", "title": "Leak", "updatedAt": "2024-01-01T00:00:00Z"}
    newer = older | {"title": "Big leak", "updatedAt": "2024-01-02T00:00:00Z"}
    done = await bring(admin, {"tickets": [older], "mockTickets": [newer], "ticketBookings": [booking]})
    assert tally(done) == {"tickets": {"read": 3, "created": 1, "merged": 2}}
    leak = (await rows(admin, "tickets", "title"))["Big leak"]
    assert (leak["scheduled_date"], leak["fields"]["booking"]) == ("2024-01-22", "price: 80")


async def test_a_booking_that_comes_after_its_ticket_is_no_ticket_of_its_own(admin: Client) -> None:
    bookings = [
        {
            "id": "BK-T-1",
            "ticketId": "T-1",
            "customerName": "Ann",
            "service": "Leak",
            "date": "2024-01-22",
            "price": 80,
            "lastUpdated": "2024-01-01T00:00:00Z",
        },
        {"id": "BK-T-2", "ticketId": "T-2", "service": "Drip", "date": "2024-01-23", "startTime": "10:00"},
        {"id": "BK-T-3", "ticketId": "T-3", "service": "Unknown", "date": "2024-01-24"},
    ]
    tickets = [
        {"id": "T-1", "title": "Leak", "updatedAt": "2024-01-02T00:00:00Z"},
        {"id": "T-2", "title": "Drip", "scheduled_date": "2024-02-01"},
    ]
    await bring(admin, {"tickets": tickets})
    done = await bring(admin, {"ticketBookings": bookings})
    assert tally(done) == {"tickets": {"read": 3, "created": 1, "updated": 2}}
    found = await rows(admin, "tickets", "title")
    assert {title: row["scheduled_date"] for title, row in found.items()} == {
        "Leak": "2024-01-22", "Drip": "2024-02-01", "Unknown": "2024-01-24",
    }  # fmt: skip
    assert (found["Leak"]["fields"]["booking"], found["Drip"]["fields"]["booking"]) == ("price: 80", "startTime: 10:00")
    for again in ({"ticketBookings": bookings}, {"tickets": tickets}, {"tickets": tickets, "ticketBookings": bookings}):
        counts = (await bring(admin, again))["counts"]
        assert (counts["created"], counts["updated"], counts["kept"]) == (0, 0, 0)
    # Changed here since: what is here stays.
    await admin.patch(f"/tickets/{found['Leak']['id']}", json={"scheduled_date": None})
    assert tally(await bring(admin, {"ticketBookings": bookings}))["tickets"] == {"read": 3, "unchanged": 2, "kept": 1}


NOT_KEPT = {
    # The day of the invitation counts, and what becomes of a status is in the report.
    Kind.USERS: {"createdAt", "isOrgOwner", "status"},
    Kind.CONTACTS: {"updatedAt", *(f"{parent}{name}" for parent in ("", "crm.") for name in ("totalProfit", "renewalsCount", "openOppsCount"))},
    Kind.TICKETS: {"updatedAt"},
    # A number and two boxes, which are read by their meaning alone.
    Kind.SERVICES: {"quantity", "isActive", "active"},
    Kind.BOOKINGS: {"lastUpdated", "createdFromTicket"},
}  # fmt: skip
"""The fields that are read for what they mean, or that are computed here."""


@pytest.mark.parametrize("kind", [kind for kind in SOURCES if kind is not Kind.CUSTOMER_ADDRESSES])
def test_what_stands_in_any_field_goes_somewhere(kind: Kind) -> None:
    source = SOURCES[kind]
    named = {"name", "title", "startAt", *(("quantity",) if kind is Kind.SERVICES else ())}
    said = {home.old: f"word{number}x" for number, home in enumerate(source.homes) if home.old not in named}
    said |= {f"{parent}.strange": f"odd {parent}" for parent in source.parents} | {"strange": "odd"}
    old: dict[str, Json] = {"name": "N", "title": "T", "quantity": 2, "startAt": "2024-01-01T10:00:00"}
    for path, word in said.items():
        parent, _, name = path.rpartition(".")
        (old.setdefault(parent, {}) if parent else old)[name] = word
    content = json.dumps({"1": [old]} if kind is Kind.SERVICES else [old]).encode()
    records = read_old_data([OldFile(NAMES[kind][0], content)]).records(ZoneInfo("UTC"))
    plan_records(records, Stored({}, {}, {}, {}, {}), None)
    told = repr(records).casefold()
    lost = {path for path, word in said.items() if word.casefold() not in told}
    allowed = NOT_KEPT.get(Kind.CONTACTS if kind is Kind.COMPANIES else kind, set())
    assert lost == {path for path in allowed if path in said}


async def test_of_two_who_are_named_both_are_kept_and_either_may_be_found(admin: Client, make: Make) -> None:
    mike = make.person(admin.organisation_id, "staff", name="Mike Technician")
    await make.contact(admin, name="Acme Corp")
    tickets = [
        {"id": "a", "title": "Second known", "assignedTo": "9", "assignedUser": "Mike Technician", "contact": "gone",
         "contactDetails": {"companyName": "acme corp"}},
        {"id": "b", "title": "First is nobody", "assignedTo": "Unassigned", "assignedUser": "3", "contact": "1"},
        {"id": "c", "title": "Nobody known", "assignedTo": "9", "contact": "gone"},
    ]  # fmt: skip
    await bring(admin, {"tickets": tickets})
    found = await rows(admin, "tickets", "title")
    assert {title: row["assigned_user_id"] for title, row in found.items()} == {
        "Second known": str(mike.id), "First is nobody": str(mike.id), "Nobody known": None,
    }  # fmt: skip
    assert [found[title]["contact_name"] for title in ("Second known", "First is nobody")] == ["Acme Corp", "Acme Corp"]
    fields = found["Nobody known"]["fields"]
    assert (fields["assigned_to"], fields["contact"]) == ("9", "gone")


async def test_when_a_ticket_was_completed_and_what_else_of_it_disagrees(admin: Client) -> None:
    tickets = [
        {
            "id": "a",
            "title": "Done",
            "status": "billed",
            "completedAt": "2024-01-03T10:00:00Z",
            "updatedAt": "2024-05-01T10:00:00Z",
        }
    ]
    bookings = [
        {"id": "b", "service": "Both", "date": "2024-01-22", "time": "9:00", "duration": 60, "endTime": "12:00"},
        {"id": "c", "service": "No day", "date": "soon", "time": "09:00"},
    ]  # fmt: skip
    mails = [{"id": "m", "ticketId": "a", "to": "x@y.example", "subject": "Hello", "sentAt": "then", "opened": True}]
    services = {"1": [{"id": 1, "name": "Visit", "quantity": "0", "isActive": "true", "clientPrice": 95.1000001}]}
    done = await bring(
        admin, {"tickets": tickets, "ticketBookings": bookings, "mockEmailLogs": mails, "customerServices": services}
    )
    found = await rows(admin, "tickets", "title")
    assert (found["Done"]["resolved_at"], found["Done"]["closed_at"]) == (
        "2024-01-03T10:00:00Z",
        "2024-01-03T10:00:00Z",
    )
    assert (found["Both"]["scheduled_end"], found["Both"]["fields"]["end_time"]) == ("2024-01-22T10:00:00Z", "12:00")
    assert (found["No day"]["fields"]["date"], found["No day"]["fields"]["time"]) == ("soon", "09:00")
    (mail,) = (await admin.get(f"/tickets/{found['Done']['id']}/comments")).json()["items"]
    assert mail["body"] == "E-mail to x@y.example: Hello (opened: yes)\nSent at: then"
    (service,) = (await admin.get("/customer_services")).json()["items"]
    assert (service["status"], service["quantity"]) == ("Active", 1)
    reasons = {line["reason"] for line in await lines(admin, done, "created", "products")}
    assert any("stray digits" in reason for reason in reasons)


async def test_a_time_zone_that_does_not_count_is_told(admin: Client) -> None:
    files = {
        "a.json": json.dumps({"worktrackr-timezone": "Mars/Olympus", "tickets": "[]"}),
        "b.json": json.dumps({"worktrackr-timezone": " America/New_York ", "tickets": "[]"}),
        "c.json": json.dumps({"worktrackr-timezone": "Asia/Tokyo", "crmCalendarEvents": [
            {"id": "1", "title": "Call", "startAt": "2024-01-01T09:00:00", "date": "2024-01-02", "time": "10:00"}]}),
    }  # fmt: skip
    done = await bring(admin, zipped(files), "old.zip")
    event = (await rows(admin, "crm_events", "title"))["Call"]
    assert (event["start_at"], event["notes"]) == ("2024-01-01T14:00:00Z", "Date: 2024-01-02T10:00")
    assert [line["reason"] for line in await lines(admin, done, "skipped")] == [
        "There is no such time zone: times without an offset are read in America/New_York.",
        "Times without an offset are read in America/New_York, which comes first.",
    ]


async def test_times_are_read_in_the_old_zone(admin: Client) -> None:
    events = [
        {"id": "meeting-1", "title": "Summer", "startAt": "2024-07-01T24:00:00", "endAt": "2024-07-02T01:00:00"},
        {"id": "meeting-2", "title": "Backwards", "startAt": "2024-07-01T10:00:00", "endAt": "2024-07-01T09:00:00"},
        {"id": "activity-3", "title": "Task", "scheduleTask": "2024-07-01T09:00"},
    ]
    keys = {"crmCalendarEvents": json.dumps(events), "worktrackr-timezone": "America/New_York"}
    await bring(admin, keys)
    found = await rows(admin, "crm_events", "title")
    assert {title: (row["start_at"], row["end_at"]) for title, row in found.items()} == {
        "Summer": ("2024-07-02T04:00:00Z", "2024-07-02T05:00:00Z"),
        "Backwards": ("2024-07-01T14:00:00Z", "2024-07-01T15:00:00Z"),
        "Task": ("2024-07-01T13:00:00Z", "2024-07-01T14:00:00Z"),
    }


async def test_what_breaks_a_rule_is_kept_beside_and_what_says_nothing_is_told(admin: Client) -> None:
    contacts = [
        {"id": "a", "name": "Odd", "email": "nonsense", "shoeSize": 43, "crm": {"tags": ["x"], "priority": "high", "salesStage": "dead"},
         "addresses": [{"type": "billing", "street": "1 A St", "zipCode": "N1", "isPrimary": "true"}, "2 B St", {"type": "office"}]},
        {"id": "b"},
        7,
    ]  # fmt: skip
    done = await bring(admin, {"worktrackr_contacts": json.dumps({"contacts": contacts})})
    assert tally(done) == {"contacts": {"read": 3, "created": 1, "skipped": 2}}
    odd = (await rows(admin, "contacts"))["Odd"]
    assert odd["custom_fields"] == {"email": "nonsense", "shoe_size": 43, "priority": "high", "crm_sales_stage": "dead"}
    assert [(a["line1"], a["postcode"], a["is_primary"]) for a in odd["addresses"]] == [
        ("1 A St", "N1", True),
        ("2 B St", "", False),
    ]
    assert odd["tags"] == ["x"]
    (line,) = await lines(admin, done, "created")
    assert line["reason"] == "Email “nonsense”: Does not have the expected form."
    assert [found["reason"] for found in await lines(admin, done, "skipped")] == [
        "It has no name.", "Is none of the contacts: it is no object.",
    ]  # fmt: skip


async def test_a_part_that_breaks_a_rule_takes_no_other_part_with_it(admin: Client) -> None:
    places = [{"street": "1 A St", "zipCode": "N1 1AA, in the yard behind"}, {"street": "2 B St", "city": "Leeds"}]
    contact = {"id": "a", "name": "Odd", "addresses": places, "accounting": {"currency": "Pounds", "taxNumber": "GB1"}}
    await bring(admin, {"worktrackr_contacts": json.dumps([contact])})
    odd = (await rows(admin, "contacts"))["Odd"]
    assert [(place["line1"], place["postcode"], place["city"]) for place in odd["addresses"]] == [
        ("1 A St", "", ""), ("2 B St", "", "Leeds"),
    ]  # fmt: skip
    assert (odd["accounting"]["tax_number"], odd["accounting"]["currency"]) == ("GB1", "")
    assert odd["custom_fields"] == {
        "accounting_currency": "POUNDS", "addresses_postcode": "N1 1AA, in the yard behind",
    }  # fmt: skip


async def test_of_what_is_too_long_or_too_much_the_report_tells(admin: Client) -> None:
    keys = {
        "tickets": [{"id": "t", "title": "T", "photos": ["data:" + "x" * 30_000], "strange": "y" * 30_000}],
        "productCatalog": [{"id": 1, "name": "Visit"}],
        "customerServices": {"1": [{"id": 1, "name": "Visit", "quantity": 999_999_999}]},
        "sampleBookings": [
            {"id": n, "service": f"Visit {n}", "customerName": f"Who {n}", "customerEmail": "desk@firm.example", "date": "2024-01-22"}
            for n in range(2)
        ],
    }  # fmt: skip
    done = await bring(admin, {name: json.dumps(value) for name, value in keys.items()})
    (long,) = [line for line in await lines(admin, done, "created", "tickets") if line["name"] == "T"]
    assert "Of strange only the first 20,000 characters are kept." in long["reason"]
    assert "Of photos only the first 20,000 characters are kept." in long["reason"]
    fields = (await rows(admin, "tickets", "title"))["T"]["fields"]
    assert (len(fields["photos"]), len(fields["strange"])) == (20_000, 20_000)
    (service,) = (await admin.get("/customer_services")).json()["items"]
    assert (service["quantity"], service["notes"]) == (1, "Quantity: 999999999")
    tickets = await rows(admin, "tickets", "title")
    assert [(tickets[f"Visit {n}"]["contact_name"], tickets[f"Visit {n}"]["fields"]["requester_name"]) for n in range(2)] == [
        ("Who 0", "Who 0"), ("Who 0", "Who 1"),
    ]  # fmt: skip


async def test_what_no_two_rows_may_share_stops_no_import(admin: Client, make: Make) -> None:
    await make.product(admin, name="Here", sku="A-1")
    keys = {
        "mockUsers": [{"id": str(n), "name": f"Ada {n}", "email": email} for n, email in enumerate(("ada@old.example", "ADA@old.example"))],
        "productCatalog": [{"id": n, "name": f"New {n}", "sku": sku} for n, sku in enumerate(("a-1", "B-2", "b-2", "C-3"))],
    }  # fmt: skip
    done = await bring(admin, {name: json.dumps(value) for name, value in keys.items()})
    assert tally(done)["users"] == {"read": 2, "created": 1, "merged": 1}
    assert tally(done)["products"] == {"read": 4, "created": 4}
    products = await rows(admin, "products")
    assert {name: row["sku"] for name, row in products.items()} == {
        "Here": "A-1", "New 0": None, "New 1": "B-2", "New 2": None, "New 3": "C-3",
    }  # fmt: skip
    assert products["New 2"]["description"] == "Sku: b-2"
    again = await bring(admin, {name: json.dumps(value) for name, value in keys.items()})
    assert (again["counts"]["created"], again["counts"]["updated"], again["counts"]["kept"]) == (0, 0, 0)


async def test_a_choice_without_a_word_in_it_is_kept_beside_and_the_row_comes_in(admin: Client) -> None:
    keys = {
        "tickets": [{"id": "T-1", "title": "Dashes", "status": "-", "priority": "@"}],
        "worktrackr_contacts": [{"id": "c", "name": "Odd", "addresses": [{"type": "?", "street": "1 A St"}]}],
        "ticket_creation_template": {"fields": {"title": True, "priority": True}, "required": {}, "defaults": {"priority": "-"}},
    }  # fmt: skip
    done = await bring(admin, {name: json.dumps(value) for name, value in keys.items()})
    assert done["counts"]["created"] == 3
    ticket = (await rows(admin, "tickets", "title"))["Dashes"]
    assert (ticket["status"], ticket["fields"]["status"], ticket["fields"]["priority"]) == ("Open", "-", "@")
    assert (await rows(admin, "contacts"))["Odd"]["addresses"][0]["type"] == "office"
    (line,) = await lines(admin, done, "created", "tickets")
    assert "status “-”: Has no word in it." in line["reason"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("old.json", DUMP.read_bytes()[:9_000], "It is cut off or no JSON"),
        ("old.json", b"", "The file is empty."),
        ("old.json", b'{"cats": 1}', "Nothing in it is known as data of the old application."),
        ("old.json", b"[" * 50_000, "It is nested too deeply."),
        ("old.zip", zipped({"tickets.json": b"[]"})[:30], "This archive is damaged, encrypted or cut off."),
    ],
    ids=["cut off", "empty", "strange", "deep", "broken archive"],
)
async def test_a_file_that_cannot_be_read_is_told_and_nothing_comes_in(
    admin: Client, name: str, content: bytes, reason: str
) -> None:
    done = await bring(admin, content, name)
    assert tally(done) == {"other": {"read": 1, "skipped": 1}}
    (line,) = await lines(admin, done, "skipped")
    assert (line["place"], line["reason"].startswith(reason)) == (name, True)


async def test_a_secret_is_neither_stored_nor_shown(admin: Client, owner: psycopg.Connection) -> None:
    keys = {"token": "eyJhbGciOi-secret", "sb-x-auth-token": '{"a": "eyJhbGciOi"}', "firebase:apiKey": ["eyJhbGciOi"]}
    done = await bring(admin, keys | {"tickets": "[]", "theme": "dark"})
    assert [line["name"] for line in await lines(admin, done, "left")] == ["", "", "", "dark"]
    assert owner.execute("select count(*) from import_lines l where l::text like '%eyJhbGciOi%'").fetchone() == (0,)


async def test_only_admins_import_the_old_application(admin: Client, manager: Client, make: Make) -> None:
    sent = await preview(admin, dump())
    refused = await manager.post("/imports", files={"file": ("old.json", b"{}")}, data={"resource": "legacy"})
    assert refused.status_code == 403
    assert (await manager.get(f"/imports/{sent['id']}")).status_code == 404
    key = make.api_key(admin, "admin")
    assert (await key.get(f"/imports/{sent['id']}")).status_code == 404
    wrong = await admin.post(f"/imports/{sent['id']}/preview", json={"mapping": ["name"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/mapping")


def test_who_finds_no_free_seat_is_told_what_to_do() -> None:
    people = json.dumps([{"id": "1", "name": "Ada", "email": "ada@old.example"}]).encode()
    records = read_old_data([OldFile("mock_users.json", people)]).records(ZoneInfo("UTC"))
    (line,) = plan_records(records, Stored({}, {}, {}, {}, {}), 0).lines
    assert (line.outcome, line.reason) == (
        Outcome.SKIPPED,
        "All seats of your plan are taken. Change the plan, or disable somebody.",
    )


async def test_an_import_that_fails_leaves_nothing(
    admin: Client, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = checksums(owner, admin.organisation_id)
    shown = await preview(admin, dump())

    async def fail(*_: object) -> None:
        raise InternalError

    monkeypatch.setattr(writing, "_note", fail)
    await admin.post(f"/imports/{shown['id']}/run")
    failed = await settled(admin, shown["id"])
    assert failed["status"] == "failed"
    assert checksums(owner, admin.organisation_id) == before


async def test_an_undo_of_an_import_withdraws_invitations_that_nobody_accepted(
    admin: Client, owner: psycopg.Connection
) -> None:
    users = [
        {"id": "1", "name": "Ada", "email": "ada@old.example", "role": "owner"},
        {"id": "2", "name": "Bo", "email": "bo@old.example"},
    ]
    done = await bring(admin, {"mockUsers": users})
    owner.execute(
        "update users set status = 'active' where organisation_id = %s and name = 'Bo'", [admin.organisation_id]
    )
    assert (await admin.post(f"/imports/{done['id']}/undo")).status_code == 200
    people = await rows(admin, "users")
    assert (people["Ada"]["status"], people["Bo"]["status"]) == ("disabled", "active")
    again = await bring(admin, {"mockUsers": users})
    assert tally(again)["users"] == {"read": 2, "created": 1, "unchanged": 1}
    assert (await rows(admin, "users"))["Ada"]["status"] == "invited"
    ordinary = await admin.post("/users", json={"email": "cy@old.example", "name": "Cy"})
    history = (await admin.get(f"/users/{ordinary.json()['id']}/history")).json()["items"]
    assert (await admin.post(f"/change_sets/{history[0]['change_set_id']}/undo")).status_code == 409


Run = Callable[..., Awaitable[tuple[UUID, str]]]


@pytest.fixture
def run(urls: DatabaseUrls, admin: Client, settings: Settings) -> Run:
    """`worktrackr import legacy`; returns the change-set and what it printed."""

    async def go(*files: Path, **options: Any) -> tuple[UUID, str]:
        said = io.StringIO()
        asked = OldOptions(files=files, organisation=str(admin.organisation_id), **options)
        change_set = await asyncio.to_thread(import_old_files, urls, asked, settings, Console(file=said, width=160))
        return change_set, said.getvalue()

    return go


async def test_the_command_says_what_it_would_do_and_does_it(
    admin: Client, owner: psycopg.Connection, run: Run, tmp_path: Path
) -> None:
    people = tmp_path / "mock_users.json"
    people.write_bytes(of_their_own(SAMPLES / people.name))
    before = checksums(owner, admin.organisation_id)
    _, trial = await run(DUMP, people, dry_run=True)
    assert checksums(owner, admin.organisation_id) == before
    invitations = "select count(*) from procrastinate_jobs where task_name like '%%send_invitation' and args->>'organisation_id' = %s"
    assert owner.execute(invitations, [str(admin.organisation_id)]).fetchone() == (0,)
    change_set, real = await run(DUMP, people, report=tmp_path / "out.csv")
    assert owner.execute(invitations, [str(admin.organisation_id)]).fetchone() == (5,)
    assert "Nothing was written. It would be 31 created, 0 updated, 0 problems." in trial
    assert "Imported: 31 created, 0 updated, 0 problems." in real
    assert trial.splitlines()[:10] == real.splitlines()[:10]
    _, second = await run(DUMP, people)
    assert "Imported: 0 created, 0 updated, 0 problems." in second
    assert ("To undo it" in real, "To undo it" in second) == (True, False)
    told = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert len(told) == 44
    assert {row["outcome"] for row in told} == {"created", "merged", "left"}
    assert (await admin.post(f"/change_sets/{change_set}/undo")).status_code == 200
    assert checksums(owner, admin.organisation_id) == before


async def test_the_command_refuses_in_one_line_what_it_cannot_begin(run: Run, tmp_path: Path) -> None:
    said = {
        "empty.json": (b"", "empty.json: The file is empty."),
        "cut.json": (
            DUMP.read_bytes()[:9_000],
            "cut.json: It is cut off or no JSON, from line 6, column 24 on. Export it again and send the whole file.",
        ),
        "cats.json": (b'{"cats": 1}', "cats.json: Nothing in it is known as data of the old application."),
    }
    for name, (content, sentence) in said.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Validation) as refusal:
            await run(tmp_path / name)
        assert str(refusal.value) == sentence
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(Validation, match=r"cannot be read: (No such file or directory|Is a directory)"):
            await run(path)
    with pytest.raises(Validation, match="The report cannot be written to "):
        await run(DUMP, report=tmp_path / "nowhere" / "out.csv")


async def test_one_file_that_is_cut_off_does_not_stop_the_others(admin: Client, run: Run, tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_bytes(DUMP.read_bytes()[:9_000])
    (tmp_path / "tickets.json").write_text('[{"id": "a", "title": "Whole"}]')
    _, said = await run(tmp_path / "cut.json", tmp_path / "tickets.json")
    assert "Imported: 1 created, 0 updated, 1 problem." in said
    assert list(await rows(admin, "tickets", "title")) == ["Whole"]


@examples(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    database=None,
)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=4))
def test_whatever_stands_in_a_field_the_row_is_told_of(changes: list[tuple[tuple[object, ...], object]]) -> None:
    planned(spoilt(changes))


@examples(max_examples=25, deadline=None, database=None)
@given(st.integers(0, DUMP.stat().st_size - 1))
def test_wherever_a_dump_is_cut_off_nothing_of_it_comes_in(length: int) -> None:
    assert [line.outcome for line in planned(DUMP.read_bytes()[:length]).lines] == [Outcome.SKIPPED]


def test_the_guide_shows_the_mapping_as_it_is() -> None:
    assert mapping_markdown() in GUIDE.read_text()
