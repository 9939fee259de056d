"""Service levels: promises in working time, kept by the database whichever way a ticket is written."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from conftest import Client, Make
from service_reference import History

NIGHT_AND_DAY = [{"start": "00:00", "end": "24:00"}]
NEVER: list[dict[str, str]] = []
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TIMES = ("first_responded_at", "resolved_at", "first_response_due_at", "resolution_due_at", "due_at", "due_soon_at")


@pytest.fixture
async def round_the_clock(admin: Client) -> None:
    """Hours in which working time is time, so that a test says what it means whenever it runs."""
    changed = await admin.patch("/working_hours", json=dict.fromkeys(WEEKDAYS, NIGHT_AND_DAY))
    assert changed.status_code == 200, changed.text


def at(ticket: dict[str, Any], name: str) -> datetime:
    """Return a time of a ticket."""
    return datetime.fromisoformat(ticket[name])


def backdate(owner: psycopg.Connection, ticket: dict[str, Any], minutes: int) -> None:
    """Let a ticket have come in some minutes ago."""
    owner.execute(
        "update tickets set created_at = created_at - make_interval(mins => %s), due_at = due_at where id = %s",
        [minutes, ticket["id"]],
    )


async def test_an_organisation_has_hours_and_levels_without_doing_anything(staff: Client) -> None:
    hours, levels = await staff.get("/working_hours"), (await staff.get("/service_levels")).json()["items"]
    assert hours.json()["friday"] == [{"start": "09:00", "end": "17:30"}]
    assert (hours.json()["saturday"], hours.headers["etag"][:3]) == ([], '"1-')
    assert [(level["priority"], level["first_response_minutes"], level["resolution_minutes"]) for level in levels] == [
        ("Urgent", 60, 240), ("High", 240, 480), ("Medium", 480, 1440), ("Low", 960, 2880),
    ]  # fmt: skip


@pytest.mark.usefixtures("round_the_clock")
async def test_a_ticket_is_due_by_its_priority_first_for_an_answer(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff, priority="Urgent")
    created = at(ticket, "created_at")
    assert [at(ticket, name) - created for name in TIMES[2:]] == [timedelta(minutes=m) for m in (60, 240, 60, 45)]
    assert (ticket["first_responded_at"], ticket["resolved_at"], ticket["due_state"]) == (None, None, "ok")
    changed = (await staff.patch(f"/tickets/{ticket['id']}", json={"priority": "Low"})).json()
    assert at(changed, "resolution_due_at") - created == timedelta(minutes=2880), "counted from the beginning"


@pytest.mark.usefixtures("round_the_clock")
async def test_the_first_answer_is_a_public_comment_or_a_new_status(staff: Client, make: Make) -> None:
    answered, begun = await make.ticket(staff), await make.ticket(staff)
    await staff.made(f"/tickets/{answered['id']}/comments", body="Who knows them?", internal=True)
    assert (await staff.get(f"/tickets/{answered['id']}")).json()["first_responded_at"] is None
    comment = await staff.made(f"/tickets/{answered['id']}/comments", body="We are on our way.")
    read = (await staff.get(f"/tickets/{answered['id']}")).json()
    assert (read["first_responded_at"], read["due_at"]) == (comment["created_at"], read["resolution_due_at"])
    assert read["version"] == 1, "nobody's edit became stale"
    changed = (await staff.patch(f"/tickets/{begun['id']}", json={"status": "In Progress"})).json()
    assert changed["first_responded_at"] == changed["updated_at"]


@pytest.mark.usefixtures("round_the_clock")
async def test_waiting_pauses_and_leaving_it_resumes(staff: Client, make: Make, owner: psycopg.Connection) -> None:
    ticket = await make.ticket(staff)
    path = f"/tickets/{ticket['id']}"
    waiting = (await staff.patch(path, json={"status": "Waiting"})).json()
    assert (waiting["due_at"], waiting["due_state"]) == (None, "paused")
    standing = (await staff.get(f"{path}/service_level")).json()
    assert standing["resolution"]["state"] == "paused"
    owner.execute("update tickets set clock_stopped_at = clock_stopped_at - interval '10 hours', created_at = created_at - interval '10 hours' where id = %s", [ticket["id"]])  # fmt: skip
    resumed = (await staff.patch(path, json={"status": "In Progress"})).json()
    left = at(resumed, "resolution_due_at") - at(resumed, "updated_at")
    assert timedelta(minutes=1439) < left <= timedelta(minutes=1440), "the ten hours did not count"
    assert resumed["due_state"] == "ok"


@pytest.mark.usefixtures("round_the_clock")
async def test_lists_know_what_is_soon_and_overdue(staff: Client, make: Make, owner: psycopg.Connection) -> None:
    tickets = {name: await make.ticket(staff, title=name, priority="High") for name in ("ok", "soon", "overdue", "met")}
    backdate(owner, tickets["soon"], 200)
    backdate(owner, tickets["overdue"], 300)
    await staff.patch(f"/tickets/{tickets['met']['id']}", json={"status": "Resolved"})
    await make.ticket(staff, title="paused", status="Waiting")
    await make.ticket(staff, title="null", status="Closed")
    listed = (await staff.get("/tickets")).json()["items"]
    assert all(str(ticket["due_state"]).replace("None", "null") == ticket["title"] for ticket in listed)
    for query, names in (
        ("overdue=true", ["overdue"]),
        ("overdue=false&sort=due_at", ["soon", "ok"]),
        ("due_state=soon&due_state=overdue&sort=due_at", ["overdue", "soon"]),
        ("due_state=null", ["null"]),
        ("due_state=ok", ["ok"]),
        ("due_state=paused&due_state=met&due_state=null", ["null", "paused", "met"]),
        ("sort=due_at&limit=3", ["overdue", "soon", "ok"]),
    ):
        found = (await staff.get(f"/tickets?{query}")).json()["items"]
        assert [ticket["title"] for ticket in found] == names, query
    assert (await staff.get("/tickets?overdue=true&total=true")).json()["total"] == 1
    refused = await staff.get("/tickets?due_state=late")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/due_state")


@pytest.mark.usefixtures("round_the_clock")
async def test_a_finished_ticket_kept_its_promises_or_not(staff: Client, make: Make, owner: psycopg.Connection) -> None:
    kept, late = await make.ticket(staff), await make.ticket(staff)
    backdate(owner, late, 3000)
    for ticket in (kept, late):
        await staff.patch(f"/tickets/{ticket['id']}", json={"status": "Resolved"})
    read = [(await staff.get(f"/tickets/{ticket['id']}")).json() for ticket in (kept, late)]
    assert [(ticket["due_state"], ticket["due_at"]) for ticket in read] == [("met", None), ("missed", None)]
    assert all(ticket["resolved_at"] == ticket["updated_at"] for ticket in read)
    standing = (await staff.get(f"/tickets/{late['id']}/service_level")).json()["resolution"]
    assert (standing["state"], standing["target_minutes"], standing["left_minutes"]) == ("missed", 1440, -1561)
    reopened = (await staff.patch(f"/tickets/{kept['id']}", json={"status": "Open"})).json()
    assert (reopened["resolved_at"], reopened["due_state"]) == (None, "ok")


async def test_what_comes_in_finished_was_promised_nothing(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff, status="Closed")
    assert [ticket[name] for name in TIMES[2:]] == [None] * 4
    assert (ticket["due_state"], ticket["resolved_at"]) == (None, ticket["closed_at"])
    standing = (await staff.get(f"/tickets/{ticket['id']}/service_level")).json()
    assert standing == {"first_response": None, "resolution": None}


@pytest.mark.usefixtures("round_the_clock")
async def test_undo_puts_the_facts_back(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    resolved = await staff.patch(f"/tickets/{ticket['id']}", json={"status": "Resolved"})
    await staff.patch(f"/tickets/{ticket['id']}", json={"priority": "Urgent"})
    undone = await staff.post(f"/change_sets/{resolved.headers['x-change-set']}/undo")
    read = (await staff.get(f"/tickets/{ticket['id']}")).json()
    assert undone.status_code == 200, "what the database derives is in nobody's way"
    assert (read["status"], read["first_responded_at"], read["resolved_at"]) == ("Open", None, None)
    assert at(read, "first_response_due_at") - at(read, "created_at") == timedelta(minutes=60)


async def test_hours_and_holidays_and_levels_move_what_is_due(
    admin: Client, make: Make, owner: psycopg.Connection
) -> None:
    ticket = await make.ticket(admin, priority="Urgent")
    owner.execute(
        "update tickets set created_at = '2030-05-03T16:00:00Z', due_at = due_at where id = %s", [ticket["id"]]
    )

    async def due() -> list[str]:
        read = (await admin.get(f"/tickets/{ticket['id']}")).json()
        return [read["first_response_due_at"], read["resolution_due_at"]]

    # A Friday at 17:00 in London, half an hour before the weekend.
    assert await due() == ["2030-05-06T08:30:00Z", "2030-05-06T11:30:00Z"]
    holiday = await admin.made("/holidays", date="2030-05-06", name="Early May bank holiday")
    assert await due() == ["2030-05-07T08:30:00Z", "2030-05-07T11:30:00Z"]
    await admin.patch("/working_hours", json={"saturday": [{"start": "10:00", "end": "12:00"}]})
    assert await due() == ["2030-05-04T09:30:00Z", "2030-05-07T09:30:00Z"]
    await admin.patch("/service_levels/Urgent", json={"first_response_minutes": None, "resolution_minutes": 30})
    assert await due() == [None, "2030-05-03T16:30:00Z"]
    await admin.patch("/organisation", json={"timezone": "America/New_York"})
    assert await due() == [None, "2030-05-03T16:30:00Z"], "it is noon there"
    await admin.patch("/service_levels/Urgent", json={"resolution_minutes": 360})
    assert await due() == [None, "2030-05-04T14:30:00Z"]
    before = await due()
    removed = await admin.delete(f"/holidays/{holiday['id']}")
    assert await due() == before, "it was due on a Saturday"
    await admin.patch("/service_levels/Urgent", json={"resolution_minutes": 600})
    worked = await due()
    assert (await admin.post(f"/change_sets/{removed.headers['x-change-set']}/undo")).status_code == 200
    assert await due() > worked, "it is a holiday again"
    history = (await admin.get(f"/tickets/{ticket['id']}/history")).json()["items"]
    assert [change["action"] for change in history] == ["insert"], "nobody changed the ticket"
    assert (await admin.get(f"/tickets/{ticket['id']}")).json()["version"] == 1


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/working_hours", {"monday": [{"start": "09:00", "end": "08:00"}]}, "/monday"),
        ("/working_hours", {"monday": [{"start": "09:00", "end": "09:00"}]}, "/monday"),
        ("/working_hours", {"friday": [{"start": "09:00", "end": "12:00"}, {"start": "11:00", "end": "13:00"}]}, "/friday"),
        ("/working_hours", {"friday": [{"start": "9:00", "end": "12:00"}]}, "/friday/0/start"),
        ("/working_hours", {"friday": [{"start": "24:00", "end": "24:00"}]}, "/friday/0/start"),
        ("/working_hours", {"friday": None}, "/friday"),
        ("/working_hours", dict.fromkeys(WEEKDAYS, NEVER), "/monday"),
        ("/service_levels/High", {"resolution_minutes": 0}, "/resolution_minutes"),
        ("/service_levels/High", {"resolution_minutes": 100_001}, "/resolution_minutes"),
        ("/service_levels/High", {"priority": "Low"}, "/priority"),
    ],
)  # fmt: skip
async def test_impossible_settings_are_refused_at_their_field(
    admin: Client, path: str, body: dict[str, Any], pointer: str
) -> None:
    before = [(await admin.get(read)).json() for read in ("/working_hours", "/service_levels")]
    refused = await admin.patch(path, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    assert [(await admin.get(read)).json() for read in ("/working_hours", "/service_levels")] == before


async def test_admins_write_settings_and_staff_read_them(admin: Client, staff: Client) -> None:
    day = {"date": "2030-12-25", "name": "Christmas Day"}
    for client, expected in ((staff, 403), (admin, 200)):
        answers = [
            await client.patch("/working_hours", json={"saturday": [{"start": "08:00", "end": "12:00"}]}),
            await client.patch("/service_levels/Low", json={"resolution_minutes": None}),
        ]
        assert [answer.status_code for answer in answers] == [expected] * 2
    refused, made, again = [await client.post("/holidays", json=day) for client in (staff, admin, admin)]
    assert [answer.status_code for answer in (refused, made, again)] == [403, 201, 409]
    assert again.json()["errors"][0]["pointer"] == "/date"
    assert [row["date"] for row in (await staff.get("/holidays?sort=date")).json()["items"]] == ["2030-12-25"]
    assert (await admin.patch("/service_levels/None", json={})).status_code == 404
    stale = await admin.patch("/working_hours", json={"sunday": []}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert (await staff.get("/working_hours")).json()["saturday"] == [{"start": "08:00", "end": "12:00"}]


async def test_settings_are_ones_own(admin: Client, stranger: Client) -> None:
    await admin.patch("/service_levels/Low", json={"resolution_minutes": 8})
    await admin.patch("/working_hours", json={"sunday": NIGHT_AND_DAY})
    assert (await stranger.get("/service_levels")).json()["items"][-1]["resolution_minutes"] == 2880
    assert (await stranger.get("/working_hours")).json()["sunday"] == []


async def test_a_bulk_change_keeps_the_times_of_all(staff: Client, make: Make) -> None:
    rows = [await make.ticket(staff) for _ in range(3)]
    await staff.made("/tickets/bulk", ids=[row["id"] for row in rows], patch={"status": "Waiting"})
    listed = (await staff.get("/tickets?due_state=paused")).json()["items"]
    assert len(listed) == 3
    assert all(row["first_responded_at"] is not None for row in listed)


@pytest.mark.parametrize("seed", range(3))
def test_due_times_agree_with_a_count_of_minutes(owner: psycopg.Connection, seed: int) -> None:
    """A thousand of these are in tests/slow."""
    history = History(owner, seed)
    for _ in range(6):
        history.happen()
    assert history.stored() == history.ticket.columns(), history.told


def test_seconds_and_parts_of_them_are_kept(owner: psycopg.Connection, make: Make) -> None:
    organisation: UUID = make.organisation()
    created = datetime(2030, 5, 6, 9, 12, 33, 123457, tzinfo=UTC)
    row = owner.execute(
        "insert into tickets (organisation_id, number, title, priority, created_at) values (%s, 1, 'x', 'Urgent', %s) "
        "returning first_response_due_at, resolution_due_at",
        [organisation, created],
    ).fetchone()
    assert row == (created + timedelta(hours=1), created + timedelta(hours=4))
