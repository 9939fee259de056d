"""Ticket templates: an ordered list of fields that a kind of ticket asks for."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Fields, ShortText, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    CHECKBOX = "checkbox"
    CONTACT = "contact"
    USER = "user"
    PRODUCT = "product"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    RATING = "rating"


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    """Shows a field only if another has a value."""

    key: ShortText
    equals: Any


class TemplateField(msgspec.Struct, forbid_unknown_fields=True):
    """One field of a template."""

    key: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,49}$")]
    label: ShortText
    kind: FieldKind
    required: bool = False
    options: Annotated[list[ShortText], Meta(max_length=200)] = []
    default: Any = None
    help: Annotated[str, Meta(max_length=500)] = ""
    show_if: Condition | None = None


class TicketTemplateFields(Fields):
    """What managers may write."""

    name: ShortText
    fields: Annotated[list[TemplateField], Meta(max_length=100)] = []
    is_default: bool = False


class TicketTemplate(TicketTemplateFields, Stored):
    """A template as it is answered; its version is the one that tickets keep."""


ticket_templates = Table("ticket_templates", TicketTemplate)
resource = crud(
    "/ticket_templates",
    ticket_templates,
    fields=TicketTemplateFields,
    read=Permission.READ_TEMPLATES,
    write=Permission.WRITE_TEMPLATES,
    purge=Permission.PURGE,
)
