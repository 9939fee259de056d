"""What an organisation owed for any month, and the effective-dated history that it follows from.

Days are UTC days. What held at the end of a day decides its price. A line is a run of days with one price; it owes
(plan + extra seats) × days ÷ days of the month, rounded half-even to the cent, and lines sum to the total. A day in the
trial, suspended, or in the trash owes nothing, and says so. Resellers earn on the same days by the same rule.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.edge.parameters import read_month
from worktrackr.edge.web import Reply
from worktrackr.identity.operated_organisations import OrganisationStatus
from worktrackr.identity.plans import PlanCode
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound

_CENT = Decimal("0.01")
_CLOSED = "closed"


class ChargeLine(msgspec.Struct, kw_only=True):
    """A run of days, both ends included, with what a whole month of them would cost and what they cost."""

    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    days: int
    status: OrganisationStatus
    plan: PlanCode
    extra_seats: int
    monthly: Decimal
    amount: Decimal


class Charges(msgspec.Struct):
    """What an organisation owed for a month."""

    month: str
    lines: list[ChargeLine]
    amount: Decimal


class LedgerEntry(msgspec.Struct, kw_only=True):
    """Something that changed: its kind says which of the fields it sets."""

    at: datetime
    kind: str
    plan: PlanCode | None
    monthly_price: Decimal | None
    included_seats: int | None
    extra_seat_price: Decimal | None
    status: str | None
    seats: int | None
    reseller_id: UUID | None
    reseller_name: str | None


class LedgerList(msgspec.Struct):
    """All that changed, newest first."""

    items: list[LedgerEntry]
    next_cursor: str | None = None


class Day(msgspec.Struct, frozen=True):
    """What held at the end of a day; it owes nothing when `status` is not active."""

    day: date
    status: str
    plan: str
    extra_seats: int
    monthly_price: Decimal
    extra_seat_price: Decimal


_CREATED = Statement("select created_at from organisations where id = $1", lambda row: row[0])
_DAYS = Statement(
    "select d.day::date, case when st.status in ('suspended', 'closed') then st.status when d.day_end <= o.trial_ends_at then 'trial' else 'active' end, "
    "p.plan, greatest(0, coalesce(s.seats, 0) - p.included_seats), p.monthly_price, p.extra_seat_price "
    "from organisations o cross join (select day, day + interval '1 day' as day_end from generate_series("
    "$2::date::timestamp at time zone 'UTC', ($2::date + interval '1 month - 1 day') at time zone 'UTC', interval '1 day') day) d "
    "join lateral (select x.plan, x.included_seats, x.monthly_price, x.extra_seat_price from organisation_plans x "
    "where x.organisation_id = o.id and x.from_at < d.day_end order by x.from_at desc, x.id desc limit 1) p on true "
    "left join lateral (select x.status from organisation_status x "
    "where x.organisation_id = o.id and x.from_at < d.day_end order by x.from_at desc, x.id desc limit 1) st on true "
    "left join lateral (select x.seats from seat_counts x "
    "where x.organisation_id = o.id and x.from_at < d.day_end order by x.from_at desc, x.id desc limit 1) s on true "
    "where o.id = $1 and o.created_at < d.day_end order by d.day",
    lambda row: Day(*row),
)
_LEDGER = Statement(
    "select from_at, 'plan', plan, monthly_price, included_seats, extra_seat_price, null, null::integer, null::uuid, null, id "
    "from organisation_plans where organisation_id = $1 "
    "union all select from_at, 'status', null, null, null, null, status, null, null, null, id from organisation_status where organisation_id = $1 "
    "union all select from_at, 'seats', null, null, null, null, null, seats, null, null, id from seat_counts where organisation_id = $1 "
    "union all select l.from_at, 'reseller', null, null, null, null, null, null, l.reseller_id, r.name, l.id "
    "from reseller_links l left join resellers r on r.id = l.reseller_id where l.organisation_id = $1 "
    "order by 1 desc, 11 desc limit 1000",
    lambda row: LedgerEntry(**dict(zip(LedgerEntry.__struct_fields__, row[:-1], strict=True))),
)


def lines_of(days: Sequence[Day], month_days: int) -> list[ChargeLine]:
    """Return the lines of a month: neighbouring days that are alike stand in one."""
    runs = (list(run) for _, run in groupby(days, key=lambda day: msgspec.structs.astuple(day)[1:]))
    return [_line(run, month_days) for run in runs]


def _line(run: Sequence[Day], month_days: int) -> ChargeLine:
    first = run[0]
    status = OrganisationStatus.IN_TRASH if first.status == _CLOSED else OrganisationStatus(first.status)
    owes = status is OrganisationStatus.ACTIVE
    monthly = first.monthly_price + first.extra_seats * first.extra_seat_price if owes else Decimal(0)
    exact = Fraction(monthly) * len(run) / month_days
    return ChargeLine(
        from_day=first.day,
        to_day=run[-1].day,
        days=len(run),
        status=status,
        plan=PlanCode(first.plan),
        extra_seats=first.extra_seats,
        monthly=monthly.quantize(_CENT),
        # Python rounds a fraction half to even, and exactly.
        amount=Decimal(round(exact * 100)).scaleb(-2),
    )


async def charges_of(work: Work, organisation_id: UUID, month: date) -> Charges:
    """Return what an organisation owed for a month, named by its first day."""
    lines = lines_of(await work.rows(_DAYS, organisation_id, month), monthrange(month.year, month.month)[1])
    return Charges(f"{month:%Y-%m}", lines, sum((line.amount for line in lines), Decimal("0.00")))


@get("/organisations/{id:uuid}/charges", guards=[may(Permission.OPERATE)], operation_id="get_organisation_charges")
async def get_charges(request: Request, id: FromPath[UUID]) -> Reply[Charges]:
    """What an organisation owed for a month (`month=YYYY-MM`, this one without it), line by line."""
    await _require(request.work, id)
    return Reply(await charges_of(request.work, id, read_month(request)))


@get("/organisations/{id:uuid}/ledger", guards=[may(Permission.OPERATE)], operation_id="list_organisation_ledger")
async def list_ledger(request: Request, id: FromPath[UUID]) -> Reply[LedgerList]:
    """Every change of an organisation's plan, price, status, seats and reseller, newest first."""
    await _require(request.work, id)
    return Reply(LedgerList(await request.work.rows(_LEDGER, id)))


@get("/organisation/charges", guards=[may(Permission.WRITE_ORGANISATION)], operation_id="get_own_charges")
async def get_own_charges(request: Request) -> Reply[Charges]:
    """What the caller's own organisation owed for a month (`month=YYYY-MM`, this one without it)."""
    return Reply(await charges_of(request.work, request.organisation_id, read_month(request)))


async def _require(work: Work, organisation_id: UUID) -> None:
    if await work.row(_CREATED, organisation_id) is None:
        raise NotFound


routes = Router("/", route_handlers=[get_charges, list_ledger, get_own_charges], tags=["Charges"])
