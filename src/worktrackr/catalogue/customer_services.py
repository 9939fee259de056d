"""Customer services: which contact uses which product, how many, at what price, until when."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from worktrackr.access import Permission
from worktrackr.fields import Count, Day, Fields, Joined, LongText, Money, Reference, Stored, visible_to
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table


class BillingPeriod(StrEnum):
    """How often a service is billed."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUALLY = "annually"
    ONE_OFF = "one-off"


class ServiceStatus(StrEnum):
    """Whether the service runs; one that is paused neither renews nor counts, until it is active again."""

    ACTIVE = "Active"
    PAUSED = "Paused"
    CANCELLED = "Cancelled"


class ServiceFields(Fields):
    """What managers may write; a price or cost of null is the product's."""

    contact_id: Annotated[UUID, Reference("contacts")]
    product_id: Annotated[UUID, Reference("products", "deleted_at is null and r.active")]
    quantity: Count = 1
    unit_price: Money | None = None
    unit_cost: Annotated[Money, visible_to(Permission.READ_COSTS)] | None = None
    billing_period: BillingPeriod = BillingPeriod.MONTHLY
    renewal_date: Day | None = None
    auto_renew: bool = True
    status: ServiceStatus = ServiceStatus.ACTIVE
    notes: LongText | None = None


class CustomerService(ServiceFields, Stored):
    """A service as it is answered."""

    contact_name: Annotated[str | None, Joined("contact_id", "name")]
    product_name: Annotated[str | None, Joined("product_id", "name")]
    product_price: Annotated[Decimal | None, Joined("product_id", "client_price")]
    product_cost: Annotated[Decimal | None, Joined("product_id", "our_cost"), visible_to(Permission.READ_COSTS)]
    renewal_anchor_day: int | None


customer_services = Table("customer_services", CustomerService)
resource = crud(
    "/customer_services",
    customer_services,
    fields=ServiceFields,
    read=Permission.READ_SERVICES,
    write=Permission.WRITE_SERVICES,
    purge=Permission.PURGE,
)
