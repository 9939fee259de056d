"""What has no table of its own: invoices become notes of their customer, the rest is told in the report."""

from worktrackr.importing.legacy.files import Entry
from worktrackr.importing.legacy.gathering import OTHER, Gathering, Old, digest_of, object_of
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.reading import is_blank, zone_of
from worktrackr.importing.legacy.records import Record, Ref, text_of

_LEFT = {
    Kind.WORKFLOWS: "WorkTrackr has no workflows of this kind.",
    Kind.OWN_LISTS: "A list of the old application itself: WorkTrackr has its own.",
    Kind.PREFERENCE: "It belonged to the browser.",
    Kind.SECRET: "It would let somebody sign in: it is never imported.",
    Kind.UNKNOWN: "It is none of the keys of the old application.",
}


def gather_others(found: Gathering) -> None:
    """Make notes of invoices, and say of the rest why it is left."""
    for place, old in found.objects(Kind.INVOICES):
        customer = {"name": old.get("customerName"), "email": old.get("customerEmail")}
        _note(found, place, old, customer, f"Invoice {text_of(old.get('invoiceNumber'))}", "invoices")
    for place, old in found.objects(Kind.BILLING_QUEUE):
        data = object_of(old.get("ticketData"))
        customer = object_of(data.get("customer"))
        _note(
            found,
            place,
            old,
            customer,
            f"To be billed: {text_of(object_of(data.get('service')).get('description'))}",
            "billing_queue",
        )
    for entry in found.of(Kind.ORGANISATION):
        said = text_of({key: value for key, value in object_of(entry.value).items() if key != "workflows"})
        found.report(
            OTHER, entry.place, said[:200], left="Your organisation stays as it is here; its plan and billing too."
        )
    for entry in found.of(Kind.TIME_ZONE):
        _time_zone(found, entry)
    for entry in found.of(*_LEFT):
        name = "" if entry.kind is Kind.SECRET else text_of(entry.value)[:200]
        found.report(OTHER, entry.place, name, left=_LEFT[entry.kind])
    for entry in found.of(Kind.UNREADABLE):
        found.report(OTHER, entry.place, "", fault=text_of(entry.value))
    for kind, place, item in found.items(Kind.INVOICES, Kind.BILLING_QUEUE, Kind.EMAIL_LOGS):
        if not isinstance(item, dict):
            found.report(OTHER, place, text_of(item)[:80], fault=f"Is nothing of the {kind}: it is no object.")


def _time_zone(found: Gathering, entry: Entry) -> None:
    """Say how times without an offset were read, and that it was not in this zone, if so."""
    zone, used = zone_of(entry.value), found.reading.zone
    fault = left = ""
    if zone is None:
        fault = f"There is no such time zone: times without an offset are read in {used.key}."
    elif zone.key != used.key:
        fault = f"Times without an offset are read in {used.key}, which comes first."
    else:
        left = "It says how times without an offset are read."
    found.report(OTHER, entry.place, text_of(entry.value)[:200], fault=fault, left=left)


def _note(found: Gathering, place: str, old: Old, customer: Old, title: str, source: str) -> None:
    key = next((text_of(old[name]) for name in ("id", "queueItemId") if not is_blank(old.get(name))), "") or digest_of(
        old
    )
    record = Record(table="contact_notes", source=source, old_id=key[:200], place=place, name=title[:200])
    found.records.append(record)
    ref = found.customer(
        place, {name: value for name, value in customer.items() if name in ("name", "email", "phone", "address")}
    )
    if ref is None:
        record.fault = "It names no customer."
        return
    record.references["contact_id"] = Ref(ref.table, ref.ways, ref.text, ref.label, required=True)
    lines = [f"{name}: {text}" for name, value in old.items() if (text := text_of(value))]
    record.values = {"body": "\n".join([title, *lines])[:20_000]}
