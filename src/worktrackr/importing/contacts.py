"""Contacts from files: a company with its person and its address, or somebody alone."""

from typing import Any

from worktrackr.crm.contacts import AddressType, ContactFields, ContactStatus, ContactType, contacts
from worktrackr.importing.cells import choice, first, lines, money, structure, words
from worktrackr.importing.mappings import Draft, Home, Importable

_TYPES = {
    "business": ContactType.COMPANY,
    "organisation": ContactType.COMPANY,
    "organization": ContactType.COMPANY,
    "person": ContactType.INDIVIDUAL,
    "private": ContactType.INDIVIDUAL,
}
_STATUSES = {
    "lead": ContactStatus.PROSPECT,
    "customer": ContactStatus.ACTIVE,
    "client": ContactStatus.ACTIVE,
    "lost": ContactStatus.INACTIVE,
}
_HOMES = (
    Home("name", names=("company_name", "company", "firm", "organization_name", "organization_1_name", "organisation", "organization", "customer_name", "business_name", "customer", "client", "name", "full_name")),
    Home("display_name", names=("trading_name", "known_as")),
    Home("type", choice(ContactType, _TYPES), ("contact_type", "customer_type")),
    Home("email", first, ("e_mail", "email_address", "e_mail_address", "e_mail_1_value", "mail", "customer_email", "contact_email")),
    Home("phone", first, ("telephone", "phone_number", "tel", "telephone_number", "phone_1_value", "business_phone", "company_main_phone", "primary_phone", "mobile", "mobile_phone", "home_phone")),
    Home("website", first, ("web", "url", "web_site", "web_page", "website_1_value", "homepage")),
    Home("status", choice(ContactStatus, _STATUSES), ("customer_status", "stage")),
    Home("tags", words, ("labels", "groups", "categories", "group_membership")),
    Home("notes", lines, ("note", "comments", "comment", "remarks", "description")),
    Home("person.name", names=("contact_name", "primary_contact", "contact", "contact_person", "name", "full_name")),
    Home("person.first_name", names=("first_name", "forename", "given_name")),
    Home("person.last_name", names=("last_name", "surname", "family_name")),
    Home("person.title", names=("contact_title", "job_title", "organization_title", "organization_1_title", "title", "position")),
    Home("person.department", names=("department", "organization_department", "organization_1_department")),
    Home("address.type", choice(AddressType, {}), ("address_type",)),
    Home("address.line1", names=("address", "street", "address_line_1", "address1", "address_1", "line1", "street_address", "business_street", "address_1_street", "home_street")),
    Home("address.line2", names=("address_line_2", "address2", "address_2", "line2", "business_street_2", "address_1_extended_address")),
    Home("address.city", names=("city", "town", "post_town", "business_city", "address_1_city", "home_city")),
    Home("address.state", names=("state", "region", "county", "province", "business_state", "address_1_region", "home_state")),
    Home("address.postcode", names=("postcode", "post_code", "postal_code", "zip", "zip_code", "business_postal_code", "address_1_postal_code", "home_postal_code")),
    Home("address.country", names=("country", "business_country_region", "business_country", "address_1_country", "home_country_region")),
    Home("accounting.tax_number", names=("vat_number", "tax_number", "vat_no", "vat")),
    Home("accounting.payment_terms", names=("payment_terms", "terms")),
    Home("accounting.account_code", names=("account_code", "account_number", "account_no")),
    Home("accounting.currency", names=("currency",)),
    Home("accounting.credit_limit", money, ("credit_limit",)),
    Home("crm.source", names=("source", "lead_source")),
    Home("crm.industry", names=("industry", "sector")),
    Home("crm.company_size", names=("company_size", "employees")),
)  # fmt: skip


def prepare_contact(draft: Draft) -> Draft:
    """Join first and last names; a row that names only a person is that person.

    >>> prepare_contact({"person.first_name": "Helen", "person.last_name": "Penrose"})
    {'name': 'Helen Penrose', 'type': 'individual'}
    """
    parts = ("person.first_name", "person.last_name")
    complete = {path: value for path, value in draft.items() if path not in parts}
    if names := [draft[path] for path in parts if path in draft]:
        complete.setdefault("person.name", " ".join(names))
    if "name" not in complete and "person.name" in complete:
        complete = {"name": complete.pop("person.name"), "type": ContactType.INDIVIDUAL.value} | complete
    return complete


def shape_contact(stored: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Lay a row over a contact: its person joins those who work there, its address the one of its kind."""
    contact = stored | {path: value for path, value in draft.items() if "." not in path and path != "tags"}
    person = part_of(draft, "person")
    if "name" in person:
        contact["primary_contact"] = person["name"]
        contact["contact_persons"] = _joined_people(stored.get("contact_persons", []), person)
    if address := part_of(draft, "address"):
        contact["addresses"] = _joined_addresses(stored.get("addresses", []), address)
    if tags := draft.get("tags"):
        contact["tags"] = list(dict.fromkeys([*stored.get("tags", []), *tags]))
    for name in ("accounting", "crm", "custom_fields"):
        if values := part_of(draft, name):
            contact[name] = stored.get(name, {}) | values
    return contact


def part_of(draft: Draft, name: str) -> dict[str, Any]:
    """Return what a row says of one part.

    >>> part_of({"name": "Penrose", "address.city": "Leeds"}, "address")
    {'city': 'Leeds'}
    """
    return {path.removeprefix(f"{name}."): value for path, value in draft.items() if path.startswith(f"{name}.")}


def _joined_people(people: list[dict[str, Any]], person: dict[str, Any]) -> list[dict[str, Any]]:
    for index, known in enumerate(people):
        if known["name"].casefold() == person["name"].casefold():
            return [*people[:index], known | person, *people[index + 1 :]]
    return [*people, person | {"is_primary": not people}]


def _joined_addresses(addresses: list[dict[str, Any]], address: dict[str, Any]) -> list[dict[str, Any]]:
    kind = address.get("type", AddressType.OFFICE.value)
    for index, known in enumerate(addresses):
        if known["type"] == kind:
            return [*addresses[:index], known | address, *addresses[index + 1 :]]
    return [*addresses, address | {"type": kind, "is_primary": not addresses}]


contact_files = Importable(
    noun="contact",
    table=contacts,
    fields=ContactFields,
    homes=_HOMES,
    keys=("email", "name"),
    prepare=prepare_contact,
    shape=shape_contact,
    rest="custom_fields",
    whole=(
        Home("primary_contact"),
        *(Home(part, structure) for part in ("addresses", "accounting", "crm", "contact_persons", "custom_fields")),
    ),
)
