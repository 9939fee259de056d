"""The demo organisation: Hallam & Reid of Leeds, who look after wires and computers."""

import asyncio
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from worktrackr.demo.filling import WHOLE, fill
from worktrackr.demo.partners import CARLA, OPERATOR, RESELLER, load_partners
from worktrackr.embedded import DatabaseUrls
from worktrackr.identity.passwords import hash_password, verify_password
from worktrackr.importing.stored import first
from worktrackr.postgres.database import Database, Transaction
from worktrackr.postgres.pipeline import Row, Statement

ORGANISATION = "Hallam & Reid"
ZONE = "Europe/London"
# Fixed, so that every start can say it: the demo is asked for by name, and serves this computer unless told otherwise.
PASSWORD = "leeds-demo-2841"  # noqa: S105  # documented
STAFF = (
    ("Priya Nair", "priya.nair@hallamreid.example", "admin"),
    ("Tom Hallam", "tom.hallam@hallamreid.example", "manager"),
    ("Aisha Khan", "aisha.khan@hallamreid.example", "staff"),
    ("Sam Whitlock", "sam.whitlock@hallamreid.example", "staff"),
    ("Jade Okafor", "jade.okafor@hallamreid.example", "staff"),
)


def _admin(row: Row) -> tuple[UUID, str]:
    return row[0], row[1]


_CREDENTIALS = Statement("select user_id, password_hash from auth.credentials($1)", _admin)
_SIGN_UP = Statement(
    "select user_id, organisation_id from auth.sign_up($1, $2, $3, $4, $5)", tuple[UUID, UUID], writes=True
)
_ADD_USER = Statement(
    "insert into users (organisation_id, email, password_hash, name, role) values ($1, $2, $3, $4, $5) returning id",
    first,
    writes=True,
)
_PLAN = Statement("update organisations set plan = 'pro' where id = $1 returning id", first, writes=True)
_ENTER = Statement("select auth.enter_as($1, $2, 'system', $3)", first)
# Of two starts at once, one loads and the other finds it loaded.
_ALONE = Statement("select pg_advisory_xact_lock(hashtextextended('demo', 0))", first)


def load_demo(urls: DatabaseUrls) -> list[str]:
    """Load the demo unless it is there; returns how to sign in: to its organisation, and as its reseller and operator."""
    return asyncio.run(_load(urls))


async def _load(urls: DatabaseUrls) -> list[str]:
    database = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
    await database.open()
    try:
        async with database.transaction(None, uuid4()) as work:
            await work.rows(_ALONE)
            found = await work.rows(_CREDENTIALS, STAFF[0][1])
            password_hash = found[0][1] if found else await _make(work)
    finally:
        await database.close()
    told = [f"Demo organisation {ORGANISATION}: {await _signing_in(STAFF[0][1], password_hash)}"]
    if urls.owner_url is not None:
        # Their past is written with the owner's rights; without them the organisation stands alone.
        hashes = await asyncio.to_thread(load_partners, urls.owner_url, ORGANISATION, await hash_password(PASSWORD))
        for title, (_, email) in ((f"reseller {RESELLER}", CARLA), ("operator", OPERATOR)):
            if email in hashes:
                told.append(f"Demo {title}: {await _signing_in(email, hashes[email])}")
    return told


async def _signing_in(email: str, password_hash: str) -> str:
    is_first = await verify_password(password_hash, PASSWORD)
    return f"sign in as {email} with {f'the password {PASSWORD}' if is_first else 'the password that you chose'}."


async def _make(work: Transaction) -> str:
    """Make the organisation, its people and its work, in one transaction; returns the hash of the password."""
    password_hash = await hash_password(PASSWORD)
    name, email, _ = STAFF[0]
    ((user_id, organisation_id),) = await work.rows(_SIGN_UP, ORGANISATION, name, email, password_hash, ZONE)
    await work.rows(_ENTER, organisation_id, user_id, uuid4())
    users = {name: user_id}
    for name, email, role in STAFF[1:]:
        (users[name],) = await work.rows(_ADD_USER, organisation_id, email, await hash_password(PASSWORD), name, role)
    await work.rows(_PLAN, organisation_id)
    await fill(work, organisation_id, ZoneInfo(ZONE), WHOLE, users)
    return password_hash
