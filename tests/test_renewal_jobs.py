"""Renewals that happen by themselves and reminders: once, on the day of the organisation, whatever is killed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.app import Application
from worktrackr.catalogue import renewal_jobs
from worktrackr.catalogue.renewal_jobs import DUE_ORGANISATIONS, remind_due, renew_due, send_reminders
from worktrackr.mailer import Mailer
from worktrackr.postgres.database import Transaction

Mails = list[tuple[str, str, str]]
Told = Callable[[Client], Awaitable[Mails]]


def day(days: int, zone: str = "Europe/London") -> str:
    """Return the day so many days from today, there."""
    return (datetime.now(ZoneInfo(zone)).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Mails:
    """Catch what would be sent."""
    caught: Mails = []

    async def send(_self: object, recipient: str, subject: str, text: str, **_of: object) -> None:
        caught.append((recipient, subject, text))

    monkeypatch.setattr(Mailer, "send", send)
    return caught


class Context:
    """What a job is given."""

    def __init__(self, application: Application, mailer: Mailer) -> None:
        """Only what our jobs ask for."""
        self.additional_context = {"database": application.database, "mailer": mailer}


@pytest.fixture
def told(application: Application, mails: Mails) -> Told:
    """Send what is still to be told to somebody, as the job of the queue does."""
    mailer = object.__new__(Mailer)
    mailer.link = lambda path: f"https://worktrackr.test{path}"

    async def send_to(person: Client) -> Mails:
        context: Any = Context(application, mailer)
        await send_reminders(context, str(person.organisation_id), str(person.id))
        return [mail for mail in mails if mail[0] == person.email]

    return send_to


async def history(by: Client, service: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the renewals of a service, and the day after the last."""
    rows = (await by.get(f"/service_renewals?service_id={service['id']}&sort=renewal_date")).json()["items"]
    return [(row["renewal_date"], row["next_date"]) for row in rows]


async def test_nobody_is_told_of_sample_data(
    application: Application, admin: Client, organisation_id: UUID, make: Make, told: Told
) -> None:
    assert (await admin.post("/sample_data")).status_code == 201
    await remind_due(application.database, organisation_id)
    assert await told(admin) == []
    # Of what they sell themselves they are.
    await make.service(admin, renewal_date=day(3))
    await remind_due(application.database, organisation_id)
    assert len(await told(admin)) == 1


async def test_what_renews_by_itself_is_renewed_on_its_day_once(
    application: Application, manager: Client, organisation_id: UUID, make: Make
) -> None:
    due = await make.service(manager, renewal_date=day(0), billing_period="annually")
    others = [
        await make.service(manager, renewal_date=renewal_date, **fields)
        for renewal_date, fields in (
            (day(1), {}), (day(0), {"auto_renew": False}), (day(0), {"status": "Paused"}), (day(0), {"status": "Cancelled"}),
            (day(0), {"billing_period": "one-off"}), (None, {}),
        )
    ]  # fmt: skip
    counts = await asyncio.gather(*(renew_due(application.database, organisation_id) for _ in range(4)))
    again = await renew_due(application.database, organisation_id)
    (record,) = (await manager.get(f"/service_renewals?service_id={due['id']}")).json()["items"]
    assert (sum(counts), again) == (1, 0)
    assert (record["renewal_date"], record["unit_price"], record["created_by"]) == (day(0), "65.00", None)
    assert [await history(manager, other) for other in others] == [[]] * len(others)


async def test_a_day_begins_where_the_organisation_is(application: Application, make: Make) -> None:
    # Twenty-five hours apart: in the one it is never the day that it is in the other.
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    earliest = day(0, zones[0])
    renewed: list[int] = []
    for zone in zones:
        by = make.person(make.organisation(), "admin")
        assert by.organisation_id
        assert (await by.patch("/organisation", json={"timezone": zone})).status_code == 200
        await make.service(by, renewal_date=earliest)
        renewed.append(await renew_due(application.database, by.organisation_id))
    assert renewed == [1, 0]


async def test_what_was_missed_is_caught_up_period_by_period(
    application: Application, manager: Client, organisation_id: UUID, make: Make
) -> None:
    service = await make.service(manager, renewal_date=day(-65), billing_period="monthly")
    renewed = await renew_due(application.database, organisation_id)
    dates = await history(manager, service)
    assert renewed == len(dates) in (2, 3)
    assert [after for _, after in dates[:-1]] == [before for before, _ in dates[1:]]
    assert dates[0][0] == day(-65)
    assert date.fromisoformat(dates[-1][1]) > date.fromisoformat(day(0))


async def test_a_job_that_is_killed_in_between_renews_nothing_twice(
    application: Application, manager: Client, organisation_id: UUID, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = await make.service(manager, renewal_date=day(0))

    async def killed(work: Transaction, *arguments: Any) -> list[UUID]:
        await renewing(work, *arguments)
        raise RuntimeError("killed")

    renewing = renewal_jobs.renew_each
    monkeypatch.setattr(renewal_jobs, "renew_each", killed)
    with pytest.raises(RuntimeError, match="killed"):
        await renew_due(application.database, organisation_id)
    before = await history(manager, service)
    monkeypatch.undo()
    await renew_due(application.database, organisation_id)
    assert (len(before), len(await history(manager, service))) == (0, 1)


async def test_what_somebody_undid_does_not_renew_by_itself_again(
    application: Application, manager: Client, organisation_id: UUID, make: Make
) -> None:
    service = await make.service(manager, renewal_date=day(0))
    await renew_due(application.database, organisation_id)
    (change, *_) = (await manager.get(f"/customer_services/{service['id']}/history")).json()["items"]
    undone = await manager.post(f"/change_sets/{change['change_set_id']}/undo")
    again = await renew_due(application.database, organisation_id)
    by_hand = await manager.post(f"/customer_services/{service['id']}/renew", json={"renewal_date": day(0)})
    assert (change["actor_kind"], undone.status_code, again, by_hand.status_code) == ("job", 200, 0, 200)


async def test_everybody_is_told_once_of_what_renews(
    application: Application,
    manager: Client,
    admin: Client,
    staff: Client,
    organisation_id: UUID,
    make: Make,
    told: Told,
) -> None:
    own = await make.contact(manager, name="Kirkstall Print", owner_user_id=str(staff.id))
    mine = await make.service(manager, contact_id=own["id"], renewal_date=day(30), auto_renew=False)
    theirs = await make.service(manager, renewal_date=day(-2), unit_price="12.50", quantity=3)
    for renewal_date, fields in (
        (day(31), {}),
        (day(3), {"status": "Cancelled"}),
        (day(3), {"billing_period": "one-off"}),
    ):
        await make.service(manager, renewal_date=renewal_date, **fields)
    await asyncio.gather(*(remind_due(application.database, organisation_id) for _ in range(4)))
    people = (staff, manager, admin)
    await asyncio.gather(*(told(person) for person in people for _ in range(3)))
    await remind_due(application.database, organisation_id)
    to_staff, to_manager, to_admin = [await told(person) for person in people]
    assert [len(to_staff), len(to_manager), len(to_admin)] == [1, 1, 1]
    assert f"/services/{mine['id']}" in to_staff[0][2]
    assert f"/services/{theirs['id']}" in to_manager[0][2]
    assert "Firewall for Kirkstall Print renews on" in to_staff[0][1]
    assert "2 days late: Firewall for" in to_manager[0][2]
    assert "GBP 37.50, renews by itself" in to_manager[0][2]
    assert "waits for you" in to_staff[0][2]
    # Its next date is another renewal, of which they are told when it is near.
    await manager.made(f"/customer_services/{theirs['id']}/renew", renewal_date=day(-2))
    await remind_due(application.database, organisation_id)
    assert len(await told(manager)) == (
        2 if day(30) >= (await manager.get(f"/customer_services/{theirs['id']}")).json()["renewal_date"] else 1
    )


async def test_a_mail_that_was_not_sent_is_sent_later(
    application: Application,
    manager: Client,
    organisation_id: UUID,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    told: Told,
) -> None:
    await make.service(manager, renewal_date=day(3))
    await remind_due(application.database, organisation_id)

    async def refuse(*_: object, **_of: object) -> None:
        raise ConnectionError("the mail server is away")

    sending = Mailer.send
    monkeypatch.setattr(Mailer, "send", refuse)
    with pytest.raises(ConnectionError):
        await told(manager)
    monkeypatch.setattr(Mailer, "send", sending)
    await remind_due(application.database, organisation_id)
    assert [len(await told(manager)), len(await told(manager))] == [1, 1]


async def test_nobody_is_told_of_what_was_renewed_meanwhile(
    manager: Client, organisation_id: UUID, make: Make, owner: psycopg.Connection, told: Told
) -> None:
    services = [await make.service(manager, renewal_date=day(3), billing_period="annually") for _ in range(2)]
    await manager.made(f"/customer_services/{services[0]['id']}/renew", renewal_date=day(3))
    for service in services:
        owner.execute(
            "insert into renewal_reminders (organisation_id, service_id, renewal_date, user_id) values (%s, %s, %s, %s)",
            [organisation_id, service["id"], day(3), manager.id],
        )
    ((_, _, text),) = await told(manager)
    assert [f"/services/{service['id']}" in text for service in services] == [False, True]


@pytest.mark.parametrize(("days", "mails_sent"), [(None, 0), (2, 0), (3, 1)])
async def test_the_organisation_says_how_many_days_before(
    application: Application,
    admin: Client,
    organisation_id: UUID,
    make: Make,
    told: Told,
    days: int | None,
    mails_sent: int,
) -> None:
    refused = await admin.patch("/organisation", json={"renewal_reminder_days": 366})
    saved = await admin.patch("/organisation", json={"renewal_reminder_days": days})
    await make.service(admin, renewal_date=day(3))
    await remind_due(application.database, organisation_id)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/renewal_reminder_days")
    assert (saved.status_code, saved.json()["renewal_reminder_days"]) == (200, days)
    assert len(await told(admin)) == mails_sent


async def test_the_job_goes_to_those_organisations_that_have_something_due(
    owner: psycopg.Connection, application: Application, make: Make
) -> None:
    async def waiting() -> set[UUID]:
        async with application.database.transaction(None, uuid4()) as transaction:
            return set(await transaction.rows(DUE_ORGANISATIONS)) & set(ids.values())

    people = {name: make.person(make.organisation(), "manager") for name in ("later", "tell", "renew", "closed")}
    for name, days in (("later", 31), ("tell", 30), ("renew", 0), ("closed", 0)):
        await make.service(people[name], renewal_date=day(days))
    owner.execute("update organisations set suspended_at = now() where id = %s", [people["closed"].organisation_id])
    ids = {name: person.organisation_id for name, person in people.items()}
    before = await waiting()
    for name in ("tell", "renew"):
        found = ids[name]
        assert found
        await renew_due(application.database, found)
        await remind_due(application.database, found)
    assert before == {ids["tell"], ids["renew"]}
    assert await waiting() == set()
