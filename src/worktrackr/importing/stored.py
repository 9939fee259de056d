"""What is in the database already, as an import needs it: found by key, and whole."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from worktrackr.access import ZONE
from worktrackr.fields import fields_of
from worktrackr.importing.mappings import Importable
from worktrackr.postgres.pipeline import Row, Statement

T = TypeVar("T")
Keys = dict[str, dict[str, list[UUID]]]
"""Ids by path and normal form, oldest first."""


def first(row: Row) -> Any:  # noqa: ANN401  # a column of any type
    """Return the only column of a row."""
    return row[0]


SLOW = Statement(
    "select set_config('statement_timeout', '300s', true), set_config('idle_in_transaction_session_timeout', '300s', true), "
    "set_config('lock_timeout', '60s', true)",
    first,
)
# Of two imports at once, the second would not see what the first is making.
_ALONE = Statement("select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))", first)


class Rows(Protocol):
    """An open transaction: a request's `Work`, or a command's `Transaction`."""

    async def rows(self, statement: Statement[T], *values: object) -> list[T]: ...


async def begin(work: Rows, organisation_id: UUID) -> str:
    """Prepare a transaction for an import, alone in its organisation; returns the organisation's time zone."""
    await work.rows(SLOW)
    await work.rows(_ALONE, organisation_id)
    return (await work.rows(ZONE, organisation_id))[0]


def normal(text: object) -> str:
    """Return what two writings of a key have in common.

    >>> normal("  Penrose   SOLICITORS ")
    'penrose solicitors'
    """
    return " ".join(str(text).split()).casefold() if text is not None else ""


async def find_keys(work: Rows, organisation_id: UUID, table: str, paths: Sequence[str]) -> Keys:
    """Return which rows have which keys."""
    # Compared here and not in SQL: upper and lower case of the world's letters are then one thing everywhere.
    expressions = ", ".join(_expression(path) for path in paths)
    statement = Statement(
        f"select t.id, {expressions} from {table} t where t.organisation_id = $1 and t.deleted_at is null "
        "order by t.created_at, t.id",
        tuple[Any, ...],
        named=False,
    )
    keys: Keys = {path: defaultdict(list) for path in paths}
    for row_id, *values in await work.rows(statement, organisation_id):
        for path, value in zip(paths, values, strict=True):
            if found := normal(value):
                keys[path][found].append(row_id)
    return keys


async def load_rows(
    work: Rows, organisation_id: UUID, importable: Importable, ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Return whole rows as JSON values, with their id and version."""
    names = ["id", "version", *columns_of(importable)]

    def make(row: Row) -> dict[str, Any]:
        return msgspec.json.decode(msgspec.json.encode(dict(zip(names, row, strict=True))))

    statement = Statement(
        f"select {', '.join(f't.{name}' for name in names)} from unnest($2::uuid[]) as wanted (id) "
        f"join {importable.table.name} t on t.id = wanted.id where t.organisation_id = $1",
        make,
        named=False,
    )
    return {UUID(row["id"]): row for row in await work.rows(statement, organisation_id, list(ids))}


def columns_of(importable: Importable) -> list[str]:
    """Return the columns that an import may write."""
    return [*(field.name for field in fields_of(importable.fields)), *importable.extras]


def _expression(path: str) -> str:
    column, _, key = path.partition(".")
    return f"t.{column}->>'{key}'" if key else f"t.{column}"
