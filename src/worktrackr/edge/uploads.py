"""Uploads: one file and a few short fields, read from a multipart body onto the disk and never past the limit."""

import errno
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import Message
from typing import IO

import msgspec
from litestar.types import Receive
from multipart import (  # pyright: ignore[reportMissingTypeStubs]  # typed, but not marked as such
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from worktrackr.problems import BadRequest, StorageFull, TooLarge, Validation

UPLOAD_LIMIT = 25 << 20
REQUEST_LIMIT = UPLOAD_LIMIT + (64 << 10)
"""The file, its headers and the fields beside it."""
FIELD_LIMIT = 1024
IN_MEMORY = 1 << 20
MEDIA_TYPE = b"multipart/form-data"


class FileTooLarge(TooLarge):
    message = "A file may have at most 25 MB."


class Upload(msgspec.Struct):
    """A file as it was sent: what it was called, its bytes, and the fields beside it."""

    file: IO[bytes]
    name: str | None = None
    size: int = 0
    fields: dict[str, str] = {}


@asynccontextmanager
async def read_upload(receive: Receive, content_type: str) -> AsyncGenerator[Upload]:
    """Read the part `file` of a multipart body; its bytes are gone after the block."""
    boundary = _boundary(content_type)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        upload = Upload(file)
        try:
            with PushMultipartParser(boundary, max_segment_count=8, strict=True) as parser:
                await _read(upload, parser, receive)
        except (MultipartError, UnicodeDecodeError) as error:
            raise BadRequest("The upload could not be read.") from error
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise StorageFull from error
            raise
        if upload.name is None:
            raise Validation.at("/file", "missing", "Is required.")
        file.seek(0)
        yield upload


async def _read(upload: Upload, parser: PushMultipartParser, receive: Receive) -> None:
    name, text = "", b""
    async for chunk in _chunks(receive):
        # A part is its head, its bytes in pieces, and None.
        for event in parser.parse(chunk):
            if isinstance(event, MultipartSegment):
                name, text = event.name or "", b""
                if name == "file":
                    _begin(upload, event)
            elif name == "file":
                _take(upload, event or b"")
            elif event is None:
                upload.fields[name] = text.decode()
            elif len(text := text + event) > FIELD_LIMIT:
                raise Validation.at(f"/{name}", "too_long", f"Must have at most {FIELD_LIMIT} bytes.")


def _boundary(content_type: str) -> str:
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != MEDIA_TYPE.decode() or not boundary:
        raise BadRequest("Send the file as multipart/form-data, in the field “file”.")
    return boundary


def _begin(upload: Upload, part: MultipartSegment) -> None:
    if upload.name is not None:
        raise Validation.at("/file", "too_many", "Send one file at a time.")
    upload.name = part.filename or ""


def _take(upload: Upload, piece: bytes | bytearray) -> None:
    upload.size += len(piece)
    if upload.size > UPLOAD_LIMIT:
        raise FileTooLarge
    upload.file.write(piece)


async def _chunks(receive: Receive) -> AsyncGenerator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BadRequest("The upload was interrupted.")
        if message["body"]:
            yield message["body"]
        if not message["more_body"]:
            return
