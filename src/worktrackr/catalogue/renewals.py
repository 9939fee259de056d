"""Renewing: one service or several, each at most once, and the record of it.

A service renews on its `renewal_date`, and after that every month, quarter or year on the same day, or on the last day of a
month that is shorter (`renewal_after` in the database). What comes is in `due_renewals` and `renewal_forecast`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.catalogue.customer_services import BillingPeriod, CustomerService, ServiceStatus, customer_services
from worktrackr.edge.web import Reply
from worktrackr.fields import Day, Fields, LongText, Stored, visible_to
from worktrackr.kit.crud import BULK_MAX, change_set, crud
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Transaction, Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict, NotFound


class FollowUp(StrEnum):
    """What renewing can make, for somebody to act on."""

    TICKET = "ticket"
    EVENT = "event"


class RenewFields(Fields):
    """What is renewed: the date says which renewal is meant, so that nothing renews twice."""

    renewal_date: Day
    notes: LongText | None = None
    follow_up: FollowUp | None = None


class RenewalMeant(Fields):
    """One of several that are renewed together."""

    id: UUID
    renewal_date: Day


class RenewSeveralFields(Fields):
    """Renewals that are made together, with the same notes and each with its own follow-up."""

    renewals: Annotated[list[RenewalMeant], Meta(min_length=1, max_length=BULK_MAX)]
    notes: LongText | None = None
    follow_up: FollowUp | None = None


class RenewalReport(msgspec.Struct):
    """What was renewed, in one change-set; `left` are those that renew on another date by now, or not at all."""

    renewed: list[UUID]
    left: list[UUID]
    change_set_id: UUID


class RenewalRecordFields(Fields):
    """What a client may add to a record of a renewal."""

    notes: LongText | None = None


class RenewalRecord(RenewalRecordFields, Stored):
    """A renewal that was made, with the prices of that day; without `created_by` the service renewed by itself."""

    service_id: UUID
    renewal_date: date
    next_date: date
    quantity: int
    unit_price: Decimal
    unit_cost: Annotated[Decimal, visible_to(Permission.READ_COSTS)]
    created_by: UUID | None


class AlreadyRenewed(Conflict):
    message = "This service renews on another date by now. Somebody may have renewed it already."


class DoesNotRenew(Conflict):
    message = "A service that is paused or cancelled, or billed once, does not renew."


# Renewing is one statement: the dates, their records and what follows them, or nothing. Rows are locked in the order of
# their ids, so that two who renew the same ones at once do not wait for each other for ever.
_RENEW = Statement(
    """
with locked as (
  select s.id, s.renewal_date as day from customer_services s
  join unnest($2::uuid[], $3::date[]) as meant (id, day) on meant.id = s.id and meant.day = s.renewal_date
  where s.organisation_id = $1 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off'
  order by s.id for update of s),
renewed as (
  update customer_services s set renewal_date = renewal_after(s.renewal_date, s.billing_period, s.renewal_anchor_day, 1),
    version = s.version + 1, updated_at = now()
  from locked l where s.organisation_id = $1 and s.id = l.id and s.renewal_date = l.day and s.deleted_at is null
    and s.status = 'Active' and s.billing_period <> 'one-off'
  returning s.*, l.day),
priced as (
  select r.*, p.name as product_name, coalesce(r.unit_price, p.client_price) as price, coalesce(r.unit_cost, p.our_cost) as cost,
    (select u.id from contacts c join users u on u.organisation_id = $1 and u.id = c.owner_user_id and u.status <> 'disabled'
      where c.organisation_id = $1 and c.id = r.contact_id) as owner_user_id
  from renewed r join products p on p.organisation_id = $1 and p.id = r.product_id),
recorded as (
  insert into service_renewals (organisation_id, service_id, renewal_date, next_date, quantity, unit_price, unit_cost, notes)
  select $1, id, day, renewal_date, quantity, price, cost, $4 from priced),
ticket as (
  insert into tickets (organisation_id, title, contact_id, category, scheduled_date, assigned_user_id)
  select $1, left('Renewal: ' || product_name, 200), contact_id, 'Renewal', day, owner_user_id from priced where $5 = 'ticket'),
event as (
  insert into crm_events (organisation_id, title, type, contact_id, assigned_user_id, start_at, end_at, all_day)
  select $1, left('Renewal: ' || product_name, 200), 'Renewal', contact_id, owner_user_id, day::timestamp at time zone o.timezone,
    (day + 1)::timestamp at time zone o.timezone, true
  from priced, organisations o where o.id = $1 and $5 = 'event')
select id from renewed""",
    lambda row: UUID(str(row[0])),
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


async def renew_each(
    work: Work | Transaction,
    organisation_id: UUID,
    meant: Sequence[tuple[UUID, date]],
    notes: str | None = None,
    follow_up: FollowUp | None = None,
) -> list[UUID]:
    """Renew each service that still renews on the date that is meant; returns those that did."""
    ids, days = [service_id for service_id, _ in meant], [day for _, day in meant]
    return await work.rows(_RENEW, organisation_id, ids, days, notes, follow_up)


@post(
    "/customer_services/{id:uuid}/renew",
    guards=[may(Permission.WRITE_SERVICES)],
    operation_id="renew_service",
    status_code=200,
)
async def renew(request: Request, id: FromPath[UUID], data: JSONBody[RenewFields]) -> Reply[CustomerService]:
    """Renew a service: its date moves by its period, and the renewal is recorded."""
    async with request.work.transaction() as work:
        meant = [(id, data.renewal_date)]
        renewed = await renew_each(work, request.organisation_id, meant, data.notes, data.follow_up)
        hidden = customer_services.hidden_from(request.user.permissions)
        row = await work.row(customer_services.get(hidden), request.organisation_id, id)
        if row is None:
            raise NotFound
        if not renewed:
            runs = row.status == ServiceStatus.ACTIVE and row.billing_period != BillingPeriod.ONE_OFF
            raise AlreadyRenewed if runs else DoesNotRenew
    return Reply(row, version=row.version, headers=change_set(request))


@post("/renewals/renew", guards=[may(Permission.WRITE_SERVICES)], operation_id="renew_services", status_code=200)
async def renew_several(request: Request, data: JSONBody[RenewSeveralFields]) -> Reply[RenewalReport]:
    """Renew several services as one change-set. One that somebody has renewed meanwhile is left as it is, and named."""
    meant = [(one.id, one.renewal_date) for one in data.renewals]
    renewed = await renew_each(request.work, request.organisation_id, meant, data.notes, data.follow_up)
    left = dict.fromkeys(service_id for service_id, _ in meant if service_id not in set(renewed))
    return Reply(RenewalReport(renewed, list(left), request.work.change_set), headers=change_set(request))


routes = Router("/", route_handlers=[renew, renew_several], tags=["Renewals"])
