"""A reseller's own pages: its numbers are the ledger's, its customers only those that are linked now."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Client, Make
from test_commission import Past
from worktrackr.embedded import DatabaseUrls
from worktrackr.partners.commission import Account, Ledger, Price, Since
from worktrackr.partners.growth import Growth, Presence, growth_of
from worktrackr.partners.reseller_dashboard import dashboard_of, last_months
from worktrackr.partners.statements import Books

THIS, LAST = (f"{day:%Y-%m}" for day in last_months(datetime.now(UTC).date(), 2)[::-1])
COLUMNS = {
    "organisation_id", "name", "plan", "plan_name", "seats", "included_seats", "active_users", "status", "since",
    "trial_ends_at", "monthly_revenue", "commission",
}  # fmt: skip
"""All that a reseller may know of an organisation."""


@pytest.fixture
def past(make: Make, owner: psycopg.Connection) -> Past:
    """A reseller with a past."""
    return Past(make, owner)


@pytest.fixture
def seller(make: Make, past: Past) -> Client:
    """Somebody of that reseller."""
    return make.person(None, "reseller", reseller_id=past.reseller)


async def dashboard(seller: Client) -> dict[str, Any]:
    answer = await seller.get("/reseller_dashboard")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def total_of(who: Client, past: Past, month: str) -> str:
    return (await who.get(f"/resellers/{past.reseller}/commission?month={month}")).json()["total"]


async def test_every_number_is_the_ledgers(
    seller: Client, operator: Client, past: Past, owner: psycopg.Connection
) -> None:
    for plan, seats, trial in (("pro", 7, False), ("starter", 1, False), ("enterprise", 9, True)):
        past.organisation(plan, seats=seats, trial=trial, name=plan)
    owner.execute("update organisations set trial_ends_at = now() + interval '400 days' where name = 'enterprise'")
    found = await dashboard(seller)
    assert (found["commission"], found["next_payout"]["amount"]) == (
        await total_of(operator, past, THIS),
        await total_of(operator, past, LAST),
    )
    assert [(row["name"], row["monthly_revenue"], row["status"], row["commission"]) for row in found["items"]] == [
        ("enterprise", "0.00", "trial", "0.00"), ("pro", "129.00", "active", "32.25"), ("starter", "49.00", "active", "12.25"),
    ]  # fmt: skip
    assert (found["customers"], found["paying"], found["monthly_revenue"], found["revenue_per_customer"]) == (
        3, 2, "178.00", "89.00",
    )  # fmt: skip
    assert (found["commission"], found["commission_status"], found["other_commission"]) == ("44.50", "preview", "0.00")
    assert [month["month"] for month in found["months"]][-2:] == [LAST, THIS]


async def test_what_is_settled_shows_as_settled_and_the_rest_as_preview(
    seller: Client, operator: Client, past: Past
) -> None:
    past.organisation("pro")
    settle = f"/resellers/{past.reseller}/commission/settle"
    made = await operator.made(settle, month=LAST)
    # What is changed afterwards shows in this month, and in no bar that is settled.
    await operator.made(f"/resellers/{past.reseller}/rates", rate="0.5", from_day=f"{LAST}-01")
    found = await dashboard(seller)
    assert [(month["status"], month["commission"]) for month in found["months"][-2:]] == [
        ("settled", "24.75"), ("preview", "74.25"),
    ]  # fmt: skip
    assert found["months"][-2]["statement_id"] == made["id"]
    assert (found["next_payout"]["status"], found["next_payout"]["amount"], found["rate"]) == (
        "settled", "24.75", "0.50000",
    )  # fmt: skip
    assert (found["items"][0]["commission"], found["other_commission"], found["commission"]) == (
        "49.50", "24.75", await total_of(seller, past, THIS),
    )  # fmt: skip
    assert (await seller.post(settle, json={"month": THIS})).status_code == 403


async def test_t09_a_reseller_sees_exactly_its_own_and_nothing_after_unlinking(
    seller: Client, operator: Client, past: Past, make: Make, owner: psycopg.Connection
) -> None:
    mine, kept = past.organisation("pro", name="Mine"), past.organisation("starter", name="Kept")
    other = Past(make, owner)
    other.organisation("pro", name="CANARY-OF-OTHERS")
    make.person(mine, "staff", name="CANARY-OF-A-PERSON")
    before = await dashboard(seller)
    assert [(row["organisation_id"], row["active_users"]) for row in before["items"]] == [
        (str(kept), 0), (str(mine), 1),
    ]  # fmt: skip
    assert all(set(row) == COLUMNS for row in before["items"])
    assert (await operator.delete(f"/reseller_customers/{past.reseller}/{mine}")).status_code == 204
    answer, export = await seller.get("/reseller_dashboard"), await seller.get("/reseller_dashboard/export")
    assert [row["name"] for row in answer.json()["items"]] == ["Kept"]
    assert (answer.json()["growth_month"]["left"], answer.json()["customers"]) == (1, 1)
    for text in (str(before), answer.text, export.text):
        assert "CANARY" not in text
    assert "Mine" not in answer.text + export.text
    assert (await seller.get(f"/reseller_customers/{past.reseller}/{mine}")).status_code == 404


async def test_only_resellers_have_these_pages(
    staff: Client, admin: Client, operator: Client, anonymous: Client, seller: Client
) -> None:
    for path in ("/reseller_dashboard", "/reseller_dashboard/export", "/reseller_invitations"):
        found = [(await who.get(path)).status_code for who in (staff, admin, operator, anonymous, seller)]
        assert found == [403, 403, 403, 401, 200], path


async def test_the_database_answers_nobody_but_the_reseller_of_the_session(
    past: Past, urls: DatabaseUrls, make: Make
) -> None:
    past.organisation("pro")
    count = "select count(*) from auth.reseller_customers()"
    asked = [
        (str(past.reseller), "reseller", 1),
        (str(past.reseller), "operator", 0),
        (str(past.reseller), "", 0),
        ("", "reseller", 0),
        (str(make.reseller()), "reseller", 0),
    ]
    with psycopg.connect(urls.application) as application:
        for reseller_id, role, expected in asked:
            with application.transaction(force_rollback=True):
                settings = "select set_config('app.reseller_id', %s, true), set_config('app.role', %s, true)"
                application.execute(settings, [reseller_id, role])
                assert application.execute(count).fetchone() == (expected,), (reseller_id, role)


async def test_the_file_holds_what_the_table_shows_and_no_formula(seller: Client, past: Past) -> None:
    past.organisation("pro", name="=cmd|' /C calc'!A0")
    answer = await seller.get("/reseller_dashboard/export")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert answer.headers["content-disposition"] == 'attachment; filename="customers.csv"'
    assert (row["name"], row["plan_name"], row["monthly_revenue"], row["commission"], row["status"]) == (
        "'=cmd|' /C calc'!A0", "Pro", "99.00", "24.75", "active",
    )  # fmt: skip


async def test_a_new_reseller_has_noughts_and_no_invented_figures(reseller: Client) -> None:
    found = await dashboard(reseller)
    assert (found["customers"], found["commission"], found["monthly_revenue"], found["items"]) == (
        0,
        "0.00",
        "0.00",
        [],
    )
    assert (found["revenue_per_customer"], found["growth_year"]["churn"]) == (None, None)
    assert {(month["revenue"], month["commission"], month["customers"]) for month in found["months"]} == {
        ("0.00", "0.00", 0)
    }


async def test_suspended_and_closed_customers_bring_nothing(
    seller: Client, operator: Client, past: Past, owner: psycopg.Connection
) -> None:
    suspended, closed = past.organisation("pro", name="A"), past.organisation("pro", name="B")
    await operator.made(f"/organisations/{suspended}/suspend")
    owner.execute("update organisations set closed_at = now() where id = %s", [closed])
    found = await dashboard(seller)
    assert [(row["status"], row["monthly_revenue"]) for row in found["items"]] == [
        ("suspended", "0.00"), ("closed", "0.00"),
    ]  # fmt: skip
    assert (found["customers"], found["paying"], found["growth_month"]["left"]) == (1, 0, 1)


# Arithmetic, at a time of its own.

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def account(name: str, *links: tuple[str, bool], closed: str | None = None) -> Account:
    began = at("2024-01-01")
    statuses = [Since(began, "active")]
    return Account(
        id=uuid4(),
        name=name,
        created_at=began,
        trial_ends_at=began,
        plans=[Price(began, "pro", Decimal(99), 5, Decimal(15))],
        statuses=[*statuses, Since(at(closed), "closed")] if closed else statuses,
        seats=[],
        links=[Since(at(day), value) for day, value in links],
    )


HISTORY = [
    account("stays", ("2025-01-01", True)),
    account("left", ("2025-01-01", True), ("2026-06-15", False)),
    account("closed", ("2025-01-01", True), closed="2026-08-01"),
    account("came", ("2026-03-01", True)),
    account("came and went", ("2026-03-01", True), ("2026-04-01", False)),
    account("went and came back", ("2025-01-01", True), ("2026-02-01", False), ("2026-05-01", True)),
    account("somebody else's", ("2025-01-01", False)),
]


def test_growth_counts_who_came_and_went_and_churn_only_those_of_the_start() -> None:
    presences = [Presence(one) for one in HISTORY]
    found = growth_of(presences, at("2025-12-01"), NOW)
    assert found == Growth(
        from_at=at("2025-12-01"), at_start=4, joined=3, left=4, net=-1, churned=2, churn=Decimal("0.5000")
    )
    there = [sum(presence.before(time) for presence in presences) for time in (at("2025-12-01"), NOW)]
    assert there[1] - there[0] == found.net


def test_growth_of_nobody_has_no_churn() -> None:
    assert growth_of([], at("2025-12-01"), NOW).churn is None


def test_a_year_of_bars_is_what_the_ledger_says_of_each_month() -> None:
    ledger = Ledger([Since(at("2024-01-01"), Decimal("0.25"))], HISTORY)
    books = Books(UUID(int=1), "Pennine", [], ledger)
    found = dashboard_of(books, [], NOW)
    assert [month.month for month in found.months] == [f"{day:%Y-%m}" for day in last_months(date(2026, 11, 1), 12)]
    assert [(month.revenue, month.customers) for month in found.months[:3]] == [
        (Decimal("396.00"), 4), (Decimal("396.00"), 4), (Decimal("297.00"), 3),
    ]  # fmt: skip
    assert [month.commission for month in found.months] == [
        month.total for month in books.months(last_months(NOW.date(), 12))
    ]
    # The days until it left are paid, though it is no customer of the table any more.
    assert found.months[6].revenue == Decimal("297.00") + Decimal(99) + Decimal("46.20")
    assert found.other_commission == found.commission == Decimal("74.25")
