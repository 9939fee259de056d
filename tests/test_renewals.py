"""Renewals: what is due, what comes, and that nothing renews twice."""

import asyncio
from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import Client, Make

MONTHS = {"monthly": 1, "quarterly": 3, "annually": 12}


def today() -> date:
    """Return the day in the organisations' time zone."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def first_of_month(months: int) -> date:
    """Return the first day of a month, so many from now."""
    day = today()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


async def test_renewing_moves_the_date_and_comes_back_to_the_31st(manager: Client, make: Make) -> None:
    service = await make.service(manager, renewal_date="2027-01-31", billing_period="monthly")
    path, dates = f"/customer_services/{service['id']}", ["2027-01-31"]
    for _ in range(3):
        renewed = await manager.post(f"{path}/renew", json={"renewal_date": dates[-1]})
        dates.append(renewed.json()["renewal_date"])
    again = await manager.post(f"{path}/renew", json={"renewal_date": dates[-2]})
    records = (await manager.get(f"/service_renewals?service_id={service['id']}&sort=renewal_date")).json()["items"]
    assert dates == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-renewed")
    assert [(r["renewal_date"], r["next_date"], r["unit_price"]) for r in records] == [
        (day, after, "65.00") for day, after in pairwise(dates)
    ]


async def test_a_leap_day_renews_on_the_28th_and_back(manager: Client, make: Make) -> None:
    service = await make.service(manager, renewal_date="2028-02-29", billing_period="annually")
    path, dates = f"/customer_services/{service['id']}/renew", ["2028-02-29"]
    for _ in range(4):
        dates.append((await manager.post(path, json={"renewal_date": dates[-1]})).json()["renewal_date"])
    assert dates[1:] == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


async def test_eight_who_renew_at_once_renew_once(manager: Client, make: Make) -> None:
    service = await make.service(manager, renewal_date="2027-01-31")
    path, body = f"/customer_services/{service['id']}/renew", {"renewal_date": "2027-01-31"}
    answers = await asyncio.gather(*(manager.post(path, json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + 7 * [409]


async def test_undoing_a_renewal_brings_everything_back(manager: Client, make: Make) -> None:
    service = await make.service(manager, renewal_date="2027-01-31")
    path, body = f"/customer_services/{service['id']}", {"renewal_date": "2027-01-31", "follow_up": "ticket"}
    renewed = await manager.post(f"{path}/renew", json=body)
    tickets = (await manager.get("/tickets")).json()["items"]
    undone = await manager.post(f"/change_sets/{renewed.headers['x-change-set']}/undo")
    row = (await manager.get(path)).json()
    renewed_again = await manager.post(f"{path}/renew", json=body)
    assert [(t["title"], t["scheduled_date"], t["contact_id"]) for t in tickets] == [
        ("Renewal: Firewall", "2027-01-31", service["contact_id"])
    ]
    assert (undone.status_code, undone.json()["changed"]) == (200, 3)
    assert (row["renewal_date"], row["renewal_anchor_day"]) == ("2027-01-31", 31)
    assert renewed_again.status_code == 200


async def test_renewing_can_make_an_event_for_the_whole_day(manager: Client, make: Make) -> None:
    service = await make.service(manager, renewal_date="2027-06-15")
    body = {"renewal_date": "2027-06-15", "follow_up": "event"}
    await manager.post(f"/customer_services/{service['id']}/renew", json=body)
    (event,) = (await manager.get("/crm_events")).json()["items"]
    assert (event["type"], event["all_day"], event["start_at"], event["end_at"]) == (
        "Renewal", True, "2027-06-14T23:00:00Z", "2027-06-15T23:00:00Z",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status"), [({"status": "Cancelled"}, 409), ({"billing_period": "one-off"}, 409), ({}, 200)]
)
async def test_what_is_cancelled_or_billed_once_does_not_renew(
    manager: Client, make: Make, change: dict[str, str], status: int
) -> None:
    service = await make.service(manager, renewal_date="2027-01-31", **change)
    path = f"/customer_services/{service['id']}/renew"
    assert (await manager.post(path, json={"renewal_date": "2027-01-31"})).status_code == status


async def test_only_managers_renew_and_only_their_own(
    manager: Client, staff: Client, stranger: Client, make: Make
) -> None:
    service = await make.service(manager, renewal_date="2027-01-31")
    path, body = f"/customer_services/{service['id']}/renew", {"renewal_date": "2027-01-31"}
    answers = [await who.post(path, json=body) for who in (staff, stranger, manager)]
    assert [answer.status_code for answer in answers] == [403, 404, 200]


async def test_what_is_due_comes_by_date_with_what_it_is_worth(manager: Client, staff: Client, make: Make) -> None:
    now = today()
    product = await make.product(manager)
    for days, fields in (
        (-3, {}),
        (10, {"quantity": 3, "unit_price": "50.00"}),
        (200, {}),
        (20, {"status": "Cancelled"}),
    ):
        day = (now + timedelta(days=days)).isoformat()
        await make.service(manager, product_id=product["id"], renewal_date=day, auto_renew=False, **fields)
    due, for_staff = (await manager.get("/renewals")).json(), (await staff.get("/renewals")).json()
    ranged = await manager.get("/renewals", params={"from": now.isoformat(), "to": (now + timedelta(365)).isoformat()})
    assert [(r["days"], r["revenue"], r["margin"]) for r in due["items"]] == [
        (-3, "65.00", "25.00"),
        (10, "150.00", "30.00"),
    ]
    assert [r["margin"] for r in for_staff["items"]] == [None, None]
    assert [r["days"] for r in ranged.json()["items"]] == [10, 200]
    assert due["more"] is False


async def test_a_contact_with_an_urgent_ticket_is_at_risk(manager: Client, make: Make) -> None:
    contact = await make.contact(manager)
    await make.service(manager, contact_id=contact["id"], renewal_date=today().isoformat())
    calm = (await manager.get("/renewals?recurring=false")).json()["items"]
    ticket = await make.ticket(manager, contact_id=contact["id"], priority="Urgent")
    tense = (await manager.get("/renewals?recurring=false")).json()["items"]
    await manager.patch(f"/tickets/{ticket['id']}", json={"status": "Closed"})
    (over,) = (await manager.get("/renewals?recurring=false")).json()["items"]
    assert [(r["at_risk"], r["open_tickets"]) for r in [*calm, *tense, over]] == [(False, 0), (True, 1), (False, 0)]


async def test_recurring_renewals_are_those_behind_the_forecast(manager: Client, make: Make) -> None:
    await make.service(manager, renewal_date=first_of_month(0).isoformat(), billing_period="monthly")
    await make.service(manager, renewal_date=first_of_month(1).isoformat(), billing_period="quarterly", quantity=2)
    forecast = (await manager.get("/renewals/forecast?months=6")).json()
    rows = await manager.get(
        "/renewals",
        params={"from": first_of_month(0).isoformat(), "to": first_of_month(6).isoformat(), "recurring": "true"},
    )
    by_month: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows.json()["items"]:
        by_month[row["renewal_date"][:7]].append(Decimal(row["revenue"]))
    assert [(m["month"], m["services"], Decimal(m["revenue"])) for m in forecast["months"]] == [
        (month, len(amounts), sum(amounts)) for month, amounts in sorted(by_month.items())
    ]


async def test_what_if_changes_price_quantity_and_churn(manager: Client, staff: Client, make: Make) -> None:
    day = first_of_month(0).isoformat()
    await make.service(manager, renewal_date=day, billing_period="monthly", unit_price="100.00", unit_cost="60.00")
    plain = (await manager.get("/renewals/forecast?months=3")).json()
    dearer = (await manager.get("/renewals/forecast?months=3&price=10&quantity=50&churn=10")).json()
    for_staff = (await staff.get("/renewals/forecast?months=3")).json()
    assert [(m["revenue"], m["margin"]) for m in plain["months"]] == [("100.00", "40.00")] * 3
    assert (plain["revenue"], plain["margin"]) == ("300.00", "120.00")
    # 1.5 × 110.00 and 1.5 × 50.00, of which nine in ten are left each month.
    assert [(m["revenue"], m["margin"]) for m in dearer["months"]] == [
        ("148.50", "67.50"), ("133.65", "60.75"), ("120.29", "54.68"),
    ]  # fmt: skip
    assert (for_staff["margin"], {m["margin"] for m in for_staff["months"]}) == (None, {None})


@pytest.mark.parametrize(
    ("query", "field"),
    [("months=0", "months"), ("months=61", "months"), ("churn=101", "churn"), ("price=NaN", "price"), ("quantity=-101", "quantity"),
     ("colour=red", "colour"), ("months=many", "months")],
)  # fmt: skip
async def test_a_forecast_names_the_parameter_that_is_wrong(manager: Client, query: str, field: str) -> None:
    refused = await manager.get(f"/renewals/forecast?{query}")
    assert (refused.status_code, [e["pointer"] for e in refused.json()["errors"]]) == (422, [f"/{field}"])


async def test_shares_are_of_a_month(manager: Client, staff: Client, make: Make) -> None:
    service = await make.service(manager, billing_period="annually", unit_price="1200.00", unit_cost="0")
    await make.service(manager, billing_period="monthly", contact_id=service["contact_id"], quantity=2)
    by_contact = (await manager.get("/customer_services/totals?by=contact")).json()
    for_staff = (await staff.get("/customer_services/totals?by=product")).json()
    refused = await manager.get("/customer_services/totals?by=colour")
    assert [(s["id"], s["services"], s["revenue"], s["margin"]) for s in by_contact["items"]] == [
        (service["contact_id"], 2, "230.00", "150.00")
    ]
    assert (by_contact["revenue"], for_staff["margin"], refused.status_code) == ("230.00", None, 422)


def simulate(services: list[dict[str, Any]], months: int) -> dict[str, Decimal]:
    """Walk through every day of the months and renew what is due: slow, and nothing like the statement."""
    sums, day, end = defaultdict[str, Decimal](Decimal), first_of_month(0), first_of_month(months)
    due = {s["id"]: date.fromisoformat(s["renewal_date"]) for s in services if s["renewal_date"]}
    while day < end:
        for service in services:
            if service["status"] != "Active" or service["billing_period"] == "one-off" or service["id"] not in due:
                continue
            while due.get(service["id"], date.max) <= day:
                at = due.pop(service["id"])
                if at == day:
                    sums[f"{day:%Y-%m}"] += service["quantity"] * Decimal(service["unit_price"])
                if service["auto_renew"]:
                    year, month = divmod(at.year * 12 + at.month - 1 + MONTHS[service["billing_period"]], 12)
                    last = monthrange(year, month + 1)[1]
                    due[service["id"]] = date(year, month + 1, min(service["renewal_anchor_day"], last))
        day += timedelta(days=1)
    return sums


async def forecast_equals_simulation(manager: Client, make: Make, random: Random) -> None:
    """Compare both over a random portfolio, in an organisation of its own."""
    contact, product = await make.contact(manager), await make.product(manager)
    services: list[dict[str, Any]] = []
    for _ in range(random.randint(1, 12)):
        day = today() + timedelta(days=random.randint(-800, 800))
        if random.random() < 0.5:
            day = day.replace(day=monthrange(day.year, day.month)[1])
        services.append(
            await make.service(
                manager,
                contact_id=contact["id"],
                product_id=product["id"],
                quantity=random.randint(1, 50),
                unit_price=f"{random.randint(0, 999999) / 100:.2f}",
                billing_period=random.choice(["monthly", "quarterly", "annually", "one-off"]),
                renewal_date=random.choice([day.isoformat()] * 9 + [None]),
                auto_renew=random.random() < 0.7,
                status=random.choice(["Active"] * 4 + ["Cancelled"]),
            )
        )
    months = random.choice([1, 12, 25])
    found = (await manager.get(f"/renewals/forecast?months={months}")).json()
    expected = simulate(services, months)
    assert {m["month"]: Decimal(m["revenue"]) for m in found["months"] if Decimal(m["revenue"])} == {
        month: amount for month, amount in expected.items() if amount
    }
    assert Decimal(found["revenue"]) == sum(expected.values())


@pytest.mark.parametrize("seed", range(8))
async def test_the_forecast_equals_a_simulation(make: Make, seed: int) -> None:
    await forecast_equals_simulation(make.person(make.organisation(), "manager"), make, Random(seed))


def whole(months: list[dict[str, Any]]) -> list[tuple[str, str, str | None, int]]:
    """Return what months say, to compare."""
    return [(month["month"], month["revenue"], month["margin"], month["services"]) for month in months]


async def test_the_rows_behind_a_month_make_it_up_to_the_cent(manager: Client, staff: Client, make: Make) -> None:
    random = Random(3)
    for _ in range(12):
        await make.service(
            manager,
            quantity=random.randint(1, 9),
            unit_price=f"{random.randint(1, 99_999) / 100:.2f}",
            unit_cost=f"{random.randint(1, 9_999) / 100:.2f}",
            billing_period=random.choice(["monthly", "quarterly", "annually"]),
            renewal_date=(first_of_month(0) + timedelta(days=random.randint(0, 200))).isoformat(),
            auto_renew=random.random() < 0.7,
        )
    what_if = "price=6.7&quantity=-3&churn=2.5"
    months = (await manager.get(f"/renewals/forecast?months=14&{what_if}")).json()["months"]
    behind = [(await manager.get(f"/renewals/forecast/{month['month']}?{what_if}")).json() for month in months]
    for_staff = (await staff.get(f"/renewals/forecast/{months[0]['month']}")).json()
    assert whole(behind) == whole(months)
    assert {month["services"] for month in months} > {0}
    for found in behind:
        assert sum(Decimal(row["revenue"]) for row in found["items"]) == Decimal(found["revenue"])
        assert sum(Decimal(row["margin"]) for row in found["items"]) == Decimal(found["margin"])
        assert [row["renewal_date"][:7] for row in found["items"]] == [found["month"]] * found["services"]
    assert (for_staff["margin"], {row["margin"] for row in for_staff["items"]}) in ((None, set()), (None, {None}))


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [("2026-13", 404, None), ("soon", 404, None), ("2027-01?churn=101", 422, "/churn"), ("2027-01?months=3", 422, "/months"),
     ("1999-01", 200, None), ("2199-12", 200, None)],
)  # fmt: skip
async def test_a_month_that_is_none_is_not_there(manager: Client, path: str, status: int, field: str | None) -> None:
    answer = await manager.get(f"/renewals/forecast/{path}")
    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([field] if field else [])


async def test_each_tile_agrees_with_the_rows_that_it_opens(manager: Client, staff: Client, make: Make) -> None:
    tense = await make.contact(manager)
    await make.ticket(manager, contact_id=tense["id"], priority="High")
    for days, fields in (
        (-40, {"auto_renew": False}), (-1, {"contact_id": tense["id"]}), (0, {}), (29, {"quantity": 2}), (30, {"auto_renew": False}),
        (59, {}), (60, {"contact_id": tense["id"], "unit_price": "1.99"}), (89, {}), (90, {"contact_id": tense["id"]}),
        (5, {"status": "Paused"}), (5, {"billing_period": "one-off"}),
    ):  # fmt: skip
        await make.service(manager, renewal_date=(today() + timedelta(days=days)).isoformat(), **fields)
    summary = (await manager.get("/renewals/summary")).json()
    for_staff = (await staff.get("/renewals/summary")).json()
    counts = {name: tile["services"] for name, tile in summary.items() if name != "today"}
    assert summary["today"] == today().isoformat()
    assert counts == {"overdue": 2, "due_30": 2, "due_60": 4, "due_90": 6, "at_risk": 2}
    for name in counts:
        tile = summary[name]
        asked = {key: tile[key] for key in ("from", "to") if tile[key]}
        risk = {"at_risk": "true"} if name == "at_risk" else {}
        rows = (await manager.get("/renewals", params=asked | risk)).json()
        items = rows["items"]
        assert (rows["services"], rows["revenue"], rows["margin"]) == (
            tile["services"],
            tile["revenue"],
            tile["margin"],
        )
        assert (len(items), len({row["contact_id"] for row in items})) == (tile["services"], tile["customers"])
        assert sum(not row["auto_renew"] for row in items) == tile["by_hand"]
        assert sum(Decimal(row["revenue"]) for row in items) == Decimal(tile["revenue"])
        assert for_staff[name] == tile | {"margin": None}


async def test_the_due_list_is_filtered_and_exported(manager: Client, staff: Client, make: Make) -> None:
    product = await make.product(manager, name="=1+1")
    for fields in ({"auto_renew": False}, {"billing_period": "annually", "quantity": 2}, {"product_id": product["id"]}):
        await make.service(manager, renewal_date=today().isoformat(), **fields)

    async def found(query: str) -> tuple[int, str]:
        rows = (await manager.get(f"/renewals?{query}")).json()
        assert rows["services"] == len(rows["items"])
        return rows["services"], rows["revenue"]

    assert await found("auto_renew=false") == (1, "65.00")
    assert await found("billing_period=annually") == (1, "130.00")
    assert await found("billing_period=annually&billing_period=monthly") == (3, "260.00")
    assert await found(f"product_id={product['id']}") == (1, "65.00")
    assert await found("at_risk=true") == (0, "0.00")
    refused = await manager.get("/renewals?billing_period=weekly&from=9999-13-01")
    assert (refused.status_code, {error["pointer"] for error in refused.json()["errors"]}) == (
        422,
        {"/billing_period", "/from"},
    )
    exported = await manager.get(f"/renewals/export?product_id={product['id']}")
    lines = exported.text.splitlines()
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert (len(lines), "'=1+1" in lines[1], "margin" in lines[0]) == (2, True, True)
    assert "margin" not in (await staff.get("/renewals/export")).text.splitlines()[0]


async def test_several_renew_together_and_come_back_together(
    manager: Client, staff: Client, stranger: Client, make: Make
) -> None:
    services = [await make.service(manager, renewal_date="2027-01-31") for _ in range(3)]
    cancelled = await make.service(manager, renewal_date="2027-01-31", status="Cancelled")
    await manager.made(f"/customer_services/{services[2]['id']}/renew", renewal_date="2027-01-31")
    ids = [service["id"] for service in (*services, cancelled)]
    body = {"renewals": [{"id": id, "renewal_date": "2027-01-31"} for id in ids], "follow_up": "ticket"}
    refused = await staff.post("/renewals/renew", json=body)
    foreign = await stranger.post("/renewals/renew", json=body)
    done = await manager.post("/renewals/renew", json=body)
    again = await manager.post("/renewals/renew", json=body)
    assert (refused.status_code, foreign.json()["renewed"], foreign.json()["left"]) == (403, [], ids)
    assert (set(done.json()["renewed"]), done.json()["left"]) == (set(ids[:2]), ids[2:])
    assert (again.json()["renewed"], again.json()["left"]) == ([], ids)
    dates = [(await manager.get(f"/customer_services/{id}")).json()["renewal_date"] for id in ids]
    assert dates == ["2027-02-28"] * 3 + ["2027-01-31"]
    assert len((await manager.get("/tickets")).json()["items"]) == 2
    undone = await manager.post(f"/change_sets/{done.json()['change_set_id']}/undo")
    dates = [(await manager.get(f"/customer_services/{id}")).json()["renewal_date"] for id in ids]
    # Two services, two records, two tickets.
    assert (undone.status_code, undone.json()["changed"]) == (200, 6)
    assert dates == ["2027-01-31"] * 2 + ["2027-02-28", "2027-01-31"]


async def test_many_who_renew_the_same_ones_at_once_renew_each_once(manager: Client, make: Make) -> None:
    services = [await make.service(manager, renewal_date="2027-01-31") for _ in range(6)]
    meant = [{"id": service["id"], "renewal_date": "2027-01-31"} for service in services]
    orders = [meant, meant[::-1], meant[3:] + meant[:3], meant + meant]
    answers = await asyncio.gather(
        *(manager.post("/renewals/renew", json={"renewals": order}) for order in orders for _ in range(2))
    )
    assert {answer.status_code for answer in answers} == {200}
    renewed = [id for answer in answers for id in answer.json()["renewed"]]
    assert sorted(renewed) == sorted(service["id"] for service in services)


async def test_what_follows_a_renewal_goes_to_whoever_looks_after_the_customer(
    manager: Client, staff: Client, make: Make
) -> None:
    contact = await make.contact(manager, owner_user_id=str(staff.id))
    service = await make.service(manager, contact_id=contact["id"], renewal_date="2027-01-31")
    body = {"renewal_date": "2027-01-31", "follow_up": "ticket"}
    await manager.made(f"/customer_services/{service['id']}/renew", **body)
    (ticket,) = (await manager.get("/tickets")).json()["items"]
    assert ticket["assigned_user_id"] == str(staff.id)


async def test_a_paused_service_neither_counts_nor_renews_until_it_goes_on(manager: Client, make: Make) -> None:
    day = (today() + timedelta(days=5)).isoformat()
    service = await make.service(manager, renewal_date=day)
    path = f"/customer_services/{service['id']}"
    await manager.patch(path, json={"status": "Paused"})
    paused = (await manager.get("/renewals")).json()["services"]
    refused = await manager.post(f"{path}/renew", json={"renewal_date": day})
    await manager.patch(path, json={"status": "Active"})
    assert (paused, refused.json()["type"]) == (0, "/problems/does-not-renew")
    assert (await manager.get("/renewals")).json()["services"] == 1
    assert (await manager.post(f"{path}/renew", json={"renewal_date": day})).status_code == 200


async def test_a_service_names_the_prices_of_the_catalogue(manager: Client, staff: Client, make: Make) -> None:
    service = await make.service(manager, unit_price="50.00")
    for_staff = (await staff.get(f"/customer_services/{service['id']}")).json()
    assert (service["unit_price"], service["product_price"], service["product_cost"]) == ("50.00", "65.00", "40.00")
    assert (for_staff["product_price"], for_staff["product_cost"], for_staff["unit_cost"]) == ("65.00", None, None)
