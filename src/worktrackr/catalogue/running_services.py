"""What the pages of renewals have in common: the running services as SQL, how one is listed, and who sees what they cost."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from worktrackr.access import Permission, Request
from worktrackr.catalogue.customer_services import BillingPeriod

LISTED = 1_000
"""So many rows are answered at most; their sums are always those of all."""
ZERO, HUNDRED = Decimal("0.00"), Decimal(100)

# What every statement begins with: the running services of the organisation, with what one renewal of each is worth.
RUNNING = """
with today as (select (now() at time zone timezone)::date as day from organisations where id = $1),
running as (
  select s.id, s.contact_id, s.product_id, p.name as product_name, p.category, s.quantity, s.billing_period, s.auto_renew, s.renewal_date,
    s.renewal_anchor_day, s.version, s.quantity * coalesce(s.unit_price, p.client_price) as revenue,
    s.quantity * (coalesce(s.unit_price, p.client_price) - coalesce(s.unit_cost, p.our_cost)) as margin,
    case s.billing_period when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end as months
  from customer_services s join products p on p.organisation_id = $1 and p.id = s.product_id
  where s.organisation_id = $1 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off')
"""


class ListedRenewal(msgspec.Struct):
    """What every list of renewals says of one: whose, of what, and when."""

    id: UUID
    contact_id: UUID
    contact_name: str
    product_id: UUID
    product_name: str
    category: str | None
    quantity: int
    billing_period: BillingPeriod
    auto_renew: bool
    renewal_date: date


def sees_costs(request: Request) -> bool:
    """Whether margins are for the eyes of who asks."""
    return Permission.READ_COSTS in request.user.permissions
