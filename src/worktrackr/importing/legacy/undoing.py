"""Undoing an import of old data: what else than its rows it wrote."""

from uuid import UUID

from worktrackr.access import Permission
from worktrackr.history.changes import Aside
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement

_WITHDRAW = Statement("select withdraw_invitations($1, $2)", lambda row: row[0], writes=True)
# An undo is one more version of a row. It counts as left by the import before, or that row would seem changed by somebody.
_FORGET = Statement(
    "with undone as (update legacy_ids set undone_at = now() where organisation_id = $1 and change_set_id = $2 and undone_at is null "
    "returning row_id, row_version) "
    "insert into legacy_ids (organisation_id, source, old_id, table_name, row_id, row_version, digest, said_at, made, change_set_id) "
    "select distinct on (l.source, l.old_id) $1, l.source, l.old_id, l.table_name, l.row_id, u.row_version + 1, l.digest, l.said_at, "
    "false, l.change_set_id from undone u join legacy_ids l on l.organisation_id = $1 and l.row_id = u.row_id "
    "where u.row_version > 0 and l.row_version > 0 and l.change_set_id <> $2 and l.undone_at is null order by l.source, l.old_id, l.id desc",
    writes=True,
)


async def undo_invitations(work: Work, organisation_id: UUID, change_set_id: UUID) -> int:
    """Disable those whom an import invited and who have not accepted; returns how many it had invited."""
    return (await work.rows(_WITHDRAW, organisation_id, change_set_id))[0]


async def forget_old_ids(work: Work, organisation_id: UUID, change_set_id: UUID) -> None:
    """Forget which old rows a change-set wrote: another import of them begins anew."""
    await work.rows(_FORGET, organisation_id, change_set_id)


INVITATIONS = Aside("users", Permission.WRITE_USERS, undo_invitations)
