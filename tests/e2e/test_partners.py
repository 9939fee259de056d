"""Resellers from beginning to end: who brought whom, what it earns, and that what is settled stays as it is."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect

from e2e.conftest import Mailbox, Product
from e2e.test_every_page import problems_on
from e2e.visitors import PASSWORD, Visit, Visitor
from worktrackr.embedded import Cluster

THIS_MONTH = datetime.now(UTC).date().replace(day=1)
LAST_MONTH = (THIS_MONTH - timedelta(days=1)).replace(day=1)
MIDDLE = LAST_MONTH.replace(day=16)
Begin = Callable[[str, list[str]], None]


@pytest.fixture
def begin_long_ago(product: Product) -> Begin:
    """Let a reseller and its organisations have begun before last month: what only time can make."""

    def begin(reseller: str, organisations: list[str]) -> None:
        began = LAST_MONTH - timedelta(days=60)
        with Cluster(product.data_dir) as cluster, psycopg.connect(cluster.urls.owner) as owner:
            owner.execute("update commission_rates set from_at = %s where reseller_id = %s", [began, reseller])
            for organisation in organisations:
                owner.execute(
                    "update organisations set created_at = %s, trial_ends_at = %s where id = %s",
                    [began, began + timedelta(days=14), organisation],
                )
                for table in ("organisation_plans", "organisation_status", "seat_counts", "reseller_links"):
                    owner.execute(
                        f"update {table} set from_at = %s where organisation_id = %s".encode(), [began, organisation]
                    )

    return begin


def files_of(visitor: Visitor, statement: dict[str, Any]) -> list[bytes]:
    """Read a settled statement in its forms."""
    answers = [visitor.ask(f"/commission_statements/{statement['id']}{end}") for end in ("", ".csv", ".pdf")]
    assert all(answer.ok for answer in answers)
    return [answer.body() for answer in answers]


def pounds(amount: str) -> str:
    """Write an amount as the pages do."""
    return f"£{Decimal(amount):,.2f}"


def name_of(month: date) -> str:
    """Write a month as the pages do."""
    return f"{month:%B %Y}"


def choose(visitor: Visitor, label: str, option: str) -> None:
    """Choose one of the options of a field."""
    visitor.page.get_by_role("combobox", name=label).click()
    visitor.page.get_by_role("option", name=option, exact=True).click()


def set_rate(operator: Visitor, percent: str, day: date) -> None:
    """Set a rate from a day on, on the page of the reseller."""
    operator.link("Rates").click()
    operator.button("New rate").click()
    operator.field("Rate of commission").fill(percent)
    operator.page.get_by_label("From the day").fill(day.isoformat())
    operator.button("Set rate").click()
    operator.sees_toast(f"{percent}% from")


def create_partner(operator: Visitor, name: str, email: str, customers: list[str]) -> str:
    """Create a reseller with its first sign-in and its customers, on its pages; returns its id."""
    operator.go("/resellers")
    operator.page.get_by_role("link", name="New reseller").first.click()
    operator.field("Name").fill(name)
    operator.button("Create reseller").click()
    operator.sees_toast(f"{name} is a reseller now")
    operator.button("Invite").click()
    operator.field("E-mail").fill(email)
    operator.field("Name").fill("Carla Whitby")
    operator.button("Send invitation").click()
    operator.sees_toast("An invitation goes to")
    operator.page.get_by_role("link", name="Customers").click()
    for customer in customers:
        link(operator, customer)
    return operator.page.url.rpartition("/")[2].partition("?")[0]


def link(operator: Visitor, customer: str) -> None:
    """Link an organisation on the page of a reseller's customers, found by its name."""
    operator.button("Link organisation").click()
    operator.page.get_by_role("combobox", name="Organisation").click()
    operator.page.keyboard.type(customer)
    operator.page.get_by_role("option", name=customer).click()
    operator.page.get_by_role("dialog").get_by_role("button", name="Link organisation").click()
    operator.sees_toast(f"{customer} is linked")


def settle(operator: Visitor, reseller: str, month: date) -> dict[str, Any]:
    """Settle what the page shows, which is what the ledger says; returns the statement of the list."""
    preview = operator.get(f"/resellers/{reseller}/commission?month={month:%Y-%m}")
    assert sum((Decimal(line["amount"]) for line in preview["lines"]), Decimal(0)) == Decimal(preview["total"])
    assert [line["rate"] for line in preview["lines"]] == ["0.25000", "0.50000"] * 2
    operator.go(f"/resellers/{reseller}?month={month:%Y-%m}")
    expect(operator.page.get_by_test_id("statement-total")).to_have_text(pounds(preview["total"]))
    for line in preview["lines"]:
        expect(operator.page.get_by_text(line["explanation"]).first).to_be_visible()
    operator.button(f"Settle {name_of(month)}").click()
    operator.button(f"Settle {pounds(preview['total'])}").click()
    operator.sees_toast(f"{name_of(month)} is settled as statement")
    expect(operator.page.get_by_text("This statement is settled")).to_be_visible()
    (statement,) = [one for one in operator.get("/commission_statements")["items"] if one["reseller_id"] == reseller]
    assert statement["total"] == preview["total"]
    return statement


def test_a_reseller_earns_is_settled_and_sees_that_and_nothing_else(
    operator: Visitor, visit: Visit, mailbox: Mailbox, begin_long_ago: Begin
) -> None:
    mark = secrets.token_hex(3)
    pro, starter, email = f"Aire Plumbing {mark}", f"Calder {mark}", f"carla-{mark}@example.com"
    other = operator.post("/organisations", name=f"Somebody else's {mark}", plan="enterprise")
    plans = ((pro, "pro"), (starter, "starter"))
    made = [operator.post("/organisations", name=name, plan=plan)["id"] for name, plan in plans]
    reseller = create_partner(operator, f"Pennine {mark}", email, [pro, starter])
    begin_long_ago(reseller, made)

    carla = visit()
    carla.page.goto(mailbox.link_to(email))
    carla.field("Your name").fill("Carla Whitby")
    carla.page.get_by_label("Password", exact=True).fill(PASSWORD)
    carla.button("Join").click()
    expect(carla.page.get_by_text(pro).first).to_be_visible()

    operator.go(f"/resellers/{reseller}?month={LAST_MONTH:%Y-%m}")
    expect(operator.page.get_by_test_id("statement-total")).to_have_text("£37.00")
    set_rate(operator, "50", MIDDLE)
    statement = settle(operator, reseller, LAST_MONTH)
    before = files_of(operator, statement)

    carla.go(f"/statements?month={LAST_MONTH:%Y-%m}")
    expect(carla.page.get_by_test_id("statement-total")).to_have_text(pounds(statement["total"]))
    assert files_of(carla, statement) == before
    seen = carla.get(f"/resellers/{reseller}/commission?month={THIS_MONTH:%Y-%m}")
    assert {line["organisation_name"] for line in seen["lines"]} == {pro, starter}
    assert other["name"] not in carla.page.content()
    for path in ("/organisations", f"/organisations/{other['id']}", "/tickets", f"/resellers/{reseller}/links"):
        assert carla.ask(path).status == 403

    set_rate(operator, "75", LAST_MONTH)
    assert files_of(operator, statement) == files_of(carla, statement) == before
    operator.go(f"/resellers/{reseller}")
    expect(operator.page.get_by_text(f"Adjustment of {name_of(LAST_MONTH)}").first).to_be_visible()
    later = operator.get(f"/resellers/{reseller}/commission?month={THIS_MONTH:%Y-%m}")
    assert sorted(change["organisation_name"] for change in later["adjustments"]) == sorted([pro, starter])
    operator.go("/statements")
    expect(operator.row(f"Pennine {mark}")).to_contain_text(pounds(statement["total"]))


def test_a_link_shows_at_once_on_every_page_that_tells_of_it(operator: Visitor) -> None:
    mark = secrets.token_hex(3)
    # The first by its name, so that it is on the page however many there are.
    reseller = operator.post("/resellers", name=f"0 {mark}")["name"]
    organisation = operator.post("/organisations", name=f"Moorside {mark}", plan="pro")
    operator.go(f"/organisations/{organisation['id']}")
    expect(operator.page.get_by_text("None", exact=True)).to_be_visible()
    operator.link("Resellers").click()
    expect(operator.row(reseller).get_by_role("link", name="0", exact=True)).to_be_visible()
    operator.link(reseller).click()
    operator.link("Refunds").click()
    expect(operator.page.get_by_text("This reseller has had no customer yet")).to_be_visible()
    expect(operator.button("Record refund")).to_have_count(0)
    operator.page.get_by_role("link", name="Customers").click()
    link(operator, organisation["name"])
    operator.link(organisation["name"]).click()
    operator.link(reseller).click()
    expect(operator.row(organisation["name"])).to_contain_text("Since")
    operator.page.get_by_role("navigation", name="Main").get_by_role("link", name="Resellers").click()
    expect(operator.row(reseller).get_by_role("link", name="1", exact=True)).to_be_visible()


def test_customers_move_and_leave_and_refunds_are_taken_from_commission(
    operator: Visitor, begin_long_ago: Begin
) -> None:
    mark = secrets.token_hex(3)
    first, second = (operator.post("/resellers", name=f"{name} {mark}") for name in ("First", "Second"))
    organisation = operator.post("/organisations", name=f"Moorside {mark}", plan="pro")
    operator.post("/reseller_customers", reseller_id=first["id"], organisation_id=organisation["id"])
    begin_long_ago(first["id"], [organisation["id"]])
    name = organisation["name"]

    operator.go(f"/resellers/{first['id']}?tab=refunds")
    operator.button("Record refund").click()
    choose(operator, "Organisation", name)
    operator.field("Amount").fill("500")
    operator.field("Reason").fill("An outage")
    operator.console.allow(422, "/api/refunds")
    operator.page.get_by_role("dialog").get_by_role("button", name="Record refund").click()
    expect(operator.page.get_by_text("The month cost £99.00")).to_be_visible()
    operator.field("Amount").fill("20")
    operator.page.get_by_role("dialog").get_by_role("button", name="Record refund").click()
    operator.sees_toast("£20.00 refunded")
    operator.link("Commission").click()
    operator.button("The month before").click()
    expect(operator.page.get_by_test_id("statement-total")).to_have_text("£19.75")

    operator.page.get_by_role("link", name="Customers").click()
    operator.button(f"More for {name}").click()
    operator.page.get_by_role("menuitem", name="Move to another reseller").click()
    choose(operator, "To", second["name"])
    operator.button("Move").click()
    operator.sees_toast(f"{name} is with {second['name']} now")
    expect(operator.page.get_by_text(f"then moved to {second['name']}")).to_be_visible()

    operator.go(f"/resellers/{second['id']}?tab=customers")
    operator.button(f"More for {name}").click()
    operator.page.get_by_role("menuitem", name="End the link").click()
    operator.page.get_by_role("dialog").get_by_role("button", name="End the link").click()
    operator.sees_toast(f"{name} has no reseller now")
    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Close the reseller").click()
    operator.page.get_by_role("dialog").get_by_role("button", name="Close the reseller").click()
    operator.sees_toast(f"{second['name']} is closed")
    expect(operator.button("Link organisation")).to_have_count(0)
    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Reopen").click()
    operator.sees_toast(f"{second['name']} is open again")


def test_the_pages_of_resellers_fit_and_everybody_can_use_them(operator: Visitor, begin_long_ago: Begin) -> None:
    mark = secrets.token_hex(3)
    first, second = (operator.post("/resellers", name=f"{name} {mark}") for name in ("First", "Second"))
    organisation = operator.post("/organisations", name=f"Moorside {mark}", plan="pro")
    link = {"reseller_id": first["id"], "organisation_id": organisation["id"]}
    operator.post("/reseller_customers", **link)
    begin_long_ago(first["id"], [organisation["id"]])
    month = f"{LAST_MONTH:%Y-%m}"
    operator.post(f"/resellers/{first['id']}/commission/settle", month=month)
    refund = {"month": month, "amount": "20.00", "reason": "An outage"}
    operator.post("/refunds", organisation_id=organisation["id"], **refund)
    operator.post(f"/resellers/{first['id']}/users", email=f"carla-{mark}@example.com", name="Carla Whitby")
    operator.post(f"/reseller_customers/{first['id']}/{organisation['id']}/move", reseller_id=second["id"])
    page = f"/resellers/{first['id']}"
    tabs = [f"{page}?tab={tab}" for tab in ("customers", "rates", "refunds", "people")]
    paths = ["/resellers", "/resellers/new", "/statements", page, f"{page}?month={month}", f"{page}/edit", *tabs]
    assert {path: found for path in paths if (found := problems_on(operator, path))} == {}
