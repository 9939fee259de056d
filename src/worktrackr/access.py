"""Who somebody is and what they may do."""

from enum import StrEnum
from typing import cast
from uuid import UUID

import msgspec

from worktrackr.edge import web
from worktrackr.files import Files
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Forbidden
from worktrackr.settings import Settings


class Role(StrEnum):
    """What a person is in their organisation, or on the platform."""

    STAFF = "staff"
    MANAGER = "manager"
    ADMIN = "admin"
    RESELLER = "reseller"
    OPERATOR = "operator"


class Permission(StrEnum):
    """One thing that somebody may do."""

    READ_CONTACTS = "read_contacts"
    WRITE_CONTACTS = "write_contacts"
    READ_EVENTS = "read_events"
    WRITE_EVENTS = "write_events"
    READ_PRODUCTS = "read_products"
    WRITE_PRODUCTS = "write_products"
    READ_COSTS = "read_costs"
    READ_SERVICES = "read_services"
    WRITE_SERVICES = "write_services"
    READ_TICKETS = "read_tickets"
    WRITE_TICKETS = "write_tickets"
    READ_TEMPLATES = "read_templates"
    WRITE_TEMPLATES = "write_templates"
    READ_USERS = "read_users"
    WRITE_USERS = "write_users"
    READ_ORGANISATION = "read_organisation"
    WRITE_ORGANISATION = "write_organisation"
    EXPORT_ORGANISATION = "export_organisation"
    MANAGE_API_KEYS = "manage_api_keys"
    UNDO = "undo"
    UNDO_ANY = "undo_any"
    PURGE = "purge"
    LOAD_SAMPLES = "load_samples"
    USE_ACCOUNT = "use_account"
    MANAGE_SESSIONS = "manage_sessions"
    READ_RESELLERS = "read_resellers"
    SELL = "sell"
    OPERATE = "operate"
    WRITE_BRANDING = "write_branding"
    GRANT_SUPPORT = "grant_support"
    READ_SUPPORT = "read_support"
    EXPORT = "export"
    IMPORT = "import"


P = Permission
_STAFF = frozenset({
    P.READ_CONTACTS, P.WRITE_CONTACTS, P.READ_EVENTS, P.WRITE_EVENTS, P.READ_PRODUCTS, P.READ_SERVICES, P.READ_TICKETS,
    P.WRITE_TICKETS, P.READ_TEMPLATES, P.READ_USERS, P.READ_ORGANISATION, P.UNDO, P.USE_ACCOUNT, P.MANAGE_SESSIONS, P.EXPORT, P.IMPORT,
})  # fmt: skip
_MANAGER = _STAFF | {P.WRITE_PRODUCTS, P.READ_COSTS, P.WRITE_SERVICES, P.WRITE_TEMPLATES, P.UNDO_ANY}
_ADMIN = _MANAGER | {
    P.WRITE_USERS,
    P.WRITE_ORGANISATION,
    P.EXPORT_ORGANISATION,
    P.MANAGE_API_KEYS,
    P.PURGE,
    P.LOAD_SAMPLES,
    P.WRITE_BRANDING,
    P.GRANT_SUPPORT,
    P.READ_SUPPORT,
}
_ACCOUNT = frozenset({P.USE_ACCOUNT, P.MANAGE_SESSIONS, P.READ_RESELLERS})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: _STAFF,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _ADMIN,
    Role.RESELLER: _ACCOUNT | {P.SELL, P.WRITE_BRANDING},
    Role.OPERATOR: _ACCOUNT | {P.OPERATE, P.READ_SUPPORT},
}
_NOT_FOR_KEYS = frozenset({
    P.MANAGE_API_KEYS, P.WRITE_USERS, P.MANAGE_SESSIONS, P.EXPORT_ORGANISATION, P.GRANT_SUPPORT, P.READ_SUPPORT,
})  # fmt: skip
"""A key that leaks must not be able to make others, or users, to take everything at once, or to let an operator in."""
_READ_SUPPORT = frozenset({
    P.READ_CONTACTS, P.READ_EVENTS, P.READ_PRODUCTS, P.READ_SERVICES, P.READ_TICKETS, P.READ_TEMPLATES, P.READ_USERS,
    P.READ_ORGANISATION, P.USE_ACCOUNT,
})  # fmt: skip
_WRITE_SUPPORT = _READ_SUPPORT | {
    P.WRITE_CONTACTS, P.WRITE_EVENTS, P.WRITE_PRODUCTS, P.WRITE_SERVICES, P.WRITE_TICKETS, P.WRITE_TEMPLATES, P.UNDO,
}  # fmt: skip
SUPPORT = {"support_read": _READ_SUPPORT, "support_write": _WRITE_SUPPORT}
"""What an operator may do in an organisation that let them in: daily work, without costs and whatever leads further."""


ZONE = Statement("select timezone from organisations where id = $1", lambda row: str(row[0]))
"""The time zone of an organisation: where its days begin."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who a request comes from, as the database answered it for a token."""

    session_id: UUID
    id: UUID
    organisation_id: UUID | None
    reseller_id: UUID | None
    role: Role
    kind: str
    token_hash: bytes
    permissions: frozenset[str]
    credentials: list[bytes | None]
    """The parameters of `auth.enter`, built once."""
    key: str
    """What rate limits and idempotency count by: an API key, or a support session, is apart from its creator."""

    @property
    def is_support(self) -> bool:
        """Whether this is an operator in an organisation that let them in."""
        return self.kind in SUPPORT

    @property
    def is_read_only(self) -> bool:
        """Whether the database refuses everything that they would write."""
        return self.kind == "support_read"


def principal(
    *,
    session_id: UUID,
    user_id: UUID,
    organisation_id: UUID | None,
    reseller_id: UUID | None,
    role: Role,
    kind: str,
    token_hash: bytes,
) -> Principal:
    """Return the principal of a live session."""
    is_key = kind == "api_key"
    organisation = None if organisation_id is None else str(organisation_id).encode()
    return Principal(
        session_id=session_id,
        id=user_id,
        organisation_id=organisation_id,
        reseller_id=reseller_id,
        role=role,
        kind=kind,
        token_hash=token_hash,
        permissions=SUPPORT.get(kind) or PERMISSIONS[role] - (_NOT_FOR_KEYS if is_key else frozenset()),
        credentials=[b"\\x" + token_hash.hex().encode(), str(user_id).encode(), role.encode(), organisation],
        key=str(user_id if kind == "session" else session_id),
    )


class Request(web.Request):
    """A request as the domains see it."""

    @property
    def user(self) -> Principal:
        """Who asks. On a public route there may be nobody: there, look into the scope."""
        return cast("Principal", self.scope["user"])

    @property
    def organisation_id(self) -> UUID:
        """The principal's organisation; who has none holds no permission that needs one."""
        if (organisation_id := self.user.organisation_id) is None:
            raise Forbidden
        return organisation_id

    @property
    def files(self) -> Files:
        """Where attached files lie."""
        return self.app.state.files

    @property
    def settings(self) -> Settings:
        """The settings of the application."""
        return self.app.state.settings


def may(permission: Permission) -> web.Guard:
    """Return the guard of a route: 401 without a principal, 403 without the permission."""
    return web.allow(permission)
