"""Due renewals: which come when, what they are worth, and whose customer may turn away."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.customer_services import BillingPeriod
from worktrackr.catalogue.running_services import LISTED, RUNNING, ListedRenewal, sees_costs
from worktrackr.edge.parameters import read_parameters
from worktrackr.edge.web import Reply
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text

RISK_DAYS = 90
"""Without an event or a ticket for so long, a customer may have turned away."""
EXPORTED = 100_000
AHEAD_DAYS = 5 * 366
"""So far ahead what recurs is listed again and again."""


class Renewal(ListedRenewal):
    """A renewal that is due. `days` from today, negative when overdue; `margin` is null to those who may not read costs."""

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


class RenewalsSummary(msgspec.Struct):
    """What is overdue, what comes in 30, 60 and 90 days, and what of all that is at risk."""

    today: date
    overdue: Tile
    due_30: Tile
    due_60: Tile
    due_90: Tile
    at_risk: Tile


_FILTERS = {
    "from": date,
    "to": date,
    "contact_id": list[UUID],
    "product_id": list[UUID],
    "at_risk": bool,
    "auto_renew": bool,
    "billing_period": list[BillingPeriod],
}
"""The parameters of a list beside `recurring`, in the order of their places from $2 on."""
_NEXT = "select s.*, s.renewal_date as day from until, running s where s.renewal_date < until.day and s.renewal_date >= coalesce($2::date, '-infinity')"
_AGAIN = """
select s.*, r.day from today, until, running s
cross join lateral generate_series(0, case when s.auto_renew then (
  (extract(year from until.series) - extract(year from s.renewal_date)) * 12 + extract(month from until.series) - extract(month from s.renewal_date)
)::integer / s.months else 0 end) as times
cross join lateral (select renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, times) as day) r
where s.renewal_date < until.day and r.day < until.day and r.day >= coalesce($2::date, '-infinity')"""
_DUE = """
, until as (
  select coalesce($3::date, day + 90) as day, least(coalesce($3::date, day + 90), day + {ahead}) as series from today),
due as (
  {due} and ($4::uuid[] is null or s.contact_id = any($4)) and ($5::uuid[] is null or s.product_id = any($5))
    and ($7::boolean is null or s.auto_renew = $7) and ($8::text[] is null or s.billing_period = any($8)))
"""
# When the customers of these rows were last heard of. Tickets and events are read once, not for each row.
_JUDGED = """
, heard as (
  select contact_id, max(at) as at, count(*) filter (where urgent) as urgent from (
    select t.contact_id, t.updated_at as at, t.status not in ('Resolved', 'Closed') and t.priority in ('High', 'Urgent') as urgent
    from tickets t where t.organisation_id = $1 and t.deleted_at is null and t.contact_id in (select contact_id from {rows})
    union all
    select e.contact_id, e.start_at, false from crm_events e
    where e.organisation_id = $1 and e.deleted_at is null and e.status <> 'Cancelled' and e.start_at <= now()
      and e.contact_id in (select contact_id from {rows})) signs
  group by contact_id),
judged as (
  select d.*, c.name as contact_name, d.day - today.day as days, coalesce(h.urgent, 0) as urgent, h.at,
    coalesce(h.urgent, 0) > 0 or (c.created_at < now() - make_interval(days => {risk})
      and coalesce(h.at, '-infinity') < now() - make_interval(days => {risk})) as at_risk
  from {rows} d cross join today
  join contacts c on c.organisation_id = $1 and c.id = d.contact_id
  left join heard h on h.contact_id = d.contact_id)
"""
_SUMS = "count(*) as services, coalesce(sum(revenue), 0.00) as revenue, coalesce(sum(margin), 0.00) as margin"


def _list(due: str, *, by_risk: bool) -> Statement[tuple[Renewal | None, Row]]:
    """List what is due, and sum up all of it. Only a list by risk has to judge more than the rows that it shows."""
    rows = "due" if by_risk else "shown"
    return Statement(
        RUNNING
        + _DUE.format(due=due, ahead=AHEAD_DAYS)
        + ("" if by_risk else ", shown as (select * from due order by day, id limit $9)")
        + _JUDGED.format(rows=rows, risk=RISK_DAYS)
        + f", sums as (select {_SUMS} from {'judged where at_risk = $6' if by_risk else 'due where $6::boolean is null'})"
        + """
select j.id, j.contact_id, j.contact_name, j.product_id, j.product_name, j.category, j.quantity, j.billing_period, j.auto_renew, j.day, j.days,
  j.revenue, j.margin, j.at_risk, j.urgent, j.at, j.version, sums.services, sums.revenue, sums.margin
from sums left join judged j on $6::boolean is null or j.at_risk = $6 order by j.day, j.id limit $9""",
        lambda row: (Renewal(*row[:17]) if row[0] is not None else None, row[17:]),
    )


_LISTS = {
    (recurring, by_risk): _list(_AGAIN if recurring else _NEXT, by_risk=by_risk)
    for recurring in (True, False)
    for by_risk in (True, False)
}
_PERIODS = {"overdue": ("days < 0", None, 0), "due_30": ("days >= 0 and days < 30", 0, 30), "due_60": ("days >= 0 and days < 60", 0, 60),
    "due_90": ("days >= 0 and days < 90", 0, 90), "at_risk": ("at_risk", None, 90)}  # fmt: skip
"""Each tile: which of the due renewals it counts, and from and to which day after today."""
_SUMMARY = Statement(
    RUNNING
    + _DUE.format(due=_NEXT, ahead=AHEAD_DAYS)
    + _JUDGED.format(rows="due", risk=RISK_DAYS)
    + "select (select day from today), "
    + ", ".join(
        f"count(*) filter (where {condition}), count(*) filter (where {condition} and not auto_renew), "
        f"count(distinct contact_id) filter (where {condition}), coalesce(sum(revenue) filter (where {condition}), 0.00), "
        f"coalesce(sum(margin) filter (where {condition}), 0.00)"
        for condition, _, _ in _PERIODS.values()
    )
    + " from judged where $6::boolean is null"
)


@get("/renewals", guards=[may(Permission.READ_SERVICES)], operation_id="list_renewals")
async def list_renewals(request: Request) -> Reply[Renewals]:
    """Answer the renewals from one day (inclusive) to another (exclusive), soonest first.

    Without `from`, all that are overdue come too; `to` is 90 days from today unless it is given. A service comes once, with
    its next renewal; with `recurring=true` as often as it renews in that time. `contact_id`, `product_id`, `at_risk`,
    `auto_renew` and `billing_period` leave only those; ids and periods given several times mean any of them.
    """
    return Reply(await _found(request, request.work, LISTED))


@get("/renewals/summary", guards=[may(Permission.READ_SERVICES)], operation_id="summarise_renewals")
async def summary(request: Request) -> Reply[RenewalsSummary]:
    """Answer how much is overdue, comes in 30, 60 and 90 days, and is at risk; each service counts once, with its next renewal."""
    read_parameters(request, {})
    row = (await request.work.rows(_SUMMARY, request.organisation_id, *[None] * 7))[0]
    return Reply(_summary(row, costs=sees_costs(request)))


@get(
    "/renewals/export",
    guards=[may(Permission.READ_SERVICES), may(Permission.EXPORT)],
    operation_id="export_renewals",
    media_type="text/csv",
)
async def export(request: Request) -> Reply[bytes]:
    """The renewals of the list, with its parameters, as CSV in UTF-8."""
    async with request.work.transaction(slow=True) as work:
        found = await _found(request, work, EXPORTED)
    columns = [name for name in Renewal.__struct_fields__ if name != "margin" or sees_costs(request)]
    lines = [[cell(getattr(item, column)) for column in columns] for item in found.items]
    headers = [(b"content-disposition", b'attachment; filename="renewals.csv"')]
    text = BYTE_ORDER_MARK + csv_text([columns, *lines])
    return Reply(text.encode(), headers=headers, media=b"text/csv; charset=utf-8")


async def _found(request: Request, work: Work, limit: int) -> Renewals:
    asked = read_parameters(request, {**_FILTERS, "recurring": bool})
    statement = _LISTS[asked.get("recurring", False), "at_risk" in asked]
    values = [asked.get(name) for name in _FILTERS]
    found = await work.rows(statement, request.organisation_id, *values, limit + 1)
    items = [item for item, _ in found[:limit] if item is not None]
    services, revenue, margin = found[0][1]
    if not sees_costs(request):
        margin = None
        for item in items:
            item.margin = None
    return Renewals(items, more=len(found) > limit, services=services, revenue=revenue, margin=margin)


def _summary(row: Row, *, costs: bool) -> RenewalsSummary:
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
    return RenewalsSummary(today, **tiles)


routes = Router("/", route_handlers=[list_renewals, summary, export], tags=["Renewals"])
