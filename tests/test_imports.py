"""Importing in the browser: what a preview shows is what happens, wholly or not at all, and an undo takes it back."""

import asyncio
import csv
import io
import time
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Client, Make
from worktrackr.importing import running, stored
from worktrackr.importing.sheets import MOST_CELLS
from worktrackr.postgres.database import Transaction

CUSTOMERS = "company_name,phone,city\nAlfreds,030-1,Berlin\nBlauer See,0621-2,Mannheim\n"
BUSY = ("previewing", "importing")


async def send(by: Client, content: str | bytes, resource: str = "contacts", name: str = "rows.csv") -> dict[str, Any]:
    """Send a file and expect that it can be read."""
    response = await by.post("/imports", files={"file": (name, content, "text/csv")}, data={"resource": resource})
    assert response.status_code == 201, response.text
    return response.json()


async def settled(by: Client, import_id: str, seconds: float = 30) -> dict[str, Any]:
    """Wait until a job has done what an import waits for."""
    end = time.monotonic() + seconds
    while (found := (await by.get(f"/imports/{import_id}")).json())["status"] in BUSY:
        assert time.monotonic() < end, found
        await asyncio.sleep(0.05)
    return found


async def preview(by: Client, sent: dict[str, Any], **more: object) -> dict[str, Any]:
    """Look at what an import would do."""
    response = await by.post(f"/imports/{sent['id']}/preview", json={"mapping": sent["mapping"]} | more)
    assert response.status_code == 202, response.text
    return await settled(by, sent["id"])


async def bring(by: Client, content: str | bytes, resource: str = "contacts", **more: object) -> dict[str, Any]:
    """Import a file by all its steps."""
    sent = await send(by, content, resource)
    shown = await preview(by, sent, **more)
    assert shown["status"] == "previewed", shown
    assert (await by.post(f"/imports/{sent['id']}/run")).status_code == 202
    return await settled(by, sent["id"])


def counts(**said: int) -> dict[str, int]:
    return {"created": 0, "updated": 0, "unchanged": 0, "merged": 0, "skipped": 0, "kept": 0, "left": 0} | said


async def test_a_file_is_mapped_previewed_imported_and_undone(staff: Client) -> None:
    sent = await send(staff, CUSTOMERS, name="../customers.csv")
    assert (sent["file_name"], sent["row_count"], sent["status"]) == ("customers.csv", 2, "uploaded")
    assert sent["columns"][0] == {"name": "company_name", "samples": ["Alfreds", "Blauer See"]}
    assert sent["mapping"] == ["name", "phone", "address.city"]
    shown = await preview(staff, sent)
    assert (shown["status"], shown["counts"]) == ("previewed", counts(created=2))
    assert (await staff.get("/contacts")).json()["items"] == []
    assert (await staff.post(f"/imports/{sent['id']}/run")).status_code == 202
    done = await settled(staff, sent["id"])
    assert (done["status"], done["counts"], done["done"]) == ("imported", shown["counts"], done["steps"])
    rows = (await staff.get("/contacts?sort=name")).json()["items"]
    assert [(row["name"], row["phone"], row["addresses"][0]["city"]) for row in rows] == [
        ("Alfreds", "030-1", "Berlin"),
        ("Blauer See", "0621-2", "Mannheim"),
    ]
    history = (await staff.get(f"/contacts/{rows[0]['id']}/history")).json()["items"][0]
    assert (history["change_set_id"], history["actor_kind"], history["actor_id"]) == (
        done["change_set_id"],
        "import",
        str(staff.id),
    )
    undone = await staff.post(f"/imports/{sent['id']}/undo")
    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert (await staff.get("/contacts")).json()["items"] == []
    again = await staff.post(f"/imports/{sent['id']}/undo")
    assert (again.status_code, again.json()["title"]) == (409, "Not imported")


async def test_the_second_time_changes_nothing_and_a_changed_file_only_what_differs(staff: Client) -> None:
    await bring(staff, CUSTOMERS)
    assert (await bring(staff, CUSTOMERS))["counts"] == counts(unchanged=2)
    changed = await bring(staff, CUSTOMERS.replace("030-1", "030-9") + "Neu,1,Köln\n")
    assert changed["counts"] == counts(created=1, updated=1, unchanged=1)
    lines = (await staff.get(f"/imports/{changed['id']}/lines?outcome=updated")).json()
    assert lines == {
        "items": [
            {
                "line": 2,
                "outcome": "updated",
                "name": "Alfreds",
                "reason": "phone",
                "table": "",
                "place": "",
                "changes": {},
            }
        ],
        "next_cursor": None,
    }


async def test_rows_that_break_a_rule_are_told_page_by_page_and_the_others_come_in(staff: Client) -> None:
    rows = "".join(f"Bad {number},nonsense\n" for number in range(150))
    done = await bring(staff, f"name,email\n{rows}Good,a@b.example\n")
    assert done["counts"] == counts(created=1, skipped=150)
    path = f"/imports/{done['id']}/lines?outcome=skipped"
    first = (await staff.get(path)).json()
    second = (await staff.get(f"{path}&cursor={first['next_cursor']}")).json()
    assert [line["line"] for line in first["items"] + second["items"]] == list(range(2, 152))
    assert second["next_cursor"] is None
    assert first["items"][0]["reason"] == "email “nonsense”: Does not have the expected form."
    assert (await staff.get(f"/imports/{done['id']}/lines?outcome=lost")).status_code == 422
    assert (await staff.get(f"{path}&cursor=x")).status_code == 422


async def test_an_import_that_would_do_something_else_by_now_stops(staff: Client, make: Make) -> None:
    sent = await send(staff, CUSTOMERS)
    assert (await preview(staff, sent))["counts"] == counts(created=2)
    await make.contact(staff, name="Alfreds")
    await staff.post(f"/imports/{sent['id']}/run")
    stopped = await settled(staff, sent["id"])
    assert (stopped["status"], stopped["counts"]) == ("previewed", counts(created=1, updated=1))
    assert stopped["message"].startswith("Something here has changed since the preview. Nothing was imported")
    assert len((await staff.get("/contacts")).json()["items"]) == 1
    await staff.post(f"/imports/{sent['id']}/run")
    assert (await settled(staff, sent["id"]))["status"] == "imported"


async def test_an_undo_is_refused_where_somebody_has_changed_a_row_since(staff: Client) -> None:
    done = await bring(staff, CUSTOMERS)
    contact = (await staff.get("/contacts?sort=name")).json()["items"][0]
    await staff.patch(f"/contacts/{contact['id']}", json={"phone": "7"})
    refused = await staff.post(f"/imports/{done['id']}/undo")
    assert (refused.status_code, refused.json()["title"]) == (409, "Changed since")
    assert (await staff.get(f"/imports/{done['id']}")).json()["status"] == "imported"
    assert len((await staff.get("/contacts")).json()["items"]) == 2


async def test_columns_go_where_somebody_says_and_rows_are_matched_as_they_say(manager: Client, make: Make) -> None:
    await make.product(manager, name="Firewall", sku="FW", client_price="65.00")
    content = "What,Number,Ended,Stock\nFirewall,X1,yes,3\n"
    sent = await send(manager, content, "products")
    assert sent["mapping"] == [None, None, None, None]
    assert {"name", "sku", "our_cost", "inactive"} <= set(sent["fields"])
    done = await bring(manager, content, "products", mapping=["name", "sku", "inactive", None], match="name")
    assert done["counts"] == counts(updated=1)
    (row,) = (await manager.get("/products")).json()["items"]
    assert (row["sku"], row["active"], row["client_price"]) == ("X1", False, "65.00")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"mapping": ["name"]}, "/mapping"),
        ({"mapping": ["name", "shoe_size", None]}, "/mapping/1"),
        ({"mapping": ["name", "name", None]}, "/mapping/1"),
        ({"mapping": ["name", None, None], "match": "sku"}, "/match"),
        ({"mapping": "name"}, "/mapping"),
        ({}, "/mapping"),
    ],
)
async def test_a_mapping_that_does_not_fit_is_refused_by_name(staff: Client, body: object, pointer: str) -> None:
    sent = await send(staff, CUSTOMERS)
    refused = await staff.post(f"/imports/{sent['id']}/preview", json=body)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert (await preview(staff, sent))["status"] == "previewed"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"name,phone\n", "The file names its columns but has no rows below them."),
        (b"PK\x03\x04" + bytes(100), "This is an archive, not a text file."),
        (b' {"worktrackr_contacts": "[]",\n "tickets": "[]"}\n', "This is JSON, not a table."),
        (b"a\0b\0,c\0\n\0x", "This is not a text file"),
        (b"\xff\xfen", "The file begins as utf-16 but does not go on so"),
        (b"," * 1_000_000 + b"x\n1\n", "The first line names 1,000,001 columns"),
        (b"a" + b",b" * 499 + b"\n" + b"x\n" * (MOST_CELLS // 500 + 1), "The file has more than 3,000,000 cells"),
        (b'name\n"A\n', "The row on line 2 opens a quote that is never closed."),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_what_to_mend(
    staff: Client, content: bytes, sentence: str
) -> None:
    refused = await staff.post("/imports", files={"file": ("x.csv", content)}, data={"resource": "contacts"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/file")
    assert error["detail"].startswith(sentence)
    assert (await staff.get("/imports")).json()["items"] == []


async def test_an_upload_names_what_its_rows_are(staff: Client) -> None:
    file = {"file": ("x.csv", CUSTOMERS)}
    pointers = [
        (await staff.post("/imports", files=file, data=data)).json()["errors"][0]["pointer"]
        for data in ({}, {"resource": "users"}, {"resource": "contacts", "organisation_id": str(uuid4())})
    ]
    assert pointers == ["/resource", "/resource", "/organisation_id"]
    assert (await staff.post("/imports", json={"resource": "contacts"})).status_code == 415


async def test_formulas_come_in_as_text_and_go_out_harmless(manager: Client) -> None:
    await bring(manager, 'name,sku\n"=HYPERLINK(""http://x"")",1\n\'=1+1,2\n\'tis,3\n', "products")
    names = [row["name"] for row in (await manager.get("/products?sort=sku")).json()["items"]]
    assert names == ['=HYPERLINK("http://x")', "=1+1", "'tis"]
    text = (await manager.get("/products/export?sort=sku")).text.removeprefix("\ufeff")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == [
        '\'=HYPERLINK("http://x")',
        "'=1+1",
        "'tis",
    ]


async def test_an_export_comes_back_in_without_any_change(manager: Client, make: Make) -> None:
    odd = {"name": " =1  +1 ", "notes": "one\r\ntwo \n", "phone": "+44 20", "email": None}
    await make.contact(manager, **odd, tags=["a, b", "c"], custom_fields={"door": "007", "=x": [1]}, status="at_risk")
    person = {"name": "Ann", "email": "ann@x.example", "is_primary": True}
    place = {"type": "billing", "line1": "1 Road", "city": "Leeds"}
    await make.contact(manager, name="Twin", contact_persons=[person], primary_contact="Ann", addresses=[place, place])
    await make.contact(manager, name="Twin", accounting={"currency": "GBP", "credit_limit": "12.5"})
    await make.product(manager, name="Twin", category="'=Care", our_cost="0.01", client_price="999999999999.99")
    await make.product(manager, name="Twin", description="- a\n- b", active=False, unit="per seat", default_quantity=7)
    for resource, number in (("contacts", 3), ("products", 2)):
        exported = (await manager.get(f"/{resource}/export")).content
        before = (await manager.get(f"/{resource}")).json()
        assert (await bring(manager, exported, resource))["counts"] == counts(unchanged=number)
        assert (await manager.get(f"/{resource}")).json() == before


async def test_an_export_of_one_organisation_is_new_in_another_and_known_the_second_time(
    manager: Client, stranger: Client, make: Make
) -> None:
    await make.contact(manager, name="Penrose", custom_fields={"door": "007"}, tags=["a, b"])
    exported = (await manager.get("/contacts/export")).content
    assert (await bring(stranger, exported))["counts"] == counts(created=1)
    assert (await bring(stranger, exported))["counts"] == counts(unchanged=1)
    (row,) = (await stranger.get("/contacts")).json()["items"]
    assert (row["custom_fields"], row["tags"]) == ({"door": "007"}, ["a, b"])


async def test_who_may_not_write_products_neither_imports_them_nor_sees_that_others_did(
    staff: Client, manager: Client
) -> None:
    done = await bring(manager, "product,cost\nFirewall,12.34\n", "products")
    file = {"file": ("x.csv", "product\nSwitch\n")}
    refused = await staff.post("/imports", files=file, data={"resource": "products"})
    assert refused.status_code == 403
    for method, path in (("GET", ""), ("GET", "/lines"), ("POST", "/run"), ("POST", "/undo")):
        assert (await staff.request(method, f"/imports/{done['id']}{path}")).status_code == 404
    assert (await staff.get("/imports")).json()["items"] == []
    listed = (await manager.get("/imports")).json()["items"]
    assert [(row["id"], row["status"], row["created_by_name"]) for row in listed] == [
        (done["id"], "imported", "Manager Person")
    ]


async def test_steps_come_in_their_order(staff: Client) -> None:
    sent = await send(staff, CUSTOMERS)
    early = await staff.post(f"/imports/{sent['id']}/run")
    assert (early.status_code, early.json()["title"]) == (409, "Not previewed")
    await preview(staff, sent)
    answers = await asyncio.gather(*(staff.post(f"/imports/{sent['id']}/run") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    await settled(staff, sent["id"])
    late = await staff.post(f"/imports/{sent['id']}/preview", json={"mapping": sent["mapping"]})
    assert (late.status_code, late.json()["title"]) == (409, "Import busy")
    assert len((await staff.get("/contacts")).json()["items"]) == 2


async def test_a_file_is_kept_until_it_is_imported_or_a_week_is_over(
    staff: Client, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    sent, done = await send(staff, CUSTOMERS), await bring(staff, CUSTOMERS)
    assert sent["expires_at"] is not None
    assert done["expires_at"] is None
    owner.execute("update loose_files set remove_after = now() where organisation_id = %s", [organisation_id])
    gone = await staff.post(f"/imports/{sent['id']}/preview", json={"mapping": sent["mapping"]})
    assert (gone.status_code, gone.json()["title"]) == (409, "File gone")


async def test_a_job_leaves_what_was_asked_while_it_waited_to_the_job_of_that(
    staff: Client, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await send(staff, CUSTOMERS)

    async def wait(transaction: Transaction, organisation_id: UUID) -> str:
        owner.execute("update imports set status = 'importing', change_set_id = uuidv7() where id = %s", [sent["id"]])
        return await stored.begin(transaction, organisation_id)

    monkeypatch.setattr(running, "begin", wait)
    await staff.post(f"/imports/{sent['id']}/preview", json={"mapping": sent["mapping"]})
    # A job that is done is deleted.
    jobs = "select count(*) from procrastinate_jobs where args->>'import_id' = %s"
    end = time.monotonic() + 30
    while owner.execute(jobs, [sent["id"]]).fetchone() != (0,):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    assert (await staff.get(f"/imports/{sent['id']}")).json()["status"] == "importing"


async def test_a_job_that_fails_midway_leaves_nothing_and_can_be_tried_again(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await send(staff, CUSTOMERS)
    await preview(staff, sent)

    async def die(*_: object, **__: object) -> None:
        message = "the power fails"
        raise RuntimeError(message)

    monkeypatch.setattr(running, "_keep_lines", die)
    await staff.post(f"/imports/{sent['id']}/run")
    failed = await settled(staff, sent["id"])
    assert (failed["status"], (await staff.get("/contacts")).json()["items"]) == ("failed", [])
    monkeypatch.undo()
    await preview(staff, sent)
    await staff.post(f"/imports/{sent['id']}/run")
    assert (await settled(staff, sent["id"]))["counts"] == counts(created=2)
