"""Commission over many random histories. `WORKTRACKR_TEST_EXAMPLES=10000` for a release."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest
from msgspec.structs import replace

from commission_reference import check_history, random_ledgers, slow_total, three_months
from conftest import Client, Make
from worktrackr.partners.commission import Ledger, Refund, Since

HISTORIES = int(os.environ.get("WORKTRACKR_TEST_EXAMPLES", "200"))
PARTS = 20
"""So that those who run tests beside one another share them."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_day_is_paid_twice_or_missed_and_statements_sum_to_the_ledger(part: int) -> None:
    for seed in range(part, HISTORIES, PARTS):
        check_history(Random(100_000 + seed))


class Written:
    """A random history as rows of the database: three resellers who share some organisations."""

    def __init__(self, make: Make, owner: psycopg.Connection, ledgers: list[Ledger]) -> None:
        """Write it, past the triggers that would say "now"."""
        self.owner = owner
        self.resellers = [make.reseller() for _ in ledgers]
        self.ledgers = ledgers
        for reseller, ledger in zip(self.resellers, ledgers, strict=True):
            owner.execute("delete from commission_rates where reseller_id = %s", [reseller])
            for rate in ledger.rates:
                owner.execute(
                    "insert into commission_rates (reseller_id, rate, from_at) values (%s, %s, %s)",
                    [reseller, rate.value, rate.from_at],
                )
        for number, account in enumerate(ledgers[0].accounts):
            organisation = make.organisation(account.name)
            owner.execute(
                "update organisations set created_at = %s, trial_ends_at = %s where id = %s",
                [account.created_at, account.trial_ends_at, organisation],
            )
            for table in ("organisation_plans", "organisation_status", "seat_counts"):
                owner.execute(f"delete from {table} where organisation_id = %s".encode(), [organisation])
            self.add(organisation, "organisation_plans", "plan, monthly_price, included_seats, extra_seat_price", [
                (p.from_at, p.plan, p.monthly_price, p.included_seats, p.extra_seat_price) for p in account.plans
            ])  # fmt: skip
            self.add(organisation, "organisation_status", "status", [(s.from_at, s.value) for s in account.statuses])
            self.add(organisation, "seat_counts", "seats", [(s.from_at, s.value) for s in account.seats])
            sides = zip(*(ledger.accounts[number].links for ledger in ledgers), strict=True)
            self.add(organisation, "reseller_links", "reseller_id", [
                (links[0].from_at, next((r for r, link in zip(self.resellers, links, strict=True) if link.value), None))
                for links in sides
            ])  # fmt: skip
            for refund in account.refunds:
                self.refund(organisation, refund)
            self.ledgers = [_renamed(ledger, number, organisation) for ledger in self.ledgers]

    def add(self, organisation: UUID, table: str, names: str, rows: list[tuple[Any, ...]]) -> None:
        """Write the entries of a history in their order."""
        for row in rows:
            self.owner.execute(
                f"insert into {table} (organisation_id, from_at, {names}) values (%s{', %s' * len(row)})".encode(),
                [organisation, *row],
            )

    def refund(self, organisation: UUID, refund: Refund) -> None:
        """Write a refund."""
        self.owner.execute(
            "insert into refunds (organisation_id, month, amount, reason) values (%s, %s, %s, %s)",
            [organisation, refund.month, refund.amount, refund.reason],
        )


def _renamed(ledger: Ledger, number: int, organisation: UUID) -> Ledger:
    accounts = [
        replace(account, id=organisation) if at == number else account for at, account in enumerate(ledger.accounts)
    ]
    return Ledger(rates=ledger.rates, accounts=accounts)


@pytest.mark.parametrize("part", range(PARTS))
async def test_the_database_says_what_the_arithmetic_says(
    part: int, make: Make, owner: psycopg.Connection, operator: Client
) -> None:
    for seed in range(part, max(HISTORIES // 100, PARTS), PARTS):
        random = Random(200_000 + seed)
        ledgers, first = random_ledgers(random)
        # What is to come cannot be settled, and a month after these is to be looked at.
        while first.year >= 2026:
            ledgers, first = random_ledgers(random)
        await check_stored(Written(make, owner, ledgers), three_months(first), random, operator)


async def check_stored(written: Written, months: list[date], random: Random, operator: Client) -> None:
    """Preview and settle through HTTP while rates change and money is given back; nothing settled changes."""
    for reseller, ledger in zip(written.resellers, written.ledgers, strict=True):
        for month in months:
            found = await operator.get(f"/resellers/{reseller}/commission?month={month:%Y-%m}")
            assert Decimal(found.json()["total"]) == slow_total(ledger, month)
    reseller, ledger = written.resellers[0], written.ledgers[0]
    files: dict[str, list[bytes]] = {}
    paid = Decimal(0)
    for month in months:
        body = {"month": f"{month:%Y-%m}"}
        preview = (await operator.get(f"/resellers/{reseller}/commission", params=body)).json()
        made = await operator.post(f"/resellers/{reseller}/commission/settle", json=body)
        again = await operator.post(f"/resellers/{reseller}/commission/settle", json=body)
        statement = made.json()
        assert (made.status_code, again.status_code, again.json()) == (201, 200, statement)
        assert [preview[key] for key in WHAT] == [statement[key] for key in WHAT]
        paid += Decimal(statement["total"])
        files[statement["id"]] = await files_of(operator, statement["id"])
        day = month.replace(day=random.randint(1, 28))
        await operator.made(f"/resellers/{reseller}/rates", rate="0.4", from_day=day.isoformat())
        # It takes the place of what was set on that day before.
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        at = max([start, *(rate.from_at for rate in ledger.rates if rate.from_at.date() == day)])
        change = Since(at, Decimal("0.4"))
        refund = Refund(random.choice(months), Decimal(random.randint(1, 999)) / 100, "x")
        for account in ledger.accounts:
            written.refund(account.id, refund)
        ledger = Ledger(
            rates=sorted([*ledger.rates, change], key=lambda found: found.from_at),
            accounts=[replace(account, refunds=[*account.refunds, refund]) for account in ledger.accounts],
        )
    following = three_months(months[-1])[1]
    later = (await operator.get(f"/resellers/{reseller}/commission?month={following:%Y-%m}")).json()
    pending = sum((Decimal(change["amount"]) for change in later["adjustments"]), Decimal(0))
    assert paid + pending == sum((slow_total(ledger, month) for month in months), Decimal(0))
    assert {found: await files_of(operator, found) for found in files} == files


WHAT = ("lines", "adjustments", "total")


async def files_of(operator: Client, statement_id: str) -> list[bytes]:
    """Read a settled statement in its three forms."""
    return [(await operator.get(f"/commission_statements/{statement_id}{end}")).content for end in ("", ".csv", ".pdf")]
