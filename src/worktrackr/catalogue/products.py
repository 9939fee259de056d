"""Products and services that an organisation sells. Costs are for those who may read them."""

from decimal import Decimal
from typing import Annotated

import msgspec

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Count, Fields, LongText, Money, ShortText, Stored, visible_to
from worktrackr.kit.crud import crud, get
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement


class ProductFields(Fields):
    """What managers may write."""

    name: ShortText
    category: ShortText | None = None
    description: LongText | None = None
    sku: ShortText | None = None
    our_cost: Annotated[Money, visible_to(Permission.READ_COSTS)] = Decimal(0)
    client_price: Money = Decimal(0)
    unit: ShortText | None = None
    default_quantity: Count = 1
    active: bool = True


class Product(ProductFields, Stored):
    """A product as it is answered."""


class Category(msgspec.Struct):
    """A category that products have, and how many do; null for those without."""

    name: str | None
    count: int


class CategoryList(msgspec.Struct):
    """Categories by name."""

    items: list[Category]


products = Table("products", Product, search=True)
_CATEGORIES = Statement(
    "select category, count(*) from products where organisation_id = $1 and deleted_at is null group by category order by category limit 500",
    lambda row: Category(*row),
)


@get("/categories", guards=[may(Permission.READ_PRODUCTS)], operation_id="list_product_categories")
async def list_categories(request: Request) -> Reply[CategoryList]:
    """The categories of the catalogue, and how many products each has."""
    return Reply(CategoryList(await request.work.rows(_CATEGORIES, request.organisation_id)))


resource = crud(
    "/products",
    products,
    fields=ProductFields,
    read=Permission.READ_PRODUCTS,
    write=Permission.WRITE_PRODUCTS,
    purge=Permission.PURGE,
    also=[list_categories],
)
