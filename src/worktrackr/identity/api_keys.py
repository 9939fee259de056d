"""API keys: sessions with a role of their own, never above their creator's, shown once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import PERMISSIONS, Permission, Request, Role, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Instant, ShortText
from worktrackr.identity.passwords import new_token
from worktrackr.identity.users import OrganisationRole
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import FieldError, Forbidden, NotFound, Validation


class ApiKeyFields(Fields):
    """What an admin says of a new key; without `expires_at` it lives until it is revoked."""

    name: ShortText
    role: OrganisationRole = OrganisationRole.STAFF
    expires_at: Instant | None = None


class ApiKey(msgspec.Struct, kw_only=True):
    """A key as the list shows it."""

    id: UUID
    name: str
    role: OrganisationRole
    expires_at: datetime | None
    last_used_at: datetime
    created_at: datetime
    created_by_name: str | None


class NewApiKey(ApiKey, kw_only=True):
    """A key just made, with its secret, which is shown this once."""

    key: str


class ApiKeyList(msgspec.Struct):
    """The organisation's live keys, newest first."""

    items: list[ApiKey]
    next_cursor: str | None = None


_FOREVER = datetime(2199, 12, 31, tzinfo=UTC)
_INSERT = Statement(
    "insert into sessions (token_hash, user_id, organisation_id, kind, role, name, expires_at, ends_at) values ($1, $2, $3, 'api_key', $4, $5, $6, $6) returning id",
    lambda row: row[0],
    writes=True,
)
_COLUMNS = "select s.id, s.name, s.role, nullif(s.ends_at, '2199-12-31T00:00Z'), s.last_used_at, s.created_at, u.name from sessions s join users u on u.id = s.user_id"
_LIVE = "s.organisation_id = $1 and s.kind = 'api_key' and s.revoked_at is null and s.ends_at > now()"


def _key(row: Row) -> ApiKey:
    return ApiKey(**dict(zip(ApiKey.__struct_fields__, row, strict=True)))


_LIST = Statement(f"{_COLUMNS} where {_LIVE} order by s.created_at desc limit 200", _key)
_GET = Statement(f"{_COLUMNS} where {_LIVE} and s.id = $2", _key)
_REVOKE = Statement(
    "update sessions set revoked_at = now() where organisation_id = $1 and id = $2 and kind = 'api_key' and revoked_at is null returning id",
    writes=True,
)


@get("/", guards=[may(Permission.MANAGE_API_KEYS)], operation_id="list_api_keys")
async def list_api_keys(request: Request) -> Reply[ApiKeyList]:
    """List the organisation's live keys, without their secrets."""
    return Reply(ApiKeyList(await request.work.rows(_LIST, request.user.organisation_id)))


@post("/", guards=[may(Permission.MANAGE_API_KEYS)], operation_id="create_api_key", status_code=201)
async def create_api_key(request: Request, data: JSONBody[ApiKeyFields]) -> Reply[NewApiKey]:
    """Make a key. Its secret is in this answer only."""
    if not PERMISSIONS[Role(data.role)] <= PERMISSIONS[request.user.role]:
        message = "A key cannot do more than you."
        raise Forbidden(message)
    if data.expires_at is not None and data.expires_at < datetime.now(UTC) + timedelta(minutes=1):
        raise Validation(errors=[FieldError("/expires_at", "too_small", "Must lie in the future.")])
    token, digest = new_token("wt_")
    user = request.user
    values = (digest, user.id, user.organisation_id, data.role, data.name, data.expires_at or _FOREVER)
    async with request.work.transaction() as work:
        key_id = (await work.rows(_INSERT, *values))[0]
        row = (await work.rows(_GET, user.organisation_id, key_id))[0]
    request.scope["secret"] = True  # an idempotent replay must not show it again
    made = NewApiKey(key=token, **msgspec.structs.asdict(row))
    return Reply(made, status=201, headers=[(b"location", f"/api/api_keys/{key_id}".encode())])


@delete("/{id:uuid}", guards=[may(Permission.MANAGE_API_KEYS)], operation_id="delete_api_key", status_code=204)
async def delete_api_key(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Revoke a key: it is refused from the next request on."""
    if await request.work.row(_REVOKE, request.user.organisation_id, id) is None:
        raise NotFound
    return Reply(None, status=204)


routes = Router("/api_keys", route_handlers=[list_api_keys, create_api_key, delete_api_key], tags=["API keys"])
