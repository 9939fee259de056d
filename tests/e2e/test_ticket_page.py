"""A day on one ticket: what is said, attached and ticked, and found again."""

import re
import secrets
import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Mailbox
from e2e.visitors import PASSWORD, Visitor

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ANSWER = "Reply to Northgate Dental"
NOTE = "A note that only colleagues see"


@pytest.fixture
def ticket(admin: Visitor) -> dict[str, Any]:
    """A ticket of a contact, open in the window of `admin`."""
    contact = admin.post("/contacts", name="Northgate Dental", phone="0113 496 0118", email="ellen@example.com")
    earlier = admin.post("/tickets", title="Move data points", contact_id=contact["id"])
    ticket = admin.post("/tickets", title="No power", description="Ring 2 is off.", contact_id=contact["id"])
    admin.go(f"/tickets/{ticket['id']}")
    expect(admin.heading("No power")).to_be_visible()
    return ticket | {"earlier": earlier}


def colleague(admin: Visitor, name: str) -> str:
    """Add somebody; returns their address."""
    email = f"{secrets.token_hex(6)}@example.com"
    admin.post("/users", email=email, name=name, password=PASSWORD)
    return email


def comment(page: Page, text: str) -> Locator:
    """Find what was said."""
    return page.get_by_role("article").filter(has_text=text)


def test_what_is_said_stays_and_a_note_stays_inside(admin: Visitor, ticket: dict[str, Any], mailbox: Mailbox) -> None:
    page, keys = admin.page, admin.page.keyboard
    tom = colleague(admin, "Tom Hallam")
    colleague(admin, "Jade Okafor")
    page.reload()
    page.get_by_label(ANSWER).fill("We come at eleven.")
    keys.press("Control+Enter")
    expect(comment(page, "We come at eleven.")).to_contain_text("to Northgate Dental")
    expect(page.get_by_label(ANSWER)).to_have_value("")

    admin.button("Internal note").click()
    expect(page.get_by_label(NOTE)).to_be_focused()
    keys.type("Chargeable? @")
    expect(page.get_by_role("option")).to_have_count(3)
    keys.type("o")
    expect(page.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    expect(page.get_by_role("option", name="Jade Okafor")).to_have_attribute("aria-selected", "true")
    keys.press("Backspace")
    keys.type("tom h")
    keys.press("Enter")
    keys.type("can you clear it")
    expect(page.get_by_label(NOTE)).to_have_value("Chargeable? @Tom Hallam can you clear it")
    admin.button("Send").click()
    note = comment(page, "can you clear it")
    expect(note).to_contain_text("Internal note")
    expect(note.get_by_text("@Tom Hallam", exact=True)).to_be_visible()
    assert mailbox.link_to(tom).endswith(f"/tickets/{ticket['id']}")

    note.hover()
    note.get_by_role("button", name="Actions for the comment of Ada Osei").click()
    page.get_by_role("menuitem", name="Edit").click()
    expect(page.get_by_label("Edit the comment")).to_be_focused()
    keys.press("End")
    keys.type(" today?")
    keys.press("Control+Enter")
    expect(comment(page, "clear it today?")).to_contain_text("edited")

    page.reload()
    expect(comment(page, "clear it today?")).to_contain_text("edited")
    page.get_by_role("button", name="Changes", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_text("Ada Osei created this")).to_be_visible()
    page.get_by_role("button", name="Comments", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_deleted_comment_comes_back(admin: Visitor, ticket: dict[str, Any]) -> None:
    page = admin.page
    admin.post(f"/tickets/{ticket['id']}/comments", body="Wrong ticket.")
    page.reload()
    said = comment(page, "Wrong ticket.")
    said.hover()
    said.get_by_role("button", name="Actions for the comment of Ada Osei").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(said).to_have_count(0)
    admin.sees_toast("Moved the comment to the trash").get_by_role("button", name="Undo").click()
    expect(said).to_be_visible()


def test_what_is_typed_survives_a_reload_and_a_failure(admin: Visitor, ticket: dict[str, Any]) -> None:
    page = admin.page
    admin.button("Internal note").click()
    page.get_by_label(NOTE).fill("Half a sent")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label(NOTE)).to_have_value("Half a sent")
    address = f"**/api/tickets/{ticket['id']}/comments"
    page.route(address, lambda route: route.fulfill(status=503, json={"title": "away"}))
    admin.console.allow(503, f"/api/tickets/{ticket['id']}/comments")
    page.get_by_label(NOTE).press("Control+Enter")
    expect(page.get_by_text("This was not sent.").first).to_be_visible()
    expect(page.get_by_label(NOTE)).to_have_value("Half a sent")
    page.unroute(address)
    page.get_by_label(NOTE).press("Control+Enter")
    expect(comment(page, "Half a sent")).to_be_visible()
    page.reload()
    expect(page.get_by_label(NOTE).or_(page.get_by_label(ANSWER))).to_have_value("")


def test_files_are_attached_by_button_paste_and_drop_and_shown_safely(
    admin: Visitor, stranger: Visitor, ticket: dict[str, Any]
) -> None:
    page = admin.page
    composer = page.get_by_role("region", name="Write")
    composer.locator("input[type=file]").set_input_files(
        [{"name": "fuse-board.png", "mimeType": "image/png", "buffer": picture()}]
    )
    composer.get_by_label(ANSWER).fill("The board.")
    pasted = "e => { const d = new DataTransfer(); d.items.add(new File(['a'], 'pasted.txt')); %s }"
    composer.get_by_label(ANSWER).evaluate(
        pasted % "e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true}))"
    )
    page.get_by_role("region", name="Timeline").evaluate(
        pasted.replace("pasted.txt", "drawing.svg").replace("['a']", f"[`{SVG.decode()}`]")
        % "for (const kind of ['dragenter', 'dragover', 'drop']) e.dispatchEvent(new DragEvent(kind, {dataTransfer: d, bubbles: true, cancelable: true}))"
    )
    expect(composer.get_by_role("listitem")).to_have_count(3)
    admin.button("Leave pasted.txt out").click()
    admin.button("Send").click()
    said = comment(page, "The board.")
    expect(said.get_by_role("listitem")).to_have_count(2)
    expect(composer.get_by_role("listitem")).to_have_count(0)

    said.get_by_role("button", name=re.compile("fuse-board.png")).click()
    shown = page.get_by_role("dialog").get_by_role("img", name="Picture: fuse-board.png")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 4
    page.keyboard.press("Escape")

    files: list[dict[str, Any]] = admin.get(f"/tickets/{ticket['id']}/attachments")["items"]
    drawing = next(file for file in files if file["name"] == "drawing.svg")
    content = admin.ask(f"/attachments/{drawing['id']}/content")
    assert content.body() == SVG
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"].startswith("attachment")
    assert stranger.ask(f"/attachments/{drawing['id']}/content").status == 404
    with page.expect_download() as download:
        said.get_by_role("link", name=re.compile("drawing.svg")).click()
    assert download.value.suggested_filename == "drawing.svg"

    rail = page.get_by_role("complementary", name="What belongs to it")
    expect(rail.get_by_title("drawing.svg")).to_be_visible()
    rail.get_by_title("drawing.svg").hover()
    admin.button("Delete drawing.svg").click()
    admin.sees_toast("Moved drawing.svg to the trash")
    expect(rail.get_by_title("drawing.svg")).to_have_count(0)


def test_a_file_that_is_too_large_is_not_even_sent(admin: Visitor, ticket: dict[str, Any]) -> None:
    page = admin.page
    page.get_by_role("region", name="Write").get_by_label(ANSWER).evaluate(
        "e => { const d = new DataTransfer(); d.items.add(new File([new ArrayBuffer(25 * 2 ** 20 + 1)], 'huge.bin'));"
        "e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})) }"
    )
    expect(page.get_by_text("huge.bin is too large").first).to_be_visible()
    assert admin.get(f"/tickets/{ticket['id']}/attachments")["items"] == []


def test_a_checklist_is_kept_by_keys_alone(admin: Visitor, ticket: dict[str, Any]) -> None:
    page, keys = admin.page, admin.page.keyboard
    new = page.get_by_label("Add an item")
    new.focus()
    for text in ("Isolate", "Prove dead", "Label"):
        keys.type(text)
        keys.press("Enter")
        expect(page.get_by_role("checkbox", name=text)).to_be_visible()
        expect(new).to_be_focused()
    page.get_by_role("checkbox", name="Label").focus()
    keys.press("Alt+ArrowUp")
    expect(page.get_by_role("checkbox")).to_have_count(3)
    expect(page.get_by_text("Label is now 2 of 3.")).to_be_attached()
    expect(page.get_by_role("checkbox", name="Label")).to_be_focused()
    keys.press("Space")
    expect(page.get_by_role("checkbox", name="Label")).to_be_checked()
    expect(page.get_by_text("1 of 3")).to_be_visible()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("ticked Label")
    page.reload()
    expect(page.get_by_role("checkbox").nth(1)).to_have_accessible_name("Label")
    expect(page.get_by_role("checkbox", name="Label")).to_be_checked()
    items = admin.get(f"/tickets/{ticket['id']}/checklist")["items"]
    assert [item["text"] for item in items] == ["Isolate", "Label", "Prove dead"]
    page.get_by_role("button", name="Actions for Isolate").focus()
    keys.press("Enter")
    page.get_by_role("menuitem", name="Edit").press("Enter")
    expect(page.get_by_label("Text of the item")).to_be_focused()
    keys.press("Control+a")
    keys.type("Isolate the ring")
    keys.press("Enter")
    expect(page.get_by_role("checkbox", name="Isolate the ring")).to_be_visible()


def test_keys_change_what_stands_beside(admin: Visitor, ticket: dict[str, Any]) -> None:
    page, keys = admin.page, admin.page.keyboard
    keys.press("s")
    keys.press("3")
    admin.sees_toast("Waiting")
    keys.press("p")
    keys.press("4")
    admin.sees_toast("Urgent")
    keys.press("a")
    keys.type("Ada")
    expect(page.get_by_role("option", name=re.compile("Ada Osei"))).to_be_visible()
    keys.press("Enter")
    admin.sees_toast("Ada Osei")
    keys.press("d")
    page.get_by_label("Date", exact=True).fill("2030-05-06")
    keys.press("Enter")
    admin.sees_toast("6 May 2030")
    keys.press("e")
    expect(admin.field("Subject")).to_have_value("No power")
    row = admin.get(f"/tickets/{ticket['id']}")
    assert (row["status"], row["priority"], row["assigned_user_name"], row["scheduled_date"]) == (
        "Waiting", "Urgent", "Ada Osei", "2030-05-06",
    )  # fmt: skip


def test_a_reply_can_set_the_ticket_waiting(admin: Visitor, ticket: dict[str, Any]) -> None:
    admin.page.get_by_label(ANSWER).fill("Which sockets?")
    admin.button("Send and set Waiting").click()
    expect(comment(admin.page, "Which sockets?")).to_be_visible()
    admin.sees_toast("Waiting")
    assert admin.get(f"/tickets/{ticket['id']}")["status"] == "Waiting"


def test_the_rail_reaches_the_contact_and_its_other_tickets(admin: Visitor, ticket: dict[str, Any]) -> None:
    card = admin.page.get_by_role("region", name="Contact")
    expect(card.get_by_role("link", name="Call")).to_have_attribute("href", "tel:0113 496 0118")
    expect(card.get_by_role("link", name="ellen@example.com")).to_have_attribute("href", "mailto:ellen@example.com")
    admin.page.get_by_role("link", name=re.compile("Move data points")).click()
    expect(admin.page).to_have_url(re.compile(ticket["earlier"]["id"]))


@pytest.mark.usefixtures("ticket")
def test_a_phone_has_it_all_in_one_column(admin: Visitor) -> None:
    page = admin.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(page.get_by_role("tab")).to_have_count(4)
    page.get_by_label(ANSWER).fill("On my way.")
    admin.button("Send").click()
    expect(comment(page, "On my way.")).to_be_visible()
    page.get_by_role("tab", name="Checklist").click()
    page.get_by_label("Add an item").fill("Ladder")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Checklist 0/1")).to_be_visible()
    page.get_by_role("tab", name="Fields").click()
    expect(page.get_by_text("Time zone")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.get_by_role("tab")).to_have_count(2)
    page.get_by_role("tab", name="Details").click()
    expect(page.get_by_role("checkbox", name="Ladder")).to_be_visible()


def picture() -> bytes:
    """Draw a real picture of four by four points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x10\x80\xa0" * 4) * 4
    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
