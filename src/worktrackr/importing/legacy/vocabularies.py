"""The old application's words for our choices, in all its versions."""

from worktrackr.catalogue.customer_services import BillingPeriod
from worktrackr.crm.contacts import AddressType, ContactStatus, ContactType
from worktrackr.crm.events import EventStatus, EventType
from worktrackr.helpdesk.tickets import TicketPriority, TicketStatus
from worktrackr.identity.users import OrganisationRole
from worktrackr.importing.cells import choice

CONTACT_TYPE = choice(ContactType, {"business": ContactType.COMPANY, "person": ContactType.INDIVIDUAL})
CONTACT_STATUS = choice(
    ContactStatus,
    {
        "trial": ContactStatus.PROSPECT,
        "lead": ContactStatus.PROSPECT,
        "customer": ContactStatus.ACTIVE,
        "suspended": ContactStatus.INACTIVE,
        "dead": ContactStatus.INACTIVE,
    },
)
ADDRESS_TYPE = choice(AddressType, {"delivery": AddressType.SHIPPING, "site": AddressType.SERVICE})
EVENT_TYPE = choice(EventType, {"followup": EventType.FOLLOW_UP, "activity": EventType.OTHER})
EVENT_STATUS = choice(
    EventStatus, {"scheduled": EventStatus.PLANNED, "completed": EventStatus.DONE, "canceled": EventStatus.CANCELLED}
)
ROLE = choice(
    OrganisationRole,
    {
        "owner": OrganisationRole.ADMIN,
        "partner_admin": OrganisationRole.ADMIN,
        "salesman": OrganisationRole.STAFF,
        "engineer": OrganisationRole.STAFF,
    },
)
BILLING_PERIOD = choice(
    BillingPeriod,
    {"none": BillingPeriod.ONE_OFF, "yearly": BillingPeriod.ANNUALLY, "annual": BillingPeriod.ANNUALLY},
)
PRIORITY = choice(
    TicketPriority,
    {"critical": TicketPriority.URGENT, "normal": TicketPriority.MEDIUM, "1": TicketPriority.LOW, "2": TicketPriority.MEDIUM,
     "3": TicketPriority.HIGH, "4": TicketPriority.URGENT},
)  # fmt: skip
STATUSES = {
    "new": TicketStatus.OPEN,
    "assigned": TicketStatus.IN_PROGRESS,
    "scheduled": TicketStatus.IN_PROGRESS,
    "confirmed": TicketStatus.IN_PROGRESS,
    "quote_accepted": TicketStatus.IN_PROGRESS,
    "pending": TicketStatus.WAITING,
    "waiting_approval": TicketStatus.WAITING,
    "parked": TicketStatus.WAITING,
    "on_hold": TicketStatus.WAITING,
    "awaiting_info": TicketStatus.WAITING,
    "awaiting_quote": TicketStatus.WAITING,
    "quote_sent": TicketStatus.WAITING,
    "completed": TicketStatus.RESOLVED,
    "billed": TicketStatus.CLOSED,
    "invoiced": TicketStatus.CLOSED,
    "quote_declined": TicketStatus.CLOSED,
    "quote_expired": TicketStatus.CLOSED,
    "cancelled": TicketStatus.CLOSED,
    "canceled": TicketStatus.CLOSED,
    "deleted": TicketStatus.CLOSED,
}
"""A ticket's words; where ours says less, the old one stays among the ticket's own fields."""
STATUS = choice(TicketStatus, STATUSES)
CATEGORIES = {"hvac": "HVAC", "it support": "IT Support"}
"""Categories that begin with more than one capital."""
