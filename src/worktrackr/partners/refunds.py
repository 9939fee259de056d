"""Refunds: money given back to an organisation for a month. The commission on it is taken back."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Money, MonthText, ShortText
from worktrackr.kit.crud import change_set
from worktrackr.partners.commission import Account, charged, money
from worktrackr.partners.months import begun_month
from worktrackr.partners.resellers import name_of
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Validation


class RefundFields(Fields):
    """Money given back to an organisation for a month; less than nothing takes an earlier refund back."""

    organisation_id: UUID
    month: MonthText
    amount: Money
    reason: ShortText


class RefundEntry(msgspec.Struct):
    """A refund as it is answered."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    month: str
    amount: Decimal
    reason: str
    created_at: datetime


class RefundList(msgspec.Struct):
    """Refunds, the newest first."""

    items: list[RefundEntry]


_NAME = "(select o.name from organisations o where o.id = f.organisation_id)"
_COLUMNS = f"f.id, f.organisation_id, {_NAME}, to_char(f.month, 'YYYY-MM'), f.amount, f.reason, f.created_at"
# Two refunds of one organisation at once must not both fit into what is left.
_LOCK = Statement("select id from organisations where id = $1 for update")
_ACCOUNT = Statement(
    "select auth.account_history($1, null)::text", lambda row: msgspec.json.decode(row[0], type=Account)
)
_INSERT = Statement(
    f"insert into refunds as f (organisation_id, month, amount, reason) values ($1, $2, $3, $4) returning {_COLUMNS}",
    lambda row: RefundEntry(*row),
    writes=True,
)
_OF_RESELLER = Statement(
    f"select {_COLUMNS} from refunds f where exists (select from reseller_links l where l.organisation_id = f.organisation_id and l.reseller_id = $1) "
    "order by f.id desc limit 1000",
    lambda row: RefundEntry(*row),
)


@get("/resellers/{id:uuid}/refunds", guards=[may(Permission.OPERATE)], operation_id="list_refunds")
async def list_refunds(request: Request, id: FromPath[UUID]) -> Reply[RefundList]:
    """List the refunds of the organisations that a reseller has, or has had."""
    await name_of(request.work, id)
    return Reply(RefundList(await request.work.rows(_OF_RESELLER, id)))


@post("/refunds", guards=[may(Permission.OPERATE)], operation_id="create_refund", status_code=201)
async def create_refund(request: Request, data: JSONBody[RefundFields]) -> Reply[RefundEntry]:
    """Record money given back to an organisation for a month: in all no more than the month cost."""
    month = begun_month(data.month)
    if data.amount == 0:
        raise Validation.at("/amount", "out_of_range", "Must not be nought.")
    async with request.work.transaction() as work:
        if await work.row(_LOCK, data.organisation_id) is None:
            raise Validation.at("/organisation_id", "invalid_reference", "There is no such row.")
        account = (await work.rows(_ACCOUNT, data.organisation_id))[0]
        most = charged(account, month)
        given = sum((refund.amount for refund in account.refunds if refund.month == month), Decimal(0))
        # The month may have come to less since: what was too much can still be taken back in part.
        if given + data.amount < 0 or (data.amount > 0 and given + data.amount > most):
            raise Validation.at(
                "/amount",
                "out_of_range",
                f"The month cost {money(most)}, of which {money(given)} are given back already.",
            )
        made = (await work.rows(_INSERT, data.organisation_id, month, data.amount, data.reason))[0]
    return Reply(made, status=201, headers=change_set(request))


routes = Router("/", route_handlers=[list_refunds, create_refund], tags=["Commission"])
