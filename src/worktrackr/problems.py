"""Refusals with a name, a status and a sentence; the edge writes them as RFC 9457 problem details."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import psycopg


class FieldError(msgspec.Struct, frozen=True):
    """One thing to change: where (JSON Pointer), a stable code, and a sentence."""

    pointer: str
    code: str
    detail: str


class ProblemDetails(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The body of every refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: Sequence[FieldError] = ()
    conflicts: Sequence[Any] = ()


class Problem(Exception):
    """Base of all refusals. A subclass sets `status` once and `message` per case.

    >>> class TicketAlreadyClosed(Conflict):
    ...     message = "This ticket is already closed."
    >>> TicketAlreadyClosed.slug, TicketAlreadyClosed().status
    ('ticket-already-closed', 409)
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = "Problem"
    message: ClassVar[str] = "Something went wrong on our side. Nothing you sent was half-written."
    headers: Mapping[str, str] = {}

    def __init_subclass__(cls) -> None:
        """Name the problem after its class."""
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).lower()
        cls.slug = words.replace(" ", "-")
        cls.title = words.capitalize()

    def __init__(
        self,
        message: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        conflicts: Sequence[Any] = (),
    ) -> None:
        """`message` replaces the class's sentence, `headers` its response headers."""
        super().__init__(message or self.message)
        self.errors = errors
        self.conflicts = conflicts
        if headers is not None:
            self.headers = headers

    def details(self, request_id: str) -> ProblemDetails:
        """Return the body of the answer."""
        return ProblemDetails(
            type=f"/problems/{self.slug}",
            title=self.title,
            status=self.status,
            detail=str(self),
            instance=f"urn:request:{request_id}",
            errors=self.errors,
            conflicts=self.conflicts,
        )


class InternalError(Problem):
    """A fault of ours."""


class BadRequest(Problem):
    status, message = 400, "The request could not be read."


class Unauthenticated(Problem):
    status, message = 401, "Sign in to continue."
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="WorkTrackr"'}


class Forbidden(Problem):
    status, message = 403, "Your role does not allow this."


class ReadOnly(Forbidden):
    message = "You were let in to read: nothing can be changed."


class NotFound(Problem):
    status, message = 404, "There is nothing here."


class MethodNotAllowed(Problem):
    status, message = 405, "This address does not take that method."


class Conflict(Problem):
    status, message = 409, "This does not go with the present state."


class AlreadyExists(Conflict):
    message = "There is already one like this."


class StillReferred(Conflict):
    message = "Something still refers to this."


class DoubleBooking(Conflict):
    message = "This person is booked already."


class PreconditionFailed(Problem):
    status, message = 412, "Somebody changed this in the meantime. Load it again and repeat your change."


class TooLarge(Problem):
    status, message = 413, "The request is too large."


class UnsupportedMediaType(Problem):
    status, message = 415, "Send application/json."


class Validation(Problem):
    status, message = 422, "Some fields need another value."

    @classmethod
    def at(cls, pointer: str, code: str, detail: str) -> "Validation":
        """Return a refusal of one field."""
        return cls(errors=[FieldError(pointer, code, detail)])


class TooManyRequests(Problem):
    status, message = 429, "Too many requests. Wait a moment."
    headers: Mapping[str, str] = {"Retry-After": "60"}


class Unavailable(Problem):
    status, message = 503, "The database cannot answer just now. Nothing was lost; try again."
    headers: Mapping[str, str] = {"Retry-After": "1"}


class OutcomeUnknown(Unavailable):
    message = "The connection broke while this was being saved. Look before you repeat it."


class StorageFull(Problem):
    status, message = 507, "The disk is full. Nothing was half-written."


def from_database(error: psycopg.Error) -> Problem:
    """Return the refusal that a database error means. Never shows SQL or another tenant's data."""
    state, diagnostic = error.sqlstate or "", error.diag
    # A hint is only ever written by our own functions, for the user; details may hold values of rows.
    hint = diagnostic.message_hint
    field = diagnostic.column_name or _field_of(diagnostic.constraint_name or "", diagnostic.table_name or "")
    if state == "23505":
        return AlreadyExists(errors=[FieldError(f"/{field}", "taken", hint or "This is already in use.")])
    if state == "23503" and "still referenced" not in (diagnostic.message_detail or ""):
        return Validation.at(f"/{field}", "invalid_reference", "There is no such row.")
    if state in ("23514", "23502") or state.startswith("22"):
        return Validation.at(f"/{field}", "invalid", hint or "This value is not allowed here.")
    if state == "42501" and "row-level security" in (diagnostic.message_primary or ""):
        return Forbidden()
    if state in _RAISED:
        # The detail of a double booking is what it overlaps, as JSON.
        overlapped = msgspec.json.decode(diagnostic.message_detail or "[]") if state == "23P01" else ()
        return _RAISED[state](hint, conflicts=overlapped)
    passing = not state or state[:2] in ("08", "40", "53", "55", "57")
    return _BY_STATE.get(state, Unavailable if passing else InternalError)()


_RAISED: dict[str, type[Problem]] = {"23P01": DoubleBooking, "P0403": Forbidden, "P0409": Conflict}
"""What only our own functions raise, with a hint for the user."""
_BY_STATE: dict[str, type[Problem]] = {
    "23503": StillReferred,
    "25006": ReadOnly,
    "28000": Unauthenticated,
    "53100": StorageFull,
}


def _field_of(constraint: str, table: str) -> str:
    return re.sub(r"_(check|key|fkey)$", "", constraint.removeprefix(f"{table}_"))
