"""What a reseller sees: its customers now, what they bring, and how that came about. Never a record of theirs.

The customers come from one function of the database, which knows the reseller by the session; the money comes from the
ledger, by the same arithmetic as the statements, so that a month here is to the cent what its statement says.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.partners.growth import Growth, Presence, growth_of
from worktrackr.partners.statements import Books, Commission, books_of
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import Forbidden
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text

MONTHS = 12
_CENTS = Decimal("0.01")


class CustomerStatus(StrEnum):
    """How an organisation stands."""

    TRIAL = "trial"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Customer(msgspec.Struct, kw_only=True):
    """An organisation that is linked now. `monthly_revenue` is what a month of it costs as it is now; `commission` is this month's."""

    organisation_id: UUID
    name: str
    plan: str
    plan_name: str
    seats: int
    included_seats: int
    active_users: int
    status: CustomerStatus
    since: datetime
    trial_ends_at: datetime
    monthly_revenue: Decimal
    commission: Decimal


class EarnedMonth(msgspec.Struct, kw_only=True):
    """A month: what its days cost the customers, and the total of its statement or of its preview."""

    month: str
    status: Literal["preview", "settled"]
    statement_id: UUID | None
    revenue: Decimal
    commission: Decimal
    customers: int


class Payout(msgspec.Struct, kw_only=True):
    """What is paid next: last month's statement, or what settling it would pay."""

    month: str
    status: Literal["preview", "settled"]
    amount: Decimal
    settled_at: datetime | None
    statement_id: UUID | None


class ResellerDashboard(msgspec.Struct, kw_only=True):
    """A reseller at a glance.

    `customers` are those that are not closed, `paying` those of them that are neither in their trial nor suspended.
    `commission` is the total of this month; what of it is none of the customers' below, because it comes from those that
    left or from adjustments, is `other_commission`.
    """

    reseller_id: UUID
    reseller_name: str
    month: str
    rate: Decimal
    customers: int
    paying: int
    active_users: int
    monthly_revenue: Decimal
    revenue_per_customer: Decimal | None
    commission: Decimal
    commission_status: Literal["preview", "settled"]
    other_commission: Decimal
    next_payout: Payout
    growth_month: Growth
    growth_year: Growth
    months: list[EarnedMonth]
    items: list[Customer]


def _customer(row: Row) -> Customer:
    fields = ("organisation_id", "name", "plan", "plan_name", "seats", "included_seats", "active_users")
    return Customer(
        **dict(zip(fields, row[:7], strict=True)),
        status=CustomerStatus(row[7]),
        since=row[8],
        trial_ends_at=row[9],
        monthly_revenue=row[10],
        commission=Decimal("0.00"),
    )


_CUSTOMERS = Statement(
    "select organisation_id, name, plan, plan_name, seats, included_seats, active_users, status, since, trial_ends_at, monthly_revenue "
    "from auth.reseller_customers()",
    _customer,
)


@get("/", guards=[may(Permission.SELL)], operation_id="get_reseller_dashboard")
async def get_dashboard(request: Request) -> Reply[ResellerDashboard]:
    """The reseller's own numbers, twelve months, and its customers."""
    return Reply(await _dashboard(request))


@get("/export", guards=[may(Permission.SELL)], operation_id="export_reseller_customers", media_type="text/csv")
async def export_customers(request: Request) -> Reply[bytes]:
    """The reseller's customers as CSV in UTF-8."""
    found = await _dashboard(request)
    headers = [(b"content-disposition", b'attachment; filename="customers.csv"'), (b"cache-control", b"no-store")]
    return Reply(customers_csv(found.items).encode(), headers=headers, media=b"text/csv; charset=utf-8")


def customers_csv(customers: Sequence[Customer]) -> str:
    """Return customers as a table for spreadsheets, without their ids."""
    columns = [name for name in Customer.__struct_fields__ if name not in ("organisation_id", "plan")]
    rows = [[cell(getattr(customer, name)) for name in columns] for customer in customers]
    return BYTE_ORDER_MARK + csv_text([columns, *rows])


async def _dashboard(request: Request) -> ResellerDashboard:
    if (reseller_id := request.user.reseller_id) is None:
        raise Forbidden
    async with request.work.transaction() as work:
        books, customers = await books_of(work, reseller_id), await work.rows(_CUSTOMERS)
    # Every month of every customer: not on the loop that others wait for.
    return await asyncio.to_thread(dashboard_of, books, customers, datetime.now(UTC))


def dashboard_of(books: Books, customers: list[Customer], now: datetime) -> ResellerDashboard:
    """Return the dashboard at a time. Fills the commission of the customers in."""
    first_days = last_months(now.date(), MONTHS)
    months = books.months(first_days)
    this, last = months[-1], months[-2]
    earned: dict[UUID, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in this.lines:
        earned[line.organisation_id] += line.amount
    for customer in customers:
        customer.commission = earned[customer.organisation_id]
    there = [customer for customer in customers if customer.status is not CustomerStatus.CLOSED]
    paying = sum(customer.status is CustomerStatus.ACTIVE for customer in there)
    revenue = _sum(customer.monthly_revenue for customer in there)
    presences = [Presence(account) for account in books.ledger.accounts]
    ends = [min(_start_of(day), now) for day in (*first_days[1:], date.max)]
    return ResellerDashboard(
        reseller_id=books.reseller_id,
        reseller_name=books.name,
        month=this.month,
        rate=next((rate.value for rate in reversed(books.ledger.rates) if rate.from_at <= now), Decimal(0)),
        customers=len(there),
        paying=paying,
        active_users=sum(customer.active_users for customer in there),
        monthly_revenue=revenue,
        revenue_per_customer=(revenue / paying).quantize(_CENTS) if paying else None,
        commission=this.total,
        commission_status=this.status,
        other_commission=this.total - _sum(customer.commission for customer in customers),
        next_payout=_payout(last),
        growth_month=growth_of(presences, _start_of(first_days[-1]), now),
        growth_year=growth_of(presences, _start_of(first_days[0]), now),
        months=[
            _earned(month, sum(presence.before(end) for presence in presences))
            for month, end in zip(months, ends, strict=True)
        ],
        items=customers,
    )


def last_months(day: date, count: int) -> list[date]:
    """Return the first days of the month of a day and of those before it, the oldest first.

    >>> last_months(date(2026, 1, 15), 3)
    [datetime.date(2025, 11, 1), datetime.date(2025, 12, 1), datetime.date(2026, 1, 1)]
    """
    newest = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(newest - count + 1, newest + 1)]


def _earned(month: Commission, customers: int) -> EarnedMonth:
    return EarnedMonth(
        month=month.month,
        status=month.status,
        statement_id=month.id,
        revenue=_sum(line.base for line in month.lines),
        commission=month.total,
        customers=customers,
    )


def _payout(month: Commission) -> Payout:
    return Payout(
        month=month.month,
        status=month.status,
        amount=month.total,
        settled_at=month.settled_at,
        statement_id=month.id,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


routes = Router("/reseller_dashboard", route_handlers=[get_dashboard, export_customers], tags=["Reseller's own pages"])
