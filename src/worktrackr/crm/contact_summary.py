"""What one asks of a contact at a glance: what is due next, what is open, what it uses, and what it brings in a year."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.crm.events import EventStatus, EventType
from worktrackr.edge.web import Reply
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound

LISTED = 5


class Counts(msgspec.Struct):
    """How many of each there are; services are those that run."""

    tickets: int
    open_tickets: int
    services: int
    events: int


class NextRenewal(msgspec.Struct):
    """The service that renews next, or should have; `days` from today, negative when overdue."""

    service_id: UUID
    version: int
    product_name: str
    quantity: int
    billing_period: str
    auto_renew: bool
    renewal_date: date
    days: int
    revenue: Decimal


class OpenTicket(msgspec.Struct):
    """A ticket that is still open."""

    id: UUID
    number: int
    title: str
    status: str
    priority: str
    scheduled_date: date | None


class NextEvent(msgspec.Struct):
    """The event that comes next, or goes on."""

    id: UUID
    title: str
    type: EventType | None
    status: EventStatus
    start_at: datetime
    end_at: datetime
    all_day: bool
    location: str | None


class UsedService(msgspec.Struct):
    """A service that runs, with what it brings in a year."""

    id: UUID
    product_name: str
    quantity: int
    yearly: Decimal


class Earned(msgspec.Struct):
    """Revenue and what its cost leaves of it, which is null to those who may not read costs."""

    revenue: Decimal
    margin: Decimal | None


class ContactSummary(msgspec.Struct):
    """A contact at a glance.

    `last_year` is what was renewed, and sold once, in the last twelve months; `next_year` what will renew in the coming
    twelve, also as its `months`. `yearly` is what all running services bring in a year.
    """

    counts: Counts
    next_renewal: NextRenewal | None
    open_tickets: list[OpenTicket]
    next_event: NextEvent | None
    services: list[UsedService]
    yearly: Decimal
    last_year: Earned
    next_year: Earned
    months: list[Earned]


def _summary(row: Row) -> ContactSummary:
    return ContactSummary(
        counts=_read(row[0], Counts),
        next_renewal=_read(row[1], NextRenewal | None),
        open_tickets=_read(row[2], list[OpenTicket] | None) or [],
        next_event=_read(row[3], NextEvent | None),
        services=_read(row[4], list[UsedService] | None) or [],
        yearly=row[5],
        last_year=_read(row[6], Earned),
        next_year=_read(row[7], Earned),
        months=_read(row[8], list[Earned]),
    )


def _read(value: msgspec.Raw | None, kind: Any) -> Any:  # noqa: ANN401  # as msgspec's own
    return None if value is None else msgspec.json.decode(value, type=kind)


_PRICE, _COST = "coalesce(s.unit_price, p.client_price, 0)", "coalesce(s.unit_cost, p.our_cost, 0)"
# One statement, since a page waits for it. A renewal counts on its day, as the forecast counts it.
_SUMMARY = Statement(
    f"""
with today as (select (now() at time zone timezone)::date as day from organisations where id = $1),
sold as (
  select s.*, p.name as product_name, s.quantity * {_PRICE} as revenue, s.quantity * ({_PRICE} - {_COST}) as margin,
    case s.billing_period when 'monthly' then 1 when 'quarterly' then 3 when 'annually' then 12 end as months
  from customer_services s join products p on p.organisation_id = $1 and p.id = s.product_id
  where s.organisation_id = $1 and s.contact_id = $2 and s.deleted_at is null),
running as (select * from sold where status = 'Active' and months is not null),
coming as materialized (
  select r.day, s.revenue, s.margin from today, running s
  cross join generate_series(0, case when s.auto_renew then (
    (extract(year from today.day) + 1 - extract(year from s.renewal_date)) * 12 + extract(month from today.day) - extract(month from s.renewal_date)
  )::integer / s.months else 0 end) times
  cross join lateral (select renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, times) as day) r
  where r.day >= today.day and r.day < today.day + interval '1 year'),
months as (
  select n, coalesce(sum(c.revenue), 0) as revenue, coalesce(sum(c.margin), 0) as margin
  from today cross join generate_series(0, 11) n
  left join coming c on c.day >= today.day + make_interval(months => n) and c.day < today.day + make_interval(months => n + 1)
  group by n),
past as (
  select r.quantity * r.unit_price as revenue, r.quantity * (r.unit_price - r.unit_cost) as margin
  from today, service_renewals r join sold s on s.id = r.service_id
  where r.organisation_id = $1 and r.deleted_at is null and r.renewal_date > today.day - interval '1 year' and r.renewal_date <= today.day
  union all
  select revenue, margin from sold where months is null and status = 'Active' and created_at > now() - interval '1 year')
select
  jsonb_build_object(
    'tickets', (select count(*) from tickets t where t.organisation_id = $1 and t.contact_id = $2 and t.deleted_at is null),
    'open_tickets', (select count(*) from tickets t where t.organisation_id = $1 and t.contact_id = $2 and t.deleted_at is null
      and t.status not in ('Resolved', 'Closed')),
    'services', (select count(*) from sold where status = 'Active'),
    'events', (select count(*) from crm_events e where e.organisation_id = $1 and e.contact_id = $2 and e.deleted_at is null)),
  (select to_jsonb(found) from (
    select s.id as service_id, s.version, s.product_name, s.quantity, s.billing_period, s.auto_renew, s.renewal_date,
      s.renewal_date - today.day as days, s.revenue
    from running s, today where s.renewal_date is not null order by s.renewal_date, s.id limit 1) found),
  (select jsonb_agg(found) from (
    select t.id, t.number, t.title, t.status, t.priority, t.scheduled_date from tickets t
    where t.organisation_id = $1 and t.contact_id = $2 and t.deleted_at is null and t.status not in ('Resolved', 'Closed')
    order by t.created_at desc, t.id desc limit {LISTED}) found),
  (select to_jsonb(found) from (
    select e.id, e.title, e.type, e.status, e.start_at, e.end_at, e.all_day, e.location from crm_events e
    where e.organisation_id = $1 and e.contact_id = $2 and e.deleted_at is null and e.status in ('Planned', 'In Progress') and e.end_at > now()
    order by e.start_at, e.id limit 1) found),
  (select jsonb_agg(found) from (
    select id, product_name, quantity, revenue * (12 / months) as yearly from running order by yearly desc, id limit {LISTED}) found),
  (select coalesce(sum(revenue * (12 / months)), 0) from running),
  (select jsonb_build_object('revenue', coalesce(sum(revenue), 0), 'margin', coalesce(sum(margin), 0)) from past),
  (select jsonb_build_object('revenue', sum(revenue), 'margin', sum(margin)) from months),
  (select jsonb_agg(jsonb_build_object('revenue', revenue, 'margin', margin) order by n) from months)
from contacts c where c.organisation_id = $1 and c.id = $2 and c.deleted_at is null""",
    _summary,
)


@get(
    "/{id:uuid}/summary",
    guards=[
        may(Permission.READ_CONTACTS), may(Permission.READ_TICKETS), may(Permission.READ_EVENTS), may(Permission.READ_SERVICES),
    ],
    operation_id="read_contact_summary",
)  # fmt: skip
async def summary(request: Request, id: FromPath[UUID]) -> Reply[ContactSummary]:
    """What is due next, what is open, what the contact uses, and what it brings: margins to those who may read costs."""
    found = await request.work.row(_SUMMARY, request.organisation_id, id)
    if found is None:
        raise NotFound
    if Permission.READ_COSTS not in request.user.permissions:
        for part in (found.last_year, found.next_year, *found.months):
            part.margin = None
    return Reply(found)


routes = Router("/contacts", route_handlers=[summary], tags=["Contacts"])
