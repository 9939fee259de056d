"""Comments on tickets: updates that the customer may read, and notes for colleagues only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Joined, Patch, Reference, Stored
from worktrackr.helpdesk.mentions import tell_mentioned
from worktrackr.helpdesk.parts import add_part, list_parts
from worktrackr.kit.crud import change, crud, get, patch, post
from worktrackr.kit.query import Page
from worktrackr.kit.table import Table

Body = Annotated[str, Meta(min_length=1, max_length=20_000, extra={"long": True})]


class CommentFields(Fields):
    """What its author may change."""

    body: Body
    mentions: Annotated[list[UUID], Meta(max_length=50)] = []


class NewComment(CommentFields):
    """What staff write. What was said inside stays inside, and what the customer has read cannot be hidden: this is for good."""

    internal: bool = False


class Comment(CommentFields, Stored):
    """A comment as it is answered."""

    ticket_id: Annotated[UUID, Reference("tickets")]
    internal: bool
    created_by: Annotated[UUID | None, Reference("users")]
    created_by_name: Annotated[str | None, Joined("created_by", "name")]
    edited_at: datetime | None


comments = Table("comments", Comment)


@get(
    "/tickets/{id:uuid}/comments",
    guards=[may(Permission.READ_TICKETS)],
    operation_id="list_ticket_comments",
    tags=["Comments"],
)
async def list_comments(request: Request, id: FromPath[UUID]) -> Reply[Page[Comment]]:
    """What was said about a ticket, newest first."""
    return await list_parts(request, comments, id)


@post(
    "/tickets/{id:uuid}/comments",
    guards=[may(Permission.WRITE_TICKETS)],
    operation_id="create_comments",
    status_code=201,
    tags=["Comments"],
)
async def create_comment(request: Request, id: FromPath[UUID], data: JSONBody[NewComment]) -> Reply[Comment]:
    """Say something about a ticket; mentioned colleagues get a mail. A first public one is the first response."""
    if not data.mentions:
        return await add_part(request, comments, id, data)
    async with request.work.transaction() as work:
        reply = await add_part(request, comments, id, data, work=work)
        await tell_mentioned(work, request, reply.content.id, data.mentions)
    return reply


@patch("/{id:uuid}", guards=[may(Permission.WRITE_TICKETS)], operation_id="update_comments")
async def update_comment(request: Request, id: FromPath[UUID], data: JSONBody[Patch[CommentFields]]) -> Reply[Comment]:
    """Change one's own comment; colleagues who are mentioned anew get a mail."""
    mentions: list[UUID] | msgspec.UnsetType = getattr(data, "mentions", msgspec.UNSET)
    if not mentions:
        return await change(request, comments, id, data)
    async with request.work.transaction() as work:
        before = await work.row(comments.get(frozenset()), request.organisation_id, id)
        reply = await change(request, comments, id, data, work=work)
        known = set[UUID]() if before is None else set(_ids(before.mentions))
        await tell_mentioned(work, request, id, (user_id for user_id in mentions if user_id not in known))
    return reply


def _ids(stored: object) -> list[UUID]:
    """Read what the database answers as JSON."""
    return msgspec.json.decode(msgspec.json.encode(stored), type=list[UUID])


resource = crud(
    "/comments",
    comments,
    fields=CommentFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
    verbs=("list", "get", "delete", "bulk"),
    also=[update_comment],
)
routes = Router("/", route_handlers=[list_comments, create_comment])
