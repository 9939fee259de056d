"""Checklists of tickets: what must not be forgotten, in its order, and who ticked it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Joined, Reference, Stored
from worktrackr.helpdesk.parts import add_part, list_parts, require_ticket
from worktrackr.kit.crud import change_set, crud, get, post
from worktrackr.kit.query import Page
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Validation

ITEMS_MAX = 100
WHOLE = {"sort": "position", "limit": str(ITEMS_MAX)}


class ChecklistItemFields(Fields):
    """What staff may write. Without a position, an item goes to the end."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    done: bool = False
    position: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class ChecklistItem(ChecklistItemFields, Stored):
    """An item as it is answered; the database notes who ticked it, and when."""

    ticket_id: Annotated[UUID, Reference("tickets")]
    done_by: Annotated[UUID | None, Reference("users")]
    done_by_name: Annotated[str | None, Joined("done_by", "name")]
    done_at: datetime | None


class ChecklistOrder(Fields):
    """All items of a checklist in their new order."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=ITEMS_MAX)]


checklist_items = Table("checklist_items", ChecklistItem)
_ORDER = Statement(
    "with wanted as (select w.id, w.place - 1 as place from unnest($3::uuid[]) with ordinality as w (id, place) "
    "join checklist_items i on i.organisation_id = $1 and i.ticket_id = $2 and i.id = w.id and i.deleted_at is null), "
    "moved as (update checklist_items i set position = w.place, version = i.version + 1, updated_at = now() from wanted w "
    "where i.organisation_id = $1 and i.id = w.id and i.position <> w.place and (select count(distinct w.id) from wanted w) = cardinality($3::uuid[])) "
    "select count(distinct w.id) = cardinality($3::uuid[]) from wanted w",
    lambda row: row[0],
    writes=True,
)


@get(
    "/tickets/{id:uuid}/checklist",
    guards=[may(Permission.READ_TICKETS)],
    operation_id="list_ticket_checklist",
    tags=["Checklist items"],
)
async def list_checklist(request: Request, id: FromPath[UUID]) -> Reply[Page[ChecklistItem]]:
    """A ticket's checklist, whole and in its order."""
    return await list_parts(request, checklist_items, id, **WHOLE)


@post(
    "/tickets/{id:uuid}/checklist",
    guards=[may(Permission.WRITE_TICKETS)],
    operation_id="create_checklist_items",
    status_code=201,
    tags=["Checklist items"],
)
async def create_item(
    request: Request, id: FromPath[UUID], data: JSONBody[ChecklistItemFields]
) -> Reply[ChecklistItem]:
    """Add an item."""
    return await add_part(request, checklist_items, id, data)


@post(
    "/tickets/{id:uuid}/checklist/order",
    guards=[may(Permission.WRITE_TICKETS)],
    operation_id="order_checklist",
    status_code=200,
    tags=["Checklist items"],
)
async def order_checklist(
    request: Request, id: FromPath[UUID], data: JSONBody[ChecklistOrder]
) -> Reply[Page[ChecklistItem]]:
    """Put the items into another order, as one change."""
    await require_ticket(request, id)
    if not (await request.work.rows(_ORDER, request.organisation_id, id, data.ids))[0]:
        raise Validation.at("/ids", "invalid_reference", "Name items of this checklist, each once.")
    reply = await list_parts(request, checklist_items, id, **WHOLE)
    return Reply(reply.content, headers=change_set(request))


resource = crud(
    "/checklist_items",
    checklist_items,
    fields=ChecklistItemFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
    verbs=("list", "get", "update", "delete", "bulk"),
)
routes = Router("/", route_handlers=[list_checklist, create_item, order_checklist])
