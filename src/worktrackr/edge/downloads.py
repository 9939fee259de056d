"""Answers that are files: sent piece by piece, to be saved and never to be opened in a page's place."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from litestar.types import Receive, Scope, Send

from worktrackr.edge.web import Reply


class Download(Reply[None]):
    """A file as an answer."""

    def __init__(self, pieces: AsyncIterator[bytes], *, name: str, media_type: str, size: int, tag: str) -> None:
        """`tag` names these bytes for ever: a copy is good, but whoever has one must ask whether they still may."""
        super().__init__(None)
        self._pieces = pieces
        self._headers_of_file = [
            (b"content-type", media_type.encode()),
            (b"content-length", b"%d" % size),
            (b"content-disposition", disposition(name).encode()),
            # Narrower than our pages' own, which it replaces: were it opened after all, nothing in it would run.
            (b"content-security-policy", b"sandbox; default-src 'none'"),
            *copies(tag),
        ]

    def to_asgi_response(self, app: Any, request: Any, **_: Any) -> Any:  # noqa: ANN401, ARG002  # Litestar's own signature
        """Return the ASGI application that sends this file."""

        async def send_all(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  # called by name
            await send({"type": "http.response.start", "status": 200, "headers": self._headers_of_file})
            async for piece in self._pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        return send_all


def copies(tag: str) -> list[tuple[bytes, bytes]]:
    """Return the headers that let a browser keep a copy, and ask about it each time."""
    return [(b"etag", f'"{tag}"'.encode()), (b"cache-control", b"private, no-cache")]


def disposition(name: str) -> str:
    r"""Return the header that has a browser save a file, with its name for old and new browsers (RFC 6266, RFC 8187).

    >>> disposition('Zoë "1".pdf')
    'attachment; filename="Zo_ _1_.pdf"; filename*=UTF-8\'\'Zo%C3%AB%20%221%22.pdf'
    """
    plain = re.sub(r"[^ !#$&-\[\]-~]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
