"""How many contacts each status and each letter of a list has: one pass over an index, whatever is asked."""

from collections.abc import Callable
from string import ascii_uppercase

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.crm.contacts import ContactStatus, contacts
from worktrackr.edge.parameters import refuse_pages
from worktrackr.edge.web import Reply
from worktrackr.postgres.pipeline import Row, Statement

INITIALS: tuple[str, ...] = (*ascii_uppercase, "#")


class ContactCounts(msgspec.Struct):
    """What choosing one status, or one letter, or none would list; every status and every letter is there."""

    all: int
    statuses: dict[str, int]
    initials: dict[str, int]


def count_groups(conditions: tuple[str, ...]) -> Statement[Row]:
    """Count what fulfils the conditions by status and letter."""

    def build() -> tuple[str, Callable[[Row], Row]]:
        where = "".join(f" and {part}" for part in conditions)
        sql = f"select t.status, t.initial, count(*) from contacts t where t.organisation_id = $1 and t.deleted_at is null{where} group by 1, 2"
        return sql, tuple

    return contacts.statement(("counts", conditions), build)


@get("/counts", guards=[may(Permission.READ_CONTACTS)], operation_id="count_contacts")
async def counts(request: Request) -> Reply[ContactCounts]:
    """How many contacts of the list's filters have each status (whichever is chosen), and how many begin with each letter."""
    parameters, user = dict(request.parameters()), request.user
    refuse_pages(parameters)
    contacts.query(parameters, user.permissions, user.organisation_id)  # names what is wrong with any of them
    chosen_statuses = set(parameters.pop("status", ())) or set(ContactStatus)
    chosen_initials = set(parameters.pop("initial")[-1:]) if "initial" in parameters else set(INITIALS)
    query = contacts.query(parameters, user.permissions, user.organisation_id)
    groups = await request.work.rows(count_groups(tuple(query.conditions)), user.organisation_id, *query.values)
    statuses, initials = dict.fromkeys(map(str, ContactStatus), 0), dict.fromkeys(INITIALS, 0)
    for status, initial, count in groups:
        if initial in chosen_initials:
            statuses[status] += count
        if status in chosen_statuses:
            initials[initial] += count
    return Reply(ContactCounts(sum(statuses.values()), statuses, initials))


routes = Router("/contacts", route_handlers=[counts], tags=["Contacts"])
