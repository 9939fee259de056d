"""Commission: right to the cent, settled once, and nobody else's to see."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from commission_reference import check_history, slow_total
from conftest import Client, Make
from worktrackr.embedded import DatabaseUrls
from worktrackr.partners.commission import Account, Ledger, Since, lines_of

MONTH = "2026-10"


class Past:
    """Organisations and links that began long ago: what only time can make."""

    def __init__(self, make: Make, owner: psycopg.Connection) -> None:
        self.make, self._owner = make, owner
        self.reseller = make.reseller()
        self._owner.execute(
            "update commission_rates set from_at = '2026-01-01' where reseller_id = %s", [self.reseller]
        )

    def organisation(
        self, plan: str, *, seats: int = 1, trial: bool = False, linked: str = "2026-02-01", name: str = ""
    ) -> UUID:
        """Make an organisation that has been on a plan, and linked, since then."""
        found = self.make.organisation(name or f"{plan} {uuid4().hex[:6]}")
        ends = "2027-01-01" if trial else "2026-02-01"
        run = self._owner.execute
        run(
            "update organisations set plan = %s, created_at = '2026-01-15', trial_ends_at = %s where id = %s",
            [plan, ends, found],
        )
        run("delete from organisation_plans where organisation_id = %s and plan <> %s", [found, plan])
        run("insert into reseller_customers (reseller_id, organisation_id) values (%s, %s)", [self.reseller, found])
        run("insert into seat_counts (organisation_id, seats) values (%s, %s)", [found, seats])
        for table in ("organisation_plans", "organisation_status", "seat_counts"):
            run(f"update {table} set from_at = '2026-01-15' where organisation_id = %s".encode(), [found])
        run("update reseller_links set from_at = %s where organisation_id = %s", [linked, found])
        return found

    def at(self, table: str, day: str, organisation_id: UUID, **values: object) -> None:
        """Write an entry of a history at a time."""
        names = ", ".join(values)
        self._owner.execute(
            f"insert into {table} (organisation_id, from_at, {names}) values (%s, %s{', %s' * len(values)})".encode(),
            [organisation_id, day, *values.values()],
        )


@pytest.fixture
def past(make: Make, owner: psycopg.Connection) -> Past:
    """A reseller with a past."""
    return Past(make, owner)


async def month_of(who: Client, past: Past, month: str = MONTH) -> dict[str, Any]:
    """Read a month."""
    answer = await who.get(f"/resellers/{past.reseller}/commission?month={month}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def settled(operator: Client, past: Past, month: str = MONTH) -> dict[str, Any]:
    """Settle a month."""
    answer = await operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": month})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def test_a_quarter_of_pro_and_starter_is_37_pounds_and_the_trial_is_explained(
    operator: Client, past: Past
) -> None:
    # The customers of the sample data of the application before this one.
    past.organisation("pro", name="TechCorp Solutions", seats=5)
    past.organisation("starter", name="BuildRight Construction", seats=1)
    past.organisation("enterprise", name="MedCare Clinic", seats=45, trial=True)
    found = await month_of(operator, past)
    assert (found["status"], found["total"]) == ("preview", "37.00")
    assert [(line["plan"], line["days"], line["base"], line["amount"]) for line in found["lines"]] == [
        ("starter", 31, "49.00", "12.25"), ("enterprise", 31, "0.00", "0.00"), ("pro", 31, "99.00", "24.75"),
    ]  # fmt: skip
    assert found["lines"][1]["explanation"] == "In its trial until 1 January 2027: nothing is owed."
    assert found["lines"][2]["explanation"] == "Pro at £99.00 a month, for the whole month, at 25%."


async def test_extra_seats_count_and_changes_split_the_month(operator: Client, past: Past) -> None:
    one = past.organisation("pro", seats=7)
    past.at("organisation_status", "2026-10-11T12:00Z", one, status="suspended")
    past.at("organisation_status", "2026-10-21T12:00Z", one, status="active")
    lines = (await month_of(operator, past))["lines"]
    assert [(line["from"], line["to"], line["days"], line["base"], line["amount"]) for line in lines] == [
        ("2026-10-01", "2026-10-10", 10, "41.61", "10.40"),
        ("2026-10-11", "2026-10-20", 10, "0.00", "0.00"),
        ("2026-10-21", "2026-10-31", 11, "45.77", "11.44"),
    ]
    assert "2 extra seats at £15.00, £129.00 a month, for 10 of 31 days" in lines[0]["explanation"]
    assert lines[1]["explanation"] == "Suspended: nothing is owed."


async def test_an_organisation_that_moves_splits_the_month_by_day(
    operator: Client, past: Past, make: Make, owner: psycopg.Connection
) -> None:
    one = past.organisation("pro")
    other = Past(make, owner)
    past.at("reseller_links", "2026-10-16T09:00Z", one, reseller_id=other.reseller)
    mine, theirs = await month_of(operator, past), await month_of(operator, other)
    paid = {
        name: [(line["from"], line["days"]) for line in found["lines"] if Decimal(line["amount"])]
        for name, found in (("mine", mine), ("theirs", theirs))
    }
    assert paid == {"mine": [("2026-10-01", 15)], "theirs": [("2026-10-16", 16)]}
    assert Decimal(mine["total"]) + Decimal(theirs["total"]) == Decimal("24.75")
    assert [line["explanation"] for line in mine["lines"] + theirs["lines"] if not Decimal(line["amount"])] == [
        "No longer your customer: nothing is owed.", "Not yet your customer: nothing is owed.",
    ]  # fmt: skip


async def test_what_is_settled_stays_byte_for_byte(operator: Client, past: Past) -> None:
    past.organisation("pro", name="=cmd|' /C calc'!A0")
    preview = await month_of(operator, past)
    made, again = await settled(operator, past), await settled(operator, past)
    paths = [f"/commission_statements/{made['id']}{suffix}" for suffix in ("", ".csv", ".pdf")]
    before = [(await operator.get(path)).content for path in paths]
    await operator.post(f"/resellers/{past.reseller}/rates", json={"rate": "0.5", "from_day": "2026-10-01"})
    await operator.patch(f"/resellers/{past.reseller}", json={"name": "Renamed since"})
    after = [(await operator.get(path)).content for path in paths]
    later = await month_of(operator, past, "2026-11")
    assert (preview["lines"], preview["total"]) == (made["lines"], made["total"])
    assert (made["status"], again) == ("settled", made)
    assert before == after
    assert (before[1][:3], before[2][:5]) == (b"\xef\xbb\xbf", b"%PDF-")
    assert b",'=cmd" in before[1]
    assert [(a["month"], a["amount"]) for a in later["adjustments"]] == [("2026-10", "24.75")]
    assert (
        later["adjustments"][0]["explanation"]
        == "October 2026 was settled with £24.75; by what is known now it comes to £49.50. "
        "Pro at £99.00 a month, for the whole month, at 50%."
    )


async def test_settling_takes_the_total_that_was_looked_at(operator: Client, past: Past) -> None:
    one = past.organisation("pro")
    seen = (await month_of(operator, past))["total"]
    await operator.made("/refunds", organisation_id=str(one), month=MONTH, amount="20.00", reason="An outage")
    path = f"/resellers/{past.reseller}/commission/settle"
    refused = await operator.post(path, json={"month": MONTH, "total": seen})
    made = await operator.post(path, json={"month": MONTH, "total": "19.75"})
    again = await operator.post(path, json={"month": MONTH, "total": seen})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/total-changed")
    assert "It comes to £19.75 by now." in refused.json()["detail"]
    assert (made.status_code, again.status_code, again.json()) == (201, 200, made.json())


async def test_an_adjustment_is_paid_once(operator: Client, past: Past) -> None:
    past.organisation("pro")
    await settled(operator, past, "2026-08")
    await operator.post(f"/resellers/{past.reseller}/rates", json={"rate": "0.5", "from_day": "2026-08-16"})
    first, second = await settled(operator, past, "2026-09"), await settled(operator, past, "2026-10")
    assert [[(a["month"], a["amount"]) for a in made["adjustments"]] for made in (first, second)] == [
        [("2026-08", "12.78")],
        [],
    ]
    assert (first["total"], second["number"] - first["number"]) == ("62.28", 1)


async def test_an_adjustment_stands_in_one_month_only_so_that_months_add_up(operator: Client, past: Past) -> None:
    past.organisation("pro")
    await settled(operator, past, "2026-07")
    await operator.made(f"/resellers/{past.reseller}/rates", rate="0.5", from_day="2026-07-01")

    async def months(*wanted: str) -> list[tuple[str, list[str]]]:
        found = [await month_of(operator, past, month) for month in wanted]
        return [(month["total"], [change["amount"] for change in month["adjustments"]]) for month in found]

    assert await months("2026-06", "2026-08", "2026-09") == [("24.75", []), ("74.25", ["24.75"]), ("49.50", [])]
    # Whoever leaves a month out leaves it without: it comes with the month after the last that is settled.
    assert (await settled(operator, past, "2026-09"))["total"] == "49.50"
    assert await months("2026-08", "2026-10") == [("49.50", []), ("74.25", ["24.75"])]


async def test_a_refund_takes_its_commission_back(operator: Client, admin: Client, past: Past) -> None:
    one = past.organisation("pro")
    await settled(operator, past, "2026-09")
    body = {"organisation_id": str(one), "month": "2026-09", "amount": "33.00", "reason": "An outage"}
    made, refused = await operator.post("/refunds", json=body), await admin.post("/refunds", json=body)
    nobody = await operator.post("/refunds", json=body | {"organisation_id": str(uuid4())})
    found = await month_of(operator, past)
    assert [answer.status_code for answer in (made, refused, nobody)] == [201, 403, 422]
    assert [(a["month"], a["amount"]) for a in found["adjustments"]] == [("2026-09", "-8.25")]


async def test_an_adjustment_says_what_is_new_since_the_one_before(operator: Client, past: Past) -> None:
    one = past.organisation("pro")
    await settled(operator, past, "2026-07")

    async def adjusted(month: str, amount: str) -> tuple[str, str]:
        body = {"organisation_id": str(one), "month": "2026-07", "amount": amount, "reason": "An outage"}
        await operator.made("/refunds", **body)
        (change,) = (await settled(operator, past, month))["adjustments"]
        return change["amount"], change["explanation"]

    refund = "Refund of £8.00: An outage. Commission on it at 25%."
    assert await adjusted("2026-08", "8.00") == (
        "-2.00", f"July 2026 was settled with £24.75; by what is known now it comes to £22.75. {refund}"
    )  # fmt: skip
    # The same again is a refund of its own.
    assert await adjusted("2026-09", "8.00") == (
        "-2.00", f"July 2026 has come to £22.75 with its adjustments; by what is known now it comes to £20.75. {refund}"
    )  # fmt: skip
    assert (await adjusted("2026-10", "-8.00"))[1].endswith(
        "£22.75. Refund of £8.00 taken back: An outage. Commission on it at 25%."
    )


async def test_a_refund_is_no_more_than_the_month_cost_and_can_be_taken_back(operator: Client, past: Past) -> None:
    one = past.organisation("pro")
    body = {"organisation_id": str(one), "month": MONTH, "reason": "An outage"}
    answers = [
        await operator.post("/refunds", json=body | {"amount": amount})
        for amount in ("99.01", "60.00", "60.00", "0", "-60.01", "-60.00", "99.00")
    ]
    assert [answer.status_code for answer in answers] == [422, 201, 422, 422, 422, 201, 201]
    assert answers[2].json()["errors"] == [
        {"pointer": "/amount", "code": "out_of_range", "detail": "The month cost £99.00, of which £60.00 are given back already."}
    ]  # fmt: skip
    found = await month_of(operator, past)
    assert [line["explanation"] for line in found["lines"][1:]] == [
        "Refund of £60.00: An outage. Commission on it at 25%.",
        "Refund of £60.00 taken back: An outage. Commission on it at 25%.",
        "Refund of £99.00: An outage. Commission on it at 25%.",
    ]
    assert found["total"] == "0.00"
    listed = (await operator.get(f"/resellers/{past.reseller}/refunds")).json()["items"]
    assert [row["amount"] for row in listed] == ["99.00", "-60.00", "60.00"]


async def test_what_was_given_back_too_much_can_be_taken_back_in_part(operator: Client, past: Past) -> None:
    one = past.organisation("pro")
    body = {"organisation_id": str(one), "month": MONTH, "reason": "An outage"}
    await operator.made("/refunds", **body, amount="99.00")
    # As when it is suspended in the middle of a month that was given back whole.
    past.at("organisation_status", "2026-10-11T12:00Z", one, status="suspended")
    found = await month_of(operator, past)
    assert [(line["base"], line["amount"]) for line in found["lines"]] == [
        ("31.94", "7.98"), ("0.00", "0.00"), ("-31.94", "-7.98"),
    ]  # fmt: skip
    assert found["lines"][2]["explanation"] == (
        "Refund of £99.00: An outage. Commission on £31.94 of it, as the month came to no more, at 25%."
    )
    answers = [await operator.post("/refunds", json=body | {"amount": amount}) for amount in ("1", "-79", "-20.01")]
    assert [answer.status_code for answer in answers] == [422, 201, 422]
    assert (await month_of(operator, past))["total"] == "2.98"


async def test_a_month_to_come_cost_nothing_that_could_be_given_back(operator: Client, past: Past) -> None:
    one, coming = past.organisation("pro"), f"{datetime.now(UTC) + timedelta(days=31):%Y-%m}"
    body = {"organisation_id": str(one), "amount": "1.00", "reason": "An outage"}
    refused = await operator.post("/refunds", json=body | {"month": coming})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/month")
    assert (await operator.post("/refunds", json=body | {"month": MONTH})).status_code == 201


async def test_a_refund_is_taken_from_the_days_that_cost_it(
    operator: Client, past: Past, make: Make, owner: psycopg.Connection
) -> None:
    one = past.organisation("pro")
    other = Past(make, owner)
    past.at("reseller_links", "2026-10-16T09:00Z", one, reseller_id=other.reseller)
    for reseller, rate, day in ((past.reseller, "0.5", "2026-10-11"), (other.reseller, "0.1", "2026-10-01")):
        await operator.made(f"/resellers/{reseller}/rates", rate=rate, from_day=day)
    await operator.made("/refunds", organisation_id=str(one), month=MONTH, amount="31.00", reason="An outage.")
    back = [
        [(line["base"], line["amount"]) for line in (await month_of(operator, side))["lines"] if line["days"] == 0]
        for side in (past, other)
    ]
    assert back == [[("-10.00", "-2.50"), ("-5.00", "-2.50")], [("-16.00", "-1.60")]]


async def test_a_rate_set_on_the_day_on_which_another_began_takes_its_place(operator: Client) -> None:
    reseller = await operator.made("/resellers", name="Of today")
    today = datetime.now(UTC).date()
    for rate in ("0.5", "0.4"):
        await operator.made(f"/resellers/{reseller['id']}/rates", rate=rate, from_day=f"{today}")
    rates = (await operator.get(f"/resellers/{reseller['id']}/rates")).json()["items"]
    assert [rate["rate"] for rate in rates] == ["0.40000", "0.50000", "0.25000"]
    assert {rate["from_at"][:10] for rate in rates} == {f"{today}"}
    assert (await operator.get(f"/resellers/{reseller['id']}")).json()["commission_rate"] == "0.40000"


async def test_twenty_who_settle_at_once_settle_once(operator: Client, past: Past) -> None:
    past.organisation("pro")
    answers = await asyncio.gather(
        *(operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": MONTH}) for _ in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    assert len({answer.json()["number"] for answer in answers}) == 1


async def test_settling_while_the_past_changes_loses_nothing_and_pays_nothing_twice(
    operator: Client, past: Past, make: Make, urls: DatabaseUrls
) -> None:
    moved, stays = past.organisation("pro"), past.organisation("starter")
    days = [date(2026, month, 1) for month in (7, 8, 9, 10)]
    months = [f"{day:%Y-%m}" for day in days]
    refund = {"organisation_id": str(stays), "amount": "10.00", "reason": "An outage"}
    rates = f"/resellers/{past.reseller}/rates"
    move = f"/reseller_customers/{past.reseller}/{moved}/move"
    await asyncio.gather(
        *(settled(operator, past, month) for month in months[:3]),
        *(operator.made("/refunds", **refund, month=month) for month in months[:3]),
        operator.made(rates, rate="0.4", from_day="2026-08-11"),
        operator.made(move, reseller_id=str(make.reseller())),
    )
    await settled(operator, past, months[3])
    assert (await month_of(operator, past, "2026-11"))["adjustments"] == []
    listed = (await operator.get(f"/commission_statements?reseller_id={past.reseller}")).json()["items"]
    with psycopg.connect(urls.application) as application:
        application.execute("select set_config('app.role', 'operator', true)")
        row = application.execute("select auth.commission_ledger(%s)", [past.reseller]).fetchone()
    assert row
    ledger = msgspec.json.decode(row[0], type=Ledger)
    paid = sum((Decimal(statement["total"]) for statement in listed), Decimal(0))
    assert paid == sum((slow_total(ledger, day) for day in days), Decimal(0))


async def test_a_reseller_sees_its_own_and_settles_nothing(
    past: Past, make: Make, owner: psycopg.Connection, operator: Client, admin: Client
) -> None:
    past.organisation("pro", name="CANARY")
    made = await settled(operator, past)
    own = make.person(None, "reseller", reseller_id=past.reseller)
    other = make.person(None, "reseller", reseller_id=Past(make, owner).reseller)
    paths = [
        f"/resellers/{past.reseller}/commission?month={MONTH}",
        f"/commission_statements/{made['id']}.pdf",
        f"/resellers/{past.reseller}/rates",
    ]
    seen = [[(await who.get(path)).status_code for path in paths] for who in (own, other, admin)]
    lists = [(await who.get("/commission_statements")).json().get("items") for who in (own, other)]
    settling = [
        await who.post(f"/resellers/{past.reseller}/commission/settle", json={"month": MONTH})
        for who in (own, other, admin)
    ]
    assert seen == [[200] * 3, [404] * 3, [403] * 3]
    assert [len(found) for found in lists] == [1, 0]
    assert [answer.status_code for answer in settling] == [403] * 3


async def test_the_statements_of_one_reseller_are_asked_for(
    operator: Client, past: Past, make: Make, owner: psycopg.Connection
) -> None:
    made, other = await settled(operator, past), Past(make, owner)
    await settled(operator, other)
    found = (await operator.get(f"/commission_statements?reseller_id={past.reseller}")).json()["items"]
    assert [row["id"] for row in found] == [made["id"]]
    theirs = make.person(None, "reseller", reseller_id=other.reseller)
    assert (await theirs.get(f"/commission_statements?reseller_id={past.reseller}")).json()["items"] == []
    wrong = [await operator.get(f"/commission_statements?{query}") for query in ("reseller_id=x", "reseller=x")]
    assert [answer.status_code for answer in wrong] == [422, 422]


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "next", "9999-01"])
async def test_a_month_is_written_as_one(operator: Client, past: Past, month: str) -> None:
    refused = await operator.get(f"/resellers/{past.reseller}/commission", params={"month": month})
    settling = await operator.post(f"/resellers/{past.reseller}/commission/settle", json={"month": "2199-01"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/month")
    assert settling.status_code == 422


def test_a_settled_statement_is_the_owners_to_read_only(owner: psycopg.Connection, past: Past) -> None:
    owner.execute(
        "insert into commission_statements (reseller_id, month, number, document, total, pdf) values (%s, '2025-01-01', -1, '{\"lines\":[],\"adjustments\":[]}', 0, '')",
        [past.reseller],
    )
    for statement in (
        "update commission_statements set total = 1",
        "delete from commission_statements",
        "truncate commission_statements",
    ):
        with pytest.raises(psycopg.DatabaseError, match="does not change"):
            owner.execute(statement.encode())


def test_the_trial_ends_on_a_day_of_utc_wherever_the_database_is() -> None:
    began, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime.fromisoformat("2026-10-01T00:30+01:00")
    one = Account(uuid4(), "One", began, ends, [], [], [], [Since(began, value=True)])
    assert [line.explanation for line in lines_of(Ledger([], [one]), date(2026, 9, 1))] == [
        "In its trial until 30 September 2026: nothing is owed.", "No plan: nothing is owed.",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_the_arithmetic_agrees_with_a_slow_reference(seed: int) -> None:
    check_history(Random(seed))
