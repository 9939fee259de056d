"""The contact as the hub: counts of its list, its notes, its timeline, its summary."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from conftest import Client, Make


def ago(**span: int) -> str:
    """Return an instant of the past."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def to_come(days: int) -> str:
    """Return a day to come."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


# -- Counts and letters


async def test_counts_say_what_a_status_or_a_letter_would_list(staff: Client, stranger: Client, make: Make) -> None:
    for name, status in (("Aire", "active"), ("ärger", "active"), ("Ball", "prospect"), ("4 Winds", "active")):
        await make.contact(staff, name=name, status=status)
    await make.contact(staff, name="Bell", status="prospect", type="individual")
    await make.contact(stranger, name="Aardvark")
    trashed = await make.contact(staff, name="Axe")
    await staff.delete(f"/contacts/{trashed['id']}")

    everything = (await staff.get("/contacts/counts")).json()
    active = (await staff.get("/contacts/counts?status=active")).json()
    letter = (await staff.get("/contacts/counts?initial=B")).json()
    companies = (await staff.get("/contacts/counts?type=company&q=a")).json()
    assert everything["all"] == 5
    assert everything["statuses"] == {"prospect": 2, "active": 3, "at_risk": 0, "inactive": 0, "archived": 0}
    assert {letter: count for letter, count in everything["initials"].items() if count} == {"A": 2, "B": 2, "#": 1}
    assert len(everything["initials"]) == 27
    assert active["statuses"] == everything["statuses"], "a status is counted whichever is chosen"
    assert (active["initials"]["A"], active["initials"]["B"], active["initials"]["#"]) == (2, 0, 1)
    assert (letter["all"], letter["statuses"]["prospect"], letter["statuses"]["active"]) == (2, 2, 0)
    assert letter["initials"] == everything["initials"], "a letter is counted whichever is chosen"
    assert companies["all"] == (await staff.get("/contacts?type=company&q=a&total=true")).json()["total"] == 2


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("Émile", "E"),
        ("  zebra", "Z"),
        ("Østergaard", "O"),
        ("łódź", "L"),
        ("3M", "#"),
        ("株式会社", "#"),
        ("’t Hof", "#"),
    ],
)
async def test_a_letter_lists_the_names_that_begin_with_it(staff: Client, make: Make, name: str, initial: str) -> None:
    contact, other = await make.contact(staff, name=name), await make.contact(staff, name="Qvist")
    listed = (await staff.get("/contacts", params={"initial": initial, "sort": "name"})).json()["items"]
    await staff.patch(f"/contacts/{other['id']}", json={"name": name})
    renamed = (await staff.get("/contacts", params={"initial": initial})).json()["items"]
    assert [row["id"] for row in listed] == [contact["id"]]
    assert len(renamed) == 2


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/contacts/counts?limit=5", "/limit"), ("/contacts/counts?trash=true", "/trash"), ("/contacts/counts?initial=a", "/initial"),
        ("/contacts/counts?status=gone", "/status"), ("/contacts/counts?nothing=1", "/nothing"), ("/contacts?initial=AB", "/initial"),
    ],
)  # fmt: skip
async def test_a_count_of_what_cannot_be_counted_is_refused(staff: Client, path: str, pointer: str) -> None:
    response = await staff.get(path)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


# -- Notes


async def test_a_note_needs_words_and_a_contact_of_ones_own(staff: Client, stranger: Client, make: Make) -> None:
    own, theirs = await make.contact(staff), await make.contact(stranger)
    answers = [
        await staff.post("/contact_notes", json={"contact_id": contact_id, "body": body})
        for contact_id, body in ((own["id"], "Ring twice."), (own["id"], ""), (own["id"], "\n "), (theirs["id"], "Hi"))
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 422, 422]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers[1:]] == ["/body", "/body", "/contact_id"]
    assert (await staff.get(f"/contacts/{own['id']}/timeline?kind=note")).json()["items"][0]["body"] == "Ring twice."


async def test_a_corrected_note_says_who_corrected_it(staff: Client, manager: Client, make: Make) -> None:
    contact = await make.contact(staff)
    note = await make.contact_note(staff, contact["id"])
    path = f"/contacts/{contact['id']}/timeline?kind=note"
    (before,) = (await staff.get(path)).json()["items"]
    await manager.patch(f"/contact_notes/{note['id']}", json={"body": "Ring once."})
    (after,) = (await staff.get(path)).json()["items"]
    await staff.delete(f"/contact_notes/{note['id']}")
    gone = (await staff.get(path)).json()["items"]
    assert (before["actor_name"], before["edited_at"], before["edited_by_name"]) == ("Staff Person", None, None)
    assert (after["body"], after["actor_name"], after["edited_by_name"]) == (
        "Ring once.",
        "Staff Person",
        "Manager Person",
    )
    assert gone == []


# -- The timeline


@pytest.fixture
async def lived(manager: Client, make: Make) -> dict[str, Any]:
    """A contact with one of everything, and what stands beside it: other contacts' rows, and rows in the trash."""
    contact, other = await make.contact(manager, name="Penrose"), await make.contact(manager, name="Northgate")
    product = await make.product(manager, name="Backup", our_cost="654.32", client_price="1240.00")
    for owner in (contact, other):
        ticket = await make.ticket(manager, title="Scanner", contact_id=owner["id"])
        await make.comment(manager, ticket["id"], body="Restarted it.", internal=True)
        await manager.patch(f"/tickets/{ticket['id']}", json={"status": "Resolved"})
        await make.event(
            manager,
            title="Review",
            type="Call",
            contact_id=owner["id"],
            start_at=ago(minutes=9),
            end_at=ago(minutes=3),
            status="Done",
        )
        await make.event(manager, title="Later", contact_id=owner["id"], start_at=ago(days=-3), end_at=ago(days=-4))
        service = await make.service(
            manager,
            contact_id=owner["id"],
            product_id=product["id"],
            quantity=2,
            billing_period="annually",
            renewal_date=to_come(0),
        )
        await manager.made(f"/customer_services/{service['id']}/renew", renewal_date=to_come(0))
        await make.contact_note(manager, owner["id"])
        await manager.patch(f"/contacts/{owner['id']}", json={"status": "active"})
    trashed = await make.ticket(manager, contact_id=contact["id"])
    await make.comment(manager, trashed["id"])
    await manager.delete(f"/tickets/{trashed['id']}")
    return contact  # fmt: skip


async def test_the_timeline_tells_everything_once_newest_first(staff: Client, lived: dict[str, Any]) -> None:
    path = f"/contacts/{lived['id']}/timeline"
    items = (await staff.get(path)).json()["items"]
    kinds = [item["kind"] for item in items]
    entry = {item["kind"]: item for item in items}
    assert sorted(kinds) == [
        "changed", "comment", "created", "event", "note", "service_renewed", "service_sold", "ticket_opened", "ticket_resolved",
    ]  # fmt: skip
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)
    assert kinds[0] == "changed"
    assert (entry["changed"]["before"], entry["changed"]["after"]) == ({"status": "prospect"}, {"status": "active"})
    assert {item["actor_name"] for item in items if item["kind"] != "event"} == {"Manager Person"}
    assert (entry["comment"]["title"], entry["comment"]["body"], entry["comment"]["internal"]) == (
        "Scanner",
        "Restarted it.",
        True,
    )
    assert entry["ticket_resolved"]["opened_at"] == entry["ticket_opened"]["at"]
    assert (entry["event"]["title"], entry["event"]["type"], entry["event"]["status"]) == ("Review", "Call", "Done")
    assert (entry["service_sold"]["product_name"], entry["service_sold"]["amount"]) == ("Backup", "2480.00")
    assert (entry["service_renewed"]["amount"], entry["service_renewed"]["quantity"]) == ("2480.00", 2)


async def test_pages_of_the_timeline_hold_every_entry_once_and_in_order(
    staff: Client, lived: dict[str, Any], owner: psycopg.Connection
) -> None:
    # All at the same instant: then ids and kinds decide.
    owner.execute(
        "update tickets set created_at = '2026-01-05', resolved_at = '2026-01-05' where contact_id = %s", [lived["id"]]
    )
    owner.execute("update contact_notes set created_at = '2026-01-05' where contact_id = %s", [lived["id"]])
    path = f"/contacts/{lived['id']}/timeline"
    whole = (await staff.get(path)).json()
    for limit in (1, 2, 4):
        seen: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = (await staff.get(f"{path}?limit={limit}{cursor}")).json()
            seen += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == whole["items"]
    assert (len(whole["items"]), whole["next_cursor"]) == (9, None)
    first = (await staff.get(f"{path}?limit=1&kind=note&kind=comment")).json()
    assert (first["items"][0]["kind"], (await staff.get(f"{path}?cursor={first['next_cursor']}")).status_code) == (
        "comment",
        422,
    )


async def test_what_the_timeline_does_not_know_is_refused(
    staff: Client, stranger: Client, lived: dict[str, Any]
) -> None:
    path = f"/contacts/{lived['id']}/timeline"
    for query, pointer in (
        ("kind=gossip", "/kind"),
        ("limit=0", "/limit"),
        ("limit=x", "/limit"),
        ("cursor=x", "/cursor"),
        ("q=a", "/q"),
    ):
        response = await staff.get(f"{path}?{query}")
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)
    for part in ("timeline", "summary"):
        assert (await staff.get(f"/contacts/{lived['id']}/{part}")).status_code == 200
        assert (await stranger.get(f"/contacts/{lived['id']}/{part}")).status_code == 404
        assert (await staff.get(f"/contacts/{uuid4()}/{part}")).status_code == 404


async def test_nobody_without_the_permission_reads_a_cost(
    staff: Client, manager: Client, lived: dict[str, Any]
) -> None:
    cost = "654.32"
    for part in ("timeline", "summary"):
        assert cost not in (await staff.get(f"/contacts/{lived['id']}/{part}")).text
    mine, theirs = [(await client.get(f"/contacts/{lived['id']}/summary")).json() for client in (manager, staff)]
    margins = [part["margin"] for part in (theirs["last_year"], theirs["next_year"], *theirs["months"])]
    assert margins == [None] * 14
    # Two at 1240.00 that cost 654.32 each.
    assert mine["last_year"] == {"revenue": "2480.00", "margin": "1171.36"}
    assert theirs["last_year"] == {"revenue": "2480.00", "margin": None}


# -- The summary


async def test_the_summary_says_what_is_next_and_what_is_open(
    staff: Client, manager: Client, make: Make, lived: dict[str, Any]
) -> None:
    product = await make.product(manager, name="Care", our_cost="40.00", client_price="65.00")
    monthly = await make.service(
        manager, contact_id=lived["id"], product_id=product["id"], billing_period="monthly", renewal_date=to_come(5)
    )
    await make.service(
        manager,
        contact_id=lived["id"],
        product_id=product["id"],
        billing_period="one-off",
        unit_price="10.00",
        unit_cost="4.00",
    )
    tickets = [await make.ticket(manager, contact_id=lived["id"], title=f"Open {number}") for number in range(7)]
    summary = (await staff.get(f"/contacts/{lived['id']}/summary")).json()
    assert summary["counts"] == {"tickets": 8, "open_tickets": 7, "services": 3, "events": 2}
    assert summary["next_renewal"] == {
        "service_id": monthly["id"], "version": 1, "product_name": "Care", "quantity": 1, "billing_period": "monthly",
        "auto_renew": True, "renewal_date": to_come(5), "days": 5, "revenue": "65.00",
    }  # fmt: skip
    assert [row["id"] for row in summary["open_tickets"]] == [ticket["id"] for ticket in reversed(tickets)][:5]
    assert (summary["next_event"]["title"], summary["next_event"]["status"]) == ("Later", "Planned")
    assert [(row["product_name"], row["yearly"]) for row in summary["services"]] == [
        ("Backup", "2480.00"),
        ("Care", "780.00"),
    ]
    assert summary["yearly"] == "3260.00"
    # The yearly one was renewed today, and so renews after these twelve months; the monthly one twelve times.
    assert summary["next_year"]["revenue"] == "780.00"
    assert sum(float(month["revenue"]) for month in summary["months"]) == 780
    assert [month["revenue"] for month in summary["months"]] == ["65.00"] * 12
    assert summary["last_year"]["revenue"] == "2490.00"
    assert (await manager.get(f"/contacts/{lived['id']}/summary")).json()["next_year"]["margin"] == "300.00"


async def test_a_contact_without_anything_has_an_empty_summary(staff: Client, make: Make) -> None:
    contact = await make.contact(staff)
    summary = (await staff.get(f"/contacts/{contact['id']}/summary")).json()
    assert summary == {
        "counts": {"tickets": 0, "open_tickets": 0, "services": 0, "events": 0},
        "next_renewal": None, "open_tickets": [], "next_event": None, "services": [], "yearly": "0",
        "last_year": {"revenue": "0", "margin": None}, "next_year": {"revenue": "0", "margin": None},
        "months": [{"revenue": "0", "margin": None}] * 12,
    }  # fmt: skip


async def test_the_coming_year_is_the_forecast_of_its_months(manager: Client, make: Make) -> None:
    """What the cockpit forecasts of the same services, where the two look at the same days."""
    contact = await make.contact(manager)
    today = datetime.now(UTC).date()
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    for period, days in (("monthly", 3), ("quarterly", -40), ("annually", 200), ("monthly", -400)):
        day = (first + timedelta(days=days)).isoformat()
        await make.service(
            manager, contact_id=contact["id"], billing_period=period, renewal_date=day, unit_price="10.00", quantity=3
        )
    summary = (await manager.get(f"/contacts/{contact['id']}/summary")).json()
    end = today.replace(year=today.year + 1) if (today.month, today.day) != (2, 29) else date(today.year + 1, 3, 1)
    listed = (await manager.get(f"/renewals?from={today}&to={end}&recurring=true")).json()["items"]
    assert float(summary["next_year"]["revenue"]) == sum(float(item["revenue"]) for item in listed) > 0
    assert float(summary["next_year"]["margin"]) == sum(float(item["margin"]) for item in listed)


async def test_a_merge_brings_notes_and_timeline_along(manager: Client, make: Make, lived: dict[str, Any]) -> None:
    kept = await make.contact(manager)
    merged = await manager.post(f"/contacts/{kept['id']}/merge", json={"other_id": lived["id"], "values": {}})
    kinds = [item["kind"] for item in (await manager.get(f"/contacts/{kept['id']}/timeline")).json()["items"]]
    await manager.post(f"/change_sets/{merged.headers['x-change-set']}/undo")
    back = [item["kind"] for item in (await manager.get(f"/contacts/{kept['id']}/timeline")).json()["items"]]
    assert {"note", "comment", "event", "service_sold", "service_renewed", "ticket_opened"} <= set(kinds)
    assert set(back) <= {"created", "changed"}
