"""Files of other programs: workbooks, address books and exports are known, mapped, and remembered once corrected."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from conftest import Client
from test_imports import bring, counts, preview, send, settled

OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Company,Department,Job Title,Business Street,Business City,Business Postal Code,"
    "Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail 2 Address,Web Page,Categories,Notes\r\n"
    "Ms,Helen,,Penrose,Penrose Solicitors,Probate,Partner,4 Park Row,Leeds,LS1 5HD,United Kingdom,0113 496 0000,07700 900123,"
    "helen@penrose.example,SMTP,office@penrose.example,https://penrose.example,Legal;Key,Prefers mornings\r\n"
    ",Tom,,Reid,,,,,,,,,07700 900456,tom@reid.example,SMTP,,,,\r\n"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Website 1 - Value\n"
    "Helen,,Penrose,Penrose Solicitors,Partner,Legal ::: * myContacts,Work,helen@penrose.example ::: h@penrose.example,Work,"
    "0113 496 0000,4 Park Row,Leeds,LS1 5HD,https://penrose.example\n"
)
ZENDESK = (
    "Id,Requester,Requester email,Assignee,Group,Subject,Status,Priority,Ticket type,Created at,Solved at,Tags\n"
    "1042,Helen Penrose,helen@penrose.example,Ada,Support,Printer stripes,On-hold,Normal,Incident,2026-03-02 09:15:00 +0000,,printer\n"
    "1043,Helen Penrose,helen@penrose.example,-,Support,New laptop,Solved,-,Task,2026-03-03 10:00:00 +0000,2026-03-04 11:00:00 +0000,\n"
)
FRESHDESK = (
    "Ticket ID,Subject,Description,Status,Priority,Type,Agent,Created time,Resolved time,Initial response time,Full name,Email,"
    "Work phone,Company Name\n"
    "77,Boiler drips,In the cellar,Waiting on Customer,Urgent,Question,Ada,2026-03-02 09:15:00,,2026-03-02 09:45:00,Tom Reid,"
    "tom@reid.example,0113 496 0001,Reid & Co\n"
)
VCARDS = """BEGIN:VCARD\r
VERSION:3.0\r
N:Penrose;Helen;;Ms;\r
FN:Helen Penrose\r
ORG:Penrose Solicitors;Probate\r
TITLE:Partner\r
EMAIL;TYPE=INTERNET:office@penrose.example\r
EMAIL;TYPE=INTERNET,PREF:helen@penrose.example\r
TEL;TYPE=WORK,VOICE:0113 496 0000\r
ADR;TYPE=WORK:;;4 Park Row;Leeds;;LS1 5HD;United Kingdom\r
CATEGORIES:Legal,Key\r
NOTE:Prefers\\nmornings\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r
TEL;CELL:07700 900456\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
no colon here\r
END:VCARD\r
"""


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """Return the bytes of a workbook."""
    book = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.create_sheet(name, number)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[-1])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("content", "source"), [(OUTLOOK, "Outlook"), (GOOGLE, "Google Contacts"), (VCARDS, None)])
async def test_an_address_book_comes_in_with_its_people_and_addresses(
    content: str, source: str | None, staff: Client
) -> None:
    sent = await send(staff, content)
    assert sent["notes"] == ([f"This looks like an export of {source}."] if source else [])
    await preview(staff, sent)
    assert (await staff.post(f"/imports/{sent['id']}/run")).status_code == 202
    await settled(staff, sent["id"])
    found = (await staff.get("/contacts?sort=name")).json()["items"]
    (helen,) = [row for row in found if row["name"] == "Penrose Solicitors"]
    assert (helen["type"], helen["email"], helen["phone"]) == ("company", "helen@penrose.example", "0113 496 0000")
    assert (helen["primary_contact"], helen["contact_persons"][0]["title"]) == ("Helen Penrose", "Partner")
    address = helen["addresses"][0]
    assert (address["line1"], address["city"], address["postcode"]) == ("4 Park Row", "Leeds", "LS1 5HD")
    assert helen["tags"][0] == "Legal"
    assert "myContacts" not in helen["tags"]


async def test_of_an_address_book_cards_without_a_company_are_people_and_broken_ones_are_told(staff: Client) -> None:
    done = await bring(staff, VCARDS)
    assert done["counts"] == counts(created=2, skipped=1)
    (line,) = (await staff.get(f"/imports/{done['id']}/lines")).json()["items"]
    assert (line["line"], line["reason"].partition(":")[0]) == (19, "This card could not be read")
    rows = {row["name"]: row for row in (await staff.get("/contacts")).json()["items"]}
    assert (rows["Jörg Müller"]["type"], rows["Jörg Müller"]["phone"]) == ("individual", "07700 900456")
    helen = rows["Penrose Solicitors"]
    assert (helen["notes"], helen["custom_fields"]["other_emails"]) == ("Prefers\nmornings", "office@penrose.example")


async def test_a_card_that_is_cut_off_is_told_and_takes_no_other_with_it(staff: Client) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\n"
    done = await bring(staff, card.format("Lost") + card.format("Whole") + "END:VCARD\n" + card.format("Last"))
    assert done["counts"] == counts(created=1, skipped=2)
    found = (await staff.get(f"/imports/{done['id']}/lines")).json()["items"]
    assert [(line["line"], line["reason"]) for line in found] == [
        (1, "This card is cut off: it has no END:VCARD."), (8, "This card is cut off: it has no END:VCARD."),
    ]  # fmt: skip
    assert [row["name"] for row in (await staff.get("/contacts")).json()["items"]] == ["Whole"]


async def test_tickets_of_other_help_desks_come_in_with_who_asked(staff: Client) -> None:
    sent = await send(staff, ZENDESK, "tickets")
    assert sent["notes"] == ["This looks like an export of Zendesk."]
    assert (await bring(staff, ZENDESK, "tickets"))["counts"] == counts(created=2)
    assert (await bring(staff, FRESHDESK, "tickets"))["counts"] == counts(created=1)
    rows = {row["title"]: row for row in (await staff.get("/tickets")).json()["items"]}
    stripes, laptop, boiler = rows["Printer stripes"], rows["New laptop"], rows["Boiler drips"]
    assert [(row["status"], row["priority"]) for row in (stripes, laptop, boiler)] == [
        ("Waiting", "Medium"),
        ("Resolved", "Medium"),
        ("Waiting", "Urgent"),
    ]
    assert (stripes["contact_name"], boiler["contact_name"]) == ("Helen Penrose", "Tom Reid")
    assert (stripes["created_at"], laptop["resolved_at"]) == ("2026-03-02T09:15:00Z", "2026-03-04T11:00:00Z")
    assert (stripes["category"], stripes["fields"]["assignee"]) == ("Incident", "Ada")
    assert boiler["first_responded_at"] == "2026-03-02T09:45:00Z"
    assert (await bring(staff, ZENDESK, "tickets"))["counts"] == counts(unchanged=2)


async def test_an_undo_takes_tickets_and_who_asked_back(staff: Client) -> None:
    done = await bring(staff, ZENDESK, "tickets")
    assert (await staff.post(f"/imports/{done['id']}/undo")).status_code == 200
    for path in ("/tickets", "/contacts"):
        assert (await staff.get(path)).json()["items"] == []


async def test_a_workbook_is_read_from_the_first_sheet_that_holds_anything(manager: Client) -> None:
    rows: list[list[Any]] = [
        [],
        ["Product", "SKU", "Price", "Active", "Since"],
        ["Firewall", 4711, 65.5, True, date(2026, 3, 1)],
        [],
        ["Visit", 7, 0.1, False, datetime(2026, 3, 1, 9, 30)],  # noqa: DTZ001  # cells have no zone
    ]
    content = workbook(("Cover", []), ("Prices", rows), ("Old", [["x"]]))
    sent = await send(manager, content, "products", name="prices.xlsx")
    assert sent["notes"] == ["The sheet “Prices” is read. Its other sheets are not: Old."]
    assert sent["columns"][4] == {"name": "Since", "samples": ["2026-03-01", "2026-03-01 09:30:00"]}
    mapping = ["name", "sku", "client_price", "active", None]
    await preview(manager, sent, mapping=mapping)
    await manager.post(f"/imports/{sent['id']}/run")
    await settled(manager, sent["id"])
    found = (await manager.get("/products?sort=name")).json()["items"]
    assert [(row["name"], row["sku"], row["client_price"], row["active"]) for row in found] == [
        ("Firewall", "4711", "65.50", True),
        ("Visit", "7", "0.10", False),
    ]


async def test_lines_of_a_workbook_are_those_of_its_sheet(staff: Client) -> None:
    content = workbook(("All", [[], ["name", "email"], ["Bad", "nonsense"], [], ["Worse", "nonsense"]]))
    done = await bring(staff, content)
    lines = (await staff.get(f"/imports/{done['id']}/lines")).json()["items"]
    assert [line["line"] for line in lines] == [3, 5]


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(410):
                part.write(bytes(1 << 20))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "This workbook unpacks to more than 400 MB."),
        (workbook(("Empty", [])), "This workbook has no sheet with anything in it."),
        (workbook(("Cut", [["name"], ["x"]]))[:-700], "This is an archive, not a text file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This workbook could not be read"),
    ],
    ids=["bomb", "empty", "cut off", "old and broken"],
)
async def test_a_file_that_pretends_is_refused_with_what_to_mend(
    content: bytes | str, sentence: str, staff: Client
) -> None:
    refused = await staff.post("/imports", files={"file": ("x.xlsx", content)}, data={"resource": "contacts"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/file")
    assert error["detail"].startswith(sentence)


async def test_what_was_corrected_is_remembered_for_files_with_the_same_columns(
    staff: Client, stranger: Client
) -> None:
    content = "Firm,Door\nPenrose,4711\n"
    corrected = ["display_name", "name"]
    await bring(staff, content, mapping=corrected, match="name")
    again = await send(staff, content.replace("4711", "12"))
    assert (again["mapping"], again["match"]) == (corrected, "name")
    assert again["notes"] == ["The columns go where they went the last time."]
    other = await send(staff, "Door,Firm\n4711,Penrose\n")
    theirs = await send(stranger, content)
    for sent in (other, theirs):
        assert (sent["match"], sent["notes"]) == (None, [])
        assert "name" in sent["mapping"]
