"""Contacts that may be one: found by name, address, domain or number, and merged so that one undo brings both back."""

import re
from collections import defaultdict
from datetime import datetime
from functools import cache
from importlib import resources
from uuid import UUID

import msgspec
import phonenumbers
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from psycopg import sql

from worktrackr.access import ZONE, Permission, Request, may
from worktrackr.crm.contacts import Contact, ContactFields, contacts
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch
from worktrackr.kit.crud import change
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import FieldError, NotFound, Validation

GROUPS_MAX = 200
GROUP_MAX = 20
_MAILBOXES = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "yahoo.com",
    "yahoo.co.uk", "icloud.com", "me.com", "mac.com", "aol.com", "btinternet.com", "sky.com", "gmx.com", "gmx.de", "web.de",
    "proton.me", "protonmail.com", "mail.com", "zoho.com", "example.com",
)  # fmt: skip
"""Where everybody has an address: sharing one of these domains says nothing."""
_LEGAL = r"\m(ltd|limited|llc|llp|inc|incorporated|plc|gmbh|ag|corp|corporation|co|company|sa|srl|bv|the)\M"
_TAIL = 7


class Candidate(msgspec.Struct):
    """One of those that may be the same."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    website: str | None
    created_at: datetime


class Duplicates(msgspec.Struct):
    """Contacts that may be one, and what they have in common: name, email, domain or phone."""

    reasons: list[str]
    contacts: list[Candidate]


class DuplicateList(msgspec.Struct):
    """Groups, those with most in common first."""

    items: list[Duplicates]


class MergeFields(Fields):
    """Which contact goes into this one, and the values that this one gets by it."""

    other_id: UUID
    values: Patch[ContactFields]


# Every contact under each of its keys. A phone number counts by its last digits here, since 020 7946 0018 and +44 20 7946 0018
# are one; the few that meet are compared in full afterwards.
_KEYS = Statement(
    f"""
with keys as (
  select 'email' as kind, lower(email) as key, id from contacts where organisation_id = $1 and deleted_at is null and email <> ''
  union all
  select 'name', btrim(regexp_replace(regexp_replace(lower(name), '{_LEGAL}', ' ', 'g'), '[^[:alnum:]]+', ' ', 'g')), id
  from contacts where organisation_id = $1 and deleted_at is null
  union all
  select 'phone', right(regexp_replace(phone, '[^0-9]', '', 'g'), {_TAIL}), id
  from contacts where organisation_id = $1 and deleted_at is null and length(regexp_replace(phone, '[^0-9]', '', 'g')) >= {_TAIL}
  union all
  select distinct 'domain', domain, id from contacts cross join lateral (values
    (lower(substring(email from '@(.+)$'))), (lower(substring(website from '^(?:https?://)?(?:www\\.)?([^/:?#]+)')))
  ) d (domain) where organisation_id = $1 and deleted_at is null and type = 'company' and domain <> '' and domain <> all($2))
select kind, key, array_agg(id order by id) from keys where key <> ''
group by kind, key having count(*) between 2 and {GROUP_MAX} order by kind, key limit 2000""",
)
_CANDIDATES = Statement(
    "select id, name, email, phone, website, created_at from contacts where organisation_id = $1 and id = any($2)",
    lambda row: Candidate(*row),
)
# Everything that refers to contacts, as the database itself knows it: what is added later is moved too.
_REFERENCES = Statement(
    "select c.conrelid::regclass::text, a.attname::text from pg_constraint c "
    "join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2] "
    "where c.contype = 'f' and c.confrelid = 'contacts'::regclass order by 1, 2",
)


@get("/duplicates", guards=[may(Permission.READ_CONTACTS)], operation_id="list_duplicates")
async def list_duplicates(request: Request) -> Reply[DuplicateList]:
    """Find contacts that may be one: the same name, address, domain of a company, or phone number."""
    organisation_id = request.organisation_id
    # Every name is read, taken apart and compared: with many contacts that takes longer than a single statement may.
    async with request.work.transaction(slow=True) as work:
        rows = await work.rows(_KEYS, organisation_id, list(_MAILBOXES))
        wanted = list({found for _, _, ids in rows for found in ids})
        candidates = await work.rows(_CANDIDATES, organisation_id, wanted)
        (zone,) = await work.rows(ZONE, organisation_id)
    known, region = {found.id: found for found in candidates}, _regions().get(zone)
    shared = defaultdict[tuple[UUID, ...], list[str]](list)
    for kind, _, ids in rows:
        there = [known[found] for found in ids if found in known]
        for group in _by_number(there, region) if kind == "phone" else [there]:
            if len(group) > 1:
                shared[tuple(sorted(found.id for found in group))].append(kind)
    ordered = sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))[:GROUPS_MAX]
    return Reply(DuplicateList([Duplicates(kinds, [known[found] for found in ids]) for ids, kinds in ordered]))


@post("/{id:uuid}/merge", guards=[may(Permission.WRITE_CONTACTS)], operation_id="merge_contacts", status_code=200)
async def merge(request: Request, id: FromPath[UUID], data: JSONBody[MergeFields]) -> Reply[Contact]:
    """Merge another contact into this one: it takes the values, and all that pointed at the other; that goes to the trash.

    It is one change-set, so that one undo brings everything back.
    """
    if data.other_id == id:
        raise Validation.at("/other_id", "invalid", "A contact cannot be merged with itself.")
    async with request.work.transaction() as work:
        reply = await change(request, contacts, id, data.values, work=work)
        moved = await work.row(contacts.move(to_trash=True), request.organisation_id, data.other_id, None)
        if moved is None or not moved[0]:
            raise Validation(errors=[FieldError("/other_id", "invalid_reference", "There is no such row.")])
        await _point_elsewhere(work, request.organisation_id, data.other_id, id)
        row = await work.row(contacts.get(frozenset()), request.organisation_id, id)
        if row is None:
            raise NotFound
        reply.content = row
    return reply


async def _point_elsewhere(work: Work, organisation_id: UUID, old: UUID, new: UUID) -> None:
    """Let everything that refers to the old contact refer to the new one, answers to templates too."""
    touch = sql.SQL("version = version + 1, updated_at = now()")
    for table, column in await work.rows(_REFERENCES):
        statement = sql.SQL("update {} set {} = %s, {} where organisation_id = %s and {} = %s").format(
            sql.Identifier(table), sql.Identifier(column), touch, sql.Identifier(column)
        )
        await work.connection.execute(statement, [new, organisation_id, old])
    await work.connection.execute(
        "update tickets set fields = replace(fields::text, %(old)s, %(new)s)::jsonb, version = version + 1, updated_at = now() "
        "where organisation_id = %(organisation)s and fields::text like '%%' || %(old)s || '%%'",
        {"old": str(old), "new": str(new), "organisation": organisation_id},
    )


def _by_number(found: list[Candidate], region: str | None) -> list[list[Candidate]]:
    """Group candidates by their number in E.164; one that is no number is nobody's."""
    groups = defaultdict[str, list[Candidate]](list)
    for candidate in found:
        if number := e164(candidate.phone or "", region):
            groups[number].append(candidate)
    return list(groups.values())


def e164(text: str, region: str | None) -> str | None:
    """Write a phone number in E.164, as people in `region` mean it; None if it is none.

    >>> e164("020 7946 0018", "GB"), e164("+44 (0)20 7946 0018", "US"), e164("call Tom", "GB")
    ('+442079460018', '+442079460018', None)
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(number)
        else None
    )


@cache
def _regions() -> dict[str, str]:
    """Return the country of each time zone, from the time-zone database's own table."""
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return {zone: country for country, zone in re.findall(r"^([A-Z]{2})\t\S+\t(\S+)", text, re.MULTILINE)}


routes = Router("/contacts", route_handlers=[list_duplicates, merge], tags=["Contacts"])
