"""Files of the old application: whole browser dumps, single keys, exports and mock modules, alone or in a zip.

Nothing here fails: what cannot be read is said with its place and the reason.
"""

import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from worktrackr.importing.legacy.kinds import Kind, kind_by_name, kind_by_shape

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SIGN_IN = re.compile("token|passw|secret|jwt|auth|credential|api.?key", re.IGNORECASE)
_MOST_MEMBERS = 500
_MOST_BYTES = 100 << 20
_DEEPEST = 40
_EXACT = 1 << 53


class Entry(NamedTuple):
    """One thing that was found: what it is, where, and its value as JSON."""

    kind: Kind
    place: str
    value: Any


class Unread(NamedTuple):
    """What could not be read, and why."""

    place: str
    reason: str


class OldFile(NamedTuple):
    """A file as it was given."""

    name: str
    content: bytes


class Unreadable(ValueError):
    """Why a file, or a part of one, cannot be read."""


def read_files(files: Sequence[OldFile]) -> tuple[list[Entry], list[Unread]]:
    """Return what the files hold, in their order."""
    entries, unread = list[Entry](), list[Unread]()
    for found in _unpacked(files, unread):
        name = found.name.replace("\\", "/").rpartition("/")[2]
        try:
            entries += _entries(name, found.name, _text(found.content))
        except Unreadable as error:
            unread.append(Unread(found.name, str(error)))
    return entries, unread


def _unpacked(files: Sequence[OldFile], unread: list[Unread]) -> Iterator[OldFile]:
    for file in files:
        if not file.content.startswith(b"PK\x03\x04"):
            yield file
            continue
        try:
            yield from _members(file)
        except Unreadable as error:
            unread.append(Unread(file.name, str(error)))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
            unread.append(Unread(file.name, "This archive is damaged, encrypted or cut off."))


def _members(file: OldFile) -> list[OldFile]:
    """Return the files of an archive; all of them, or none of a damaged one."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_junk(info.filename)]
        if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > _MOST_BYTES:
            message = f"The archive has more than {_MOST_MEMBERS} files or {_MOST_BYTES >> 20} MB unpacked."
            raise Unreadable(message)
        # An archive may lie about its sizes: no more is read than it said.
        return [OldFile(f"{file.name}/{info.filename}", archive.open(info).read(info.file_size + 1)) for info in infos]


def _is_junk(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.endswith((".DS_Store", "Thumbs.db"))


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in content[:1000]:
            message = "This is neither JSON nor text."
            raise Unreadable(message) from None
        return content.decode("cp1252", errors="replace")


def _entries(name: str, place: str, text: str) -> Iterator[Entry]:
    kind = kind_by_name(name)
    if not text.strip():
        message = "The file is empty."
        raise Unreadable(message)
    if name.endswith(".txt") and kind is not None and kind.is_plain:
        yield Entry(kind, place, clean(text.strip()))
        return
    yield from _found(kind, place, read_value(text))


def _found(kind: Kind | None, place: str, value: Any) -> Iterator[Entry]:  # noqa: ANN401  # JSON
    """Return what a value is: what its name says, or what its shape says, or a dump of many keys."""
    if kind is not None:
        yield Entry(kind, place, value)
        return
    if (shape := kind_by_shape(value)) is not None:
        yield Entry(shape, place, value)
        return
    keys = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if not any(kind_by_name(key) for key in keys):
        message = "Nothing in it is known as data of the old application."
        raise Unreadable(message)
    for key, inner in keys.items():
        known = kind_by_name(key)
        where = f"{place} › {key}"
        if known is None:
            # Other programs keep their keys in the same browser: of one to sign in with not even the report tells.
            yield Entry(Kind.SECRET if _SIGN_IN.search(key) else Kind.UNKNOWN, where, inner)
        elif known.is_plain or not isinstance(inner, str):
            yield Entry(known, where, inner)
        else:
            try:
                yield Entry(known, where, read_value(inner))
            except Unreadable as error:
                yield Entry(Kind.UNREADABLE, where, str(error))


def read_value(text: str) -> Any:  # noqa: ANN401  # JSON
    """Return what JSON stands for, fit to be stored; raises `Unreadable`.

    >>> read_value('{"a": 1e999, "b": 1e2}')
    {'a': 'inf', 'b': 100.0}
    """
    try:
        return clean(json.loads(text))
    except RecursionError:
        message = "It is nested too deeply."
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = f"It is cut off or no JSON, from {where} on. Export it again and send the whole file."
    except ValueError:
        message = "It holds a number that is too long."
    raise Unreadable(message)


def clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401  # JSON
    """Return JSON that the database can keep: no control characters, and no numbers that it would round."""
    if depth > _DEEPEST:
        message = "It is nested too deeply."
        raise Unreadable(message)
    if isinstance(value, str):
        return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {clean(key): clean(inner, depth + 1) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]  # JSON
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]  # pyright: ignore[reportUnknownVariableType]  # JSON
    if isinstance(value, bool):
        return value
    if (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, int) and abs(value) > _EXACT):
        return str(value)
    return value
