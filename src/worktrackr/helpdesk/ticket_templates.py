"""Ticket templates: an ordered list of fields that a kind of ticket asks for."""

from collections.abc import Sequence
from itertools import count
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch, Reference, ShortText, Stored
from worktrackr.helpdesk.template_fields import TemplateField, faults_of, is_empty, takes
from worktrackr.helpdesk.template_versions import get_version, ids_here, list_versions
from worktrackr.helpdesk.tickets import TicketFields
from worktrackr.kit.crud import Bulk, BulkReport, bulk, change, crud, insert, patch, post
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import FieldError, NotFound, Validation

NAME_MAX = 200
_WRITE = may(Permission.WRITE_TEMPLATES)


class TicketTemplateFields(Fields):
    """What managers may write."""

    name: ShortText
    fields: Annotated[list[TemplateField], Meta(max_length=100)] = []
    is_default: bool = False


class TicketTemplate(TicketTemplateFields, Stored):
    """A template as it is answered; its version is the one that tickets keep."""


ticket_templates = Table("ticket_templates", TicketTemplate)
_ORIGINAL = Statement(
    "select t.name, t.fields, array(select o.name from ticket_templates o where o.organisation_id = $1 and o.deleted_at is null) "
    "from ticket_templates t where t.organisation_id = $1 and t.id = $2 and t.deleted_at is null"
)


@post("/", guards=[_WRITE], operation_id="create_ticket_templates", status_code=201)
async def create_template(request: Request, data: JSONBody[TicketTemplateFields]) -> Reply[TicketTemplate]:
    """Create a template. One that is the default takes that from the other."""
    await check(request, data.fields, "/fields")
    return await insert(request, ticket_templates, data, "/api/ticket_templates")


@patch("/{id:uuid}", guards=[_WRITE], operation_id="update_ticket_templates")
async def update_template(
    request: Request, id: FromPath[UUID], data: JSONBody[Patch[TicketTemplateFields]]
) -> Reply[TicketTemplate]:
    """Change a template. Tickets that were made with it keep the version that it had."""
    await check(request, _fields_of(data), "/fields")
    return await change(request, ticket_templates, id, data)


@post("/bulk", guards=[_WRITE], operation_id="bulk_ticket_templates", status_code=200)
async def bulk_templates(
    request: Request, data: JSONBody[Bulk[TicketTemplate, TicketTemplateFields]]
) -> Reply[BulkReport]:
    """Change or trash many templates, all or none."""
    if data.patch is not None:
        await check(request, _fields_of(data.patch), "/patch/fields")
    return await bulk(request, ticket_templates, data)


@post("/{id:uuid}/duplicate", guards=[_WRITE], operation_id="duplicate_ticket_templates", status_code=201)
async def duplicate_template(request: Request, id: FromPath[UUID]) -> Reply[TicketTemplate]:
    """Make another template with the same fields, under a name that is free. It is not the default."""
    found = await request.work.row(_ORIGINAL, request.organisation_id, id)
    if found is None:
        raise NotFound
    name, fields, taken = found
    copy = TicketTemplateFields(name=copy_name(name, taken), fields=fields)
    return await insert(request, ticket_templates, copy, "/api/ticket_templates")


def copy_name(name: str, taken: Sequence[str]) -> str:
    """Return a free name for a copy.

    >>> copy_name("Survey", ["Survey", "Survey (copy)"])
    'Survey (copy 2)'
    """
    for number in count(1):
        mark = " (copy)" if number == 1 else f" (copy {number})"
        candidate = name[: NAME_MAX - len(mark)] + mark
        if candidate not in taken:
            return candidate
    raise AssertionError  # numbers do not end


async def check(request: Request, fields: Sequence[TemplateField], pointer: str) -> None:
    """Refuse fields that contradict each other, or whose defaults are not here; raises `Validation`."""
    faults = faults_of(fields, TicketFields, pointer)
    if not faults:
        faults = await _missing_defaults(request, fields, pointer)
    if faults:
        raise Validation(errors=faults)


async def _missing_defaults(request: Request, fields: Sequence[TemplateField], pointer: str) -> list[FieldError]:
    wanted = {
        index: (marker.table, UUID(field.default))
        for index, field in enumerate(fields)
        if not is_empty(field.default) and (marker := takes(field, TicketFields).marker(Reference))
    }
    if not wanted:
        return []
    here = await ids_here(request.work, request.organisation_id, [row_id for _, row_id in wanted.values()])
    return [
        FieldError(f"{pointer}/{index}/default", "invalid_reference", "There is no such row.")
        for index, (table, row_id) in wanted.items()
        if row_id not in here[table]
    ]


def _fields_of(data: Any) -> Sequence[TemplateField]:  # noqa: ANN401  # a patch, whose type is made at start
    return () if data.fields is UNSET else data.fields


resource = crud(
    "/ticket_templates",
    ticket_templates,
    fields=TicketTemplateFields,
    read=Permission.READ_TEMPLATES,
    write=Permission.WRITE_TEMPLATES,
    purge=Permission.PURGE,
    verbs=("list", "get", "delete"),
    also=(create_template, update_template, bulk_templates, duplicate_template, list_versions, get_version),
)
