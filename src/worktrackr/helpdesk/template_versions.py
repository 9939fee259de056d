"""The versions of a template, as they were saved; and tickets checked against the one that they were made with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.helpdesk.template_fields import PLACEABLE, REFERENCES, TemplateField
from worktrackr.helpdesk.ticket_answers import Filled, Sent, fill, form_of, pointer_of
from worktrackr.kit.crud import get
from worktrackr.kit.query import Query
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import FieldError, NotFound, PreconditionFailed, Validation

VERSIONS_MAX = 100


class TemplateVersion(msgspec.Struct, kw_only=True):
    """A template as it was saved once; it never changes."""

    version: int
    name: str
    fields: list[TemplateField]
    created_at: datetime


class TemplateVersions(msgspec.Struct):
    """The latest versions of a template, newest first."""

    items: list[TemplateVersion]


def _version(row: Row) -> TemplateVersion:
    return _MAKE(version=row[0], name=row[1], fields=row[2], created_at=row[3])


# The fields go out as they are stored, undecoded.
_MAKE: Any = msgspec.defstruct(
    "TemplateVersion", [(field.name, Any) for field in msgspec.structs.fields(TemplateVersion)], kw_only=True
)
_COLUMNS = "select v.version, v.name, v.fields, v.created_at from ticket_template_versions v "
_LIST = Statement(
    f"{_COLUMNS}where v.organisation_id = $1 and v.template_id = $2 order by v.version desc limit {VERSIONS_MAX}",
    _version,
)
# A version in which only other things than the name and the fields were saved has those of the one before it.
_ONE = Statement(
    f"{_COLUMNS}join ticket_templates t on t.organisation_id = $1 and t.id = v.template_id and t.version >= $3 "
    "where v.organisation_id = $1 and v.template_id = $2 and v.version <= $3 order by v.version desc limit 1",
    _version,
)


@get("/{id:uuid}/versions", guards=[may(Permission.READ_TEMPLATES)], operation_id="list_ticket_template_versions")
async def list_versions(request: Request, id: FromPath[UUID]) -> Reply[TemplateVersions]:
    """Answer the versions of a template in which its name or its fields were changed; also of one in the trash."""
    items = await request.work.rows(_LIST, request.organisation_id, id)
    if not items:
        raise NotFound
    return Reply(TemplateVersions(items))


@get(
    "/{id:uuid}/versions/{version:int}",
    guards=[may(Permission.READ_TEMPLATES)],
    operation_id="get_ticket_template_versions",
)
async def get_version(request: Request, id: FromPath[UUID], version: FromPath[int]) -> Reply[TemplateVersion]:
    """Answer what a template was at a version, such as a ticket's `template_version`; also of one in the trash."""
    found = None
    if 1 <= version < 1 << 31:
        found = await request.work.row(_ONE, request.organisation_id, id, version)
    if found is None:
        raise NotFound
    return Reply(found)


class Look(NamedTuple):
    """What the database knows of a ticket, its template, and the ids that it refers to."""

    ticket_version: int | None
    own_template_id: UUID | None
    stored: msgspec.Raw | None
    newest: int | None
    version: int | None
    fields: msgspec.Raw | None
    ids: dict[str, list[UUID]]


def _look(row: Row) -> Look:
    return Look(*row[:6], ids=_ids(row[6:]))


def _ids(row: Row) -> dict[str, list[UUID]]:
    return {marker.table: ids for marker, ids in zip(REFERENCES.values(), row, strict=True)}


def _here(place: str) -> str:
    return ", ".join(
        f"array(select r.id from {marker.table} r where r.organisation_id = $1 and r.id = any({place}::uuid[]) and r.{marker.alive})"
        for marker in REFERENCES.values()
    )


_IDS_HERE = Statement(f"select {_here('$2')}", _ids)
# One round trip: the ticket if there is one already, the version that counts, and which of the ids are here.
_LOOK = Statement(
    f"with k as (select version, template_id, template_version, fields, {', '.join(sorted(PLACEABLE))} from tickets "
    "where organisation_id = $1 and id = $2 and deleted_at is null), "
    "wanted as (select coalesce($3::uuid, k.template_id) as id, coalesce($4::integer, case when $3::uuid is null "
    "or $3::uuid = k.template_id then k.template_version end) as version from (select) one left join k on true) "
    f"select k.version, k.template_id, to_jsonb(k), t.version, v.version, v.fields, {_here('$5')} "
    "from wanted left join k on true left join ticket_templates t on t.organisation_id = $1 and t.id = wanted.id "
    "left join lateral (select version::integer, fields from ticket_template_versions where organisation_id = $1 "
    "and template_id = t.id and version <= coalesce(wanted.version, t.version) order by version desc limit 1) v on true",
    _look,
)


async def ids_here(work: Work, organisation_id: UUID, ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """Return which of the ids are here, by table."""
    return (await work.rows(_IDS_HERE, organisation_id, ids))[0]


async def completed(
    work: Work,
    organisation_id: UUID,
    columns: type[Fields],
    sent: Mapping[str, Any],
    *,
    ticket_id: UUID | None = None,
    expected: int | None = None,
) -> tuple[dict[str, Any], int | None]:
    """Check what is sent of a ticket, a new one or `ticket_id`, against its template, in one round trip.

    Returns what to write, and the version of the ticket against which it was checked. Raises `Validation` with every
    fault at its field, `NotFound`, and `PreconditionFailed` when the ticket is not at the `expected` version.
    """
    look = await _look_at(work, organisation_id, sent, ticket_id)
    if ticket_id is not None and look.ticket_version is None:
        raise NotFound
    if expected is not None and look.ticket_version != expected:
        raise PreconditionFailed
    stored = None if look.stored is None else msgspec.json.decode(look.stored, type=dict[str, Any])
    return _checked(look, sent, stored, columns), look.ticket_version


async def completed_for_many(
    work: Work, organisation_id: UUID, columns: type[Fields], sent: Mapping[str, Any], query: Query
) -> dict[str, Any]:
    """Check a patch against the template of every ticket of a query, in the transaction that is going to change them.

    Returns what to write, the same for all. Conditions see only the patch, since the tickets differ; the database looks
    at the columns that a template requires. Raises `Validation`.
    """
    results = [
        await _checked_for_one(work, organisation_id, columns, sent, row)
        for row in await work.rows(_templates_of(query), organisation_id, *query.values)
    ]
    is_given = sent.get("template_id") is not None or sent.get("template_version") is not None
    if is_given and "fields" not in sent:
        raise Validation.at("/patch/fields", "required", "Give the answers to the template too.")
    found = [result for result in results if result is not None]
    if any(other != found[0] for other in found):
        raise Validation.at("/patch/fields", "invalid", "Their templates differ: change these tickets apart.")
    return {**sent, **(found[0] if found else {})}


def _templates_of(query: Query) -> Statement[tuple[UUID | None, int | None]]:
    # Locked, so that none gets another template before it is changed.
    conditions = "".join(f" and {condition}" for condition in query.conditions)
    return Statement(
        "select distinct template_id, template_version from (select t.template_id, t.template_version from tickets t "
        f"where t.organisation_id = $1 and t.deleted_at is null{conditions} for update) k",
        lambda row: (row[0], row[1]),
        named=False,
    )


async def _checked_for_one(
    work: Work,
    organisation_id: UUID,
    columns: type[Fields],
    sent: Mapping[str, Any],
    own: tuple[UUID | None, int | None],
) -> dict[str, Any] | None:
    """Return what a patch makes of the answers of tickets with one version of a template; None if they have none."""
    is_named = "template_id" in sent or "template_version" in sent
    template_id, version = sent.get("template_id", own[0]), sent.get("template_version", None if is_named else own[1])
    if template_id is None:
        return {"template_version": None} if is_named else None
    wanted = {**sent, "template_id": template_id, "template_version": version}
    try:
        look = await _look_at(work, organisation_id, wanted, None)
        done = _checked(look._replace(own_template_id=template_id), wanted, {"fields": {}}, columns)
    except Validation as refusal:
        raise Validation(errors=[_below_patch(error) for error in refusal.errors]) from None
    return {name: done[name] for name in (("fields", "template_version") if is_named else ("fields",))}


def _below_patch(error: FieldError) -> FieldError:
    return FieldError(f"/patch{error.pointer}", error.code, error.detail)


def _checked(
    look: Look, sent: Mapping[str, Any], stored: Mapping[str, Any] | None, columns: type[Fields]
) -> dict[str, Any]:
    template_id = sent.get("template_id", look.own_template_id)
    if template_id is None:
        return {**sent, "template_version": None} if "template_id" in sent else dict(sent)
    if look.fields is None or look.newest is None:
        raise Validation.at("/template_id", "invalid_reference", "There is no such row.")
    if (sent.get("template_version") or 0) > look.newest:
        raise Validation.at("/template_version", "invalid_reference", "There is no such version.")
    others = {name: value for name, value in sent.items() if name not in ("fields", "template_version")}
    answers = sent.get("fields", {} if stored is None else stored["fields"])
    is_other = stored is not None and template_id != look.own_template_id
    filled = fill(form_of(bytes(look.fields), columns), Sent(others, answers, stored, is_other), columns)
    if faults := [*filled.faults, *_missing(filled, look)]:
        raise Validation(errors=faults)
    return {**filled.columns, "fields": filled.answers, "template_version": look.version}


async def _look_at(work: Work, organisation_id: UUID, sent: Mapping[str, Any], ticket_id: UUID | None) -> Look:
    ids = [found for value in sent.get("fields", {}).values() if (found := _uuid(value))]
    asked = (ticket_id, sent.get("template_id"), sent.get("template_version"), ids)
    return (await work.rows(_LOOK, organisation_id, *asked))[0]


def _uuid(value: object) -> UUID | None:
    try:
        return msgspec.convert(value, UUID)
    except msgspec.ValidationError:
        return None


def _missing(filled: Filled, look: Look) -> list[FieldError]:
    return [
        FieldError(pointer_of(key), "invalid_reference", "There is no such row.")
        for key, kind, value in filled.references
        if UUID(value) not in look.ids[REFERENCES[kind.value].table]
    ]
