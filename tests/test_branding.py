import asyncio
import struct
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx2 as httpx
import psycopg
import pytest

from conftest import Client
from pictures import SIDEWAYS, png
from worktrackr.brands import Brand
from worktrackr.images import picture
from worktrackr.mailer import Mailer
from worktrackr.settings import Settings


async def logo(by: Client, content: bytes, **fields: str) -> httpx.Response:
    return await by.post("/branding/logo", files={"file": ("logo.png", content, "image/png")}, data=fields)


async def shown(client: Client, slug: str | None = None, **headers: str) -> dict[str, Any]:
    response = await client.get("/brand", params={"slug": slug} if slug else {}, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def link(owner: psycopg.Connection, reseller: Client, organisation_id: UUID) -> None:
    owner.execute(
        "insert into reseller_customers (reseller_id, organisation_id) select reseller_id, %s from users where id = %s",
        [organisation_id, reseller.id],
    )


async def test_a_brand_is_set_seen_by_its_people_and_found_by_its_link(
    admin: Client, staff: Client, anonymous: Client, stranger: Client
) -> None:
    before = (await admin.get("/branding")).json()
    assert (before["product_name"], before["accent"], before["version"]) == (None, None, 1)
    body = {"product_name": "Acme Desk", "accent": "#0F7C86", "slug": f"acme-{admin.id.hex[-8:]}"}
    changed = await admin.patch("/branding", json=body, headers={"if-match": '"1"'})
    assert changed.status_code == 200, changed.text
    answer = changed.json()
    assert (answer["product_name"], answer["accent"], answer["version"]) == ("Acme Desk", "#0f7c86", 2)
    for client, slug in ((staff, None), (anonymous, body["slug"])):
        seen = await shown(client, slug)
        assert seen["product_name"] == "Acme Desk"
        assert seen["accent"] == {
            "color": "#0f7c86", "on_color": "#ffffff", "text_light": "#0f7c86", "text_dark": "#31929c",
        }  # fmt: skip
    for client, slug in ((anonymous, None), (anonymous, "nobody"), (stranger, None)):
        assert (await shown(client, slug))["product_name"] == "WorkTrackr"
    assert (await admin.patch("/branding", json={"accent": None}, headers={"if-match": '"1"'})).status_code == 412


async def test_a_brand_is_kept_by_whoever_has_it(anonymous: Client, admin: Client) -> None:
    slug = (await admin.patch("/branding", json={"product_name": "Kept"})).json()["slug"]
    first = await anonymous.get(f"/brand?slug={slug}")
    assert first.headers["cache-control"] == "private, no-cache"
    again = await anonymous.get(f"/brand?slug={slug}", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    await admin.patch("/branding", json={"product_name": "Changed"})
    later = await anonymous.get(f"/brand?slug={slug}", headers={"if-none-match": first.headers["etag"]})
    assert later.json()["product_name"] == "Changed"


@pytest.mark.parametrize(
    ("color", "reason", "nearest"),
    [
        ("#ffee00", "on a light page", "#9b9003"),
        ("#0a0a30", "on a dark page", "#5e6694"),
        ("#6f7480", "", None),
        ("#7a7a7a", "text on it", "#7d7d7d"),
    ],
)
async def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(
    color: str, reason: str, nearest: str | None, admin: Client
) -> None:
    measured = (await admin.get(f"/branding/accent?color=%23{color[1:]}")).json()
    answer = await admin.patch("/branding", json={"accent": color})
    assert measured["passes"] == (nearest is None) == answer.is_success
    if nearest is None:
        return
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, "/accent", "contrast")
    assert reason in error["detail"]
    assert nearest in error["detail"]
    assert measured["nearest"] == nearest
    assert (await admin.patch("/branding", json={"accent": nearest})).is_success


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"accent": "teal"}, "/accent"),
        ({"product_name": ""}, "/product_name"),
        ({"product_name": "x" * 41}, "/product_name"),
        ({"product_name": "  "}, "/product_name"),
        ({"product_name": "Fell\nDesk"}, "/product_name"),
        ({"product_name": "Fell\u202eDesk"}, "/product_name"),
        ({"slug": "No Spaces"}, "/slug"),
        ({"slug": None}, "/slug"),
        ({"logo": "x"}, "/logo"),
    ],
)
async def test_what_is_no_brand_is_refused_at_its_field(body: dict[str, Any], pointer: str, admin: Client) -> None:
    answer = await admin.patch("/branding", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_link_has_one_brand(admin: Client, stranger: Client) -> None:
    slug = f"one-{admin.id.hex[-8:]}"
    assert (await admin.patch("/branding", json={"slug": slug})).is_success
    taken = await stranger.patch("/branding", json={"slug": slug})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/slug")


async def test_an_organisation_is_seen_as_itself_else_as_its_reseller(
    admin: Client, reseller: Client, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    link(owner, reseller, organisation_id)
    await reseller.patch("/branding", json={"product_name": "Resold", "accent": "#0f7c86"})
    assert (await logo(reseller, png())).is_success
    assert (await shown(reseller))["product_name"] == "Resold"
    seen = await shown(admin)
    assert (seen["product_name"], seen["accent"]["color"], seen["logo"]["width"]) == ("Resold", "#0f7c86", 300)
    # A colour of one's own goes with the reseller's name; a name of one's own does not go with its logo.
    await admin.patch("/branding", json={"accent": "#ff0000"})
    seen = await shown(admin)
    assert (seen["product_name"], seen["accent"]["color"]) == ("Resold", "#ff0000")
    await admin.patch("/branding", json={"product_name": "Own"})
    seen = await shown(admin)
    assert (seen["product_name"], seen["logo"]) == ("Own", None)
    await admin.patch("/branding", json={"product_name": None, "accent": None})
    owner.execute("delete from reseller_customers where organisation_id = %s", [organisation_id])
    assert (await shown(admin))["product_name"] == "WorkTrackr"


async def test_a_logo_is_drawn_anew_and_served_for_ever(admin: Client, anonymous: Client) -> None:
    set_ = await logo(admin, png(2000, 100, extra=b"SECRET"))
    assert set_.status_code == 200, set_.text
    found = set_.json()["logo"]
    assert (found["width"], found["height"]) == (640, 32)
    answer = await anonymous.get(found["url"].removeprefix("/api"))
    assert answer.status_code == 200
    drawn = picture(answer.content)
    assert drawn is not None
    assert (drawn.media_type, drawn.width, drawn.height) == ("image/png", 640, 32)
    assert b"SECRET" not in answer.content
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    gone = await admin.delete("/branding/logo")
    assert gone.json()["logo"] is None
    assert (await anonymous.get(found["url"].removeprefix("/api"))).status_code == 404


async def test_a_picture_that_was_taken_sideways_is_upright_and_not_stretched(admin: Client) -> None:
    found = (await logo(admin, png(80, 32, exif=SIDEWAYS))).json()["logo"]
    assert (found["width"], found["height"]) == (32, 80)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "save it as PNG"),
        (b"hello", "Send a PNG"),
        (png()[:60] + b"x" * 100, "cannot be read"),
        (png(4, 4), "8 to 4096 pixels"),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 30_000, 30_000), "8 to 4096"),
        (png() + b"x" * (2 << 20), "at most 2 MB"),
    ],
    ids=["svg", "text", "broken", "tiny", "huge", "heavy"],
)
async def test_what_is_no_logo_is_refused_with_a_sentence(content: bytes, sentence: str, admin: Client) -> None:
    answer = await logo(admin, content)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/file"
    assert sentence in error["detail"]
    assert (await admin.get("/branding")).json()["logo"] is None


async def test_a_host_shows_a_brand_when_an_operator_has_confirmed_it_and_has_one_brand(
    admin: Client, stranger: Client, operator: Client, anonymous: Client
) -> None:
    host = f"help-{admin.id.hex[-8:]}.example.com"
    await admin.patch("/branding", json={"product_name": "Hosted"})
    claimed = await admin.made("/branding/hosts", host=host.upper())
    rival = await stranger.made("/branding/hosts", host=host)
    assert (await shown(anonymous, host=host))["product_name"] == "WorkTrackr", "not confirmed yet"
    assert {row["id"] for row in (await admin.get("/branding/hosts")).json()["items"]} == {claimed["id"]}
    waiting = {row["id"]: row for row in (await operator.get("/brand_hosts")).json()["items"]}
    assert {claimed["id"], rival["id"]} <= waiting.keys()
    assert (await admin.post(f"/brand_hosts/{claimed['id']}/confirm")).status_code == 403
    confirmed = await operator.post(f"/brand_hosts/{claimed['id']}/confirm")
    assert confirmed.json()["verified_at"] is not None
    assert (await operator.post(f"/brand_hosts/{rival['id']}/confirm")).status_code == 409
    for form in (f"{host}:8443", f"{host}.", f"{host.upper()}.:443"):
        assert (await shown(anonymous, host=form))["product_name"] == "Hosted", form
    assert (await stranger.delete(f"/branding/hosts/{claimed['id']}")).status_code == 404
    assert (await admin.delete(f"/branding/hosts/{claimed['id']}")).status_code == 204
    assert (await shown(anonymous, host=host))["product_name"] == "WorkTrackr"


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "a b.example.com", "WorkTrackr.test", "-a.example.com", "help.example.com:80",
        "https://help.example.com", "a..example.com", "help.example.com.", "help.xn--", "m\u00fcller.example",
    ],
)  # fmt: skip
async def test_what_is_no_host_of_ones_own_is_refused(host: str, admin: Client) -> None:
    answer = await admin.post("/branding/hosts", json={"host": host})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/host"


async def test_a_host_may_have_any_letters(admin: Client) -> None:
    host = "xn--e1afmkfd.xn--p1ai"
    assert (await admin.made("/branding/hosts", host=host.upper()))["host"] == host


async def test_a_brand_has_at_most_five_hosts_however_many_come_at_once(admin: Client) -> None:
    hosts = [{"host": f"h{number}.example.com"} for number in range(20)]
    answers = await asyncio.gather(*(admin.post("/branding/hosts", json=host) for host in hosts))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 15
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"] == "/problems/too-many-hosts"


async def test_only_admins_and_resellers_write_brands(
    staff: Client, manager: Client, operator: Client, reseller: Client, admin: Client
) -> None:
    for client in (staff, manager, operator):
        assert (await client.get("/branding")).status_code == 403
        assert (await client.patch("/branding", json={"product_name": "x"})).status_code == 403
    for client in (reseller, admin):
        assert (await client.get("/branding")).status_code == 200


async def test_the_history_tells_who_changed_the_brand(admin: Client, owner: psycopg.Connection) -> None:
    await admin.patch("/branding", json={"product_name": "Told"})
    rows = owner.execute(
        "select actor_id, after ->> 'product_name' from changes where organisation_id = %s and table_name = 'brands'",
        [admin.organisation_id],
    ).fetchall()
    assert rows == [(admin.id, "Told")]


async def test_mails_come_in_the_name_of_the_brand_and_lead_to_it(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails: dict[str, tuple[str, str, Brand]] = {}

    async def send(_self: object, recipient: str, subject: str, text: str, *, brand: Brand) -> None:
        mails[recipient] = (subject, text, brand)

    monkeypatch.setattr(Mailer, "send", send)
    slug = (await admin.patch("/branding", json={"product_name": "Mailed & Söhne 例"})).json()["slug"]
    invited = f"{slug}@example.com"
    await admin.made("/users", email=invited, name="Ann")
    assert (await admin.post("/auth/forgot", json={"email": admin.email})).status_code == 202
    for _ in range(200):
        if {invited, admin.email} <= mails.keys():
            break
        await asyncio.sleep(0.05)
    assert mails[invited][0].endswith(" on Mailed & Söhne 例")
    assert mails[admin.email][0] == "Choose a new Mailed & Söhne 例 password"
    for recipient in (invited, admin.email):
        _, text, brand = mails[recipient]
        assert brand.product_name == "Mailed & Söhne 例"
        assert f"&brand={slug}" in text


async def test_a_mail_bears_the_brands_name_and_our_address(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []

    async def take(message: EmailMessage, **_options: object) -> None:
        sent.append(message)

    monkeypatch.setattr("worktrackr.mailer.aiosmtplib.send", take)
    mailer = Mailer(Settings(smtp_url="smtp://localhost:25", mail_from="WorkTrackr <no-reply@example.com>"))
    await mailer.send("ann@example.com", "Hello", "…", brand=Brand(product_name="Fell, Desk", slug="fell"))
    await mailer.send("ann@example.com", "Hello", "…")
    assert [message["From"] for message in sent] == [
        '"Fell, Desk" <no-reply@example.com>', "WorkTrackr <no-reply@example.com>",
    ]  # fmt: skip
