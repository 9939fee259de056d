"""Signing up, in and out; passwords, invitations, sessions and keys."""

import asyncio
from uuid import uuid4

import httpx2 as httpx
import psycopg
import pytest

from conftest import PASSWORD, Client, Make, Post
from worktrackr.app import Application


def address() -> str:
    return f"{uuid4().hex}@example.com"


async def sign_up(client: Client, email: str, **fields: object) -> httpx.Response:
    return await client.post(
        "/auth/signup", json={"organisation_name": "Acme", "name": "Ann", "email": email, "password": PASSWORD} | fields
    )


async def test_signing_up_makes_an_admin_of_a_starter_organisation_and_signs_in(anonymous: Client) -> None:
    email = address()
    made = await sign_up(anonymous, email)
    me = await anonymous.get("/me")
    assert made.status_code == 201
    assert me.json() == made.json()
    assert (me.json()["user"]["role"], me.json()["user"]["email"], me.json()["organisation"]["plan"]) == (
        "admin",
        email,
        "starter",
    )


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(anonymous: Client) -> None:
    cookie = (await sign_up(anonymous, address())).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


async def test_an_address_has_one_account_whatever_its_case(anonymous: Client, make: Make) -> None:
    email = address()
    await sign_up(anonymous, email)
    again = await sign_up(make.client(), email.upper())
    assert again.status_code == 409
    assert again.json()["errors"][0]["pointer"] == "/email"


async def test_logging_in_and_out(anonymous: Client, make: Make) -> None:
    email = address()
    await sign_up(anonymous, email)
    other = make.client()
    entered = await other.post("/auth/login", json={"email": email.upper(), "password": PASSWORD})
    assert (entered.status_code, (await other.get("/me")).status_code) == (200, 200)
    stolen = make.client()
    stolen.cookies.update(other.cookies)
    assert (await other.post("/auth/logout")).status_code == 204
    assert (await stolen.get("/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anonymous: Client) -> None:
    email = address()
    await sign_up(anonymous, email)
    answers = [
        await anonymous.post("/auth/login", json={"email": who, "password": "not the password"})
        for who in (email, address())
    ]
    bodies = [{k: v for k, v in answer.json().items() if k != "instance"} for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("password", ["x" * 12, "x" * 128, "pässwörd 🔑🔑🔑"])
async def test_passwords_of_any_kind_work_whole(password: str, anonymous: Client, make: Make) -> None:
    email = address()
    assert (await sign_up(anonymous, email, password=password)).status_code == 201
    client = make.client()
    assert (await client.post("/auth/login", json={"email": email, "password": password})).status_code == 200
    assert (await client.post("/auth/login", json={"email": email, "password": password + "x"})).status_code == 401


@pytest.mark.parametrize("password", ["x" * 11, "x" * 129, "x" * 12 + "\x00"])
async def test_passwords_outside_the_limits_are_refused(password: str, anonymous: Client) -> None:
    response = await sign_up(anonymous, address(), password=password)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/password"


async def test_passwords_are_argon2id_and_tokens_are_digests(anonymous: Client, owner: psycopg.Connection) -> None:
    email = address()
    await sign_up(anonymous, email)
    (stored,) = owner.execute("select password_hash from users where email = %s", [email]).fetchone() or ("",)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    token = anonymous.cookies["worktrackr"]
    assert owner.execute(
        "select count(*) from sessions where position(%s in encode(token_hash, 'escape')) > 0", [token]
    ).fetchone() == (0,)


async def test_changing_the_password_ends_the_other_sessions(anonymous: Client, make: Make) -> None:
    email = address()
    await sign_up(anonymous, email)
    other = make.client()
    await other.post("/auth/login", json={"email": email, "password": PASSWORD})
    wrong = await anonymous.post(
        "/auth/password", json={"current_password": "not this one!", "new_password": "another password"}
    )
    right = await anonymous.post(
        "/auth/password", json={"current_password": PASSWORD, "new_password": "another password"}
    )
    assert (wrong.status_code, right.status_code) == (422, 204)
    assert ((await anonymous.get("/me")).status_code, (await other.get("/me")).status_code) == (200, 401)


async def test_a_forgotten_password_is_reset_once_and_all_sessions_end(
    anonymous: Client, make: Make, post: Post
) -> None:
    email = address()
    await sign_up(anonymous, email)
    client = make.client()
    assert (await client.post("/auth/forgot", json={"email": email})).status_code == 202
    body = {"token": await post.link(email), "password": "a new long password"}
    first, second = await asyncio.gather(client.post("/auth/reset", json=body), client.post("/auth/reset", json=body))
    assert sorted([first.status_code, second.status_code]) == [204, 422]
    assert (await anonymous.get("/me")).status_code == 401
    assert (
        await client.post("/auth/login", json={"email": email, "password": "a new long password"})
    ).status_code == 200


async def test_forgetting_an_unknown_address_answers_alike_and_mails_nobody(anonymous: Client, post: Post) -> None:
    known, unknown = address(), address()
    await sign_up(anonymous, known)
    answers = [await anonymous.post("/auth/forgot", json={"email": who}) for who in (unknown, known)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b""), (202, b"")]
    await post.link(known)
    assert [recipient for recipient, _, _ in post.mails] == [known]


async def test_links_in_mails_never_follow_the_host_header(anonymous: Client, post: Post) -> None:
    email = address()
    await sign_up(anonymous, email)
    await anonymous.post(
        "/auth/forgot", json={"email": email}, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
    )
    await post.link(email)
    assert "evil.example" not in post.mails[-1][2]


async def test_an_expired_or_outdated_reset_link_is_refused(
    anonymous: Client, owner: psycopg.Connection, post: Post
) -> None:
    email = address()
    await sign_up(anonymous, email)
    await anonymous.post("/auth/forgot", json={"email": email})
    token = await post.link(email)
    owner.execute(
        "update password_tokens t set expires_at = now() - interval '1 second' from users u where u.id = t.user_id and u.email = %s",
        [email],
    )
    assert (
        await anonymous.post("/auth/reset", json={"token": token, "password": "a new long password"})
    ).status_code == 422


async def test_an_invited_person_accepts_and_is_in(admin: Client, make: Make, post: Post) -> None:
    email = address()
    invited = await admin.post("/users", json={"email": email, "name": "Bob", "role": "manager"})
    assert (invited.status_code, invited.json()["status"]) == (201, "invited")
    client = make.client()
    body = {"token": await post.link(email), "name": "Robert", "password": PASSWORD}
    accepted, again = await client.post("/auth/accept", json=body), await make.client().post("/auth/accept", json=body)
    assert (accepted.status_code, again.status_code) == (201, 422)
    assert (await client.get("/me")).json()["user"]["name"] == "Robert"
    assert (await client.get("/organisation")).json()["id"] == str(admin.organisation_id)


async def test_inviting_does_not_tell_whether_an_address_is_known_elsewhere(
    admin: Client, anonymous: Client, post: Post, make: Make
) -> None:
    known, unknown = address(), address()
    await sign_up(anonymous, known)
    answers = [await admin.post("/users", json={"email": who, "name": "Bob"}) for who in (known, unknown)]
    shapes = [
        {k: v for k, v in answer.json().items() if k not in ("id", "email", "created_at", "updated_at")}
        for answer in answers
    ]
    assert ([answer.status_code for answer in answers], shapes[0]) == ([201, 201], shapes[1])
    # Only who holds the mailbox learns that the address is taken.
    accepted = await make.client().post(
        "/auth/accept", json={"token": await post.link(known), "name": "X", "password": PASSWORD}
    )
    assert accepted.status_code == 409


async def test_taking_an_invitation_back_does_not_tell_either_and_frees_its_seat(
    admin: Client, anonymous: Client
) -> None:
    known, unknown = address(), address()
    await sign_up(anonymous, known)
    for who in (known, unknown):
        invited = await admin.made("/users", email=who, name="Bob")
        assert (await admin.delete(f"/users/{invited['id']}")).status_code == 204
    assert (await admin.get("/organisation/seats")).json()["used"] == 1


async def test_who_never_accepted_is_invited_again_when_they_are_enabled_again(
    admin: Client, post: Post, make: Make
) -> None:
    email = address()
    invited = await admin.made("/users", email=email, name="Bob")
    first = await post.link(email)
    post.mails.clear()
    assert (await admin.delete(f"/users/{invited['id']}")).status_code == 204
    again = await admin.patch(f"/users/{invited['id']}", json={"status": "active"})
    assert (again.status_code, again.json()["status"]) == (200, "invited")
    second = await post.link(email)
    body = {"name": "Robert", "password": PASSWORD}
    answers = [await make.client().post("/auth/accept", json=body | {"token": token}) for token in (first, second)]
    assert [answer.status_code for answer in answers] == [422, 201]
    # Who has been in comes back as they were.
    assert (await admin.delete(f"/users/{invited['id']}")).status_code == 204
    back = await admin.patch(f"/users/{invited['id']}", json={"status": "active"})
    assert back.json()["status"] == "active"


async def test_whoever_was_disabled_holds_no_address(admin: Client, anonymous: Client, make: Make) -> None:
    email, client = address(), make.client()
    left = await admin.made("/users", email=email, name="Bob", password=PASSWORD)
    assert (await admin.delete(f"/users/{left['id']}")).status_code == 204
    login = {"email": email, "password": PASSWORD}
    assert (await client.post("/auth/login", json=login)).status_code == 401
    await sign_up(anonymous, email)
    assert (await client.post("/auth/login", json=login)).json()["organisation"]["id"] != str(admin.organisation_id)
    back = await admin.patch(f"/users/{left['id']}", json={"status": "active"})
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (422, "/status")


async def test_one_organisation_invites_an_address_once(admin: Client) -> None:
    email = address()
    answers = [await admin.post("/users", json={"email": who, "name": "Bob"}) for who in (email, email.upper())]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["errors"][0]["pointer"] == "/email"


async def test_the_last_admin_stays(admin: Client, make: Make) -> None:
    me = f"/users/{admin.id}"
    refused = [
        await admin.delete(me),
        await admin.patch(me, json={"role": "staff"}),
        await admin.patch(me, json={"status": "disabled"}),
    ]
    assert [response.status_code for response in refused] == [409, 409, 409]
    second = make.person(admin.organisation_id, "admin")
    both = await asyncio.gather(admin.delete(f"/users/{second.id}"), second.delete(me))
    assert 204 in [response.status_code for response in both]
    assert len([response for response in both if response.status_code == 204]) == 1


@pytest.mark.parametrize("change", [{"role": "manager"}, {"status": "disabled"}])
async def test_a_new_role_or_status_ends_every_session_at_once(
    change: dict[str, str], admin: Client, staff: Client
) -> None:
    assert (await staff.get("/tickets")).status_code == 200
    assert (await admin.patch(f"/users/{staff.id}", json=change)).status_code == 200
    assert (await staff.get("/tickets")).status_code == 401


async def test_a_suspended_organisation_is_shut_out_at_once_with_its_keys(
    admin: Client, operator: Client, make: Make
) -> None:
    key = make.api_key(admin, "staff")
    assert ((await admin.get("/tickets")).status_code, (await key.get("/tickets")).status_code) == (200, 200)
    await operator.post(f"/organisations/{admin.organisation_id}/suspend")
    assert ((await admin.get("/tickets")).status_code, (await key.get("/tickets")).status_code) == (401, 401)
    await operator.post(f"/organisations/{admin.organisation_id}/resume")
    assert (await admin.get("/tickets")).status_code == 200


async def test_sessions_expire_when_idle_and_in_the_end(staff: Client, owner: psycopg.Connection) -> None:
    for column in ("expires_at", "ends_at"):
        assert (await staff.get("/tickets")).status_code == 200
        owner.execute(
            f"update sessions set {column} = now() - interval '1 second' where user_id = %s".encode(), [staff.id]
        )
        assert (await staff.get("/tickets")).status_code == 401
        owner.execute(
            f"update sessions set {column} = now() + interval '1 day' where user_id = %s".encode(), [staff.id]
        )


async def test_use_moves_the_idle_limit_but_never_the_absolute_one(
    staff: Client, application: Application, owner: psycopg.Connection
) -> None:
    owner.execute(
        "update sessions set last_used_at = now() - interval '1 hour', expires_at = now() + interval '1 hour', ends_at = now() + interval '2 days' where user_id = %s",
        [staff.id],
    )
    await staff.get("/tickets")
    await application.sessions.touch()
    row = owner.execute(
        "select expires_at = ends_at, last_used_at > now() - interval '1 minute' from sessions where user_id = %s",
        [staff.id],
    ).fetchone()
    assert row == (True, True)


async def test_people_see_and_end_their_own_sessions_only(staff: Client, manager: Client) -> None:
    (session,) = (await staff.get("/sessions")).json()["items"]
    assert session["is_current"] is True
    assert (await manager.delete(f"/sessions/{session['id']}")).status_code == 404
    assert (await staff.delete(f"/sessions/{session['id']}")).status_code == 204
    assert (await staff.get("/me")).status_code == 401


async def test_an_api_key_works_until_it_is_revoked_and_is_shown_once(admin: Client, make: Make) -> None:
    made = await admin.made("/api_keys", name="Website", role="staff")
    key = make.client()
    key.headers["authorization"] = f"Bearer {made['key']}"
    assert (await key.post("/tickets", json={"title": "From the website"})).status_code == 201
    assert made["key"] not in (await admin.get("/api_keys")).text
    await admin.delete(f"/api_keys/{made['id']}")
    assert (await key.get("/tickets")).status_code == 401


async def test_an_api_key_cannot_make_keys_or_users_and_dies_with_its_creator(admin: Client, make: Make) -> None:
    second = make.person(admin.organisation_id, "admin")
    key = make.api_key(second, "admin")
    assert (await key.post("/api_keys", json={"name": "More"})).status_code == 403
    assert (await key.post("/users", json={"email": address(), "name": "Bob"})).status_code == 403
    assert (await key.get("/contacts")).status_code == 200
    await admin.delete(f"/users/{second.id}")
    assert (await key.get("/contacts")).status_code == 401


async def test_a_key_is_never_above_its_creators_present_role(admin: Client, make: Make) -> None:
    second = make.person(admin.organisation_id, "admin")
    high, low = make.api_key(second, "admin"), make.api_key(second, "staff")
    await admin.patch(f"/users/{second.id}", json={"role": "manager"})
    assert ((await high.get("/contacts")).status_code, (await low.get("/contacts")).status_code) == (401, 200)


async def test_a_replayed_creation_never_shows_a_secret_again(admin: Client) -> None:
    key = {"idempotency-key": "once"}
    first = await admin.post("/api_keys", json={"name": "K"}, headers=key)
    second = await admin.post("/api_keys", json={"name": "K"}, headers=key)
    assert (first.status_code, second.status_code) == (201, 409)
    assert first.json()["key"] not in second.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
async def test_a_request_from_another_site_is_refused(headers: dict[str, str], staff: Client) -> None:
    response = await staff.post("/tickets", json={"title": "x"}, headers=headers)
    assert response.status_code == 403
    assert (await staff.get("/tickets")).json()["items"] == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_bodies_are_taken(kind: str, staff: Client) -> None:
    response = await staff.post("/tickets", content=b'{"title": "x"}', headers={"content-type": kind})
    assert response.status_code == 415


async def test_an_authorization_header_decides_alone(staff: Client) -> None:
    assert (await staff.get("/tickets", headers={"authorization": "Bearer nonsense"})).status_code == 401
    assert (await staff.get("/tickets", headers={"authorization": "Basic eDp5"})).status_code == 401


async def test_roles_decide_who_may_what(staff: Client, manager: Client, admin: Client) -> None:
    matrix = {
        "/products": (403, 422, 422), "/customer_services": (403, 422, 422), "/ticket_templates": (403, 422, 422), "/contacts": (422, 422, 422),
        "/tickets": (422, 422, 422), "/users": (403, 403, 422), "/api_keys": (403, 403, 422), "/organisations": (403, 403, 403), "/resellers": (403, 403, 403),
    }  # fmt: skip
    for path, expected in matrix.items():
        assert (
            tuple([(await person.post(path, json={})).status_code for person in (staff, manager, admin)]) == expected
        ), path


async def test_seats_are_counted_and_limit_only_when_enforced(
    admin: Client, application: Application, owner: psycopg.Connection
) -> None:
    owner.execute("update organisations set plan = 'starter' where id = %s", [admin.organisation_id])
    assert (await admin.post("/users", json={"email": address(), "name": "Bob"})).status_code == 201
    assert (await admin.get("/organisation/seats")).json() == {"used": 2, "included": 1, "enforced": False}
    state = application.litestar.state
    relaxed, state.settings = state.settings, type(state.settings)(enforce_seats=True, rate_limits=False)
    try:
        answers = await asyncio.gather(
            *(admin.post("/users", json={"email": address(), "name": "Bob"}) for _ in range(5))
        )
    finally:
        state.settings = relaxed
    assert {answer.status_code for answer in answers} == {409}
    assert {answer.json()["type"] for answer in answers} == {"/problems/seats"}


async def test_the_platform_remembers_plans_seats_status_links_and_rates(
    operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    organisation, reseller = make.organisation(), make.reseller()
    make.person(organisation, "admin")
    await operator.patch(f"/organisations/{organisation}", json={"plan": "pro"})
    await operator.patch(f"/resellers/{reseller}", json={"commission_rate": "0.3"})
    await operator.made("/reseller_customers", reseller_id=str(reseller), organisation_id=str(organisation))
    await operator.post(f"/organisations/{organisation}/suspend")

    def column(sql: str) -> list[object]:
        return [value for (value,) in owner.execute(sql.encode(), [reseller if "commission" in sql else organisation])]

    assert column("select plan from organisation_plans where organisation_id = %s order by id") == ["enterprise", "pro"]
    assert column("select status from organisation_status where organisation_id = %s order by id") == [
        "trial",
        "suspended",
    ]
    assert column("select seats from seat_counts where organisation_id = %s order by id") == [1]
    assert column("select reseller_id from reseller_links where organisation_id = %s order by id") == [reseller]
    assert [str(rate) for rate in column("select rate from commission_rates where reseller_id = %s order by id")] == [
        "0.25000",
        "0.30000",
    ]


async def test_the_history_of_a_person_tells_who_changed_what(admin: Client, staff: Client, stranger: Client) -> None:
    await admin.patch(f"/users/{staff.id}", json={"role": "manager"})
    (change,) = (await admin.get(f"/users/{staff.id}/history")).json()["items"]
    assert (change["actor_name"], change["before"], change["after"]) == (
        "Admin Person",
        {"role": "staff"},
        {"role": "manager"},
    )
    assert (await stranger.get(f"/users/{staff.id}/history")).status_code == 404


async def test_an_operator_changes_a_plan_and_a_negative_price_is_refused_at_its_field(
    operator: Client, admin: Client
) -> None:
    refused = await operator.patch("/plans/pro", json={"extra_seat_price": "-1"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/extra_seat_price")
    assert (await admin.patch("/plans/pro", json={"name": "Pro"})).status_code == 403
    assert (await operator.patch("/plans/pro", json={"name": "Pro"})).json()["monthly_price"] == "99.00"
