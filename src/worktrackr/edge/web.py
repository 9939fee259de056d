"""The HTTP edge: who asks, what may pass, and lean answers. Everything every response must have is added here."""

import hashlib
import re
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, NotRequired, Protocol, TypeVar, cast
from urllib.parse import parse_qs

import msgspec
import structlog
from litestar import Request as LitestarRequest
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.response import Response
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.types.asgi_types import HeaderScope

from worktrackr import problems
from worktrackr.edge.uploads import MEDIA_TYPE, REQUEST_LIMIT, FileTooLarge
from worktrackr.postgres.database import Database, Identity, Work
from worktrackr.problems import (
    BadRequest,
    Forbidden,
    InternalError,
    Problem,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)

T = TypeVar("T")
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]
ENCODER = msgspec.json.Encoder(decimal_format="string")
log = structlog.get_logger("worktrackr")
# Other ways to write a UUID, which Python reads: an id has one form.
_NOT_CANONICAL = re.compile(r"[{}:]|/(?=[^/]*[A-F])[0-9A-Fa-f-]{36}(?:/|$)|/[0-9A-Fa-f]{32}(?:/|$)")
SAFE = ("GET", "HEAD", "OPTIONS")
BODY_LIMIT = 1 << 20
JSON = (b"application/json", b"application/merge-patch+json")
_POLICY = b"content-security-policy"
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (
        _POLICY,
        (
            b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            b"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
    ),
]


class Caller(Identity, Protocol):
    """An identity as the edge sees it: rate limits count by `key`."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def key(self) -> str: ...
    @property
    def is_read_only(self) -> bool: ...


class RequestScope(HTTPScope):
    """A request's ASGI scope, with what `Edge` puts into it."""

    request_id: uuid.UUID
    user: Caller | None
    work: Work
    secret: NotRequired[bool]
    """Set when the answer holds a secret, which must not be kept for a replay."""


class Request(LitestarRequest[Caller, Any, Any]):
    """A request with its principal (`user`, from the scope) and its work in the database."""

    scope: RequestScope  # pyright: ignore[reportIncompatibleVariableOverride]  # narrower, as Litestar's own is

    @property
    def work(self) -> Work:
        """The database, as this request's principal."""
        return self.scope["work"]

    @asynccontextmanager
    async def together(self, *, slow: bool = False) -> AsyncGenerator[Work]:
        """Let all that the request does in the block be one transaction; `slow` statements have a minute each."""
        alone = self.work
        async with alone.transaction(slow=slow) as work:
            self.scope["work"] = work
            try:
                yield work
            finally:
                self.scope["work"] = alone

    def parameters(self) -> dict[str, list[str]]:
        """Return the query's parameters, each with all its values; raises `BadRequest`."""
        raw = self.scope["query_string"]
        try:
            return (
                parse_qs(raw.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100) if raw else {}
            )
        except ValueError as error:
            raise BadRequest("The query string could not be read.") from error


class Reply(Response[T], Generic[T]):
    """An answer: encoded once and sent as it is. With `version` it has an ETag and honours If-None-Match."""

    def __init__(
        self,
        content: T,
        *,
        status: int = 200,
        version: int | None = None,
        headers: Sequence[tuple[bytes, bytes]] = (),
        media: bytes = b"application/json",
    ) -> None:
        """`headers` are raw; the edge adds those that every response has."""
        self.content, self.status_code, self._version, self._extra, self._media = (
            content,
            status,
            version,
            headers,
            media,
        )

    def to_asgi_response(self, app: Any, request: Any, **_: Any) -> Any:  # noqa: ANN401, ARG002  # Litestar's own signature
        """Return the ASGI application that sends this answer."""
        body = (
            b""
            if self.content is None
            else self.content
            if isinstance(self.content, bytes)
            else ENCODER.encode(self.content)
        )
        status, headers = self.status_code, [*self._extra]
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))
        if self._version is not None:
            etag = b'"%d-%s"' % (self._version, hashlib.blake2b(body, digest_size=8).hexdigest().encode())
            headers.append((b"etag", etag))
            if request.method == "GET" and any(
                n == b"if-none-match" and (etag in v or v == b"*") for n, v in request.scope["headers"]
            ):
                status, body = 304, b""
        if status not in (204, 304):
            headers += [(b"content-type", self._media), (b"content-length", b"%d" % len(body))]

        async def send_all(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  # called by name
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return send_all


def allow(permission: str) -> Guard:
    """Return the guard of a route: 401 without a principal, 403 without the permission."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        principal: Caller | None = connection.scope["user"]
        if principal is None:
            raise Unauthenticated
        if permission not in principal.permissions:
            raise Forbidden

    guard.permission = permission  # pyright: ignore[reportFunctionMemberAccess]  # read by the architecture test
    return guard


class Route(HTTPRouteHandler):
    """A route that hands itself to its guards. Litestar's own makes a copy for each, at a fifth of a small request's cost."""

    async def authorize_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Run the guards."""
        for guard in cast("list[Guard]", self.resolve_guards()):  # pyright: ignore[reportUnknownMemberType]  # Litestar's type is open
            await guard(connection, self)


async def public(_connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard of a route that everybody may call: said, so that it is no oversight."""


def problem_reply(request: LitestarRequest[Any, Any, Any], error: Exception) -> Reply[Any]:
    """Turn an exception into its problem details; what we did not foresee is logged and becomes a 500."""
    request_id = str(cast("RequestScope", request.scope)["request_id"])
    if isinstance(error, HTTPException) and error.status_code < InternalError.status:
        problem: Problem = _problem_of(error)
    elif isinstance(error, Problem) and error.status != InternalError.status:
        problem = error
    else:
        log.error("unhandled", request_id=request_id, path=request.scope["path"], exc_info=error)
        problem = InternalError()
    if isinstance(problem, Unavailable):
        log.warning("unavailable", request_id=request_id, path=request.scope["path"], cause=repr(error.__cause__))
    headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    return Reply(problem.details(request_id), status=problem.status, headers=headers, media=b"application/problem+json")


_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedMediaType,
}


def _problem_of(error: HTTPException) -> Problem:
    """Return our problem for one of Litestar's own exceptions; only a 405 has headers to keep, which say what is allowed."""
    kept = error.headers or {} if isinstance(error, MethodNotAllowedException) else {}
    return _BY_STATUS.get(error.status_code, InternalError)(
        headers={name.title(): value for name, value in kept.items()}
    )


class Window:
    """Counts requests per key in fixed windows of a minute, in this worker's memory."""

    def __init__(self, limit: int) -> None:
        """`limit` is per minute."""
        self.limit, self._minute, self._counts = limit, 0, dict[str, int]()

    def hit(self, key: str) -> tuple[int, int]:
        """Count one request; returns what is left (negative: refuse) and the seconds to the next window."""
        now = int(time.time())
        if (minute := now // 60) != self._minute:
            self._minute, self._counts = minute, {}
        self._counts[key] = count = self._counts.get(key, 0) + 1
        return self.limit - count, 60 - now % 60


class Edge:
    """Wraps the application: request id, principal, CSRF, limits, headers; `idempotent` wraps POSTs with a key."""

    def __init__(
        self,
        app: ASGIApp,
        database: Database,
        *,
        identify: Callable[[HeaderScope], Awaitable[tuple[Caller | None, bool]]],
        client_of: Callable[[HTTPScope], str],
        origin: str,
        idempotent: Callable[[ASGIApp, RequestScope, Receive, Send, Caller, bytes], Awaitable[None]],
        rate_limits: bool,
        uploads: re.Pattern[str],
    ) -> None:
        """`identify` returns the principal and whether a cookie named it; `origin` is the public URL.

        The POSTs whose path is one of `uploads` take a file, streamed; all others JSON.
        """
        self.app, self.database, self._identify, self._client_of = app, database, identify, client_of
        self._origin, self._idempotent, self._uploads = origin.rstrip("/").encode(), idempotent, uploads
        self._headers = [
            *_HEADERS,
            *(
                [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]
                if origin.startswith("https:")
                else []
            ),
        ]
        self.per_principal, self.per_organisation = (
            (Window(1200), Window(12_000)) if rate_limits else (Window(1 << 40), Window(1 << 40))
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope, request_id = cast("RequestScope", scope), uuid.uuid4()
        added = [(b"x-request-id", str(request_id).encode()), *self._headers]
        scope["request_id"], scope["user"], scope["work"] = request_id, None, Work(self.database, None, request_id)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                # A file's own policy is narrower than that of our pages.
                more = [found for found in added if found[0] != _POLICY] if any(n == _POLICY for n, _ in own) else added
                message["headers"] = [*own, *more]  # pyright: ignore[reportGeneralTypeIssues]  # a list here
            await send(message)

        try:
            if scope["path"].startswith("/api/"):
                await self._admit(scope, receive, send_with_headers, request_id, added)
            else:
                await self.app(scope, receive, send_with_headers)
        except Problem as problem:
            reply = problem_reply(Request(scope), problem)
            await reply.to_asgi_response(None, Request(scope))(scope, receive, send_with_headers)

    async def _admit(
        self, scope: RequestScope, receive: Receive, send: Send, request_id: uuid.UUID, added: list[tuple[bytes, bytes]]
    ) -> None:
        if _NOT_CANONICAL.search(scope["path"]):
            raise problems.NotFound
        headers = dict(scope["headers"])
        principal, by_cookie = await self._identify(scope)
        unsafe = scope["method"] not in SAFE
        if unsafe:
            is_upload = scope["method"] == "POST" and self._uploads.fullmatch(scope["path"]) is not None
            self._check_origin(headers, by_cookie=by_cookie, is_upload=is_upload)
            if not is_upload:
                receive = await _bounded(receive, headers)
            elif _declared(headers) > REQUEST_LIMIT:
                raise FileTooLarge
        key = principal.key if principal else self._client_of(scope)
        left, reset = self.per_principal.hit(key)
        if principal is not None and principal.organisation_id is not None:
            left = min(left, self.per_organisation.hit(str(principal.organisation_id))[0])
        added.append((b"ratelimit", b'"default";r=%d;t=%d' % (max(left, 0), reset)))
        added.append((b"ratelimit-policy", b'"default";q=%d;w=60' % self.per_principal.limit))
        if left < 0:
            raise TooManyRequests(headers={"Retry-After": str(reset)})
        scope["user"], scope["work"] = principal, Work(self.database, principal, request_id)
        idempotency_key = headers.get(b"idempotency-key") if scope["method"] == "POST" else None
        # Whoever can write nothing has no effect to repeat, and could not keep the answer.
        if (
            idempotency_key is None
            or principal is None
            or principal.is_read_only
            or scope["path"].startswith("/api/auth/")
        ):
            await self.app(scope, receive, send)
        else:
            await self._idempotent(self.app, scope, receive, send, principal, idempotency_key)

    def _check_origin(self, headers: dict[bytes, bytes], *, by_cookie: bool, is_upload: bool) -> None:
        site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        own = origin is not None and (origin == self._origin or origin.partition(b"//")[2] == headers.get(b"host"))
        same = site == b"same-origin" if site is not None else own if origin is not None else not by_cookie
        if not same and (by_cookie or b"authorization" not in headers):
            raise Forbidden("This request came from another site.")
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip()
        if has_body and kind not in ((MEDIA_TYPE,) if is_upload else JSON):
            raise UnsupportedMediaType("Send multipart/form-data." if is_upload else None)
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise UnsupportedMediaType("Send the body without compression.")


def _declared(headers: dict[bytes, bytes]) -> int:
    """Return how many bytes are announced; what is no number is too many."""
    declared = headers.get(b"content-length", b"0")
    return int(declared) if declared.isdigit() and len(declared) < 16 else sys.maxsize


async def _bounded(receive: Receive, headers: dict[bytes, bytes]) -> Receive:
    """Read the whole body, at most `BODY_LIMIT` bytes, and return a `receive` that yields it."""
    if _declared(headers) > BODY_LIMIT:
        raise TooLarge
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise TooLarge
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    sent = False

    async def replay() -> Any:  # noqa: ANN401  # an ASGI message
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
