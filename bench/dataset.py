"""What every contender works on: many organisations with people, sessions, contacts and tickets."""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from worktrackr.embedded import DatabaseUrls

USERS, SESSIONS_PER_USER, CONTACTS = 20, 50, 200
"""Per organisation. Only the first session of each user sends requests; the others fill the table."""
SMALL, LARGE = 1_000, 100_000
"""Tickets of two more organisations, whose lists are compared; the large one has as many contacts, to search in."""
SOUGHT = "Alfreds Futterkiste"
"""A contact of the large organisation."""


@dataclass(frozen=True)
class Person:
    """Somebody who sends requests: a live session, and rows of their own organisation."""

    organisation_id: UUID
    user_id: UUID
    role: str
    token: str
    contact_id: UUID
    ticket_ids: tuple[UUID, ...]


def fill(urls: DatabaseUrls, organisations: int, tickets: int) -> None:
    """Fill the migrated database, unless it is filled already. Triggers run, so that the change log is full too."""
    with psycopg.connect(urls.superuser_url or urls.owner) as connection:
        if connection.execute("select from organisations limit 1").fetchone() is not None:
            return
        sizes = [("Bench", tickets)] * organisations + [("Small", SMALL), ("Large", LARGE)]
        for name, count in sizes:
            made = connection.execute(_ORGANISATION, [name]).fetchone()
            assert made
            values = {"organisation": made[0], "tickets": count, "users": USERS, "sessions": SESSIONS_PER_USER}
            for statement in (_CONTACTS, _USERS, _SESSIONS, _TICKETS, _COUNTER):
                connection.execute(statement, values | {"contacts": CONTACTS})
            if count == LARGE:
                connection.execute(_NAMES, values | {"contacts": LARGE - CONTACTS, "sought": SOUGHT})
            # The triggers of the next tickets look at these: without statistics they would read them all.
            connection.execute("analyze tickets")
    with psycopg.connect(urls.superuser_url or urls.owner, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def people(urls: DatabaseUrls, organisation: str = "Bench") -> list[Person]:
    """Return the people of the organisations of that name, in an order that spreads neighbours over organisations."""
    with psycopg.connect(urls.superuser_url or urls.owner) as connection:
        rows = connection.execute(_PEOPLE, [organisation]).fetchall()
    return [Person(row[0], row[1], row[2], row[3], row[4], tuple(row[5])) for row in rows]


def names(urls: DatabaseUrls, person: Person, count: int) -> list[str]:
    """Return the names of some contacts and tickets of a person's organisation, the same in each run."""
    with psycopg.connect(urls.superuser_url or urls.owner) as connection:
        rows = connection.execute(_SOME_NAMES, {"organisation": person.organisation_id, "count": count}).fetchall()
    return [row[0] for row in rows]


_SOME_NAMES = """
(select name from contacts where organisation_id = %(organisation)s order by md5(name) limit %(count)s) union all
(select title from tickets where organisation_id = %(organisation)s order by md5(title) limit %(count)s)
"""
_ORGANISATION = "insert into organisations (name, plan) values (%s, 'enterprise') returning id"
_CONTACTS = """
insert into contacts (organisation_id, name, email, phone, status)
select %(organisation)s, 'Contact ' || n, 'contact' || n || '@example.com', '+44 20 7946 0' || n, 'active'
from generate_series(1, %(contacts)s) n
"""
_NAMES = """
with word as (
  select n, substr(md5(n::text || k), 1, 1) || (array['ar', 'en', 'il', 'or', 'un'])[1 + (n / k) %% 5] || substr(translate(md5(k || n::text), '0123456789', 'lmnrstwvkp'), 1, 2)
    || (array['ton', 'ford', 'well', 'shaw', 'by', 'ley'])[1 + (n / (k * 7)) %% 6] as word, k
  from generate_series(1, %(contacts)s) n, unnest(array[1, 3]) k
)
insert into contacts (organisation_id, name, primary_contact, email, status)
select %(organisation)s, case when n = 1 then %(sought)s else initcap(translate(string_agg(word, ' & ' order by k), '0123456789', 'bcdfghjlmn'))
    || ' ' || (array['Solicitors', 'Dental Practice', 'Garage', 'Bakery', 'Joinery', 'Care Home', 'Architects'])[1 + n %% 7] end,
  (array['Anna', 'Ben', 'Carla', 'Daniel', 'Eva', 'Helen', 'Jane'])[1 + n %% 7] || ' ' || initcap(translate(min(word), '0123456789', 'bcdfghjlmn')),
  'office@' || min(word) || '.example', 'active'
from word group by n
"""
_USERS = """
insert into users (organisation_id, email, password_hash, name, role)
select %(organisation)s, 'person' || n || '@' || %(organisation)s::text, '!', 'Person ' || n, 'staff'
from generate_series(1, %(users)s) n
"""
_SESSIONS = """
insert into sessions (token_hash, user_id, organisation_id, expires_at, ends_at)
select sha256(md5(u.email || n)::bytea), u.id, u.organisation_id, now() + interval '7 days', now() + interval '30 days'
from users u, generate_series(1, %(sessions)s) n where u.organisation_id = %(organisation)s
"""
_TICKETS = """
with c as (select id, row_number() over (order by id) k from contacts where organisation_id = %(organisation)s),
u as (select id, row_number() over (order by id) k from users where organisation_id = %(organisation)s)
insert into tickets (organisation_id, number, contact_id, assigned_user_id, created_by, title, description, status, priority,
  category, location, scheduled_start, scheduled_end, fields, created_at, updated_at)
select %(organisation)s, n, c.id, case when n %% 10 < 9 then u.id end, u.id, 'Laptop ' || n || ' will not start',
  'Since this morning. ' || repeat('It beeps. ', n %% 20),
  (array['Open', 'In Progress', 'Waiting', 'Resolved', 'Closed'])[1 + n %% 5],
  (array['Low', 'Medium', 'High', 'Urgent'])[1 + n %% 4],
  case when n %% 20 = 1 then 'Network' else 'Hardware' end, 'Room ' || n %% 50, booked, booked + interval '1 hour',
  jsonb_build_object('serial', 'SN-' || n, 'warranty', n %% 2 = 0, 'site', 'Site ' || n %% 64), at, at
from generate_series(1, %(tickets)s) n, lateral (select now() - n * interval '5 minutes' as at) moment,
  lateral (select case when n %% 20 <> 3 then at end as booked) booking, c, u
where c.k = 1 + n %% %(contacts)s and u.k = 1 + n %% %(users)s
"""
_COUNTER = "insert into ticket_counters (organisation_id, last_number) values (%(organisation)s, %(tickets)s)"
_PEOPLE = """
select u.organisation_id, u.id, u.role, md5(u.email || 1), c.id, t.ids
from organisations o join users u on u.organisation_id = o.id
join lateral (select id from contacts where organisation_id = o.id order by md5(id::text || u.id) limit 1) c on true
join lateral (select array_agg(id) ids from (
  select id from tickets where organisation_id = o.id and number %% 20 = 1 order by md5(id::text || u.id) limit 5
) sample) t on true
where o.name = %s order by md5(u.id::text)
"""
