"""Files attached to tickets. Nothing that was sent is trusted: not the name, not the type, not the size."""

import re
import unicodedata
from typing import Annotated, Any
from uuid import UUID

import structlog
from litestar import Router
from litestar.params import FromPath
from procrastinate import Blueprint, JobContext

from worktrackr.access import Permission, Request, may
from worktrackr.edge.downloads import Download, copies
from worktrackr.edge.uploads import Upload, read_upload
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Joined, Reference, Stored
from worktrackr.files import Files, new_key
from worktrackr.helpdesk.parts import list_parts, require_ticket
from worktrackr.images import HEAD, picture
from worktrackr.kit.crud import change_set, crud, get, post
from worktrackr.kit.query import Page
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Database, Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict, NotFound, Validation

log = structlog.get_logger("worktrackr.attachments")
tasks = Blueprint()
UPLOADS = re.compile(r"/api/tickets/[0-9a-f-]{36}/attachments")
"""The addresses that take a file."""
OTHER = "application/octet-stream"


class AttachmentFields(Fields):
    """A file is what it is: nothing of it can be changed."""


class Attachment(AttachmentFields, Stored):
    """A file as it is answered; `is_image` says that a page may show it."""

    ticket_id: Annotated[UUID, Reference("tickets")]
    comment_id: Annotated[UUID | None, Reference("comments")]
    name: str
    media_type: str
    size: int
    is_image: bool
    created_by: Annotated[UUID | None, Reference("users")]
    created_by_name: Annotated[str | None, Joined("created_by", "name")]


class FilesQuota(Conflict):
    message = "The files of your organisation fill all the room it has. Delete some for good, or ask for more room."


attachments = Table("attachments", Attachment)
# Says whether the comment is one's own and there is room; if both, notes that bytes are coming. A guest's own is nobody's.
_BEGIN = Statement(
    "with checked as (select ($3::uuid is null or exists (select from comments c where c.organisation_id = $1 and c.ticket_id = $4 "
    "and c.id = $3 and c.created_by is not distinct from auth.member_id() and c.deleted_at is null)) as comment, "
    "(select coalesce(sum(size), 0) from attachments where organisation_id = $1) + $5 <= $6 as room), noted as (insert into loose_files (organisation_id, storage_key, remove_after) "
    "select $1, $2, now() + interval '1 hour' from checked where comment and room) select comment, room from checked",
    writes=True,
)
# Of two uploads at once, the second would not see the first's size.
_ALONE = Statement("select pg_advisory_xact_lock(hashtextextended('files ' || $1, 0))")
_FINISH = Statement(
    "with room as (select where (select coalesce(sum(size), 0) from attachments where organisation_id = $1) + $7::bigint <= $9), "
    "held as (delete from loose_files using room where organisation_id = $1 and storage_key = $2 returning 1) "
    "insert into attachments (organisation_id, storage_key, comment_id, ticket_id, name, media_type, size, is_image) "
    "select $1::uuid, $2, $3::uuid, $4::uuid, $5, $6, $7, $8::boolean from held returning id",
    lambda row: row[0],
    writes=True,
)
_STORED = Statement(
    "select storage_key, name, media_type, size from attachments where organisation_id = $1 and id = $2 and deleted_at is null"
)
_DUE = Statement("select auth.due_loose_files()", lambda row: row[0])
_FORGET = Statement("select auth.forget_loose_files($1)", writes=True)


@get(
    "/tickets/{id:uuid}/attachments",
    guards=[may(Permission.READ_TICKETS)],
    operation_id="list_ticket_attachments",
    tags=["Attachments"],
)
async def list_attachments(request: Request, id: FromPath[UUID]) -> Reply[Page[Attachment]]:
    """The files of a ticket, newest first."""
    return await list_parts(request, attachments, id)


@post(
    "/tickets/{id:uuid}/attachments",
    guards=[may(Permission.WRITE_TICKETS)],
    operation_id="create_attachments",
    status_code=201,
    tags=["Attachments"],
)
async def create_attachment(request: Request, id: FromPath[UUID]) -> Reply[Attachment]:
    """Attach a file, sent as the field `file` of multipart/form-data; `comment_id` says which of one's comments it goes with."""
    await require_ticket(request, id)
    async with read_upload(request.receive, request.headers.get("content-type", "")) as upload:
        return await _attach(request, id, upload)


async def _attach(request: Request, ticket_id: UUID, upload: Upload) -> Reply[Attachment]:
    organisation_id, key = request.organisation_id, new_key(request.organisation_id)
    comment_id, quota = _comment_id(upload.fields), request.settings.files_quota_mb << 20
    # Not in the transaction of the request, if there is one: this note must outlive whatever happens next.
    alone = Work(request.work.database, request.work.identity, request.work.change_set)
    comment, room = (await alone.rows(_BEGIN, organisation_id, key, comment_id, ticket_id, upload.size, quota))[0]
    if not comment:
        raise Validation.at("/comment_id", "invalid_reference", "There is no such row.")
    if not room:
        raise FilesQuota
    shown = picture(upload.file.read(HEAD))
    upload.file.seek(0)
    await request.files.put(key, upload.file)
    async with request.work.transaction() as work:
        await work.rows(_ALONE, str(organisation_id))
        ids = await work.rows(
            _FINISH, organisation_id, key, comment_id, ticket_id, clean_name(upload.name or ""),
            shown.media_type if shown else OTHER, upload.size, shown is not None and shown.is_showable, quota,
        )  # fmt: skip
        if not ids:
            raise FilesQuota
        row = (await work.rows(attachments.get(frozenset()), organisation_id, ids[0]))[0]
    headers = [(b"location", f"/api/attachments/{row.id}".encode()), *change_set(request)]
    return Reply(row, status=201, version=row.version, headers=headers)


def _comment_id(fields: dict[str, str]) -> UUID | None:
    if unknown := fields.keys() - {"comment_id"}:
        raise Validation.at(f"/{min(unknown)}", "unknown_field", "There is no such field.")
    try:
        return UUID(fields["comment_id"]) if "comment_id" in fields else None
    except ValueError:
        raise Validation.at("/comment_id", "format", "Is not a valid UUID.") from None


def clean_name(name: str) -> str:
    r"""Return the last part of a path, without what is invisible or turns the reading round, at most 255 long.

    >>> clean_name("../../etc/passwd"), clean_name("C:\\scans\\photo.jpg"), clean_name("invoice\u202efdp.exe"), clean_name("..")
    ('passwd', 'photo.jpg', 'invoicefdp.exe', 'file')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cc, Cf, Cs, Co, Cn: controls, marks of direction, halves of pairs, and what no font knows.
    shown = "".join(
        letter
        for letter in last
        if letter == "\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    ).strip(" .")
    if not shown:
        return "file"
    stem, dot, ending = shown.rpartition(".")
    if len(shown) <= 255 or not stem or len(ending) > 20:
        return shown[:255]
    return stem[: 254 - len(ending)] + dot + ending


@get(
    "/{id:uuid}/content",
    guards=[may(Permission.READ_TICKETS)],
    operation_id="get_attachment_content",
    media_type=OTHER,
)
async def get_content(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """The bytes of a file, always to be saved and never to be opened in the page's place."""
    found = await request.work.row(_STORED, request.organisation_id, id)
    if found is None:
        raise NotFound
    key, name, media_type, size = found
    if f'"{id}"' in request.headers.get("if-none-match", ""):
        return Reply(None, status=304, headers=copies(str(id)))
    pieces = await request.files.read(key)
    return Download(pieces, name=name, media_type=media_type, size=size, tag=str(id))


@tasks.periodic(cron="*/10 * * * *", periodic_id="loose_files")
@tasks.task(name="remove_loose_files", pass_context=True, queueing_lock="remove_loose_files")
async def remove_loose_files(context: JobContext, timestamp: int) -> None:
    """Remove the bytes that no attachment holds: of uploads that were interrupted, and of what was purged."""
    del timestamp  # procrastinate says which run this is; what is due is due.
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    await sweep(tools["database"], tools["files"])


async def sweep(database: Database, files: Files) -> None:
    """Remove what is due, and then forget it: in this order, since a crash between them repeats and loses nothing."""
    async with database.transaction(None, UUID(int=0)) as transaction:
        keys = await transaction.rows(_DUE)
    if keys:
        await files.remove(keys)
        async with database.transaction(None, UUID(int=0)) as transaction:
            await transaction.rows(_FORGET, keys)
        log.info("loose_files_removed", count=len(keys))


resource = crud(
    "/attachments",
    attachments,
    fields=AttachmentFields,
    read=Permission.READ_TICKETS,
    write=Permission.WRITE_TICKETS,
    purge=Permission.PURGE,
    verbs=("list", "get", "delete"),
    also=[get_content],
)
routes = Router("/", route_handlers=[list_attachments, create_attachment])
