"""Undoing an import of old data: what else than its rows it wrote."""

from uuid import UUID

from worktrackr.access import Permission
from worktrackr.history.changes import Aside
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement

_WITHDRAW = Statement("select withdraw_invitations($1, $2)", lambda row: row[0], writes=True)
_FORGET = Statement(
    "update legacy_ids set undone_at = now() where organisation_id = $1 and change_set_id = $2 and undone_at is null",
    writes=True,
)


async def undo_invitations(work: Work, organisation_id: UUID, change_set_id: UUID) -> int:
    """Disable those whom an import invited and who have not accepted; returns how many it had invited."""
    return (await work.rows(_WITHDRAW, organisation_id, change_set_id))[0]


async def forget_old_ids(work: Work, organisation_id: UUID, change_set_id: UUID) -> None:
    """Forget which old rows a change-set wrote: another import of them begins anew."""
    await work.rows(_FORGET, organisation_id, change_set_id)


INVITATIONS = Aside("users", Permission.WRITE_USERS, undo_invitations)
