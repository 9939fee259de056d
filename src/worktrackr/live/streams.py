"""`GET /api/live`: server-sent events of one's own organisation, until the session ends or the client leaves."""

import asyncio
from contextlib import suppress
from random import uniform
from typing import Any
from uuid import uuid4

from litestar import Router, get
from litestar.types import Receive, Scope, Send

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.live.hub import Hub, Stream
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Problem, Unauthenticated

BEAT_SECONDS = 15.0
"""How often a client hears that it is still connected, and its session is looked at."""
PATIENCE_SECONDS = 30.0
"""How long a client may take to receive something."""
_BEAT = b"event: beat\ndata: {}\n\n"
_END = b"event: end\ndata: {}\n\n"
_CHECK = Statement("select 1")


_DESCRIPTION = """Follow the changes of one's organisation as server-sent events, from `Last-Event-ID` (or `?after=`) on.
`hello` says whether all changes since then follow (`resumed`); if not, ask anew for what you asked for before the last
`covers` seconds. Then each event is one changed row, without its values, or says that many rows of a table were changed at once. A change may be told twice, never
not at all. `beat` comes every 15 seconds; after `end` the session is over. An id that we did not give counts as none."""


@get(
    "/live",
    guards=[may(Permission.READ_ORGANISATION)],
    operation_id="follow_changes",
    description=_DESCRIPTION,
    media_type="text/event-stream",
    tags=["Live"],
)
async def follow_changes(request: Request) -> Reply[bytes]:
    """Follow the changes of one's organisation."""
    hub: Hub = request.app.state.hub
    cursor = request.headers.get("last-event-id") or request.parameters().get("after", [None])[-1]
    stream, beginning = await hub.join(request.user, request.organisation_id, cursor)
    return EventStream(request, hub, stream, beginning)


class EventStream(Reply[bytes]):
    """An answer without an end of its own."""

    def __init__(self, request: Request, hub: Hub, stream: Stream, beginning: bytes) -> None:
        """`beginning` is sent first."""
        super().__init__(b"")
        self._request, self._hub, self._stream, self._beginning = request, hub, stream, beginning

    def to_asgi_response(self, app: Any, request: Any, **_: Any) -> Any:  # noqa: ANN401, ARG002  # Litestar's own signature
        """Return the ASGI application that sends it."""
        return self._send_all

    async def _send_all(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # called by name
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            # nginx keeps answers back until they are long enough, unless told.
            (b"x-accel-buffering", b"no"),
        ]
        writing = asyncio.create_task(self._write(send, headers))
        tasks = [writing, asyncio.create_task(_leave(receive)), asyncio.create_task(self._stream.ended.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(self._stream)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        with suppress(asyncio.CancelledError, TimeoutError):
            writing.result()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await send(
                    {"type": "http.response.body", "body": _END if self._stream.is_refused else b"", "more_body": False}
                )

    async def _write(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        loop, chunk = asyncio.get_running_loop(), self._beginning
        # Not all at the same moment.
        beat_at = loop.time() + uniform(0.5, 1) * BEAT_SECONDS  # noqa: S311  # no secret
        while True:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            try:
                async with asyncio.timeout_at(beat_at):
                    chunk = await self._stream.waiting.get()
            except TimeoutError:
                chunk, beat_at = _BEAT, loop.time() + BEAT_SECONDS
                await self._check()

    async def _check(self) -> None:
        work = self._request.work
        try:
            await work.database.call(self._stream.principal, uuid4(), _CHECK)
        except Unauthenticated:
            self._stream.refuse()
        except Problem:
            pass  # The database is away: nobody is told anything meanwhile.


async def _leave(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


routes = Router("/", route_handlers=[follow_changes])
