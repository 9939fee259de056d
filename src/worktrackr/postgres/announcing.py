"""Tells all processes which organisations were written to: after the commit, and for many writes at once.

A NOTIFY inside a writing transaction takes a lock of the whole server until its commit is on the disk, so that writers
queue (docs/decisions/0006-live-updates.md has the figures). Ours is a transaction of its own that waits for no disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from uuid import UUID

from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Problem

CHANNEL = "worktrackr_live"
EVERYBODY = "*"
"""Announced in the place of an organisation, by those who have none: an operator may have changed any of them."""
PAUSE_SECONDS = 0.05
"""How long further writes are collected once one was announced."""
_AT_ONCE = 200
"""Organisations in one message, which PostgreSQL limits to 8000 bytes."""
NOTIFY = Statement(f"select set_config('synchronous_commit', 'off', true), pg_notify('{CHANNEL}', $1)")


class Announcer:
    """Announces the first write at once and those after it together; nothing is announced while nothing is written."""

    def __init__(self, send: Callable[[str], Awaitable[object]]) -> None:
        """`send` notifies one text."""
        self._send = send
        self._waiting: set[str] = set()
        self._sending: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def wrote(self, organisation_id: UUID | None) -> None:
        """Announce soon that an organisation was written to, or with None perhaps any of them."""
        self._waiting.add(EVERYBODY if organisation_id is None else str(organisation_id))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._waiting:
            names, self._waiting = list(self._waiting), set()
            for start in range(0, len(names), _AT_ONCE):
                try:
                    await self._send(",".join(names[start : start + _AT_ONCE]))
                except Problem:
                    return  # Whoever listens has lost the database too, and looks by itself when it is back.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), PAUSE_SECONDS)

    async def close(self) -> None:
        """Announce what is still waiting."""
        self._closing.set()
        if self._sending is not None:
            await self._sending


def announced(payload: str) -> Sequence[str]:
    """Return the organisations of a message.

    >>> announced("019234af-0000-7000-8000-000000000000,*")
    ['019234af-0000-7000-8000-000000000000', '*']
    """
    return payload.split(",")
