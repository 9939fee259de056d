"""The demo organisation and sample data: alive, consistent, loaded once, and gone with one undo."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import ORIGIN, Client, Make
from worktrackr.app import Application
from worktrackr.demo.customers import CUSTOMERS, customer_rows
from worktrackr.demo.filling import SAMPLE, WHOLE
from worktrackr.demo.loading import ORGANISATION, PASSWORD, STAFF, load_demo
from worktrackr.demo.partners import CARLA, OPERATOR, RESELLER, SETTLED_MONTHS
from worktrackr.demo.templates import TEMPLATES
from worktrackr.demo.tickets import Scene, ticket_rows
from worktrackr.embedded import Cluster, DatabaseUrls
from worktrackr.helpdesk.tickets import TicketPriority, TicketStatus
from worktrackr.migrations import migrate
from worktrackr.settings import Settings

LONDON = ZoneInfo("Europe/London")


async def rows_of(client: Client, resource: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": ""}
    while page["next_cursor"] is not None:
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        page = (await client.get(f"/{resource}?limit=100{cursor}")).json()
        rows += page["items"]
    return rows


@pytest.fixture
async def priya(urls: DatabaseUrls, make: Make) -> Client:
    """The admin of the demo, signed in with what the command says."""
    make.organisation()  # somebody else's: there is no operator whose password stands in the documentation
    said = await asyncio.to_thread(load_demo, urls)
    _, email, _ = STAFF[0]
    assert said == [f"Demo organisation {ORGANISATION}: sign in as {email} with the password {PASSWORD}."]
    client = make.client()
    await client.made("/auth/login", email=email, password=PASSWORD)
    return client


async def test_the_demo_looks_like_a_working_company(priya: Client) -> None:
    people = {row["name"]: row["role"] for row in await rows_of(priya, "users")}
    assert people == {name: role for name, _, role in STAFF}
    tickets, contacts = await rows_of(priya, "tickets"), await rows_of(priya, "contacts")
    assert (len(contacts), len(await rows_of(priya, "products")), len(tickets)) == (
        WHOLE.contacts,
        WHOLE.products,
        WHOLE.tickets,
    )
    assert {row["status"] for row in tickets} == set(TicketStatus)
    assert {row["priority"] for row in tickets} == set(TicketPriority)
    assert all("\n" in row["description"] and "{" not in row["description"] for row in tickets)
    assert len({row["contact_id"] for row in tickets}) > 25
    assert min(len(row["contact_persons"]) for row in contacts if row["type"] == "company") == 1
    services, events = await rows_of(priya, "customer_services"), await rows_of(priya, "crm_events")
    assert (len(services), len(events)) == (35, 26)
    assert sorted((row["name"], row["is_default"]) for row in await rows_of(priya, "ticket_templates")) == [
        ("Electrical fault report", True), ("New starter", False), ("Site survey", False),
    ]  # fmt: skip


async def test_the_answers_of_the_demo_are_what_its_templates_take(priya: Client) -> None:
    answered = [row for row in await rows_of(priya, "tickets") if row["template_id"]]
    assert len({row["template_id"] for row in answered}) == len(TEMPLATES)
    for row in answered:
        checked = await priya.patch(f"/tickets/{row['id']}", json={"fields": row["fields"]})
        assert (checked.status_code, checked.json().get("fields")) == (200, row["fields"]), checked.text


async def test_the_demo_is_loaded_once(priya: Client, urls: DatabaseUrls, owner: psycopg.Connection) -> None:
    await asyncio.to_thread(load_demo, urls)
    found = owner.execute("select count(*) from organisations where name = %s", [ORGANISATION]).fetchone()
    assert found == (1,)
    assert len(await rows_of(priya, "users")) == len(STAFF)


async def test_the_command_says_how_to_sign_in(priya: Client, urls: DatabaseUrls) -> None:
    assert priya.cookies
    environment = {"WORKTRACKR_DATABASE_URL": urls.application, "WORKTRACKR_OWNER_URL": urls.owner}
    program = "from worktrackr.cli import main; main()"
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program, "demo"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (
        0,
        f"Demo organisation {ORGANISATION}: sign in as {STAFF[0][1]} with the password {PASSWORD}.\n",
    )


async def test_a_changed_password_is_not_told(urls: DatabaseUrls, priya: Client, make: Make) -> None:
    password = "another one of my own"
    changed = await priya.post("/auth/password", json={"current_password": PASSWORD, "new_password": password})
    assert changed.status_code == 204
    assert (await asyncio.to_thread(load_demo, urls))[0].endswith("with the password that you chose.")
    again = make.client()
    await again.made("/auth/login", email=STAFF[0][1], password=password)
    await again.post("/auth/password", json={"current_password": password, "new_password": PASSWORD})


@pytest.fixture
async def fresh(cluster: Cluster, worker_name: str, tmp_path: Path) -> AsyncGenerator[tuple[DatabaseUrls, Application]]:
    """An installation that nobody uses yet."""
    cluster.ensure_database("migrated", lambda found: migrate(found.owner))
    name = f"demo_{worker_name}"
    cluster.drop_database(name)
    urls = cluster.create_database(name, template="migrated")
    settings = Settings(database_url=urls.application, public_url=ORIGIN, rate_limits=False, data_dir=tmp_path)
    application = Application(settings, jobs=False)
    async with application.litestar.lifespan():
        yield urls, application
    cluster.drop_database(name)


async def test_a_new_installation_gets_an_operator_and_a_reseller_with_a_past(
    fresh: tuple[DatabaseUrls, Application],
) -> None:
    urls, application = fresh
    first, again = [await asyncio.to_thread(load_demo, urls) for _ in range(2)]
    assert first == again
    assert first[1:] == [
        f"Demo reseller {RESELLER}: sign in as {CARLA[1]} with the password {PASSWORD}.",
        f"Demo operator: sign in as {OPERATOR[1]} with the password {PASSWORD}.",
    ]
    carla, operator = Client(application), Client(application)
    await carla.made("/auth/login", email=CARLA[1], password=PASSWORD)
    await operator.made("/auth/login", email=OPERATOR[1], password=PASSWORD)
    found = (await carla.get("/reseller_dashboard")).json()
    assert {(row["name"], row["status"]) for row in found["items"]} == {
        (ORGANISATION, "active"), ("Brightside Facilities", "active"), ("Calder Maintenance", "active"),
        ("Aire Plumbing & Heat", "active"), ("Wharfe Security", "suspended"), ("Ilkley Networks", "trial"),
    }  # fmt: skip
    assert all(row["seats"] == row["active_users"] for row in found["items"])
    assert [month["status"] for month in found["months"]] == ["settled"] * 10 + ["preview"] * 2
    assert (found["growth_year"]["left"], found["growth_year"]["churned"]) == (1, 1)
    statements = (await operator.get("/commission_statements")).json()["items"]
    assert [one["number"] for one in statements] == [*range(SETTLED_MONTHS, 0, -1)]
    # What was settled is what the ledger says of it still: no month has anything to adjust.
    reseller, month = found["reseller_id"], found["month"]
    assert (await operator.get(f"/resellers/{reseller}/commission?month={month}")).json()["adjustments"] == []


async def test_where_there_is_anybody_else_no_operator_is_made(fresh: tuple[DatabaseUrls, Application]) -> None:
    urls, _ = fresh
    with psycopg.connect(urls.owner) as owner:
        owner.execute("insert into organisations (name) values ('A customer of this installation')")
    assert len(await asyncio.to_thread(load_demo, urls)) == 1
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("select count(*) from users where organisation_id is null").fetchone() == (0,)
        assert owner.execute("select count(*) from resellers").fetchone() == (0,)


def scene(now: datetime) -> Scene:
    contacts = [(UUID(int=index), contact) for index, contact in enumerate(customer_rows())]
    forms = {template["name"]: UUID(int=index) for index, template in enumerate(TEMPLATES)}
    return Scene(now, LONDON, contacts, [UUID(int=1001), UUID(int=1002)], [UUID(int=1003), UUID(int=1004)], forms)


@pytest.mark.parametrize("day", ["2026-11-22T12:00", "2026-02-28T23:30", "2028-02-29T06:00", "2026-10-25T00:30"])
def test_any_day_gives_the_same_consistent_tickets(day: str) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    rows = ticket_rows(scene(now), 120)
    assert rows == ticket_rows(scene(now), 120)
    assert rows == sorted(rows, key=lambda row: row["created_at"])
    for row in rows:
        assert row["created_at"] <= row["updated_at"] <= now
        assert (row["closed_at"] is not None) == (row["status"] == "Closed")
        assert row["closed_at"] is None or row["created_at"] <= row["closed_at"] <= now
    booked = Counter((row["assigned_user_id"], row["scheduled_start"]) for row in rows if row["scheduled_start"])
    assert all(number == 1 for (person, _), number in booked.items() if person is not None)
    assert all(start.astimezone(LONDON).weekday() < 5 for _, start in booked)


def test_no_customer_can_be_telephoned_or_mailed_by_accident() -> None:
    contacts = customer_rows()
    assert len({contact.email for contact in contacts}) == len(contacts) == len(CUSTOMERS)
    for contact in contacts:
        assert (contact.email or "").endswith(".example")
        assert (contact.phone or "").startswith("0113 496 0")
        assert all(person.phone.startswith("07700 900") for person in contact.contact_persons)


def numbers(created: Mapping[str, int]) -> tuple[int, int, int]:
    return created["contacts"], created["products"], created["tickets"]


async def test_sample_data_is_one_change_set_that_undo_removes(admin: Client, stranger: Client) -> None:
    loaded = await admin.post("/sample_data")
    assert loaded.status_code == 201
    body = loaded.json()
    assert loaded.headers["x-change-set"] == body["change_set_id"]
    assert numbers(body["created"]) == (SAMPLE.contacts, SAMPLE.products, SAMPLE.tickets)
    for resource, number in body["created"].items():
        assert len(await rows_of(admin, resource)) == number
        assert await rows_of(stranger, resource) == []
    assert (await admin.post("/sample_data")).status_code == 409
    undone = await admin.post(f"/change_sets/{body['change_set_id']}/undo")
    assert undone.json()["changed"] == sum(body["created"].values())
    for resource in body["created"]:
        assert await rows_of(admin, resource) == []
    assert (await admin.post("/sample_data")).status_code == 201


async def test_sample_data_is_refused_where_there_is_work_already(admin: Client, make: Make) -> None:
    await make.ticket(admin)
    refused = await admin.post("/sample_data")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-empty")


async def test_sample_data_is_for_admins(manager: Client) -> None:
    assert (await manager.post("/sample_data")).status_code == 403
