"""Importing: what files become, what they must not break, and that the second time changes nothing."""

import asyncio
import csv
import io
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from conftest import Client, Make
from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.cells import Reading
from worktrackr.importing.commands import ImportOptions, import_file
from worktrackr.importing.drafts import read_row
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.mappings import guess_mapping
from worktrackr.importing.previews import Outcome, Preview
from worktrackr.importing.reports import synonyms_markdown
from worktrackr.importing.sheets import LONGEST_CELL, Unreadable, read_sheet
from worktrackr.problems import PreconditionFailed, Validation

HERE = Path(__file__).parent
REAL = HERE.parent.parent / "shared" / "data"
GUIDE = HERE.parent / "docs" / "guides" / "import.md"
Bring = Callable[..., Awaitable[Preview]]


@pytest.fixture
def bring(urls: DatabaseUrls, organisation_id: UUID, tmp_path: Path) -> Bring:
    """Import a file, or the text of one, into the organisation."""

    def written(source: Path | str) -> Path:
        if isinstance(source, str):
            (tmp_path / "rows.csv").write_text(source, newline="")
            return tmp_path / "rows.csv"
        return source

    async def run(resource: str, source: Path | str, **options: object) -> Preview:
        chosen = {"resource": resource, "file": written(source), "organisation": str(organisation_id)} | options
        return await asyncio.to_thread(
            import_file, urls, msgspec.convert(chosen, ImportOptions), Console(file=io.StringIO())
        )

    return run


def outcomes(preview: Preview) -> list[tuple[int, str]]:
    return [(line.line, line.outcome) for line in preview.lines]


def reason_of(preview: Preview, line: int) -> str:
    return next(found.reason for found in preview.lines if found.line == line)


def stored(owner: psycopg.Connection, table: str, organisation_id: UUID, columns: str) -> list[tuple[Any, ...]]:
    return owner.execute(
        f"select {columns} from {table} where organisation_id = %s order by created_at, id".encode(),
        [organisation_id],
    ).fetchall()


def footprint(owner: psycopg.Connection, organisation_id: UUID) -> tuple[Any, ...]:
    """All that a write would change: rows, versions and the change log."""
    sums = [
        stored(owner, table, organisation_id, "id, version, updated_at")
        for table in ("contacts", "products", "tickets")
    ]
    changes = owner.execute("select count(*) from changes where organisation_id = %s", [organisation_id]).fetchone()
    return (*sums, changes)


async def test_the_real_files_come_in_whole_and_the_second_time_changes_nothing(
    bring: Bring, make: Make, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    files = {
        "contacts": "northwind_customers.csv",
        "products": "northwind_products.csv",
        "tickets": "support_tickets.csv",
    }
    missing = [name for name in files.values() if not (REAL / name).is_file()]
    assert not missing, f"{', '.join(missing)} must lie in {REAL}, beside the checkout."
    other = make.organisation()
    created = {resource: (await bring(resource, REAL / name)).counts for resource, name in files.items()}
    assert {resource: counts[Outcome.CREATED] for resource, counts in created.items()} == {
        "contacts": 91,
        "products": 77,
        "tickets": 8469,
    }
    before = footprint(owner, organisation_id)
    assert [len(rows) for rows in before[:3]] == [91 + 8320, 77, 8469]
    again = {resource: (await bring(resource, REAL / name)).counts for resource, name in files.items()}
    assert all(counts[Outcome.UNCHANGED] == created[resource][Outcome.CREATED] for resource, counts in again.items())
    assert footprint(owner, organisation_id) == before
    assert footprint(owner, other)[:3] == ([], [], [])


async def test_one_import_is_one_change_set_of_the_kind_import(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    await bring("tickets", HERE / "data" / "tickets_helpdesk.csv")
    found = owner.execute(
        "select actor_kind, count(distinct change_set_id), array_agg(distinct table_name order by table_name) "
        "from changes where organisation_id = %s group by 1",
        [organisation_id],
    ).fetchall()
    assert found == [("import", 1, ["contacts", "tickets"])]


async def test_a_company_gets_its_person_its_address_and_what_has_no_field(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    preview = await bring("contacts", HERE / "data" / "contacts_cp1252.csv")
    assert preview.notes == ["The file is neither UTF-8 nor UTF-16; it was read as cp1252."]
    assert outcomes(preview) == [(2, "created"), (4, "created")]
    columns = (
        "name, primary_contact, email, tags, notes, custom_fields, addresses->0->>'city', contact_persons->0->>'name'"
    )
    assert stored(owner, "contacts", organisation_id, columns)[0] == (
        "Café Noir", "Renée Blanc", "renee@noir.example", ["Hospitality", "IT"], "Rings after ten.\nParking behind.",
        {"loyalty_no": "007"}, "Leeds", "Renée Blanc",
    )  # fmt: skip


async def test_a_name_is_the_companys_or_the_persons_or_somebodys_alone(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    await bring("contacts", "Name,Company,E-mail\nHelen Penrose,Penrose Solicitors,a@penrose.example\n")
    await bring("contacts", "First name,Surname,E-mail\nJoanna,Kirk,kirk@post.example\n")
    await bring("contacts", "Name,E-mail\nBrook Ltd,brook@post.example\n")
    assert stored(owner, "contacts", organisation_id, "name, type, primary_contact") == [
        ("Penrose Solicitors", "company", "Helen Penrose"),
        ("Joanna Kirk", "individual", None),
        ("Brook Ltd", "company", None),
    ]


async def test_tickets_fold_into_our_words_and_find_who_asked(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    preview = await bring("tickets", HERE / "data" / "tickets_helpdesk.csv")
    assert outcomes(preview) == [(2, "created"), (6, "created"), (7, "created"), (8, "skipped"), (9, "skipped")]
    assert reason_of(preview, 8).startswith("State “Flying”: Is none of Open, In Progress, Waiting, Resolved, Closed")
    assert reason_of(preview, 9) == "Customer Email “not an address”: Does not have the expected form."
    columns = "number, title, description, status, priority, created_at::text, closed_at::text, fields"
    owner.execute("set timezone to 'UTC'")
    assert sorted(stored(owner, "tickets", organisation_id, columns)) == [
        (
            1, "Printer drops off the network", "The LaserJet 4 vanishes at lunch.\n\nIt comes back by itself.", "Waiting", "Urgent",
            "2026-03-02 09:15:00+00", None, {"ticket_id": "A-1", "device": "LaserJet 4", "requester_name": "Ann Ash"},
        ),
        (
            2, "Mailbox missing", "Gone since Monday.", "Resolved", "Medium",
            "2026-03-02 10:00:00+00", None, {"ticket_id": "A-2", "satisfaction": 4, "requester_name": "Ann A."},
        ),
        (
            3, "Screen is dark", None, "Closed", "Urgent", "2026-07-01 07:00:00+00", "2026-07-01 11:30:00+00",
            {"ticket_id": "A-3", "device": "Screen", "satisfaction": 5, "requester_name": "Bob Birch", "resolved_at": "2026-07-01T11:30:00Z"},
        ),
    ]  # fmt: skip
    assert stored(owner, "contacts", organisation_id, "name, email, type") == [
        ("Ann Ash", "ann@firm.example", "individual"),
        ("Bob Birch", "bob@other.example", "individual"),
    ]


async def test_a_requester_who_is_a_contact_already_is_not_made_again(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    await bring("contacts", "name,email\nFirm Ltd,Ann@Firm.example\n")
    await bring("tickets", "id,subject,email\n1,Help,ann@firm.example\n")
    assert stored(owner, "contacts", organisation_id, "name") == [("Firm Ltd",)]
    assert len(stored(owner, "tickets", organisation_id, "contact_id")[0]) == 1


async def test_tickets_without_a_number_are_found_again_by_what_they_say(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    rows = "subject,description\nHelp,one\nHelp,two\nHelp,one\n"
    assert outcomes(await bring("tickets", rows)) == [(2, "created"), (3, "created"), (4, "merged")]
    assert (await bring("tickets", rows)).counts[Outcome.UNCHANGED] == 2
    assert len(stored(owner, "tickets", organisation_id, "id")) == 2


async def test_a_file_leaves_what_a_ticket_answers_to_its_template(
    bring: Bring, staff: Client, manager: Client, make: Make
) -> None:
    await bring("tickets", "id,subject,make,purchase_date\n1,Help,Vaillant,2026-01-02\n2,Ask,Ideal,2026-01-02\n")
    template = await make.template(manager, fields=[{"key": "make", "label": "Make", "kind": "text"}])
    rows = (await staff.get("/tickets?sort=number")).json()["items"]
    given = await staff.patch(
        f"/tickets/{rows[0]['id']}",
        json={"template_id": template["id"], "fields": rows[0]["fields"] | {"make": "Worcester"}},
    )
    assert given.status_code == 200, given.text
    await bring("tickets", "id,subject,make,purchase_date\n1,Helped,7,2026-02-03\n2,Asked,7,2026-02-03\n")
    rows = (await staff.get("/tickets?sort=number")).json()["items"]
    assert [(row["title"], row["fields"]["make"], row["fields"]["purchased_on"]) for row in rows] == [
        ("Helped", "Worcester", "2026-02-03"), ("Asked", 7, "2026-02-03"),
    ]  # fmt: skip


async def test_doubles_in_a_file_become_one_row_that_stays_as_it_is_the_second_time(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    rows = "company,contact name,town,phone\nPenrose,Helen,Leeds,1\n PENROSE ,Daniel,,2\n"
    assert outcomes(await bring("contacts", rows)) == [(2, "created"), (3, "merged")]
    before = footprint(owner, organisation_id)
    assert outcomes(await bring("contacts", rows)) == [(2, "unchanged"), (3, "merged")]
    assert footprint(owner, organisation_id) == before
    (found,) = stored(
        owner,
        "contacts",
        organisation_id,
        "phone, addresses->0->>'city', jsonb_path_query_array(contact_persons, '$[*].name')",
    )
    assert found == ("2", "Leeds", ["Helen", "Daniel"])


async def test_only_what_differs_is_updated_and_an_undo_takes_it_back(bring: Bring, admin: Client, make: Make) -> None:
    kept = await make.contact(admin, name="Penrose", phone="1", notes="Mind the dog", custom_fields={"door": "4711"})
    same = await make.contact(admin, name="Brook", phone="7")
    rows = "name,phone,notes,Fax\nPenrose,2,,99\nBrook,7,,\n"
    preview = await bring("contacts", rows)
    assert outcomes(preview) == [(2, "updated"), (3, "unchanged")]
    assert reason_of(preview, 2) == "phone, custom_fields"
    found = (await admin.get(f"/contacts/{kept['id']}")).json()
    assert (found["phone"], found["notes"], found["custom_fields"], found["version"]) == (
        "2",
        "Mind the dog",
        {"door": "4711", "fax": 99},
        2,
    )
    assert (await admin.get(f"/contacts/{same['id']}")).json()["version"] == 1
    change = (await admin.get(f"/contacts/{kept['id']}/history")).json()["items"][0]
    assert (await admin.post(f"/change_sets/{change['change_set_id']}/undo")).status_code == 200
    undone = (await admin.get(f"/contacts/{kept['id']}")).json()
    assert (undone["phone"], undone["custom_fields"]) == ("1", {"door": "4711"})


async def test_an_imported_file_can_be_undone_as_a_whole(bring: Bring, admin: Client) -> None:
    await bring("tickets", HERE / "data" / "tickets_helpdesk.csv")
    ticket = (await admin.get("/tickets")).json()["items"][0]
    change = (await admin.get(f"/tickets/{ticket['id']}/history")).json()["items"][0]
    assert (await admin.post(f"/change_sets/{change['change_set_id']}/undo")).json()["changed"] == 5
    assert (await admin.get("/tickets")).json()["items"] == (await admin.get("/contacts")).json()["items"] == []


async def test_a_row_of_another_organisation_is_not_found(
    bring: Bring, admin: Client, stranger: Client, make: Make
) -> None:
    theirs = await make.contact(stranger, name="Penrose", email="office@penrose.example")
    rows = "name,email,phone\nPenrose,office@penrose.example,2\n"
    assert outcomes(await bring("contacts", rows)) == [(2, "created")]
    assert (await stranger.get(f"/contacts/{theirs['id']}")).json()["phone"] is None
    assert len((await admin.get("/contacts")).json()["items"]) == 1


async def test_a_trial_writes_nothing_and_shows_what_then_happens(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    file = HERE / "data" / "tickets_helpdesk.csv"
    shown = await bring("tickets", file, dry_run=True)
    assert footprint(owner, organisation_id) == ([], [], [], (0,))
    assert (await bring("tickets", file)).lines == shown.lines


async def test_a_key_that_fits_two_rows_is_left_to_the_user(bring: Bring) -> None:
    await bring("contacts", "name,email\nPenrose,a@penrose.example\nPenrose,b@penrose.example\n")
    preview = await bring("contacts", "name,phone\nPenrose,1\n")
    assert reason_of(preview, 2) == "2 contacts have the name “penrose”; it is not clear which one is meant."
    assert outcomes(await bring("contacts", "name,email,phone\nPenrose,b@penrose.example,1\n")) == [(2, "updated")]


async def test_rows_that_find_the_same_contact_by_different_keys_are_one(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    await bring("contacts", "name,email\nPenrose,a@penrose.example\n")
    rows = "name,email,phone,notes\nPenrose,a@penrose.example,1,\nPenrose,,,Ring\n"
    assert outcomes(await bring("contacts", rows)) == [(2, "updated"), (3, "merged")]
    assert stored(owner, "contacts", organisation_id, "phone, notes, version") == [("1", "Ring", 2)]
    assert outcomes(await bring("contacts", rows)) == [(2, "unchanged"), (3, "merged")]


async def test_two_products_cannot_share_a_number(bring: Bring) -> None:
    await bring("products", "name,sku\nFirewall,FW\n")
    preview = await bring("products", "name,sku\nBroadband,fw\nSwitch,SW\nCable,SW\n", match="name")
    assert outcomes(preview) == [(2, "skipped"), (3, "created"), (4, "skipped")]
    assert reason_of(preview, 4) == "Another product has the sku “SW” already."


async def test_prices_are_exact_and_columns_without_a_field_are_said(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID
) -> None:
    rows = 'product,price,cost,discontinued,stock\nA,"£1,240.50","40,5",no,3\nB,21.3500004,,1,\nC,-1,,,\nD,12e3,,,\n'
    preview = await bring("products", rows)
    assert preview.not_imported == ["stock"]
    assert [line.outcome for line in preview.lines] == ["created", "created", "skipped", "skipped"]
    assert [str(value) for row in stored(owner, "products", organisation_id, "client_price, our_cost, active") for value in row] == [
        "1240.50", "40.50", "True", "21.35", "0.00", "False",
    ]  # fmt: skip


async def test_columns_go_where_the_user_says(bring: Bring, owner: psycopg.Connection, organisation_id: UUID) -> None:
    rows = "Who,Door code,Phone\nPenrose,4711,1\n"
    await bring("contacts", rows, mapping=("Who=name", "Door code=custom_fields.key", "Phone="))
    assert stored(owner, "contacts", organisation_id, "name, phone, custom_fields") == [
        ("Penrose", None, {"key": 4711})
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mapping": ("Whom=name",)}, "The file has no column 'Whom'; it has 'name', 'phone'."),
        ({"mapping": ("name=shoe_size",)}, "A contact has no field 'shoe_size'; it has "),
        ({"mapping": ("name",)}, "--map 'name' names no field: write COLUMN=field."),
        ({"match": "sku"}, "Contacts are matched by email or name, not by sku."),
        ({"file": Path("nowhere.csv")}, "nowhere.csv cannot be read: No such file or directory."),
    ],
)
async def test_what_cannot_begin_says_what_to_change(bring: Bring, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Validation) as refusal:
        await bring("contacts", "name,phone\nPenrose,1\n", **options)
    assert str(refusal.value).startswith(sentence)


async def test_an_unknown_or_ambiguous_organisation_is_refused_with_the_candidates(bring: Bring, make: Make) -> None:
    twins = {make.organisation("Twin & Sons"), make.organisation("twin & sons")}
    with pytest.raises(Validation) as refusal:
        await bring("contacts", "name\nPenrose\n", organisation="Twin & Sons")
    assert str(refusal.value).startswith("2 organisations are named 'Twin & Sons'. Give the id of one: ")
    assert all(str(twin) in str(refusal.value) for twin in twins)
    with pytest.raises(Validation, match=r"There is no organisation 'Nobody'\. There are: "):
        await bring("contacts", "name\nPenrose\n", organisation="Nobody")


async def test_the_report_names_every_line(bring: Bring, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    await bring("contacts", 'name,email\n"=SUM(A1)\nInc",a@b.example\nPenrose,nonsense\n', report=report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "outcome", "contact", "reason"],
            ["2", "created", "'=SUM(A1) Inc", ""],
            ["4", "skipped", "Penrose", "email “nonsense”: Does not have the expected form."],
        ]


async def test_a_row_that_was_changed_in_the_meantime_stops_the_import(
    bring: Bring, owner: psycopg.Connection, organisation_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring("contacts", "name,phone\nPenrose,1\n")

    async def meddle(*arguments: object) -> None:
        owner.execute("update contacts set version = version + 1 where organisation_id = %s", [organisation_id])
        await begun(*arguments)

    begun = sys.modules["worktrackr.importing.writing"]._make_requesters  # noqa: SLF001  # the moment between the two
    monkeypatch.setattr("worktrackr.importing.writing._make_requesters", meddle)
    with pytest.raises(PreconditionFailed):
        await bring("contacts", "name,phone\nPenrose,2\nBrook,3\n")
    assert stored(owner, "contacts", organisation_id, "name, phone") == [("Penrose", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_writing_of_a_file_is_read(encoding: str, delimiter: str) -> None:
    text = f'Name{delimiter}"Notes, ""etc."""\r\n\r\nCafé{delimiter}"one\r\ntwo"\r\nBrook{delimiter}\r\n'
    sheet = read_sheet(text.encode(encoding))
    assert sheet.header == ["Name", 'Notes, "etc."']
    assert [(row.line, row.cells) for row in sheet.rows] == [(3, ["Café", "one\r\ntwo"]), (5, ["Brook", ""])]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b'name\nA\n"B\nC\n', "The row on line 3 opens a quote that is never closed."),
        (b'name\n"A" B\n', "The row on line 2 has text after a closing quote"),
        (b"name\n" + b"x" * (LONGEST_CELL + 1), "The row on line 2 has a cell of more than"),
        (b"\xff\xfen", "The file begins as utf-16 but does not go on so"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(raw: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_sheet(raw)
    assert str(refusal.value).startswith(sentence)


async def test_a_broken_row_is_skipped_and_the_others_come_in(bring: Bring) -> None:
    long = "x" * 201
    preview = await bring("contacts", f"name,phone\nNul\x00,1\n{long},2\n,3\nGood,4\nToo,many,cells\n")
    assert [(line.line, line.outcome, line.reason) for line in preview.lines] == [
        (2, "skipped", "name: Must not contain control characters."),
        (3, "skipped", f"name “{'x' * 59}…”: Must be at most 200 characters or items long."),
        (4, "skipped", "It has nothing to find it again by: name must not be empty."),
        (5, "created", ""),
        (6, "skipped", "It has 3 cells, but the header names 2."),
    ]


@given(
    st.sampled_from(sorted(IMPORTABLES)),
    st.binary(max_size=300),
    st.sampled_from(["", "name,price,active,created\n", "title;status\n"]),
)
def test_any_bytes_are_rows_or_a_sentence(resource: str, raw: bytes, header: str) -> None:
    importable = IMPORTABLES[resource]
    try:
        sheet = read_sheet(header.encode() + raw)
    except Unreadable:
        return
    columns = guess_mapping(sheet.header, importable, {}, has_categories=False)
    for row in sheet.rows:
        assert read_row(row, columns, importable, Reading()).line == row.line


def test_the_guide_lists_the_headers_that_the_code_knows() -> None:
    assert synonyms_markdown(list(IMPORTABLES.values())) in GUIDE.read_text(encoding="utf-8")


def command(urls: DatabaseUrls, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = {"WORKTRACKR_DATABASE_URL": urls.application, "WORKTRACKR_OWNER_URL": urls.owner, "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-c", "from worktrackr.cli import main; main()", "import", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


async def test_the_command_shows_the_mapping_and_the_numbers(urls: DatabaseUrls, make: Make, tmp_path: Path) -> None:
    organisation_id, file = make.organisation(), tmp_path / "rows.csv"
    file.write_text("Firm,Fax\nPenrose,1\n")
    done = await asyncio.to_thread(command, urls, ["contacts", str(file), "--organisation", str(organisation_id)])
    assert done.returncode == 0, done.stderr
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["Column", "goes", "to", "First", "value"],
        ["Firm", "name", "“Penrose”"],
        ["Fax", "custom_fields.fax", "“1”"],
        ["Contacts:", "1", "created,", "0", "updated,", "0", "skipped."],
    ]


async def test_the_command_refuses_in_one_line(urls: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(b"")
    done = await asyncio.to_thread(command, urls, ["contacts", str(file), "--organisation", "Nobody at all"])
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("worktrackr: There is no organisation 'Nobody at all'.")
