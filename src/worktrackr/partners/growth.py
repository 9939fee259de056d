"""How a reseller's customers come and go: counted from the histories of their links and statuses.

A customer is an organisation that is linked and not closed; one in its trial, or suspended, counts. Of a period, who joined
became a customer in it and who left ceased to be one. Churn is the part of those who were there at its start that had left
by its end: whoever joined and left within the period is no churn, but counts among those who joined and left.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from worktrackr.partners.commission import CLOSED, Account

_RATIO = Decimal("0.0001")


class Growth(msgspec.Struct):
    """Who came and went from one moment until another; `churn` is null when nobody was there at the start."""

    from_at: datetime = msgspec.field(name="from")
    at_start: int
    joined: int
    left: int
    net: int
    churned: int
    churn: Decimal | None


class Presence:
    """When an organisation was a customer of the reseller whose ledger it stands in."""

    def __init__(self, account: Account) -> None:
        """Join the history of its links with that of its status."""
        self._times = sorted({entry.from_at for entry in (*account.links, *account.statuses)})
        links, statuses = [entry.from_at for entry in account.links], [entry.from_at for entry in account.statuses]
        self._there: list[bool] = []
        for time in self._times:
            link, status = bisect_right(links, time), bisect_right(statuses, time)
            is_closed = bool(status) and account.statuses[status - 1].value == CLOSED
            self._there.append(bool(link) and account.links[link - 1].value and not is_closed)

    def before(self, time: datetime) -> bool:
        """Say whether it was a customer just before a time: what begins at midnight belongs to the day that begins."""
        index = bisect_left(self._times, time)
        return bool(index) and self._there[index - 1]

    def changes(self, start: datetime, end: datetime) -> tuple[int, int]:
        """Count how often it joined and left from `start` (inclusive) until `end` (exclusive)."""
        was, joined, left = self.before(start), 0, 0
        for time, there in zip(self._times, self._there, strict=True):
            if start <= time < end and there != was:
                joined, left, was = joined + there, left + (not there), there
        return joined, left


def growth_of(presences: Sequence[Presence], start: datetime, end: datetime) -> Growth:
    """Return who came and went from `start` (inclusive) until `end` (exclusive)."""
    changes = [presence.changes(start, end) for presence in presences]
    joined, left = sum(came for came, _ in changes), sum(went for _, went in changes)
    there = [presence for presence in presences if presence.before(start)]
    churned = sum(not presence.before(end) for presence in there)
    return Growth(
        from_at=start,
        at_start=len(there),
        joined=joined,
        left=left,
        net=joined - left,
        churned=churned,
        churn=(Decimal(churned) / len(there)).quantize(_RATIO) if there else None,
    )
