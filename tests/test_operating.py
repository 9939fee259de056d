"""What an operator does with organisations, and what none of it shows them."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import PASSWORD, Client, Make
from test_isolation import CANARY, Tenant
from worktrackr.app import Application
from worktrackr.embedded import DatabaseUrls


def address() -> str:
    return f"{uuid4().hex}@example.com"


async def test_a_new_organisation_invites_its_first_admin_once_and_never_past_somebody_who_is_in(
    operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    first, second = address(), address()
    made = await operator.made("/organisations", name="Fell & Dale", plan="pro", admin_email=first, admin_name="Ada")
    assert (made["status"], made["plan"], made["seats"], made["included_seats"]) == ("trial", "pro", 1, 5)
    assert (await operator.get(f"/organisations/{made['id']}")).json() == made

    def people() -> list[Any]:
        query = "select email, role, status from users where organisation_id = %s"
        return owner.execute(query, [made["id"]]).fetchall()

    assert people() == [(first, "admin", "invited")]
    other = {"email": second, "name": "Bea"}
    assert (await operator.post(f"/organisations/{made['id']}/invite", json=other)).status_code == 202
    assert people() == [(second, "admin", "invited")]
    make.person(UUID(made["id"]), "admin")
    refused = await operator.post(f"/organisations/{made['id']}/invite", json=other | {"email": first})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    half = await operator.post("/organisations", json={"name": "Half", "admin_email": first})
    assert (half.status_code, half.json()["errors"][0]["pointer"]) == (422, "/admin_name")


async def test_the_list_tells_plan_seats_status_and_reseller_and_filters_by_them(
    operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    mark, reseller = uuid4().hex, make.reseller()
    ids = {name: make.organisation(f"{name} {mark}") for name in ("trial", "active", "suspended", "in_trash")}
    owner.execute(
        "update organisations set trial_ends_at = now() - interval '1 day', plan = 'starter' where id = %s",
        [ids["active"]],
    )
    for _ in range(3):
        make.person(ids["active"], "staff")
    await operator.made("/reseller_customers", reseller_id=str(reseller), organisation_id=str(ids["active"]))
    await operator.post(f"/organisations/{ids['suspended']}/suspend")
    await operator.delete(f"/organisations/{ids['in_trash']}")

    rows = (await operator.get(f"/organisations?q={mark.upper()}&sort=name")).json()["items"]
    assert [(row["name"].split()[0], row["status"]) for row in rows] == [
        (name, name) for name in ("active", "in_trash", "suspended", "trial")
    ]
    active = rows[0]
    assert (active["seats"], active["included_seats"], active["monthly_total"]) == (3, 1, "79.00")
    assert (active["reseller_id"], active["reseller_name"][:8]) == (str(reseller), "Reseller")

    async def found(query: str) -> list[str]:
        items = (await operator.get(f"/organisations?q={mark}&sort=name&{query}")).json()["items"]
        return [row["name"].split()[0] for row in items]

    assert await found("status=trial&status=suspended") == ["suspended", "trial"]
    assert await found("plan=starter") == ["active"]
    assert await found(f"reseller={reseller}") == ["active"]


async def test_an_organisation_in_the_trash_shuts_everybody_out_and_comes_back_as_it_was(
    admin: Client, operator: Client, make: Make
) -> None:
    key, path = make.api_key(admin, "admin"), f"/organisations/{admin.organisation_id}"
    ticket = await make.ticket(admin)
    stale = await operator.request("DELETE", path, headers={"if-match": '"77"'})
    assert (stale.status_code, (await admin.get("/me")).status_code) == (412, 200)
    assert (await operator.request("DELETE", path)).status_code == 204
    assert ((await admin.get("/me")).status_code, (await key.get("/tickets")).status_code) == (401, 401)
    assert (await operator.request("DELETE", path)).status_code == 404
    assert (await operator.post(f"{path}/suspend")).status_code == 404
    back = await operator.post(f"{path}/restore")
    assert (back.status_code, back.json()["status"]) == (200, "trial")
    assert (await admin.get(f"/tickets/{ticket['id']}")).json() == ticket


async def test_suspending_stops_each_way_in_with_the_next_request_and_resuming_opens_it(
    operator: Client, admin: Client, anonymous: Client, make: Make
) -> None:
    person = {"email": address(), "name": "Tom", "password": PASSWORD}
    await admin.made("/users", **person)
    key = make.api_key(admin, "admin")
    feed = (await admin.made("/calendar_feeds", name="Phone", scope="team"))["url"].partition("/api")[2]

    async def ways_in() -> list[int]:
        login = {name: person[name] for name in ("email", "password")}
        return [
            (await admin.get("/tickets")).status_code,
            (await key.get("/tickets")).status_code,
            (await anonymous.get(feed)).status_code,
            (await make.client().post("/auth/login", json=login)).status_code,
        ]

    path = f"/organisations/{admin.organisation_id}"
    assert await ways_in() == [200, 200, 200, 200]
    for stop, start in (("suspend", "resume"), ("", "restore")):
        stopped = await (operator.post(f"{path}/{stop}") if stop else operator.request("DELETE", path))
        assert stopped.is_success
        assert await ways_in() == [401, 401, 404, 401]
        assert (await operator.post(f"{path}/{start}")).is_success
        assert await ways_in() == [200, 200, 200, 200]


@pytest.fixture
def past(make: Make, owner: psycopg.Connection) -> UUID:
    """An organisation whose last year is known to the day: on Starter, then on Pro; a trial, seats, a suspension."""
    organisation = make.organisation()
    owner.execute(
        "update organisations set created_at = '2026-01-10T09:00Z', trial_ends_at = '2026-01-24T09:00Z', plan = 'pro' where id = %s",
        [organisation],
    )
    for table in ("organisation_plans", "organisation_status"):
        owner.execute(f"delete from {table} where organisation_id = %s".encode(), [organisation])
    owner.execute(
        "insert into organisation_plans (organisation_id, plan, monthly_price, included_seats, extra_seat_price, from_at) values "
        "(%(o)s, 'starter', 49, 1, 15, '2026-01-10T09:00Z'), (%(o)s, 'pro', 99, 5, 15, '2026-02-11T12:00Z')",
        {"o": organisation},
    )
    owner.execute(
        "insert into organisation_status (organisation_id, status, from_at) values (%(o)s, 'trial', '2026-01-10T09:00Z'), "
        "(%(o)s, 'suspended', '2026-03-05T12:00Z'), (%(o)s, 'active', '2026-03-08T12:00Z')",
        {"o": organisation},
    )
    owner.execute(
        "insert into seat_counts (organisation_id, seats, from_at) values (%(o)s, 1, '2026-01-10T09:00Z'), (%(o)s, 2, '2026-02-01T12:00Z')",
        {"o": organisation},
    )
    return organisation


async def test_what_was_owed_for_a_month_is_known_to_the_day_and_stays_so_when_prices_change(
    operator: Client, past: UUID, owner: psycopg.Connection
) -> None:
    async def owed(month: str) -> tuple[list[tuple[Any, ...]], str]:
        answer = (await operator.get(f"/organisations/{past}/charges?month={month}")).json()
        names = ("from", "to", "status", "plan", "extra_seats", "amount")
        return [tuple(line[name] for name in names) for line in answer["lines"]], answer["amount"]

    expected: dict[str, tuple[list[tuple[Any, ...]], str]] = {
        "2025-12": ([], "0.00"),
        "2026-01": (
            [
                ("2026-01-10", "2026-01-23", "trial", "starter", 0, "0.00"),
                ("2026-01-24", "2026-01-31", "active", "starter", 0, "12.65"),
            ],
            "12.65",
        ),
        "2026-02": (
            [
                ("2026-02-01", "2026-02-10", "active", "starter", 1, "22.86"),
                ("2026-02-11", "2026-02-28", "active", "pro", 0, "63.64"),
            ],
            "86.50",
        ),
        "2026-03": (
            [
                ("2026-03-01", "2026-03-04", "active", "pro", 0, "12.77"),
                ("2026-03-05", "2026-03-07", "suspended", "pro", 0, "0.00"),
                ("2026-03-08", "2026-03-31", "active", "pro", 0, "76.65"),
            ],
            "89.42",
        ),
    }
    assert {month: await owed(month) for month in expected} == expected
    price = (await operator.get("/plans")).json()["items"][1]["monthly_price"]
    try:
        changed = await operator.patch("/plans/pro", json={"monthly_price": "120.00"})
        assert (price, changed.json()["monthly_price"]) == ("99.00", "120.00")
        assert {month: await owed(month) for month in expected} == expected
        ledger = (await operator.get(f"/organisations/{past}/ledger")).json()["items"]
        assert (ledger[0]["kind"], ledger[0]["monthly_price"]) == ("plan", "120.00")
        prices = (await operator.get("/plans/pro/prices")).json()["items"]
        assert [entry["monthly_price"] for entry in prices[:2]] == ["120.00", "99.00"]
    finally:
        await operator.patch("/plans/pro", json={"monthly_price": "99.00"})
    stale = await operator.request("PATCH", "/plans/pro", json={"name": "Pro"}, headers={"if-match": '"999"'})
    assert stale.status_code == 412
    wrong = await operator.get(f"/organisations/{past}/charges?month=2026-13")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/month")
    assert owner.execute("select count(*) from organisation_plans where organisation_id = %s", [past]).fetchone() == (
        4,
    )


@pytest.mark.parametrize("price_first", [True, False])
async def test_a_plan_and_its_price_that_change_at_once_are_both_remembered(
    *, price_first: bool, operator: Client, make: Make, owner: psycopg.Connection, urls: DatabaseUrls
) -> None:
    organisation = make.organisation()
    changes = [
        ("update plans set monthly_price = 120 where code = 'pro'", "/plans/pro", {"monthly_price": "120.00"}),
        (f"update organisations set plan = 'pro' where id = '{organisation}'", f"/organisations/{organisation}", {"plan": "pro"}),
    ]  # fmt: skip
    (early, *_), (_, path, body) = changes if price_first else changes[::-1]
    try:
        with psycopg.connect(urls.owner) as first:
            first.execute(early.encode())
            second = asyncio.create_task(operator.patch(path, json=body))
            # It waits for the first to end, or is done without it: then it knew only what was before.
            await asyncio.wait([second], timeout=0.3)
        assert (await second).status_code == 200
        sql = "select plan, monthly_price from organisation_plans where organisation_id = %s order by from_at desc, id desc limit 1"
        assert owner.execute(sql, [organisation]).fetchone() == ("pro", Decimal(120))
    finally:
        await operator.patch("/plans/pro", json={"monthly_price": "99.00"})


async def test_resellers_earn_on_what_is_owed(
    operator: Client, past: UUID, make: Make, owner: psycopg.Connection
) -> None:
    reseller = make.reseller()
    owner.execute(
        "insert into reseller_links (organisation_id, reseller_id, from_at) values (%s, %s, '2026-01-10T09:00Z')",
        [past, reseller],
    )
    for month in ("2026-01", "2026-02", "2026-03"):
        charges = (await operator.get(f"/organisations/{past}/charges?month={month}")).json()["lines"]
        commission = (await operator.get(f"/resellers/{reseller}/commission?month={month}")).json()["lines"]
        assert [(line["from"], line["to"], line["amount"]) for line in charges] == [
            (line["from"], line["to"], line["base"]) for line in commission
        ]


async def test_seats_that_the_plan_includes_cost_nothing_and_split_nothing(
    operator: Client, past: UUID, owner: psycopg.Connection
) -> None:
    # Three roundings of parts of the month would make a penny more.
    for seats, at in ((3, "2026-05-11T12:00Z"), (4, "2026-05-21T12:00Z")):
        owner.execute(
            "insert into seat_counts (organisation_id, seats, from_at) values (%s, %s, %s)", [past, seats, at]
        )
    found = (await operator.get(f"/organisations/{past}/charges?month=2026-05")).json()
    assert [(line["days"], line["extra_seats"], line["amount"]) for line in found["lines"]] == [(31, 0, "99.00")]
    refund = {"organisation_id": str(past), "month": "2026-05", "reason": "An outage"}
    answers = [await operator.post("/refunds", json=refund | {"amount": amount}) for amount in ("99.01", "99.00")]
    assert [answer.status_code for answer in answers] == [422, 201]


async def test_the_admin_sees_what_the_own_organisation_owes_and_staff_do_not(admin: Client, staff: Client) -> None:
    month = f"{datetime.now(UTC):%Y-%m}"
    own = (await admin.get("/organisation/charges")).json()
    assert (own["month"], own["amount"], own["lines"][-1]["status"]) == (month, "0.00", "trial")
    assert (await staff.get("/organisation/charges")).status_code == 403


async def test_fifty_invitations_at_once_never_pass_the_seats_and_without_the_rule_none_is_refused(
    admin: Client, operator: Client, application: Application, owner: psycopg.Connection
) -> None:
    owner.execute("update organisations set plan = 'pro' where id = %s", [admin.organisation_id])

    async def invite(count: int) -> list[int]:
        people = [{"email": address(), "name": "Bob"} for _ in range(count)]
        return sorted(
            [
                answer.status_code
                for answer in await asyncio.gather(*(admin.post("/users", json=person) for person in people))
            ]
        )

    state = application.litestar.state
    relaxed, state.settings = state.settings, type(state.settings)(enforce_seats=True, rate_limits=False)
    try:
        assert await invite(50) == [201] * 4 + [409] * 46
        seats = (await admin.get("/organisation/seats")).json()
    finally:
        state.settings = relaxed
    assert seats == {"used": 5, "included": 5, "enforced": True}
    assert await invite(5) == [201] * 5
    # What is billed is what came last, not what began last.
    assert (await operator.get(f"/organisations/{admin.organisation_id}")).json()["seats"] == 10


async def test_an_operators_policies_show_no_row_that_an_organisation_wrote(
    make: Make, urls: DatabaseUrls, owner: psycopg.Connection
) -> None:
    tenant = Tenant(make, make.person(make.organisation("Moorside"), "admin", name=CANARY))
    await tenant.fill()
    seen, hidden = set[str](), set[str]()
    with psycopg.connect(urls.application) as application:
        application.execute("select set_config('app.role', 'operator', true)")
        for (table,) in owner.execute(
            "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'organisation_id' "
            "and has_column_privilege('worktrackr_app', table_name::regclass, 'organisation_id', 'select')"
        ):
            where = f"from {table} where organisation_id = '{tenant.admin.organisation_id}'".encode()
            if owner.execute(b"select 1 " + where).fetchone():
                (seen if application.execute(b"select 1 " + where).fetchone() else hidden).add(table)
    # And what an organisation shows itself: its brand, whose hosts operators confirm, and whom it lets in and why.
    assert seen == {"organisation_plans", "organisation_status", "seat_counts", "brands", "support_grants"}
    assert {"tickets", "contacts", "users", "sessions", "changes", "attachments", "comments"} <= hidden
