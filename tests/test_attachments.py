"""Files attached to tickets, and T47: what somebody may send who means harm, or whose line breaks."""

import errno
import io
import re
import struct
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, ClassVar, Self
from uuid import uuid4

import msgspec
import obstore
import psycopg
import pytest

from conftest import ORIGIN, Client, Make
from worktrackr.app import Application
from worktrackr.edge.uploads import UPLOAD_LIMIT
from worktrackr.files import FileMissing, Files, new_key
from worktrackr.helpdesk.attachments import UPLOADS, clean_name, sweep
from worktrackr.images import PIXELS_MAX, picture
from worktrackr.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 2, 3) + b"\x08\x02\x00\x00\x00" + b"\x00" * 40
GIF = b"GIF89a" + struct.pack("<HH", 2, 3) + b"\x00" * 20
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 10 + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 3, 2) + b"\x00" * 20
)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + b"\x01\x00\x00\x02\x00\x00"
POLICY = "sandbox; default-src 'none'"
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(filename: bytes, content: bytes, *, name: bytes = b"file", media_type: bytes = b"image/png") -> bytes:
    """Write a part as raw as a hostile client would."""
    return b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n%s\r\n' % (
        BOUNDARY.encode(),
        name,
        filename,
        media_type,
        content,
    )


END = f"--{BOUNDARY}--\r\n".encode()


def stored(settings: Settings, organisation_id: object) -> list[Path]:
    """Return the files that an organisation has on the disk."""
    assert settings.data_dir
    return sorted((settings.data_dir / "files" / str(organisation_id)).glob("*"))


@pytest.fixture
async def ticket(staff: Client, make: Make) -> dict[str, Any]:
    """A ticket to attach files to."""
    return await make.ticket(staff)


@pytest.fixture
def address(ticket: dict[str, Any]) -> str:
    """Where its files are sent."""
    return f"/tickets/{ticket['id']}/attachments"


async def test_a_file_is_stored_listed_and_comes_back_exactly(
    staff: Client, make: Make, ticket: dict[str, Any], address: str, settings: Settings
) -> None:
    content = bytes(range(256)) * 4000
    row = await make.attachment(staff, ticket["id"], name="Zoë's fuse board.bin", content=content)
    assert row | {"id": "", "created_at": "", "updated_at": ""} == {
        "id": "", "created_at": "", "updated_at": "", "version": 1, "ticket_id": ticket["id"], "comment_id": None,
        "name": "Zoë's fuse board.bin", "media_type": "application/octet-stream", "size": len(content), "is_image": False,
        "created_by": str(staff.id), "created_by_name": "Staff Person",
    }  # fmt: skip
    assert (await staff.get(address)).json()["items"] == [row]
    assert (await staff.get(f"/attachments/{row['id']}")).json() == row
    download = await staff.get(f"/attachments/{row['id']}/content")
    assert download.content == content
    assert {
        name: download.headers[name]
        for name in ("content-type", "content-length", "content-disposition", "content-security-policy", "x-content-type-options")
    } == {
        "content-type": "application/octet-stream", "content-length": str(len(content)), "content-security-policy": POLICY,
        "content-disposition": "attachment; filename=\"Zo_'s fuse board.bin\"; filename*=UTF-8''Zo%C3%AB%27s%20fuse%20board.bin",
        "x-content-type-options": "nosniff",
    }  # fmt: skip
    (file,) = stored(settings, staff.organisation_id)
    assert file.read_bytes() == content
    assert "fuse" not in file.name


async def test_a_copy_is_asked_about_each_time(staff: Client, stranger: Client, make: Make) -> None:
    row = await make.attachment(staff)
    path = f"/attachments/{row['id']}/content"
    first = await staff.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = {"if-none-match": first.headers["etag"]}
    assert (await staff.get(path, headers=tag)).status_code == 304
    assert (await stranger.get(path, headers=tag)).status_code == 404


async def test_a_file_goes_with_a_comment_of_ones_own_on_the_same_ticket(
    staff: Client, manager: Client, make: Make, ticket: dict[str, Any], address: str
) -> None:
    comment = await make.comment(staff, ticket["id"])
    row = await make.attachment(staff, ticket["id"], comment_id=comment["id"])
    assert row["comment_id"] == comment["id"]
    others = [await make.comment(staff), await make.comment(manager, ticket["id"])]
    for comment_id in (*(other["id"] for other in others), str(uuid4())):
        refused = await staff.post(address, files={"file": ("a", b"a")}, data={"comment_id": comment_id})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/comment_id")
    assert len((await staff.get(address)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("content", "media_type", "is_image"),
    [
        (PNG, "image/png", True),
        (GIF, "image/gif", True),
        (JPEG, "image/jpeg", True),
        (WEBP, "image/webp", True),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream", False),
        (b"<!doctype html><script>alert(1)</script>", "application/octet-stream", False),
        (b"%PDF-1.7 <script>", "application/octet-stream", False),
        (b"MZ\x90\x00", "application/octet-stream", False),
        (b"", "application/octet-stream", False),
        (PNG[:18], "application/octet-stream", False),
        (b"\xff\xd8\xff\xe0\xff", "application/octet-stream", False),
        # A polyglot is what its first bytes say, is never sniffed again, and never opens in the page's place.
        (GIF + b"/*<script>alert(1)</script>*/=1;", "image/gif", True),
        # A picture that would fill the memory of whoever looks at it is kept, and not shown.
        (PNG[:16] + struct.pack(">II", 60_000, 60_000) + PNG[24:], "image/png", False),
        (GIF[:6] + struct.pack("<HH", 0, 3), "image/gif", False),
    ],
)
@pytest.mark.parametrize("claimed", ["image/png", "text/html", "image/svg+xml"])
async def test_what_a_file_is_say_its_bytes_alone(
    content: bytes,
    media_type: str,
    is_image: bool,  # noqa: FBT001  # a case
    claimed: str,
    staff: Client,
    make: Make,
) -> None:
    row = await make.attachment(staff, name="x.html", content=content, media_type=claimed)
    assert (row["media_type"], row["is_image"]) == (media_type, is_image)
    download = await staff.get(f"/attachments/{row['id']}/content")
    assert download.headers["content-type"] == media_type
    assert download.headers["content-disposition"].startswith("attachment;")
    assert download.headers["content-security-policy"] == POLICY
    assert download.headers["x-content-type-options"] == "nosniff"


NAMES: Sequence[tuple[bytes, str]] = [
    (b"../../etc/passwd", "passwd"),
    (b"..\\\\..\\\\boot.ini", "boot.ini"),
    (b"/absolute/name.txt", "name.txt"),
    (b"C:\\\\scan.pdf", "scan.pdf"),
    (b"a\x00b.txt", "ab.txt"),
    (b"a%0D%0ASet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
    ("invoice\u202efdp.exe".encode(), "invoicefdp.exe"),
    ("\u202e\u2066x\u2069.txt".encode(), "x.txt"),
    (b"x" * 300 + b".jpeg", "x" * 250 + ".jpeg"),
    ("é".encode() * 300, "é" * 255),
    (b"con", "con"),
    (b"..", "file"),
    (b".", "file"),
    (b"   ", "file"),
    (b"a;b=c%22.txt", 'a;b=c".txt'),
    ("שלום.pdf".encode(), "שלום.pdf"),
    ("👩\u200d🔧.png".encode(), "👩\u200d🔧.png"),
]


@pytest.mark.parametrize(("sent", "kept"), NAMES, ids=range(len(NAMES)))
async def test_a_name_is_only_a_name(sent: bytes, kept: str, staff: Client, address: str, settings: Settings) -> None:
    response = await staff.post(address, content=part(sent, b"a") + END, headers=FORM)
    assert response.status_code == 201, response.text
    row = response.json()
    assert row["name"] == kept
    download = await staff.get(f"/attachments/{row['id']}/content")
    assert download.status_code == 200
    assert "set-cookie" not in download.headers
    header = download.headers["content-disposition"]
    assert header.isascii()
    assert header.count('"') == 2
    (file,) = stored(settings, staff.organisation_id)
    assert file.parent.parent == (settings.data_dir or Path()) / "files"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not multipart",
        part(b"a", b"a"),
        part(b"a", b"a")[:-20],
        part(b"a", b"a") + END[:-6],
        f"--{BOUNDARY}\r\n".encode(),
        part(b"\xff", b"a") + END,
        f"--{BOUNDARY}\r\nX: {'x' * 10_000}\r\n\r\n".encode() + END,
    ],
)  # fmt: skip
async def test_a_broken_upload_is_refused_and_leaves_nothing(
    body: bytes, staff: Client, address: str, settings: Settings, owner: psycopg.Connection
) -> None:
    response = await staff.post(address, content=body, headers=FORM)
    assert response.status_code in (400, 422), response.text
    assert stored(settings, staff.organisation_id) == []
    assert loose(owner, staff) == []
    assert (await staff.get(address)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (END, "/file"),
        (part(b"a", b"a", name=b"other") + END, "/file"),
        (part(b"a", b"a") + part(b"b", b"b") + END, "/file"),
        (part(b"a", b"a") + part(b"", b"x", name=b"nothing") + END, "/nothing"),
        (part(b"a", b"a") + part(b"", b"x" * 2000, name=b"comment_id") + END, "/comment_id"),
        (part(b"a", b"a") + part(b"", b"x", name=b"comment_id") + END, "/comment_id"),
    ],
)
async def test_a_form_that_says_too_little_or_too_much_names_its_field(
    body: bytes, pointer: str, staff: Client, address: str
) -> None:
    response = await staff.post(address, content=body, headers=FORM)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_25_megabytes_are_taken_and_one_byte_more_is_not(
    staff: Client, make: Make, ticket: dict[str, Any], address: str, settings: Settings, owner: psycopg.Connection
) -> None:
    row = await make.attachment(staff, ticket["id"], content=b"x" * UPLOAD_LIMIT)
    assert row["size"] == 25 << 20
    assert (await staff.get(f"/attachments/{row['id']}/content")).content == b"x" * UPLOAD_LIMIT
    declared = await staff.post(address, files={"file": ("a", b"x" * (UPLOAD_LIMIT + 1))})

    async def endless() -> AsyncGenerator[bytes]:
        yield part(b"a", b"")[:-2]
        while True:
            yield b"x" * 65_536

    streamed = await staff.post(address, content=endless(), headers=FORM)
    huge = await staff.post(address, content=b"", headers=FORM | {"content-length": str(1 << 40)})
    assert [answer.status_code for answer in (declared, streamed, huge)] == [413, 413, 413]
    assert declared.json()["detail"] == "A file may have at most 25 MB."
    assert len(stored(settings, staff.organisation_id)) == 1
    assert loose(owner, staff) == []


async def test_an_upload_that_breaks_off_leaves_nothing(
    application: Application, staff: Client, address: str, settings: Settings, owner: psycopg.Connection
) -> None:
    messages = [
        {"type": "http.request", "body": part(b"a", b"x" * 100_000)[:-10], "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http", "method": "POST", "path": f"/api{address}", "raw_path": f"/api{address}".encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("worktrackr.test", 80), "http_version": "1.1",
        "headers": [
            (b"cookie", f"worktrackr={staff.cookies['worktrackr']}".encode()), (b"origin", ORIGIN.encode()), (b"host", b"worktrackr.test"),
            (b"content-type", FORM["content-type"].encode()), (b"transfer-encoding", b"chunked"),
        ],
    }  # fmt: skip
    await application(scope, receive, send)
    assert sent[0]["status"] == 400
    assert stored(settings, staff.organisation_id) == []
    assert loose(owner, staff) == []


async def test_only_an_upload_takes_a_form_and_only_from_our_own_pages(
    staff: Client, stranger: Client, ticket: dict[str, Any], address: str
) -> None:
    files = {"file": ("a", b"a")}
    for path in ("/tickets", f"/tickets/{ticket['id']}/comments", f"{address}/x"):
        assert (await staff.post(path, files=files)).status_code == 415
    assert (await staff.post(address, json={"file": "a"})).status_code == 415
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await staff.post(address, files=files, headers=headers)).status_code == 403
    del staff.headers["origin"]
    assert (await staff.post(address, files=files)).status_code == 403
    assert (await stranger.post(address, files=files)).status_code == 404
    assert UPLOADS.fullmatch(f"/api{address}")


async def test_a_file_of_others_does_not_exist(
    staff: Client, stranger: Client, anonymous: Client, admin: Client, make: Make
) -> None:
    row = await make.attachment(staff)
    path = f"/attachments/{row['id']}"
    for method, at in (("GET", path), ("GET", f"{path}/content"), ("DELETE", path), ("POST", f"{path}/purge")):
        assert (await stranger.request(method, at)).status_code == 404
        assert (await anonymous.request(method, at)).status_code == 401
    assert (
        await anonymous.post(f"/tickets/{row['ticket_id']}/attachments", files={"file": ("a", b"a")})
    ).status_code == 401
    assert (await admin.get(f"{path}/content")).status_code == 200


async def test_the_trash_keeps_the_bytes_and_a_purge_removes_them(
    application: Application, staff: Client, admin: Client, make: Make, settings: Settings, owner: psycopg.Connection
) -> None:
    row, kept = await make.attachment(staff), await make.attachment(staff, content=b"kept")
    path = f"/attachments/{row['id']}"
    deleted = await staff.delete(path)
    assert (await staff.get(f"{path}/content")).status_code == 404
    assert (await staff.post(f"/change_sets/{deleted.headers['x-change-set']}/undo")).status_code == 200
    assert (await staff.get(f"{path}/content")).content == b"hello"
    await staff.delete(path)
    assert (await staff.post(f"{path}/purge")).status_code == 403
    assert (await admin.post(f"{path}/purge")).status_code == 204
    await swept(application, settings)
    assert [file.read_bytes() for file in stored(settings, staff.organisation_id)] == [b"kept"]
    assert loose(owner, staff) == []
    assert (await staff.get(f"/attachments/{kept['id']}/content")).content == b"kept"


async def test_a_failed_storage_is_said_and_leaves_nothing_behind(
    application: Application, staff: Client, address: str, settings: Settings, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    async def full(_store: object, _key: str, _file: IO[bytes]) -> None:
        raise OSError("No space left on device (os error 28)")

    monkeypatch.setattr(obstore, "put_async", full)
    assert (await staff.post(address, files={"file": ("a", b"a")})).status_code == 507

    async def broken(_store: object, _key: str, _file: IO[bytes]) -> None:
        raise obstore.exceptions.GenericError("the bucket is away")

    monkeypatch.setattr(obstore, "put_async", broken)
    refused = await staff.post(address, files={"file": ("a", b"a")})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    monkeypatch.undo()
    assert (await staff.get(address)).json()["items"] == []
    assert (await staff.post(address, files={"file": ("a", b"a")})).status_code == 201
    assert len(loose(owner, staff)) == 2
    await swept(application, settings, owner)
    assert len(stored(settings, staff.organisation_id)) == 1


async def test_a_full_disk_is_said_while_reading(staff: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def write(self, _chunk: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    def full(max_size: int) -> Full:
        del max_size
        return Full()

    monkeypatch.setattr("worktrackr.edge.uploads.tempfile.SpooledTemporaryFile", full)
    assert (await staff.post(address, files={"file": ("a", b"a")})).status_code == 507


async def test_a_process_that_dies_between_the_bytes_and_the_row_leaves_no_orphan(
    application: Application, staff: Client, make: Make, address: str, settings: Settings, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    kept = await make.attachment(staff, content=b"kept")
    put = Files.put

    async def dies(files: Files, key: str, file: IO[bytes]) -> None:
        await put(files, key, file)
        raise ConnectionError

    monkeypatch.setattr(Files, "put", dies)
    assert (await staff.post(address, files={"file": ("a", b"lost")})).status_code == 500
    monkeypatch.undo()
    assert len(stored(settings, staff.organisation_id)) == 2
    (key,) = loose(owner, staff)
    assert settings.data_dir
    (settings.data_dir / "files" / f"{key}#1").write_bytes(b"half")
    await swept(application, settings)
    assert len(stored(settings, staff.organisation_id)) == 3, "it might still be on its way"
    await swept(application, settings, owner)
    assert [file.read_bytes() for file in stored(settings, staff.organisation_id)] == [b"kept"]
    assert (await staff.get(f"/attachments/{kept['id']}/content")).content == b"kept"


async def test_a_file_that_was_swept_meanwhile_is_not_attached(
    staff: Client, address: str, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Files.put

    async def slow(files: Files, key: str, file: IO[bytes]) -> None:
        await put(files, key, file)
        owner.execute("delete from loose_files where storage_key = %s", [key])

    monkeypatch.setattr(Files, "put", slow)
    assert (await staff.post(address, files={"file": ("a", b"a")})).status_code == 409
    assert (await staff.get(address)).json()["items"] == []


async def test_each_organisation_has_its_room(
    application: Application, settings: Settings, staff: Client, admin: Client, stranger: Client, make: Make
) -> None:
    state, small = application.litestar.state, msgspec.structs.replace(settings, files_quota_mb=1)
    ticket = await make.ticket(staff)
    path = f"/tickets/{ticket['id']}/attachments"
    state["settings"] = small
    try:
        first = await make.attachment(staff, ticket["id"], content=b"x" * 700_000)
        refused = await staff.post(path, files={"file": ("a", b"x" * 400_000)})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/files-quota")
        await make.attachment(stranger, content=b"x" * 400_000)
        await staff.delete(f"/attachments/{first['id']}")
        assert (await staff.post(path, files={"file": ("a", b"x" * 400_000)})).status_code == 409, "the trash counts"
        await admin.post(f"/attachments/{first['id']}/purge")
        assert (await staff.post(path, files={"file": ("a", b"x" * 400_000)})).status_code == 201
    finally:
        state["settings"] = settings


async def test_the_same_idempotency_key_stores_once(staff: Client, address: str, settings: Settings) -> None:
    headers = FORM | {"idempotency-key": "once"}
    body = part(b"big.bin", b"x" * 3_000_000) + END
    first, second = [await staff.post(address, content=body, headers=headers) for _ in range(2)]
    other = await staff.post(address, content=part(b"b", b"b") + END, headers=headers)
    assert [answer.status_code for answer in (first, second, other)] == [201, 201, 422]
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert len(stored(settings, staff.organisation_id)) == 1
    too_large = part(b"a", b"x" * (UPLOAD_LIMIT + 100_000)) + END
    assert (await staff.post(address, content=too_large, headers=FORM | {"idempotency-key": "two"})).status_code == 413


async def test_lost_bytes_are_a_refusal_and_no_error(staff: Client, make: Make, settings: Settings) -> None:
    row = await make.attachment(staff)
    stored(settings, staff.organisation_id)[0].unlink()
    response = await staff.get(f"/attachments/{row['id']}/content")
    assert response.status_code == 404
    assert "not in the storage" in response.json()["detail"]


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as is asked for: objects are put, got and deleted."""

    objects: ClassVar[dict[str, bytes]] = {}
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self.objects[self.path] = self.rfile.read(int(self.headers["content-length"]))
        self._answer(200, headers={"etag": '"1"'})

    def do_GET(self) -> None:
        found = self.objects.get(self.path)
        dated = {"etag": '"1"', "last-modified": "Sun, 22 Nov 2026 08:00:00 GMT"}
        self._answer(404 if found is None else 200, found or b"", dated)

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"])).decode()
        keys: list[str] = re.findall("<Key>(.*?)</Key>", asked)
        for key in keys:
            self.objects.pop(f"/bucket/{key}", None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


async def test_files_may_lie_in_a_bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "made up")
        files = Files(msgspec.structs.replace(settings, files_url="s3://bucket/prefix"))
        key = new_key(uuid4())
        await files.put(key, io.BytesIO(b"hello" * 1000))
        assert list(Bucket.objects) == [f"/bucket/prefix/{key}"]
        assert b"".join([piece async for piece in await files.read(key)]) == b"hello" * 1000
        await files.remove([key])
        assert Bucket.objects == {}
        with pytest.raises(FileMissing):
            await files.read(key)
        server.shutdown()


def test_no_picture_is_larger_than_memory_allows() -> None:
    found = picture(PNG)
    assert found
    assert found.is_showable
    assert not found._replace(width=PIXELS_MAX + 1, height=1).is_showable


@pytest.mark.parametrize("length", range(40))
def test_a_cut_picture_is_read_without_a_fault(length: int) -> None:
    for content in (PNG, GIF, JPEG, WEBP):
        picture(content[:length])


def test_a_clean_name_stays_as_it_is() -> None:
    for name in ("a.b.c", "Zoë's scan (2).PDF", "no ending", "x" * 255):
        assert clean_name(clean_name(name)) == clean_name(name) == name


def loose(owner: psycopg.Connection, client: Client) -> list[str]:
    """Return the keys that no attachment holds."""
    rows = owner.execute("select storage_key from loose_files where organisation_id = %s", [client.organisation_id])
    return [key for (key,) in rows]


async def swept(application: Application, settings: Settings, later: psycopg.Connection | None = None) -> None:
    """Remove what is due; with `later`, as if the hour had passed."""
    if later is not None:
        later.execute("update loose_files set remove_after = now()")
    await sweep(application.database, Files(settings))
