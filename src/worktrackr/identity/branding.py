"""Branding: the name, logo and accent under which an organisation or a reseller is seen."""

import asyncio
import re
import secrets
import unicodedata
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta

from worktrackr.accents import SHAPE, TEXT, AccentReport, passes, report
from worktrackr.access import Permission, Request, may
from worktrackr.brands import BRAND_AT, OWN_BRAND, Brand, Logo
from worktrackr.edge.uploads import read_upload
from worktrackr.edge.web import Reply, public
from worktrackr.fields import Fields, Patch, Stored
from worktrackr.identity.logos import Drawn, redraw
from worktrackr.identity.records import record_change
from worktrackr.kit.crud import change, change_set
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, FieldError, NotFound, Unauthenticated, Validation

UPLOADS = re.compile("/api/branding/logo")
"""The addresses that take a file."""
Color = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")]
# Line breaks and marks of direction: a name is in the subjects and senders of mails, which cannot hold the former.
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
ProductName = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=rf"^[^\s{_UNSEEN}]([^{_UNSEEN}]*[^\s{_UNSEEN}])?$")
]
Slug = Annotated[str, Meta(min_length=3, max_length=40, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
_SLUG_MAX = 32
_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
_SANDBOX = (b"content-security-policy", b"sandbox; default-src 'none'")


class BrandingFields(Fields):
    """What an admin or a reseller may write. Null stands for the reseller's own, or the product's."""

    product_name: ProductName | None = None
    accent: Color | None = None
    slug: Slug


class StoredBranding(BrandingFields, Stored):
    """A brand as the history logs it."""

    logo_digest: str | None
    logo_width: int | None
    logo_height: int | None


class Branding(msgspec.Struct, kw_only=True):
    """One's own brand, to be edited: what was set, what it looks like, and what is seen where nothing was set."""

    product_name: str | None
    accent: str | None
    slug: str
    logo: Logo | None
    shown: Brand
    version: int
    updated_at: datetime | None


brands = Table("brands", StoredBranding, tenant=False, trash=False)
_MINE = (
    "b.organisation_id is not distinct from nullif(current_setting('app.organisation_id', true), '')::uuid "
    "and b.reseller_id is not distinct from nullif(current_setting('app.reseller_id', true), '')::uuid"
)
_ID = Statement(f"select b.id from brands b where {_MINE}", lambda row: row[0])
_OWNER_NAME = Statement(
    "select coalesce((select name from organisations where id = $1), (select name from resellers where id = $2))",
    lambda row: str(row[0]),
)
_INSERT = Statement(
    "insert into brands (organisation_id, reseller_id, slug) values ($1, $2, $3) on conflict do nothing returning id",
    lambda row: row[0],
    writes=True,
)
_SET_LOGO = Statement(
    "update brands set logo = $2, logo_digest = $3, logo_width = $4, logo_height = $5, version = version + 1, updated_at = now() where id = $1",
    writes=True,
)
_LOGO = Statement("select auth.brand_logo($1)", lambda row: None if row[0] is None else bytes(row[0]))


@get("/brand", guards=[public], operation_id="get_brand")
async def get_brand(request: Request) -> Reply[Brand]:
    """Answer as whom the product is seen here: by whoever is signed in, else by `slug`, else at this host."""
    slug = request.parameters().get("slug", [None])[-1]
    return Reply(await seen_brand(request, slug), version=1, headers=[(b"cache-control", b"private, no-cache")])


async def seen_brand(request: Request, slug: str | None = None) -> Brand:
    """Return the brand that a request sees."""
    if request.scope["user"] is not None:
        try:
            if own := await request.work.row(OWN_BRAND):
                return own
        except Unauthenticated:
            pass  # The session ended: what anybody sees.
    host = request.headers.get("host", "").partition(":")[0].rstrip(".").lower()
    alone = Work(request.work.database, None, request.work.change_set)
    return await alone.row(BRAND_AT, slug, host) or Brand()


@get("/brand/logos/{digest:str}", guards=[public], operation_id="get_brand_logo", media_type="image/png")
async def get_logo(request: Request, digest: FromPath[str]) -> Reply[Any]:
    """Answer the bytes of a logo, which this address means for ever."""
    alone = Work(request.work.database, None, request.work.change_set)
    png = (await alone.rows(_LOGO, digest))[0]
    if png is None:
        raise NotFound
    # Mails and other hosts of ours may show it; as a page of its own it can do nothing.
    return Reply(png, headers=[_FOR_EVER, _SANDBOX], media=b"image/png")


@get("/branding", guards=[may(Permission.WRITE_BRANDING)], operation_id="get_branding")
async def get_branding(request: Request) -> Reply[Branding]:
    """Get one's own brand, to be edited."""
    async with request.work.transaction() as work:
        return await _answer(request, work)


@patch("/branding", guards=[may(Permission.WRITE_BRANDING)], operation_id="update_branding")
async def update_branding(request: Request, data: JSONBody[Patch[BrandingFields]]) -> Reply[Branding]:
    """Change one's own brand. A colour that cannot be read is refused, with the nearest that can."""
    color = getattr(data, "accent", UNSET)
    if isinstance(color, str):
        color = color.lower()
        _check(color)
        data = msgspec.structs.replace(data, accent=color)
    async with request.work.transaction() as work:
        before = await _stored(request, work)
        try:
            reply = await change(request, brands, before.id, data, work=work)
        except AlreadyExists as error:
            raise AlreadyExists(
                errors=[FieldError("/slug", "taken", "This name for links is taken. Choose another.")]
            ) from error
        await record_change(work, "brands", before, reply.content)
        return await _answer(request, work, changed=True)


@get("/branding/accent", guards=[may(Permission.WRITE_BRANDING)], operation_id="measure_accent")
async def measure_accent(request: Request) -> Reply[AccentReport]:
    """Measure a colour (`color=#rrggbb`) against what is written on it and what it is seen on."""
    text = request.parameters().get("color", [""])[-1]
    try:
        return Reply(report(msgspec.convert(text, Color).lower()))
    except msgspec.ValidationError:
        raise Validation.at("/color", "invalid", "Write the colour as #rrggbb.") from None


@post("/branding/logo", guards=[may(Permission.WRITE_BRANDING)], operation_id="set_brand_logo", status_code=200)
async def set_logo(request: Request) -> Reply[Branding]:
    """Set the logo: a PNG, JPEG, WebP or GIF, sent as the field `file` of multipart/form-data; it is drawn anew as PNG."""
    async with read_upload(request.receive, request.headers.get("content-type", "")) as upload:
        if upload.fields:
            raise Validation.at(f"/{min(upload.fields)}", "unknown_field", "There is no such field.")
        drawn = await asyncio.to_thread(redraw, upload.file.read())
    return await _set_logo(request, drawn)


@delete("/branding/logo", guards=[may(Permission.WRITE_BRANDING)], operation_id="delete_brand_logo", status_code=200)
async def delete_logo(request: Request) -> Reply[Branding]:
    """Do without a logo."""
    return await _set_logo(request, None)


async def _set_logo(request: Request, drawn: Drawn | None) -> Reply[Branding]:
    async with request.work.transaction() as work:
        before = await _stored(request, work)
        await work.rows(_SET_LOGO, before.id, *(drawn or [None] * 4))
        await record_change(work, "brands", before, await _stored(request, work))
        return await _answer(request, work, changed=True)


def _check(color: str) -> None:
    if not passes(color):
        found = report(color)
        worst = (
            f"text on it has a contrast of {found.text_contrast} and needs 4.5"
            if found.text_contrast < TEXT
            else f"on a {'light' if found.light_contrast < SHAPE else 'dark'} page it has a contrast of "
            f"{min(found.light_contrast, found.dark_contrast)} and needs 3"
        )
        detail = f"This colour cannot be read: {worst}. The nearest that can is {found.nearest}."
        raise Validation.at("/accent", "contrast", detail)


async def brand_id(request: Request, work: Work) -> UUID:
    """Return the id of one's own brand, which is made when it is first written."""
    found = await work.row(_ID)
    if found is not None:
        return found
    user = request.user
    slug = slug_of((await work.rows(_OWNER_NAME, user.organisation_id, user.reseller_id))[0])
    for name in (slug, f"{slug}-{secrets.token_hex(3)}"):
        await work.rows(_INSERT, user.organisation_id, user.reseller_id, name)
        if (found := await work.row(_ID)) is not None:
            return found
    raise AlreadyExists


async def _stored(request: Request, work: Work) -> StoredBranding:
    return (await work.rows(brands.get(frozenset()), await brand_id(request, work)))[0]


async def _answer(request: Request, work: Work, *, changed: bool = False) -> Reply[Branding]:
    user = request.user
    found = await work.row(_ID)
    row = None if found is None else await work.row(brands.get(frozenset()), found)
    shown = await work.row(OWN_BRAND) or Brand()
    answered = Branding(
        product_name=row.product_name if row else None,
        accent=row.accent if row else None,
        slug=row.slug if row else slug_of((await work.rows(_OWNER_NAME, user.organisation_id, user.reseller_id))[0]),
        logo=shown.logo if row and row.logo_digest else None,
        shown=shown,
        # A brand that is not stored yet is stored as version 1 by the write that changes it.
        version=row.version if row else 1,
        updated_at=row.updated_at if row else None,
    )
    return Reply(answered, version=answered.version, headers=change_set(request) if changed else ())


def slug_of(name: str) -> str:
    """Return a name as a part of an address.

    >>> slug_of("Zoë & Söhne GmbH"), slug_of("例"), slug_of("A")
    ('zoe-sohne-gmbh', 'brand', 'brand-a')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall("[a-z0-9]+", plain))[:_SLUG_MAX].strip("-")
    return slug if len(slug) >= 3 else "-".join(filter(None, ("brand", slug)))


routes = Router(
    "/",
    route_handlers=[
        get_brand, get_logo, get_branding, update_branding, measure_accent, set_logo, delete_logo,
    ],
    tags=["Branding"],
)  # fmt: skip
