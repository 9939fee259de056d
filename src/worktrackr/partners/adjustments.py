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
    said: dict[tuple[str, UUID], list[str]] = defaultdict(list)
    now_said: dict[tuple[str, UUID], list[str]] = defaultdict(list)
    adjusted: set[tuple[str, UUID]] = set()
    names: dict[UUID, str] = {}
    for first_day, lines, adjustments in settled:
        month = f"{first_day:%Y-%m}"
        for line in lines:
            key = (month, line.organisation_id)
            paid[key] += line.amount
            said[key].append(line.explanation)
            names[line.organisation_id] = line.organisation_name
        for change in adjustments:
            key = (change.month, change.organisation_id)
            paid[key] += change.amount
            said[key].append(change.explanation)
            adjusted.add(key)
        for line in lines_of(ledger, first_day):
            key = (month, line.organisation_id)
            owed[key] += line.amount
            now_said[key].append(line.explanation)
    names |= {account.id: account.name for account in ledger.accounts}
    found: list[Adjustment] = []
    for key in sorted(paid.keys() | owed.keys()):
        month, organisation_id = key
        if (now := owed[key]) == (before := paid[key]):
            continue
        so_far = "has come to {} with its adjustments" if key in adjusted else "was settled with {}"
        sentence = f"{month_name(month)} {so_far.format(money(before))}; by what is known now it comes to {money(now)}."
        explanation = " ".join([sentence, *_news(said[key], now_said[key])])
        found.append(Adjustment(month, organisation_id, names[organisation_id], now - before, explanation))
    return found


def _news(said: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return what was not said yet; or all that holds now, where it is what was said once and then corrected.

    >>> _news(["Pro at 25%.", "October was … Refund of £5."], ["Pro at 25%.", "Refund of £5.", "Refund of £5."])
    ['Refund of £5.']
    """
    before = "\n".join(said)
    news: list[str] = []
    for sentence in now:
        if sentence in before:
            before = before.replace(sentence, "", 1)
        else:
            news.append(sentence)
    news = news or [*now]
    return news if len(news) <= _NEWS_MAX else [*news[:_NEWS_MAX], "…"]
