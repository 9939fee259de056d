"""The forecast of renewals: what the coming months bring, what if, and the rows behind each month; and what recurs of whom.

A renewal's revenue is quantity × price, its margin what its cost leaves of that; a price or cost of its own goes before the
product's.
"""

from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.running_services import HUNDRED, LISTED, RUNNING, ZERO, ListedRenewal, sees_costs
from worktrackr.edge.parameters import first_day, read_parameters
from worktrackr.edge.web import Reply
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound, Validation

P = TypeVar("P", "Month", "Expected", "Share")
MONTHS_MAX = 60
_CHANGES = {"price": Decimal, "quantity": Decimal, "churn": Decimal}


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


class Expected(ListedRenewal):
    """A renewal that a month is expected to bring, and its part of what the month brings."""

    revenue: Decimal
    margin: Decimal | None


class MonthRows(msgspec.Struct):
    """The renewals behind a month by date; `more` when there are others beyond the last. The sums are those of the month."""

    month: str
    items: list[Expected]
    more: bool
    services: int
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
    """Shares, the largest first, and the sum of all; `more` when there are others beyond the last."""

    items: list[Share]
    more: bool
    revenue: Decimal
    margin: Decimal | None


# A renewal is in the month of its date or, where the service renews by itself, in every so many months after it. So a service
# is known by the first month in which it renews from now on, counted from this one, and by its period; no date is needed.
_COMING = (
    RUNNING
    + """
, months_away as (
  select s.*, ((extract(year from s.renewal_date) - extract(year from day)) * 12 + extract(month from s.renewal_date) - extract(month from day))::integer as away
  from running s, today where s.renewal_date is not null),
coming as (
  select s.*, case when s.away >= 0 then s.away else s.away + (s.months - 1 - s.away) / s.months * s.months end as first_month
  from months_away s where s.away >= 0 or s.auto_renew)
"""
)
# With a churn of c ($5), the n-th renewal of a service in these months takes place with a chance of (1 - c)^n; prices ($3) and
# quantities ($4) change what each is worth.
_WORTH = """
  $4::numeric * $3::numeric * {revenue} * {chance} as revenue, $4::numeric * ($3::numeric * {revenue} - ({revenue} - {margin})) * {chance} as margin"""
_FORECAST = Statement(
    _COMING
    + f"""
, alike as (
  select first_month, months, auto_renew, sum(revenue) as revenue, sum(margin) as margin, count(*) as services
  from coming where first_month < $2::integer group by 1, 2, 3),
renewals as (
  select m.month, a.services, {_WORTH.format(revenue="a.revenue", margin="a.margin", chance="(1 - $5::numeric) ^ ((m.month - a.first_month) / a.months + 1)")}
  from alike a cross join lateral generate_series(a.first_month, case when a.auto_renew then $2::integer - 1 else a.first_month end, a.months) as m (month))
select to_char(today.day + make_interval(months => n), 'YYYY-MM'), round(coalesce(sum(r.revenue), 0), 2), round(coalesce(sum(r.margin), 0), 2),
  coalesce(sum(r.services), 0)::integer
from today cross join generate_series(0, $2::integer - 1) n left join renewals r on r.month = n
group by today.day, n order by n""",
    lambda row: Month(*row),
)
# Each row is what it adds to the rounded sum of those before it: so the rows of a month make up the month to the cent.
_MONTH = Statement(
    _COMING
    + f"""
, asked as (
  select ((extract(year from $2::date) - extract(year from day)) * 12 + extract(month from $2::date) - extract(month from day))::integer as month from today),
dated as (
  select s.*, renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, (asked.month - s.away) / s.months) as at,
    (asked.month - s.first_month) / s.months + 1 as nth
  from coming s, asked
  where s.first_month <= asked.month and asked.month < {MONTHS_MAX}
    and case when s.auto_renew then (asked.month - s.first_month) % s.months = 0 else s.first_month = asked.month end),
priced as (
  select d.id, d.contact_id, d.product_id, d.product_name, d.category, d.quantity, d.billing_period, d.auto_renew, d.at,
    {_WORTH.format(revenue="d.revenue", margin="d.margin", chance="(1 - $5::numeric) ^ d.nth")}
  from dated d),
parts as (
  select p.*, round(sum(revenue) over upto, 2) as revenue_upto, round(sum(margin) over upto, 2) as margin_upto
  from priced p window upto as (order by at, id rows between unbounded preceding and current row))
select p.id, contact_id, c.name, product_id, product_name, category, quantity, billing_period, auto_renew, at,
  revenue_upto - lag(revenue_upto, 1, 0::numeric) over wholly, margin_upto - lag(margin_upto, 1, 0::numeric) over wholly,
  count(*) over (), last_value(revenue_upto) over wholly, last_value(margin_upto) over wholly
from parts p join contacts c on c.organisation_id = $1 and c.id = p.contact_id
window wholly as (order by at, p.id rows between unbounded preceding and unbounded following)
order by at, p.id limit $6""",
    lambda row: (Expected(*row[:12]), row[12:]),
)
_BY = {
    "contact": ("contact_id", "(select c.name from contacts c where c.organisation_id = $1 and c.id = s.contact_id)"),
    "product": ("product_id, product_name", "s.product_name"),
    "category": ("category", "s.category"),
}
_SHARES = {
    by: Statement(
        RUNNING
        + f"""
, sums as (
  select {keys}, count(*) as services, round(sum(s.revenue / s.months), 2) as revenue, round(sum(s.margin / s.months), 2) as margin
  from running s where $2::uuid is null or s.contact_id = $2 group by {keys})
select {"null::uuid" if by == "category" else f"s.{by}_id"}, {name} as name, s.services, s.revenue, s.margin, sum(s.revenue) over (), sum(s.margin) over ()
from sums s order by s.revenue desc, name limit {LISTED + 1}""",
        lambda row: (Share(*row[:5]), row[5:]),
    )
    for by, (keys, name) in _BY.items()
}


@get("/renewals/forecast", guards=[may(Permission.READ_SERVICES)], operation_id="forecast_renewals")
async def forecast(request: Request) -> Reply[Forecast]:
    """Answer what renews in each of the next `months` (12), this one included; a renewal counts in full in its month.

    A service recurs by its period if it renews by itself, else only its next renewal counts; one that is billed once, paused
    or cancelled, never. What if: `price` and `quantity` change by so many percent, and of every service's renewals `churn`
    percent each time do not take place, nor any later one. A month is rounded to the cent, and the sums are sums of months.
    """
    asked = read_parameters(request, {"months": int, **_CHANGES})
    months = asked.get("months", 12)
    if not 1 <= months <= MONTHS_MAX:
        raise Validation.at("/months", "out_of_range", f"Must be between 1 and {MONTHS_MAX}.")
    found = await request.work.rows(_FORECAST, request.organisation_id, months, *_changes(asked))
    revenue, margin = sum((one.revenue for one in found), ZERO), sum((one.margin or ZERO for one in found), ZERO)
    return Reply(Forecast(_without_costs(request, found), revenue, margin if sees_costs(request) else None))


@get("/renewals/forecast/{month:str}", guards=[may(Permission.READ_SERVICES)], operation_id="list_forecast_month")
async def forecast_month(request: Request, month: FromPath[str]) -> Reply[MonthRows]:
    """Answer the renewals behind a `month` (YYYY-MM) of the forecast, with the same what-if; their sums are the month's."""
    try:
        first = first_day(month)
    except Validation:
        raise NotFound from None
    changes = _changes(read_parameters(request, _CHANGES))
    found = await request.work.rows(_MONTH, request.organisation_id, first, *changes, LISTED + 1)
    items = [item for item, _ in found[:LISTED]]
    services, revenue, margin = found[0][1] if found else (0, ZERO, ZERO)
    margin = margin if sees_costs(request) else None
    return Reply(MonthRows(month, _without_costs(request, items), len(found) > LISTED, services, revenue, margin))


@get("/customer_services/totals", guards=[may(Permission.READ_SERVICES)], operation_id="total_services")
async def totals(request: Request) -> Reply[Shares]:
    """Answer what recurs in a month `by` contact, product or category; `contact_id` narrows it to one contact."""
    asked = read_parameters(request, {"by": str, "contact_id": UUID})
    by = asked.get("by", "category")
    if by not in _SHARES:
        raise Validation.at("/by", "unknown_value", f"Must be one of {', '.join(_SHARES)}.")
    found: list[tuple[Share, Row]] = await request.work.rows(
        _SHARES[by], request.organisation_id, asked.get("contact_id")
    )
    items = [item for item, _ in found[:LISTED]]
    revenue, margin = found[0][1] if found else (ZERO, ZERO)
    margin = margin if sees_costs(request) else None
    return Reply(Shares(_without_costs(request, items), len(found) > LISTED, revenue, margin))


def _changes(asked: dict[str, Any]) -> list[Decimal]:
    """Return the factors of price and quantity and the share of churn; raises `Validation` where they make no sense."""
    churn = asked.get("churn", ZERO)
    if not 0 <= churn <= HUNDRED:
        raise Validation.at("/churn", "out_of_range", "Must be between 0 and 100.")
    factors: list[Decimal] = []
    for name in ("price", "quantity"):
        percent = asked.get(name, ZERO)
        if not -HUNDRED <= percent <= HUNDRED * 10:
            raise Validation.at(f"/{name}", "out_of_range", "Must be between -100 and 1000.")
        factors.append(1 + percent / HUNDRED)
    return [*factors, churn / HUNDRED]


def _without_costs(request: Request, parts: list[P]) -> list[P]:
    """Return the parts, without margins for those who may not read costs."""
    if not sees_costs(request):
        for part in parts:
            part.margin = None
    return parts


routes = Router("/", route_handlers=[forecast, forecast_month, totals], tags=["Renewals"])
