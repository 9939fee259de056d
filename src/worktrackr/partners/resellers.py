"""Resellers: who brings organisations in, and earns by it."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from litestar import delete
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Computed, Email, Fields, Rate, ShortText, Stored
from worktrackr.kit.crud import change_set, crud
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound


class ResellerStatus(StrEnum):
    """Whether a reseller still sells."""

    ACTIVE = "active"
    CLOSED = "closed"


class ResellerFields(Fields):
    """What operators may write."""

    name: ShortText
    commission_rate: Rate = Decimal("0.25")
    status: ResellerStatus = ResellerStatus.ACTIVE
    contact_email: Email | None = None


class Reseller(ResellerFields, Stored):
    """A reseller as it is answered. `customers` is how many organisations it has now."""

    customers: Annotated[int, Computed("(select count(*) from reseller_customers c where c.reseller_id = t.id)", {})]


resellers = Table("resellers", Reseller, tenant=False, trash=False)
_NAME = Statement("select name from resellers where id = $1", lambda row: str(row[0]))
_CLOSE = Statement(
    "update resellers set status = 'closed', version = version + 1, updated_at = now() where id = $1 and status = 'active' returning id",
    writes=True,
)


async def name_of(work: Work, reseller_id: UUID) -> str:
    """Return the name of a reseller; raises `NotFound` for one that the caller may not see."""
    name = await work.row(_NAME, reseller_id)
    if name is None:
        raise NotFound
    return name


@delete("/{id:uuid}", guards=[may(Permission.OPERATE)], operation_id="delete_resellers", status_code=204)
async def close_reseller(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Close a reseller: its links end today; its history, its statements and its logins stay."""
    if await request.work.row(_CLOSE, id) is None:
        raise NotFound
    return Reply(None, status=204, headers=change_set(request))


resource = crud(
    "/resellers",
    resellers,
    fields=ResellerFields,
    read=Permission.READ_RESELLERS,
    write=Permission.OPERATE,
    verbs=("list", "create", "get", "update"),
    also=[close_reseller],
)
