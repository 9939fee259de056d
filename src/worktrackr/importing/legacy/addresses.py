"""Addresses and people of old contacts, in every shape that the old application wrote."""

import re
from typing import Any, cast

from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.records import text_of
from worktrackr.importing.legacy.vocabularies import ADDRESS_TYPE

_PARTS = {
    "line1": ("line1", "street", "address"),
    "line2": ("line2",),
    "city": ("city", "town"),
    "state": ("state", "county"),
    "postcode": ("postcode", "zipCode", "postalCode", "zip"),
    "country": ("country",),
}
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 200


def read_addresses(value: Any, reading: Reading) -> list[dict[str, Any]]:  # noqa: ANN401  # JSON
    """Return addresses: a list of objects or texts, one of them, or none that says anything.

    >>> read_addresses("1 High St, Leeds, LS1 3CD", Reading())[0]["postcode"]
    'LS1 3CD'
    """
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
    found = [address for item in items if (address := _address(item, reading))]
    if found and not any(address["is_primary"] for address in found):
        found[0]["is_primary"] = True
    return found


def _address(item: Any, reading: Reading) -> dict[str, Any] | None:  # noqa: ANN401  # JSON
    if isinstance(item, str):
        return _from_text(item)
    if not isinstance(item, dict):
        if item is None:
            return None
        raise ValueError("Is no address.")
    old = cast("dict[str, Any]", item)
    address = {
        part: next((text for name in names if (text := text_of(old.get(name)))), "") for part, names in _PARTS.items()
    }
    if not any(address[part] for part in ("line1", "line2", "city", "state", "postcode")):
        whole = text_of(old.get("fullAddress"))
        return _from_text(whole) if whole and whole != "No address available" else None
    try:
        kind = ADDRESS_TYPE(text_of(old.get("type")) or "office", reading)
    except ValueError:
        kind = "office"
    return {**address, "type": kind, "is_primary": old.get("isPrimary") is True}


def _from_text(text: str) -> dict[str, Any] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return None
    address = {"line1": text.strip()[:_LONGEST], "line2": "", "city": "", "state": "", "postcode": "", "country": ""}
    if len(parts) > 2 and _POSTCODE.fullmatch(parts[-1]):
        address |= {"line1": ", ".join(parts[:-2])[:_LONGEST], "city": parts[-2][:_LONGEST], "postcode": parts[-1]}
    return {**address, "type": "office", "is_primary": False}


def read_people(value: Any, _reading: Reading) -> list[dict[str, Any]]:  # noqa: ANN401  # JSON
    """Return those who work there; what has no field of its own stands in their notes."""
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [person for item in items if (person := _person(item))]


def _person(item: Any) -> dict[str, Any] | None:  # noqa: ANN401  # JSON
    if isinstance(item, str) and item.strip():
        return {"name": item.strip()[:_LONGEST]}
    if not isinstance(item, dict):
        if item is None:
            return None
        raise ValueError("Is nobody's name.")
    old = {key: text_of(value) for key, value in cast("dict[str, Any]", item).items()}
    name = old.pop("name", "") or old.get("email", "")
    old.pop("id", None)
    if not name:
        if any(text for key, text in old.items() if key != "isPrimary"):
            raise ValueError("Names nobody.")
        return None
    person: dict[str, Any] = {"name": name[:_LONGEST], "is_primary": old.pop("isPrimary", "") == "yes"}
    for key, longest in (("title", 200), ("email", 254), ("phone", 50), ("department", 200)):
        if len(text := old.get(key, "")) <= longest and (key != "email" or not text or _EMAIL.fullmatch(text)):
            person[key] = text
            old.pop(key, None)
    notes = [old.pop("notes", ""), *(f"{key}: {text}" for key, text in old.items() if text)]
    return {**person, "notes": "\n".join(note for note in notes if note)[:2000]}
