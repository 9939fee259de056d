"""The catalogue, and what customers use of it: prices of their own, notes, and renewal dates from the calendar."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from worktrackr.catalogue.customer_services import BillingPeriod, ServiceStatus
from worktrackr.importing import cells
from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.gathering import MOCK_COMPANIES, Gathering, Old, object_of, old_id
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.mapping import SOURCES
from worktrackr.importing.legacy.reading import day, is_blank, plain, read_object
from worktrackr.importing.legacy.records import Record, Ref, Way, text_of
from worktrackr.importing.mappings import word

RENEWAL = "renewal-"


class Pair(NamedTuple):
    """A customer and a product, by their old ids."""

    company: str
    product: str

    @property
    def old_id(self) -> str:
        """What finds the service again."""
        return f"{self.company}/{self.product}"


class Renewal(NamedTuple):
    """The renewal that the calendar tells of a pair."""

    epoch: int
    date: Any
    place: str


def gather_catalogue(found: Gathering) -> None:
    """Make products and services."""
    products = {record.old_id: old for record, old in found.rows(Kind.PRODUCTS, "products")}
    _gather_service_types(found)
    services = list(_services(found))
    known = {pair for _, pair, _ in services}
    renewals = renewals_of(found)
    notes = dict(_notes(found, known | renewals.keys()))
    for place, pair, old in services:
        _service(found, place, pair, old, renewals.pop(pair, None), notes.pop(pair, ""), products)
    for pair in [*renewals, *(pair for pair in notes if pair not in renewals)]:
        renewal = renewals.get(pair)
        place = renewal.place if renewal else f"serviceNotes › {pair.company}-{pair.product}"
        _service(found, place, pair, {}, renewal, notes.get(pair, ""), products)


def _gather_service_types(found: Gathering) -> None:
    for entry in found.of(Kind.SERVICE_TYPES):
        trades = cast("Mapping[str, Any]", entry.value) if isinstance(entry.value, dict) else {"": entry.value}
        for trade, kinds in trades.items():
            for index, item in enumerate(cast("list[Any]", kinds) if isinstance(kinds, list) else [kinds]):
                place = f"{entry.place} › {trade}, {index + 1}"
                if not isinstance(item, dict):
                    found.report("products", place, text_of(item)[:80], fault="Is no service type: it is no object.")
                    continue
                old = cast("Old", item)
                name = text_of(old.get("name"))
                record = Record(
                    table="products",
                    source="service_types",
                    old_id=f"{trade}/{name or old_id(old)}",
                    place=place,
                    name=name,
                )
                read_object(SOURCES[Kind.PRODUCTS], record, old, found.reading)
                record.values.setdefault("category", trade.capitalize() or None)
                found.records.append(record)


def _services(found: Gathering) -> Iterator[tuple[str, Pair, Old]]:
    for entry in found.of(Kind.SERVICES):
        customers = object_of(entry.value)
        if not isinstance(entry.value, dict):
            found.report("customer_services", entry.place, "", fault="Services are kept by customer; these are not.")
        for company, items in customers.items():
            for index, item in enumerate(cast("list[Any]", items) if isinstance(items, list) else [items]):
                place = f"{entry.place} › {company}, {index + 1}"
                if isinstance(item, dict):
                    old = cast("Old", item)
                    yield place, Pair(company, old_id(old)), old
                else:
                    found.report(
                        "customer_services", place, text_of(item)[:80], fault="Is no service: it is no object."
                    )


def renewals_of(found: Gathering) -> dict[Pair, Renewal]:
    """Return the newest renewal of each pair: its date lives only in the calendar."""
    newest: dict[Pair, Renewal] = {}
    for place, old in found.objects(Kind.EVENTS):
        if (parts := renewal_parts(text_of(old.get("id")))) is None:
            continue
        pair, epoch = parts
        date = old.get("date") if not is_blank(old.get("date")) else old.get("startAt")
        if pair not in newest or epoch >= newest[pair].epoch:
            newest[pair] = Renewal(epoch, date, place)
    return newest


def renewal_parts(key: str) -> tuple[Pair, int] | None:
    """Return the customer, the product and the time in the id of a renewal.

    >>> renewal_parts("renewal-contact_17_x-2-1705312817000")
    (Pair(company='contact_17_x', product='2'), 1705312817000)
    """
    if not key.startswith(RENEWAL):
        return None
    rest, _, epoch = key[len(RENEWAL) :].rpartition("-")
    company, _, product = rest.rpartition("-")
    return (Pair(company, product), int(epoch[:18])) if company and product and epoch.isdecimal() else None


def _notes(found: Gathering, known: set[Pair]) -> Iterator[tuple[Pair, str]]:
    written = {f"{pair.company}-{pair.product}": pair for pair in known}
    for entry in found.of(Kind.SERVICE_NOTES):
        if not isinstance(entry.value, dict):
            found.report(
                "customer_services", entry.place, "", fault="Notes are kept by customer and product; these are not."
            )
            continue
        for key, value in cast("Mapping[str, Any]", entry.value).items():
            company, _, product = key.rpartition("-")
            if is_blank(value):
                continue
            if key in written or (company and product):
                yield written.get(key, Pair(company, product)), text_of(value)
            else:
                place = f"{entry.place} › {key}"
                found.report("customer_services", place, text_of(value)[:80], fault="It names no customer and product.")


def _service(
    found: Gathering, place: str, pair: Pair, old: Old, renewal: Renewal | None, notes: str, products: Mapping[str, Old]
) -> None:
    if old and not (_units(old) or _ticked(old) or renewal or notes or not is_blank(old.get("notes"))):
        name = f"{found.company_names.get(pair.company, pair.company)}: {text_of(old.get('name'))}"
        found.report(
            "customer_services", place, name, left="Nothing was sold: the quantity is 0, and nobody ticked it."
        )
        return
    product = products.get(pair.product) or old
    _recover(found, place, pair, product, products)
    record = Record(table="customer_services", source="services", old_id=pair.old_id, place=place)
    record.name = f"{found.company_names.get(pair.company, '')} {text_of(product.get('name'))}".strip() or pair.old_id
    read_object(SOURCES[Kind.SERVICES], record, old, found.reading)
    record.references = {"contact_id": _company(found, place, pair), "product_id": _product(pair, product)}
    # Of what the old application did not know, what changes no figure: nothing was billed or renewed by itself.
    record.values.setdefault("billing_period", BillingPeriod.ANNUALLY.value)
    record.values["auto_renew"] = False
    record.values["status"] = _status(old)
    record.values.setdefault("quantity", 1)
    if notes:
        record.add_line("notes", notes)
    if not _units(old):
        record.add_line("notes", "Quantity in the old application: 0")
    for key in ("name", "category", "unit"):
        if old and product is not old and text_of(old.get(key)) not in ("", text_of(product.get(key))):
            record.keep(f"{word(key).capitalize()} in the old application", old.get(key))
    if renewal is not None:
        _set_renewal(found, record, renewal)
    found.records.append(record)


def _set_renewal(found: Gathering, record: Record, renewal: Renewal) -> None:
    try:
        record.values["renewal_date"] = day(renewal.date, found.reading)
    except ValueError as error:
        record.keep("Renewal date", renewal.date)
        record.remarks.append(f"The renewal's date: {error}")


def _recover(found: Gathering, place: str, pair: Pair, product: Old, products: Mapping[str, Old]) -> None:
    """Make the product that a service was sold of and that the catalogue has lost."""
    if pair.product in products or is_blank(product.get("name")):
        return
    record = Record(
        table="products", source="products", old_id=pair.product, place=place, name=text_of(product["name"])
    )
    known = {key: product[key] for key in ("name", "category", "ourCost", "clientPrice", "unit") if key in product}
    read_object(SOURCES[Kind.PRODUCTS], record, known, found.reading)
    record.fills = True
    record.remarks.append("No longer in the catalogue: it was recovered from a customer's services.")
    if not any(other.source == "products" and other.old_id == pair.product for other in found.records):
        found.records.append(record)


def _company(found: Gathering, place: str, pair: Pair) -> Ref:
    ref = found.company(pair.company)
    ways = list(ref.ways)
    if pair.company in MOCK_COMPANIES and (
        made := found.customer(place, {**MOCK_COMPANIES[pair.company], "type": "company"})
    ):
        ways += made.ways
    return Ref("contacts", tuple(ways), ref.text, "Customer", required=True)


def _product(pair: Pair, product: Old) -> Ref:
    name = text_of(product.get("name"))
    ways = [(Way.OLD, "products", pair.product)] + ([(Way.NAME, "", name)] if name else [])
    return Ref("products", tuple(ways), name or pair.product, "Product", required=True)


def _units(old: Old) -> float:
    try:
        return float(plain(old.get("quantity") or 0))
    except ValueError:
        return 1


def _ticked(old: Old) -> bool:
    box = _flag(old, "isActive")
    return _flag(old, "active") is True if box is None else box


def _flag(old: Old, name: str) -> bool | None:
    """Return yes or no, which may be written as a text or a number; None where neither is said."""
    value = old.get(name)
    try:
        return None if is_blank(value) else cells.yes(plain(value), Reading())
    except ValueError:
        return None


def _status(old: Old) -> str:
    """Return whether it runs. The box wrote `isActive`, and what filled the list wrote `active`: that nobody said."""
    if _flag(old, "isActive") is False or not (_units(old) or _ticked(old)):
        return ServiceStatus.PAUSED.value
    return ServiceStatus.ACTIVE.value
