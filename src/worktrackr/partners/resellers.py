"""Resellers, and which organisation each has brought in."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Email, Fields, Rate, ShortText, Stored
from worktrackr.kit.crud import change_set, crud
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, FieldError, NotFound


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
    """A reseller as it is answered."""


class LinkFields(Fields):
    """Which reseller brought which organisation."""

    reseller_id: UUID
    organisation_id: UUID


class Link(msgspec.Struct):
    """One link as it is answered."""

    reseller_id: UUID
    organisation_id: UUID
    created_at: datetime


class LinkList(msgspec.Struct):
    """All links the caller may see, newest first."""

    items: list[Link]
    next_cursor: str | None = None


resellers = Table("resellers", Reseller, tenant=False, trash=False)
_CLOSE = Statement(
    "update resellers set status = 'closed', version = version + 1, updated_at = now() where id = $1 and status = 'active' returning id",
    writes=True,
)
_LIST = Statement(
    "select reseller_id, organisation_id, created_at from reseller_customers order by created_at desc limit 1000",
    lambda row: Link(*row),
)
_GET = Statement(
    "select reseller_id, organisation_id, created_at from reseller_customers where reseller_id = $1 and organisation_id = $2",
    lambda row: Link(*row),
)
_INSERT = Statement(
    "insert into reseller_customers (reseller_id, organisation_id) values ($1, $2) returning reseller_id, organisation_id, created_at",
    lambda row: Link(*row),
    writes=True,
)
_DELETE = Statement(
    "delete from reseller_customers where reseller_id = $1 and organisation_id = $2 returning reseller_id", writes=True
)


@delete("/{id:uuid}", guards=[may(Permission.OPERATE)], operation_id="delete_resellers", status_code=204)
async def close_reseller(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Close a reseller; its history stays."""
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


@get("/", guards=[may(Permission.READ_RESELLERS)], operation_id="list_reseller_customers")
async def list_links(request: Request) -> Reply[LinkList]:
    """List the links: an operator sees all, a reseller its own."""
    return Reply(LinkList(await request.work.rows(_LIST)))


@get(
    "/{reseller_id:uuid}/{organisation_id:uuid}",
    guards=[may(Permission.READ_RESELLERS)],
    operation_id="get_reseller_customers",
)
async def get_link(request: Request, reseller_id: FromPath[UUID], organisation_id: FromPath[UUID]) -> Reply[Link]:
    """Get one link."""
    row = await request.work.row(_GET, reseller_id, organisation_id)
    if row is None:
        raise NotFound
    return Reply(row)


@post("/", guards=[may(Permission.OPERATE)], operation_id="create_reseller_customers", status_code=201)
async def create_link(request: Request, data: JSONBody[LinkFields]) -> Reply[Link]:
    """Link an organisation to the reseller that brought it: at most one at a time."""
    try:
        row = (await request.work.rows(_INSERT, data.reseller_id, data.organisation_id))[0]
    except AlreadyExists as error:
        detail = "This organisation has a reseller already. End that link first."
        raise AlreadyExists(errors=[FieldError("/organisation_id", "taken", detail)]) from error
    location = f"/api/reseller_customers/{row.reseller_id}/{row.organisation_id}".encode()
    return Reply(row, status=201, headers=[(b"location", location), *change_set(request)])


@delete(
    "/{reseller_id:uuid}/{organisation_id:uuid}",
    guards=[may(Permission.OPERATE)],
    operation_id="delete_reseller_customers",
    status_code=204,
)
async def delete_link(request: Request, reseller_id: FromPath[UUID], organisation_id: FromPath[UUID]) -> Reply[None]:
    """End a link; the reseller sees nothing of the organisation from the next request on."""
    if await request.work.row(_DELETE, reseller_id, organisation_id) is None:
        raise NotFound
    return Reply(None, status=204, headers=change_set(request))


routes = Router(
    "/reseller_customers", route_handlers=[list_links, get_link, create_link, delete_link], tags=["Reseller customers"]
)
