"""One search box over everything: numbers, names and texts of the caller's organisation."""

import asyncio
from uuid import UUID

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Validation


class Hit(msgspec.Struct):
    """One thing found."""

    kind: str
    id: UUID
    title: str
    subtitle: str | None


class Hits(msgspec.Struct):
    """What was found, best kinds first."""

    items: list[Hit]


# Titles that begin with the words come first, then those that are most like them; of those alike the newest.
_KINDS = {
    "contact": (Permission.READ_CONTACTS, "contacts", "t.name", "coalesce(t.primary_contact, t.email)"),
    "ticket": (Permission.READ_TICKETS, "tickets", "'#' || t.number || ' ' || t.title", "t.status"),
    "product": (Permission.READ_PRODUCTS, "products", "t.name", "t.category"),
    "event": (Permission.READ_EVENTS, "crm_events", "t.title", "t.type"),
}
_LOOKED_AT = 50
"""How many of a kind are ranked. Of more that match it is the newest; when none matches, those most like the words."""
# Whoever types a ticket's number wants that ticket.
_NUMBER = "case when $2 ~ '^#?[0-9]{1,9}$' then ltrim($2, '#')::bigint end"
_FIRST = {"ticket": f"t.number is not distinct from {_NUMBER} desc, "}
_ALSO = {"ticket": f" union select n.id from tickets n where n.organisation_id = $1 and n.number = {_NUMBER}"}
_STATEMENTS = {
    kind: (
        permission,
        Statement(
            f"select '{kind}', t.id, {title}, {subtitle} from {table} t where t.organisation_id = $1 and t.deleted_at is null "
            f"and t.id in (select search.find_{table}($2, {_LOOKED_AT}){_ALSO.get(kind, '')}) "
            f"order by {_FIRST.get(kind, '')}starts_with(lower({title}), lower($2)) desc, "
            f"public.word_similarity($2, {title}) desc, t.created_at desc limit 8",
            lambda row: Hit(*row),
        ),
    )
    for kind, (permission, table, title, subtitle) in _KINDS.items()
}


@get("/search", guards=[may(Permission.READ_CONTACTS)], operation_id="search", tags=["Search"])
async def search(request: Request) -> Reply[Hits]:
    """Find contacts, tickets, products and events by their texts."""
    words = request.parameters().get("q", [""])[-1].strip()
    if not 1 <= len(words) <= 200 or "\x00" in words:
        raise Validation.at("/q", "missing", "Say what to look for, in at most 200 characters.")
    found = await asyncio.gather(
        *(
            request.work.rows(statement, request.user.organisation_id, words)
            for permission, statement in _STATEMENTS.values()
            if permission in request.user.permissions
        )
    )
    return Reply(Hits([hit for hits in found for hit in hits]))


routes = Router("/", route_handlers=[search])
