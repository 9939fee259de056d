"""As whom the product is seen: the name, logo and accent that pages, mails and calendars bear."""

import msgspec

from worktrackr.accents import Accent, accent
from worktrackr.postgres.pipeline import Row, Statement

PRODUCT = "WorkTrackr"


class Logo(msgspec.Struct):
    """A picture, under an address that always means these bytes."""

    url: str
    width: int
    height: int


class Brand(msgspec.Struct):
    """A brand as anybody sees it who is shown it. Without an accent, or a logo, the product's own is meant."""

    product_name: str = PRODUCT
    slug: str | None = None
    accent: Accent | None = None
    logo: Logo | None = None


def brand(row: Row) -> Brand:
    """Return the brand of a row of the database's functions."""
    slug, product_name, color, digest, width, height = row
    return Brand(
        product_name=product_name or PRODUCT,
        slug=slug,
        accent=None if color is None else accent(color),
        logo=None if digest is None else Logo(f"/api/brand/logos/{digest}", width, height),
    )


_COLUMNS = "select slug, product_name, accent, logo_digest, logo_width, logo_height from"
OWN_BRAND = Statement(f"{_COLUMNS} auth.own_brand()", brand)
BRAND_AT = Statement(f"{_COLUMNS} auth.brand_at($1, $2)", brand)
BRAND_OF_ADDRESS = Statement(f"{_COLUMNS} auth.brand_of_address($1)", brand)
