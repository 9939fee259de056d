"""The overview: its numbers are those of the lists, nobody sees what they may not, and an empty organisation is told so."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from conftest import Client, Make

ZONE = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(ZONE)


async def overview(by: Client) -> dict[str, Any]:
    response = await by.get("/dashboard")
    assert response.status_code == 200, response.text
    return response.json()


async def total(by: Client, path: str, **parameters: object) -> int:
    response = await by.get(path, params={"total": "true", **parameters})  # pyright: ignore[reportArgumentType]  # texts and lists of texts
    assert response.status_code == 200, response.text
    return response.json()["total"]


async def fill(by: Client, make: Make) -> None:
    """Make rows that count, and beside each one that does not."""
    contact = await make.contact(by, status="active")
    await make.contact(by, status="active")
    await make.contact(by, status="prospect")
    trashed = await make.contact(by, status="active")
    await by.delete(f"/contacts/{trashed['id']}")
    care = await make.product(by, category="Care", our_cost="1.00", client_price="10.00")
    line = await make.product(by, category="Lines", our_cost="3.00", client_price="5.00")
    today = now().date()
    of = {"contact_id": contact["id"]}
    for product, fields in (
        (care, {"billing_period": "annually", "renewal_date": f"{today}"}),
        (care, {"billing_period": "annually", "quantity": 7, "renewal_date": f"{today + timedelta(29)}"}),
        (line, {"billing_period": "quarterly", "unit_price": "4.99", "renewal_date": f"{today + timedelta(30)}"}),
        (line, {"billing_period": "monthly", "renewal_date": f"{today - timedelta(1)}", "auto_renew": False}),
        (line, {"billing_period": "one-off"}),
        (line, {"status": "Cancelled", "renewal_date": f"{today}"}),
    ):
        await make.service(by, product_id=product["id"], **of, **fields)
    for status in ("Open", "Open", "In Progress", "Waiting", "Resolved", "Closed"):
        await make.ticket(by, status=status, **of)
    monday = datetime.combine(today - timedelta(today.weekday()), datetime.min.time(), ZONE)
    for start, status in (
        (monday, "Planned"),
        (monday + timedelta(days=6, hours=23), "Done"),
        (monday + timedelta(days=1), "Cancelled"),
        (monday - timedelta(hours=1), "Planned"),
        (monday + timedelta(days=7), "Planned"),
    ):
        at = start.astimezone(UTC)
        await make.event(by, start_at=at.isoformat(), end_at=(at + timedelta(hours=1)).isoformat(), status=status)


async def test_each_number_is_that_of_its_list(manager: Client, make: Make) -> None:
    await fill(manager, make)
    found = await overview(manager)
    assert found["customers"] == {"count": await total(manager, "/contacts", status="active"), "capped": False}
    assert found["customers"]["count"] == 2
    shares = (await manager.get("/customer_services/totals")).json()
    assert (found["recurring"]["revenue"], found["recurring"]["profit"]) == (shares["revenue"], shares["margin"])
    assert found["recurring"]["services"] == sum(share["services"] for share in shares["items"]) == 4
    due = found["renewals"]
    listed = (await manager.get("/renewals", params={"from": due["from"], "to": due["to"]})).json()["items"]
    assert (due["count"], due["revenue"]) == (len(listed), "80.00")
    assert due["count"] == 2
    open_ones = await total(manager, "/tickets", status=["Open", "In Progress", "Waiting"])
    assert found["open_tickets"] == {"count": open_ones, "capped": False}
    assert open_ones == 4
    week = found["events"]
    events = await total(
        manager,
        "/crm_events",
        start_at_from=week["from"],
        end_at_to=week["to"],
        status=["Planned", "In Progress", "Done"],
    )
    assert (week["count"], week["capped"]) == (events, False)
    assert events == 2
    lanes = {lane["value"]: lane["count"] for lane in found["ticket_statuses"]}
    assert lanes == {status: await total(manager, "/tickets", status=status) for status in lanes}
    assert lanes["Open"] == 2


async def test_staff_see_no_profit_and_strangers_nothing(
    manager: Client, staff: Client, stranger: Client, anonymous: Client, reseller: Client, make: Make
) -> None:
    await fill(manager, make)
    for_manager, for_staff, for_stranger = [await overview(who) for who in (manager, staff, stranger)]
    assert for_manager["recurring"]["profit"] != for_staff["recurring"]["profit"] is None
    assert for_staff["recurring"]["revenue"] == for_manager["recurring"]["revenue"] != "0.00"
    assert (for_stranger["customers"]["count"], for_stranger["open_tickets"]["count"]) == (0, 0)
    assert (for_stranger["recurring"]["revenue"], for_stranger["recurring"]["profit"]) == ("0.00", "0.00")
    assert not any(for_stranger["first_steps"].values())
    assert [(await who.get("/dashboard")).status_code for who in (anonymous, reseller)] == [401, 403]


async def test_my_work_today_is_what_is_due_booked_or_planned_for_me(
    staff: Client, manager: Client, make: Make, owner: psycopg.Connection
) -> None:
    contact = await make.contact(staff, name="Penrose")
    day = datetime.combine(now().date(), datetime.min.time(), ZONE)

    def at(hours: float) -> str:
        return (day + timedelta(hours=hours)).astimezone(UTC).isoformat()

    mine = {"assigned_user_id": str(staff.id), "contact_id": contact["id"]}
    booked = {"scheduled_start": at(9), "scheduled_end": at(10)}
    await make.ticket(staff, title="booked", **mine, **booked)
    await make.ticket(staff, title="booked and closed", status="Closed", **mine, **booked)
    # Low: what is to be done within a working day is due today, where this runs before the day begins.
    tomorrow = {"scheduled_start": at(25), "scheduled_end": at(26), "priority": "Low"}
    await make.ticket(staff, title="tomorrow", **tomorrow, **mine)
    await make.ticket(staff, title="another's", assigned_user_id=str(manager.id), **booked)
    await make.event(staff, title="visit", start_at=at(11), end_at=at(12), **mine)
    await make.event(staff, title="cancelled", start_at=at(11), end_at=at(12), status="Cancelled", **mine)
    late = await make.ticket(staff, title="late", assigned_user_id=str(staff.id))
    owner.execute(
        "update tickets set created_at = created_at - interval '30 days', due_at = due_at where id = %s", [late["id"]]
    )
    await make.ticket(staff, title="not due", status="Waiting", assigned_user_id=str(staff.id))
    work = (await overview(staff))["work"]
    assert [(item["kind"], item["title"], item["contact_name"], item["late"]) for item in work] == [
        ("ticket", "late", None, True),
        ("booking", "booked", "Penrose", False),
        ("event", "visit", "Penrose", False),
    ]
    assert [item["title"] for item in (await overview(manager))["work"]] == ["another's"]


async def test_the_first_steps_tick_themselves(admin: Client, make: Make) -> None:
    assert not any((await overview(admin))["first_steps"].values())
    await make.service(admin)
    await make.ticket(admin)
    steps = (await overview(admin))["first_steps"]
    assert steps == {"contacts": True, "products": True, "services": True, "tickets": True, "colleagues": False}
    assert admin.organisation_id
    make.person(admin.organisation_id, "staff")
    assert (await overview(admin))["first_steps"]["colleagues"] is True
