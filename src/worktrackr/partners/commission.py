"""What a reseller earns: pure arithmetic over the effective-dated history of plans, seats, status, links and rates.

A day is a day in UTC, and counts with what was true at its end, so that no day of an organisation is paid twice or missed.
A month of an organisation costs its plan's price and its extra seats; a day is an equal part of its month. A line is a run of
days on which nothing changed; its amount is (monthly cost × days ÷ days of the month × rate), rounded half-even to the cent,
and lines sum to the total. A day in the trial, suspended, closed, or outside the link owes nothing, and says so.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, TypeVar
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


class Refund(msgspec.Struct, frozen=True):
    """Money given back for a month."""

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


class Adjustment(msgspec.Struct):
    """What a settled month would be now, less what was paid for it: paid, or taken back, with the next statement."""

    month: str
    organisation_id: UUID
    organisation_name: str
    amount: Decimal
    explanation: str


def lines_of(ledger: Ledger, month: date) -> list[Line]:
    """Return the lines of a month (its first day), by organisation and day; without organisations never linked in it."""
    days = monthrange(month.year, month.month)[1]
    rates = _History(ledger.rates)
    lines: list[Line] = []
    for account in sorted(ledger.accounts, key=lambda found: (found.name, found.id)):
        states = list(_states(account, rates, [month + timedelta(days=number) for number in range(days)]))
        if not any(why not in (BEFORE, AFTER) for _, why, *_ in states):
            continue
        runs = [list(run) for _, run in groupby(states, key=itemgetter(slice(1, None)))]
        made = [_line(account, run, days) for run in runs]
        lines += made
        lines += [_refund_line(account, refund, made) for refund in account.refunds if refund.month == month]
    return lines


def adjustments_of(ledger: Ledger, settled: Sequence[tuple[date, list[Line], list[Adjustment]]]) -> list[Adjustment]:
    """Return what the settled months would be now, less what their statements, and adjustments since, have paid."""
    paid: dict[tuple[str, UUID], Decimal] = {}
    names: dict[UUID, str] = {account.id: account.name for account in ledger.accounts}
    for month, lines, adjustments in settled:
        entries = [(f"{month:%Y-%m}", line.organisation_id, line) for line in lines]
        for key, organisation_id, entry in [*entries, *((a.month, a.organisation_id, a) for a in adjustments)]:
            paid[key, organisation_id] = paid.get((key, organisation_id), Decimal(0)) + entry.amount
            names.setdefault(organisation_id, entry.organisation_name)
    owed: dict[tuple[str, UUID], Decimal] = {}
    for month, _, _ in settled:
        for line in lines_of(ledger, month):
            key = (f"{month:%Y-%m}", line.organisation_id)
            owed[key] = owed.get(key, Decimal(0)) + line.amount
    return [
        Adjustment(
            month=month,
            organisation_id=organisation_id,
            organisation_name=names[organisation_id],
            amount=difference,
            explanation=f"{month} was settled with {money(paid.get((month, organisation_id), Decimal(0)))}; "
            f"by what is known now it comes to {money(owed.get((month, organisation_id), Decimal(0)))}.",
        )
        for month, organisation_id in sorted(paid.keys() | owed.keys())
        if (
            difference := owed.get((month, organisation_id), Decimal(0))
            - paid.get((month, organisation_id), Decimal(0))
        )
    ]


class _History:
    """Answers what held at the end of a day."""

    def __init__(self, entries: Sequence[Since[Any] | Price]) -> None:
        self._entries, self._times = entries, [entry.from_at for entry in entries]

    def at_end_of(self, day: date) -> Any:  # noqa: ANN401  # an entry, or nothing
        index = bisect_right(self._times, _end_of(day) - timedelta(microseconds=1))
        return self._entries[index - 1] if index else None


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def _states(
    account: Account, rates: _History, days: Sequence[date]
) -> Iterator[tuple[date, str | None, Price | None, int, Decimal]]:
    """Yield each day with why it owes nothing (or None), its price, its extra seats and the rate."""
    plans, statuses, seats, links = map(_History, (account.plans, account.statuses, account.seats, account.links))
    for day in days:
        if _end_of(day) <= account.created_at:
            continue
        link, status, price = links.at_end_of(day), statuses.at_end_of(day), plans.at_end_of(day)
        rate = rates.at_end_of(day)
        used = seats.at_end_of(day)
        extra = max(0, (used.value if used else 0) - price.included_seats) if price else 0
        if not (link and link.value):
            ended = any(found.value and found.from_at < _end_of(day) for found in account.links)
            yield day, AFTER if ended else BEFORE, None, 0, Decimal(0)
            continue
        why = (
            CLOSED if status and status.value == CLOSED
            else SUSPENDED if status and status.value == SUSPENDED
            else TRIAL if _end_of(day) <= account.trial_ends_at
            else None
        )  # fmt: skip
        yield day, why, price, extra, rate.value if rate else Decimal(0)


def _line(account: Account, run: Sequence[tuple[date, str | None, Price | None, int, Decimal]], days: int) -> Line:
    (first, why, price, extra, rate), last = run[0], run[-1][0]
    monthly = Decimal(0) if why or price is None else price.monthly_price + extra * price.extra_seat_price
    exact = Fraction(monthly) * len(run) / days
    return Line(
        organisation_id=account.id,
        organisation_name=account.name,
        plan=price.plan if price else None,
        from_day=first,
        to_day=last,
        days=len(run),
        base=_cents(exact),
        rate=rate,
        amount=_cents(exact * Fraction(rate)),
        explanation=_explain(account, why, price, extra, rate, len(run), days),
    )


def _refund_line(account: Account, refund: Refund, lines: Sequence[Line]) -> Line:
    """Return the line that takes back the commission on a refund, at the rate that was last paid in that month."""
    paid = [line for line in lines if line.amount]
    rate = paid[-1].rate if paid else Decimal(0)
    last = refund.month.replace(day=monthrange(refund.month.year, refund.month.month)[1])
    return Line(
        organisation_id=account.id,
        organisation_name=account.name,
        plan=None,
        from_day=refund.month,
        to_day=last,
        days=0,
        base=-refund.amount,
        rate=rate,
        amount=_cents(-Fraction(refund.amount) * Fraction(rate)),
        explanation=f"Refund of {money(refund.amount)}: {refund.reason}",
    )


def _explain(
    account: Account, why: str | None, price: Price | None, extra: int, rate: Decimal, run: int, days: int
) -> str:
    if why or price is None:
        return {
            BEFORE: "Not yet your customer: nothing is owed.",
            AFTER: "No longer your customer: nothing is owed.",
            CLOSED: "Closed: nothing is owed.",
            SUSPENDED: "Suspended: nothing is owed.",
            TRIAL: f"In its trial until {account.trial_ends_at:%d %B %Y}: nothing is owed.",
        }.get(why or "", "No plan: nothing is owed.")
    monthly = price.monthly_price + extra * price.extra_seat_price
    seats = (
        f" and {extra} extra seat{'s' * (extra > 1)} at {money(price.extra_seat_price)}, {money(monthly)}"
        if extra
        else ""
    )
    part = "the whole month" if run == days else f"{run} of {days} days"
    return f"{price.plan.capitalize()} at {money(price.monthly_price)}{seats} a month, for {part}, at {percent(rate)}."


def _cents(amount: Fraction) -> Decimal:
    # Python rounds a fraction half to even, and exactly.
    return (Decimal(round(amount * 100)) * CENT).quantize(CENT)


def money(amount: Decimal) -> str:
    """Write an amount for people, with a true minus."""
    return f"{_MINUS if amount < 0 else ''}£{abs(amount):,.2f}"


def percent(rate: Decimal) -> str:
    """Write a rate for people."""
    return f"{(rate * 100).normalize():f} %"
