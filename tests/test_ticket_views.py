"""Views of tickets: their counts, the lanes of the board, pages in every order, numbers in searches, bulk changes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from conftest import Client, Make

STATUSES = ("Open", "In Progress", "Waiting", "Resolved", "Closed")
PRIORITIES = ("Low", "Medium", "High", "Urgent")


Fill = Callable[..., None]


@pytest.fixture
def fill(owner: psycopg.Connection, organisation_id: UUID) -> Fill:
    """Fill the organisation with many tickets at once."""

    def fill_with(count: int, **columns: str) -> None:
        """`columns` are SQL expressions of `n`."""
        columns = {"title": "'Ticket ' || n", "number": "n"} | columns
        owner.execute(
            f"insert into tickets (organisation_id, {', '.join(columns)}) "
            f"select '{organisation_id}', {', '.join(columns.values())} from generate_series(1, {count}) n".encode()
        )

    return fill_with


async def test_counts_say_what_each_view_lists(
    staff: Client, manager: Client, stranger: Client, make: Make, fill: Fill
) -> None:
    fill(1, number="1000", assigned_user_id=f"'{staff.id}'::uuid", created_at="now() - interval '60 days'")
    await make.ticket(staff, assigned_user_id=str(staff.id), status="Closed")
    await make.ticket(staff, assigned_user_id=str(manager.id), status="Waiting")
    await make.ticket(staff, status="In Progress")
    await make.ticket(staff, status="Resolved")
    await make.ticket(stranger)
    trashed = await make.ticket(staff)
    await staff.delete(f"/tickets/{trashed['id']}")
    counted = (await staff.get("/tickets/counts")).json()
    assert counted == {"my": 1, "open": 3, "unassigned": 1, "overdue": 1, "all": 5, "capped": []}
    assert (await manager.get("/tickets/counts")).json()["my"] == 1
    assert (await stranger.get("/tickets/counts")).json()["all"] == 1
    overdue = (await staff.get("/tickets?overdue=true&sort=due_at&total=true")).json()
    assert (overdue["total"], overdue["items"][0]["number"]) == (1, 1000)


async def test_a_count_stops_at_the_cap_and_says_so(staff: Client, fill: Fill) -> None:
    fill(10_002)
    lanes = (await staff.get("/tickets/counts?by=status")).json()["lanes"]
    assert [(lane["count"], lane["capped"]) for lane in lanes][:2] == [(1_000, True), (0, False)]
    counted = (await staff.get("/tickets/counts")).json()
    assert (counted["all"], counted["open"], counted["my"]) == (10_000, 10_000, 0)
    assert counted["capped"] == ["open", "unassigned", "all"]


async def test_lanes_are_counted_with_the_filters_of_the_list(staff: Client, admin: Client, make: Make) -> None:
    contact = await make.contact(staff)
    for status, priority in (("Open", "High"), ("Open", "Low"), ("Waiting", "High")):
        await make.ticket(staff, status=status, priority=priority, contact_id=contact["id"])
    await make.ticket(staff, assigned_user_id=str(staff.id))
    lanes = (await staff.get("/tickets/counts?by=status&priority=High")).json()["lanes"]
    assert [(lane["value"], lane["count"]) for lane in lanes] == [
        ("Open", 1), ("In Progress", 0), ("Waiting", 1), ("Resolved", 0), ("Closed", 0),
    ]  # fmt: skip
    lanes = (
        await staff.get(f"/tickets/counts?by=priority&contact_id={contact['id']}&status=Open&status=Waiting")
    ).json()
    assert [(lane["value"], lane["count"]) for lane in lanes["lanes"]] == [
        ("Low", 1), ("Medium", 0), ("High", 2), ("Urgent", 0),
    ]  # fmt: skip
    people = (await staff.get("/tickets/counts?by=assigned_user_id")).json()["lanes"]
    assert people[0] == {"value": None, "name": None, "count": 3, "capped": False}
    assert {lane["value"]: lane["count"] for lane in people[1:]} == {str(staff.id): 1, str(admin.id): 0}


@pytest.mark.parametrize(
    "query",
    [
        "by=title",
        "by=status&limit=5",
        "by=status&sort=title",
        "by=status&nothing=1",
        "status=Open",
        "by=status&trash=true",
    ],
)
async def test_a_count_of_what_cannot_be_counted_is_refused(staff: Client, query: str) -> None:
    response = await staff.get(f"/tickets/counts?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] in ("/by", "/limit", "/sort", "/nothing", "/status", "/trash")


async def test_counting_needs_a_session_and_a_role(anonymous: Client, reseller: Client) -> None:
    assert (await anonymous.get("/tickets/counts")).status_code == 401
    assert (await reseller.get("/tickets/counts")).status_code == 403


ORDERS = ("created_at", "number", "title", "status", "priority", "scheduled_date", "updated_at", "category")
FILTERS = (
    "", "status=Open", "status=Open&status=In%20Progress&status=Waiting", "priority=High&priority=Urgent",
    "status=Open&status=Waiting&priority=High&priority=Low", "assigned_user_id={user}", "assigned_user_id=null",
    "assigned_user_id={user}&assigned_user_id=null&status=Open", "scheduled=false", "scheduled=true", "q=ticket", "status=Open&status=Open",
)  # fmt: skip


@pytest.mark.parametrize("chosen", FILTERS)
async def test_pages_hold_every_row_once_and_in_order(staff: Client, fill: Fill, chosen: str) -> None:
    fill(
        120,
        status="(array['Open', 'In Progress', 'Waiting', 'Resolved', 'Closed'])[1 + n % 5]",
        priority="(array['Low', 'Medium', 'High', 'Urgent'])[1 + n / 5 % 4]",
        scheduled_date="case when n % 3 > 0 then date '2026-06-01' + n % 7 end",
        category="case when n % 4 > 0 then 'Kind ' || n % 2 end",
        assigned_user_id=f"case when n % 2 = 0 then '{staff.id}'::uuid end",
        created_at="now() - n / 2 * interval '1 minute'",
    )
    chosen = chosen.format(user=staff.id) or "trash=false"
    everything = (await staff.get(f"/tickets?limit=100&{chosen}")).json()
    rows = everything["items"]
    while everything["next_cursor"]:
        everything = (await staff.get(f"/tickets?limit=100&{chosen}&cursor={everything['next_cursor']}")).json()
        rows += everything["items"]
    assert len(rows) == (await staff.get(f"/tickets?limit=1&total=true&{chosen}")).json()["total"] > 0
    for order in ORDERS:
        for sign in ("", "-"):
            assert await paged(staff, f"{chosen}&sort={sign}{order}") == [
                row["id"] for row in in_order(rows, order, descending=bool(sign))
            ], order


async def paged(client: Client, query: str) -> list[str]:
    """Return the ids of all pages."""
    seen: list[str] = []
    cursor = ""
    while True:
        response = await client.get(f"/tickets?limit=17&{query}{cursor}")
        assert response.status_code == 200, query
        page = response.json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            return seen
        cursor = f"&cursor={page['next_cursor']}"


def in_order(rows: list[dict[str, Any]], column: str, *, descending: bool) -> list[dict[str, Any]]:
    """Sort as the list must: what is unset comes last, and what is alike by its time, then its id."""
    members = {"status": STATUSES, "priority": PRIORITIES}.get(column)
    loose = members is not None or column in ("scheduled_date", "category")

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        value = row[column]
        first = members.index(value) if members else value
        return (first, row["created_at"], row["id"]) if loose else (first, row["id"])

    known = sorted((row for row in rows if row[column] is not None), key=key, reverse=descending)
    unset = [row for row in rows if row[column] is None]
    return known + sorted(unset, key=lambda row: (row["created_at"], row["id"]), reverse=descending)


async def test_a_search_for_a_number_has_that_ticket_first(
    staff: Client, stranger: Client, fill: Fill, make: Make
) -> None:
    fill(130, created_at="now() - (200 - n) * interval '1 minute'")
    await make.ticket(stranger)
    like = list(range(120, 130))
    for words, matching in (("12", [12, 112, *like]), (" 12 ", [12, 112, *like])):
        page = (await staff.get(f"/tickets?q={words}&limit=5&total=true")).json()
        numbers = [row["number"] for row in page["items"]]
        assert (numbers[0], len(numbers), page["total"]) == (12, 5, len(matching))
        rest = (await staff.get(f"/tickets?q={words}&limit=100&cursor={page['next_cursor']}")).json()
        assert sorted(numbers + [row["number"] for row in rest["items"]]) == matching
        found = (await staff.get(f"/search?q={words}")).json()["items"]
        assert found[0]["title"] == "#12 Ticket 12"
    named = (await staff.get("/tickets?q=%2312&total=true")).json()
    assert ([row["number"] for row in named["items"]], named["total"], named["next_cursor"]) == ([12], 1, None)
    # A number that nobody has is a word like others.
    await staff.patch(f"/tickets/{named['items'][0]['id']}", json={"title": "As #777 was"})
    assert [row["title"] for row in (await staff.get("/tickets?q=%23777")).json()["items"]] == ["As #777 was"]
    assert [row["number"] for row in (await staff.get("/tickets?q=12&limit=1")).json()["items"]] == [129]
    assert (await staff.get("/tickets?q=12&status=Closed")).json()["items"] == []
    assert [(await staff.get(f"/tickets?q=12&limit={limit}")).status_code for limit in (0, 101, "x")] == [422] * 3


async def test_a_search_that_very_many_match_finds_the_newest(staff: Client, fill: Fill) -> None:
    fill(1_050, created_at="now() - (2000 - n) * interval '1 minute'")
    found = (await staff.get("/search?q=ticket")).json()["items"]
    assert [hit["title"] for hit in found] == [f"#{n} Ticket {n}" for n in range(1_050, 1_042, -1)]


async def test_a_bulk_change_of_five_thousand_is_one_change_and_one_undo(
    staff: Client, fill: Fill, owner: psycopg.Connection
) -> None:
    fill(
        5_003,
        status="case when n <= 3 then 'Closed' else 'Open' end",
        priority="case n % 2 when 0 then 'Low' else 'High' end",
    )
    done = await staff.post("/tickets/bulk", json={"filter": {"status": ["Open"]}, "patch": {"priority": "Urgent"}})
    assert done.json()["changed"] == 5_000
    written = owner.execute(
        "select count(*), count(distinct row_id) from changes where change_set_id = %s", [done.json()["change_set_id"]]
    ).fetchone()
    assert written == (5_000, 5_000)
    undone = await staff.post(f"/change_sets/{done.json()['change_set_id']}/undo")
    assert undone.json()["changed"] == 5_000
    for priority, count in (("Low", 2_500), ("High", 2_500), ("Urgent", 0)):
        page = (await staff.get(f"/tickets?status=Open&priority={priority}&limit=1&total=true")).json()
        assert page["total"] == count
