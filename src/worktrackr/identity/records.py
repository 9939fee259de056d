"""The change log of users and organisations: global tables, which a cluster replicates, have no trigger."""

from worktrackr.fields import Stored
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement, as_json

_RECORD = Statement("select history.record($1, $2, $3, $4, $5, $6)", writes=True)
_UNLOGGED = {"updated_at", "version", "created_at"}


async def record_change(
    work: Work, table_name: str, before: Stored | None, after: Stored, action: str = "update"
) -> None:
    """Log what differs between two states of a row, in the transaction that changed it."""
    new = {f: getattr(after, f) for f in after.__struct_fields__ if f not in _UNLOGGED}
    old = {} if before is None else {f: getattr(before, f) for f in new}
    changed = [name for name in new if before is not None and old[name] != new[name]]
    if not changed and action == "update":
        return
    bodies = [None if before is None else as_json({name: state[name] for name in changed}) for state in (old, new)]
    await work.rows(_RECORD, table_name, after.id, action, *bodies, after.version)
