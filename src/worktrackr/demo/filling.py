"""Writes the demo's content into an organisation: all of it, or a few of each to try things with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from worktrackr.demo.agenda import event_rows
from worktrackr.demo.catalogue import ITEMS, product_rows, service_rows
from worktrackr.demo.customers import CUSTOMERS, customer_rows
from worktrackr.demo.notes import note_rows
from worktrackr.demo.templates import template_rows
from worktrackr.demo.tickets import Scene, ticket_rows
from worktrackr.importing.stored import Rows
from worktrackr.importing.writing import insert_rows
from worktrackr.postgres.pipeline import Statement


class Size(msgspec.Struct, frozen=True):
    """How much of the content to write."""

    contacts: int
    products: int
    tickets: int
    has_templates: bool


# Nobody wants a mail about what is only there to be tried.
_TOLD = Statement(
    "insert into renewal_reminders (organisation_id, service_id, renewal_date, user_id, sent_at) "
    "select $1, s.id, s.renewal_date, (select id from users where organisation_id = $1 order by id limit 1), now() "
    "from customer_services s where s.organisation_id = $1 and s.id = any($2) and s.renewal_date is not null",
    writes=True,
)
WHOLE = Size(len(CUSTOMERS), len(ITEMS), 120, has_templates=True)
SAMPLE = Size(8, 17, 24, has_templates=False)


async def fill(
    work: Rows, organisation_id: UUID, zone: ZoneInfo, size: Size, users: Mapping[str, UUID]
) -> dict[str, int]:
    """Write content into an organisation; returns how many rows of each table. `users` give ids by name."""
    now = datetime.now(UTC).replace(microsecond=0)
    contacts, items = customer_rows(size.contacts), product_rows(size.products)
    long_ago = now - timedelta(days=400)
    aged = _aged(contacts, long_ago)
    contact_ids = await insert_rows(work, organisation_id, "contacts", aged)
    product_ids = await insert_rows(work, organisation_id, "products", _aged(items, long_ago))
    by_name = {contact.name: row_id for contact, row_id in zip(contacts, contact_ids, strict=True)}
    by_sku = {item.sku: row_id for item, row_id in zip(items, product_ids, strict=True) if item.sku}
    today = now.astimezone(zone).date()
    entered = {row_id: row["created_at"] for row_id, row in zip(contact_ids, aged, strict=True)}
    sold = [
        row | dict.fromkeys(("created_at", "updated_at"), entered[row["contact_id"]] + timedelta(days=1))
        for row in service_rows(by_name, by_sku, today)
    ]
    services = await insert_rows(work, organisation_id, "customer_services", sold)
    await work.rows(_TOLD, organisation_id, services)
    events = await insert_rows(work, organisation_id, "crm_events", event_rows(now, zone, by_name, users))
    notes = await insert_rows(work, organisation_id, "contact_notes", note_rows(now, zone, by_name, users))
    templates = template_rows() if size.has_templates else []
    template_ids = await insert_rows(work, organisation_id, "ticket_templates", templates)
    scene = Scene(
        now=now,
        zone=zone,
        contacts=list(zip(contact_ids, contacts, strict=True)),
        electricians=[users[name] for name in ("Jade Okafor", "Tom Hallam") if name in users],
        engineers=[users[name] for name in ("Aisha Khan", "Sam Whitlock") if name in users],
        templates={row["name"]: row_id for row, row_id in zip(templates, template_ids, strict=True)},
    )
    tickets = await insert_rows(work, organisation_id, "tickets", ticket_rows(scene, size.tickets))
    return {
        "contacts": len(contact_ids),
        "contact_notes": len(notes),
        "products": len(product_ids),
        "tickets": len(tickets),
        "customer_services": len(services),
        "crm_events": len(events),
    }


def _aged(rows: Sequence[msgspec.Struct], first: datetime) -> list[dict[str, Any]]:
    """Return rows as if they had been written one a week, in their order."""
    times = [first + timedelta(days=7 * index, hours=index % 9) for index in range(len(rows))]
    return [
        msgspec.structs.asdict(row) | {"created_at": time, "updated_at": time}
        for row, time in zip(rows, times, strict=True)
    ]
