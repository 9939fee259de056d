"""Address books of phones and mail programs (vCard): each card a row, with the columns that a CSV would have."""

import re
from collections.abc import Callable, Generator
from typing import Any, cast

import vobject

COLUMNS = (
    "company", "department", "first_name", "last_name", "full_name", "job_title", "email", "phone", "website", "street",
    "address_line_2", "city", "state", "postcode", "country", "notes", "categories", "birthday", "other_emails", "other_phones",
    "other_addresses",
)  # fmt: skip
_read_one = cast("Callable[[str], Any]", vobject.readOne)
# A card that never ends is one too, so that it is told of and does not take the next with it.
_CARD = re.compile(
    r"^BEGIN:VCARD[^\S\n]*$.*?(^END:VCARD[^\S\n]*$|(?=^BEGIN:VCARD)|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL
)


def is_vcards(text: str) -> bool:
    """Whether a text is an address book."""
    return text.lstrip("\ufeff \r\n")[:11].upper() == "BEGIN:VCARD"


def read_vcards(text: str) -> Generator[tuple[int, list[str], str]]:
    """Return each card's first line, its cells, and why it could not be read, if so."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    line, end = 1, 0
    for found in _CARD.finditer(text):
        line, end = line + text.count("\n", end, found.start()), found.start()
        if not found[1]:
            yield line, [""] * len(COLUMNS), "This card is cut off: it has no END:VCARD."
            continue
        try:
            yield line, _cells(_read_one(found[0])), ""
        except Exception as error:  # noqa: BLE001  # the library raises whatever comes up in what it does not understand
            yield line, [""] * len(COLUMNS), f"This card could not be read: {error}"


def _cells(card: Any) -> list[str]:  # noqa: ANN401  # the library has no types
    organisation = [str(part) for part in _first(card, "org", [])]
    name = _first(card, "n", None)
    emails, phones = _all(card, "email"), _all(card, "tel")
    addresses = [line.value for line in card.contents.get("adr", [])]
    main = addresses[0] if addresses else None
    street = _part(main, "street").split("\n")
    cells = {
        "company": organisation[0] if organisation else "",
        "department": ", ".join(organisation[1:]),
        "first_name": _part(name, "given"),
        "last_name": _part(name, "family"),
        # A card may have no name but this, and then it is who or what it is for.
        "full_name": "" if _part(name, "given") or _part(name, "family") else str(_first(card, "fn", "")),
        "job_title": str(_first(card, "title", "")),
        "email": emails[0] if emails else "",
        "phone": phones[0] if phones else "",
        "website": str(_first(card, "url", "")),
        "street": street[0],
        "address_line_2": ", ".join(filter(None, [*street[1:], _part(main, "extended"), _part(main, "box")])),
        "city": _part(main, "city"),
        "state": _part(main, "region"),
        "postcode": _part(main, "code"),
        "country": _part(main, "country"),
        "notes": "\n\n".join(_all(card, "note")),
        "categories": ", ".join(str(tag) for line in card.contents.get("categories", []) for tag in line.value),
        "birthday": str(_first(card, "bday", "")),
        "other_emails": ", ".join(emails[1:]),
        "other_phones": ", ".join(phones[1:]),
        "other_addresses": "; ".join(", ".join(str(address).split("\n")) for address in addresses[1:]),
    }
    return [cells[column].strip() for column in COLUMNS]


def _first(card: Any, name: str, otherwise: object) -> Any:  # noqa: ANN401  # as the library's values
    lines = card.contents.get(name)
    return lines[0].value if lines else otherwise


def _all(card: Any, name: str) -> list[str]:  # noqa: ANN401  # the library has no types
    """Return the values of a property, the preferred one first, each once."""
    lines = sorted(card.contents.get(name, []), key=_is_other)
    return list(dict.fromkeys(str(line.value).strip().removeprefix("tel:").removeprefix("mailto:") for line in lines))


def _is_other(line: Any) -> bool:  # noqa: ANN401  # the library has no types
    kinds = [str(kind).upper() for kind in line.params.get("TYPE", [])]
    return "PREF" not in kinds and "PREF" not in line.params


def _part(value: object, name: str) -> str:
    """Return a part of a name or an address, which may have several values."""
    found: str | list[str] = getattr(value, name, "")
    return found if isinstance(found, str) else ", ".join(found)
