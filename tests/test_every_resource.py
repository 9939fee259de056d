"""What holds for every resource, tested once for all; a new resource is covered as soon as it is registered."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from conftest import Client, Make

CREATE: dict[str, Callable[[Make], Callable[..., Awaitable[dict[str, Any]]]]] = {
    "contacts": lambda make: make.contact,
    "contact_notes": lambda make: make.contact_note,
    "crm_events": lambda make: make.event,
    "crm_event_series": lambda make: make.event_series,
    "products": lambda make: make.product,
    "customer_services": lambda make: make.service,
    "ticket_templates": lambda make: make.template,
    "ticket_series": lambda make: make.series,
    "tickets": lambda make: make.ticket,
    "saved_views": lambda make: make.saved_view,
}
TEXT = {
    "contacts": "name",
    "contact_notes": "body",
    "crm_events": "title",
    "crm_event_series": "title",
    "products": "name",
    "customer_services": "notes",
    "ticket_templates": "name",
    "ticket_series": "title",
    "tickets": "title",
    "saved_views": "name",
}
BODY: dict[str, dict[str, Any]] = {
    "contacts": {"name": "A"},
    "crm_events": {"title": "A", "start_at": "2026-03-02T09:00:00Z", "end_at": "2026-03-02T10:00:00Z"},
    "crm_event_series": {"title": "A", "rrule": "FREQ=DAILY;COUNT=1", "starts_on": "2026-03-02"},
    "products": {"name": "A"},
    "ticket_templates": {"name": "A"},
    "ticket_series": {"title": "A", "rrule": "FREQ=DAILY;COUNT=1", "starts_on": "2026-03-02"},
    "tickets": {"title": "A"},
    "saved_views": {"name": "A", "resource": "tickets", "shared": True},
}
pytestmark = pytest.mark.parametrize("resource", CREATE)


async def test_a_row_is_created_read_changed_and_listed(resource: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    read = await manager.get(f"/{resource}/{row['id']}")
    changed = await manager.patch(f"/{resource}/{row['id']}", json={TEXT[resource]: "Changed"})
    listed = (await manager.get(f"/{resource}")).json()
    assert read.json() == row
    assert changed.json() == row | {TEXT[resource]: "Changed", "version": 2, "updated_at": changed.json()["updated_at"]}
    assert listed == {"items": [changed.json()], "next_cursor": None}


async def test_creating_answers_location_and_etag(resource: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    read = await manager.get(f"/{resource}/{row['id']}")
    assert read.headers["etag"].startswith('"1-')
    unchanged = await manager.get(f"/{resource}/{row['id']}", headers={"if-none-match": read.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_a_stale_if_match_writes_nothing(resource: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    path, tag = f"/{resource}/{row['id']}", {"if-match": '"1"'}
    first = await manager.patch(path, json={TEXT[resource]: "First"}, headers=tag)
    second = await manager.patch(path, json={TEXT[resource]: "Second"}, headers=tag)
    removed = await manager.delete(path, headers=tag)
    assert [first.status_code, second.status_code, removed.status_code] == [200, 412, 412]
    assert (await manager.get(path)).json()[TEXT[resource]] == "First"


async def test_the_trash_holds_what_was_deleted_until_it_is_restored(
    resource: str, manager: Client, make: Make
) -> None:
    row = await CREATE[resource](make)(manager)
    path = f"/{resource}/{row['id']}"
    deleted, again = await manager.delete(path), await manager.delete(path)
    trash, rest = (
        (await manager.get(f"/{resource}?trash=true")).json()["items"],
        (await manager.get(f"/{resource}")).json()["items"],
    )
    gone, restored = await manager.get(path), await manager.post(f"{path}/restore")
    assert [deleted.status_code, again.status_code, gone.status_code, restored.status_code] == [204, 404, 404, 200]
    assert ([found["id"] for found in trash], rest) == ([row["id"]], [])
    assert restored.json() == row | {"version": 3, "updated_at": restored.json()["updated_at"]}


async def test_only_an_admin_purges_and_only_from_the_trash(
    resource: str, manager: Client, admin: Client, make: Make
) -> None:
    row = await CREATE[resource](make)(manager)
    path = f"/{resource}/{row['id']}"
    early = await admin.post(f"{path}/purge")
    await manager.delete(path)
    refused, purged = await manager.post(f"{path}/purge"), await admin.post(f"{path}/purge")
    assert [early.status_code, refused.status_code, purged.status_code] == [404, 403, 204]
    assert (await admin.get(f"/{resource}?trash=true")).json()["items"] == []


async def test_history_tells_every_change_newest_first(resource: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    path, field = f"/{resource}/{row['id']}", TEXT[resource]
    await manager.patch(path, json={field: "Changed"})
    await manager.delete(path)
    items = (await manager.get(f"{path}/history")).json()["items"]
    assert [item["action"] for item in items] == ["delete", "update", "insert"]
    assert (items[1]["before"], items[1]["after"]) == ({field: row[field]}, {field: "Changed"})
    assert {item["actor_name"] for item in items} == {"Manager Person"}


async def test_undo_puts_a_change_back_and_can_itself_be_undone(resource: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    path, field = f"/{resource}/{row['id']}", TEXT[resource]
    changed = await manager.patch(path, json={field: "Changed"})
    undone = await manager.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert (undone.status_code, undone.json()["changed"]) == (200, 1)
    assert (await manager.get(path)).json()[field] == row[field]
    await manager.post(f"/change_sets/{undone.json()['change_set_id']}/undo")
    assert (await manager.get(path)).json()[field] == "Changed"


async def test_undo_of_a_creation_trashes_and_of_a_deletion_restores(
    resource: str, manager: Client, make: Make
) -> None:
    row = await CREATE[resource](make)(manager)
    path = f"/{resource}/{row['id']}"
    deleted = await manager.delete(path)
    await manager.post(f"/change_sets/{deleted.headers['x-change-set']}/undo")
    assert (await manager.get(path)).status_code == 200


async def test_undo_is_refused_where_somebody_changed_the_same_field_since(
    resource: str, manager: Client, admin: Client, make: Make
) -> None:
    row = await CREATE[resource](make)(manager)
    path, field = f"/{resource}/{row['id']}", TEXT[resource]
    first = await manager.patch(path, json={field: "First"})
    await admin.patch(path, json={field: "Second"})
    refused = await manager.post(f"/change_sets/{first.headers['x-change-set']}/undo")
    assert refused.status_code == 409
    assert refused.json()["conflicts"] == [{"table": resource, "id": row["id"], "columns": [field]}]
    assert (await manager.get(path)).json()[field] == "Second"


async def test_a_bulk_change_is_all_or_nothing_and_one_undo(resource: str, manager: Client, make: Make) -> None:
    rows = [await CREATE[resource](make)(manager) for _ in range(3)]
    ids, field = [row["id"] for row in rows], TEXT[resource]
    # Names of templates are unique; their other field serves as well.
    patch = (
        {"fields": [{"key": "a", "label": "A", "kind": "text"}]} if resource == "ticket_templates" else {field: "All"}
    )
    field = next(iter(patch))
    refused = await manager.post(f"/{resource}/bulk", json={"ids": [*ids, str(uuid4())], "patch": patch})
    assert refused.status_code == 404
    assert sorted(str(row[field]) for row in (await manager.get(f"/{resource}")).json()["items"]) == sorted(
        str(row[field]) for row in rows
    )
    done = (await manager.post(f"/{resource}/bulk", json={"ids": ids, "patch": patch})).json()
    assert done["changed"] == 3
    undone = await manager.post(f"/change_sets/{done['change_set_id']}/undo")
    assert undone.json()["changed"] == 3


async def test_a_bulk_deletion_by_filter_takes_what_matches(resource: str, manager: Client, make: Make) -> None:
    kept, gone = await CREATE[resource](make)(manager), await CREATE[resource](make)(manager)
    done = await manager.post(f"/{resource}/bulk", json={"filter": {"id": gone["id"]}, "delete": True})
    assert done.json()["changed"] == 1
    assert [row["id"] for row in (await manager.get(f"/{resource}")).json()["items"]] == [kept["id"]]


async def test_pages_are_stable_while_rows_are_added(resource: str, manager: Client, make: Make) -> None:
    rows = [await CREATE[resource](make)(manager) for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await manager.get(f"/{resource}?limit=2&sort=created_at{cursor}")).json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        if len(seen) == 2:
            await CREATE[resource](make)(manager)
        cursor = f"&cursor={page['next_cursor']}"
    assert seen[:5] == [row["id"] for row in rows]
    assert len(seen) == len(set(seen)) == 6


async def test_a_cursor_is_bound_to_its_list(resource: str, manager: Client, make: Make) -> None:
    for _ in range(2):
        await CREATE[resource](make)(manager)
    cursor = (await manager.get(f"/{resource}?limit=1")).json()["next_cursor"]
    assert (await manager.get(f"/{resource}?limit=1&cursor={cursor}")).status_code == 200
    for query in (
        f"sort=created_at&cursor={cursor}",
        f"cursor={cursor[:-1]}A",
        "cursor=x",
        f"trash=true&cursor={cursor}",
    ):
        assert (await manager.get(f"/{resource}?{query}")).status_code == 422, query


async def test_totals_are_counted_only_when_asked_for(resource: str, manager: Client, make: Make) -> None:
    await CREATE[resource](make)(manager)
    assert "total" not in (await manager.get(f"/{resource}")).json()
    assert (await manager.get(f"/{resource}?total=true")).json()["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "sort=nothing",
        "nothing=1",
        "created_at_from=yesterday",
        "total=maybe",
        "id=1",
    ],
)
async def test_a_bad_parameter_is_named(resource: str, query: str, manager: Client) -> None:
    response = await manager.get(f"/{resource}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


@pytest.mark.parametrize(
    "field", ["organisation_id", "id", "created_at", "updated_at", "version", "deleted_at", "nothing"]
)
async def test_fields_that_no_client_writes_are_refused(resource: str, field: str, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    response = await manager.patch(f"/{resource}/{row['id']}", json={field: str(uuid4())})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": f"/{field}", "code": "unknown_field", "detail": "There is no such field."}
    ]


async def test_nobody_gets_in_without_a_session(resource: str, anonymous: Client, manager: Client, make: Make) -> None:
    row = await CREATE[resource](make)(manager)
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{row['id']}"),
        ("PATCH", f"/{row['id']}"),
        ("DELETE", f"/{row['id']}"),
    ):
        response = await anonymous.request(
            method, f"/{resource}{path}", json={} if method in ("POST", "PATCH") else None
        )
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_row_of_another_organisation_does_not_exist(
    resource: str, manager: Client, stranger: Client, make: Make
) -> None:
    row = await CREATE[resource](make)(manager)
    for path in (f"/{resource}/{row['id']}", f"/{resource}/{row['id']}/history"):
        assert (await manager.get(path)).status_code == 200
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.patch(f"/{resource}/{row['id']}", json={TEXT[resource]: "Mine"})).status_code == 404
    assert (await stranger.delete(f"/{resource}/{row['id']}")).status_code == 404
    assert (await manager.get(f"/{resource}/{row['id']}")).json() == row


async def test_the_export_holds_what_the_list_shows(
    resource: str, manager: Client, stranger: Client, make: Make
) -> None:
    rows = [await CREATE[resource](make)(manager) for _ in range(3)]
    await manager.delete(f"/{resource}/{rows[0]['id']}")
    exported = await manager.get(f"/{resource}/export?sort=created_at")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in read] == [row["id"] for row in rows[1:]]
    assert set(read[0]) == set(rows[0])
    assert len((await stranger.get(f"/{resource}/export")).text.splitlines()) == 1


async def test_the_same_idempotency_key_is_one_effect(
    resource: str, manager: Client, stranger: Client, make: Make
) -> None:
    body = BODY.get(resource) or {"contact_id": (await make.contact(manager))["id"]} | (
        {"body": "A"} if resource == "contact_notes" else {"product_id": (await make.product(manager))["id"]}
    )
    key = {"idempotency-key": "once"}
    first, second = (
        await manager.post(f"/{resource}", json=body, headers=key),
        await manager.post(f"/{resource}", json=body, headers=key),
    )
    other = await manager.post(f"/{resource}", json=body | {TEXT[resource]: "Another"}, headers=key)
    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["x-change-set"] == first.headers["x-change-set"]
    assert (await manager.get(f"/{resource}?total=true")).json()["total"] == 1
    if resource in BODY:
        assert (await stranger.post(f"/{resource}", json=body, headers=key)).json()["id"] != first.json()["id"]
