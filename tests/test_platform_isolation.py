"""Operators and resellers: what each may do is written down here, and every other operation refuses them (T09, T15)."""

import re
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import psycopg
import pytest

from conftest import Client, Make, Post
from test_commission import Past
from test_isolation import BODIES, CANARY, Tenant, operations, shape
from worktrackr import isolation
from worktrackr.app import Application
from worktrackr.embedded import DatabaseUrls

ACCOUNT = {"end_support_session", "get_me", "update_me", "change_password", "list_sessions", "delete_session"}
READS_RESELLERS = {
    "list_resellers", "get_resellers", "list_reseller_customers", "get_reseller_customers", "get_commission",
    "list_commission_rates", "list_commission_statements", "get_commission_statement",
}  # fmt: skip
RESELLER = ACCOUNT | READS_RESELLERS | {
    "get_reseller_dashboard", "export_reseller_customers", "list_reseller_invitations", "get_reseller_invitation",
    "create_reseller_invitation", "send_reseller_invitation", "revoke_reseller_invitation", "get_branding", "update_branding",
    "measure_accent", "set_brand_logo", "delete_brand_logo", "list_own_brand_hosts", "create_brand_host", "delete_own_brand_host",
}  # fmt: skip
OPERATOR = ACCOUNT | READS_RESELLERS | {
    "list_organisations", "create_organisations", "get_organisations", "update_organisations", "suspend_organisation",
    "resume_organisation", "create_resellers", "update_resellers", "delete_resellers", "create_reseller_customers",
    "delete_reseller_customers", "move_reseller_customers", "list_reseller_links", "list_reseller_users", "create_reseller_users",
    "invite_reseller_user", "update_reseller_users", "list_refunds", "settle_commission", "create_commission_rate", "create_refund", "update_plan",
    "get_organisation_charges", "list_organisation_ledger", "invite_first_admin", "offer_export", "delete_organisations",
    "restore_organisations", "list_plan_prices", "list_brand_hosts", "confirm_brand_host", "delete_brand_host",
    "list_support_grants", "start_support_session",
}  # fmt: skip
"""What each role may do, by operation id. A new operation is refused to both, or it stands here: nobody may forget to decide."""
WRITES: dict[str, dict[str, Any]] = {
    "settle_commission": {"month": "2026-09"},
    "create_commission_rate": {"rate": "1", "from_day": "2026-01-01"},
    "update_resellers": {"name": "A"},
}
"""Bodies that would do something, were they let through."""


def is_public(operation: dict[str, Any]) -> bool:
    return operation["security"] == []


def filled(path: str, *values: object) -> str:
    """Return a path below /api with ids in its placeholders, in their order, the last for the rest; a version is a number."""
    ids = [*values]

    def value(found: re.Match[str]) -> str:
        return "1" if found[0] == "{version}" else str(ids.pop(0) if len(ids) > 1 else ids[0])

    return re.sub(r"{\w+}", value, path).removeprefix("/api")


async def send(client: Client, method: str, at: str, operation: dict[str, Any]) -> httpx.Response:
    """Send an operation a body in the form that it takes: one that would do something, or says nothing."""
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return await client.request(method, at, files={"file": ("a.txt", b"a", "text/plain")})
    body = {**WRITES, **BODIES}.get(operation["operationId"], {"no_such_field": 1}) if content else None
    return await client.request(method, at, json=body)


@pytest.mark.parametrize(("role", "allowed"), [("reseller", RESELLER), ("operator", OPERATOR)])
async def test_t15_every_operation_is_classified_and_every_other_refuses(
    role: str, allowed: set[str], application: Application, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(role)
    let_in: set[str] = set()
    for method, path, operation in operations(application):
        if is_public(operation):
            continue
        answer = await send(client, method, filled(path, uuid4()), operation)
        assert answer.status_code not in (401, 500), (method, path, answer.text)
        if answer.status_code != 403:
            let_in.add(operation["operationId"])
    assert let_in == allowed


@pytest.fixture
async def b(make: Make) -> Tenant:
    """Organisation B, full of rows with a mark of its own: names of organisations, which other tests mark, operators do see."""
    mark = f"CANARY-{uuid4().hex}"
    tenant = Tenant(make, make.person(make.organisation("Organisation B"), "admin", name=mark), mark)
    await tenant.fill()
    return tenant


async def test_t15_an_operator_reads_no_row_of_an_organisation(
    application: Application, operator: Client, b: Tenant
) -> None:
    # Grants are left out: whom an organisation lets in, and why, it tells operators itself.
    answered = 0
    for method, path, operation in operations(application):
        if method != "GET" or is_public(operation) or path in ("/api/live", "/api/support_grants"):
            continue
        queries = ("", f"?q={b.mark}", "?total=true") if "{" not in path else ("",)
        values = b.ids.values() if "{" in path else ("",)
        for at in {filled(path, value) for value in values}:
            for query in queries:
                answer = await operator.get(f"{at}{query}")
                answered += answer.status_code == 200
                assert b.mark not in answer.text.replace(f"?q={b.mark}", ""), (at, query)
    assert answered > 15, "an operator reads a good deal: else this would be vacuous"
    assert str(b.admin.organisation_id) in (await operator.get(f"/organisations/{b.admin.organisation_id}")).text
    assert b.mark in (await b.admin.get(f"/tickets/{b.ids['ticket']}")).text


class Partner:
    """A reseller with one of everything: a customer, a rate, a settled month, an invitation, a colleague."""

    def __init__(self, make: Make, owner: psycopg.Connection, mark: str) -> None:
        self.past, self.mark = Past(make, owner), mark
        self.reseller = self.past.reseller
        owner.execute("update resellers set name = %s where id = %s", [mark, self.reseller])
        self.customer = self.past.organisation("pro", name=mark)
        self.client = make.person(None, "reseller", reseller_id=self.reseller, name=mark)

    async def fill(self, operator: Client, post: Post) -> None:
        """Make what only operators and the reseller can."""
        settle = f"/resellers/{self.reseller}/commission/settle"
        self.statement = (await operator.made(settle, month="2026-08"))["id"]
        invited = await self.client.made("/reseller_invitations", email=f"{uuid4().hex}@{self.mark.lower()}.example")
        self.invitation = invited["id"]
        await post.link(invited["email"])
        self.session = (await self.client.get("/sessions")).json()["items"][0]["id"]

    @property
    def ids(self) -> list[object]:
        """Return the ids of all that it has."""
        return [self.reseller, self.customer, self.statement, self.invitation, self.client.id, self.session]


@pytest.fixture
async def pair(make: Make, owner: psycopg.Connection, operator: Client, post: Post) -> tuple[Partner, Partner]:
    """Reseller A, and reseller B, whose rows are marked."""
    mine, theirs = Partner(make, owner, "OURS"), Partner(make, owner, CANARY)
    await mine.fill(operator, post)
    await theirs.fill(operator, post)
    return mine, theirs


def digest(owner: psycopg.Connection, partner: Partner) -> list[object]:
    """Return a digest of everything that a reseller has."""
    tables = ("resellers where id", *(f"{name} where reseller_id" for name in OF_RESELLERS))
    return [
        owner.execute(
            f"select md5(coalesce(string_agg(to_jsonb(t)::text, '' order by to_jsonb(t)::text), '')) "
            f"from (select * from {table} = %s) t".encode(),
            [partner.reseller],
        ).fetchone()
        for table in tables
    ]


OF_RESELLERS = (
    "reseller_customers", "reseller_links", "commission_rates", "commission_statements", "reseller_invitations", "users",
)  # fmt: skip


async def test_t09_a_reseller_meets_nothing_of_another_anywhere(
    application: Application, pair: tuple[Partner, Partner], owner: psycopg.Connection
) -> None:
    mine, theirs = pair
    before = digest(owner, theirs)
    covered = set[str]()
    for method, path, operation in operations(application):
        name = operation["operationId"]
        if "{" not in path or is_public(operation):
            continue
        covered.add(name)
        nobody = uuid4()
        expected = shape(await send(mine.client, method, filled(path, nobody), operation), str(nobody))
        assert expected[0] == (404 if name in RESELLER else 403), (method, path, expected)
        pairs = [(one, one) for one in theirs.ids]
        if path.count("{") > 1:
            pairs += [
                (theirs.reseller, theirs.customer),
                (mine.reseller, theirs.customer),
                (theirs.reseller, mine.customer),
            ]
        for ids in pairs:
            for suffix in ("", ".csv", ".pdf") if path.endswith("{name}") else ("",):
                answer = await send(mine.client, method, filled(path, *ids) + suffix, operation)
                assert shape(answer, *map(str, ids)) == expected, (method, path, ids)
                assert CANARY not in answer.text
    assert covered >= {name for name in RESELLER if name.startswith("get_")} - {
        "get_me",
        "get_reseller_dashboard",
        "get_branding",
    }
    assert digest(owner, theirs) == before


async def test_t09_positive_control_a_reseller_reaches_what_is_its_own(pair: tuple[Partner, Partner]) -> None:
    for partner in pair:
        reseller, customer = partner.reseller, partner.customer
        for path in (
            f"/resellers/{reseller}", f"/resellers/{reseller}/commission?month=2026-08", f"/resellers/{reseller}/rates",
            f"/reseller_customers/{reseller}/{customer}", f"/commission_statements/{partner.statement}",
            f"/commission_statements/{partner.statement}.csv", f"/reseller_invitations/{partner.invitation}",
        ):  # fmt: skip
            answer = await partner.client.get(path)
            assert answer.status_code == 200, path
            assert partner.mark.lower() in answer.text.lower() or path.endswith(("/rates", str(customer))), path


async def test_t09_the_lists_of_a_reseller_hold_nothing_of_another(
    application: Application, pair: tuple[Partner, Partner]
) -> None:
    mine, theirs = pair
    seen = ""
    for method, path, operation in operations(application):
        if method != "GET" or "{" in path or is_public(operation) or operation["operationId"] not in RESELLER:
            continue
        for query in ("", "?total=true", f"?reseller_id={theirs.reseller}"):
            answer = await mine.client.get(f"{path.removeprefix('/api')}{query}")
            assert CANARY.lower() not in answer.text.lower(), (path, query)
            assert not any(str(one) in answer.text.replace(query, "") for one in theirs.ids), (path, query)
            seen += answer.text
    assert all(str(one) in seen for one in mine.ids if one != mine.session), "else the lists would be vacuous"


async def test_t09_the_database_shows_a_reseller_its_own_rows_and_no_organisation(
    pair: tuple[Partner, Partner], b: Tenant, urls: DatabaseUrls
) -> None:
    mine, theirs = pair
    assert b.admin.organisation_id
    counts: dict[str, int] = {}
    with psycopg.connect(urls.application) as application, application.transaction(force_rollback=True):
        settings = {"role": "reseller", "reseller_id": str(mine.reseller), "user_id": str(mine.client.id)}
        for name, value in settings.items():
            application.execute("select set_config(%s, %s, true)", [f"app.{name}", value])
        for table in (*isolation.RESOURCES, *isolation.LEDGERS, *isolation.SHARED, *isolation.GLOBAL):
            try:
                with application.transaction():
                    row = application.execute(f"select count(*) from {table}".encode()).fetchone()
            except psycopg.errors.InsufficientPrivilege:
                continue  # Closed to the application, or to some of its columns: looked at through functions only.
            assert row
            if row[0]:
                counts[table] = row[0]
        ledger = application.execute("select auth.commission_ledger(%s)", [theirs.reseller]).fetchone()
        own = application.execute("select auth.commission_ledger(%s)", [mine.reseller]).fetchone()
    assert counts == {
        "plans": 3, "resellers": 1, "reseller_customers": 1, "commission_rates": 1, "commission_statements": 1,
        "reseller_invitations": 1, "users": 1, "sessions": 1,
    }  # fmt: skip
    assert ledger == (None,)
    assert own
    assert UUID(str(mine.customer)).hex in str(own[0]).replace("-", "")
    assert CANARY not in str(own[0])


async def test_t09_a_reseller_that_lost_its_link_reads_nothing_of_the_customer(
    pair: tuple[Partner, Partner], operator: Client
) -> None:
    mine, theirs = pair
    moved = mine.customer
    assert moved
    await operator.delete(f"/reseller_customers/{mine.reseller}/{moved}")
    await operator.made("/reseller_customers", reseller_id=str(theirs.reseller), organisation_id=str(moved))
    gone, links = await mine.client.get("/reseller_dashboard"), await mine.client.get("/reseller_customers")
    assert (gone.json()["items"], links.json()["items"]) == ([], [])
    there = (await theirs.client.get("/reseller_dashboard")).json()["items"]
    assert str(moved) in {row["organisation_id"] for row in there}
