"""Subscription plans: prices and seats, the same for everybody."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec
from litestar import Router, get, patch
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply, public
from worktrackr.fields import Count, Fields, Money, Patch, ShortText
from worktrackr.kit.crud import change_set, expected_version
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound, PreconditionFailed


class PlanCode(StrEnum):
    """The plans there are."""

    STARTER = "starter"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class PlanFields(Fields):
    """What an operator may write of a plan."""

    name: ShortText
    monthly_price: Money
    included_seats: Count
    extra_seat_price: Money


class Plan(msgspec.Struct, kw_only=True):
    """A plan as everybody sees it; prices are per month."""

    code: PlanCode
    name: str
    monthly_price: Decimal
    included_seats: int
    extra_seat_price: Decimal
    updated_at: datetime
    version: int


class PlanPrice(msgspec.Struct, kw_only=True):
    """What a plan cost from some time on."""

    from_at: datetime
    monthly_price: Decimal
    included_seats: int
    extra_seat_price: Decimal


class PlanPriceList(msgspec.Struct):
    """The prices that a plan has had, newest first."""

    items: list[PlanPrice]
    next_cursor: str | None = None


class PlanList(msgspec.Struct):
    """All plans, cheapest first."""

    items: list[Plan]
    next_cursor: str | None = None


_COLUMNS = "code, name, monthly_price, included_seats, extra_seat_price, updated_at, version"


def _plan(row: Row) -> Plan:
    return Plan(**dict(zip(_COLUMNS.split(", "), row, strict=True)))


LIST_PLANS = Statement(f"select {_COLUMNS} from plans order by position", _plan)
_UPDATE = Statement(
    "update plans set name = coalesce($2, name), monthly_price = coalesce($3, monthly_price), included_seats = coalesce($4, included_seats), "
    f"extra_seat_price = coalesce($5, extra_seat_price), version = version + 1, updated_at = now() where code = $1 and ($6::integer is null or version = $6) returning {_COLUMNS}",
    _plan,
    writes=True,
)


_VERSION = Statement("select version from plans where code = $1", lambda row: row[0])
_PRICES = Statement(
    "select from_at, monthly_price, included_seats, extra_seat_price from plan_prices where code = $1 order by from_at desc, id desc limit 1000",
    lambda row: PlanPrice(from_at=row[0], monthly_price=row[1], included_seats=row[2], extra_seat_price=row[3]),
)


@get("/", guards=[public], operation_id="list_plans")
async def list_plans(request: Request) -> Reply[PlanList]:
    """List the plans."""
    return Reply(PlanList(await request.work.rows(LIST_PLANS)))


@patch("/{code:str}", guards=[may(Permission.OPERATE)], operation_id="update_plan")
async def update_plan(request: Request, code: FromPath[str], data: JSONBody[Patch[PlanFields]]) -> Reply[Plan]:
    """Change a plan; organisations on it get the new price from now on, and the past keeps the old one."""
    values = [getattr(data, name) for name in ("name", "monthly_price", "included_seats", "extra_seat_price")]
    given, expected = [None if value is msgspec.UNSET else value for value in values], expected_version(request)
    row = await request.work.row(_UPDATE, code, *given, expected)
    if row is None:
        raise PreconditionFailed if await request.work.row(_VERSION, code) is not None else NotFound
    return Reply(row, version=row.version, headers=change_set(request))


@get("/{code:str}/prices", guards=[may(Permission.OPERATE)], operation_id="list_plan_prices")
async def list_prices(request: Request, code: FromPath[str]) -> Reply[PlanPriceList]:
    """List what a plan has cost, newest first; what organisations owed for the past follows from it."""
    if await request.work.row(_VERSION, code) is None:
        raise NotFound
    return Reply(PlanPriceList(await request.work.rows(_PRICES, code)))


routes = Router("/plans", route_handlers=[list_plans, update_plan, list_prices], tags=["Plans"])
