from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.access import PERMISSIONS, SUPPORT, Permission, Role
from worktrackr.embedded import DatabaseUrls

ACCESS = ("read", "write")


async def grant(admin: Client, access: str = "read", **fields: object) -> dict[str, Any]:
    return await admin.made("/support_grants", access=access, reason="The import stopped.", **fields)


async def enter(operator: Client, grant_id: str) -> Client:
    """Begin a support session; its cookie goes before the operator's own."""
    answer = await operator.post(f"/support_grants/{grant_id}/session")
    assert answer.status_code == 201, answer.text
    assert operator.cookies.get("worktrackr-support")
    return operator


@pytest.mark.parametrize("access", ACCESS)
async def test_coming_and_leaving_may_be_asked_for_with_a_key(access: str, admin: Client, operator: Client) -> None:
    made, keyed = await grant(admin, access), {"idempotency-key": uuid4().hex}
    came = await operator.post(f"/support_grants/{made['id']}/session", headers=keyed)
    assert (came.status_code, came.json()["support"]["grant_id"]) == (201, made["id"])
    assert (await operator.post("/support_session/end", headers=keyed)).status_code == 204
    assert (await operator.get("/me")).json()["support"] is None
    again = await operator.post(f"/support_grants/{made['id']}/session", headers=keyed)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-replayable")


@pytest.fixture
def other_operator(make: Make) -> Client:
    """Another operator."""
    return make.person(None, "operator", name="Other Operator")


@pytest.mark.parametrize("access", ACCESS)
async def test_an_operator_sees_nothing_until_an_admin_lets_them_in(
    access: str, admin: Client, operator: Client, make: Make
) -> None:
    contact = await make.contact(admin, name="Zoë")
    assert (await operator.get("/contacts")).status_code == 403
    made = await grant(admin, access, hours=2)
    assert made["status"] == "active"
    assert timedelta(0) < datetime.fromisoformat(made["ends_at"]) - datetime.now(UTC) <= timedelta(hours=2)
    (invited,) = [row for row in (await operator.get("/support_grants")).json()["items"] if row["id"] == made["id"]]
    assert (invited["organisation_id"], invited["granted_by_name"]) == (str(admin.organisation_id), None)
    me = (await (await enter(operator, made["id"])).get("/me")).json()
    assert me["user"]["email"] == operator.email
    assert me["organisation"]["id"] == str(admin.organisation_id)
    assert me["support"] == {
        "grant_id": made["id"], "access": access, "reason": "The import stopped.", "ends_at": made["ends_at"],
    }  # fmt: skip
    assert set(me["permissions"]) == SUPPORT[f"support_{access}"]
    assert (await operator.get(f"/contacts/{contact['id']}")).json()["name"] == "Zoë"
    written = await operator.post("/contacts", json={"name": "New"})
    assert written.status_code == (201 if access == "write" else 403)
    assert (await operator.post("/support_session/end")).status_code == 204
    assert (await operator.get("/contacts")).status_code == 403
    assert (await operator.get("/me")).json()["support"] is None


def test_support_is_less_than_a_manager_and_leads_nowhere() -> None:
    assert SUPPORT["support_read"] < SUPPORT["support_write"] < PERMISSIONS[Role.MANAGER]
    assert not SUPPORT["support_write"] & {
        Permission.READ_COSTS, Permission.WRITE_USERS, Permission.MANAGE_API_KEYS, Permission.MANAGE_SESSIONS,
        Permission.WRITE_ORGANISATION, Permission.PURGE, Permission.GRANT_SUPPORT, Permission.READ_SUPPORT,
        Permission.WRITE_BRANDING, Permission.EXPORT, Permission.IMPORT, Permission.UNDO_ANY, Permission.OPERATE,
    }  # fmt: skip


@pytest.mark.parametrize("access", ACCESS)
async def test_a_guest_manages_nobody_and_takes_nothing_away(
    access: str, admin: Client, operator: Client, make: Make
) -> None:
    ticket = await make.ticket(admin)
    made = await grant(admin, access)
    guest = await enter(operator, made["id"])
    nobody = uuid4()
    refused = [
        ("POST", "/users", {"email": "x@example.com", "name": "X"}),
        ("PATCH", f"/users/{admin.id}", {"role": "staff"}),
        ("DELETE", f"/users/{admin.id}", None),
        ("POST", "/api_keys", {"name": "x"}),
        ("GET", "/api_keys", None),
        ("POST", "/support_grants", {"reason": "more"}),
        ("GET", "/support_grants", None),
        ("POST", f"/support_grants/{made['id']}/revoke", None),
        ("POST", f"/support_grants/{made['id']}/session", None),
        ("POST", "/auth/password", {"current_password": "x" * 12, "new_password": "y" * 12}),
        ("PATCH", "/me", {"name": "X"}),
        ("GET", "/sessions", None),
        ("PATCH", "/organisation", {"name": "X"}),
        ("PATCH", "/branding", {"product_name": "X"}),
        ("GET", "/tickets/export", None),
        ("GET", "/contacts/export", None),
        ("GET", "/renewals/export", None),
        ("DELETE", f"/tickets/{ticket['id']}/purge", None),
        ("POST", "/calendar_feeds", {"name": "X", "scope": "me"}),
        ("GET", "/imports", None),
        ("GET", f"/imports/{nobody}", None),
        ("POST", "/sample_data", None),
        ("GET", "/organisations", None),
        ("GET", "/resellers", None),
    ]
    for method, path, body in refused:
        answer = await guest.request(method, path, json=body)
        assert answer.status_code in (403, 404, 405), (method, path, answer.text)
        assert answer.status_code == 403 or path.endswith("/purge"), (method, path)
    assert "our_cost" not in (await guest.get("/products")).text
    assert (await guest.get(f"/tickets/{ticket['id']}")).status_code == 200


async def test_under_a_grant_to_read_the_database_itself_refuses_to_write(
    admin: Client, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await grant(admin)
    everything = dict.fromkeys(SUPPORT, SUPPORT["support_write"])
    monkeypatch.setattr("worktrackr.access.SUPPORT", everything)
    guest = await enter(operator, made["id"])
    answer = await guest.post("/contacts", json={"name": "X"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/read-only")
    assert (await guest.get("/contacts")).json()["items"] == []


async def test_what_a_guest_writes_is_in_the_history_under_their_name(
    admin: Client, operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    owner.execute("update users set name = 'Olga Operator' where id = %s", [operator.id])
    contact = await make.contact(admin, name="Before")
    made = await grant(admin, "write")
    guest = await enter(operator, made["id"])
    assert (await guest.patch(f"/contacts/{contact['id']}", json={"name": "After"})).is_success
    note = await make.contact_note(guest, contact["id"])
    ticket = await make.ticket(guest, contact_id=contact["id"])
    comment = await make.comment(guest, ticket["id"])
    await make.attachment(guest, ticket["id"], comment_id=comment["id"])
    item = await make.checklist_item(guest, ticket["id"])
    assert (await guest.patch(f"/checklist_items/{item['id']}", json={"done": True})).is_success
    await make.event(guest, contact_id=contact["id"])
    service = await make.service(guest, contact_id=contact["id"], renewal_date="2027-01-31")
    assert (
        await guest.post(f"/customer_services/{service['id']}/renew", json={"renewal_date": "2027-01-31"})
    ).is_success
    await make.attachment(guest, ticket["id"])
    await make.template(guest)
    await make.series(guest)
    await make.event_series(guest)
    assert note["created_by"] is None
    await guest.post("/support_session/end")
    latest = (await admin.get(f"/contacts/{contact['id']}/history")).json()["items"][0]
    assert (latest["actor_kind"], latest["actor_name"]) == ("support", "Olga Operator")
    timeline = (await admin.get(f"/contacts/{contact['id']}/timeline")).text
    assert "Olga Operator" in timeline
    rows = owner.execute(
        "select table_name, action from changes where organisation_id = %s and actor_kind = 'support' order by id",
        [admin.organisation_id],
    ).fetchall()
    assert (rows[0], rows[-1]) == (("support_sessions", "insert"), ("support_sessions", "update"))
    activity = (await admin.get(f"/support_grants/{made['id']}/activity")).json()
    (visit,) = activity["visits"]
    assert visit["operator_name"] == "Olga Operator"
    assert visit["ended_at"] is not None
    assert {"resource": "contacts", "label": "After", "action": "update", "fields": ["name"]}.items() <= activity[
        "changes"
    ][-1].items()
    (listed,) = (await admin.get("/support_grants")).json()["items"]
    assert (listed["session_count"], listed["change_count"]) == (1, len(activity["changes"]))
    assert listed["change_count"] == len(rows) - 2
    assert (await admin.post(f"/change_sets/{latest['change_set_id']}/undo")).is_success
    assert (await admin.get(f"/contacts/{contact['id']}")).json()["name"] == "Before"


async def test_a_guest_adds_no_file_to_somebodys_comment(admin: Client, operator: Client, make: Make) -> None:
    ticket = await make.ticket(admin)
    comment = await make.comment(admin, ticket["id"])
    guest = await enter(operator, (await grant(admin, "write"))["id"])
    answer = await guest.post(
        f"/tickets/{ticket['id']}/attachments",
        files={"file": ("a.txt", b"a", "text/plain")},
        data={"comment_id": comment["id"]},
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/comment_id")


async def test_a_grant_ends_at_once_when_it_is_revoked(admin: Client, operator: Client) -> None:
    made = await grant(admin)
    guest = await enter(operator, made["id"])
    assert (await guest.get("/tickets")).status_code == 200
    revoked = await admin.post(f"/support_grants/{made['id']}/revoke")
    assert revoked.json()["status"] == "revoked"
    assert (await guest.get("/tickets")).status_code == 401
    assert (await guest.get("/tickets")).status_code == 403, "their own session is there again"
    assert (await guest.get("/me")).json()["support"] is None
    assert (await operator.post(f"/support_grants/{made['id']}/session")).status_code == 404
    assert (await admin.post(f"/support_grants/{made['id']}/revoke")).status_code == 409


async def test_a_grant_ends_by_itself(admin: Client, operator: Client, owner: psycopg.Connection) -> None:
    made = await grant(admin)
    guest = await enter(operator, made["id"])
    assert (await guest.get("/tickets")).status_code == 200
    # The session itself would live on: it is the grant that the database asks.
    owner.execute(
        "update support_grants set created_at = now() - interval '2 hours', ends_at = now() - interval '1 second' where id = %s",
        [made["id"]],
    )
    assert (await guest.get("/tickets")).status_code == 401
    (listed,) = (await admin.get("/support_grants")).json()["items"]
    assert listed["status"] == "ended"
    assert made["id"] not in (await operator.get("/support_grants")).text


@pytest.mark.parametrize(
    "fault",
    [
        "update users set status = 'disabled' where id = %(operator)s",
        "update users set role = 'reseller', reseller_id = (select id from resellers limit 1) where id = %(operator)s",
        "update organisations set suspended_at = now() where id = %(organisation)s",
        "update sessions set revoked_at = now() where user_id = %(operator)s and kind = 'session'",
        "update support_grants set operator_id = %(nobody)s where organisation_id = %(organisation)s",
    ],
)
async def test_a_support_session_ends_with_whatever_it_rests_on(
    fault: str, admin: Client, operator: Client, reseller: Client, owner: psycopg.Connection
) -> None:
    del reseller
    guest = await enter(operator, (await grant(admin))["id"])
    assert (await guest.get("/tickets")).status_code == 200
    values = {"operator": operator.id, "organisation": admin.organisation_id, "nobody": uuid4()}
    owner.execute(fault.encode(), values)
    assert (await guest.get("/tickets")).status_code == 401


async def test_what_is_suspended_is_no_way_in_until_it_works_again(admin: Client, operator: Client) -> None:
    made, path = await grant(admin), f"/organisations/{admin.organisation_id}"
    for stop, start in (("suspend", "resume"), ("", "restore")):
        assert (await operator.request("POST" if stop else "DELETE", f"{path}/{stop}".rstrip("/"))).is_success
        assert made["id"] not in (await operator.get("/support_grants")).text
        assert (await operator.post(f"/support_grants/{made['id']}/session")).status_code == 404
        assert (await operator.post(f"{path}/{start}")).is_success
        assert made["id"] in (await operator.get("/support_grants")).text


async def test_a_grant_names_its_operator_or_lets_any_in(
    admin: Client, operator: Client, other_operator: Client
) -> None:
    named = await grant(admin, operator_id=str(other_operator.id))
    assert named["operator_name"] == "Other Operator"
    assert {row["id"] for row in (await admin.get("/support_operators")).json()["items"]} >= {
        str(operator.id),
        str(other_operator.id),
    }
    assert named["id"] not in (await operator.get("/support_grants")).text
    assert (await operator.post(f"/support_grants/{named['id']}/session")).status_code == 404
    await enter(other_operator, named["id"])
    wrong = await admin.post("/support_grants", json={"reason": "x", "operator_id": str(admin.id)})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/operator_id")


@pytest.mark.parametrize("body", [{"hours": 0}, {"hours": 169}, {"reason": ""}, {"reason": " \n"}, {"access": "all"}])
async def test_what_is_no_grant_is_refused_at_its_field(body: dict[str, Any], admin: Client) -> None:
    answer = await admin.post("/support_grants", json={"reason": "x"} | body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{min(body)}"


async def test_a_grant_of_one_organisation_opens_no_other(
    admin: Client, stranger: Client, operator: Client, make: Make
) -> None:
    made, theirs = await grant(admin, "write"), await make.contact(stranger, name="Theirs")
    guest = await enter(operator, made["id"])
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/history"), ("GET", "/summary")):
        answer = await guest.request(
            method, f"/contacts/{theirs['id']}{path}", json={"name": "X"} if method == "PATCH" else None
        )
        assert answer.status_code == 404
    assert "Theirs" not in (await guest.get("/search?q=Theirs")).text
    assert (await stranger.get("/support_grants")).json()["items"] == []
    for path in ("revoke", "activity"):
        answer = await stranger.request("POST" if path == "revoke" else "GET", f"/support_grants/{made['id']}/{path}")
        assert answer.status_code == 404
    assert (await stranger.get(f"/contacts/{theirs['id']}")).json()["name"] == "Theirs"


async def test_only_admins_let_anybody_in(
    staff: Client, manager: Client, admin: Client, make: Make, reseller: Client
) -> None:
    for client in (staff, manager, reseller, make.api_key(admin, "admin")):
        assert (await client.post("/support_grants", json={"reason": "x"})).status_code == 403
        assert (await client.get("/support_grants")).status_code == 403
    assert (await admin.post("/support_grants", json={"reason": "x"})).status_code == 201


async def test_signing_out_ends_both_and_signing_in_leaves_no_guest(
    admin: Client, operator: Client, anonymous: Client, owner: psycopg.Connection
) -> None:
    guest = await enter(operator, (await grant(admin))["id"])
    guest_token = guest.cookies.get("worktrackr-support")
    assert (await guest.post("/auth/logout")).status_code == 204
    live = owner.execute(
        "select count(*) from sessions where user_id = %s and revoked_at is null", [operator.id]
    ).fetchone()
    assert live == (0,)
    assert (await guest.get("/me")).status_code == 401
    # Somebody else signs in at the same browser.
    anonymous.cookies.set("worktrackr-support", guest_token or "")
    email = f"{uuid4().hex}@example.com"
    body = {"organisation_name": "Acme", "name": "Ann", "email": email, "password": "correct horse battery staple"}
    made = await anonymous.post("/auth/signup", json=body)
    assert made.status_code == 201
    assert any(
        cookie.startswith("worktrackr-support=;") and "Max-Age=0" in cookie
        for cookie in made.headers.get_list("set-cookie")
    )
    anonymous.cookies.delete(
        "worktrackr-support"
    )  # As the answer said; the jar does not know the domain that we left out.
    assert (await anonymous.get("/me")).json()["user"]["email"] == email


@pytest.mark.parametrize("how", ["signing out elsewhere", "the admin"])
async def test_a_visit_is_over_in_the_books_when_it_is_over(
    how: str, admin: Client, operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    made, elsewhere = await grant(admin), make.client()
    elsewhere.cookies.set("worktrackr", operator.cookies["worktrackr"])
    guest = await enter(operator, made["id"])

    async def ended_at() -> str | None:
        (visit,) = (await admin.get(f"/support_grants/{made['id']}/activity")).json()["visits"]
        return visit["ended_at"]

    assert await ended_at() is None
    if how == "the admin":
        await admin.made(f"/support_grants/{made['id']}/revoke")
    else:
        assert (await elsewhere.post("/auth/logout")).status_code == 204
    assert await ended_at() is not None
    told = owner.execute(
        "select action, actor_id from changes where organisation_id = %s and table_name = 'support_sessions' order by id",
        [admin.organisation_id],
    ).fetchall()
    assert told == [("insert", operator.id), ("update", operator.id)]
    live = owner.execute("select count(*) from sessions where grant_id = %s and revoked_at is null", [made["id"]])
    assert live.fetchone() == (0,)
    assert (await guest.get("/tickets")).status_code == 401


async def test_nobody_opens_a_support_session_but_an_operator(
    admin: Client, owner: psycopg.Connection, urls: DatabaseUrls
) -> None:
    made = await grant(admin)
    session = owner.execute("select id from sessions where user_id = %s", [admin.id]).fetchone()
    assert session
    with psycopg.connect(urls.application) as application:
        application.execute(
            "select set_config('app.user_id', %s, true), set_config('app.role', 'operator', true)", [str(admin.id)]
        )
        row = application.execute(
            "select auth.open_support(%s, %s, %s, 'agent', 'address')", [UUID(made["id"]), session[0], b"x" * 32]
        ).fetchone()
        assert row == (None,)
        assert application.execute("select auth.close_support(%s)", [b"x" * 32]).fetchone() == (None,)
        application.execute("select set_config('app.role', 'manager', true)")
        assert application.execute("select * from auth.operators()").fetchall() == []
