"""An independent, slow reference of commission, and random histories to compare with."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from worktrackr.partners.adjustments import Adjustment, adjustments_of
from worktrackr.partners.commission import Account, Ledger, Line, Price, Refund, Since, lines_of


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
        statuses = history(["active", "active", "suspended", "closed"], 2)
        seats = history([1, 3, 5, 6, 9, 60], 3)
        refunds = [
            Refund(moment().date().replace(day=1), Decimal(random.randint(-500, 9999)) / 100, "An outage")
            for _ in range(random.choice([0, 0, 1, 2]))
        ]
        for mine in range(3):
            accounts[mine].append(
                Account(
                    id=UUID(int=number),
                    name=f"O{number}",
                    created_at=created,
                    trial_ends_at=created + timedelta(days=14),
                    plans=plans,
                    statuses=statuses,
                    seats=seats,
                    links=[Since(link.from_at, link.value == mine) for link in links],
                    refunds=refunds,
                )
            )
    return [Ledger(rates=rates[mine], accounts=accounts[mine]) for mine in range(3)], start.date()


def at(history: list[Any], moment: datetime) -> Any:
    """Return the last entry before a moment, by looking at each."""
    found = None
    for entry in history:
        if entry.from_at < moment:
            found = entry
    return found


def costs(account: Account, day: date) -> Decimal:
    """Return what a month costs at the price of a day, whoever brought the organisation; nothing where the day is free."""
    end = end_of(day)
    status, price, seats = (at(found, end) for found in (account.statuses, account.plans, account.seats))
    free = end <= account.created_at or status.value in ("suspended", "closed") or end <= account.trial_ends_at
    if free:
        return Decimal(0)
    return price.monthly_price + max(0, seats.value - price.included_seats) * price.extra_seat_price


def is_linked(account: Account, day: date) -> bool:
    """Tell whether an organisation was this reseller's on a day."""
    link = at(account.links, end_of(day))
    return end_of(day) > account.created_at and link is not None and link.value


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def day_value(ledger: Ledger, account: Account, day: date) -> tuple[Any, ...] | None:
    """Return what a day of an organisation is made of; None when it was not this reseller's."""
    if not is_linked(account, day):
        return None
    end = end_of(day)
    status, price, seats, rate = (
        at(found, end) for found in (account.statuses, account.plans, account.seats, ledger.rates)
    )
    extra = max(0, seats.value - price.included_seats)
    return (account.id, status.value, end <= account.trial_ends_at, price, extra, rate.value, costs(account, day))


def half_even(amount: Fraction) -> Decimal:
    """Round to the cent; exactly half a cent goes to the even one."""
    low, rest = divmod(amount * 100, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return Decimal(int(low) + up) / 100


def slow_total(ledger: Ledger, month: date) -> Decimal:
    """Add up a month, day by day: each run of equal days is one amount; then take its refunds back."""
    days, total = days_of(month), Decimal(0)
    for account in ledger.accounts:
        previous: tuple[Any, ...] | None = None
        amount = Fraction(0)
        for day in [*days, None]:
            value = None if day is None else day_value(ledger, account, day)
            if value != previous:
                total += half_even(amount)
                amount = Fraction(0)
            if value is not None:
                amount += Fraction(value[-1]) * Fraction(value[-2]) / len(days)
            previous = value
        charge, given = slow_charge(account, days), Decimal(0)
        for refund in account.refunds:
            if refund.month == month:
                after = given + refund.amount
                total += slow_refund(ledger, account, min(after, charge) - min(given, charge), days)
                given = after
    return total


def slow_charge(account: Account, days: list[date]) -> Decimal:
    """Add up what an organisation pays for a month: each run of days with one price is one amount."""
    prices = [costs(account, day) for day in days]
    cuts = [number for number, price in enumerate(prices) if number == 0 or price != prices[number - 1]]
    return sum(
        (
            half_even(Fraction(prices[cut]) * (following - cut) / len(days))
            for cut, following in pairwise([*cuts, len(days)])
        ),
        Decimal(0),
    )


def slow_refund(ledger: Ledger, account: Account, counted: Decimal, days: list[date]) -> Decimal:
    """Take back what counts of a refund: each day has its part of it, and days of one rate are rounded together."""
    whole = Fraction(sum((costs(account, day) for day in days), Decimal(0)))
    back: Counter[Decimal] = Counter()
    for day in days:
        if is_linked(account, day) and (cost := costs(account, day)):
            rate = at(ledger.rates, end_of(day)).value
            back[rate] += Fraction(counted) * Fraction(cost) / whole * Fraction(rate)  # pyright: ignore[reportArgumentType]  # a fraction counts too
    return sum((half_even(-Fraction(part)) for part in back.values()), Decimal(0))


def days_of(month: date) -> list[date]:
    """Return the days of a month."""
    return [month + timedelta(days=number) for number in range(monthrange(month.year, month.month)[1])]


def check_history(random: Random) -> None:
    """Assert that the fast way agrees with the slow one, that each day is paid once, and that settling adds up."""
    ledgers, first = random_ledgers(random)
    months = three_months(first)
    for month in months:
        covered: Counter[tuple[UUID, date]] = Counter()
        for ledger in ledgers:
            lines = lines_of(ledger, month)
            assert sum((line.amount for line in lines), Decimal(0)) == slow_total(ledger, month)
            for line in lines:
                if "customer" not in line.explanation:
                    covered.update((line.organisation_id, line.from_day + timedelta(days=n)) for n in range(line.days))
        linked = {
            (account.id, day)
            for ledger in ledgers
            for account in ledger.accounts
            for day in days_of(month)
            if is_linked(account, day)
        }
        assert covered == Counter(linked)
    check_settling(random, ledgers[0], months)


def check_settling(random: Random, ledger: Ledger, months: list[date]) -> None:
    """Settle month after month while the past changes: the sum of all statements is what is known in the end."""
    done: list[tuple[date, list[Line], list[Adjustment]]] = []
    for month in months:
        lines, adjustments = lines_of(ledger, month), adjustments_of(ledger, done)
        settled = [*done, (month, lines, adjustments)]
        # What was just settled is owed to nobody again.
        assert adjustments_of(ledger, settled) == []
        done = settled
        change = Since(datetime(month.year, month.month, random.randint(1, 28), tzinfo=UTC), Decimal("0.4"))
        refund = Refund(random.choice(months), Decimal(random.randint(1, 9999)) / 100, "x")
        moved = Since(change.from_at, random.choice([True, False]))
        ledger = Ledger(
            rates=sorted([*ledger.rates, change], key=lambda found: found.from_at),
            accounts=[
                replace(
                    account,
                    refunds=[*account.refunds, refund],
                    links=sorted([*account.links, moved], key=lambda found: found.from_at),
                )
                for account in ledger.accounts
            ],
        )
    paid = sum((part.amount for _, lines, adjustments in done for part in [*lines, *adjustments]), Decimal(0))
    pending = sum((part.amount for part in adjustments_of(ledger, done)), Decimal(0))
    known = sum((slow_total(ledger, month) for month in months), Decimal(0))
    assert paid + pending == known


def three_months(first: date) -> list[date]:
    """Return a month and the two after it."""
    second = (first + timedelta(days=31)).replace(day=1)
    return [first, second, (second + timedelta(days=31)).replace(day=1)]
