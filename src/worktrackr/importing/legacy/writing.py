"""Writes what a plan for old data shows: in one transaction, as one change-set, and notes which old row became which."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from worktrackr.identity.mail import send_invitation
from worktrackr.identity.passwords import UNUSABLE
from worktrackr.importing.legacy.items import Item, Link, OldPlan, digest_of
from worktrackr.importing.legacy.records import TARGETS, InvitedUser
from worktrackr.importing.previews import Line, Outcome, Target
from worktrackr.importing.stored import first
from worktrackr.importing.writing import BATCH, insert_rows, update_rows
from worktrackr.postgres.database import Transaction
from worktrackr.postgres.pipeline import Statement, as_json

# Somebody whose invitation an undo took back is invited again.
_INVITE = Statement(
    "with again as (update users set name = $4, role = $5, status = 'invited', version = version + 1, updated_at = now() "
    "where organisation_id = $1 and lower(email) = lower($2) and status = 'disabled' and exists (select from legacy_ids l "
    "where l.organisation_id = $1 and l.row_id = users.id and l.made and l.undone_at is not null) returning id), "
    "made as (insert into users (organisation_id, email, password_hash, name, role, status) "
    "select $1, $2, $3, $4, $5, 'invited' where not exists (select from again) returning id) "
    "select id from again union all select id from made",
    first,
    writes=True,
)
_RECORD_INVITED = Statement(
    "select history.record('users', u.id, 'insert', null, "
    "jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name, 'role', u.role, 'status', u.status, 'timezone', u.timezone), u.version) "
    "from users u where u.organisation_id = $1 and u.id = $2",
    writes=True,
)
_NOTE = (
    "insert into legacy_ids (organisation_id, source, old_id, table_name, row_id, row_version, digest, said_at, made, change_set_id) "
    "select $1, r.source, r.old_id, '{table}', r.row_id, case when r.written then t.version else 0 end, r.digest, r.said_at, r.made, current_setting('app.change_set_id')::uuid "
    "from jsonb_to_recordset($2::jsonb) as r (source text, old_id text, row_id uuid, digest text, said_at timestamptz, made boolean, written boolean) "
    "join {table} t on t.organisation_id = $1 and t.id = r.row_id"
)


Mail = Callable[[Transaction, UUID, UUID], Awaitable[None]]
"""Enqueues the mail of an invitation, in the transaction that made it."""


async def mail_by_job(transaction: Transaction, organisation_id: UUID, user_id: UUID) -> None:
    """Enqueue the mail, in a process that has the tasks."""
    job = send_invitation.configure(connection=transaction.connection)
    await job.defer_async(organisation_id=str(organisation_id), user_id=str(user_id))


async def apply_old(
    transaction: Transaction,
    organisation_id: UUID,
    plan: OldPlan,
    *,
    mail: Mail = mail_by_job,
    advance: Callable[[int], object] = lambda _: None,
) -> None:
    """Write what a plan shows, in the transaction in which it was made."""
    for table in TARGETS:
        made = plan.creations.get(table, [])
        if table == "users":
            await _invite(transaction, organisation_id, made, mail)
        elif made:
            rows = [_columns(item) for item in made]
            for item, row_id in zip(
                made, await insert_rows(transaction, organisation_id, table, rows, advance=advance), strict=True
            ):
                item.row_id = row_id
        changed = plan.updates.get(table, [])
        for start in range(0, len(changed), BATCH):
            batch = [_target(item) for item in changed[start : start + BATCH]]
            await update_rows(transaction, organisation_id, table, batch)
            advance(len(batch))
    await _note(transaction, organisation_id, plan.links)


async def _invite(transaction: Transaction, organisation_id: UUID, people: Sequence[Item], mail: Mail) -> None:
    """Invite people; the mails go out when all else is written, since they are jobs of the same transaction."""
    for item in people:
        if not isinstance(item.fields, InvitedUser):
            continue
        user = item.fields
        (user_id,) = await transaction.rows(_INVITE, organisation_id, user.email, UNUSABLE, user.name, user.role)
        await transaction.rows(_RECORD_INVITED, organisation_id, user_id)
        await mail(transaction, organisation_id, user_id)
        item.row_id = user_id


def _columns(item: Item) -> dict[str, Any]:
    """Return the columns of a row to be made, with the ids of those that were made before it."""
    columns: dict[str, Any] = {} if item.fields is None else msgspec.structs.asdict(item.fields)
    for name in TARGETS[item.table].extras:
        if name == "created_at":
            if item.values.get(name) is not None:
                columns[name] = item.values[name]
        else:
            columns[name] = item.values.get(name)
    return columns | {column: part.row_id for column, part in item.parts.items()}


def _target(item: Item) -> Target:
    stored = item.stored or {}
    fields = item.fields
    ids = {column: part.row_id for column, part in item.parts.items() if fields is not None and hasattr(fields, column)}
    if fields is not None and ids:
        fields = msgspec.structs.replace(fields, **ids)
    return Target(
        first=Line(0, Outcome.UPDATED, item.name),
        state={},
        stored=stored,
        fields=fields,
        changed=item.changed,
    )


async def _note(transaction: Transaction, organisation_id: UUID, links: Sequence[Link]) -> None:
    for table in TARGETS:
        notes = [
            {
                "source": link.record.source,
                "old_id": link.record.old_id,
                "row_id": link.item.row_id,
                "digest": digest_of(link.record, link.parts),
                "said_at": link.record.updated_at,
                "made": link.made,
                "written": link.item.stored is None or bool(link.item.changed),
            }
            for link in links
            if link.record.table == table and link.item.row_id is not None
        ]
        statement = Statement(_NOTE.format(table=table), writes=True, named=False)
        for start in range(0, len(notes), BATCH):
            await transaction.rows(statement, organisation_id, as_json(notes[start : start + BATCH]))
