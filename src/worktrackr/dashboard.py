"""The overview: the numbers of an organisation and one's own day. Each number is that of a list, by the list's own conditions."""

import asyncio
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import Router

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.running_services import RUNNING
from worktrackr.edge.web import Reply
from worktrackr.helpdesk.ticket_counts import COUNT_OPEN, Lane, LaneKey, Tally, count_lanes
from worktrackr.kit.crud import get
from worktrackr.kit.query import TOTAL_CAP
from worktrackr.postgres.pipeline import Row, Statement

DUE_DAYS = 30
_WORK_ROWS = 12


class Recurring(msgspec.Struct):
    """What recurs in a month; the profit is null to those who may not read costs."""

    services: int
    revenue: Decimal
    profit: Decimal | None


class DueRenewals(msgspec.Struct):
    """Renewals from one day (inclusive) to another (exclusive): how many, and what they bring."""

    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    count: int
    revenue: Decimal


class WeekEvents(msgspec.Struct):
    """Events of this week, from Monday's first moment to the next Monday's, the cancelled left out."""

    from_at: datetime = msgspec.field(name="from")
    to_at: datetime = msgspec.field(name="to")
    count: int
    capped: bool


class FirstSteps(msgspec.Struct):
    """What there is at all: the steps of a new organisation, ticked as they are done."""

    contacts: bool
    products: bool
    services: bool
    tickets: bool
    colleagues: bool


class WorkKind(StrEnum):
    """What has to be done."""

    TICKET = "ticket"
    BOOKING = "booking"
    EVENT = "event"


class WorkItem(msgspec.Struct):
    """Something for today: a ticket that is due by tonight or late, a booking, or an event. `id` is the ticket's or the event's."""

    kind: WorkKind
    id: UUID
    title: str
    contact_name: str | None
    at: datetime
    late: bool
    all_day: bool


class Dashboard(msgspec.Struct):
    """An organisation at a glance, and the day of who asks."""

    customers: Tally
    recurring: Recurring
    renewals: DueRenewals
    open_tickets: Tally
    events: WeekEvents
    ticket_statuses: list[Lane]
    work: list[WorkItem]
    first_steps: FirstSteps


# The days of an organisation are its own, by its time zone.
_CLOCK = """
clock as materialized (select (now() at time zone timezone)::date as day, timezone as zone from organisations where id = $1),
days as materialized (
  select day, (day + 1)::timestamp at time zone zone as tomorrow, day::timestamp at time zone zone as today,
    date_trunc('week', day::timestamp) at time zone zone as monday,
    (date_trunc('week', day::timestamp) + interval '7 days') at time zone zone as next_monday
  from clock)
"""
# As the totals of services: rounded for each category, so that the sum is the one that stands there.
_NUMBERS = Statement(
    f"""{RUNNING}, {_CLOCK},
shares as (select count(*) as services, round(sum(revenue / months), 2) as revenue, round(sum(margin / months), 2) as profit
  from running group by category)
select
  (select count(*) from (select from contacts where organisation_id = $1 and deleted_at is null and status = 'active' limit {TOTAL_CAP + 1}) counted),
  coalesce((select sum(services) from shares), 0)::integer, coalesce((select sum(revenue) from shares), 0.00),
  case when $2::boolean then coalesce((select sum(profit) from shares), 0.00) end,
  day, day + {DUE_DAYS},
  (select count(*) from running where renewal_date >= day and renewal_date < day + {DUE_DAYS}),
  coalesce((select sum(revenue) from running where renewal_date >= day and renewal_date < day + {DUE_DAYS}), 0.00),
  monday, next_monday,
  (select count(*) from (select from crm_events where organisation_id = $1 and deleted_at is null and status <> 'Cancelled'
    and end_at > monday and start_at < next_monday limit {TOTAL_CAP + 1}) counted),
  exists (select from contacts where organisation_id = $1 and deleted_at is null),
  exists (select from products where organisation_id = $1 and deleted_at is null),
  exists (select from customer_services where organisation_id = $1 and deleted_at is null),
  exists (select from tickets where organisation_id = $1 and deleted_at is null),
  (select count(*) > 1 from users where organisation_id = $1 and status <> 'disabled')
from days""",
)
# Of a ticket that is booked for today the booking says enough.
_WORK = Statement(
    f"""with {_CLOCK}, mine as materialized (
  select id, title, contact_id, scheduled_start, due_at from tickets
  where organisation_id = $1 and assigned_user_id = $2 and deleted_at is null and status in ('Open', 'In Progress', 'Waiting')),
booked as (
  select 'booking' as kind, t.id, t.title, t.contact_id, t.scheduled_start as at, t.due_at < now() as late, false as all_day
  from days, mine t where t.scheduled_start >= today and t.scheduled_start < tomorrow
  order by t.scheduled_start, t.id limit {_WORK_ROWS}),
due as (
  select 'ticket', t.id, t.title, t.contact_id, t.due_at, t.due_at < now(), false
  from days, mine t where t.due_at < tomorrow and t.id not in (select id from booked)
  order by t.due_at, t.id limit {_WORK_ROWS}),
planned as (
  select 'event', e.id, e.title, e.contact_id, e.start_at, false, e.all_day
  from days, crm_events e
  where e.organisation_id = $1 and e.assigned_user_id = $2 and e.deleted_at is null and e.status in ('Planned', 'In Progress')
    and e.end_at > today and e.start_at < tomorrow
  order by e.start_at, e.id limit {_WORK_ROWS})
select w.kind, w.id, w.title, c.name, w.at, coalesce(w.late, false), w.all_day
from (select * from booked union all select * from due union all select * from planned) w
left join contacts c on c.organisation_id = $1 and c.id = w.contact_id
order by w.at, w.id limit {_WORK_ROWS}""",
    lambda row: WorkItem(WorkKind(row[0]), *row[1:]),
)
_STATUSES = count_lanes(LaneKey.STATUS, ())


@get("/dashboard", guards=[may(Permission.READ_SERVICES)], operation_id="get_dashboard", tags=["Dashboard"])
async def get_dashboard(request: Request) -> Reply[Dashboard]:
    """The organisation's numbers, each that of a list, and what is to be done today by who asks."""
    user, organisation_id = request.user, request.organisation_id
    sees_costs = Permission.READ_COSTS in user.permissions
    (numbers,), (open_tickets,), statuses, work = await asyncio.gather(
        request.work.rows(_NUMBERS, organisation_id, sees_costs),
        request.work.rows(COUNT_OPEN, organisation_id),
        request.work.rows(_STATUSES, organisation_id),
        request.work.rows(_WORK, organisation_id, user.id),
    )
    return Reply(_dashboard(numbers, open_tickets, statuses, work))


def _dashboard(row: Row, open_tickets: Tally, statuses: list[Lane], work: list[WorkItem]) -> Dashboard:
    customers, services, revenue, profit, day, until, due, brings, monday, next_monday, events, *steps = row
    return Dashboard(
        customers=_tally(customers),
        recurring=Recurring(services, revenue, profit),
        renewals=DueRenewals(day, until, due, brings),
        open_tickets=open_tickets,
        events=WeekEvents(monday, next_monday, _tally(events).count, _tally(events).capped),
        ticket_statuses=statuses,
        work=work,
        first_steps=FirstSteps(*steps),
    )


def _tally(count: int) -> Tally:
    return Tally(min(count, TOTAL_CAP), count > TOTAL_CAP)


routes = Router("/", route_handlers=[get_dashboard])
