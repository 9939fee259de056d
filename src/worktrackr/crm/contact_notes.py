"""Notes about a contact: what colleagues should know, in the contact's timeline."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Fields, Joined, Reference, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table

Body = Annotated[str, Meta(min_length=1, max_length=20_000, extra={"long": True})]


class ContactNoteFields(Fields):
    """What staff may write. Everybody may correct a note; the timeline says who did."""

    contact_id: Annotated[UUID, Reference("contacts")]
    body: Body


class ContactNote(ContactNoteFields, Stored):
    """A note as it is answered."""

    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    created_by: Annotated[UUID | None, Reference("users")]
    created_by_name: Annotated[str | None, Joined("created_by", "name")]


contact_notes = Table("contact_notes", ContactNote)
resource = crud(
    "/contact_notes",
    contact_notes,
    fields=ContactNoteFields,
    read=Permission.READ_CONTACTS,
    write=Permission.WRITE_CONTACTS,
    purge=Permission.PURGE,
)
