"""Who asked: the contacts that the tickets of a file are for, found by e-mail or name, or made."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from worktrackr.crm.contacts import ContactFields, ContactStatus, ContactType
from worktrackr.edge.bodies import read_json
from worktrackr.importing.mappings import Draft
from worktrackr.importing.stored import normal


class Requesters:
    """Finds the contact of each ticket, and gathers those that have to be made first."""

    def __init__(self, by_email: Mapping[str, list[UUID]], by_name: Mapping[str, list[UUID]]) -> None:
        """The contacts that are there, oldest first."""
        self._by_email, self._by_name = by_email, by_name
        self.new: dict[str, ContactFields] = {}
        """What to make, by the key that the tickets wait for."""

    def find(self, draft: Draft) -> tuple[UUID | None, str | None]:
        """Return the contact of a row, or the key of one to be made; raises `Validation` if it cannot be."""
        email, name = normal(draft.get("requester.email")), normal(draft.get("requester.name"))
        found = self._by_email.get(email, []) if email else self._by_name.get(name, [])
        if found:
            return found[0], None
        key = email or name
        if key and key not in self.new:
            self.new[key] = _contact(draft)
        return None, key or None


def _contact(draft: Draft) -> ContactFields:
    email = draft.get("requester.email")
    contact: dict[str, Any] = {
        "type": ContactType.INDIVIDUAL,
        "status": ContactStatus.ACTIVE,
        "name": draft.get("requester.name") or email,
        "email": email,
        "phone": draft.get("requester.phone"),
    }
    return read_json(msgspec.json.encode(contact), ContactFields)
