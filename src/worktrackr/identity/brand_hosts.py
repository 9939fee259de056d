"""Hosts of brands: the addresses at which people see a brand before they sign in. A host shows a brand, never data."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.identity.branding import brand_id
from worktrackr.kit.crud import change_set
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, Conflict, FieldError, NotFound, Validation

HOSTS_MAX = 5


class BrandHostFields(Fields):
    """The name of a host, such as help.example.com."""

    host: Annotated[
        str,
        Meta(
            max_length=253,
            pattern=r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9])$",
        ),
    ]


class BrandHost(msgspec.Struct):
    """A host of a brand. Until an operator has confirmed it, it shows nothing of the brand."""

    id: UUID
    host: str
    verified_at: datetime | None
    created_at: datetime
    owner_name: str | None


class BrandHostList(msgspec.Struct):
    """Hosts, the newest first."""

    items: list[BrandHost]


class TooManyHosts(Conflict):
    message = f"A brand has at most {HOSTS_MAX} hosts. Remove one first."


class HostTaken(AlreadyExists):
    message = "This host belongs to another brand."


# Names of others are hidden by their policies: only operators see whose host it is.
_COLUMNS = (
    "select h.id, h.host, h.verified_at, h.created_at, coalesce((select o.name from organisations o where o.id = b.organisation_id), "
    "(select r.name from resellers r where r.id = b.reseller_id)) from brand_hosts h join brands b on b.id = h.brand_id"
)
_LIST = Statement(f"{_COLUMNS} order by h.created_at desc limit 1000", lambda row: BrandHost(*row))
_ONE = Statement(f"{_COLUMNS} where h.id = $1", lambda row: BrandHost(*row))
# Of two hosts at once, the second would not count the first.
_LOCK = Statement("select 1 from brands where id = $1 for update")
_INSERT = Statement(
    "insert into brand_hosts (brand_id, host) select $1::uuid, $2 where (select count(*) from brand_hosts where brand_id = $1) < $3 returning id",
    lambda row: row[0],
    writes=True,
)
_DELETE = Statement("delete from brand_hosts where id = $1 returning id", writes=True)
_CONFIRM = Statement(
    "update brand_hosts set verified_at = coalesce(verified_at, now()) where id = $1 returning id", writes=True
)


@get("/branding/hosts", guards=[may(Permission.WRITE_BRANDING)], operation_id="list_own_brand_hosts")
async def list_own_hosts(request: Request) -> Reply[BrandHostList]:
    """List one's own hosts."""
    return Reply(BrandHostList(await request.work.rows(_LIST)))


@post("/branding/hosts", guards=[may(Permission.WRITE_BRANDING)], operation_id="create_brand_host", status_code=201)
async def create_host(request: Request, data: JSONBody[BrandHostFields]) -> Reply[BrandHost]:
    """Name a host of one's own. It shows the brand when an operator has confirmed that it is one's own."""
    host = data.host.lower()
    if host == urlsplit(request.settings.public_url).hostname:
        raise Validation.at("/host", "taken", "This is the address of this installation.")
    async with request.work.transaction() as work:
        brand = await brand_id(request, work)
        await work.rows(_LOCK, brand)
        try:
            made = await work.row(_INSERT, brand, host, HOSTS_MAX)
        except AlreadyExists as error:
            raise AlreadyExists(errors=[FieldError("/host", "taken", "This host is on your list already.")]) from error
        if made is None:
            raise TooManyHosts
        row = (await work.rows(_ONE, made))[0]
    return Reply(row, status=201, headers=change_set(request))


@delete(
    "/branding/hosts/{id:uuid}",
    guards=[may(Permission.WRITE_BRANDING)],
    operation_id="delete_own_brand_host",
    status_code=204,
)
async def delete_own_host(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Give a host up: it shows nothing of the brand from the next request on."""
    return await _delete(request, id)


@get("/brand_hosts", guards=[may(Permission.OPERATE)], operation_id="list_brand_hosts")
async def list_hosts(request: Request) -> Reply[BrandHostList]:
    """List all hosts, with whose they are."""
    return Reply(BrandHostList(await request.work.rows(_LIST)))


@post(
    "/brand_hosts/{id:uuid}/confirm",
    guards=[may(Permission.OPERATE)],
    operation_id="confirm_brand_host",
    status_code=200,
)
async def confirm_host(request: Request, id: FromPath[UUID]) -> Reply[BrandHost]:
    """Confirm that a host belongs to who named it, and leads here: from now on nobody else can have it."""
    async with request.work.transaction() as work:
        try:
            if await work.row(_CONFIRM, id) is None:
                raise NotFound
        except AlreadyExists as error:
            raise HostTaken from error
        row = (await work.rows(_ONE, id))[0]
    return Reply(row, headers=change_set(request))


@delete("/brand_hosts/{id:uuid}", guards=[may(Permission.OPERATE)], operation_id="delete_brand_host", status_code=204)
async def delete_host(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Refuse a host, or take it back."""
    return await _delete(request, id)


async def _delete(request: Request, host_id: UUID) -> Reply[None]:
    if await request.work.row(_DELETE, host_id) is None:
        raise NotFound
    return Reply(None, status=204, headers=change_set(request))


routes = Router(
    "/",
    route_handlers=[list_own_hosts, create_host, delete_own_host, list_hosts, confirm_host, delete_host],
    tags=["Branding"],
)
