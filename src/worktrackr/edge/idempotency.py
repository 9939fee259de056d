"""The same POST twice is one effect: the answer is stored in the transaction of the work, and replayed."""

import hashlib
import tempfile
from collections.abc import Callable
from typing import IO, Any

import msgspec
from litestar.types import ASGIApp, Message, Receive, Send

from worktrackr.edge.uploads import IN_MEMORY, REQUEST_LIMIT
from worktrackr.edge.web import Caller, RequestScope
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import BadRequest, Conflict, Problem, TooLarge

_LOCK = Statement("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", lambda row: row[0])
_FIND = Statement(
    "select request_hash, status, headers, body from idempotency_keys "
    "where user_id = $1 and principal_id = $2 and key = $3 and created_at > now() - interval '24 hours'"
)
_STORE = Statement(
    "insert into idempotency_keys (user_id, principal_id, key, request_hash, status, headers, body) values ($1, $2, $3, $4, $5, $6, $7) "
    "on conflict (user_id, principal_id, key) do update set request_hash = $4, status = $5, headers = $6, body = $7, created_at = now()",
    writes=True,
)
_HEADERS = (b"location", b"etag", b"content-type", b"x-change-set")


class StillRunning(Conflict):
    message = "The same request is still running."


class KeyUsedOtherwise(Problem):
    status, message = 422, "This Idempotency-Key was used with another request."


class NotReplayable(Conflict):
    message = "This was done already; its answer held a secret, which is shown only once."


class _Unsuccessful(Exception):
    """Rolls the transaction back; the answer goes out all the same."""


async def once(app: ASGIApp, scope: RequestScope, receive: Receive, send: Send, caller: Caller, key: bytes) -> None:
    """Serve a POST with an Idempotency-Key."""
    if not 1 <= len(key) <= 255 or not all(0x21 <= byte <= 0x7E for byte in key):
        raise BadRequest("Idempotency-Key must be 1 to 255 visible ASCII characters.")
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        digest = hashlib.sha256(
            b"\n".join([scope["method"].encode(), scope["path"].encode(), scope["query_string"], b""])
        )
        await _spool(receive, body, digest.update)
        await _once(app, scope, _replayed(body), send, (caller.id, caller.key, key.decode()), digest.digest())


async def _spool(receive: Receive, body: IO[bytes], digest: Callable[[bytes], object]) -> None:
    """Keep a body, on the disk when it is large: it is compared with an earlier one before anything is done with it."""
    while True:
        message: Any = await receive()
        chunk = message.get("body", b"")
        if body.tell() + len(chunk) > REQUEST_LIMIT:
            raise TooLarge
        body.write(chunk)
        digest(chunk)
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    body.seek(0)


def _replayed(body: IO[bytes]) -> Receive:
    async def replay() -> Any:  # noqa: ANN401  # an ASGI message
        chunk = body.read(IN_MEMORY)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == IN_MEMORY}

    return replay


async def _once(
    app: ASGIApp, scope: RequestScope, replay: Receive, send: Send, owner: tuple[Any, ...], digest: bytes
) -> None:
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    try:
        async with scope["work"].transaction() as transaction:
            if not (await transaction.rows(_LOCK, f"{owner}"))[0]:
                raise StillRunning
            if stored := await transaction.row(_FIND, *owner):
                sent = _stored(stored, digest)
            else:
                scope["work"] = transaction
                await app(scope, replay, keep)
                await _store(transaction, owner, digest, sent, secret="secret" in scope)
    except _Unsuccessful:
        pass
    for part in sent:
        await send(part)


async def _store(work: Work, owner: tuple[Any, ...], digest: bytes, sent: list[Message], *, secret: bool) -> None:
    start: Any = sent[0]
    if not 200 <= start["status"] < 300:
        raise _Unsuccessful
    headers = [[name.decode(), value.decode()] for name, value in start["headers"] if name in _HEADERS]
    body = b"" if secret else b"".join(part.get("body", b"") for part in sent[1:])
    await work.rows(_STORE, *owner, digest, 0 if secret else start["status"], as_json(headers), body)


def _stored(stored: Any, digest: bytes) -> list[Message]:  # noqa: ANN401  # a row
    request_hash, status, headers, body = stored
    if request_hash != digest:
        raise KeyUsedOtherwise
    if status == 0:
        raise NotReplayable
    pairs = [
        (name.encode(), value.encode()) for name, value in msgspec.json.decode(headers, type=list[tuple[str, str]])
    ]
    return [
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*pairs, (b"idempotency-replayed", b"true"), (b"cache-control", b"no-store")],
        },
        {"type": "http.response.body", "body": body, "more_body": False},
    ]
