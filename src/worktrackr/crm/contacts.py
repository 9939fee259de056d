"""Contacts: the companies and people that an organisation works for."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from worktrackr.access import Permission
from worktrackr.fields import Fields, Joined, LongText, Reference, ShortText, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.query import Filter
from worktrackr.kit.table import Table

Line = Annotated[str, Meta(max_length=200)]
Email = Annotated[str, Meta(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]
WebAddress = Annotated[str, Meta(max_length=500, pattern=r"^(https?://\S+|[^\s:/]+\.[^\s:]+(/\S*)?)?$")]


class ContactType(StrEnum):
    """What a contact is."""

    COMPANY = "company"
    INDIVIDUAL = "individual"


class ContactStatus(StrEnum):
    """Where the relation stands."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class AddressType(StrEnum):
    """What an address is for."""

    BILLING = "billing"
    SHIPPING = "shipping"
    SERVICE = "service"
    OFFICE = "office"


class Address(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One postal address."""

    type: AddressType = AddressType.OFFICE
    line1: Line = ""
    line2: Line = ""
    city: Line = ""
    state: Line = ""
    postcode: Annotated[str, Meta(max_length=20)] = ""
    country: Line = ""
    is_primary: bool = False


class ContactPerson(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Somebody who works there."""

    name: ShortText
    title: Line = ""
    email: Email = ""
    phone: Annotated[str, Meta(max_length=50)] = ""
    department: Line = ""
    is_primary: bool = False
    notes: Annotated[str, Meta(max_length=2000)] = ""


class Accounting(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How a contact pays."""

    tax_number: Line = ""
    payment_terms: Line = ""
    currency: Annotated[str, Meta(pattern="^([A-Z]{3})?$")] = ""
    account_code: Line = ""
    credit_limit: Decimal | None = None
    discount_rate: Decimal | None = None
    xero_contact_id: Line | None = None
    quickbooks_contact_id: Line | None = None


class Relationship(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How the relation came and goes."""

    source: Line = ""
    industry: Line = ""
    company_size: Line = ""


class ContactFields(Fields):
    """What staff may write."""

    type: ContactType = ContactType.COMPANY
    name: ShortText
    display_name: ShortText | None = None
    primary_contact: ShortText | None = None
    email: Email | None = None
    phone: Annotated[str, Meta(max_length=50)] | None = None
    website: WebAddress | None = None
    status: ContactStatus = ContactStatus.PROSPECT
    addresses: Annotated[list[Address], Meta(max_length=20)] = []
    accounting: Accounting = msgspec.field(default_factory=Accounting)
    crm: Relationship = msgspec.field(default_factory=Relationship)
    contact_persons: Annotated[list[ContactPerson], Meta(max_length=100)] = []
    tags: Annotated[list[Annotated[str, Meta(min_length=1, max_length=50)]], Meta(max_length=50)] = []
    notes: LongText | None = None
    custom_fields: Annotated[dict[str, Any], Meta(max_length=100)] = {}
    owner_user_id: Annotated[UUID, Reference("users", "status <> 'disabled'")] | None = None


class Contact(ContactFields, Stored):
    """A contact as it is answered."""

    owner_user_name: Annotated[str | None, Joined("owner_user_id", "name")]
    created_by: UUID | None


FILTERS = {"initial": Filter(Annotated[str, Meta(pattern="^[A-Z#]$")], "t.initial = {}")}
contacts = Table("contacts", Contact, filters=FILTERS, search=True)
resource = crud(
    "/contacts",
    contacts,
    fields=ContactFields,
    read=Permission.READ_CONTACTS,
    write=Permission.WRITE_CONTACTS,
    purge=Permission.PURGE,
)
