"""No organisation can reach another: every operation, with every id of theirs, as each kind of person."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import uuid4

import httpx2 as httpx
import msgspec
import psycopg
import pytest

from conftest import Client, Make
from worktrackr import isolation
from worktrackr.app import RESOURCES, Application
from worktrackr.fields import Reference, fields_of, patch_of
from worktrackr.helpdesk.tickets import TicketFields
from worktrackr.kit.crud import Resource

CANARY = "CANARY-OF-B"
ACTORS = ("staff", "admin", "api_key", "reseller", "guest")
BODIES: dict[str, dict[str, Any]] = {
    "update_contacts": {"name": "A"}, "update_contact_notes": {"body": "A"}, "update_crm_events": {"title": "A"}, "update_products": {"name": "A"},
    "update_customer_services": {"quantity": 2}, "update_ticket_templates": {"name": "A"}, "update_tickets": {"title": "A"},
    "update_users": {"name": "A"}, "update_organisations": {"name": "A"}, "update_resellers": {"name": "A"}, "update_plan": {"name": "A"},
    "renew_service": {"renewal_date": "2027-01-31"}, "update_service_renewals": {"notes": "A"},
    "merge_contacts": {"other_id": "00000000-0000-4000-8000-000000000000", "values": {"name": "A"}},
    "update_saved_views": {"name": "A"},
    "split_ticket_series": {"from": "2026-03-09"}, "split_crm_event_series": {"from": "2026-03-09"},
    "create_comments": {"body": "A"}, "update_comments": {"body": "A"}, "create_checklist_items": {"text": "A"},
    "update_checklist_items": {"text": "A"}, "preview_import": {"mapping": ["name"]}, "order_checklist": {"ids": [str(uuid4())]},
}  # fmt: skip


class Tenant:
    """Organisation B, with one row of every kind, each marked with a canary."""

    def __init__(self, make: Make, admin: Client, mark: str = CANARY) -> None:
        self.make, self.admin, self.mark = make, admin, mark
        self.ids: dict[str, str] = {}

    async def fill(self) -> None:
        """Make the rows, through the API, as B's own admin."""
        make, admin, mark = self.make, self.admin, self.mark
        contact = await make.contact(admin, name=mark, notes=mark, tags=[mark], custom_fields={mark: mark})
        note = await make.contact_note(admin, contact["id"], body=mark)
        product = await make.product(admin, name=mark, description=mark, sku=mark)
        template = await make.template(admin, name=mark)
        event = await make.event(admin, title=mark, notes=mark, contact_id=contact["id"])
        service = await make.service(admin, contact_id=contact["id"], product_id=product["id"], notes=mark)
        dated = await make.service(admin, contact_id=contact["id"], product_id=product["id"], renewal_date="2027-01-31")
        body = {"renewal_date": "2027-01-31", "notes": mark}
        await admin.made(f"/customer_services/{dated['id']}/renew", **body)
        (renewal,) = (await admin.get("/service_renewals")).json()["items"]
        ticket = await make.ticket(
            admin, title=mark, description=mark, contact_id=contact["id"], template_id=template["id"]
        )
        view = await make.saved_view(admin, name=mark, query={"q": mark})
        holiday = await admin.made("/holidays", date="2030-12-25", name=mark)
        changed = await admin.patch(f"/tickets/{ticket['id']}", json={"category": mark})
        comment = await make.comment(admin, ticket["id"], body=mark)
        item = await make.checklist_item(admin, ticket["id"], text=mark)
        attachment = await make.attachment(admin, ticket["id"], name=mark, content=mark.encode())
        series = await make.series(admin, title=mark)
        event_series = await make.event_series(admin, title=mark)
        key = await admin.made("/api_keys", name=mark)
        sessions = (await admin.get("/sessions")).json()["items"]
        file = {"file": (f"{mark}.csv", f"name\n{mark}\n", "text/csv")}
        sent = (await admin.post("/imports", files=file, data={"resource": "contacts"})).json()
        granted = await admin.made("/support_grants", reason=mark)
        host = await admin.made("/branding/hosts", host=f"{mark}.example.com")
        trashed = await make.contact(admin, name=mark)
        await admin.delete(f"/contacts/{trashed['id']}")
        self.ids = {
            "contact": contact["id"], "note": note["id"], "product": product["id"], "template": template["id"], "event": event["id"],
            "service": service["id"], "renewal": renewal["id"], "ticket": ticket["id"], "series": series["id"],
            "event_series": event_series["id"], "change_set": changed.headers["x-change-set"],
            "api_key": key["id"], "session": sessions[0]["id"],
            "comment": comment["id"], "checklist_item": item["id"], "attachment": attachment["id"],
            "support_grant": granted["id"], "brand_host": host["id"], "trashed": trashed["id"], "view": view["id"], "holiday": holiday["id"], "import": sent["id"], "user": str(admin.id), "organisation": str(admin.organisation_id),
        }  # fmt: skip


@pytest.fixture
async def b(make: Make) -> Tenant:
    """Organisation B."""
    tenant = Tenant(make, make.person(make.organisation(CANARY), "admin", name=CANARY))
    await tenant.fill()
    return tenant


@pytest.fixture
async def actors(make: Make, staff: Client, admin: Client, reseller: Client) -> dict[str, Client]:
    """The people of A, an operator whom A let in, and a reseller."""
    guest, api_key = await make.guest(admin), make.api_key(admin, "admin")
    return {"staff": staff, "admin": admin, "api_key": api_key, "reseller": reseller, "guest": guest}


def operations(application: Application) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and operation of the whole OpenAPI document."""
    for path, methods in application.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def digest(owner: psycopg.Connection, organisation_id: object) -> list[object]:
    """Return a digest of everything that an organisation has, its change log included."""
    tables = [*isolation.RESOURCES, *isolation.LEDGERS, "users"]
    found: list[object] = [
        owner.execute(
            f"select md5(coalesce(string_agg(to_jsonb(t)::text, '' order by to_jsonb(t)::text), '')) from {table} t where organisation_id = %s".encode(),
            [organisation_id],
        ).fetchone()
        for table in tables
    ]
    found.append(
        owner.execute(
            "select id, revoked_at from sessions where organisation_id = %s order by id", [organisation_id]
        ).fetchall()
    )
    found.append(
        owner.execute(
            "select name, plan, suspended_at, version from organisations where id = %s", [organisation_id]
        ).fetchone()
    )
    return found


def shape(response: httpx.Response, *ids: str) -> tuple[int, str]:
    """Return what an outsider can tell of an answer, the ids that they sent themselves left out."""
    text = re.sub(r"urn:request:[0-9a-f-]+", "", response.text)
    for sent in ids:
        text = text.replace(sent, "ID")
    return response.status_code, text


async def test_t01_ids_of_others_are_like_ids_of_nobody(
    application: Application, actors: dict[str, Client], b: Tenant, owner: psycopg.Connection
) -> None:
    before = digest(owner, b.admin.organisation_id)
    covered, allowed = set[str](), 0
    for method, path, operation in operations(application):
        parameters = re.findall(r"{(\w+)", path)
        if not parameters or path == "/api/plans/{code}":
            continue
        covered.add(path)
        body = BODIES.get(operation["operationId"], dict[str, Any]() if method == "PATCH" else None)
        for actor in ACTORS:
            client = actors[actor]
            nobody = str(uuid4())
            at = re.sub(r"{\w+(:\w+)?}", nobody, path).removeprefix("/api")
            expected = shape(await client.request(method, at, json=body), nobody)
            assert expected[0] in (403, 404), (method, path, actor, expected)
            allowed += expected[0] == 404
            for kind, theirs in b.ids.items():
                at = re.sub(r"{\w+(:\w+)?}", theirs, path).removeprefix("/api")
                answer = await client.request(method, at, json=body)
                assert shape(answer, theirs) == expected, (method, path, actor, kind)
                assert CANARY not in answer.text
    every = {path for _, path, _ in operations(application) if "{" in path} - {"/api/plans/{code}"}
    assert covered == every
    assert allowed > 50, "most operations let A's people in: else the matrix would be vacuous"
    assert digest(owner, b.admin.organisation_id) == before


async def test_t01_positive_control_the_owner_reaches_every_row(b: Tenant) -> None:
    paths = {
        "contact": "contacts",
        "note": "contact_notes",
        "product": "products",
        "template": "ticket_templates",
        "event": "crm_events",
        "service": "customer_services",
        "renewal": "service_renewals",
        "ticket": "tickets",
        "series": "ticket_series",
        "event_series": "crm_event_series",
        "comment": "comments",
        "checklist_item": "checklist_items",
        "attachment": "attachments",
        "user": "users",
        "view": "saved_views",
        "holiday": "holidays",
        "import": "imports",
    }
    for kind, path in paths.items():
        response = await b.admin.get(f"/{path}/{b.ids[kind]}")
        assert response.status_code == 200
        assert CANARY in response.text


async def test_t03_references_to_rows_of_others_are_like_references_to_nothing(
    admin: Client, b: Tenant, make: Make, owner: psycopg.Connection
) -> None:
    before = digest(owner, b.admin.organisation_id)
    own = {"contacts": (await make.contact(admin))["id"], "products": (await make.product(admin))["id"]}
    covered: set[str] = set()
    for resource in RESOURCES:
        # What the database or the address decides is nobody's to write, and so names no row of others.
        written = {
            field.name
            for base in resource.table.struct.__mro__
            if base.__name__.endswith("Fields")
            for field in fields_of(base)
        }
        references = [
            field.name
            for field in fields_of(resource.table.struct)
            if field.marker(Reference) and field.name in written
        ]
        if not references:
            continue
        row = await {
            "contacts": make.contact,
            "contact_notes": make.contact_note,
            "crm_events": make.event,
            "crm_event_series": make.event_series,
            "customer_services": make.service,
            "tickets": make.ticket,
            "ticket_series": make.series,
        }[resource.table.name](admin)
        base = {
            "name": "x",
            "title": "x",
            "body": "x",
            "start_at": "2026-03-02T09:00:00Z",
            "end_at": "2026-03-02T10:00:00Z",
            "contact_id": own["contacts"],
            "product_id": own["products"],
            "rrule": "FREQ=DAILY;COUNT=1",
            "starts_on": "2026-03-02",
        }
        fields = {field.name for field in fields_of(_fields_of(resource))}
        for name in references:
            covered.add(f"{resource.table.name}.{name}")
            for theirs in b.ids.values():
                nobody = str(uuid4())
                for send in ("create", "patch", "bulk"):
                    answers: list[tuple[int, str]] = []
                    for value in (theirs, nobody):
                        create = {k: v for k, v in base.items() if k in fields} | {name: value}
                        bodies = {
                            "create": ("POST", "", create),
                            "patch": ("PATCH", f"/{row['id']}", {name: value}),
                            "bulk": ("POST", "/bulk", {"ids": [row["id"]], "patch": {name: value}}),
                        }
                        method, path, body = bodies[send]
                        answers.append(shape(await admin.request(method, f"{resource.path}{path}", json=body), value))
                    assert answers[0] == answers[1], (resource.path, name, send)
                    assert answers[0][0] == 422
                    assert "invalid_reference" in answers[0][1]
    assert covered == {
        "contacts.owner_user_id", "contact_notes.contact_id", "crm_events.contact_id", "crm_events.assigned_user_id",
        "crm_event_series.contact_id", "crm_event_series.assigned_user_id", "customer_services.contact_id", "customer_services.product_id",
        "tickets.contact_id", "tickets.assigned_user_id", "tickets.template_id",
        "ticket_series.contact_id", "ticket_series.assigned_user_id", "ticket_series.template_id",
    }  # fmt: skip
    assert digest(owner, b.admin.organisation_id) == before
    control = await admin.post("/tickets", json={"title": "x", "contact_id": own["contacts"]})
    assert control.status_code == 201


def _fields_of(resource: Resource[Any]) -> type[msgspec.Struct]:
    return next(
        base for base in resource.table.struct.__mro__ if base.__name__.endswith("Fields") and base.__name__ != "Fields"
    )


async def test_t02_nothing_of_others_is_in_any_list_search_or_count(
    application: Application, actors: dict[str, Client], b: Tenant, make: Make
) -> None:
    await make.ticket(actors["admin"], title="own")
    read = 0
    for method, path, operation in operations(application):
        # A stream never ends: what it tells, and to whom, is in test_live.py.
        is_stream = "text/event-stream" in str(operation["responses"])
        if method != "GET" or "{" in path or is_stream:
            continue
        at = path.removeprefix("/api")
        for query in (
            "",
            "?total=true",
            f"?q={CANARY}",
            f"?contact_id={b.ids['contact']}",
            f"?id={b.ids['ticket']}",
            "?trash=true",
        ):
            for actor in ACTORS:
                response = await actors[actor].get(f"{at}{query}")
                read += response.status_code == 200
                assert CANARY not in response.text.replace(f"?q={CANARY}", ""), (path, query, actor)
    assert read > 60, "most lists answer: else this would be vacuous"
    tickets = (await actors["admin"].get("/tickets?total=true")).json()
    assert (tickets["total"], [row["title"] for row in tickets["items"]]) == (1, ["own"])
    assert CANARY in (await b.admin.get(f"/search?q={CANARY}")).text


async def test_t06_64_at_once_each_see_only_their_own(make: Make) -> None:
    people = [make.person(make.organisation(), "staff", name=f"own-{number}") for number in range(8)]
    for number, person in enumerate(people):
        await make.ticket(person, title=f"own-{number}.")

    async def ask(turn: int) -> None:
        number = turn % len(people)
        for _ in range(12):
            rows = (await people[number].get("/tickets")).json()["items"]
            assert [row["title"] for row in rows] == [f"own-{number}."]

    await asyncio.gather(*(ask(turn) for turn in range(64)))


@pytest.mark.parametrize(
    "field",
    [
        "organisation_id",
        "id",
        "created_at",
        "version",
        "is_admin",
        "reseller_id",
        "password_hash",
        "plan",
        "token_hash",
        "deleted_at",
    ],
)
async def test_t30_no_write_takes_a_field_that_is_not_the_clients(
    field: str, application: Application, admin: Client
) -> None:
    schemas = application.openapi()["components"]["schemas"]
    covered = 0
    for method, path, operation in operations(application):
        if (
            "requestBody" not in operation
            or path.startswith("/api/auth/")
            or operation["operationId"] in OF_THE_PLATFORM
        ):
            continue
        body = operation["requestBody"]["content"].get("application/json")
        if body is None:
            continue  # An upload: tests/test_attachments.py refuses its unknown fields.
        schema = schemas[body["schema"]["$ref"].rpartition("/")[2]]
        assert field not in schema["properties"] or operation["operationId"] == "create_reseller_customers"
        at = re.sub(r"{\w+(:\w+)?}", str(uuid4()), path).removeprefix("/api")
        response = await admin.request(method, at, json={field: "x"})
        assert response.status_code == 422, (method, path)
        assert {
            "pointer": f"/{field}",
            "code": "unknown_field",
            "detail": "There is no such field.",
        } in response.json()["errors"]
        covered += 1
    assert covered >= 20


OF_THE_PLATFORM = {
    "settle_commission",
    "create_commission_rate",
    "create_refund",
    "create_reseller_invitation",
    "create_organisations",
    "invite_first_admin",
    "update_organisations",
    "create_resellers",
    "update_resellers",
    "create_reseller_customers",
    "move_reseller_customers",
    "create_reseller_users",
    "update_reseller_users",
    "update_plan",
}


COSTS = {"our_cost": "7391.37", "unit_cost": "8264.46"}
"""What a product and a service cost here, at prices of 9000 and 9100: no other number has these digits."""
OF_COSTS = re.compile("7391[.]?37|8264[.]?46|1608[.]?63|835[.]?54")
SPEAKS_OF_COSTS = re.compile("cost|margin|profit")


def costs_in(found: object, at: str = "") -> Iterator[str]:
    """Yield where an answer tells a cost or what derives from one: keys that are named so and have a value."""
    if isinstance(found, list):
        for item in cast("list[object]", found):
            yield from costs_in(item, at)
    if isinstance(found, dict):
        for key, value in cast("dict[str, object]", found).items():
            if isinstance(value, dict | list):
                yield from costs_in(cast("object", value), f"{at}/{key}")
            elif value is not None and SPEAKS_OF_COSTS.search(key):
                yield f"{at}/{key}"


async def told(client: Client, application: Application, ids: dict[str, str], extra: Sequence[str]) -> set[str]:
    """Ask for everything that can be read; returns the paths whose answers tell a cost."""
    found: set[str] = set()
    asked = 0
    for method, path, _ in operations(application):
        if method != "GET" or path == "/api/live":
            continue  # The stream of changes tells tables and ids alone, and never ends.
        placeholders = ids.values() if "{" in path else [""]
        for at in {re.sub(r"{\w+(:\w+)?}", one, path).removeprefix("/api") for one in placeholders}:
            response = await client.get(f"/search?q={CANARY}" if at == "/search" else at)
            if response.status_code != 200:
                continue
            asked += 1
            is_json = response.headers["content-type"].startswith("application/json")
            if OF_COSTS.search(response.text) or (is_json and [*costs_in(response.json())]):
                found.add(path)
    for at in extra:
        response = await client.get(at)
        assert response.status_code == 200, at
        if OF_COSTS.search(response.text):
            found.add(at)
    assert asked > 60
    return found


async def test_t10_costs_are_nowhere_for_staff(application: Application, make: Make, b: Tenant) -> None:
    manager, staff = (make.person(b.admin.organisation_id, role) for role in ("manager", "staff"))
    body = {"our_cost": COSTS["our_cost"], "client_price": "9000.00"}
    assert (await manager.patch(f"/products/{b.ids['product']}", json=body)).is_success
    body = {"unit_cost": COSTS["unit_cost"], "unit_price": "9100.00", "renewal_date": "2026-12-01"}
    for status in ("Cancelled", "Active"):
        changed = await manager.patch(f"/customer_services/{b.ids['service']}", json=body | {"status": status})
        assert changed.is_success, changed.text
    renewed = await manager.post(f"/customer_services/{b.ids['service']}/renew", json={"renewal_date": "2026-12-01"})
    assert renewed.is_success, renewed.text
    feed = await staff.made("/calendar_feeds", name="Mine", scope="team")
    extra = [f"/calendar_feeds/{feed['url'].rpartition('/')[2]}"]
    assert await told(staff, application, b.ids, extra) == set()
    # The scan sees them where they may be seen, or it would prove nothing.
    for_manager = await told(manager, application, b.ids, extra)
    assert for_manager >= {
        "/api/products", "/api/products/{id}", "/api/products/{id}/history", "/api/products/export", "/api/customer_services",
        "/api/customer_services/{id}", "/api/customer_services/{id}/history", "/api/service_renewals", "/api/service_renewals/export",
        "/api/renewals", "/api/renewals/forecast", "/api/customer_services/totals",
    }  # fmt: skip
    for query in (f"our_cost={COSTS['our_cost']}", "sort=our_cost", "sort=-our_cost"):
        assert (await staff.get(f"/products?{query}")).status_code == 422
        assert (await manager.get(f"/products?{query}")).status_code == 200


async def test_resellers_and_operators_reach_no_row_of_an_organisation(
    application: Application, reseller: Client, operator: Client, b: Tenant
) -> None:
    bulk = [path for _, path, operation in operations(application) if operation["operationId"].startswith("bulk_")]
    assert len(bulk) > 5
    for client in (reseller, operator):
        for resource in isolation.RESOURCES:
            assert (await client.get(f"/{resource}")).status_code == 403
        for path in bulk:
            body = {"ids": [b.ids["ticket"]], "delete": True}
            assert (await client.post(path.removeprefix("/api"), json=body)).status_code == 403
        assert CANARY not in (await client.get("/users")).text


async def test_a_reseller_sees_its_own_links_only_and_none_after_unlinking(operator: Client, make: Make) -> None:
    mine, other = make.reseller(), make.reseller()
    me, organisation = make.person(None, "reseller", reseller_id=mine), make.organisation()
    await operator.made("/reseller_customers", reseller_id=str(mine), organisation_id=str(organisation))
    await operator.made("/reseller_customers", reseller_id=str(other), organisation_id=str(make.organisation()))
    links = (await me.get("/reseller_customers")).json()["items"]
    assert [link["organisation_id"] for link in links] == [str(organisation)]
    assert [row["id"] for row in (await me.get("/resellers")).json()["items"]] == [str(mine)]
    await operator.delete(f"/reseller_customers/{mine}/{organisation}")
    assert (await me.get("/reseller_customers")).json()["items"] == []


def test_patches_are_made_of_the_same_fields() -> None:
    assert {field.name for field in fields_of(patch_of(TicketFields))} == {
        field.name for field in fields_of(TicketFields)
    }
