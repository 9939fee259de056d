"""The three endpoints: the requests that are sent, and how a right answer is known."""

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

import msgspec

from bench.dataset import Person

PAGE = 50


class Endpoint(NamedTuple):
    """One kind of request."""

    name: str
    request: Callable[[Person, int], tuple[bytes, bytes]]
    """The request of a person, the n-th of theirs, and bytes that its answer must contain."""
    repeated: tuple[bytes, int] | None = None


def _get(person: Person, turn: int) -> tuple[bytes, bytes]:
    ticket = str(person.ticket_ids[turn % len(person.ticket_ids)])
    return _http(person, "GET", f"/api/tickets/{ticket}"), f'"id":"{ticket}"'.encode()


def _list(person: Person, _turn: int) -> tuple[bytes, bytes]:
    return _http(person, "GET", f"/api/tickets?limit={PAGE}"), b'"items":[{'


def _create(person: Person, turn: int) -> tuple[bytes, bytes]:
    contact = str(person.contact_id)
    body = {
        "title": f"Printer {turn} prints stripes",
        "description": "On every page, since the new toner. Cleaning did not help.",
        "priority": "High",
        "category": "Hardware",
        "contact_id": contact,
    }
    return _http(person, "POST", "/api/tickets", msgspec.json.encode(body)), f'"contact_id":"{contact}"'.encode()


def _http(person: Person, method: str, path: str, body: bytes = b"") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost:8000\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n"
        f"User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nCookie: worktrackr={person.token}\r\n"
    )
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


GET = Endpoint("GET", _get)
LIST = Endpoint("LIST", _list, (b'"contact_name":"Contact', PAGE))
CREATE = Endpoint("CREATE", _create)
ENDPOINTS = (GET, LIST, CREATE)


def requests(endpoint: Endpoint, people: Sequence[Person], seed: int) -> tuple[list[bytes], list[bytes]]:
    """Return requests of all people in turn, so that none exceeds the rate limit, and their answers' marks."""
    draw = random.Random(seed)  # noqa: S311  # which ticket is read is no secret
    made = [endpoint.request(person, draw.randrange(1000)) for person in people]
    return [request for request, _ in made], [mark for _, mark in made]


def comparable(answer: Any, *, is_new: bool) -> Any:  # noqa: ANN401  # JSON
    """Reduce an answer to what all contenders must agree on: no cursors, whole seconds, and nothing that each draws anew."""
    own = ("next_cursor", *(("id", "number") if is_new else ()))

    def is_own(key: str) -> bool:
        return key in own or (is_new and key.endswith("_at"))

    def reduce(name: str, value: Any) -> Any:  # noqa: ANN401  # JSON
        if isinstance(value, list):
            items = cast("list[Any]", value)
            return [reduce("", item) for item in items]
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            return {key: reduce(key, member) for key, member in sorted(members.items()) if not is_own(key)}
        return str(value)[:19] if value and name.endswith(("_at", "_start", "_end")) else value

    return reduce("", answer)
