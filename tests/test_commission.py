"""Commission: right to the cent, settled once, and nobody else's to see."""

import asyncio
from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from msgspec.structs import replace

from conftest import Client, Make
from worktrackr.partners.commission import (
    Account,
    Adjustment,
    Ledger,
    Line,
    Price,
    Refund,
    Since,
    adjustments_of,
    lines_of,
)

MONTH = "2026-10"


class Past:
    """Organisations and links that began long ago: what only time can make."""

    def __init__(self, make: Make, owner: psycopg.Connection) -> None:
        self.make, self._owner = make, owner
        self.reseller = make.reseller()
        self._owner.execute(
            "update commission_rates set from_at = '2026-01-01' where reseller_id = %s", [self.reseller]
        )

    def organisation(
        self, plan: str, *, seats: int = 1, trial: bool = False, linked: str = "2026-02-01", name: str = ""
    ) -> UUID:
        """Make an organisation that has been on a plan, and linked, since then."""
        found = self.make.organisation(name or f"{plan} {uuid4().hex[:6]}")
        ends = "2027-01-01" if trial else "2026-02-01"
        run = self._owner.execute
        run(
            "update organisations set plan = %s, created_at = '2026-01-15', trial_ends_at = %s where id = %s",
            [plan, ends, found],
        )
        run("delete from organisation_plans where organisation_id = %s and plan <> %s", [found, plan])
        run("insert into reseller_customers (reseller_id, organisation_id) values (%s, %s)", [self.reseller, found])
        run("insert into seat_counts (organisation_id, seats) values (%s, %s)", [found, seats])
        for table in ("organisation_plans", "organisation_status", "seat_counts"):
            run(f"update {table} set from_at = '2026-01-15' where organisation_id = %s".encode(), [found])
        run("update reseller_links set from_at = %s where organisation_id = %s", [linked, found])
        return found

    def at(self, table: str, day: str, organisation_id: UUID, **values: object) -> None:
        """Write an entry of a history at a time."""
        names = ", ".join(values)
        self._owner.execute(
            f"insert into {table} (organisation_id, from_at, {names}) values (%s, %s{', %s' * len(values)})".encode(),
            [organisation_id, day, *values.values()],
        )


@pytest.fixture
def past(make: Make, owner: psycopg.Connection) -> Past:
    """A reseller with a past."""
    return Past(make, owner)


async def month_of(who: Client, past: Past, month: str = MONTH) -> dict[str, Any]:
    """Read a month."""
    answer = await who.get(f"/resellers/{past.reseller}/commission?month={month}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def settled(operator: Client, past: Past, month: str = MONTH) -> dict[str, Any]:
    """Settle a month."""
    answer = await operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": month})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def test_a_quarter_of_pro_and_starter_is_37_pounds_and_the_trial_is_explained(
    operator: Client, past: Past
) -> None:
    for plan, trial in (("pro", False), ("starter", False), ("enterprise", True)):
        past.organisation(plan, trial=trial)
    found = await month_of(operator, past)
    assert (found["status"], found["total"]) == ("preview", "37.00")
    assert [(line["plan"], line["days"], line["base"], line["amount"]) for line in found["lines"]] == [
        ("enterprise", 31, "0.00", "0.00"), ("pro", 31, "99.00", "24.75"), ("starter", 31, "49.00", "12.25"),
    ]  # fmt: skip
    assert found["lines"][0]["explanation"] == "In its trial until 01 January 2027: nothing is owed."
    assert found["lines"][1]["explanation"] == "Pro at £99.00 a month, for the whole month, at 25 %."


async def test_extra_seats_count_and_changes_split_the_month(operator: Client, past: Past) -> None:
    one = past.organisation("pro", seats=7)
    past.at("organisation_status", "2026-10-11T12:00Z", one, status="suspended")
    past.at("organisation_status", "2026-10-21T12:00Z", one, status="active")
    lines = (await month_of(operator, past))["lines"]
    assert [(line["from"], line["to"], line["days"], line["base"], line["amount"]) for line in lines] == [
        ("2026-10-01", "2026-10-10", 10, "41.61", "10.40"),
        ("2026-10-11", "2026-10-20", 10, "0.00", "0.00"),
        ("2026-10-21", "2026-10-31", 11, "45.77", "11.44"),
    ]
    assert "2 extra seats at £15.00, £129.00 a month, for 10 of 31 days" in lines[0]["explanation"]
    assert lines[1]["explanation"] == "Suspended: nothing is owed."


async def test_an_organisation_that_moves_splits_the_month_by_day(
    operator: Client, past: Past, make: Make, owner: psycopg.Connection
) -> None:
    one = past.organisation("pro")
    other = Past(make, owner)
    past.at("reseller_links", "2026-10-16T09:00Z", one, reseller_id=other.reseller)
    mine, theirs = await month_of(operator, past), await month_of(operator, other)
    paid = {
        name: [(line["from"], line["days"]) for line in found["lines"] if Decimal(line["amount"])]
        for name, found in (("mine", mine), ("theirs", theirs))
    }
    assert paid == {"mine": [("2026-10-01", 15)], "theirs": [("2026-10-16", 16)]}
    assert Decimal(mine["total"]) + Decimal(theirs["total"]) == Decimal("24.75")
    assert [line["explanation"] for line in mine["lines"] + theirs["lines"] if not Decimal(line["amount"])] == [
        "No longer your customer: nothing is owed.", "Not yet your customer: nothing is owed.",
    ]  # fmt: skip


async def test_what_is_settled_stays_byte_for_byte(operator: Client, past: Past) -> None:
    past.organisation("pro", name="=cmd|' /C calc'!A0")
    preview = await month_of(operator, past)
    made, again = await settled(operator, past), await settled(operator, past)
    paths = [f"/commission_statements/{made['id']}{suffix}" for suffix in ("", ".csv", ".pdf")]
    before = [(await operator.get(path)).content for path in paths]
    await operator.post(f"/resellers/{past.reseller}/rates", json={"rate": "0.5", "from_day": "2026-10-01"})
    after = [(await operator.get(path)).content for path in paths]
    later = await month_of(operator, past, "2026-11")
    assert (preview["lines"], preview["total"]) == (made["lines"], made["total"])
    assert (made["status"], again) == ("settled", made)
    assert before == after
    assert (before[1][:3], before[2][:5]) == (b"\xef\xbb\xbf", b"%PDF-")
    assert b",'=cmd" in before[1]
    assert [(a["month"], a["amount"]) for a in later["adjustments"]] == [("2026-10", "24.75")]
    assert (
        later["adjustments"][0]["explanation"]
        == "2026-10 was settled with £24.75; by what is known now it comes to £49.50."
    )


async def test_an_adjustment_is_paid_once(operator: Client, past: Past) -> None:
    past.organisation("pro")
    await settled(operator, past, "2026-08")
    await operator.post(f"/resellers/{past.reseller}/rates", json={"rate": "0.5", "from_day": "2026-08-16"})
    first, second = await settled(operator, past, "2026-09"), await settled(operator, past, "2026-10")
    assert [[(a["month"], a["amount"]) for a in made["adjustments"]] for made in (first, second)] == [
        [("2026-08", "12.78")],
        [],
    ]
    assert (first["total"], second["number"] - first["number"]) == ("62.28", 1)


async def test_a_refund_takes_its_commission_back(operator: Client, admin: Client, past: Past) -> None:
    one = past.organisation("pro")
    await settled(operator, past, "2026-09")
    body = {"organisation_id": str(one), "month": "2026-09", "amount": "33.00", "reason": "An outage"}
    made, refused = await operator.post("/refunds", json=body), await admin.post("/refunds", json=body)
    nobody = await operator.post("/refunds", json=body | {"organisation_id": str(uuid4())})
    found = await month_of(operator, past)
    assert [answer.status_code for answer in (made, refused, nobody)] == [201, 403, 422]
    assert [(a["month"], a["amount"]) for a in found["adjustments"]] == [("2026-09", "-8.25")]


async def test_twenty_who_settle_at_once_settle_once(operator: Client, past: Past) -> None:
    past.organisation("pro")
    answers = await asyncio.gather(
        *(operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": MONTH}) for _ in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    assert len({answer.json()["number"] for answer in answers}) == 1


async def test_a_reseller_sees_its_own_and_settles_nothing(
    past: Past, make: Make, owner: psycopg.Connection, operator: Client, admin: Client
) -> None:
    past.organisation("pro", name="CANARY")
    made = await settled(operator, past)
    own = make.person(None, "reseller", reseller_id=past.reseller)
    other = make.person(None, "reseller", reseller_id=Past(make, owner).reseller)
    paths = [
        f"/resellers/{past.reseller}/commission?month={MONTH}",
        f"/commission_statements/{made['id']}.pdf",
        f"/resellers/{past.reseller}/rates",
    ]
    seen = [[(await who.get(path)).status_code for path in paths] for who in (own, other, admin)]
    lists = [(await who.get("/commission_statements")).json().get("items") for who in (own, other)]
    settling = [
        await who.post(f"/resellers/{past.reseller}/commission/settle", json={"month": MONTH})
        for who in (own, other, admin)
    ]
    assert seen == [[200] * 3, [404] * 3, [403] * 3]
    assert [len(found) for found in lists] == [1, 0]
    assert [answer.status_code for answer in settling] == [403] * 3


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "next", "9999-01"])
async def test_a_month_is_written_as_one(operator: Client, past: Past, month: str) -> None:
    refused = await operator.get(f"/resellers/{past.reseller}/commission", params={"month": month})
    settling = await operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": "2199-01"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/month")
    assert settling.status_code == 422


def test_a_settled_statement_is_the_owners_to_read_only(owner: psycopg.Connection, past: Past) -> None:
    owner.execute(
        "insert into commission_statements (reseller_id, month, number, document, total, pdf) values (%s, '2025-01-01', -1, '{\"lines\":[],\"adjustments\":[]}', 0, '')",
        [past.reseller],
    )
    for statement in (
        "update commission_statements set total = 1",
        "delete from commission_statements",
        "truncate commission_statements",
    ):
        with pytest.raises(psycopg.DatabaseError, match="does not change"):
            owner.execute(statement.encode())


# -- an independent, slow reference ------------------------------------------------------------------------------


def random_ledgers(random: Random) -> tuple[list[Ledger], date]:
    """Return the ledgers of three resellers who share some organisations, and the first of three months."""
    start = datetime(random.choice([2024, 2025, 2026]), random.randint(1, 12), 1, tzinfo=UTC)
    span = 92 * 24 * 60

    def moment() -> datetime:
        at = start + timedelta(minutes=random.randint(-span // 3, span))
        return at.replace(hour=0, minute=0) if random.random() < 0.2 else at

    def history(values: list[Any], most: int) -> list[Since[Any]]:
        first = start - timedelta(days=200)
        return [
            Since(at, random.choice(values))
            for at in sorted([first, *(moment() for _ in range(random.randint(0, most)))])
        ]

    rates = [history([Decimal("0.25"), Decimal("0.3"), Decimal("0.12345"), Decimal(0)], 2) for _ in range(3)]
    accounts: list[list[Account]] = [[], [], []]
    for number in range(random.randint(1, 4)):
        links = [Since(moment(), random.choice([0, 1, 2, None])) for _ in range(random.randint(1, 4))]
        links.sort(key=lambda found: found.from_at)
        created = start - timedelta(days=random.choice([200, 20, -10]))
        plans = [
            Price(found.from_at, found.value[0], Decimal(found.value[1]), found.value[2], Decimal("15.00"))
            for found in history(
                [("starter", "49.00", 1), ("pro", "99.00", 5), ("pro", "109.37", 5), ("enterprise", "299.00", 50)], 3
            )
        ]
        for mine in range(3):
            accounts[mine].append(
                Account(
                    id=UUID(int=number),
                    name=f"O{number}",
                    created_at=created,
                    trial_ends_at=created + timedelta(days=14),
                    plans=plans,
                    statuses=[Since(f.from_at, f.value) for f in _same(random, number, start, moment)],
                    seats=[Since(start - timedelta(days=200), 1 + number * 4)],
                    links=[Since(link.from_at, link.value == mine) for link in links],
                )
            )
    # One organisation has one history, whoever looks.
    for mine in (1, 2):
        for index, account in enumerate(accounts[mine]):
            accounts[mine][index] = replace(account, statuses=accounts[0][index].statuses)
    return [Ledger(rates=rates[mine], accounts=accounts[mine]) for mine in range(3)], start.date()


def _same(random: Random, number: int, start: datetime, moment: Any) -> list[Since[str]]:
    del number
    return sorted(
        [
            Since(start - timedelta(days=200), "active"),
            *(Since(moment(), random.choice(["active", "suspended", "closed"])) for _ in range(random.randint(0, 2))),
        ],
        key=lambda found: found.from_at,
    )


def at(history: list[Any], moment: datetime) -> Any:
    """Return the last entry before a moment, by looking at each."""
    found = None
    for entry in history:
        if entry.from_at < moment:
            found = entry
    return found


def day_value(ledger: Ledger, account: Account, day: date) -> tuple[Any, ...] | None:
    """Return what a day of an organisation is made of; None when it was not this reseller's."""
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    link = at(account.links, end)
    if end <= account.created_at or link is None or not link.value:
        return None
    status, price, seats, rate = (
        at(found, end) for found in (account.statuses, account.plans, account.seats, ledger.rates)
    )
    free = status.value in ("suspended", "closed") or end <= account.trial_ends_at
    monthly = (
        Decimal(0)
        if free
        else price.monthly_price + max(0, seats.value - price.included_seats) * price.extra_seat_price
    )
    return (account.id, status.value, end <= account.trial_ends_at, price, seats.value, rate.value, monthly)


def half_even(amount: Fraction) -> Decimal:
    """Round to the cent; exactly half a cent goes to the even one."""
    low, rest = divmod(amount * 100, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return Decimal(int(low) + up) / 100


def slow_total(ledger: Ledger, month: date) -> Decimal:
    """Add up a month, day by day: each run of equal days is one amount."""
    days, total = monthrange(month.year, month.month)[1], Decimal(0)
    for account in ledger.accounts:
        previous: tuple[Any, ...] | None = None
        amount = Fraction(0)
        for number in range(days + 1):
            value = day_value(ledger, account, month + timedelta(days=number)) if number < days else None
            if value != previous:
                total += half_even(amount)
                amount = Fraction(0)
            if value is not None:
                amount += Fraction(value[-1]) * Fraction(value[-2]) / days
            previous = value
    return total


def check_history(random: Random) -> None:
    """Assert that the fast way agrees with the slow one, that each day is paid once, and that settling adds up."""
    ledgers, first = random_ledgers(random)
    months = [first, _next(first), _next(_next(first))]
    for month in months:
        covered: Counter[tuple[UUID, date]] = Counter()
        for ledger in ledgers:
            lines = lines_of(ledger, month)
            assert sum((line.amount for line in lines), Decimal(0)) == slow_total(ledger, month)
            for line in lines:
                if "customer" not in line.explanation:
                    covered.update((line.organisation_id, line.from_day + timedelta(days=n)) for n in range(line.days))
        linked = {
            (account.id, month + timedelta(days=n))
            for ledger in ledgers for account in ledger.accounts
            for n in range(monthrange(month.year, month.month)[1])
            if day_value(ledger, account, month + timedelta(days=n)) is not None
        }  # fmt: skip
        assert covered == Counter(linked)
    check_settling(random, ledgers[0], months)


def check_settling(random: Random, ledger: Ledger, months: list[date]) -> None:
    """Settle month after month while the past changes: the sum of all statements is what is known in the end."""
    done: list[tuple[date, list[Line], list[Adjustment]]] = []
    for month in months:
        done.append((month, lines_of(ledger, month), adjustments_of(ledger, done)))
        change = Since(datetime(month.year, month.month, random.randint(1, 28), tzinfo=UTC), Decimal("0.4"))
        refund = Refund(random.choice(months), Decimal(random.randint(1, 9999)) / 100, "x")
        ledger = Ledger(
            rates=sorted([*ledger.rates, change], key=lambda found: found.from_at),
            accounts=[replace(account, refunds=[*account.refunds, refund]) for account in ledger.accounts],
        )
    paid = sum((part.amount for _, lines, adjustments in done for part in [*lines, *adjustments]), Decimal(0))
    pending = sum((part.amount for part in adjustments_of(ledger, done)), Decimal(0))
    known = sum((line.amount for month in months for line in lines_of(ledger, month)), Decimal(0))
    assert paid + pending == known


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


@pytest.mark.parametrize("seed", range(40))
def test_the_arithmetic_agrees_with_a_slow_reference(seed: int) -> None:
    check_history(Random(seed))
