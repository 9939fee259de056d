"""The catalogue: what is in use stays, and its categories are told."""

from conftest import Client, Make


async def test_a_product_in_use_is_not_deleted_by_any_way_but_can_be_deactivated(
    manager: Client, stranger: Client, make: Make
) -> None:
    used, free = await make.product(manager, name="Firewall"), await make.product(manager, name="Switch")
    theirs = await make.product(stranger)
    await make.service(stranger, product_id=theirs["id"])
    service = await make.service(manager, product_id=used["id"])
    refused = await manager.delete(f"/products/{used['id']}")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "1 service uses “Firewall”. Deactivate it instead: what is sold stays as it is, and nothing new is.",
    )
    many = await manager.post("/products/bulk", json={"ids": [free["id"], used["id"]], "delete": True})
    assert many.status_code == 409
    assert len((await manager.get("/products")).json()["items"]) == 2
    changed = await manager.patch(f"/products/{used['id']}", json={"active": False})
    assert changed.json()["active"] is False
    assert (await manager.delete(f"/products/{free['id']}")).status_code == 204
    await manager.delete(f"/customer_services/{service['id']}")
    assert (await manager.delete(f"/products/{used['id']}")).status_code == 204


async def test_categories_are_told_with_their_numbers(staff: Client, manager: Client, make: Make) -> None:
    for category in ("Network", "Care", "Network", None):
        await make.product(manager, category=category)
    gone = await make.product(manager, category="Gone")
    await manager.delete(f"/products/{gone['id']}")
    expected = [{"name": "Care", "count": 1}, {"name": "Network", "count": 2}, {"name": None, "count": 1}]
    assert (await staff.get("/products/categories")).json() == {"items": expected}
    assert len((await staff.get("/products?category=Network")).json()["items"]) == 2
