"""Finds which row of ours is meant: by old id, by name or address, among those that are here and those that come in."""

from collections import defaultdict
from uuid import UUID

from worktrackr.importing.legacy.items import Item
from worktrackr.importing.legacy.records import TARGETS, Record, Ref, Way
from worktrackr.importing.legacy.stored_rows import Stored
from worktrackr.importing.stored import normal

_NAMED = ("users", "contacts", "products", "ticket_templates")


class Finder:
    """Knows the rows that are here, and learns those that come in."""

    def __init__(self, stored: Stored) -> None:
        """`stored` is what is here."""
        self._stored = stored
        self._by_old: dict[tuple[str, str], Item] = {}
        self._by_name: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._by_email: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._services: dict[tuple[int, int], Item] = {}
        self._items: dict[UUID, Item] = {}
        sold = stored.rows.get("customer_services", {}).items()
        self._sold = {(row["contact_id"], row["product_id"]): row_id for row_id, row in sold}

    def note(self, record: Record, item: Item) -> None:
        """Let an old id mean a row."""
        self._by_old[record.source, record.old_id] = item

    def register(self, record: Record, item: Item) -> None:
        """Let what comes later find a row that is going to be made."""
        self.note(record, item)
        if name := normal(record.values.get("name")):
            self._by_name[record.table, name].append(item)
        if email := normal(record.values.get("email")):
            self._by_email[record.table, email].append(item)
        if record.table == "customer_services":
            self._services[id(item.parts["contact_id"]), id(item.parts["product_id"])] = item

    def find(self, ref: Ref) -> Item | None:
        """Return the row that a reference means."""
        for way, source, key in ref.ways:
            if way is Way.OLD:
                if (item := self._by_old.get((source, key))) is not None:
                    return item
                known = self._stored.known.get((source, key))
                if known is not None and (item := self.item(ref.table, known.row_id)) is not None:
                    return item
            elif found := self._named(ref.table, normal(key), self._by_name, self._stored.names):
                return found[0]
        return None

    def natural(self, record: Record, parts: dict[str, Item]) -> Item | None:
        """Return the row that means the same: by e-mail or name, of services by customer and product."""
        if record.table == "customer_services":
            customer, product = parts["contact_id"], parts["product_id"]
            found = self._services.get((id(customer), id(product)))
            row_id = self._sold.get((str(customer.row_id), str(product.row_id)))
            return self.item(record.table, row_id) if found is None and row_id is not None else found
        if record.table not in _NAMED:
            return None
        email, name = normal(record.values.get("email")), normal(record.values.get("name"))
        by_email = self._named(record.table, email, self._by_email, self._stored.emails)
        by_name = self._named(record.table, name, self._by_name, self._stored.names)
        if record.table == "users":
            # Nobody is invited twice to one address.
            return by_email[0] if by_email else None
        both = [item for item in by_name if item in by_email]
        first = (both, by_name, by_email) if not record.fills else (both, by_email, by_name)
        return next((item for items in first for item in items if record.source not in item.sources), None)

    def item(self, table: str, row_id: UUID) -> Item | None:
        """Return a row that is here and live."""
        if (item := self._items.get(row_id)) is not None:
            return item
        row = self._stored.rows.get(table, {}).get(row_id)
        if row is None:
            return None
        label = TARGETS[table].label
        item = Item(table, str(row.get(label) or row_id), row_id=row_id, stored=row)
        self._items[row_id] = item
        return item

    def _named(
        self, table: str, key: str, coming: dict[tuple[str, str], list[Item]], here: dict[str, dict[str, list[UUID]]]
    ) -> list[Item]:
        if not key:
            return []
        stored = [self.item(table, row_id) for row_id in here.get(table, {}).get(key, [])]
        return [item for item in (*stored, *coming.get((table, key), [])) if item is not None]
