"""A list query: what was asked for, checked, and the cursor that continues it."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from worktrackr.fields import Stored
from worktrackr.problems import Validation

S = TypeVar("S", bound=Stored)
TOTAL_CAP = 10_000
PAGE_MAX = 100


class Filter(NamedTuple):
    """A query parameter of one's own: its type and the SQL condition with `{}` where the parameter goes, or one for yes and no.

    Named `name.` it is many, `name.<key>`: the type is the key's, and `read` makes the parameter of the key and the values.
    `either` exclude each other and together say the same, each with its own index; `single`, of one value, in the order of time.
    """

    type: Any
    condition: str | Mapping[bool, str]
    read: Callable[[str, Sequence[str]], object] | None = None
    either: Sequence[str] = ()
    single: str | None = None


class Page(msgspec.Struct, Generic[S], kw_only=True, omit_defaults=False):
    """One page of a list."""

    items: list[S]
    next_cursor: str | None
    total: int | msgspec.UnsetType = msgspec.UNSET
    total_capped: bool | msgspec.UnsetType = msgspec.UNSET


class Query(msgspec.Struct):
    """A checked list query: SQL conditions with their values, and the order."""

    conditions: list[str]
    values: list[object]
    sort: str
    limit: int
    total: bool
    fingerprint: bytes
    cursor: list[str | None] | None = None
    named: set[str] = msgspec.field(default_factory=set)
    """The columns that a condition names."""
    spread: list[tuple[str, list[str]]] = msgspec.field(default_factory=list)
    """Conditions that allow several values, each with the single ones that it stands for."""


def convert(text: str, kind: Any) -> Any:  # noqa: ANN401  # as msgspec.convert
    """Read a parameter as a type; raises `msgspec.ValidationError`."""
    return msgspec.convert(text, kind, strict=False)


def seal_cursor(values: Sequence[str | None], fingerprint: bytes) -> str:
    """Return the cursor that continues a query after a row."""
    # A keyless digest: it tells a broken or borrowed cursor, and a forged one gains nothing, since its values are
    # parameters of a query that sees only the caller's organisation.
    payload = msgspec.json.encode(values)
    return (
        base64.urlsafe_b64encode(hashlib.blake2b(payload + fingerprint, digest_size=8).digest() + payload)
        .decode()
        .rstrip("=")
    )


def open_cursor(text: str, fingerprint: bytes) -> list[str | None]:
    """Return where a cursor stands; raises `Validation` for one of another query."""
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        payload = sealed[8:]
        if hashlib.blake2b(payload + fingerprint, digest_size=8).digest() == sealed[:8]:
            return msgspec.json.decode(payload, type=list[str | None])
    except (ValueError, msgspec.MsgspecError):
        pass
    raise Validation.at("/cursor", "invalid", "This cursor does not belong to this list. Start from the first page.")
