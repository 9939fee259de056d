"""Writing many rows: a thousand to a statement, so that neither round trips nor parameters grow with the file."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from worktrackr.importing.previews import Preview, Target
from worktrackr.importing.stored import Rows, first
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import PreconditionFailed

T = TypeVar("T")
BATCH = 1_000
_IDS = Statement("select uuidv7() from generate_series(1, $1)", first)
_NUMBERS = Statement("select auth.reserve_ticket_numbers($1)", first)


async def apply(
    work: Rows, organisation_id: UUID, preview: Preview, *, advance: Callable[[int], object] = lambda _: None
) -> None:
    """Write what a preview shows, in the transaction in which it was planned."""
    await _make_requesters(work, organisation_id, preview)
    table = preview.importable.table.name
    await insert_rows(work, organisation_id, table, [target.values for target in preview.creations], advance=advance)
    for batch in _batches(preview.updates):
        await update_rows(work, organisation_id, table, batch)
        advance(len(batch))


async def insert_rows(
    work: Rows,
    organisation_id: UUID,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    advance: Callable[[int], object] = lambda _: None,
) -> list[UUID]:
    """Insert rows of a tenant table, all with the same columns but `created_at`; returns their ids in order."""
    if not rows:
        return []
    ids = await work.rows(_IDS, len(rows))
    complete = [{**row, "id": row_id} for row, row_id in zip(rows, ids, strict=True)]
    if table == "tickets":
        # One call for all: a number at a time would walk ever longer chains of dead versions of the counter.
        (number,) = await work.rows(_NUMBERS, len(rows))
        complete = [{**row, "number": number + index} for index, row in enumerate(complete)]
    columns = dict.fromkeys(name for row in complete for name in row)
    values = ", ".join(f"coalesce(r.{name}, now())" if name == "created_at" else f"r.{name}" for name in columns)
    statement = Statement(
        f"insert into {table} (organisation_id, {', '.join(columns)}) select $1, {values} "
        f"from jsonb_populate_recordset(null::{table}, $2::jsonb) r",
        first,
        writes=True,
        named=False,
    )
    for batch in _batches(complete):
        await work.rows(statement, organisation_id, as_json(batch))
        advance(len(batch))
    return ids


async def _make_requesters(work: Rows, organisation_id: UUID, preview: Preview) -> None:
    if preview.requesters is None:
        return
    new = preview.requesters.new
    made = await insert_rows(
        work, organisation_id, "contacts", [msgspec.structs.asdict(contact) for contact in new.values()]
    )
    ids = dict(zip(new, made, strict=True))
    for target in (*preview.creations, *preview.updates):
        if target.requester is not None and target.fields is not None:
            target.fields = msgspec.structs.replace(target.fields, contact_id=ids[target.requester])


async def update_rows(work: Rows, organisation_id: UUID, table: str, targets: Sequence[Target]) -> None:
    """Update rows, each at the version that was looked at: nobody's change in the meantime is lost."""
    columns = sorted({name for target in targets for name in target.changed})
    changes = ", ".join(f"{name} = r.{name}" for name in columns)
    statement = Statement(
        f"update {table} t set {changes}, version = t.version + 1, updated_at = now() "
        f"from jsonb_populate_recordset(null::{table}, $2::jsonb) r "
        "where t.organisation_id = $1 and t.id = r.id and t.version = r.version and t.deleted_at is null returning t.id",
        first,
        writes=True,
        named=False,
    )
    rows = [{**target.values, **_place(target)} for target in targets]
    done = await work.rows(statement, organisation_id, as_json(rows))
    if len(done) != len(rows):
        message = "Somebody changed one of these rows while the file was being read. Nothing was imported; try again."
        raise PreconditionFailed(message)


def _place(target: Target) -> dict[str, Any]:
    stored = target.stored or {}
    return {"id": stored["id"], "version": stored["version"]}


def _batches(rows: Sequence[T]) -> Generator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
