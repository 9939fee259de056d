"""Which organisation each reseller has brought in. An organisation has one reseller at a time; what was, stays in the history."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.kit.crud import change_set
from worktrackr.partners.resellers import ResellerStatus, name_of
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, FieldError, NotFound, Validation


class LinkFields(Fields):
    """Which reseller brought which organisation."""

    reseller_id: UUID
    organisation_id: UUID


class MoveFields(Fields):
    """Which reseller the organisation goes to."""

    reseller_id: UUID


class Link(msgspec.Struct):
    """One link as it is answered."""

    reseller_id: UUID
    organisation_id: UUID
    created_at: datetime


class LinkList(msgspec.Struct):
    """All links the caller may see, newest first."""

    items: list[Link]
    next_cursor: str | None = None


class PastLink(msgspec.Struct):
    """A time in which an organisation was a reseller's: until when, and who has it since, are null while it lasts."""

    organisation_id: UUID
    organisation_name: str
    from_at: datetime
    until_at: datetime | None
    next_reseller_id: UUID | None
    next_reseller_name: str | None


class LinkHistory(msgspec.Struct):
    """The links of a reseller, those that last first."""

    items: list[PastLink]


_COLUMNS = "reseller_id, organisation_id, created_at"
_LIST = Statement(
    f"select {_COLUMNS} from reseller_customers order by created_at desc limit 1000", lambda row: Link(*row)
)
_GET = Statement(
    f"select {_COLUMNS} from reseller_customers where reseller_id = $1 and organisation_id = $2",
    lambda row: Link(*row),
)
# Nobody closes it until this is done.
_STATUS = Statement("select status from resellers where id = $1 for share", lambda row: str(row[0]))
_INSERT = Statement(
    "insert into reseller_customers (reseller_id, organisation_id, created_at) "
    f"select $1, o.id, clock_timestamp() from organisations o where o.id = $2 and o.closed_at is null returning {_COLUMNS}",
    lambda row: Link(*row),
    writes=True,
)
_MOVE = Statement(
    "update reseller_customers set reseller_id = $3, created_at = clock_timestamp() where reseller_id = $1 and organisation_id = $2 "
    f"returning {_COLUMNS}",
    lambda row: Link(*row),
    writes=True,
)
_DELETE = Statement(
    "delete from reseller_customers where reseller_id = $1 and organisation_id = $2 returning reseller_id", writes=True
)
_HISTORY = Statement(
    """
with spans as (
  select l.organisation_id, l.reseller_id, l.from_at, lead(l.from_at) over entries as until_at, lead(l.reseller_id) over entries as next_id
  from reseller_links l
  where l.organisation_id in (select m.organisation_id from reseller_links m where m.reseller_id = $1)
  window entries as (partition by l.organisation_id order by l.from_at, l.id))
select s.organisation_id, o.name, s.from_at, s.until_at, r.id, r.name
from spans s join organisations o on o.id = s.organisation_id left join resellers r on r.id = s.next_id
where s.reseller_id = $1 order by s.until_at desc nulls first, s.from_at desc, o.name limit 1000""",
    lambda row: PastLink(*row),
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
    async with request.work.transaction() as work:
        await _require_active(work, data.reseller_id)
        try:
            row = await work.row(_INSERT, data.reseller_id, data.organisation_id)
        except AlreadyExists as error:
            detail = "This organisation has a reseller already. Move it, or end that link first."
            raise AlreadyExists(errors=[FieldError("/organisation_id", "taken", detail)]) from error
        if row is None:
            raise Validation.at(
                "/organisation_id", "invalid_reference", "There is no such organisation, or it is deleted."
            )
    return Reply(row, status=201, headers=[_location(row), *change_set(request)])


@post(
    "/{reseller_id:uuid}/{organisation_id:uuid}/move",
    guards=[may(Permission.OPERATE)],
    operation_id="move_reseller_customers",
    status_code=200,
)
async def move_link(
    request: Request, reseller_id: FromPath[UUID], organisation_id: FromPath[UUID], data: JSONBody[MoveFields]
) -> Reply[Link]:
    """Move an organisation to another reseller in one act; the day counts for the one that has it at its end.

    Of two moves of the same link at once one happens, and the other finds no link.
    """
    if data.reseller_id == reseller_id:
        raise Validation.at("/reseller_id", "unchanged", "The organisation is this reseller's already.")
    async with request.work.transaction() as work:
        await _require_active(work, data.reseller_id)
        row = await work.row(_MOVE, reseller_id, organisation_id, data.reseller_id)
        if row is None:
            raise NotFound
    return Reply(row, headers=[_location(row), *change_set(request)])


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


@get(
    "/resellers/{id:uuid}/links",
    guards=[may(Permission.OPERATE)],
    operation_id="list_reseller_links",
    tags=["Reseller customers"],
)
async def list_history(request: Request, id: FromPath[UUID]) -> Reply[LinkHistory]:
    """List which organisations a reseller has and has had, and since and until when."""
    await name_of(request.work, id)
    return Reply(LinkHistory(await request.work.rows(_HISTORY, id)))


async def _require_active(work: Work, reseller_id: UUID) -> None:
    status = await work.row(_STATUS, reseller_id)
    if status is None:
        raise Validation.at("/reseller_id", "invalid_reference", "There is no such row.")
    if status == ResellerStatus.CLOSED:
        raise Validation.at("/reseller_id", "closed", "This reseller is closed.")


def _location(link: Link) -> tuple[bytes, bytes]:
    return (b"location", f"/api/reseller_customers/{link.reseller_id}/{link.organisation_id}".encode())


_links = Router(
    "/reseller_customers",
    route_handlers=[list_links, get_link, create_link, move_link, delete_link],
    tags=["Reseller customers"],
)
routes = Router("/", route_handlers=[_links, list_history])
