"""Organisations that leave: they take everything with them, and nothing of them stays but what was owed."""

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from conftest import Client, Make
from pictures import png
from test_branding import logo
from test_isolation import CANARY, Tenant
from worktrackr.app import Application
from worktrackr.embedded import DatabaseUrls
from worktrackr.files import Files, FilesUnavailable, local_folder
from worktrackr.identity.purging import purge
from worktrackr.images import picture
from worktrackr.mailer import Mailer
from worktrackr.organisation_exports import MACHINERY, export_to_file
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Validation
from worktrackr.settings import Settings

LEDGER = ("organisation_plans", "organisation_status", "refunds", "reseller_links", "seat_counts")
"""What stays for ever, without a person in it: settled commission follows from it."""


def tables(owner: psycopg.Connection, *, with_organisation: bool) -> list[str]:
    rows = owner.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and %s = exists (select "
        "from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped) order by 1",
        [with_organisation],
    )
    return [name for (name,) in rows]


def filled(owner: psycopg.Connection, organisation_id: object) -> set[str]:
    """Return the tables in which the organisation has rows."""
    return {
        table
        for table in tables(owner, with_organisation=True)
        if owner.execute(
            f"select 1 from {table} where organisation_id = %s limit 1".encode(), [organisation_id]
        ).fetchone()
    }


def rest(owner: psycopg.Connection, organisation_id: object, people: list[UUID]) -> dict[str, Any]:
    """Return a digest per table of all that is not this organisation's."""
    found: dict[str, Any] = {}
    for table in [*tables(owner, with_organisation=True), *tables(owner, with_organisation=False)]:
        if table.startswith("procrastinate_") or table == "attempts":
            continue
        # The hosts of a brand are of the organisation that the brand is of.
        row = "to_jsonb(t)" + (
            " || (select to_jsonb(b) - 'id' from brands b where b.id = t.brand_id)" if table == "brand_hosts" else ""
        )
        query = (
            f"select count(*), md5(coalesce(string_agg(j::text, '' order by j::text), '')) from (select {row} as j from {table} t) x "
            f"where coalesce(j ->> '{'id' if table == 'organisations' else 'organisation_id'}', '') <> %s and not coalesce(j ->> 'user_id', '') = any(%s)"
        )
        found[table] = owner.execute(query.encode(), [str(organisation_id), [str(each) for each in people]]).fetchone()
    return found


@pytest.fixture
async def leaving(make: Make) -> Tenant:
    """An organisation with a row of every kind."""
    tenant = Tenant(make, make.person(make.organisation("Moorside"), "admin", name=CANARY))
    await tenant.fill()
    return tenant


def in_trash_for(owner: psycopg.Connection, organisation_id: object, days: int) -> None:
    """Put an organisation into the trash some days ago."""
    owner.execute(
        "update organisations set closed_at = now() - make_interval(days => %s) where id = %s", [days, organisation_id]
    )


async def due(application: Application) -> list[UUID]:
    async with application.database.transaction(None, UUID(int=0)) as transaction:
        return [row[0] for row in await transaction.rows(Statement("select auth.organisations_to_purge()"))]


async def test_after_thirty_days_every_row_and_file_is_gone_and_nothing_of_others_is_touched(  # who takes part
    application: Application,
    settings: Settings,
    leaving: Tenant,
    operator: Client,
    admin: Client,
    make: Make,
    owner: psycopg.Connection,
) -> None:
    organisation, reseller, files = leaving.admin.organisation_id, make.reseller(), Files(settings)
    await operator.made("/reseller_customers", reseller_id=str(reseller), organisation_id=str(organisation))
    kept = await make.attachment(admin, content=b"theirs")
    people = [row[0] for row in owner.execute("select id from users where organisation_id = %s", [organisation])]
    folder = local_folder(settings)
    assert folder
    before, ledger = filled(owner, organisation), await operator.get(f"/organisations/{organisation}/ledger")
    others = rest(owner, organisation, people)

    own_files = {found for found in (folder / str(organisation)).rglob("*") if found.is_file()}
    assert own_files
    in_trash_for(owner, organisation, 29)
    await purge(application.database, files, UUID(str(organisation)))
    assert (filled(owner, organisation), await due(application)) == (before, [])
    assert {found for found in (folder / str(organisation)).rglob("*") if found.is_file()} == own_files
    in_trash_for(owner, organisation, 31)
    assert await due(application) == [organisation]
    await purge(application.database, files, UUID(str(organisation)))

    assert {"tickets", "users", "sessions", "changes", "attachments"} <= before
    assert filled(owner, organisation) <= set(LEDGER)
    assert not (folder / str(organisation)).exists()
    assert rest(owner, organisation, people) == others
    assert (await admin.get(f"/attachments/{kept['id']}/content")).content == b"theirs"
    left = (await operator.get(f"/organisations/{organisation}")).json()
    assert (left["status"], left["reseller_id"], left["seats"]) == ("deleted", None, 1)
    entries = (await operator.get(f"/organisations/{organisation}/ledger")).json()["items"]
    assert entries[-len(ledger.json()["items"]) :] == ledger.json()["items"]
    assert (await operator.post(f"/organisations/{organisation}/restore")).status_code == 404
    assert (await leaving.admin.get("/me")).status_code == 401
    assert await due(application) == []


async def test_a_purge_that_was_killed_is_ended_by_the_next(
    application: Application, settings: Settings, leaving: Tenant, operator: Client, owner: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    organisation = UUID(str(leaving.admin.organisation_id))
    in_trash_for(owner, organisation, 31)
    async with application.database.transaction(None, UUID(int=0)) as transaction:
        await transaction.rows(Statement("select auth.purge_next_table($1)", writes=True), organisation)
    assert (await operator.post(f"/organisations/{organisation}/restore")).status_code == 404

    async def fail(_files: object, _organisation_id: object) -> None:
        raise FilesUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(Files, "remove_all", fail)
        with pytest.raises(FilesUnavailable):
            await purge(application.database, Files(settings), organisation)
    assert await due(application) == [organisation]
    await purge(application.database, Files(settings), organisation)
    assert (filled(owner, organisation) <= set(LEDGER), await due(application)) == (True, [])


async def test_what_is_restored_while_the_round_is_on_its_way_keeps_its_files_and_its_jobs(
    application: Application, settings: Settings, admin: Client, operator: Client, make: Make, owner: psycopg.Connection
) -> None:
    kept = await make.attachment(admin, content=b"ours")
    organisation = UUID(str(admin.organisation_id))
    owner.execute(
        "insert into procrastinate_jobs (queue_name, task_name, args, scheduled_at) values "
        "('later', 'later', jsonb_build_object('organisation_id', %s::text), now() + interval '1 day')",
        [organisation],
    )
    in_trash_for(owner, organisation, 31)
    assert organisation in await due(application)
    assert (await operator.post(f"/organisations/{organisation}/restore")).is_success
    await purge(application.database, Files(settings), organisation)
    assert (await admin.get(f"/attachments/{kept['id']}/content")).content == b"ours"
    jobs = "select count(*) from procrastinate_jobs where args ->> 'organisation_id' = %s and task_name = 'later'"
    assert owner.execute(jobs, [str(organisation)]).fetchone() == (1,)
    owner.execute("delete from procrastinate_jobs where task_name = 'later'")


async def test_files_that_cannot_be_removed_are_heard_of(settings: Settings) -> None:
    files, organisation = Files(settings), uuid4()
    folder = local_folder(settings)
    assert folder
    await files.remove_all(organisation)
    # A file where the folder should be stands for whatever keeps it from being emptied; root may remove all else.
    (folder / str(organisation)).write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        await files.remove_all(organisation)
    (folder / str(organisation)).unlink()


async def test_what_stays_names_nobody(owner: psycopg.Connection) -> None:
    columns = {
        name
        for table in LEDGER
        for (name,) in owner.execute(
            "select column_name from information_schema.columns where table_name = %s", [table]
        )
    }
    assert columns == {
        "organisation_id", "id", "plan", "monthly_price", "included_seats", "extra_seat_price", "from_at", "status", "seats",
        "reseller_id", "month", "amount", "reason", "created_by", "created_at",
    }  # fmt: skip


async def test_an_admin_takes_everything_out_and_nobody_else_does(
    leaving: Tenant,
    operator: Client,
    reseller: Client,
    staff: Client,
    stranger: Client,
    make: Make,
    owner: psycopg.Connection,
) -> None:
    admin, organisation = leaving.admin, leaving.admin.organisation_id
    formula = await make.contact(admin, name="=HYPERLINK(1)", custom_fields={"Size": "+5"})
    answer = await admin.get("/organisation/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"].startswith('attachment; filename="moorside-20')
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    found = {name: archive.read(name) for name in archive.namelist()}
    every = {f"{table}.csv" for table in tables(owner, with_organisation=True) if table not in MACHINERY}
    assert {name for name in found if name.endswith(".csv")} == {*every, "organisations.csv"}
    for table in filled(owner, organisation) - set(MACHINERY):
        rows = owner.execute(
            f"select count(*) from {table} where organisation_id = %s".encode(), [organisation]
        ).fetchone()
        lines = found[f"{table}.csv"].count(b"\r\n") - 1
        assert rows
        assert lines >= rows[0], table
    assert f"{formula['id']},".encode() in found["contacts.csv"]
    assert b"'=HYPERLINK(1)" in found["contacts.csv"]
    assert b",=HYPERLINK" not in found["contacts.csv"]
    assert found[f"files/{leaving.ids['attachment']}/{CANARY}"] == CANARY.encode()
    assert b"password_hash" not in found["users.csv"]

    key = make.api_key(admin, "admin")
    refused = [(await person.get("/organisation/export")).status_code for person in (operator, reseller, staff, key)]
    assert refused == [403] * 4
    theirs = zipfile.ZipFile(io.BytesIO((await stranger.get("/organisation/export")).content))
    assert not [name for name in theirs.namelist() if CANARY.encode() in theirs.read(name)]


def unpacked(archive: zipfile.ZipFile, folder: Path) -> tuple[set[str], int]:
    """Unpack an archive; returns which folders it made, and how many files lie in that of the attached ones."""
    archive.extractall(folder)
    return {found.name for found in folder.iterdir() if found.is_dir()}, len(list(folder.glob("files/*/*")))


async def test_what_is_taken_out_can_be_unpacked_whatever_files_are_called(
    admin: Client, make: Make, tmp_path: Path
) -> None:
    ticket = await make.ticket(admin)
    names = ["../../passwd", "C:\\a\\b.txt", "\U0001f600" * 250 + ".png", 'a:b?*<>|".txt', "..", "e\u0301" * 300]
    for name in names:
        await make.attachment(admin, ticket["id"], name=name)
    assert (await logo(admin, png())).is_success
    with zipfile.ZipFile(io.BytesIO((await admin.get("/organisation/export")).content)) as archive:
        assert unpacked(archive, tmp_path) == ({"files"}, len(names))
        drawn = picture(archive.read("logo.png"))
        brand = archive.read("brands.csv").decode()
    assert drawn == ("image/png", 300, 120)
    assert "\\x89" not in brand


async def test_an_operator_has_the_admins_told_and_gets_nothing(
    operator: Client, admin: Client, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails: list[tuple[str, str]] = []

    async def send(_self: object, recipient: str, _subject: str, text: str, **_of: object) -> None:
        mails.append((recipient, text))

    monkeypatch.setattr(Mailer, "send", send)
    answer = await operator.post(f"/organisations/{admin.organisation_id}/export")
    assert (answer.status_code, answer.text) == (202, "")
    for _ in range(200):
        if mails:
            break
        await asyncio.sleep(0.05)
    assert [recipient for recipient, _ in mails] == [admin.email]
    assert "/settings/organisation" in mails[0][1]
    assert staff.email not in str(mails)
    await operator.post(f"/organisations/{admin.organisation_id}/suspend")
    assert (await operator.post(f"/organisations/{admin.organisation_id}/export")).status_code == 409


def modes(folder: Path) -> dict[str, int]:
    """Return who may do what with the files of a folder, by their names."""
    return {found.name: found.stat().st_mode & 0o777 for found in folder.iterdir()}


async def test_whoever_owns_the_machine_writes_it_to_a_new_file(
    leaving: Tenant, urls: DatabaseUrls, settings: Settings, tmp_path: Path, owner: psycopg.Connection
) -> None:
    target = tmp_path / "b.zip"
    in_trash_for(owner, leaving.admin.organisation_id, 1)
    await asyncio.to_thread(
        export_to_file, urls, settings, settings.data_dir, str(leaving.admin.organisation_id), target
    )
    with zipfile.ZipFile(target) as archive:
        assert CANARY in archive.read("tickets.csv").decode()
        assert archive.read(f"files/{leaving.ids['attachment']}/{CANARY}") == CANARY.encode()
    assert modes(tmp_path) == {"b.zip": 0o600}
    with pytest.raises(Validation, match="exists already"):
        export_to_file(urls, settings, settings.data_dir, str(leaving.admin.organisation_id), target)
