"""Limits on logins, resets and the like: counted in the database, so that several workers count together."""

import hashlib

from worktrackr.access import Request
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import TooManyRequests

_ATTEMPT = Statement("select auth.attempt($1, $2, $3)", lambda row: row[0], writes=True)
_FORGIVE = Statement("select auth.forgive($1)", writes=True)


async def limit_attempts(request: Request, kind: str, subject: str, *, allowed: int, seconds: int) -> None:
    """Count an attempt of a kind on a subject; raises `TooManyRequests` beyond `allowed` in `seconds`."""
    if not request.settings.rate_limits:
        return
    within = await request.work.database.call(
        None, request.work.change_set, _ATTEMPT, _key(kind, subject), allowed, seconds
    )
    if not within[0]:
        raise TooManyRequests(headers={"Retry-After": str(seconds)})


async def forgive_attempts(request: Request, kind: str, subject: str) -> None:
    """Forget the attempts on a subject, after one that was right."""
    if request.settings.rate_limits:
        await request.work.database.call(None, request.work.change_set, _FORGIVE, _key(kind, subject))


def _key(kind: str, subject: str) -> bytes:
    return hashlib.sha256(f"{kind}\n{subject.lower()}".encode()).digest()
