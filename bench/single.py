"""What has no peer: a large organisation against a small one, by every filter; row-level security on against off."""

import http.client
import json
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from urllib.parse import quote

import psycopg
from psycopg import pq

from bench.dataset import SOUGHT, Person
from bench.endpoints import LIST, PAGE
from bench.limit import statement
from worktrackr.embedded import DatabaseUrls


def _interleaved(first: Callable[[], None], second: Callable[[], None], times: int) -> tuple[float, float]:
    """Return the median milliseconds of both, called in turn."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(times):
        # Whoever comes second finds warmer caches: they take turns in that too.
        for which in (0, 1) if turn % 2 else (1, 0):
            started = time.perf_counter()
            (first, second)[which]()
            seconds[which].append(time.perf_counter() - started)
    return statistics.median(seconds[0]) * 1e3, statistics.median(seconds[1]) * 1e3


def large_and_small(port: int, large: list[Person], small: list[Person], times: int) -> tuple[float, float]:
    """Return the median milliseconds of the product's list in both organisations, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def asker(people: list[Person]) -> Callable[[], None]:
        turns = cycle(people)

        def ask() -> None:
            connection.request(
                "GET", f"/api/tickets?limit={PAGE}", headers={"cookie": f"worktrackr={next(turns).token}"}
            )
            response = connection.getresponse()
            body = response.read()
            if response.status != 200 or body.count(b'"contact_name"') != PAGE:
                raise RuntimeError(f"Wrong answer: {response.status} {body[:300]!r}")

        return ask

    return _interleaved(asker(large), asker(small), times)


_OPEN = "status=Open&status=In%20Progress&status=Waiting"
_FILTERS = (
    "status=Closed", _OPEN, "priority=Urgent", "priority=High&priority=Urgent", "category=Network", "assigned_user_id={user}",
    "assigned_user_id=null", f"{_OPEN}&assigned_user_id={{user}}", f"{_OPEN}&assigned_user_id=null", "contact_id={contact}",
    "created_by={user}", "template_id=00000000-0000-0000-0000-000000000000", "scheduled=false", "scheduled=true", "number=500",
    "scheduled_date_from={week}&scheduled_date_to={today}&sort=scheduled_date", "overdue=true&sort=due_at", "q=%23500",
    "fields.serial=SN-500", "fields.site=Site%205", "fields.warranty=true", "fields.site=Site%205&status=Open", "sort=number",
    "sort=-number", "sort=status", "sort=-status", "sort=priority", "sort=-priority", "sort=scheduled_date", "sort=-scheduled_date",
    "sort=updated_at", "sort=-updated_at", "sort=due_at", "sort=-due_at", "sort=created_at",
)  # fmt: skip
"""What the list is asked for in both organisations: each filter alone, the views, and each order."""


def filters_large_and_small(
    port: int, large: list[Person], small: list[Person], times: int
) -> list[tuple[str, tuple[float, float]]]:
    """Return the median milliseconds of the first page in both organisations for every filter, the worst ratio first.

    Both are asked for as many rows as the small one has, so that the same work is compared.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port)
    today = datetime.now(UTC).date()
    days = {"today": today, "week": today - timedelta(days=7)}

    def ask(person: Person, text: str, limit: int) -> bytes:
        query = text.format(user=person.user_id, contact=person.contact_id, **days)
        path = f"/api/tickets?{query}&limit={limit}"
        connection.request("GET", path, headers={"cookie": f"worktrackr={person.token}"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"Wrong answer to {path}: {response.status} {body[:300]!r}")
        return body

    def asker(people: list[Person], text: str, limit: int) -> Callable[[], None]:
        turns = cycle(people)

        def again() -> None:
            ask(next(turns), text, limit)

        return again

    found: list[tuple[str, tuple[float, float]]] = []
    for text in _FILTERS:
        limit = max(1, min(len(json.loads(ask(person, text, PAGE))["items"]) for person in small))
        taken = _interleaved(asker(large, text, limit), asker(small, text, limit), times)
        found.append((text.format(user="…", contact="…", today="today", week="a week ago"), taken))
    return sorted(found, key=lambda one: one[1][1] / one[1][0])


def searches(port: int, large: list[Person], names: list[str], seconds: float) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of a search over the large organisation, p50 and p95, by what is typed."""
    chance = random.Random(1)  # noqa: S311  # what is typed is no secret

    def misspelt(name: str) -> str:
        at = chance.randrange(1, len(name) - 2)
        return f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}"

    kinds: dict[str, Callable[[str], str]] = {
        "a name": lambda name: name,
        "a misspelt name": misspelt,
        "one word": lambda name: chance.choice(name.split()),
        "its first letters": lambda name: name[: chance.randint(1, 6)],
    }
    connection = http.client.HTTPConnection("127.0.0.1", port)
    turns = cycle(large)

    def ask(words: str) -> list[str]:
        connection.request(
            "GET", f"/api/search?q={quote(words)}", headers={"cookie": f"worktrackr={next(turns).token}"}
        )
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"Wrong answer to {words!r}: {response.status} {body[:300]!r}")
        return [item["title"] for item in json.loads(body)["items"]]

    if SOUGHT not in ask("Alferds Futterkiste"):
        raise RuntimeError(f"{SOUGHT} is not found when it is misspelt.")
    found: dict[str, tuple[float, float]] = {}
    for kind, typed in kinds.items():
        taken: list[float] = []
        for name in names:
            words = typed(name)
            started = time.perf_counter()
            ask(words)
            taken.append((time.perf_counter() - started) * 1e3)
            if sum(taken) > seconds * 1e3 and len(taken) >= 50:
                break
        taken.sort()
        found[kind] = statistics.median(taken), taken[int(len(taken) * 0.95)]
    return found


def policies_on_and_off(urls: DatabaseUrls, person: Person, times: int) -> tuple[float, float]:
    """Return the median milliseconds of the list's SQL as the application, and as a role that no policy concerns."""
    with (
        psycopg.connect(urls.application, autocommit=True) as on,
        psycopg.connect(urls.superuser_url or urls.owner, autocommit=True) as off,
    ):
        off.execute("set plan_cache_mode = force_generic_plan")  # as the application's role has it
        return _interleaved(_asker(on, person), _asker(off, person), times)


def _asker(connection: psycopg.Connection, person: Person) -> Callable[[], None]:
    connection.execute("select set_config('app.organisation_id', %s, false)", [str(person.organisation_id)])
    link = connection.pgconn
    link.prepare(b"list", statement(LIST).encode())
    values = [str(person.organisation_id).encode(), str(PAGE + 1).encode()]

    def ask() -> None:
        found = link.exec_prepared(b"list", values, None, pq.Format.BINARY)
        if found.ntuples != PAGE + 1:
            raise RuntimeError(found.get_error_message())

    return ask
