"""Inviting a customer: one mail, one use, fourteen days, and a link to the reseller in the same transaction."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import psycopg
import pytest

from conftest import PASSWORD, Client, Make, Post


def address() -> str:
    return f"{uuid4().hex}@example.com"


class Inviting:
    """A reseller who invites, and whoever follows the link."""

    def __init__(self, make: Make, post: Post, owner: psycopg.Connection) -> None:
        self.make, self.post, self.owner = make, post, owner
        self.id = make.reseller()
        self.client = make.person(None, "reseller", reseller_id=self.id)

    async def invite(self, **fields: object) -> tuple[dict[str, Any], str]:
        """Invite somebody; returns the invitation and the token of its mail."""
        made = await self.client.made("/reseller_invitations", **({"email": address()} | fields))
        return made, await self.post.link(made["email"])

    async def sign_up(self, token: str, **fields: object) -> httpx.Response:
        """Sign up with a token as somebody new."""
        body = {"organisation_name": "Acme", "name": "Ann", "email": address(), "password": PASSWORD}
        return await self.make.client().post("/auth/signup", json=body | {"invitation": token} | fields)

    async def look(self, token: str) -> dict[str, Any]:
        """Look an invitation up, as the sign-up page does."""
        return await self.make.client().made("/auth/invitation", token=token)

    async def states(self) -> list[str]:
        """Return the states of the invitations, newest first."""
        return [row["state"] for row in (await self.client.get("/reseller_invitations")).json()["items"]]

    def customers(self) -> list[UUID]:
        """Return the organisations that are linked."""
        found = self.owner.execute(
            "select organisation_id from reseller_customers where reseller_id = %s order by created_at", [self.id]
        )
        return [row[0] for row in found]


@pytest.fixture
def inviting(make: Make, post: Post, owner: psycopg.Connection) -> Inviting:
    """A reseller who invites."""
    return Inviting(make, post, owner)


async def test_an_invitation_signs_up_and_links_the_organisation(inviting: Inviting) -> None:
    made, token = await inviting.invite(organisation_name="Ilkley Networks")
    seen = await inviting.look(token)
    signed_up = await inviting.sign_up(token)
    assert (made["state"], seen["state"], seen["email"], seen["organisation_name"]) == (
        "open", "open", made["email"], "Ilkley Networks",
    )  # fmt: skip
    assert signed_up.status_code == 201, signed_up.text
    organisation = signed_up.json()["organisation"]
    assert inviting.customers() == [UUID(organisation["id"])]
    (row,) = (await inviting.client.get("/reseller_dashboard")).json()["items"]
    assert (row["name"], row["status"], row["monthly_revenue"]) == ("Acme", "trial", "0.00")
    assert await inviting.states() == ["accepted"]
    assert "Ilkley Networks" in next(text for to, _, text in inviting.post.mails if to == made["email"])


async def test_the_token_is_nowhere_but_in_the_mail(inviting: Inviting) -> None:
    made, token = await inviting.invite()
    listed = await inviting.client.get("/reseller_invitations")
    stored = inviting.owner.execute(
        "select to_jsonb(i)::text from reseller_invitations i where id = %s", [made["id"]]
    ).fetchone()
    queued = inviting.owner.execute(
        "select coalesce(string_agg(args::text, ''), '') from procrastinate_jobs"
    ).fetchone()
    assert stored
    assert queued
    assert token not in f"{made} {listed.text} {stored[0]} {queued[0]}"


async def refused(inviting: Inviting, token: str, state: str) -> None:
    """Assert that a token does not work, and that both the page and the form say why; nothing is made."""
    before = inviting.customers()
    email = address()
    answer, seen = await inviting.sign_up(token, email=email), await inviting.look(token)
    assert (answer.status_code, answer.json()["type"], seen["state"]) == (422, "/problems/invitation-spent", state)
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/invitation", state)
    assert "None" not in error["detail"]
    assert inviting.customers() == before
    assert inviting.owner.execute("select count(*) from users where email = %s", [email]).fetchone() == (0,)


async def test_a_link_works_once(inviting: Inviting) -> None:
    _, token = await inviting.invite()
    assert (await inviting.sign_up(token)).status_code == 201
    await refused(inviting, token, "accepted")


async def test_a_revoked_link_is_dead(inviting: Inviting) -> None:
    made, token = await inviting.invite()
    path = f"/reseller_invitations/{made['id']}"
    assert (await inviting.client.delete(path)).status_code == 204
    await refused(inviting, token, "revoked")
    again, renewed = await inviting.client.delete(path), await inviting.client.post(f"{path}/send")
    assert [(answer.status_code, answer.json()["type"]) for answer in (again, renewed)] == [
        (409, "/problems/invitation-settled")
    ] * 2
    # Who was told no can be invited anew.
    await inviting.invite(email=made["email"])
    assert await inviting.states() == ["open", "revoked"]


async def test_a_link_works_for_fourteen_days_and_anew_when_it_is_sent_again(inviting: Inviting) -> None:
    made, token = await inviting.invite()
    days = "select round(extract(epoch from expires_at - created_at) / 86400) from reseller_invitations where id = %s"
    assert inviting.owner.execute(days, [made["id"]]).fetchone() == (14,)
    inviting.owner.execute(
        "update reseller_invitations set expires_at = now() - interval '1 second' where id = %s", [made["id"]]
    )
    await refused(inviting, token, "expired")
    assert await inviting.states() == ["expired"]
    inviting.post.mails.clear()
    assert (await inviting.client.post(f"/reseller_invitations/{made['id']}/send")).status_code == 202
    newer = await inviting.post.link(made["email"])
    await refused(inviting, token, "unknown")
    assert (await inviting.sign_up(newer)).status_code == 201


async def test_a_closed_reseller_invites_nobody(inviting: Inviting, operator: Client) -> None:
    made, token = await inviting.invite()
    assert (await operator.delete(f"/resellers/{inviting.id}")).status_code == 204
    await refused(inviting, token, "closed")
    new = await inviting.client.post("/reseller_invitations", json={"email": address()})
    again = await inviting.client.post(f"/reseller_invitations/{made['id']}/send")
    assert [answer.json()["type"] for answer in (new, again)] == ["/problems/reseller-closed"] * 2
    assert (await inviting.client.delete(f"/reseller_invitations/{made['id']}")).status_code == 204


async def test_of_two_uses_at_once_one_signs_up(inviting: Inviting) -> None:
    _, token = await inviting.invite()
    answers = await asyncio.gather(*(inviting.sign_up(token) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 7]
    assert len(inviting.customers()) == 1


async def test_an_address_that_is_taken_leaves_the_invitation_open(inviting: Inviting, admin: Client) -> None:
    _, token = await inviting.invite()
    taken = await inviting.sign_up(token, email=admin.email)
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/email")
    assert (await inviting.states(), inviting.customers()) == (["open"], [])
    assert (await inviting.sign_up(token)).status_code == 201


async def test_an_address_is_invited_once_at_a_time_by_each_reseller(
    inviting: Inviting, make: Make, post: Post
) -> None:
    made, _ = await inviting.invite()
    again = await inviting.client.post("/reseller_invitations", json={"email": made["email"].upper()})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/email")
    other = Inviting(make, post, inviting.owner)
    assert (await other.client.post("/reseller_invitations", json={"email": made["email"]})).status_code == 201


async def test_the_answer_does_not_tell_who_has_an_account(inviting: Inviting, admin: Client) -> None:
    known, unknown = [
        await inviting.client.made("/reseller_invitations", email=email) for email in (admin.email, address())
    ]
    varying = ("id", "email", "created_at", "expires_at")
    assert [{key: row[key] for key in row if key not in varying} for row in (known, unknown)] == [
        {"organisation_name": None, "state": "open", "accepted_at": None, "revoked_at": None}
    ] * 2


async def test_the_invitations_of_another_reseller_do_not_exist(inviting: Inviting, reseller: Client) -> None:
    made, token = await inviting.invite()
    path = f"/reseller_invitations/{made['id']}"
    answers = [await reseller.get(path), await reseller.post(f"{path}/send"), await reseller.delete(path)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert made["email"] not in (await reseller.get("/reseller_invitations")).text
    assert (await inviting.client.get(path)).json()["state"] == "open"
    assert (await inviting.look(token))["state"] == "open"
