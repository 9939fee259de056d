"""Commission statements: a month previewed, settled once, and then the same for ever."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.parameters import first_day, read_month, read_parameters
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Money, MonthText
from worktrackr.kit.crud import change_set
from worktrackr.partners.adjustments import Adjustment, adjustments_of
from worktrackr.partners.commission import Ledger, Line, lines_of, money
from worktrackr.partners.months import begun_month
from worktrackr.partners.resellers import name_of
from worktrackr.partners.statement_pdf import statement_pdf
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement, as_json
from worktrackr.problems import Conflict, NotFound
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text


class SettleFields(Fields):
    """Which month is settled: this one, or one that is over; and the total that was looked at, if it must be that."""

    month: MonthText
    total: Money | None = None


class Commission(msgspec.Struct):
    """A month of a reseller: what is known now, or what was settled."""

    reseller_id: UUID
    reseller_name: str
    month: str
    status: Literal["preview", "settled"]
    number: int | None
    settled_at: datetime | None
    lines: list[Line]
    adjustments: list[Adjustment]
    total: Decimal
    id: UUID | None = None


class Settled(msgspec.Struct):
    """A settled statement as the list shows it."""

    id: UUID
    reseller_id: UUID
    reseller_name: str
    month: str
    number: int
    total: Decimal
    settled_at: datetime


class SettledList(msgspec.Struct):
    """Settled statements, the newest first."""

    items: list[Settled]


class _Document(msgspec.Struct):
    """What a settled statement says; the name is the reseller's when it was settled."""

    lines: list[Line]
    adjustments: list[Adjustment]
    reseller_name: str = ""


class TotalChanged(Conflict):
    message = "The total has changed since you looked."


def _made(reseller_id: UUID, name: str, month: date, document: _Document) -> Commission:
    parts = [*document.lines, *document.adjustments]
    return Commission(
        reseller_id=reseller_id,
        reseller_name=name,
        month=f"{month:%Y-%m}",
        status="preview",
        number=None,
        settled_at=None,
        lines=document.lines,
        adjustments=document.adjustments,
        total=sum((part.amount for part in parts), Decimal("0.00")),
    )


def _settled(row: Row) -> Commission:
    document = msgspec.json.decode(row[6], type=_Document)
    made = _made(row[0], document.reseller_name or row[1], row[2], document)
    made.status, made.id, made.number, made.settled_at = "settled", row[3], row[4], row[5]
    return made


_LEDGER = Statement(
    "select auth.commission_ledger($1)", lambda row: msgspec.json.decode(row[0], type=Ledger) if row[0] else None
)
_LOCK = Statement("select pg_advisory_xact_lock(hashtext('commission statements'))")
_COLUMNS = "s.id, s.reseller_id, (select r.name from resellers r where r.id = s.reseller_id), to_char(s.month, 'YYYY-MM'), s.number, s.total, s.settled_at"
_LIST = Statement(
    f"select {_COLUMNS} from commission_statements s where $1::uuid is null or s.reseller_id = $1 order by s.number desc limit 1000",
    lambda row: Settled(*row),
)
_STATEMENTS = (
    "select s.reseller_id, (select r.name from resellers r where r.id = s.reseller_id), s.month, s.id, s.number, s.settled_at, s.document "
    "from commission_statements s where"
)
_OF_RESELLER = Statement(f"{_STATEMENTS} s.reseller_id = $1 order by s.number", _settled)
_ONE = Statement(f"{_STATEMENTS} s.id = $1", _settled)
_PDF = Statement("select pdf from commission_statements where id = $1", lambda row: bytes(row[0]))
# Statements from before the column was there are written anew.
_CSV = Statement("select csv from commission_statements where id = $1", lambda row: row[0])
_INSERT = Statement(
    "insert into commission_statements (reseller_id, month, number, document, total, pdf, csv, settled_by, settled_at) "
    "values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9) returning id",
    lambda row: row[0],
    writes=True,
)
_NEXT = Statement("select coalesce(max(number), 0) + 1 from commission_statements", lambda row: int(row[0]))


@get("/resellers/{id:uuid}/commission", guards=[may(Permission.READ_RESELLERS)], operation_id="get_commission")
async def get_commission(request: Request, id: FromPath[UUID]) -> Reply[Commission]:
    """Answer a month of a reseller (`month=YYYY-MM`, this one without it): as it was settled, or as settling would make it."""
    month = read_month(request)
    async with request.work.transaction() as work:
        books = await books_of(work, id)
    return Reply((await asyncio.to_thread(books.months, [month]))[0])


@post(
    "/resellers/{id:uuid}/commission/settle",
    guards=[may(Permission.OPERATE)],
    operation_id="settle_commission",
    status_code=201,
)
async def settle(request: Request, id: FromPath[UUID], data: JSONBody[SettleFields]) -> Reply[Commission]:
    """Settle a month: its statement gets a number and never changes; the same again answers the same statement.

    A month that is not over is settled by what is known today: what turns out otherwise comes with the statement of the
    month after the last that is settled.
    """
    month = begun_month(data.month)
    async with request.work.transaction() as work:
        # One at a time, so that numbers have no holes and an adjustment goes on one statement only.
        await work.rows(_LOCK)
        made = (await asyncio.to_thread((await books_of(work, id)).months, [month]))[0]
        if made.status == "settled":
            return Reply(made, status=200)
        if data.total is not None and data.total != made.total:
            raise TotalChanged(f"It comes to {money(made.total)} by now. Look at the lines again, then settle.")
        made.status, made.number, made.settled_at = "settled", (await work.rows(_NEXT))[0], datetime.now(UTC)
        pdf = await asyncio.to_thread(statement_pdf, made)
        document, csv = as_json(_Document(made.lines, made.adjustments, made.reseller_name)), statement_csv(made)
        values = (id, month, made.number, document, made.total, pdf, csv, request.user.id, made.settled_at)
        made.id = (await work.rows(_INSERT, *values))[0]
    headers = [(b"location", f"/api/commission_statements/{made.id}".encode()), *change_set(request)]
    return Reply(made, status=201, headers=headers)


@get("/commission_statements", guards=[may(Permission.READ_RESELLERS)], operation_id="list_commission_statements")
async def list_statements(request: Request) -> Reply[SettledList]:
    """List the settled statements: the reseller's own, or for operators all, or those of one reseller (`reseller_id`)."""
    asked = read_parameters(request, {"reseller_id": UUID})
    return Reply(SettledList(await request.work.rows(_LIST, asked.get("reseller_id"))))


@get(
    "/commission_statements/{name:str}",
    guards=[may(Permission.READ_RESELLERS)],
    operation_id="get_commission_statement",
)
async def get_statement(request: Request, name: FromPath[str]) -> Reply[Any]:
    """Answer a settled statement by its id; with `.csv` or `.pdf` behind it, as that."""
    text, _, suffix = name.partition(".")
    try:
        statement_id = UUID(text)
    except ValueError:
        raise NotFound from None
    made = await request.work.row(_ONE, statement_id)
    if made is None or suffix not in ("", "csv", "pdf") or text != str(statement_id):
        raise NotFound
    if not suffix:
        return Reply(made)
    headers = [(b"content-disposition", f'attachment; filename="statement-{made.number}.{suffix}"'.encode())]
    if suffix == "pdf":
        return Reply((await request.work.rows(_PDF, statement_id))[0], headers=headers, media=b"application/pdf")
    csv = (await request.work.rows(_CSV, statement_id))[0] or statement_csv(made)
    return Reply(csv.encode(), headers=headers, media=b"text/csv; charset=utf-8")


class Books(msgspec.Struct):
    """All of a reseller's months: what was settled, and the ledger that the others follow from."""

    reseller_id: UUID
    name: str
    settled: list[Commission]
    ledger: Ledger

    def months(self, wanted: Sequence[date]) -> list[Commission]:
        """Return months by their first days, each as it was settled, or as settling it would make it now.

        The adjustments stand in one month only, that after the last that is settled, so that months can be added up. It
        takes a while for many customers: call it in a thread.
        """
        by_month = {first_day(statement.month): statement for statement in self.settled}
        following = (max(by_month, default=date.min) + timedelta(days=31)).replace(day=1)
        return [by_month.get(month) or self._preview(month, adjusted=month == following) for month in wanted]

    def _preview(self, month: date, *, adjusted: bool) -> Commission:
        settled = [(first_day(one.month), one.lines, one.adjustments) for one in self.settled] if adjusted else []
        document = _Document(lines_of(self.ledger, month), adjustments_of(self.ledger, settled))
        return _made(self.reseller_id, self.name, month, document)


async def books_of(work: Work, reseller_id: UUID) -> Books:
    """Read the books of a reseller; raises `NotFound` for one that the caller may not see."""
    name = await name_of(work, reseller_id)
    settled = await work.rows(_OF_RESELLER, reseller_id)
    ledger = await work.row(_LEDGER, reseller_id)
    if ledger is None:
        raise NotFound
    return Books(reseller_id, name, settled, ledger)


def statement_csv(made: Commission) -> str:
    """Return a statement as CSV: its lines, its adjustments, its total."""
    header = ["number", "month", "organisation", "plan", "from", "to", "days", "base", "rate", "amount", "explanation"]
    rows: list[Sequence[object]] = [
        [made.number, made.month, line.organisation_name, line.plan, line.from_day, line.to_day, line.days, line.base, line.rate, line.amount, line.explanation]
        for line in made.lines
    ]  # fmt: skip
    rows += [
        [
            made.number,
            change.month,
            change.organisation_name,
            "adjustment",
            *[None] * 5,
            change.amount,
            change.explanation,
        ]
        for change in made.adjustments
    ]
    rows.append([made.number, made.month, "Total", *[None] * 6, made.total, None])
    return BYTE_ORDER_MARK + csv_text([header, *([cell(value) for value in row] for row in rows)])


routes = Router(
    "/",
    route_handlers=[get_commission, settle, list_statements, get_statement],
    tags=["Commission"],
)
