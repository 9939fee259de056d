"""Exports: whole, in order, without what one may not see, and harmless in a spreadsheet."""

import csv
import io
from uuid import UUID

import psycopg
import pytest

from conftest import Client, Make


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", '"=1', "\uff1d1", "=cmd|' /C calc'!A0"]
)
async def test_a_formula_is_made_harmless(title: str, staff: Client, make: Make) -> None:
    await make.ticket(staff, title=title)
    (row,) = csv.DictReader(io.StringIO((await staff.get("/tickets/export")).text.removeprefix("\ufeff")))
    assert row["title"] == f"'{title}"


async def test_a_long_list_comes_whole_and_in_order(
    staff: Client, organisation_id: UUID, owner: psycopg.Connection
) -> None:
    owner.execute(
        "insert into contacts (organisation_id, name, phone) select %s, 'Contact ' || to_char(n, 'FM0000'), "
        "case when n %% 3 = 0 then n::text end from generate_series(1, 2500) n",
        [organisation_id],
    )
    for sort in ("name", "-name", "phone", "-phone", "status"):
        text = (await staff.get(f"/contacts/export?sort={sort}")).text
        names = [row["name"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
        assert len(names) == len(set(names)) == 2500, sort
        if sort.endswith("name"):
            assert names == sorted(names, reverse=sort.startswith("-"))


async def test_the_filters_of_the_list_hold(staff: Client, make: Make) -> None:
    await make.ticket(staff, title="kept", priority="High")
    await make.ticket(staff, title="left out")
    text = (await staff.get("/tickets/export?priority=High")).text
    assert "kept" in text
    assert "left out" not in text
    assert (await staff.get("/tickets/export?nothing=1")).status_code == 422


async def test_costs_are_not_in_the_export_of_staff(staff: Client, manager: Client, make: Make) -> None:
    await make.product(manager, our_cost="12.34")
    assert "our_cost" not in (await staff.get("/products/export")).text
    assert "12.34" in (await manager.get("/products/export")).text
