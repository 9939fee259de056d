"""Sample data for an organisation that has none yet: something to try things with, gone again with one undo."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Router, post

from worktrackr.access import Permission, Request, may
from worktrackr.demo.filling import SAMPLE, fill
from worktrackr.edge.web import Reply
from worktrackr.importing.stored import begin, first
from worktrackr.kit.crud import change_set
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict

_IN_USE = Statement(
    "select exists (select from contacts where organisation_id = $1 and deleted_at is null) "
    "or exists (select from products where organisation_id = $1 and deleted_at is null) "
    "or exists (select from tickets where organisation_id = $1 and deleted_at is null)",
    first,
)


class SampleData(msgspec.Struct):
    """What was written, and the change-set that undoes it."""

    change_set_id: UUID
    created: dict[str, int]


class NotEmpty(Conflict):
    message = "Sample data is for an empty organisation: yours has contacts, products or tickets already."


@post("/sample_data", guards=[may(Permission.LOAD_SAMPLES)], operation_id="load_sample_data", status_code=201)
async def load_sample_data(request: Request) -> Reply[SampleData]:
    """Write a few contacts, products, tickets, services and events, as one change-set that can be undone."""
    organisation_id = request.organisation_id
    async with request.work.transaction() as work:
        zone = await begin(work, organisation_id)
        if (await work.rows(_IN_USE, organisation_id))[0]:
            raise NotEmpty
        created = await fill(work, organisation_id, ZoneInfo(zone), SAMPLE, {})
    return Reply(SampleData(request.work.change_set, created), status=201, headers=change_set(request))


routes = Router("/", route_handlers=[load_sample_data], tags=["Organisation"])
