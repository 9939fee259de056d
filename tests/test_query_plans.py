"""Every list has its index: the plans that PostgreSQL chooses among rows enough to matter."""

import re
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Make
from worktrackr.app import RESOURCES
from worktrackr.embedded import DatabaseUrls
from worktrackr.postgres.pipeline import encode

TABLES = {resource.table.name: resource.table for resource in RESOURCES}
ROWS = 3000
SEEDS = {
    "contacts": "insert into contacts (organisation_id, name, status) select o, 'Contact ' || n, 'active' from generate_series(1, {rows}) n",
    "tickets": (
        "insert into tickets (organisation_id, number, title, status, created_at, contact_id, assigned_user_id) "
        "select o, 100000 + n, 'Ticket ' || n, case n % 3 when 0 then 'Open' else 'Closed' end, now() - n * interval '1 minute', null, null "
        "from generate_series(1, {rows}) n"
    ),
    "products": "insert into products (organisation_id, name) select o, 'Product ' || n from generate_series(1, {rows}) n",
    "crm_events": (
        "insert into crm_events (organisation_id, title, start_at, end_at) select o, 'Event ' || n, now() + n * interval '1 hour', "
        "now() + n * interval '1 hour' + interval '30 minutes' from generate_series(1, {rows}) n"
    ),
}
LISTS = [
    ("contacts", ""), ("contacts", "sort=name"), ("contacts", "status=prospect"), ("contacts", "email=a@b.co"), ("contacts", "sort=-updated_at"),
    ("tickets", ""), ("tickets", "status=Open"), ("tickets", "assigned_user_id=null"), ("tickets", "number=5"),
    ("tickets", "sort=-updated_at"), ("tickets", "scheduled_date_from=2026-01-01&scheduled_date_to=2026-02-01&sort=scheduled_date"),
    ("tickets", "overdue=true&sort=due_at"), ("tickets", "sort=due_at"), ("tickets", "due_state=soon&due_state=overdue&sort=due_at"),
    ("products", ""), ("products", "sort=name"), ("crm_events", ""), ("crm_events", "sort=start_at"),
]  # fmt: skip


FEW = ("email=a@b.co", "number=5")
"""Conditions that leave a handful of rows, which may be sorted."""


@pytest.fixture(scope="module")
def seeded(urls: DatabaseUrls) -> UUID:
    """One organisation among four, each with some thousand rows."""
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        ids = [uuid4() for _ in range(4)]
        for organisation in ids:
            owner.execute("insert into organisations (id, name) values (%s, 'plans')", [organisation])
            for sql in SEEDS.values():
                owner.execute(sql.format(rows=ROWS).replace("select o,", f"select '{organisation}'::uuid,").encode())
        owner.execute("analyze contacts, tickets, products, crm_events")
    return ids[0]


@pytest.mark.parametrize(("name", "query"), LISTS)
async def test_a_list_reads_its_page_and_not_the_table(
    name: str, query: str, seeded: UUID, urls: DatabaseUrls, make: Make
) -> None:
    del make
    table = TABLES[name]
    parameters: dict[str, list[str]] = {}
    for part in filter(None, query.split("&")):
        parameters.setdefault(part.partition("=")[0], []).append(part.partition("=")[2])
    checked = table.query(parameters, frozenset(), seeded)
    statement = table.page(checked, frozenset(), trash=False)
    plan = explain(urls, seeded, statement.sql.decode(), [seeded, *checked.values, 51])
    text = "\n".join(plan)
    assert f"Seq Scan on {name}" not in text, text
    assert query in FEW or "Sort" not in text or "Incremental" in text, text


def explain(urls: DatabaseUrls, organisation: UUID, sql: str, values: list[Any]) -> list[str]:
    """Return the generic plan, as the application, inside an organisation."""
    with psycopg.connect(urls.application) as application:
        application.execute("select set_config('app.organisation_id', %s, true)", [str(organisation)])
        application.execute(f"prepare listed as {sql}".encode())
        texts = [encode(value) for value in values]
        arguments = ", ".join("null" if text is None else f"'{text}'" for text in texts)
        return [row[0] for row in application.execute(f"explain execute listed ({arguments})".encode())]


@pytest.mark.parametrize("words", ["Contact 2977", "2977", "77"])
async def test_a_search_reads_few_pages(words: str, seeded: UUID, urls: DatabaseUrls, make: Make) -> None:
    del make
    with psycopg.connect(urls.superuser_url or "") as superuser:
        superuser.execute("select set_config('app.organisation_id', %s, true)", [str(seeded)])
        superuser.execute("select search.contacts(%s)", [words])  # reads the catalogue, once per connection
        sql = "explain (analyze, buffers, costs off, timing off) select search.contacts(%s)"
        plan = "\n".join(row[0] for row in superuser.execute(sql, [words]))
        (pages,) = superuser.execute("select relpages from pg_class where relname = 'contacts'").fetchone() or (0,)
    read = sum(int(number) for number in re.findall(r"hit=(\d+)", plan.partition("Planning")[0]))
    # A word of two letters reads the organisation's own rows, a quarter of all; longer ones hardly any.
    assert read < pages + 200, plan
