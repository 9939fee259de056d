"""Adjustments: what a settled month turned out to be, paid or taken back with the next statement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from worktrackr.partners.commission import Ledger, Line, lines_of, money
from worktrackr.partners.months import month_name

_NEWS_MAX = 3
"""Sentences that an adjustment quotes of the lines that are new."""


class Adjustment(msgspec.Struct):
    """What a settled month would be now, less what was paid for it: paid, or taken back, with the next statement."""

    month: str
    organisation_id: UUID
    organisation_name: str
    amount: Decimal
    explanation: str


def adjustments_of(ledger: Ledger, settled: Sequence[tuple[date, list[Line], list[Adjustment]]]) -> list[Adjustment]:
    """Return what the settled months would be now, less what their statements, and adjustments since, have paid."""
    paid: dict[tuple[str, UUID], Decimal] = defaultdict(Decimal)
    owed: dict[tuple[str, UUID], Decimal] = defaultdict(Decimal)
    said: dict[tuple[str, UUID], set[str]] = defaultdict(set)
    news: dict[tuple[str, UUID], list[str]] = defaultdict(list)
    names: dict[UUID, str] = {}
    for first_day, lines, adjustments in settled:
        month = f"{first_day:%Y-%m}"
        for line in lines:
            key = (month, line.organisation_id)
            paid[key] += line.amount
            said[key].add(line.explanation)
            names[line.organisation_id] = line.organisation_name
        for change in adjustments:
            paid[change.month, change.organisation_id] += change.amount
        for line in lines_of(ledger, first_day):
            key = (month, line.organisation_id)
            owed[key] += line.amount
            if line.explanation not in said[key]:
                news[key].append(line.explanation)
    names |= {account.id: account.name for account in ledger.accounts}
    return [
        Adjustment(
            month=month,
            organisation_id=organisation_id,
            organisation_name=names[organisation_id],
            amount=now - before,
            explanation=_explain_adjustment(month, before, now, news[month, organisation_id]),
        )
        for month, organisation_id in sorted(paid.keys() | owed.keys())
        if (now := owed[month, organisation_id]) != (before := paid[month, organisation_id])
    ]


def _explain_adjustment(month: str, before: Decimal, now: Decimal, news: Sequence[str]) -> str:
    """Say what was paid, what it comes to, and which lines of the month are new."""
    because = " ".join(news[:_NEWS_MAX]) + (" …" if len(news) > _NEWS_MAX else "")
    sentence = f"{month_name(month)} was settled with {money(before)}; by what is known now it comes to {money(now)}."
    return f"{sentence} {because}".rstrip()
