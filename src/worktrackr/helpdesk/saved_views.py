"""Saved views: a list's filters, order and columns under a name, for oneself or for everybody."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Fields, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table

Parameter = Annotated[str, Meta(min_length=1, max_length=60)]
Value = Annotated[str, Meta(max_length=200)]


class SavedViewFields(Fields):
    """What its owner may write; `query` is the state of the list's address, and `position` orders the tabs."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    resource: Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]
    query: Annotated[dict[Parameter, Value | Annotated[list[Value], Meta(max_length=100)]], Meta(max_length=50)] = {}
    shared: bool = False
    position: Annotated[int, Meta(ge=-(2**53), le=2**53)] = 0


class SavedView(SavedViewFields, Stored):
    """A view as it is answered. A private one exists for its owner alone; the policy `own` of the table sees to it."""

    created_by: UUID


saved_views = Table("saved_views", SavedView)
resource = crud(
    "/saved_views",
    saved_views,
    fields=SavedViewFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
)
