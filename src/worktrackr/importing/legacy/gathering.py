"""Makes rows of what was found in files: the tools that the readers of all kinds share."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

import msgspec

from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.files import Entry
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.mapping import SOURCES
from worktrackr.importing.legacy.reading import NOBODY, is_blank, moment, plain, read_object
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of
from worktrackr.importing.stored import normal

Old = Mapping[str, Any]
OTHER = "other"
"""Not a table: what is only reported."""
MOCK_USERS = {
    "1": "John Admin",
    "2": "Sarah Manager",
    "3": "Mike Technician",
    "4": "Lisa Maintenance",
    "5": "David Inspector",
}
"""The people that the old application began with; its data names them by these numbers."""
MOCK_COMPANIES: Mapping[str, Old] = {
    "1": {"name": "Acme Corp", "primaryContact": "John Smith", "email": "john@acme.com", "phone": "+44 20 7123 4567",
          "address": "123 Business St, London, SW1A 1AA", "status": "Active"},
    "2": {"name": "TechStart Ltd", "primaryContact": "Sarah Johnson", "email": "sarah@techstart.co.uk", "phone": "+44 161 234 5678",
          "address": "456 Innovation Ave, Manchester, M1 2AB", "status": "Active"},
    "3": {"name": "Global Services Inc", "primaryContact": "Mike Wilson", "email": "mike@globalservices.com", "phone": "+44 113 345 6789",
          "address": "789 Enterprise Rd, Leeds, LS1 3CD", "status": "At Risk"},
}  # fmt: skip
"""The customers that the old application began with: services and renewals refer to them, though no key holds them."""
COMPANY_SOURCES = ("contacts", "companies")


class Gathering:
    """Collects the rows of all files, and what they need of one another."""

    def __init__(self, entries: list[Entry], reading: Reading, earlier_tickets: Collection[str] = ()) -> None:
        """`reading` has the old application's time zone; `earlier_tickets` are the old ids of those that are here."""
        self.entries, self.reading, self.earlier_tickets = entries, reading, earlier_tickets
        self.records: list[Record] = []
        self._customers: dict[str, Record] = {}
        self.user_names = MOCK_USERS | {
            old_id(old): text_of(old.get("name")) for _, old in self.objects(Kind.USERS) if text_of(old.get("name"))
        }
        self.company_names = {
            key: text_of(old["name"])
            for key, old in [*MOCK_COMPANIES.items(), *((old_id(o), o) for _, o in self.objects(Kind.COMPANIES))]
            if text_of(old.get("name"))
        }

    def of(self, *kinds: Kind) -> list[Entry]:
        """Return the entries of some kinds, in the order of the files."""
        return [entry for entry in self.entries if entry.kind in kinds]

    def objects(self, *kinds: Kind) -> Iterator[tuple[str, Old]]:
        """Return the objects of some kinds, each with its place."""
        for _, place, item in self.items(*kinds):
            if isinstance(item, dict):
                yield place, cast("Old", item)

    def items(self, *kinds: Kind) -> Iterator[tuple[Kind, str, Any]]:
        """Return what the lists of some kinds hold, whatever it is."""
        for entry in self.of(*kinds):
            value: Any = entry.value
            if isinstance(value, dict) and isinstance(cast("Old", value).get("contacts"), list):
                value = cast("Old", value)["contacts"]
            items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
            for index, item in enumerate(items):
                yield entry.kind, f"{entry.place}, {index + 1}", _unpaired(item)

    def rows(self, kind: Kind, source: str) -> Iterator[tuple[Record, Old]]:
        """Read the objects of a kind by its table of homes; reports what is no object."""
        table = SOURCES[kind]
        for _, place, item in self.items(kind):
            if not isinstance(item, dict):
                self.report(
                    table.table, place, text_of(item)[:80], fault=f"Is none of the {table.title}: it is no object."
                )
                continue
            old = cast("Old", item)
            record = Record(table=table.table, source=source, old_id=old_id(old), place=place, name=_name(old))
            record.updated_at = self.moment_of(old.get("updatedAt"))
            self.records.append(self.enriched(read_object(table, record, old, self.reading)))
            yield record, old

    def report(self, table: str, place: str, name: str, *, fault: str = "", left: str = "") -> Record:
        """Say of something why it does not come in."""
        record = Record(table=table, source="", old_id="", place=place, name=name, fault=fault, left=left)
        self.records.append(record)
        return record

    def moment_of(self, value: Any) -> Any:  # noqa: ANN401  # JSON
        """Return an instant, or None for what is none."""
        if is_blank(value):
            return None
        try:
            return moment(value, self.reading)
        except ValueError:
            return None

    def person(self, value: Any, label: str) -> Ref | None:  # noqa: ANN401  # JSON
        """Return whom a name or an old id means."""
        text = text_of(value)
        if text in NOBODY:
            return None
        name = self.user_names.get(text, text)
        return Ref("users", ((Way.OLD, "users", text), (Way.NAME, "", name)), name, label)

    def company(self, key: str, name: str = "") -> Ref:
        """Return the contact that an old customer's id or name means."""
        named = name or self.company_names.get(key, "")
        ways = [(Way.OLD, source, key) for source in COMPANY_SOURCES if key] + (
            [(Way.NAME, "", named)] if named else []
        )
        return Ref("contacts", tuple(ways), named or key, "Customer")

    def customer(self, place: str, old: Old) -> Ref | None:
        """Return the contact of somebody who is named with their addresses only; they are made if there is none."""
        name, email = text_of(old.get("name")), text_of(old.get("email"))
        key = normal(email or name)
        if not key or key == "unknown customer":
            return None
        if key not in self._customers:
            row = {"type": "individual", "status": "active", **old, "name": name or email}
            record = Record(
                table="contacts", source="customers", old_id=key, place=place, name=name or email, fills=True
            )
            self._customers[key] = read_object(SOURCES[Kind.CONTACTS], record, row, self.reading)
            self.records.append(record)
        return Ref("contacts", ((Way.OLD, "customers", key),), name or email, "Customer")

    def enriched(self, record: Record) -> Record:
        """Add to references of people what they are called, for where their number means nothing."""
        for column, ref in list(record.references.items()):
            if ref.table == "users":
                name = self.user_names.get(ref.text, ref.text)
                record.references[column] = msgspec.structs.replace(ref, text=name).or_by((Way.NAME, "", name))
        return record


def object_of(value: Any) -> Old:  # noqa: ANN401  # JSON
    """Return an object, an empty one for what is none."""
    return cast("Old", value) if isinstance(value, dict) else {}


def old_id(old: Old) -> str:
    """Return what finds an object again: its id, or else a digest of all that it says."""
    value = old.get("id")
    if not isinstance(value, bool) and isinstance(value, str | int | float) and plain(value).strip():
        return plain(value).strip()[:200]
    return digest_of(old)


def digest_of(value: Any) -> str:  # noqa: ANN401  # JSON
    """Return what finds something without an id again."""
    return "~" + hashlib.blake2b(msgspec.json.encode(value, order="sorted"), digest_size=12).hexdigest()


def _unpaired(item: Any) -> Any:  # noqa: ANN401  # JSON
    """Return the object of a pair of an id and an object; the pair's id counts where the object has none."""
    if not isinstance(item, list):
        return item
    pair = cast("list[Any]", item)
    if len(pair) != 2 or not isinstance(pair[1], dict):
        return pair
    old = cast("dict[str, Any]", pair[1])
    return old if not is_blank(old.get("id")) else {**old, "id": pair[0]}


def _name(old: Old) -> str:
    return next((text[:200] for key in ("name", "title", "service", "id") if (text := text_of(old.get(key)))), "")
