"""Rates of commission: each holds from the beginning of a day on, until the next."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from procrastinate import Blueprint, JobContext

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Day, Fields, Rate
from worktrackr.kit.crud import change_set
from worktrackr.mailer import mail_tools
from worktrackr.partners.resellers import name_of
from worktrackr.postgres.pipeline import Statement

tasks = Blueprint()


class RateFields(Fields):
    """A rate from the beginning of a day on (in UTC), which may lie in the past."""

    rate: Rate
    from_day: Day


class RateEntry(msgspec.Struct):
    """A rate and since when it holds. Of two from the same time, the later entry (the larger id) holds."""

    id: UUID
    rate: Decimal
    from_at: datetime


class RateList(msgspec.Struct):
    """A reseller's rates, newest first."""

    items: list[RateEntry]


_LIST = Statement(
    "select id, rate, from_at from commission_rates where reseller_id = $1 order by from_at desc, id desc limit 1000",
    lambda row: RateEntry(*row),
)
# Where the day has an entry already, such as that of the hour in which the reseller was made, this one takes its place.
_ADD = Statement(
    "insert into commission_rates (reseller_id, rate, from_at) select $1, $2, greatest(day.starts_at, "
    "(select max(from_at) from commission_rates where reseller_id = $1 and from_at < day.starts_at + interval '24 hours')) "
    "from (select $3::date::timestamp at time zone 'UTC') day(starts_at) returning id, rate, from_at",
    lambda row: RateEntry(*row),
    writes=True,
)
# The reseller's own column shows the rate that holds now.
_SHOW = Statement(
    "update resellers r set commission_rate = c.rate, version = version + 1, updated_at = now() from (select rate from commission_rates "
    "where reseller_id = $1 and from_at <= now() order by from_at desc, id desc limit 1) c where r.id = $1 and r.commission_rate <> c.rate",
    writes=True,
)
SHOW_ALL = Statement("select auth.show_commission_rates()", lambda row: int(row[0]), writes=True)


@get("/resellers/{id:uuid}/rates", guards=[may(Permission.READ_RESELLERS)], operation_id="list_commission_rates")
async def list_rates(request: Request, id: FromPath[UUID]) -> Reply[RateList]:
    """List the rates of a reseller, each with the time from which it holds."""
    await name_of(request.work, id)
    return Reply(RateList(await request.work.rows(_LIST, id)))


@post(
    "/resellers/{id:uuid}/rates",
    guards=[may(Permission.OPERATE)],
    operation_id="create_commission_rate",
    status_code=201,
)
async def create_rate(request: Request, id: FromPath[UUID], data: JSONBody[RateFields]) -> Reply[RateEntry]:
    """Set a rate from a day on. Settled lines stay as they are; a difference comes with the next statement."""
    async with request.work.transaction() as work:
        await name_of(work, id)
        made = (await work.rows(_ADD, id, data.rate, data.from_day))[0]
        await work.rows(_SHOW, id)
    return Reply(made, status=201, headers=change_set(request))


@tasks.periodic(cron="1 * * * *")
@tasks.task(name="show_commission_rates", queueing_lock="show_commission_rates", pass_context=True)
async def show_commission_rates(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own argument
    """Show the rates that begin today; what they pay follows from the ledger, not from this."""
    database, _ = mail_tools(context)
    async with database.transaction(None, uuid4()) as transaction:
        await transaction.rows(SHOW_ALL)


routes = Router("/", route_handlers=[list_rates, create_rate], tags=["Commission"])
