"""Products and services that an organisation sells. Costs are for those who may read them."""

from decimal import Decimal
from typing import Annotated

from worktrackr.access import Permission
from worktrackr.fields import Count, Fields, LongText, Money, ShortText, Stored, visible_to
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table


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


products = Table("products", Product, search=True)
resource = crud(
    "/products",
    products,
    fields=ProductFields,
    read=Permission.READ_PRODUCTS,
    write=Permission.WRITE_PRODUCTS,
    purge=Permission.PURGE,
)
