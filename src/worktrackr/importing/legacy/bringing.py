"""Bringing old data into an organisation: what is found, beside what is here."""

import asyncio
from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from worktrackr.identity.organisations import SEATS
from worktrackr.importing.legacy.items import OldPlan
from worktrackr.importing.legacy.planning import plan_records
from worktrackr.importing.legacy.sources import OldData
from worktrackr.importing.legacy.stored_rows import load_known, load_stored
from worktrackr.importing.stored import begin
from worktrackr.postgres.database import Transaction
from worktrackr.settings import Settings


async def plan_old(
    transaction: Transaction,
    organisation_id: UUID,
    data: OldData,
    settings: Settings,
    advance: Callable[[int], object] = lambda _: None,
) -> OldPlan:
    """Return what old data would do, in the transaction in which `apply_old` may follow."""
    zone = ZoneInfo(await begin(transaction, organisation_id))
    known = await load_known(transaction, organisation_id)
    tickets = {old_id for (source, old_id), row in known.items() if source == "tickets" and not row.is_undone}
    records = await asyncio.to_thread(data.records, zone, tickets)
    stored = await load_stored(transaction, organisation_id, known, {record.table for record in records})
    (seats,) = await transaction.rows(SEATS, organisation_id)
    free = max(0, seats.included - seats.used) if settings.enforce_seats else None
    return await asyncio.to_thread(plan_records, records, stored, free, advance)
