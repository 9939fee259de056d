"""What a reseller earns: pure arithmetic over the effective-dated history of plans, seats, status, links and rates.

A day is a day in UTC, and counts with what was true at its end, so that no day of an organisation is paid twice or missed.
A month of an organisation costs its plan's price and its extra seats; a day is an equal part of its month. A line is a run of
days on which nothing changed; its amount is (monthly cost × days ÷ days of the month × rate), rounded half-even to the cent,
and lines sum to the total. A day in the trial, suspended, closed, or outside the link owes nothing, and says so. A refund of a
month is taken from its days in the parts in which they cost it, each at its own rate.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

T = TypeVar("T")
CENT = Decimal("0.01")
_MINUS = "\u2212"
TRIAL, SUSPENDED, CLOSED, BEFORE, AFTER = "trial", "suspended", "closed", "before", "after"


class Price(msgspec.Struct, frozen=True):
    """What a plan cost from some time on."""

    from_at: datetime
    plan: str
    monthly_price: Decimal
    included_seats: int
    extra_seat_price: Decimal


class Since(msgspec.Struct, Generic[T], frozen=True):
    """A value that held from some time on: a status, a number of seats, a rate, or whether a link was there."""

    from_at: datetime
    value: T


E = TypeVar("E", bound="Price | Since[Any]")


class Refund(msgspec.Struct, frozen=True):
    """Money given back for a month, or, less than nothing, such a refund taken back."""

    month: date
    amount: Decimal
    reason: str


class Account(msgspec.Struct, frozen=True):
    """An organisation as the ledger knows it; every history is in the order of time."""

    id: UUID
    name: str
    created_at: datetime
    trial_ends_at: datetime
    plans: list[Price]
    statuses: list[Since[str]]
    seats: list[Since[int]]
    links: list[Since[bool]]
    refunds: list[Refund] = []


class Ledger(msgspec.Struct, frozen=True):
    """All that a reseller's commission follows from."""

    rates: list[Since[Decimal]]
    accounts: list[Account]


class Line(msgspec.Struct):
    """A run of days of one organisation; `from_day` and `to_day` are both included, `base` is what these days cost."""

    organisation_id: UUID
    organisation_name: str
    plan: str | None
    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    days: int
    base: Decimal
    rate: Decimal
    amount: Decimal
    explanation: str


def lines_of(ledger: Ledger, month: date) -> list[Line]:
    """Return the lines of a month (its first day), by organisation and day; without organisations never linked in it."""
    ends = _ends_of(month)
    rates = _at_ends(ledger.rates, ends)
    lines: list[Line] = []
    for account in sorted(ledger.accounts, key=lambda found: (found.name, found.id)):
        if not any(link and link.value for link in _at_ends(account.links, ends)):
            continue
        days = _days(account, rates, ends)
        if all(day.why in (BEFORE, AFTER) for day in days):
            continue
        runs = [list(run) for _, run in groupby(days, key=itemgetter(slice(1, 5)))]
        lines += [_line(account, run, len(ends)) for run in runs]
        for refund in account.refunds:
            if refund.month == month:
                lines += _refund_lines(account, refund, days)
    return lines


def charged(account: Account, month: date) -> Decimal:
    """Return what an organisation pays for a month (its first day), whoever brought it, rounded to the cent."""
    ends = _ends_of(month)
    return _cents(sum((day.cost for day in _days(account, [None] * len(ends), ends)), Fraction(0)) / len(ends))


class _Day(NamedTuple):
    """A day of an organisation: why its reseller is owed nothing for it (or None), and what it costs whoever brought it."""

    day: date
    why: str | None
    price: Price | None
    extra: int
    rate: Decimal
    cost: Fraction
    """Of the whole month: a day is as many parts of it as the month has days."""


@lru_cache(maxsize=64)
def _ends_of(month: date) -> tuple[datetime, ...]:
    """Return the moments at which the days of a month are over."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    return tuple(start + timedelta(days=day) for day in range(1, monthrange(month.year, month.month)[1] + 1))


def _at_ends(history: Sequence[E], ends: Sequence[datetime]) -> list[E | None]:
    """Return what held at the end of each day."""
    found: list[E | None] = []
    number, held = 0, None
    for end in ends:
        while number < len(history) and history[number].from_at < end:
            held = history[number]
            number += 1
        found.append(held)
    return found


def _days(account: Account, rates: Sequence[Since[Decimal] | None], ends: Sequence[datetime]) -> list[_Day]:
    """Return the days of a month since the organisation began."""
    plans, statuses = _at_ends(account.plans, ends), _at_ends(account.statuses, ends)
    seats, links = _at_ends(account.seats, ends), _at_ends(account.links, ends)
    first_link = min((found.from_at for found in account.links if found.value), default=None)
    days: list[_Day] = []
    before: tuple[object, ...] = ()
    for end, price, status, used, link, rate in zip(ends, plans, statuses, seats, links, rates, strict=True):
        if end <= account.created_at:
            continue
        day = (end - timedelta(days=1)).date()
        # Most days are like the one before, and a year of a reseller has many.
        held = (price, status, used, link, rate, end <= account.trial_ends_at)
        if held == before:
            days.append(_Day(day, *days[-1][1:]))
            continue
        before = held
        why = (
            status.value if status and status.value in (CLOSED, SUSPENDED)
            else TRIAL if end <= account.trial_ends_at
            else None
        )  # fmt: skip
        extra = max(0, (used.value if used else 0) - price.included_seats) if price else 0
        cost = Fraction(0) if why or price is None else Fraction(price.monthly_price + extra * price.extra_seat_price)
        if link and link.value:
            days.append(_Day(day, why, price, extra, rate.value if rate else Decimal(0), cost))
        else:
            ended = first_link is not None and first_link < end
            days.append(_Day(day, AFTER if ended else BEFORE, None, 0, Decimal(0), cost))
    return days


def _line(account: Account, run: Sequence[_Day], days: int) -> Line:
    first = run[0]
    exact = (Fraction(0) if first.why else first.cost) * len(run) / days
    return Line(
        organisation_id=account.id,
        organisation_name=account.name,
        plan=first.price.plan if first.price else None,
        from_day=first.day,
        to_day=run[-1].day,
        days=len(run),
        base=_cents(exact),
        rate=first.rate,
        amount=_cents(exact * Fraction(first.rate)),
        explanation=_explain(account, first, len(run), days),
    )


def _refund_lines(account: Account, refund: Refund, days: Sequence[_Day]) -> list[Line]:
    """Return the lines that take back the commission on a refund: for each rate, its part of what the month cost."""
    whole = sum((day.cost for day in days), Fraction(0))
    shares: dict[Decimal, Fraction] = {}
    for day in days:
        if day.why is None and day.cost:
            shares[day.rate] = shares.get(day.rate, Fraction(0)) + day.cost
    given = (
        f"Refund of {money(refund.amount)}" if refund.amount > 0 else f"Refund of {money(-refund.amount)} taken back"
    )
    lines: list[Line] = []
    for rate, share in (shares or {Decimal(0): Fraction(0)}).items():
        part = Fraction(refund.amount) * share / whole if whole else Fraction(0)
        base = _cents(-part)
        sentence = (
            "Nothing was owed for this month, so nothing is taken back." if not share
            else f"Commission on it at {percent(rate)}." if share == whole
            else f"{money(abs(base))} of it falls to your days at {percent(rate)}."
        )  # fmt: skip
        lines.append(
            Line(
                organisation_id=account.id,
                organisation_name=account.name,
                plan=None,
                from_day=days[0].day,
                to_day=days[-1].day,
                days=0,
                base=base,
                rate=rate,
                amount=_cents(-part * Fraction(rate)),
                explanation=f"{given}: {refund.reason.rstrip('.')}. {sentence}",
            )
        )
    return lines


def _explain(account: Account, first: _Day, run: int, days: int) -> str:
    price, extra = first.price, first.extra
    if first.why or price is None:
        return {
            BEFORE: "Not yet your customer: nothing is owed.",
            AFTER: "No longer your customer: nothing is owed.",
            CLOSED: "Closed: nothing is owed.",
            SUSPENDED: "Suspended: nothing is owed.",
            TRIAL: f"In its trial until {account.trial_ends_at.day} {account.trial_ends_at:%B %Y}: nothing is owed.",
        }.get(first.why or "", "No plan: nothing is owed.")
    monthly = price.monthly_price + extra * price.extra_seat_price
    seats = (
        f" and {extra} extra seat{'s' * (extra > 1)} at {money(price.extra_seat_price)}, {money(monthly)}"
        if extra
        else ""
    )
    part = "the whole month" if run == days else f"{run} of {days} days"
    return f"{price.plan.capitalize()} at {money(price.monthly_price)}{seats} a month, for {part}, at {percent(first.rate)}."


def _cents(amount: Fraction) -> Decimal:
    # Python rounds a fraction half to even, and exactly.
    return (Decimal(round(amount * 100)) * CENT).quantize(CENT)


def money(amount: Decimal) -> str:
    """Write an amount for people, with a true minus."""
    return f"{_MINUS if amount < 0 else ''}£{abs(amount):,.2f}"


def percent(rate: Decimal) -> str:
    """Write a rate for people."""
    return f"{(rate * 100).normalize():f} %"
