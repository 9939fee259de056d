"""Rate limits: for everybody in general, and for guessing in particular."""

from collections.abc import Generator
from typing import Any

import msgspec
import pytest

from conftest import PASSWORD, Client, Make
from worktrackr.app import Application
from worktrackr.edge.web import Window
from worktrackr.identity.sessions import Sessions
from worktrackr.settings import Settings


@pytest.fixture
def limited(application: Application) -> Generator[Application]:
    """The product with its limits on guessing switched on."""
    state = application.litestar.state
    relaxed = state.settings
    state.settings = msgspec.structs.replace(relaxed, rate_limits=True)
    yield application
    state.settings = relaxed


async def test_the_eleventh_wrong_password_has_to_wait_but_only_from_there(limited: Application) -> None:
    email = "guessed@example.com"
    body = {"organisation_name": "Acme", "name": "Ann", "email": email, "password": PASSWORD}
    assert (await Client(limited, "10.0.0.1").post("/auth/signup", json=body)).status_code == 201
    guesser = Client(limited, "10.0.0.2")
    wrong = {"email": email, "password": "not the password"}
    # Who sends another address along with each try is still the same: no proxy is trusted.
    answers = [
        await guesser.post("/auth/login", json=wrong, headers={"x-forwarded-for": f"10.9.9.{n}"}) for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    right = {"email": email, "password": PASSWORD}
    assert (await Client(limited, "10.0.0.3").post("/auth/login", json=right)).status_code == 200


async def test_a_right_password_forgives_the_wrong_ones(limited: Application) -> None:
    email = "forgiven@example.com"
    body = {"organisation_name": "Acme", "name": "Ann", "email": email, "password": PASSWORD}
    client = Client(limited, "10.0.1.1")
    assert (await client.post("/auth/signup", json=body)).status_code == 201
    for _ in range(3):
        for _ in range(6):
            assert (await client.post("/auth/login", json={"email": email, "password": "wrong"})).status_code == 401
        assert (await client.post("/auth/login", json={"email": email, "password": PASSWORD})).status_code == 200


async def test_reset_mails_to_one_address_are_limited_and_answer_alike_until_then(limited: Application) -> None:
    client = Client(limited, "10.0.2.1")
    answers = [await client.post("/auth/forgot", json={"email": "nobody@example.com"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]


async def test_nobodys_inbox_suffers_from_a_reseller(limited: Application, reseller: Client) -> None:
    assert limited.litestar.state.settings.rate_limits
    made = await reseller.made("/reseller_invitations", email="suffering@example.com")
    answers = [await reseller.post(f"/reseller_invitations/{made['id']}/send") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [*[202] * 4, 429]


async def test_who_asks_too_often_waits_and_others_do_not(
    application: Application, staff: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application.edge, "per_principal", Window(3))
    answers = [await staff.get("/tickets") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit"].startswith('"default";r=2;t=')
    assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    colleague = make.person(staff.organisation_id, "staff")
    assert (await colleague.get("/tickets")).status_code == 200


async def test_an_organisation_has_a_limit_of_its_own(
    application: Application, staff: Client, stranger: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application.edge, "per_organisation", Window(2))
    colleague = make.person(staff.organisation_id, "staff")
    people = [staff, colleague, staff, stranger]
    assert [(await person.get("/tickets")).status_code for person in people] == [200, 200, 429, 200]


def test_only_a_trusted_proxy_may_say_who_the_client_is() -> None:
    def client_of(connection: str, forwarded: str, *trusted: str) -> str:
        scope: Any = {"client": (connection, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
        return Sessions(Settings(trusted_proxies=trusted)).client_of(scope)

    assert client_of("10.0.0.1", "1.1.1.1") == "10.0.0.1"
    assert client_of("10.0.0.1", "1.1.1.1", "10.0.0.1") == "1.1.1.1"
    # What the client itself put in front is its claim; the last address that is no proxy of ours counts.
    assert client_of("10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2", "10.0.0.1", "10.0.0.2") == "1.1.1.1"
