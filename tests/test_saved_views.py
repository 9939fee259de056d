"""Saved views: one's own are one's own, shared ones are everybody's to see and their owner's or a manager's to change."""

from uuid import UUID

import pytest

from conftest import Client, Make


@pytest.fixture
def colleague(make: Make, organisation_id: UUID) -> Client:
    """Another member of staff."""
    return make.person(organisation_id, "staff")


async def test_a_private_view_is_not_there_for_anybody_else(
    staff: Client, colleague: Client, admin: Client, stranger: Client, make: Make
) -> None:
    view = await make.saved_view(staff, shared=False, query={"status": ["Open", "Waiting"], "sort": "-priority"})
    path = f"/saved_views/{view['id']}"
    assert (await staff.get(path)).json() == view
    assert (await staff.get("/saved_views")).json()["items"] == [view]
    for somebody in (colleague, admin, stranger):
        assert (await somebody.get("/saved_views")).json()["items"] == []
        assert (await somebody.get(path)).status_code == 404
        assert (await somebody.get(f"{path}/history")).status_code == 404
        assert (await somebody.patch(path, json={"name": "Mine now"})).status_code == 404
        assert (await somebody.delete(path)).status_code == 404
        bulk = {"ids": [view["id"]], "patch": {"name": "Mine now"}}
        assert (await somebody.post("/saved_views/bulk", json=bulk)).status_code == 404
    assert [entry["action"] for entry in (await staff.get(f"{path}/history")).json()["items"]] == ["insert"]
    assert (await staff.get(path)).json() == view


async def test_a_shared_view_is_changed_by_its_owner_or_a_manager(
    staff: Client, colleague: Client, manager: Client, make: Make
) -> None:
    view = await make.saved_view(staff)
    path = f"/saved_views/{view['id']}"
    assert (await colleague.get(path)).json() == view
    refused = [
        await colleague.patch(path, json={"name": "Other"}),
        await colleague.delete(path),
        await colleague.post("/saved_views/bulk", json={"ids": [view["id"]], "delete": True}),
        # A manager may change it, not take it for nobody's.
        await manager.patch(path, json={"shared": False}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403]
    assert (await staff.get(path)).json() == view
    assert (await manager.patch(path, json={"name": "Parts"})).json()["name"] == "Parts"
    assert (await staff.patch(path, json={"shared": False})).json()["shared"] is False
    assert (await manager.get(path)).status_code == 404


async def test_a_deleted_view_comes_back_by_undo(staff: Client, make: Make) -> None:
    view = await make.saved_view(staff, shared=False)
    deleted = await staff.delete(f"/saved_views/{view['id']}")
    assert (await staff.get("/saved_views")).json()["items"] == []
    await staff.post(f"/change_sets/{deleted.headers['x-change-set']}/undo")
    assert [found["id"] for found in (await staff.get("/saved_views")).json()["items"]] == [view["id"]]


async def test_views_stand_in_their_order_and_belong_to_a_list(staff: Client, make: Make) -> None:
    for name, position in (("Second", 2), ("First", 1)):
        await make.saved_view(staff, name=name, position=position)
    await make.saved_view(staff, name="Of contacts", resource="contacts")
    listed = (await staff.get("/saved_views?resource=tickets&sort=position")).json()["items"]
    assert [view["name"] for view in listed] == ["First", "Second"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"query": {"status": 5}}, "/query"),
        ({"query": {"q": "x" * 201}}, "/query"),
        ({"query": ["status"]}, "/query"),
        ({"resource": "Tickets; --"}, "/resource"),
        ({"name": ""}, "/name"),
        ({"position": "first"}, "/position"),
        ({"created_by": "00000000-0000-0000-0000-000000000000"}, "/created_by"),
    ],
)
async def test_what_a_view_cannot_be_is_named(staff: Client, body: dict[str, object], pointer: str) -> None:
    response = await staff.post("/saved_views", json={"name": "A", "resource": "tickets"} | body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer
