"""People: the contacts of the old application in all its places, and its users, who arrive as invitations."""

from worktrackr.importing.legacy.gathering import Gathering, Old
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.reading import is_blank
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of


def gather_people(found: Gathering) -> None:
    """Make contacts and users."""
    for record, old in found.rows(Kind.USERS, "users"):
        _user(record, old)
    for record, old in found.rows(Kind.CONTACTS, "contacts"):
        _contact(record, old)
    for record, old in found.rows(Kind.COMPANIES, "companies"):
        _contact(record, old)
    for record, old in found.rows(Kind.CUSTOMER_ADDRESSES, "customer_addresses"):
        record.fills, record.old_id = True, text_of(old.get("name")).casefold() or record.old_id
    for record, old in found.rows(Kind.CUSTOMER_COMPANIES, "reseller_companies"):
        _contact(record, old)
        record.remarks.append("A reseller's customer: here it comes in as a contact.")
    for _, place, item in found.items(Kind.USER_NAMES):
        name = text_of(item)
        record = Record(table="users", source="user_names", old_id=name.casefold(), place=place, name=name)
        record.references["user"] = Ref("users", ((Way.NAME, "", name),), name, "Colleague", required=True)
        found.records.append(record)


def _user(record: Record, old: Old) -> None:
    if not record.values.get("name") and record.values.get("email"):
        record.values["name"] = record.values["email"]
    if old.get("isOrgOwner") is True:
        record.remarks.append("Owned the organisation in the old application.")


def _contact(record: Record, old: Old) -> None:
    values = record.values
    if not values.get("name"):
        name = values.get("display_name") or values.get("primary_contact") or values.get("email")
        if name:
            values["name"] = record.name = name
        else:
            record.fault = "It has no name."
    if values.get("contact_persons"):
        people = values["contact_persons"]
        if not any(person.get("is_primary") for person in people):
            people[0]["is_primary"] = True
    elif values.get("primary_contact") and not is_blank(old.get("email")):
        # The companies of the CRM know their person only by name, with the company's address.
        values["contact_persons"] = [{"name": values["primary_contact"], "is_primary": True}]
