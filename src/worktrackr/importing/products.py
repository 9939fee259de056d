"""Products from files. What we keep no field for, such as stock, is said in the report and left where it is."""

from typing import Any

from worktrackr.catalogue.products import ProductFields, products
from worktrackr.importing.cells import category, lines, money, no, whole, yes
from worktrackr.importing.mappings import Draft, Home, Importable

_HOMES = (
    Home("name", names=("product_name", "product", "item", "item_name", "title", "service", "service_name")),
    Home("sku", names=("code", "product_code", "item_code", "part_number", "article_number")),
    Home("category", names=("category_name", "product_category", "group", "product_type", "type")),
    Home("category", category, ("category_id",), "category_id"),
    Home("description", lines, ("details", "notes", "long_description")),
    Home("our_cost", money, ("cost", "cost_price", "purchase_price", "buy_price", "unit_cost")),
    Home("client_price", money, ("unit_price", "price", "sale_price", "sales_price", "sell_price", "list_price", "retail_price")),
    Home("unit", names=("quantity_per_unit", "unit_of_measure", "uom", "per")),
    Home("default_quantity", whole, ("quantity", "default_qty", "qty")),
    Home("active", yes, ("is_active", "enabled")),
    Home("active", no, ("discontinued", "inactive", "archived"), "inactive"),
)  # fmt: skip


def shape_product(stored: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Lay a row over a product."""
    return stored | dict(draft)


product_files = Importable(
    noun="product",
    table=products,
    fields=ProductFields,
    homes=_HOMES,
    keys=("sku", "name"),
    unique=("sku",),
    shape=shape_product,
)
