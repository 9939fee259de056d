"""Every choice a page offers, with its label, order and colour token: a list exists once, here in the code."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from litestar import Router, get

from worktrackr.access import Request, Role
from worktrackr.catalogue.customer_services import BillingPeriod, ServiceStatus
from worktrackr.crm.contacts import AddressType, ContactStatus, ContactType
from worktrackr.crm.events import EventStatus, EventType
from worktrackr.edge.web import BODY_LIMIT, Reply, public
from worktrackr.helpdesk.due_states import DueState
from worktrackr.helpdesk.template_fields import FieldKind
from worktrackr.helpdesk.tickets import TicketPriority, TicketStatus
from worktrackr.identity.operated_organisations import OrganisationStatus
from worktrackr.identity.plans import LIST_PLANS, Plan, PlanCode
from worktrackr.identity.users import OrganisationRole, UserStatus
from worktrackr.kit.query import PAGE_MAX, TOTAL_CAP
from worktrackr.partners.resellers import ResellerStatus


class Choice(msgspec.Struct):
    """One value of a closed set."""

    value: str
    label: str
    color: str | None


class Limits(msgspec.Struct):
    """What the server takes at most."""

    body_bytes: int = BODY_LIMIT
    page_size_max: int = PAGE_MAX
    total_cap: int = TOTAL_CAP
    password_min: int = 12
    password_max: int = 128


class Meta(msgspec.Struct):
    """Choices, plans and limits."""

    enums: dict[str, list[Choice]]
    plans: list[Plan]
    limits: Limits


_COLORS: dict[type[StrEnum], tuple[str, ...]] = {
    TicketStatus: ("status-open", "status-progress", "status-waiting", "status-resolved", "status-closed"),
    TicketPriority: ("priority-low", "priority-medium", "priority-high", "priority-urgent"),
    EventType: ("event-call", "event-meeting", "event-follow-up", "event-renewal", "event-other"),
    EventStatus: ("status-open", "status-progress", "status-resolved", "status-closed"),
    ContactStatus: ("status-open", "status-resolved", "status-progress", "status-closed", "status-closed"),
    ServiceStatus: ("status-resolved", "status-waiting", "status-closed"),
    UserStatus: ("status-resolved", "status-waiting", "status-closed"),
    ResellerStatus: ("status-resolved", "status-closed"),
    OrganisationStatus: ("status-progress", "status-resolved", "status-waiting", "status-closed", "status-closed"),
}


def _choices(kind: type[StrEnum]) -> list[Choice]:
    colors: Sequence[str | None] = _COLORS.get(kind) or [None] * len(kind)
    labels = [member.value.replace("_", " ").capitalize() for member in kind]
    return [Choice(member.value, label, color) for member, label, color in zip(kind, labels, colors, strict=True)]


ENUMS = {
    "ticket_status": _choices(TicketStatus),
    "ticket_priority": _choices(TicketPriority),
    "due_state": _choices(DueState),
    "contact_type": _choices(ContactType),
    "contact_status": _choices(ContactStatus),
    "address_type": _choices(AddressType),
    "event_type": _choices(EventType),
    "event_status": _choices(EventStatus),
    "billing_period": _choices(BillingPeriod),
    "service_status": _choices(ServiceStatus),
    "field_kind": _choices(FieldKind),
    "role": _choices(Role),
    "user_role": _choices(OrganisationRole),
    "user_status": _choices(UserStatus),
    "organisation_status": _choices(OrganisationStatus),
    "plan": _choices(PlanCode),
    "reseller_status": _choices(ResellerStatus),
}


@get("/meta", guards=[public], operation_id="get_meta", tags=["Meta"])
async def get_meta(request: Request) -> Reply[Meta]:
    """Answer every choice with its label, order and colour, the plans, and the limits."""
    return Reply(Meta(ENUMS, await request.work.rows(LIST_PLANS), Limits()))


routes = Router("/", route_handlers=[get_meta])
