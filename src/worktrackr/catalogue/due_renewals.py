"""Due renewals: which come when, what they are worth, and whose customer may turn away."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.customer_services import BillingPeriod
from worktrackr.catalogue.running_services import LISTED, RUNNING, TIMES, ZERO, parameters, sees_costs
from worktrackr.edge.web import Reply
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text

RISK_DAYS = 90
"""Without an event or a ticket for so long, a customer may have turned away."""
EXPORTED = 100_000
AHEAD_DAYS = 5 * 366
"""So far ahead what recurs is listed again and again."""


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
    """Renewals by date; `more` when there are others beyond the last. `services` and the sums count all."""

    items: list[Renewal]
    more: bool
    services: int
    revenue: Decimal
    margin: Decimal | None


class Tile(msgspec.Struct):
    """How much renews in a time: `from` (inclusive) and `to` (exclusive) ask the list for the same rows."""

    from_day: date | None = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    services: int
    by_hand: int
    customers: int
    revenue: Decimal
    margin: Decimal | None


class Summary(msgspec.Struct):
    """What is overdue, what comes in 30, 60 and 90 days, and what of all that is at risk."""

    today: date
    overdue: Tile
    due_30: Tile
    due_60: Tile
    due_90: Tile
    at_risk: Tile


# What is due, and of each of its customers when they were last heard of. Tickets and events are read once, not for each row.
_DUE = (
    RUNNING  # noqa: S608  # our own names
    + f"""
, until as (select coalesce($3::date, day + 90) as day from today), due as (
  select s.*, renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, times) as day
  from today, until, running s cross join lateral {TIMES.format(until=f"least(until.day, today.day + {AHEAD_DAYS})")}
  where s.renewal_date < until.day and (times = 0 or $4::boolean)
    and ($5::uuid[] is null or s.contact_id = any($5)) and ($6::uuid[] is null or s.product_id = any($6))
    and ($8::boolean is null or s.auto_renew = $8) and ($9::text[] is null or s.billing_period = any($9))),
heard as (
  select contact_id, max(at) as at, count(*) filter (where urgent) as urgent from (
    select t.contact_id, t.updated_at as at, t.status not in ('Resolved', 'Closed') and t.priority in ('High', 'Urgent') as urgent
    from tickets t where t.organisation_id = $1 and t.deleted_at is null and t.contact_id in (select contact_id from due)
    union all
    select e.contact_id, e.start_at, false from crm_events e
    where e.organisation_id = $1 and e.deleted_at is null and e.status <> 'Cancelled' and e.start_at <= now()
      and e.contact_id in (select contact_id from due)) signs
  group by contact_id),
judged as (
  select d.*, c.name as contact_name, d.day - today.day as days, coalesce(h.urgent, 0) as urgent, h.at,
    coalesce(h.urgent, 0) > 0 or (c.created_at < now() - make_interval(days => {RISK_DAYS})
      and coalesce(h.at, '-infinity') < now() - make_interval(days => {RISK_DAYS})) as at_risk
  from due d cross join today cross join until
  join contacts c on c.organisation_id = $1 and c.id = d.contact_id
  left join heard h on h.contact_id = d.contact_id
  where d.day >= coalesce($2::date, '-infinity') and d.day < until.day)
"""  # noqa: S608  # our own names
)
_FILTERS = {
    "from": date,
    "to": date,
    "recurring": bool,
    "contact_id": list[UUID],
    "product_id": list[UUID],
    "at_risk": bool,
    "auto_renew": bool,
    "billing_period": list[BillingPeriod],
}
"""The parameters of a list, in the order of their places from $2 on."""
_LIST = Statement(
    _DUE
    + """
select id, contact_id, contact_name, product_id, product_name, category, quantity, billing_period, auto_renew, day, days, revenue, margin,
  at_risk, urgent, at, version, count(*) over (), sum(revenue) over (), sum(margin) over ()
from judged where $7::boolean is null or at_risk = $7 order by day, id limit $10""",
    lambda row: (Renewal(*row[:17]), row[17:]),
)
_PERIODS = {"overdue": ("days < 0", None, 0), "due_30": ("days >= 0 and days < 30", 0, 30), "due_60": ("days >= 0 and days < 60", 0, 60),
    "due_90": ("days >= 0 and days < 90", 0, 90), "at_risk": ("at_risk", None, 90)}  # fmt: skip
"""Each tile: which of the due renewals it counts, and from and to which day after today."""
_SUMMARY = Statement(
    _DUE  # noqa: S608  # our own names
    + "select (select day from today), "
    + ", ".join(
        f"count(*) filter (where {condition}), count(*) filter (where {condition} and not auto_renew), "
        f"count(distinct contact_id) filter (where {condition}), coalesce(sum(revenue) filter (where {condition}), 0.00), "
        f"coalesce(sum(margin) filter (where {condition}), 0.00)"
        for condition, _, _ in _PERIODS.values()
    )
    + " from judged where $7::boolean is null and $10::integer is null"
)


@get("/renewals", guards=[may(Permission.READ_SERVICES)], operation_id="list_renewals")
async def list_renewals(request: Request) -> Reply[Renewals]:
    """Answer the renewals from one day (inclusive) to another (exclusive), soonest first.

    Without `from`, all that are overdue come too; `to` is 90 days from today unless it is given. A service comes once, with
    its next renewal; with `recurring=true` as often as it renews in that time. `contact_id`, `product_id`, `at_risk`,
    `auto_renew` and `billing_period` leave only those; ids and periods given several times mean any of them.
    """
    return Reply(await _found(request, LISTED))


@get("/renewals/summary", guards=[may(Permission.READ_SERVICES)], operation_id="summarise_renewals")
async def summary(request: Request) -> Reply[Summary]:
    """Answer how much is overdue, comes in 30, 60 and 90 days, and is at risk; each service counts once, with its next renewal."""
    parameters(request, {})
    row = (await request.work.rows(_SUMMARY, request.organisation_id, *[None] * 9))[0]
    return Reply(_summary(row, costs=sees_costs(request)))


@get("/renewals/export", guards=[may(Permission.READ_SERVICES)], operation_id="export_renewals", media_type="text/csv")
async def export(request: Request) -> Reply[bytes]:
    """The renewals of the list, with its parameters, as CSV in UTF-8."""
    found = await _found(request, EXPORTED)
    columns = [name for name in Renewal.__struct_fields__ if name != "margin" or sees_costs(request)]
    lines = [[cell(getattr(item, column)) for column in columns] for item in found.items]
    headers = [(b"content-disposition", b'attachment; filename="renewals.csv"')]
    text = BYTE_ORDER_MARK + csv_text([columns, *lines])
    return Reply(text.encode(), headers=headers, media=b"text/csv; charset=utf-8")


async def _found(request: Request, limit: int) -> Renewals:
    asked = parameters(request, _FILTERS)
    values = [asked.get(name) for name in _FILTERS]
    found = await request.work.rows(_LIST, request.organisation_id, *values, limit + 1)
    items = [item for item, _ in found[:limit]]
    services, revenue, margin = found[0][1] if found else (0, ZERO, ZERO)
    if not sees_costs(request):
        margin = None
        for item in items:
            item.margin = None
    return Renewals(items, more=len(found) > limit, services=services, revenue=revenue, margin=margin)


def _summary(row: Row, *, costs: bool) -> Summary:
    """Make the tiles of a row that begins with today and has five numbers for each."""
    today: date = row[0]
    tiles = {
        name: Tile(
            from_day=None if begin is None else today + timedelta(days=begin),
            to_day=today + timedelta(days=end),
            services=row[at], by_hand=row[at + 1], customers=row[at + 2], revenue=row[at + 3], margin=row[at + 4] if costs else None,
        )
        for at, (name, (_, begin, end)) in zip(range(1, len(row), 5), _PERIODS.items(), strict=True)
    }  # fmt: skip
    return Summary(today, **tiles)


routes = Router("/", route_handlers=[list_renewals, summary, export], tags=["Renewals"])
