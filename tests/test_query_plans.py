"""Every list has its index: the plans that PostgreSQL chooses among rows enough to matter."""

import re
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Make
from worktrackr.app import RESOURCES
from worktrackr.crm.contact_counts import count_groups
from worktrackr.embedded import DatabaseUrls
from worktrackr.helpdesk.ticket_counts import COUNT_VIEWS
from worktrackr.postgres.pipeline import encode

TABLES = {resource.table.name: resource.table for resource in RESOURCES}
ROWS = 3000
SEEDS = {
    "contacts": "insert into contacts (organisation_id, name, status) select {of}, 'Contact ' || n, 'active' from generate_series(1, {rows}) n",
    "tickets": (
        "insert into tickets (organisation_id, number, title, status, created_at, priority, category, scheduled_date) "
        "select {of}, 100000 + n, 'Ticket ' || n, case n % 3 when 0 then 'Open' else 'Closed' end, now() - n * interval '1 minute', "
        "case n % 50 when 0 then 'High' else 'Low' end, case n % 9 when 0 then 'Hardware' end, case when n % 8 > 0 then date '2026-01-01' + n % 365 end "
        "from generate_series(1, {rows}) n"
    ),
    "products": "insert into products (organisation_id, name) select {of}, 'Product ' || n from generate_series(1, {rows}) n",
    "crm_events": (
        "insert into crm_events (organisation_id, title, start_at, end_at) select {of}, 'Event ' || n, now() + n * interval '1 hour', "
        "now() + n * interval '1 hour' + interval '30 minutes' from generate_series(1, {rows}) n"
    ),
    "customer_services": (
        "insert into customer_services (organisation_id, contact_id, product_id, renewal_date, renewal_anchor_day) "
        "select {of}, c.id, p.id, current_date + (row_number() over ())::integer % 300, 1 from contacts c "
        "join products p using (organisation_id) where organisation_id = {of} and p.name = 'Product 1'"
    ),
    "contact_notes": "insert into contact_notes (organisation_id, contact_id, body) select {of}, id, 'x' from contacts where organisation_id = {of}",
    "comments": "insert into comments (organisation_id, ticket_id, body) select {of}, id, 'x' from tickets where organisation_id = {of}",
    "checklist_items": "insert into checklist_items (organisation_id, ticket_id, text) select {of}, id, 'x' from tickets where organisation_id = {of}",
}
LISTS = [
    ("contacts", ""), ("contacts", "sort=name"), ("contacts", "status=prospect"), ("contacts", "email=a@b.co"), ("contacts", "sort=-updated_at"),
    ("contacts", "initial=C&sort=name"), ("contact_notes", "contact_id=00000000-0000-0000-0000-000000000001"),
    ("tickets", ""), ("tickets", "status=Open"), ("tickets", "number=5"),
    ("tickets", "sort=-updated_at"), ("tickets", "scheduled_date_from=2026-01-01&scheduled_date_to=2026-02-01&sort=scheduled_date"),
    ("tickets", "overdue=true&sort=due_at"), ("tickets", "due_state=missed"), ("tickets", "sort=due_at"), ("tickets", "due_state=soon&due_state=overdue&sort=due_at"),
    ("tickets", "priority=High"), ("tickets", "category=Hardware"), ("tickets", "created_by=00000000-0000-0000-0000-000000000001"),
    ("tickets", "template_id=00000000-0000-0000-0000-000000000001"), ("tickets", "scheduled=false"), ("tickets", "overdue=true&sort=due_at"),
    ("products", ""), ("products", "sort=name"), ("crm_events", ""), ("crm_events", "sort=start_at"),
    ("customer_services", "sort=renewal_date"), ("customer_services", "status=Active&sort=renewal_date"), ("customer_services", "renewal_date=null&status=Active&sort=renewal_date"),
    ("comments", "ticket_id=00000000-0000-0000-0000-000000000001"),
    ("checklist_items", "ticket_id=00000000-0000-0000-0000-000000000001&sort=position"),
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
                owner.execute(sql.format(rows=ROWS, of=f"'{organisation}'::uuid").encode())
        owner.execute(
            "vacuum analyze contacts, contact_notes, tickets, products, customer_services, crm_events, comments, checklist_items"
        )
    return ids[0]


@pytest.mark.parametrize(("name", "query"), LISTS)
async def test_a_list_reads_its_page_and_not_the_table(
    name: str, query: str, seeded: UUID, urls: DatabaseUrls, make: Make
) -> None:
    del make
    text = explain_page(name, query, seeded, urls)
    assert f"Seq Scan on {name}" not in text, text
    assert query in FEW or "Sort" not in text or "Incremental" in text, text


def explain_page(name: str, query: str, organisation: UUID, urls: DatabaseUrls) -> str:
    """Return the plan of the first page of a list."""
    table = TABLES[name]
    parameters: dict[str, list[str]] = {}
    for part in filter(None, query.split("&")):
        parameters.setdefault(part.partition("=")[0], []).append(part.partition("=")[2])
    checked = table.query(parameters, frozenset(), organisation)
    statement = table.page(checked, frozenset(), trash=False)
    return "\n".join(explain(urls, organisation, statement.sql.decode(), [organisation, *checked.values, 51]))


def explain(urls: DatabaseUrls, organisation: UUID, sql: str, values: list[Any], setting: str = "") -> list[str]:
    """Return the generic plan, as the application, inside an organisation."""
    with psycopg.connect(urls.application) as application:
        application.execute(setting.encode())
        application.execute("select set_config('app.organisation_id', %s, true)", [str(organisation)])
        application.execute(f"prepare listed as {sql}".encode())
        texts = [encode(value) for value in values]
        arguments = ", ".join("null" if text is None else f"'{text}'" for text in texts)
        return [row[0] for row in application.execute(f"explain execute listed ({arguments})".encode())]


SPREAD = [
    "status=Open&status=Waiting", "priority=High&priority=Low&status=Open", "assigned_user_id=00000000-0000-0000-0000-000000000001",
    "assigned_user_id=null", "sort=priority", "sort=-status", "sort=scheduled_date", "sort=-scheduled_date",
]  # fmt: skip
"""Lists that no index has in their order: their pages are put together from the first rows of several."""


@pytest.mark.parametrize("query", SPREAD)
async def test_a_page_of_several_values_reads_the_first_rows_of_each(
    query: str, seeded: UUID, urls: DatabaseUrls, make: Make
) -> None:
    del make
    plan = explain_page("tickets", query, seeded, urls)
    for branch in plan.split("Subquery Scan")[1:]:
        assert "Seq Scan on tickets" not in branch, plan
        # Above the limit of a branch a page's rows may be sorted, not below it.
        assert "Sort" not in branch.partition("Limit")[2] or "Incremental" in branch, plan
    assert plan.count("Limit") > 2, plan


async def test_contacts_are_counted_by_status_and_letter_from_an_index_alone(
    seeded: UUID, urls: DatabaseUrls, make: Make
) -> None:
    del make
    plan = "\n".join(explain(urls, seeded, count_groups(()).sql.decode(), [seeded], "set enable_bitmapscan = off"))
    assert "Index Only Scan using contacts_groups_idx" in plan, plan


async def test_the_views_are_counted_from_indexes_alone(seeded: UUID, urls: DatabaseUrls, make: Make) -> None:
    del make
    # Whether that is cheaper depends on how lately the table was vacuumed; that it can be done does not.
    plan = explain(urls, seeded, COUNT_VIEWS.sql.decode(), [seeded, uuid4()], "set enable_bitmapscan = off")
    scans = re.findall(r"(\w+ Scan) [\w ]*on tickets", "\n".join(plan))
    # Any index counts all, as long as the table is not vacuumed.
    assert scans[:4] == ["Only Scan"] * 4, plan
    assert scans[4] in ("Only Scan", "Index Scan"), plan


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
