"""Adjustments: what a settled month turned out to be, paid or taken back with the next statement."""

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
    paid: dict[tuple[str, UUID], Decimal] = {}
    said: dict[tuple[str, UUID], set[str]] = {}
    names: dict[UUID, str] = {account.id: account.name for account in ledger.accounts}
    for month, lines, adjustments in settled:
        for line in lines:
            said.setdefault((f"{month:%Y-%m}", line.organisation_id), set()).add(line.explanation)
        entries = [(f"{month:%Y-%m}", line.organisation_id, line) for line in lines]
        for key, organisation_id, entry in [*entries, *((a.month, a.organisation_id, a) for a in adjustments)]:
            paid[key, organisation_id] = paid.get((key, organisation_id), Decimal(0)) + entry.amount
            names.setdefault(organisation_id, entry.organisation_name)
    owed: dict[tuple[str, UUID], Decimal] = {}
    news: dict[tuple[str, UUID], list[str]] = {}
    for month, _, _ in settled:
        for line in lines_of(ledger, month):
            key = (f"{month:%Y-%m}", line.organisation_id)
            owed[key] = owed.get(key, Decimal(0)) + line.amount
            if line.explanation not in said.get(key, ()):
                news.setdefault(key, []).append(line.explanation)
    return [
        Adjustment(
            month=key[0],
            organisation_id=key[1],
            organisation_name=names[key[1]],
            amount=now - before,
            explanation=_explain_adjustment(key[0], before, now, news.get(key, [])),
        )
        for key in sorted(paid.keys() | owed.keys())
        if (now := owed.get(key, Decimal(0))) != (before := paid.get(key, Decimal(0)))
    ]


def _explain_adjustment(month: str, before: Decimal, now: Decimal, news: Sequence[str]) -> str:
    """Say what was paid, what it comes to, and which lines of the month are new."""
    because = " ".join(news[:_NEWS_MAX]) + (" …" if len(news) > _NEWS_MAX else "")
    sentence = f"{month_name(month)} was settled with {money(before)}; by what is known now it comes to {money(now)}."
    return f"{sentence} {because}".rstrip()
