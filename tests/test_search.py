"""The one search box: what is found, in which order, and that nothing of others ever is."""

from urllib.parse import quote

import pytest

from conftest import Client, Make


async def titles(client: Client, words: str) -> list[str]:
    """Search; returns the titles found."""
    response = await client.get(f"/search?q={quote(words)}")
    assert response.status_code == 200, response.text
    return [hit["title"] for hit in response.json()["items"]]


@pytest.fixture
async def customers(staff: Client, stranger: Client, make: Make) -> None:
    """Customers of two organisations."""
    for name in ("Alfreds Futterkiste", "Penrose Solicitors", "BP Garage", "Smith & Sons", "100% Organic"):
        await make.contact(staff, name=name)
    for name in ("Alfreds Fahrräder", "Penrose Estates"):
        await make.contact(stranger, name=name)


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("futter", ["Alfreds Futterkiste"]),
        ("kiste alf", ["Alfreds Futterkiste"]),
        ("Alferds Futterkiste", ["Alfreds Futterkiste"]),
        ("alfred futerkist", ["Alfreds Futterkiste"]),
        ("Penrose", ["Penrose Solicitors"]),
        ("Penrsoe", ["Penrose Solicitors"]),
        ("bp", ["BP Garage"]),
        ("so", ["Penrose Solicitors", "Smith & Sons"]),
        ("smith & sons", ["Smith & Sons"]),
        ("&", ["Smith & Sons"]),
        ("%", ["100% Organic"]),
        ("100%", ["100% Organic"]),
        ("_", []),
        ("%%%", []),
        ("Fahrräder", []),
        ("Fahrrader", []),
        ("Estates", []),
        ("Xylophon", []),
        ("'; drop table contacts; --", []),
        ("\\", []),
    ],
)
async def test_what_is_typed_is_found(staff: Client, words: str, found: list[str]) -> None:
    assert sorted(await titles(staff, words)) == sorted(found)


@pytest.mark.usefixtures("customers")
async def test_what_is_like_the_words_is_found_only_when_nothing_has_them(staff: Client, make: Make) -> None:
    await make.contact(staff, name="Alferds Futterkiste Copy")
    assert await titles(staff, "Alferds Futterkiste") == ["Alferds Futterkiste Copy"]


async def test_titles_that_begin_with_the_words_come_first_then_the_most_alike(staff: Client, make: Make) -> None:
    for name in ("Northern Penrose Hall", "Penrose Dental Practice and Partners", "Old Penroseton", "Penrose"):
        await make.contact(staff, name=name)
    assert await titles(staff, "penrose") == [
        "Penrose", "Penrose Dental Practice and Partners", "Northern Penrose Hall", "Old Penroseton",
    ]  # fmt: skip


async def test_what_is_in_the_trash_is_not_found(staff: Client, make: Make) -> None:
    contact = await make.contact(staff, name="Alfreds Futterkiste")
    assert await titles(staff, "Futterkiste") == ["Alfreds Futterkiste"]
    await staff.delete(f"/contacts/{contact['id']}")
    assert [await titles(staff, words) for words in ("Futterkiste", "Futerkiste", "fu")] == [[], [], []]
