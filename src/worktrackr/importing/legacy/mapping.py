"""Where every field of the old application goes, in one place. The guide shows these tables, made from here."""

from collections.abc import Mapping
from typing import Any, cast

from worktrackr.importing import cells
from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.addresses import read_addresses, read_people
from worktrackr.importing.legacy.kinds import NAMES, Kind
from worktrackr.importing.legacy.reading import Home, Source, anything, moment, plain, reader, refers, tag_list
from worktrackr.importing.legacy.records import text_of
from worktrackr.importing.legacy.vocabularies import (
    BILLING_PERIOD,
    CATEGORIES,
    CONTACT_STATUS,
    CONTACT_TYPE,
    EVENT_STATUS,
    EVENT_TYPE,
    PRIORITY,
    ROLE,
    STATUS,
    STATUSES,
)

_MONEY, _LINES, _YES = reader(cells.money), reader(cells.lines), reader(cells.yes)
_COMPUTED = "computed here"
_SAME = "the product's"


def _units(value: Any, reading: Reading) -> int:  # noqa: ANN401  # JSON
    """Return how many; there is at least one."""
    return max(1, cells.whole(plain(value), reading))


def _category(value: Any, reading: Reading) -> str:  # noqa: ANN401  # JSON
    text = cells.line(plain(value), reading)
    return CATEGORIES.get(text.casefold(), text[:1].upper() + text[1:])


def _currency(value: Any, reading: Reading) -> str:  # noqa: ANN401  # JSON
    return cells.line(plain(value), reading).upper()


def _names(value: Any, _reading: Reading) -> str:  # noqa: ANN401  # JSON
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    return ", ".join(_name_of_file(item) for item in items)


def _name_of_file(item: Any) -> str:  # noqa: ANN401  # JSON
    name = cast("dict[str, Any]", item).get("name") if isinstance(item, dict) else None
    return text_of(name or item)


_SOURCES: Mapping[Kind, Source] = {
    Kind.USERS: Source(
        "users",
        "users",
        (
            Home("id", why="found again by it"),
            Home("name", "name"),
            Home("email", "email"),
            Home("role", "role", reader(ROLE)),
            Home("status", why="invited, until they accept"),
            Home("createdAt", why="the day of the invitation"),
            Home("isOrgOwner", why="said in the report"),
        ),
    ),
    Kind.CONTACTS: Source(
        "contacts",
        "contacts",
        (
            Home("id", why="found again by it"),
            Home("name", "name"),
            Home("displayName", "display_name"),
            Home("type", "type", reader(CONTACT_TYPE)),
            Home("primaryContact", "primary_contact"),
            Home("email", "email"),
            Home("phone", "phone"),
            Home("website", "website"),
            Home("addresses", "addresses", read_addresses),
            Home("address", "addresses", read_addresses),
            Home("contactPersons", "contact_persons", read_people),
            Home("tags", "tags", tag_list),
            Home("crm.tags", "tags", tag_list),
            Home("notes", "notes", _LINES),
            Home("crm.notes", "notes+", _LINES),
            Home("accounting.taxNumber", "accounting.tax_number"),
            Home("accounting.paymentTerms", "accounting.payment_terms"),
            Home("accounting.currency", "accounting.currency", _currency),
            Home("accounting.accountCode", "accounting.account_code"),
            Home("accounting.creditLimit", "accounting.credit_limit", _MONEY),
            Home("accounting.discountRate", "accounting.discount_rate", _MONEY),
            Home("accounting.xeroContactId", "accounting.xero_contact_id"),
            Home("accounting.quickbooksContactId", "accounting.quickbooks_contact_id"),
            Home("crm.status", "status", reader(CONTACT_STATUS)),
            Home("status", "status", reader(CONTACT_STATUS)),
            Home("crm.source", "crm.source"),
            Home("crm.industry", "crm.industry"),
            Home("crm.companySize", "crm.company_size"),
            Home("crm.assignedTo", "owner_user_id", refers("users", "users", "Assigned to", by_name=True)),
            Home("crm.lastActivity", "custom_fields.last_activity", anything),
            Home("crm.nextCRMEvent", "custom_fields.next_crm_event", anything),
            Home("lastActivity", "custom_fields.last_activity", anything),
            Home("nextCRMEvent", "custom_fields.next_crm_event", anything),
            Home("crm.priority", "custom_fields.priority", anything),
            Home("crm.lastContact", "custom_fields.last_contact", anything),
            Home("crm.nextFollowUp", "custom_fields.next_follow_up", anything),
            Home("crm.totalProfit", why=_COMPUTED),
            Home("crm.renewalsCount", why=_COMPUTED),
            Home("crm.openOppsCount", why=_COMPUTED),
            Home("totalProfit", why=_COMPUTED),
            Home("renewalsCount", why=_COMPUTED),
            Home("openOppsCount", why=_COMPUTED),
            Home("createdAt", "created_at", moment),
            Home("createdBy", "created_by", refers("users", "users", "Created by", by_name=True)),
            Home("updatedAt", why="the newer one counts"),
        ),
        ("accounting", "crm", "customFields"),
    ),
    Kind.CUSTOMER_COMPANIES: Source(
        "reseller's companies",
        "contacts",
        (
            Home("id", why="found again by it"),
            Home("name", "name"),
            Home("contactName", "primary_contact"),
            Home("contactEmail", "email"),
            Home("domain", "website"),
            Home("status", "status", reader(CONTACT_STATUS)),
            Home("createdAt", "created_at", moment),
        ),
    ),
    Kind.PRODUCTS: Source(
        "products",
        "products",
        (
            Home("id", why="found again by it"),
            Home("name", "name"),
            Home("category", "category"),
            Home("description", "description", _LINES),
            Home("sku", "sku"),
            Home("defaultOurCost", "our_cost", _MONEY),
            Home("ourCost", "our_cost", _MONEY),
            Home("defaultClientPrice", "client_price", _MONEY),
            Home("clientPrice", "client_price", _MONEY),
            Home("price", "client_price", _MONEY),
            Home("defaultQuantity", "default_quantity", _units, "at least 1"),
            Home("unit", "unit"),
            Home("active", "active", _YES),
            Home("isActive", "active", _YES),
        ),
    ),
    Kind.SERVICES: Source(
        "customer services",
        "customer_services",
        (
            Home("id", why="the product, by its old id"),
            Home("ourCost", "unit_cost", _MONEY, "only if it differs from the product's"),
            Home("clientPrice", "unit_price", _MONEY, "only if it differs from the product's"),
            Home("quantity", "quantity", _units, "0 and unticked is left out"),
            Home("isActive", why="Active or Paused"),
            Home("active", why="Active, where nobody ticked or unticked it"),
            Home("renewalFrequency", "billing_period", reader(BILLING_PERIOD)),
            Home("notes", "notes", _LINES),
            Home("name", why=_SAME),
            Home("category", why=_SAME),
            Home("unit", why=_SAME),
        ),
    ),
    Kind.EVENTS: Source(
        "calendar events",
        "crm_events",
        (
            Home("id", why="found again by it; of a renewal it names customer and product"),
            Home("title", "title", why="“undefined - …” becomes the customer's name"),
            Home("type", "type", reader(EVENT_TYPE), "renewals are Renewal"),
            Home("status", "status", reader(EVENT_STATUS)),
            Home("location", "location"),
            Home("company", why="contact_id, by name; else in the notes"),
            Home("startAt", why="start_at, in the old time zone"),
            Home("endAt", why="end_at; else an hour later, of a renewal half an hour"),
            Home("date", why="start_at, if there is no startAt"),
            Home("time", why="start_at, if there is no startAt"),
            Home("scheduleTask", why="start_at, if there is no startAt"),
            Home("assignedUser", why="assigned_user_id, by name; else in the notes"),
            Home("assignedUsers", why="the first of them all; the others in the notes"),
            Home("notes", "notes", _LINES),
            Home("description", "notes+", _LINES),
            Home("contact", "notes+"),
            Home("service", "notes+"),
        ),
    ),
    Kind.TICKETS: Source(
        "tickets",
        "tickets",
        (
            Home("id", "fields.ticket_id"),
            Home("title", "title"),
            Home("description", "description", _LINES),
            Home("status", "status", reader(STATUS), "the old word stays in fields.old_status"),
            Home("priority", "priority", reader(PRIORITY)),
            Home("category", "category", _category),
            Home("location", "location"),
            Home("contact", "contact_id", refers("contacts", "contacts", "Contact", by_name=True)),
            Home("contactId", "contact_id", refers("contacts", "contacts", "Contact", by_name=True)),
            Home("assignedTo", "assigned_user_id", refers("users", "users", "Assigned to", by_name=True)),
            Home("assignedUser", "assigned_user_id", refers("users", "users", "Assigned to", by_name=True)),
            Home("createdBy", "created_by", refers("users", "users", "Created by", by_name=True)),
            Home("createdAt", "created_at", moment),
            Home("completedAt", "fields.completed_at", anything, "when it was resolved or closed"),
            Home("updatedAt", why="the newer one counts; when it was resolved or closed, if completedAt is not said"),
            Home("scheduled_date", why="scheduled_date, with a time scheduled_start too"),
            Home("scheduledWork", why="its first day gives scheduled_start and scheduled_end; all of it in fields"),
            Home("dueDate", why="fields.due_date, and scheduled_date if there is no other"),
            Home("workflowStage", "fields.workflow_stage", anything),
            Home("equipment_id", "fields.equipment_id", anything),
            Home("work_type", "fields.work_type", anything),
            Home("service_category", "fields.service_category", anything),
            Home("attachments", "fields.attachments", _names, "their names"),
            Home("photos", "fields.photos", _names, "their names"),
            Home("comments", why="comments of the ticket, with their authors and times"),
            Home("contactDetails", why="finds the contact by name; kept in fields"),
        ),
        ("customFields",),
    ),
    Kind.BOOKINGS: Source(
        "bookings",
        "tickets",
        (
            Home("id", why="found again by it, if it belongs to no ticket"),
            Home("ticketId", why="of a ticket that is known it only sets the day"),
            Home("service", "title"),
            Home("notes", "description", _LINES),
            Home("location", "location"),
            Home("status", "status", reader(STATUS)),
            Home("priority", "priority", reader(PRIORITY)),
            Home("assignedTo", "assigned_user_id", refers("users", "users", "Assigned to", by_name=True)),
            Home("date", why="scheduled_date"),
            Home("time", why="scheduled_start, in the old time zone"),
            Home("startTime", why="scheduled_start, in the old time zone"),
            Home("duration", why="scheduled_end"),
            Home("endTime", why="scheduled_end, without a duration"),
            Home("customerName", "fields.requester_name", why="contact_id, by e-mail or name; made if there is none"),
            Home("customerEmail", why="contact_id, by e-mail or name; made if there is none"),
            Home("customerPhone", why="the contact's phone"),
            Home("createdFromTicket", why="says that it is a copy"),
            Home("lastUpdated", why="the newer one counts"),
        ),
        ("metadata",),
    ),
}
SOURCES: Mapping[Kind, Source] = {
    **_SOURCES,
    Kind.COMPANIES: _SOURCES[Kind.CONTACTS],
    Kind.CUSTOMER_ADDRESSES: _SOURCES[Kind.CONTACTS],
}
OTHERS: Mapping[Kind, str] = {
    Kind.SERVICE_TYPES: "products, with the trade as category and the duration in the description",
    Kind.SERVICE_NOTES: "`customer_services.notes`",
    Kind.FORM: "a ticket template; tickets of the same import answer it",
    Kind.CREATION_FORM: "a ticket template, in the order of `ticket_field_order`",
    Kind.DESIGN: "a ticket template, in the order of `worktrackr_ticket_template_order`",
    Kind.INVOICES: "notes of the customer, who is made a contact if need be",
    Kind.BILLING_QUEUE: "notes of the customer, who is made a contact if need be",
    Kind.EMAIL_LOGS: "internal comments of the ticket",
    Kind.USER_NAMES: "colleagues of the same name; without an address nobody can be invited",
    Kind.TIME_ZONE: "says how times without an offset are read",
    Kind.ORGANISATION: "stays as it is here: name, plan and billing are in the report",
    Kind.WORKFLOWS: "nothing: the report tells their names and stages",
    Kind.OWN_LISTS: "nothing: WorkTrackr has its own",
    Kind.PREFERENCE: "nothing: it belonged to the browser",
    Kind.SECRET: "nothing, ever: it would let somebody sign in",
}


def mapping_markdown() -> str:
    """Return the tables of the guide, which a test keeps equal to the code."""
    parts: list[str] = []
    for kind, source in _SOURCES.items():
        alike = [other for other, found in SOURCES.items() if found is source]
        names = ", ".join(f"`{name}`" for other in alike for name in NAMES[other])
        parts += [f"### {kind[:1].upper()}{kind[1:]} → `{source.table}`", "", f"Found as {names}.", ""]
        parts += ["| Old field | Goes to |", "|---|---|"]
        parts += [f"| `{home.old}` | {_home(home)} |" for home in source.homes]
        parts.append("")
    parts += ["### Everything else", "", "| What | Found as | Becomes |", "|---|---|---|"]
    parts += [f"| {kind} | {', '.join(f'`{n}`' for n in NAMES[kind])} | {what} |" for kind, what in OTHERS.items()]
    parts += ["", "### Statuses of tickets", "", "| Old word | Status |", "|---|---|"]
    parts += [f"| `{old}` | {status} |" for old, status in STATUSES.items()]
    return "\n".join([*parts, ""])


def _home(home: Home) -> str:
    column = home.new.removesuffix("+")
    if not column:
        return home.why
    where = f"`{column}`" + (", as a line of its own" if home.new.endswith("+") else "")
    return f"{where}; {home.why}" if home.why else where
