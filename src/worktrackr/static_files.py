"""The browser app: hashed assets, precompressed and immutable; every other address is its one page."""

import gzip
import hashlib
import mimetypes
from pathlib import Path

import msgspec
from litestar.types import HTTPScope, Receive, Send

_TYPES = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
_COMPRESSED = ("text/", "image/svg", "application/json", "application/manifest")
_NOT_BUILT = b"<!doctype html><title>WorkTrackr</title><p>The browser app is not built. Run <code>make build</code>."


class _File(msgspec.Struct):
    body: bytes
    compressed: bytes | None
    headers: list[tuple[bytes, bytes]]


class StaticFiles:
    """Serves a folder from memory; read once, at start."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `index.html`; when it was not built, every page says so."""
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": _read(path, path.parent.name == "assets")
            for path in folder.rglob("*")
            if path.is_file()
        }
        self._page = self._files.get("/index.html") or _File(
            _NOT_BUILT, None, [(b"content-type", b"text/html; charset=utf-8")]
        )

    async def __call__(self, scope: HTTPScope, _receive: Receive, send: Send) -> None:
        """Answer one GET or HEAD."""
        if scope["method"] not in ("GET", "HEAD"):
            await send({"type": "http.response.start", "status": 405, "headers": [(b"allow", b"GET, HEAD")]})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        asked = dict(scope["headers"])
        # A missing asset is missing: the page in its place would be a script that does not parse.
        found = self._files.get(scope["path"], None if scope["path"].startswith("/assets/") else self._page)
        status, body, headers = 404, b"", [(b"content-type", b"text/plain")]
        if found is not None:
            status, body, headers = 200, found.body, [*found.headers]
            if found.compressed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
                body = found.compressed
                headers.append((b"content-encoding", b"gzip"))
            if asked.get(b"if-none-match") == next((value for name, value in headers if name == b"etag"), b"-"):
                status, body = 304, b""
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False}
        )


def _read(path: Path, is_hashed: bool) -> _File:  # noqa: FBT001
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    cache = b"public, max-age=31536000, immutable" if is_hashed else b"no-cache"
    etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    charset = b"; charset=utf-8" if kind.startswith("text/") else b""
    headers = [
        (b"content-type", kind.encode() + charset),
        (b"cache-control", cache),
        (b"etag", etag),
        (b"vary", b"accept-encoding"),
    ]
    return _File(body, gzip.compress(body, 9) if kind.startswith(_COMPRESSED) else None, headers)
