"""All contenders must give the same answers, or comparing their speed would mean nothing."""

import http.client
import json
from collections.abc import Sequence
from typing import Any

from bench.dataset import Person
from bench.endpoints import CREATE, ENDPOINTS, comparable
from bench.servers import Server


class Disagreement(Exception):
    """Two contenders answer differently."""


def check(contenders: Sequence[Server], person: Person) -> None:
    """Ask all of them the same; raises `Disagreement`."""
    for endpoint in ENDPOINTS:
        request, _ = endpoint.request(person, 0)
        first, *others = (comparable(_answer(server, request), is_new=endpoint is CREATE) for server in contenders)
        for server, other in zip(contenders[1:], others, strict=True):
            if other != first:
                raise Disagreement(
                    f"{endpoint.name}: {contenders[0].name} answers {first}, {server.name} answers {other}"
                )


def _answer(server: Server, request: bytes) -> Any:  # noqa: ANN401  # JSON
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, body or None, dict(line.split(": ", 1) for line in lines))
        response = connection.getresponse()
        text = response.read()
        if response.status not in (200, 201):
            raise Disagreement(f"{server.name} answers {response.status}: {text[:500]!r}")
        return json.loads(text)
    finally:
        connection.close()
