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
from worktrackr.kit.crud import change_set
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound


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
    f"extra_seat_price = coalesce($5, extra_seat_price), version = version + 1, updated_at = now() where code = $1 returning {_COLUMNS}",
    _plan,
    writes=True,
)


@get("/", guards=[public], operation_id="list_plans")
async def list_plans(request: Request) -> Reply[PlanList]:
    """List the plans."""
    return Reply(PlanList(await request.work.rows(LIST_PLANS)))


@patch("/{code:str}", guards=[may(Permission.OPERATE)], operation_id="update_plan")
async def update_plan(request: Request, code: FromPath[str], data: JSONBody[Patch[PlanFields]]) -> Reply[Plan]:
    """Change a plan; organisations on it get the new price from now on, and the past keeps the old one."""
    values = [getattr(data, name) for name in ("name", "monthly_price", "included_seats", "extra_seat_price")]
    row = await request.work.row(_UPDATE, code, *(None if value is msgspec.UNSET else value for value in values))
    if row is None:
        raise NotFound
    return Reply(row, version=row.version, headers=change_set(request))


routes = Router("/plans", route_handlers=[list_plans, update_plan], tags=["Plans"])
