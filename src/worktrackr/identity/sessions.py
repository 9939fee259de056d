"""Sessions: who a token belongs to, and the pages on which people see and end their own."""

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from litestar import Router, delete, get
from litestar.params import FromPath
from litestar.types import HTTPScope
from litestar.types.asgi_types import HeaderScope

from worktrackr.access import Permission, Principal, Request, Role, may, principal
from worktrackr.edge.web import Reply
from worktrackr.identity.passwords import token_hash
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound, Problem
from worktrackr.settings import Settings

CACHE_SIZE, CACHE_SECONDS, TOUCH_SECONDS = 10_000, 60, 30
_FIND = Statement("select session_id, user_id, organisation_id, reseller_id, role, kind from auth.principal($1)")
_TOUCH = Statement("select auth.touch($1)", writes=True)


class Sessions:
    """Finds the principal of a token, in a small cache or in the database.

    The cache needs no invalidation: `auth.enter` checks every request in the database, and what it refuses is dropped.
    """

    def __init__(self, settings: Settings) -> None:
        """`database` is given later, since it needs `forget` first."""
        self.cookie = "__Host-worktrackr" if settings.is_https else "worktrackr"
        self.support_cookie = f"{self.cookie}-support"
        # A support session goes before the operator's own, which is there again when it ends.
        self._cookie_starts = [f"{name}=".encode() for name in (self.support_cookie, self.cookie)]
        self._secure = "; Secure" if settings.is_https else ""
        self._trusted = frozenset(settings.trusted_proxies)
        self._cache: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()
        self._seen: set[bytes] = set()
        self.database: Database | None = None

    async def identify(self, scope: HeaderScope) -> tuple[Principal | None, bool]:
        """Return the principal of a request and whether a cookie named it. An Authorization header decides alone."""
        tokens, by_cookie = self._tokens(scope)
        for token in tokens:
            if (found := await self._principal(token)) is not None:
                return found, by_cookie
        return None, by_cookie

    async def own(self, scope: HeaderScope) -> Principal | None:
        """Return who was signed in before a support session began, and is so still."""
        tokens, _ = self._tokens(scope)
        return await self._principal(tokens[-1]) if tokens else None

    async def _principal(self, token: str) -> Principal | None:
        digest = token_hash(token)
        cached = self._cache.get(digest)
        if cached is not None and cached[0] > time.monotonic():
            self._seen.add(digest)
            return cached[1]
        return await self._find(digest)

    def _tokens(self, scope: HeaderScope) -> tuple[list[str], bool]:
        cookie: bytes | None = None
        for name, value in scope["headers"]:
            if name == b"authorization":
                kind, _, token = value.partition(b" ")
                return ([token.decode("latin-1").strip()] if kind.lower() == b"bearer" else []), False
            if name == b"cookie":
                cookie = value
        if cookie is None:
            return [], False
        # Not http.cookies, which takes ten times as long for the quotes and attributes that our tokens never have.
        parts = [part.strip() for part in cookie.split(b";")]
        tokens: list[str] = []
        for start in self._cookie_starts:
            # Looked for at once: hardly anybody has the first.
            if start in cookie:
                found = next((part[len(start) :] for part in parts if part.startswith(start)), b"")
                tokens += [found.decode("latin-1")] if found else []
        return tokens, bool(tokens)

    async def _find(self, digest: bytes) -> Principal | None:
        assert self.database is not None  # noqa: S101  # set by the application before it serves
        rows = await self.database.call(None, uuid4(), _FIND, digest)
        if not rows:
            self._cache.pop(digest, None)
            return None
        session_id, user_id, organisation_id, reseller_id, role, kind = rows[0]
        found = principal(
            session_id=session_id, user_id=user_id, organisation_id=organisation_id, reseller_id=reseller_id,
            role=Role(role), kind=kind, token_hash=digest,
        )  # fmt: skip
        self._cache[digest] = (time.monotonic() + CACHE_SECONDS, found)
        self._seen.add(digest)
        if len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)
        return found

    def forget(self, identity: Principal) -> None:
        """Drop a principal that the database refused."""
        self._cache.pop(identity.token_hash, None)

    async def touch_for_ever(self) -> None:
        """Tell the database, now and then, which sessions are used, so that they do not expire."""
        while True:
            await asyncio.sleep(TOUCH_SECONDS)
            # While the database is away nobody uses a session either.
            with suppress(Problem):
                await self.touch()

    async def touch(self) -> None:
        """Tell the database which sessions were used since the last time."""
        seen, self._seen = self._seen, set()
        if seen and self.database is not None:
            await self.database.call(None, uuid4(), _TOUCH, list(seen))

    def client_of(self, scope: HTTPScope) -> str:
        """Return the client's address; only a trusted proxy may say another than the connection's."""
        client: tuple[str, int] | None = scope.get("client")  # pyright: ignore[reportUnknownMemberType]  # for Litestar's other keys
        address = client[0] if client else "local"
        forwarded = next((value for name, value in scope["headers"] if name == b"x-forwarded-for"), None)
        if forwarded is None or address not in self._trusted:
            return address
        hops = [hop.strip() for hop in forwarded.decode("latin-1").split(",")]
        return next((hop for hop in reversed(hops) if hop not in self._trusted), address)

    def cookie_header(self, token: str | None, *, support: bool = False) -> tuple[bytes, bytes]:
        """Return the Set-Cookie header that begins a session, or with None ends it."""
        age = 30 * 24 * 3600 if token else 0
        return (
            b"set-cookie",
            f"{self.support_cookie if support else self.cookie}={token or ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{self._secure}".encode(),
        )


def sessions_of(request: Request) -> Sessions:
    """Return the sessions of the application that serves a request."""
    return request.app.state.sessions


class Session(msgspec.Struct, kw_only=True):
    """One of the caller's own sessions."""

    id: UUID
    user_agent: str | None
    address: str | None
    created_at: datetime
    last_used_at: datetime
    is_current: bool


class SessionList(msgspec.Struct):
    """The caller's live sessions, newest first."""

    items: list[Session]
    next_cursor: str | None = None


_LIST = Statement(
    "select id, user_agent, address, created_at, last_used_at, id = $2 from sessions where user_id = $1 and kind = 'session' "
    "and revoked_at is null and expires_at > now() and ends_at > now() order by created_at desc limit 100",
    lambda row: Session(
        id=row[0], user_agent=row[1], address=row[2], created_at=row[3], last_used_at=row[4], is_current=row[5]
    ),
)
_REVOKE = Statement(
    "update sessions set revoked_at = now() where user_id = $1 and id = $2 and kind = 'session' and revoked_at is null returning id",
    writes=True,
)


@get("/", guards=[may(Permission.MANAGE_SESSIONS)], operation_id="list_sessions")
async def list_sessions(request: Request) -> Reply[SessionList]:
    """List the caller's own live sessions."""
    return Reply(SessionList(await request.work.rows(_LIST, request.user.id, request.user.session_id)))


@delete("/{id:uuid}", guards=[may(Permission.MANAGE_SESSIONS)], operation_id="delete_session", status_code=204)
async def delete_session(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """End one of the caller's own sessions."""
    if await request.work.row(_REVOKE, request.user.id, id) is None:
        raise NotFound
    return Reply(None, status=204)


routes = Router("/sessions", route_handlers=[list_sessions, delete_session], tags=["Sessions"])
