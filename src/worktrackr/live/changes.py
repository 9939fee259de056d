"""What a live event says, and the one question that finds those of an organisation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from worktrackr.postgres.pipeline import Row, Statement

FEW = 25
"""Rows of one table in one change-set that are told one by one. Beyond, one event says that there are many."""
MOST = 10_000
"""Changes that are looked at. Whoever has missed more asks for everything anew."""


class Changed(msgspec.Struct, kw_only=True):
    """One row was changed. Its values are not told: who may see them asks for them."""

    table: str
    id: UUID
    action: str
    version: int
    change_set_id: UUID
    actor_id: UUID | None
    at: datetime


class ManyChanged(msgspec.Struct, kw_only=True):
    """Many rows of a table were changed at once, or so many changes were made that nobody counts them."""

    table: str
    many: Literal[True] = True
    change_set_id: UUID | None = None
    actor_id: UUID | None = None
    at: datetime | None = None


class Reading(msgspec.Struct):
    """What has happened in an organisation since a snapshot."""

    snapshot: str
    """The state of the database that was read: the next reading goes on from here."""
    is_complete: bool
    """Whether these are all changes; if not, too many happened, or the snapshot is not of this database."""
    sessions: frozenset[str]
    """Of the sessions that were asked about, those that are live; as `session_mark` writes them."""
    events: list[Changed | ManyChanged]


def session_mark(session_id: UUID, role: str) -> str:
    """Return a session as it must still be: with this role."""
    return f"{session_id} {role}"


# A change is new when its transaction was not yet over in the snapshot: `xmin` is where the index begins, and what lies
# from `xmax` on cannot be seen yet, unless a backup brought it from another server.
READ = Statement(
    "with fresh as materialized (select c.id, c.table_name, c.row_id, c.action, c.version, c.change_set_id, c.actor_id, c.at from changes c "
    "where c.organisation_id = $1 and c.transaction_id >= pg_snapshot_xmin($2::pg_snapshot) "
    "and c.transaction_id < pg_snapshot_xmax(pg_current_snapshot()) and not pg_visible_in_snapshot(c.transaction_id, $2::pg_snapshot) "
    "limit $5::int + 1), "
    "placed as (select *, row_number() over (partition by table_name, change_set_id order by id) as place from fresh), "
    "together as (select table_name, change_set_id, actor_id, max(at) as at, "
    "case when count(*) <= $4::int then jsonb_agg(jsonb_build_object('table', table_name, 'id', row_id, 'action', action, 'version', version, "
    "'change_set_id', change_set_id, 'actor_id', actor_id, 'at', at) order by id) filter (where place <= $4::int) end as events "
    "from placed group by table_name, change_set_id, actor_id) "
    "select pg_current_snapshot()::text, "
    "pg_snapshot_xmax($2::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) "
    "and (select count(*) from fresh) <= $5::int, "
    "array(select p.session_id || ' ' || p.role from unnest($3::bytea[]) asked (token_hash), auth.principal(asked.token_hash) p), "
    "table_name, change_set_id, actor_id, at, events "
    "from (select) always left join together on true order by at"
)
_EVENTS = msgspec.json.Decoder(list[Changed])


def reading(rows: Sequence[Row]) -> Reading:
    """Make a reading of the rows of `READ`."""
    snapshot, is_complete, sessions, *_ = rows[0]
    return Reading(
        snapshot,
        bool(is_complete),
        frozenset(sessions),
        [event for row in rows if row[3] for event in _events(*row[3:])],
    )


def _events(table: str, change_set_id: UUID, actor_id: UUID | None, at: datetime, events: bytes | None) -> list[Any]:
    if events is not None:
        return _EVENTS.decode(events)
    return [ManyChanged(table=table, change_set_id=change_set_id, actor_id=actor_id, at=at)]
