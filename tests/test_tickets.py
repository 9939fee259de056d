"""Tickets: what is true of them beyond what is true of every resource."""

from collections.abc import Sequence

import pytest

from conftest import Client, Make


async def test_numbers_have_no_holes_even_when_creating_fails(staff: Client, make: Make) -> None:
    first = await make.ticket(staff)
    refused = await staff.post("/tickets", json={"title": "x", "contact_id": first["id"]})
    second = await make.ticket(staff)
    assert refused.status_code == 422
    assert (first["number"], second["number"]) == (1, 2)


async def test_each_organisation_counts_for_itself(staff: Client, stranger: Client, make: Make) -> None:
    await make.ticket(staff)
    assert (await make.ticket(stranger))["number"] == 1


async def test_the_date_follows_the_start_in_the_zone_of_the_organisation(admin: Client, make: Make) -> None:
    moved = await admin.patch("/organisation", json={"timezone": "Pacific/Kiritimati"})
    assert moved.status_code == 200, moved.text
    ticket = await make.ticket(admin, scheduled_start="2026-06-01T11:30:00Z", scheduled_end="2026-06-01T12:30:00Z")
    assert ticket["scheduled_date"] == "2026-06-02"


async def test_a_date_alone_moves_the_start_to_that_day_at_the_same_local_time(staff: Client, make: Make) -> None:
    # 29 March 2026 is the day of 23 hours in London: nine o'clock is 09:00Z before and 08:00Z after.
    ticket = await make.ticket(staff, scheduled_start="2026-03-28T09:00:00Z", scheduled_end="2026-03-28T10:30:00Z")
    moved = await staff.patch(f"/tickets/{ticket['id']}", json={"scheduled_date": "2026-03-30"})
    assert moved.status_code == 200
    assert (moved.json()["scheduled_start"], moved.json()["scheduled_end"]) == (
        "2026-03-30T08:00:00Z",
        "2026-03-30T09:30:00Z",
    )


async def test_a_date_that_disagrees_with_the_start_is_refused(staff: Client) -> None:
    body = {"title": "x", "scheduled_start": "2026-03-28T09:00:00Z", "scheduled_date": "2026-03-29"}
    response = await staff.post("/tickets", json=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/scheduled_date"


async def test_another_zone_recomputes_the_days_of_all_bookings(admin: Client, make: Make) -> None:
    ticket = await make.ticket(admin, scheduled_start="2026-06-01T23:30:00Z")
    assert ticket["scheduled_date"] == "2026-06-02"
    await admin.patch("/organisation", json={"timezone": "America/St_Johns"})
    assert (await admin.get(f"/tickets/{ticket['id']}")).json()["scheduled_date"] == "2026-06-01"


async def test_closing_notes_the_time_and_reopening_clears_it(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    closed = await staff.patch(f"/tickets/{ticket['id']}", json={"status": "Closed"})
    opened = await staff.patch(f"/tickets/{ticket['id']}", json={"status": "Open"})
    assert closed.json()["closed_at"] is not None
    assert opened.json()["closed_at"] is None


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("status=Open", ["c", "a"]),
        ("status=Open&status=Waiting", ["c", "b", "a"]),
        ("assigned_user_id=null&priority=High", ["b"]),
        ("scheduled=false", ["c", "b"]),
        ("scheduled_date_from=2026-06-01&scheduled_date_to=2026-06-02", ["a"]),
        ("sort=-priority", ["b", "c", "a"]),
        ("sort=title", ["a", "b", "c"]),
        ("sort=scheduled_date", ["a", "b", "c"]),
        ("number=2", ["b"]),
        ("q=%232", ["b"]),
    ],
)
async def test_the_list_filters_and_sorts(staff: Client, make: Make, query: str, titles: Sequence[str]) -> None:
    await make.ticket(staff, title="a", scheduled_date="2026-06-01", priority="Low")
    await make.ticket(staff, title="b", status="Waiting", priority="High")
    await make.ticket(staff, title="c")
    found = (await staff.get(f"/tickets?{query}")).json()["items"]
    assert [ticket["title"] for ticket in found] == titles


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "once"}])
async def test_an_end_before_the_start_is_refused_at_its_field(headers: dict[str, str], staff: Client) -> None:
    body = {"title": "x", "scheduled_start": "2026-06-01T12:00:00Z", "scheduled_end": "2026-06-01T09:00:00Z"}
    response = await staff.post("/tickets", json=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/scheduled_end"
    assert (await staff.get("/tickets")).json()["items"] == []
