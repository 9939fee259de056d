"""What the old application kept, by the names of its keys and modules, or else by its shape."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, cast


class Kind(StrEnum):
    """A source of old data. The value is what reports call it."""

    CONTACTS = "contacts"
    COMPANIES = "CRM companies"
    CUSTOMER_ADDRESSES = "customer addresses"
    CUSTOMER_COMPANIES = "reseller's companies"
    PRODUCTS = "product catalogue"
    SERVICE_TYPES = "service types"
    SERVICES = "customer services"
    SERVICE_NOTES = "service notes"
    EVENTS = "calendar events"
    TICKETS = "tickets"
    BOOKINGS = "bookings"
    USERS = "users"
    USER_NAMES = "user names"
    FORM = "ticket form"
    CREATION_FORM = "ticket creation form"
    CREATION_ORDER = "order of the creation form"
    DESIGN = "designed ticket form"
    DESIGN_ORDER = "order of the designed form"
    INVOICES = "invoices"
    BILLING_QUEUE = "billing queue"
    EMAIL_LOGS = "e-mail log"
    WORKFLOWS = "workflows"
    TIME_ZONE = "time zone"
    ORGANISATION = "organisation"
    OWN_LISTS = "lists of the old application"
    PREFERENCE = "preference"
    SECRET = "sign-in"  # noqa: S105  # a word for it
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"

    @property
    def is_plain(self) -> bool:
        """Whether its value is text, not JSON."""
        return self in (Kind.TIME_ZONE, Kind.PREFERENCE, Kind.SECRET)


NAMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.CONTACTS: ("worktrackr_contacts", "worktrackr_contacts_export_v1", "worktrackr_contacts_export", "contacts_export"),
    Kind.COMPANIES: ("crm_companies", "mockCompanies", "companies"),
    Kind.CUSTOMER_ADDRESSES: ("crm_calendar_customer_addresses", "customerAddresses"),
    Kind.CUSTOMER_COMPANIES: ("reseller_customer_companies", "customerCompanies"),
    Kind.PRODUCTS: ("productCatalog", "products"),
    Kind.SERVICE_TYPES: ("booking_service_types", "serviceTypes"),
    Kind.SERVICES: ("customerServices",),
    Kind.SERVICE_NOTES: ("serviceNotes",),
    Kind.EVENTS: ("crmCalendarEvents", "crm_calendar_mock_events", "mockEvents", "events"),
    Kind.TICKETS: ("tickets", "mock_tickets", "mockTickets"),
    Kind.BOOKINGS: ("ticketBookings", "booking_calendar_sample_bookings", "sampleBookings", "bookings"),
    Kind.USERS: ("mock_users", "mockUsers", "users"),
    Kind.USER_NAMES: ("crm_calendar_user_names", "userNames"),
    Kind.FORM: ("ticketTemplate", "ticketTemplate_default"),
    Kind.CREATION_FORM: ("ticket_creation_template", "ticket_creation_template_default"),
    Kind.CREATION_ORDER: ("ticket_field_order",),
    Kind.DESIGN: ("worktrackr_ticket_template", "worktrackr_ticket_template_default"),
    Kind.DESIGN_ORDER: ("worktrackr_ticket_template_order",),
    Kind.INVOICES: ("xero_sample_invoices", "invoices"),
    Kind.BILLING_QUEUE: ("billing_queue", "billingQueue"),
    Kind.EMAIL_LOGS: ("mock_email_logs", "mockEmailLogs"),
    Kind.WORKFLOWS: ("mock_workflows", "mockWorkflows", "workflows"),
    Kind.TIME_ZONE: ("worktrackr-timezone",),
    Kind.ORGANISATION: ("mock_organization", "mock_organization_extended", "mockOrganization", "organization"),
    Kind.OWN_LISTS: (
        "subscription_plans", "subscriptionPlans", "additional_seat_price", "additionalSeatPrice", "currencies", "enums_ticket",
        "ticket_designer_elements", "ticket_field_customizer_fields", "reseller_stats", "ticketStatuses", "priorities", "categories",
        "workflowStages",
    ),
    Kind.PREFERENCE: (
        "worktrackr-ticket-view-mode", "orgId", "selectedPriceId", "selectedPlan", "selectedPlanName", "wt_companies_view",
        "wt_companies_filters", "wt_companies_search", "wt_csv_import_map", "wt_sidebar_mode",
    ),
    Kind.SECRET: ("token",),
}  # fmt: skip
"""The keys, modules and files that each kind is found under; endings like `_v0`, `.json` and ` (1)` do not count."""

_OF_LISTS: tuple[tuple[Kind, frozenset[str]], ...] = (
    (Kind.PRODUCTS, frozenset({"defaultClientPrice"})),
    (Kind.PRODUCTS, frozenset({"defaultOurCost"})),
    (Kind.EMAIL_LOGS, frozenset({"to", "subject", "template"})),
    (Kind.BILLING_QUEUE, frozenset({"queueItemId"})),
    (Kind.INVOICES, frozenset({"invoiceNumber"})),
    (Kind.CUSTOMER_COMPANIES, frozenset({"monthlyRevenue"})),
    (Kind.BOOKINGS, frozenset({"customerName", "service"})),
    (Kind.CONTACTS, frozenset({"contactPersons"})),
    (Kind.EVENTS, frozenset({"startAt"})),
    (Kind.EVENTS, frozenset({"scheduleTask"})),
    (Kind.EVENTS, frozenset({"date", "service", "type"})),
    (Kind.COMPANIES, frozenset({"primaryContact", "totalProfit"})),
    (Kind.USERS, frozenset({"email", "role"})),
    (Kind.WORKFLOWS, frozenset({"stages", "name"})),
    (Kind.WORKFLOWS, frozenset({"triggers", "name"})),
    (Kind.TICKETS, frozenset({"title", "status"})),
    (Kind.TICKETS, frozenset({"title", "priority"})),
)
_OF_OBJECTS: tuple[tuple[Kind, frozenset[str]], ...] = (
    (Kind.FORM, frozenset({"template", "order"})),
    (Kind.CREATION_FORM, frozenset({"fields", "required"})),
    (Kind.ORGANISATION, frozenset({"name", "subscription"})),
)


def kind_by_name(name: str) -> Kind | None:
    """Return what a key, a module or a file is, going by its name.

    >>> kind_by_name("mock_tickets_v0.json"), kind_by_name("tickets (1).json"), kind_by_name("cats.json")
    (<Kind.TICKETS: 'tickets'>, <Kind.TICKETS: 'tickets'>, None)
    """
    stem = re.sub(r"\.(json|txt)$", "", name)
    stem = re.sub(r"(_v0| \(\d+\)|-\d{4}-\d\d-\d\d.*)$", "", stem)
    return _known().get(stem)


@cache
def _known() -> dict[str, Kind]:
    return {name: kind for kind, names in NAMES.items() for name in names}


def kind_by_shape(value: Any) -> Kind | None:  # noqa: ANN401  # JSON
    """Return what a value is, going by what it looks like."""
    if isinstance(value, list):
        return _kind_of_list(cast("list[Any]", value))
    if not isinstance(value, dict):
        return None
    return _kind_of_object(cast("dict[str, Any]", value))


def _kind_of_list(items: list[Any]) -> Kind | None:
    if items and all(isinstance(item, list) and len(cast("list[Any]", item)) == 2 for item in items):  # pairs
        return Kind.CONTACTS
    for item in items:
        if isinstance(item, dict):
            keys = set(cast("dict[str, Any]", item))
            return next((kind for kind, needed in _OF_LISTS if needed <= keys), None)
    return None


def _kind_of_object(value: dict[str, Any]) -> Kind | None:
    if isinstance(value.get("contacts"), list) and not any(kind_by_name(key) for key in value):
        return Kind.CONTACTS
    for kind, needed in _OF_OBJECTS:
        if needed <= set(value):
            return kind
    lists = [cast("list[Any]", inner) for inner in value.values() if isinstance(inner, list)]
    objects = [set(cast("dict[str, Any]", item)) for items in lists for item in items if isinstance(item, dict)]
    if objects and len(lists) == len(value):
        if all("clientPrice" in keys or "ourCost" in keys for keys in objects):
            return Kind.SERVICES
        if all({"name", "duration", "price"} <= keys for keys in objects):
            return Kind.SERVICE_TYPES
    return None
