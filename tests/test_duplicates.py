"""Contacts that may be one: found, merged, and taken apart again."""

import pytest

from conftest import Client, Make
from worktrackr.crm.duplicates import e164


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"name": "Hallam & Reid Ltd"}, {"name": "hallam reid limited"}, ["name"]),
        ({"name": "A", "email": "Tom@hallam.example"}, {"name": "B", "email": "tom@hallam.example"}, ["domain", "email"]),
        ({"name": "A", "email": "ann@hallam.example"}, {"name": "B", "website": "https://www.hallam.example/contact"}, ["domain"]),
        ({"name": "A", "phone": "020 7946 0018"}, {"name": "B", "phone": "+44 (0)20 7946 0018"}, ["phone"]),
    ],
)  # fmt: skip
async def test_duplicates_are_found(
    staff: Client, make: Make, one: dict[str, str], other: dict[str, str], reasons: list[str]
) -> None:
    first, second = await make.contact(staff, **one), await make.contact(staff, **other)
    (group,) = (await staff.get("/contacts/duplicates")).json()["items"]
    assert (group["reasons"], [found["id"] for found in group["contacts"]]) == (reasons, [first["id"], second["id"]])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Hallam"}, {"name": "Reid"}),
        ({"name": "A", "email": "ann@gmail.com"}, {"name": "B", "email": "bob@gmail.com"}),
        ({"name": "A", "phone": "020 7946 0018"}, {"name": "B", "phone": "0161 946 0018"}),
        ({"name": "A", "phone": "-"}, {"name": "B", "phone": "-"}),
        (
            {"name": "A", "email": "ann@town.example", "type": "individual"},
            {"name": "B", "email": "bob@town.example", "type": "individual"},
        ),
    ],
)
async def test_what_only_looks_alike_is_not_found(
    staff: Client, make: Make, one: dict[str, str], other: dict[str, str]
) -> None:
    await make.contact(staff, **one)
    await make.contact(staff, **other)
    assert (await staff.get("/contacts/duplicates")).json()["items"] == []


async def test_merging_moves_everything_and_undo_takes_it_apart(manager: Client, make: Make) -> None:
    kept = await make.contact(manager, name="Kept", email="a@hallam.example", tags=["one"])
    gone = await make.contact(manager, name="Gone", phone="0113 496 0000", tags=["two"])
    service = await make.service(manager, contact_id=gone["id"])
    event = await make.event(manager, contact_id=gone["id"])
    ticket = await make.ticket(manager, contact_id=gone["id"], fields={"site": gone["id"]})
    paths = [f"/customer_services/{service['id']}", f"/crm_events/{event['id']}", f"/tickets/{ticket['id']}"]
    merged = await manager.post(
        f"/contacts/{kept['id']}/merge",
        json={"other_id": gone["id"], "values": {"phone": gone["phone"], "tags": ["one", "two"]}},
    )
    moved = [(await manager.get(path)).json() for path in paths]
    trashed = (await manager.get(f"/contacts/{gone['id']}")).status_code
    undone = await manager.post(f"/change_sets/{merged.headers['x-change-set']}/undo")
    back = [(await manager.get(path)).json() for path in paths]
    row, other = (
        (await manager.get(f"/contacts/{kept['id']}")).json(),
        (await manager.get(f"/contacts/{gone['id']}")).json(),
    )
    assert (merged.status_code, merged.json()["phone"], merged.json()["tags"]) == (200, "0113 496 0000", ["one", "two"])
    assert ([found["contact_id"] for found in moved], trashed) == ([kept["id"]] * 3, 404)
    assert moved[2]["fields"] == {"site": kept["id"]}
    assert (undone.status_code, [found["contact_id"] for found in back]) == (200, [gone["id"]] * 3)
    assert back[2]["fields"] == {"site": gone["id"]}
    assert [(found["name"], found["phone"], found["tags"]) for found in (row, other)] == [
        ("Kept", None, ["one"]), ("Gone", "0113 496 0000", ["two"]),
    ]  # fmt: skip


async def test_a_merge_that_cannot_be_changes_nothing(staff: Client, stranger: Client, make: Make) -> None:
    kept, theirs = await make.contact(staff), await make.contact(stranger)
    path = f"/contacts/{kept['id']}/merge"
    with_theirs = await staff.post(path, json={"other_id": theirs["id"], "values": {"name": "X"}})
    with_itself = await staff.post(path, json={"other_id": kept["id"], "values": {}})
    wrong = await staff.post(path, json={"other_id": theirs["id"], "values": {"status": "gone"}})
    by_stranger = await stranger.post(path, json={"other_id": theirs["id"], "values": {}})
    assert [(answer.status_code, answer.json().get("errors", [{}])[0].get("pointer")) for answer in (with_theirs, with_itself, wrong)] == [
        (422, "/other_id"), (422, "/other_id"), (422, "/values/status"),
    ]  # fmt: skip
    assert by_stranger.status_code == 404
    assert (await staff.get(f"/contacts/{kept['id']}")).json() == kept
    assert (await stranger.get(f"/contacts/{theirs['id']}")).json() == theirs


def test_a_number_is_read_as_people_there_mean_it() -> None:
    assert e164("07700 900123", "GB") == "+447700900123"
    assert e164("(212) 555-0123", "US") == "+12125550123"
    assert e164("07700 900123", None) is None
