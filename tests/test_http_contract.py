"""What every answer promises: problems, headers, limits; and input of every bad kind gets a 4xx that names the field."""

import re
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any
from uuid import uuid4

import pytest

from conftest import Client, Make
from worktrackr.app import Application
from worktrackr.edge.web import BODY_LIMIT, Window

NOBODY = "01a00000-0000-7000-8000-000000000000"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/tickets", 200),
        ("GET", "/nothing", 404),
        ("PUT", "/tickets", 405),
        ("POST", "/tickets", 422),
        ("GET", f"/tickets/{NOBODY}", 404),
        ("GET", "/meta", 200),
    ],
)
async def test_every_answer_carries_the_security_headers(method: str, path: str, status: int, staff: Client) -> None:
    response = await staff.request(method, path, json={} if method == "POST" else None)
    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    policy = response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert re.fullmatch(r"[0-9a-f-]{36}", response.headers["x-request-id"])
    assert response.headers["cache-control"] == "no-store"
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(response.headers)


@pytest.mark.parametrize("path", ["/", "/tickets", "/assets/missing.js", "/health/live"])
async def test_pages_carry_them_too(path: str, anonymous: Client) -> None:
    response = await anonymous.get(f"http://worktrackr.test{path}")
    assert response.status_code == (404 if "missing" in path else 204 if "health" in path else 200)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


async def test_problems_are_problem_details(staff: Client) -> None:
    response = await staff.get(f"/tickets/{uuid4()}")
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert body == {
        "type": "/problems/not-found", "title": "Not found", "status": 404, "detail": "There is nothing here.",
        "instance": f"urn:request:{response.headers['x-request-id']}",
    }  # fmt: skip


async def test_405_says_what_is_allowed(staff: Client) -> None:
    assert set((await staff.put("/tickets", json={})).headers["allow"].split(", ")) >= {"GET", "POST"}


async def test_validation_names_every_field_at_once(staff: Client) -> None:
    response = await staff.post(
        "/tickets", json={"title": "", "priority": "Huge", "scheduled_start": "2026-01-01T10:00:00", "nothing": 1}
    )
    assert response.status_code == 422
    assert {(error["pointer"], error["code"]) for error in response.json()["errors"]} == {
        ("/title", "missing"), ("/priority", "unknown_value"), ("/scheduled_start", "timezone"), ("/nothing", "unknown_field"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"\xff\xfe",
        b"{'title': 1}",
        b'{"title": NaN}',
        b'{"title": "\xed\xa0\x80"}',
    ],
)
async def test_what_is_no_json_object_is_refused(raw: bytes, staff: Client) -> None:
    response = await staff.post("/tickets", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)


TEXTS: dict[str, Any] = {
    "NUL": "a\x00b", "escape": "a\x1bb", "delete": "a\x7fb", "too long": "x" * 201, "empty": "", "number": 1, "true": True, "list": ["a"], "object": {}, "null": None,
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
async def test_bad_texts_are_refused(case: str, staff: Client) -> None:
    response = await staff.post("/tickets", json={"title": TEXTS[case]})
    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize("text", ["\\ud800", "\\udc00\\ud800", "\\ud83d"])
async def test_lone_surrogates_are_refused(text: str, staff: Client) -> None:
    body = b'{"title": "%s"}' % text.encode()
    response = await staff.post("/tickets", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)


@pytest.mark.parametrize(
    "text",
    ["Zoë's 🔌 — naïve", "שלום عليكم", "👩‍👩‍👧‍👦", "x" * 200, "line\nbreak\ttab", "' or 1=1 --", "%_\\", "<script>"],
)
async def test_good_texts_come_back_exactly(text: str, staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff, title=text)
    assert (await staff.get(f"/tickets/{ticket['id']}")).json()["title"] == text


NUMBERS = {
    "NaN": b"NaN", "NaN text": b'"NaN"', "infinity": b'"Infinity"', "minus infinity": b'"-Infinity"', "huge": b"1e400", "huge text": b'"1e400"',
    "digits": b"9" * 5000, "tiny": b"1e-30", "three decimals": b"1.001", "thirteen digits": b"1234567890123", "true": b"true", "empty": b'""',
    "negative": b"-1",
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBERS)
async def test_bad_amounts_are_refused(case: str, manager: Client) -> None:
    body = b'{"name": "x", "client_price": %s}' % NUMBERS[case]
    response = await manager.post("/products", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422), response.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"150", "150.00"),
        (b"0.1", "0.10"),
        (b'"999999999999.99"', "999999999999.99"),
        (b"0.30000", "0.30"),
        (b'"1e2"', "100.00"),
    ],
)
async def test_amounts_are_read_exactly_and_written_as_text(sent: bytes, kept: str, manager: Client) -> None:
    body = b'{"name": "x", "client_price": %s}' % sent
    response = await manager.post("/products", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 201, response.text
    assert response.json()["client_price"] == kept


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-29",
        "2026-04-31",
        "0000-01-01",
        "1899-12-31",
        "2200-01-01",
        "10000-01-01",
        "infinity",
        "now",
        "2026-1-1",
        "01/02/2026",
        20260101,
        "2026-01-01T00:00:00Z",
    ],
)
async def test_bad_dates_are_refused(day: object, staff: Client) -> None:
    response = await staff.post("/tickets", json={"title": "x", "scheduled_date": day})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/scheduled_date"


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-01T24:00:00Z",
        "2026-01-01T10:00:61Z",
        "2026-01-01T10:00:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "infinity",
        0,
    ],
)
async def test_bad_times_are_refused(time: object, staff: Client) -> None:
    response = await staff.post("/tickets", json={"title": "x", "scheduled_start": time})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/scheduled_start"


async def test_the_29th_of_february_exists_in_leap_years(staff: Client, make: Make) -> None:
    assert (await make.ticket(staff, scheduled_date="2028-02-29"))["scheduled_date"] == "2028-02-29"


@pytest.mark.parametrize("identifier", ["x", "{%s}", "urn:uuid:%s", "", "1", "%s0", "../users", "UPPER", "PLAIN"])
async def test_what_is_no_id_is_nothing(identifier: str, staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    others = {"UPPER": ticket["id"].upper(), "PLAIN": ticket["id"].replace("-", "")}
    path = identifier % ticket["id"] if "%s" in identifier else others.get(identifier, identifier)
    response = await staff.patch(f"/tickets/{path}", json={"title": "changed"})
    assert response.status_code in (404, 405, 422)
    assert (await staff.get(f"/tickets/{ticket['id']}")).json()["title"] != "changed"


async def test_bodies_have_a_largest_size(staff: Client) -> None:
    fits = b'{"title": "x", "description": "%s"}' % (b"x" * 49_000)
    assert (await staff.post("/tickets", content=fits, headers={"content-type": "application/json"})).status_code == 201

    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(BODY_LIMIT // 65536 + 2):
            yield b"x" * 65536

    contents: tuple[bytes | AsyncIterable[bytes], ...] = (b"x" * (BODY_LIMIT + 1), endless())
    for content in contents:
        response = await staff.post("/tickets", content=content, headers={"content-type": "application/json"})
        assert response.status_code == 413


@pytest.mark.parametrize(("depth", "status"), [(20, 201), (40, 400), (100_000, 400)])
async def test_nesting_has_a_limit(depth: int, status: int, staff: Client) -> None:
    body = b'{"title": "x", "fields": {"a": %s1%s}}' % (b"[" * depth, b"]" * depth)
    response = await staff.post("/tickets", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status


async def test_compressed_bodies_are_refused(staff: Client) -> None:
    response = await staff.post(
        "/tickets", content=b"{}", headers={"content-type": "application/json", "content-encoding": "gzip"}
    )
    assert response.status_code == 415


@pytest.mark.parametrize("tag", ["x", '"x"', '"99999999999999999999"', "\u0661"])
async def test_a_strange_if_match_is_refused(tag: str, staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    response = await staff.patch(f"/tickets/{ticket['id']}", json={"title": "x"}, headers={b"if-match": tag.encode()})
    assert response.status_code == 400


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"with space", "é".encode()])
async def test_a_strange_idempotency_key_is_refused(key: bytes, staff: Client) -> None:
    response = await staff.post("/tickets", json={"title": "x"}, headers={b"idempotency-key": key})
    assert response.status_code == 400


async def test_a_patch_tells_absent_from_null(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff, category="Network", location="Leeds")
    changed = (await staff.patch(f"/tickets/{ticket['id']}", json={"category": None})).json()
    assert (changed["category"], changed["location"], changed["title"]) == (None, "Leeds", ticket["title"])


@pytest.mark.parametrize(
    "q", ["%", "_", "\\", "'", '"', "laptop", "LAPTOP start", "  ", "x" * 500, "\x00", "🔌", "(", "a" * 3]
)
async def test_searching_takes_any_text(q: str, staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    response = await staff.get("/tickets", params={"q": q})
    assert response.status_code in (200, 422), response.text
    if q in ("laptop", "LAPTOP start"):
        assert [row["id"] for row in response.json()["items"]] == [ticket["id"]]
    if q in ("%", "_", "\\"):
        assert response.json()["items"] == []


async def test_health_says_little(anonymous: Client) -> None:
    for path in ("live", "ready"):
        response = await anonymous.get(f"http://worktrackr.test/health/{path}")
        assert (response.status_code, response.content) == (204, b"")


async def test_the_document_is_complete(anonymous: Client, application: Application) -> None:
    document = (await anonymous.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert all("422" in operation["responses"] for operation in operations)
    assert set(document["components"]["schemas"]["Ticket"]["required"]) == set(
        document["components"]["schemas"]["Ticket"]["properties"]
    )
    assert {operation["operationId"] for operation in operations if operation["security"] == []} == {
    "accept_invitation", "forgot_password", "get_brand", "get_brand_logo", "get_meta", "list_plans", "login",
    "logout", "look_up_invitation", "read_calendar_feed", "reset_password", "sign_up",
    }  # fmt: skip
    page = await anonymous.get("/docs")
    assert "/api/tickets/{id}" in page.text
    assert {route for route in document["paths"] if "{" not in route} <= {
        route.path for route in application.litestar.routes
    }


def test_a_window_refuses_beyond_its_limit_and_tells_people_apart() -> None:
    window = Window(2)
    assert [window.hit("a")[0] for _ in range(3)] == [1, 0, -1]
    assert window.hit("b")[0] == 1


async def test_meta_answers_every_choice(anonymous: Client) -> None:
    meta = (await anonymous.get("/meta")).json()
    assert [choice["value"] for choice in meta["enums"]["ticket_status"]] == [
        "Open",
        "In Progress",
        "Waiting",
        "Resolved",
        "Closed",
    ]
    assert [(plan["code"], plan["monthly_price"], plan["included_seats"]) for plan in meta["plans"]] == [
        ("starter", "49.00", 1),
        ("pro", "99.00", 5),
        ("enterprise", "299.00", 50),
    ]
