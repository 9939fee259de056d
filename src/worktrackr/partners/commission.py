"""What a reseller earns: pure arithmetic over the effective-dated history of plans, seats, status, links and rates.

A day is a day in UTC, and counts with what was true at its end, so that no day of an organisation is paid twice or missed.
A month of an organisation costs its plan's price and its extra seats; a day is an equal part of its month. A line is a run of
days on which nothing changed; its amount is (monthly cost × days ÷ days of the month × rate), rounded half-even to the cent,
and lines sum to the total. A day in the trial, suspended, closed, or outside the link owes nothing, and says so. A refund of a
month, up to what the month came to, is taken from its days in the parts in which they cost it, each at its own rate.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

T = TypeVar("T")
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
    lines: list[Line] = []
    for account in sorted(ledger.accounts, key=lambda found: (found.name, found.id)):
        spells = _spells(account, ledger.rates, month)
        if all(spell.why in (BEFORE, AFTER) for spell in spells):
            continue
        runs = [list(run) for _, run in groupby(spells, key=_SHOWN)]
        lines += [_line(account, run, _days_of(month)) for run in runs]
        refunds = [refund for refund in account.refunds if refund.month == month]
        cost, given = charged(account, month) if refunds else Decimal(0), Decimal(0)
        for refund in refunds:
            # A month may have come to less than was given back for it while it ran: no more of it was earned.
            before, given = min(given, cost), given + refund.amount
            lines += _refund_lines(account, refund, min(given, cost) - before, spells)
    return lines


def charged(account: Account, month: date) -> Decimal:
    """Return what an organisation pays for a month (its first day), whoever brought it: each run of days to the cent."""
    runs = groupby(_spells(account, [], month), key=attrgetter("cost"))
    return sum((_cents(Fraction(cost * _length(run)) / _days_of(month)) for cost, run in runs), Decimal("0.00"))


class _Spell(NamedTuple):
    """Days of an organisation on which nothing changed: why its reseller is owed nothing for them (or None), and what they cost."""

    from_day: date
    days: int
    why: str | None
    price: Price | None
    extra: int
    rate: Decimal
    cost: Decimal
    """Of the whole month, whoever brought the organisation: a day is as many parts of it as the month has days."""

    @property
    def to_day(self) -> date:
        """The last of its days."""
        return self.from_day + timedelta(days=self.days - 1)


_SHOWN = attrgetter("why", "price", "extra", "rate")
"""What of a spell its reseller may see: those that are alike in it stand in one line."""


def _days_of(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _length(spells: Iterable[_Spell]) -> int:
    return sum(spell.days for spell in spells)


def _held(history: Sequence[E], end: datetime) -> E | None:
    """Return what held just before a moment."""
    return next((entry for entry in reversed(history) if entry.from_at < end), None)


def _spells(account: Account, rates: Sequence[Since[Decimal]], month: date) -> list[_Spell]:
    """Return the days of a month since the organisation began, cut wherever something changed."""
    start, days = datetime(month.year, month.month, 1, tzinfo=UTC), _days_of(month)
    first = max(0, (account.created_at - start).days)
    histories = (account.plans, account.statuses, account.seats, account.links, rates)
    # What changes within a day holds at its end: the day belongs to the new spell.
    changed = {(entry.from_at - start).days for history in histories for entry in history}
    changed.add((account.trial_ends_at - start).days)
    cuts = [first, *sorted(number for number in changed if first < number < days), days] if first < days else []
    return [_spell(account, rates, start + timedelta(days=cut), to - cut) for cut, to in pairwise(cuts)]


def _spell(account: Account, rates: Sequence[Since[Decimal]], start: datetime, days: int) -> _Spell:
    """Return the spell of so many days from a day on; as nothing changes in it, the end of its first day tells of all."""
    end = start + timedelta(days=1)
    price, status, used = (_held(account.plans, end), _held(account.statuses, end), _held(account.seats, end))
    why = (
        status.value if status and status.value in (CLOSED, SUSPENDED)
        else TRIAL if end <= account.trial_ends_at
        else None
    )  # fmt: skip
    extra = max(0, (used.value if used else 0) - price.included_seats) if price else 0
    cost = Decimal(0) if why or price is None else price.monthly_price + extra * price.extra_seat_price
    if (link := _held(account.links, end)) and link.value:
        rate = _held(rates, end)
        return _Spell(start.date(), days, why, price, extra, rate.value if rate else Decimal(0), cost)
    was_linked = any(found.value and found.from_at < end for found in account.links)
    return _Spell(start.date(), days, AFTER if was_linked else BEFORE, None, 0, Decimal(0), cost)


def _line(account: Account, run: Sequence[_Spell], month_days: int) -> Line:
    first, days = run[0], _length(run)
    base, amount = _priced(Decimal(0) if first.why else first.cost, days, month_days, first.rate)
    return Line(
        organisation_id=account.id,
        organisation_name=account.name,
        plan=first.price.plan if first.price else None,
        from_day=first.from_day,
        to_day=run[-1].to_day,
        days=days,
        base=base,
        rate=first.rate,
        amount=amount,
        explanation=_explain(account, first, days, month_days),
    )


@lru_cache(maxsize=1024)
def _priced(cost: Decimal, days: int, month_days: int, rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return what some days of a month cost, and a reseller's part of it. Many customers are on few plans, hence the cache."""
    exact = Fraction(cost * days) / month_days
    return _cents(exact), _cents(exact * Fraction(rate))


def _refund_lines(account: Account, refund: Refund, counted: Decimal, spells: Sequence[_Spell]) -> list[Line]:
    """Return the lines that take back the commission on what counts of a refund: for each rate, its part of the month's cost."""
    whole = sum((spell.cost * spell.days for spell in spells), Decimal(0))
    shares: dict[Decimal, Decimal] = {}
    for spell in spells:
        if spell.why is None and spell.cost:
            shares[spell.rate] = shares.get(spell.rate, Decimal(0)) + spell.cost * spell.days
    given = (
        f"Refund of {money(refund.amount)}" if refund.amount > 0 else f"Refund of {money(-refund.amount)} taken back"
    )
    lines: list[Line] = []
    for rate, share in (shares or {Decimal(0): Decimal(0)}).items():
        part = Fraction(counted * share) / Fraction(whole) if whole else Fraction(0)
        base = _cents(-part)
        sentence = (
            "Nothing was owed for this month, so nothing is taken back." if not share
            else f"{money(abs(base))} of it falls to your days at {percent(rate)}." if share != whole
            else f"Commission on it at {percent(rate)}." if counted == refund.amount
            else f"Commission on {money(abs(base))} of it, as the month came to no more, at {percent(rate)}."
        )  # fmt: skip
        lines.append(
            Line(
                organisation_id=account.id,
                organisation_name=account.name,
                plan=None,
                from_day=spells[0].from_day,
                to_day=spells[-1].to_day,
                days=0,
                base=base,
                rate=rate,
                amount=_cents(-part * Fraction(rate)),
                explanation=f"{given}: {refund.reason.rstrip('.')}. {sentence}",
            )
        )
    return lines


def _explain(account: Account, first: _Spell, run: int, days: int) -> str:
    price, extra = first.price, first.extra
    if first.why or price is None:
        trial_ends = account.trial_ends_at.astimezone(UTC)
        return {
            BEFORE: "Not yet your customer: nothing is owed.",
            AFTER: "No longer your customer: nothing is owed.",
            CLOSED: "Closed: nothing is owed.",
            SUSPENDED: "Suspended: nothing is owed.",
            TRIAL: f"In its trial until {trial_ends.day} {trial_ends:%B %Y}: nothing is owed.",
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
    return Decimal(round(amount * 100)).scaleb(-2)


def money(amount: Decimal) -> str:
    """Write an amount for people, with a true minus."""
    return f"{_MINUS if amount < 0 else ''}£{abs(amount):,.2f}"


def percent(rate: Decimal) -> str:
    """Write a rate for people."""
    return f"{(rate * 100).normalize():f}%"
