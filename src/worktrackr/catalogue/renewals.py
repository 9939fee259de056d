"""Renewals: which services are due, what the coming months bring, and renewing one.

A service renews on its `renewal_date`, and after that every month, quarter or year on the same day, or on the last day of a
month that is shorter (`renewal_after` in the database). Its revenue is quantity × price, its margin what its cost leaves of
that; a price or cost of its own goes before the product's.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.customer_services import BillingPeriod, CustomerService, customer_services
from worktrackr.edge.bodies import fault
from worktrackr.edge.web import Reply
from worktrackr.fields import Day, Fields, LongText, Stored, visible_to
from worktrackr.kit.crud import change_set, crud
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict, FieldError, NotFound, Validation

P = TypeVar("P", "Month", "Share")
LISTED = 1_000
MONTHS_MAX = 60
RISK_DAYS = 90
"""Without an event or a ticket for so long, a customer may have turned away."""
_ZERO, _HUNDRED = Decimal(0), Decimal(100)


class FollowUp(StrEnum):
    """What renewing can make, for somebody to act on."""

    TICKET = "ticket"
    EVENT = "event"


class RenewFields(Fields):
    """What is renewed: the date says which renewal is meant, so that nothing renews twice."""

    renewal_date: Day
    notes: LongText | None = None
    follow_up: FollowUp | None = None


class RenewalRecordFields(Fields):
    """What a client may add to a record of a renewal."""

    notes: LongText | None = None


class RenewalRecord(RenewalRecordFields, Stored):
    """A renewal that was made, with the prices of that day."""

    service_id: UUID
    renewal_date: date
    next_date: date
    quantity: int
    unit_price: Decimal
    unit_cost: Annotated[Decimal, visible_to(Permission.READ_COSTS)]
    created_by: UUID | None


class Renewal(msgspec.Struct):
    """A renewal that is due. `days` from today, negative when overdue; `margin` is null to those who may not read costs."""

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
    days: int
    revenue: Decimal
    margin: Decimal | None
    at_risk: bool
    open_tickets: int
    """Tickets of the contact of high or urgent priority that are still open."""
    last_contact_at: datetime | None
    """When an event took place or a ticket changed."""
    version: int


class Renewals(msgspec.Struct):
    """Renewals by date; `more` when there are others beyond the last."""

    items: list[Renewal]
    more: bool


class Month(msgspec.Struct):
    """What a month brings: sums of its renewals, and how many there are."""

    month: str
    revenue: Decimal
    margin: Decimal | None
    services: int


class Forecast(msgspec.Struct):
    """The months from this one, and their sums."""

    months: list[Month]
    revenue: Decimal
    margin: Decimal | None


class Share(msgspec.Struct):
    """What recurs for one contact, product or category in a month; what is billed less often counts in parts."""

    id: UUID | None
    name: str | None
    services: int
    revenue: Decimal
    margin: Decimal | None


class Shares(msgspec.Struct):
    """Shares, the largest first, and the sum of all."""

    items: list[Share]
    revenue: Decimal
    margin: Decimal | None


class AlreadyRenewed(Conflict):
    message = "This service renews on another date by now. Somebody may have renewed it already."


class DoesNotRenew(Conflict):
    message = "A service that is cancelled, or billed once, does not renew."


# What every statement begins with: the running services of the organisation, with what one renewal of each is worth.
_RUNNING = """
with today as (select (now() at time zone timezone)::date as day from organisations where id = $1),
running as (
  select s.*, p.name as product_name, p.category, s.quantity * coalesce(s.unit_price, p.client_price) as revenue,
    s.quantity * (coalesce(s.unit_price, p.client_price) - coalesce(s.unit_cost, p.our_cost)) as margin,
    case s.billing_period when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end as months
  from customer_services s join products p on p.organisation_id = $1 and p.id = s.product_id
  where s.organisation_id = $1 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off')
"""
# How often a service renews until a day: once, or as often as its period fits.
_TIMES = """
generate_series(0, case when s.auto_renew then (
  (extract(year from {until}) - extract(year from s.renewal_date)) * 12 + extract(month from {until}) - extract(month from s.renewal_date)
)::integer / s.months else 0 end) as times
"""
_DUE = Statement(
    _RUNNING
    + f"""
, until as (select coalesce($3::date, day + 90) as day from today), due as (
  select s.*, renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, times) as day
  from until, running s cross join lateral {_TIMES.format(until="until.day")}
  where s.renewal_date < until.day and (times = 0 or $4::boolean))
select d.id, d.contact_id, c.name, d.product_id, d.product_name, d.category, d.quantity, d.billing_period, d.auto_renew, d.day,
  d.day - today.day, d.revenue, d.margin,
  seen.urgent > 0 or (c.created_at < now() - make_interval(days => {RISK_DAYS})
    and coalesce(seen.at, '-infinity') < now() - make_interval(days => {RISK_DAYS})),
  seen.urgent, seen.at, d.version
from due d cross join today cross join until
join contacts c on c.organisation_id = $1 and c.id = d.contact_id
cross join lateral (
  select greatest(
      (select max(e.start_at) from crm_events e where e.organisation_id = $1 and e.contact_id = d.contact_id
        and e.deleted_at is null and e.status <> 'Cancelled' and e.start_at <= now()),
      (select max(t.updated_at) from tickets t where t.organisation_id = $1 and t.contact_id = d.contact_id and t.deleted_at is null)
    ) as at,
    (select count(*) from tickets t where t.organisation_id = $1 and t.contact_id = d.contact_id and t.deleted_at is null
      and t.status not in ('Resolved', 'Closed') and t.priority in ('High', 'Urgent')) as urgent
) seen
where d.day >= coalesce($2::date, '-infinity') and d.day < until.day and ($5::uuid is null or d.contact_id = $5) and ($6::uuid is null or d.product_id = $6)
order by d.day, d.id limit {LISTED + 1}""",
    lambda row: Renewal(*row),
)
# With a churn of c, the n-th renewal of a service in these months takes place with a chance of (1 - c)^n.
_FORECAST = Statement(
    _RUNNING
    + f"""
, bounds as (select date_trunc('month', day)::date as first, (date_trunc('month', day) + make_interval(months => $2))::date as last from today),
renewals as (
  select s.id, r.day, $4::numeric * $3::numeric * s.revenue as revenue,
    $4::numeric * ($3::numeric * s.revenue - (s.revenue - s.margin)) as margin,
    row_number() over (partition by s.id order by r.day) as nth
  from bounds, running s cross join lateral {_TIMES.format(until="bounds.last")}
  cross join lateral (select renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, times) as day) r
  where s.renewal_date < bounds.last and r.day >= bounds.first and r.day < bounds.last)
select to_char(month, 'YYYY-MM'), round(coalesce(sum(r.revenue * (1 - $5::numeric) ^ r.nth), 0), 2),
  round(coalesce(sum(r.margin * (1 - $5::numeric) ^ r.nth), 0), 2), count(r.id)
from bounds cross join generate_series(bounds.first::timestamp, bounds.last::timestamp - interval '1 day', '1 month') month
left join renewals r on r.day >= month and r.day < month + interval '1 month'
group by month order by month""",
    lambda row: Month(*row),
)
_BY = {
    "contact": ("s.contact_id", "(select c.name from contacts c where c.organisation_id = $1 and c.id = s.contact_id)"),
    "product": ("s.product_id", "s.product_name"),
    "category": ("null::uuid", "s.category"),
}
_SHARES = {
    by: Statement(
        _RUNNING
        + f"""
select {key}, {name}, count(*), round(sum(s.revenue / s.months), 2), round(sum(s.margin / s.months), 2)
from running s where $2::uuid is null or s.contact_id = $2 group by 1, 2 order by 4 desc, 2 limit {LISTED}""",
        lambda row: Share(*row),
    )
    for by, (key, name) in _BY.items()
}
# Renewing is one statement: the date, its record and what follows it, or nothing.
_RENEW = Statement(
    """
with renewed as (
  update customer_services s set renewal_date = renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, 1),
    version = s.version + 1, updated_at = now()
  where s.organisation_id = $1 and s.id = $2 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off'
    and s.renewal_date = $3
  returning s.*),
priced as (
  select r.*, p.name as product_name, coalesce(r.unit_price, p.client_price) as price, coalesce(r.unit_cost, p.our_cost) as cost
  from renewed r join products p on p.organisation_id = $1 and p.id = r.product_id),
recorded as (
  insert into service_renewals (organisation_id, service_id, renewal_date, next_date, quantity, unit_price, unit_cost, notes)
  select $1, id, $3, renewal_date, quantity, price, cost, $4 from priced),
ticket as (
  insert into tickets (organisation_id, title, contact_id, category, scheduled_date)
  select $1, left('Renewal: ' || product_name, 200), contact_id, 'Renewal', $3 from priced where $5 = 'ticket'),
event as (
  insert into crm_events (organisation_id, title, type, contact_id, start_at, end_at, all_day)
  select $1, left('Renewal: ' || product_name, 200), 'Renewal', contact_id, $3::timestamp at time zone o.timezone,
    ($3::date + 1)::timestamp at time zone o.timezone, true
  from priced, organisations o where o.id = $1 and $5 = 'event')
select renewal_date from renewed""",
    writes=True,
)

service_renewals = Table("service_renewals", RenewalRecord)
resource = crud(
    "/service_renewals",
    service_renewals,
    fields=RenewalRecordFields,
    read=Permission.READ_SERVICES,
    write=Permission.WRITE_SERVICES,
    purge=Permission.PURGE,
    verbs=("list", "get", "update"),
)


@post(
    "/customer_services/{id:uuid}/renew",
    guards=[may(Permission.WRITE_SERVICES)],
    operation_id="renew_service",
    status_code=200,
)
async def renew(request: Request, id: FromPath[UUID], data: JSONBody[RenewFields]) -> Reply[CustomerService]:
    """Renew a service: its date moves by its period, and the renewal is recorded."""
    async with request.work.transaction() as work:
        values = (request.organisation_id, id, data.renewal_date, data.notes, data.follow_up)
        renewed = await work.row(_RENEW, *values)
        hidden = customer_services.hidden_from(request.user.permissions)
        row = await work.row(customer_services.get(hidden), request.organisation_id, id)
        if row is None:
            raise NotFound
        if renewed is None:
            raise (
                AlreadyRenewed
                if row.status == "Active" and row.billing_period != BillingPeriod.ONE_OFF
                else DoesNotRenew
            )
    return Reply(row, version=row.version, headers=change_set(request))


@get("/renewals", guards=[may(Permission.READ_SERVICES)], operation_id="list_renewals")
async def list_renewals(request: Request) -> Reply[Renewals]:
    """Answer the renewals from one day (inclusive) to another (exclusive), soonest first.

    Without `from`, all that are overdue come too; `to` is 90 days from today unless it is given. A service comes once, with
    its next renewal; with `recurring=true` as often as it renews in that time.
    """
    kinds = {"from": date, "to": date, "recurring": bool, "contact_id": UUID, "product_id": UUID}
    asked = _parameters(request, kinds)
    values = [asked.get(name) for name in kinds]
    found = await request.work.rows(_DUE, request.organisation_id, *values)
    items = found[:LISTED]
    if Permission.READ_COSTS not in request.user.permissions:
        for item in items:
            item.margin = None
    return Reply(Renewals(items, more=len(found) > LISTED))


@get("/renewals/forecast", guards=[may(Permission.READ_SERVICES)], operation_id="forecast_renewals")
async def forecast(request: Request) -> Reply[Forecast]:
    """Answer what renews in each of the next `months` (12), this one included; a renewal counts in full in its month.

    A service recurs by its period if it renews by itself, else only its next renewal counts; one that is billed once, or
    cancelled, never. What if: `price` and `quantity` change by so many percent, and of every service's renewals `churn`
    percent each time do not take place, nor any later one. A month is rounded to the cent, and the sums are sums of months.
    """
    asked = _parameters(request, {"months": int, "price": Decimal, "quantity": Decimal, "churn": Decimal})
    months, churn = asked.get("months", 12), asked.get("churn", _ZERO)
    if not 1 <= months <= MONTHS_MAX:
        raise Validation.at("/months", "out_of_range", f"Must be between 1 and {MONTHS_MAX}.")
    if not 0 <= churn <= _HUNDRED:
        raise Validation.at("/churn", "out_of_range", "Must be between 0 and 100.")
    factors: list[Decimal] = []
    for name in ("price", "quantity"):
        percent = asked.get(name, _ZERO)
        if not -_HUNDRED <= percent <= _HUNDRED * 10:
            raise Validation.at(f"/{name}", "out_of_range", "Must be between -100 and 1000.")
        factors.append(1 + percent / _HUNDRED)
    found = await request.work.rows(_FORECAST, request.organisation_id, months, *factors, churn / _HUNDRED)
    return Reply(Forecast(*_with_sums(request, found)))


@get("/customer_services/totals", guards=[may(Permission.READ_SERVICES)], operation_id="total_services")
async def totals(request: Request) -> Reply[Shares]:
    """Answer what recurs in a month `by` contact, product or category; `contact_id` narrows it to one contact."""
    asked = _parameters(request, {"by": str, "contact_id": UUID})
    by = asked.get("by", "category")
    if by not in _SHARES:
        raise Validation.at("/by", "unknown_value", f"Must be one of {', '.join(_SHARES)}.")
    found = await request.work.rows(_SHARES[by], request.organisation_id, asked.get("contact_id"))
    return Reply(Shares(*_with_sums(request, found)))


def _with_sums(request: Request, parts: list[P]) -> tuple[list[P], Decimal, Decimal | None]:
    """Return the parts, their revenue and their margin; without margins for those who may not read costs."""
    revenue = sum((part.revenue for part in parts), _ZERO)
    if Permission.READ_COSTS in request.user.permissions:
        return parts, revenue, sum((part.margin or _ZERO for part in parts), _ZERO)
    for part in parts:
        part.margin = None
    return parts, revenue, None


def _parameters(request: Request, kinds: Mapping[str, type[Any]]) -> dict[str, Any]:
    """Return the query's parameters, converted; raises `Validation` that names each that is unknown or wrong."""
    asked: dict[str, Any] = {}
    faults: list[FieldError] = []
    for name, texts in request.parameters().items():
        if name not in kinds:
            faults.append(FieldError(f"/{name}", "unknown_field", "There is no such parameter."))
            continue
        try:
            value: Any = msgspec.convert(texts[-1], kinds[name], strict=False)
            asked[name] = value
            if isinstance(value, Decimal) and not value.is_finite():
                faults.append(FieldError(f"/{name}", "invalid", "This value is not allowed here."))
        except msgspec.ValidationError as error:
            faults.append(fault(f"/{name}", str(error)))
    if faults:
        raise Validation(errors=faults)
    return asked


routes = Router("/", route_handlers=[renew, list_renewals, forecast, totals], tags=["Renewals"])
