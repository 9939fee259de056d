"""What is here already: rows that came with an earlier import, and those that have the same name or address."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from worktrackr.fields import fields_of
from worktrackr.importing.legacy.records import TARGETS
from worktrackr.importing.stored import Rows, normal
from worktrackr.postgres.pipeline import Row, Statement


class Known(msgspec.Struct, frozen=True):
    """What an import noted of an old row, the last time that it changed."""

    row_id: UUID
    row_version: int
    """At which imports left the row, whichever old row they did it for; 0 if they only found it and never wrote it."""
    digest: str
    said_at: datetime | None
    before: tuple[str, ...] = ()
    """The digests of what it said earlier."""
    is_undone: bool = False
    """The import that made the row was undone. It counts only where somebody has brought the row back since."""


class Stored(msgspec.Struct):
    """What an import needs to know of an organisation."""

    known: dict[tuple[str, str], Known]
    rows: dict[str, dict[UUID, dict[str, Any]]]
    """Live rows by table and id, as JSON values, with `version` and `updated_at`."""
    names: dict[str, dict[str, list[UUID]]]
    emails: dict[str, dict[str, list[UUID]]]
    disabled: dict[str, bool]
    """The addresses of people who are disabled, and whether an undo of an import did that: they may be invited again."""


_KNOWN = Statement(
    "select source, old_id, row_id, case when undone_at is null then row_version else 0 end, digest, said_at, undone_at is not null "
    "from legacy_ids where organisation_id = $1 and (undone_at is null or made) order by undone_at is null, id"
)
_DISABLED = Statement(
    "select u.email, exists (select from legacy_ids l where l.organisation_id = $1 and l.row_id = u.id and l.made and l.undone_at is not null) "
    "from users u where u.organisation_id = $1 and u.status = 'disabled'",
    lambda row: (row[0], row[1]),
)
_NATURAL = {
    "contacts": ("name", "email"),
    "products": ("name", None),
    "ticket_templates": ("name", None),
    "users": ("name", "email"),
}
_USERS = "select t.id, t.name, t.email from users t where t.organisation_id = $1 and t.status <> 'disabled' order by t.created_at, t.id"
_OTHERS = "select t.id, t.name, {email} from {table} t where t.organisation_id = $1 and t.deleted_at is null order by t.created_at, t.id"


async def load_known(work: Rows, organisation_id: UUID) -> dict[tuple[str, str], Known]:
    """Return what earlier imports noted, by source and old id."""
    return _known(await work.rows(_KNOWN, organisation_id))


async def load_stored(
    work: Rows, organisation_id: UUID, known: dict[tuple[str, str], Known], tables: Collection[str]
) -> Stored:
    """Return what is here, of the tables that an import brings rows for or refers to."""
    disabled = {normal(email): by_undo for email, by_undo in await work.rows(_DISABLED, organisation_id)}
    found = Stored(known, {}, {}, {}, disabled)
    for table, (_, email) in _NATURAL.items():
        text = _USERS if table == "users" else _OTHERS.format(table=table, email="t.email" if email else "null")
        names, emails = defaultdict[str, list[UUID]](list), defaultdict[str, list[UUID]](list)
        for row_id, name, address in await work.rows(Statement(text), organisation_id):
            names[normal(name)].append(row_id)
            emails[normal(address)].append(row_id)
        names.pop("", None)
        emails.pop("", None)
        found.names[table], found.emails[table] = dict(names), dict(emails)
    wanted = {entry.row_id for entry in known.values()}
    for table in TARGETS:
        natural = [
            row_id for ids in (found.names, found.emails) for rows in ids.get(table, {}).values() for row_id in rows
        ]
        if table in tables or natural:
            found.rows[table] = await _rows(work, organisation_id, table, [*wanted, *natural])
    return found


def _known(rows: Sequence[Row]) -> dict[tuple[str, str], Known]:
    known: dict[tuple[str, str], Known] = {}
    versions = defaultdict[UUID, int](int)
    for _, _, row_id, version, *_ in rows:
        versions[row_id] = max(versions[row_id], version)
    for source, old_id, row_id, _, digest, said_at, is_undone in rows:
        before = known.get((source, old_id))
        earlier = (*before.before, before.digest) if before and not before.is_undone else ()
        known[source, old_id] = Known(row_id, versions[row_id], digest, said_at, earlier, is_undone)
    return known


async def _rows(work: Rows, organisation_id: UUID, table: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return live rows; of services all, since they are told apart by customer and product."""
    columns = [field.name for field in fields_of(TARGETS[table].fields)]
    names = ["id", "version", "updated_at", *columns]
    alive = "t.status <> 'disabled'" if table == "users" else "t.deleted_at is null"
    chosen = "" if table == "customer_services" else " and t.id = any($2::uuid[])"

    def make(row: Row) -> dict[str, Any]:
        return msgspec.json.decode(msgspec.json.encode(dict(zip(names, row, strict=True))))

    statement = Statement(
        f"select {', '.join(f't.{name}' for name in names)} from {table} t where t.organisation_id = $1 and {alive}{chosen}",
        make,
        named=False,
    )
    values = (organisation_id,) if table == "customer_services" else (organisation_id, list(ids))
    return {UUID(row["id"]): row for row in await work.rows(statement, *values)}
