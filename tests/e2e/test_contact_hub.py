"""A customer who is in the list twice: found, merged, taken apart; and a call that stays in the timeline."""

from playwright.sync_api import expect

from e2e.visitors import Visitor


def test_two_contacts_become_one_and_two_again_and_a_call_is_told(admin: Visitor) -> None:
    page, keys = admin.page, admin.page.keyboard
    kept = admin.post("/contacts", name="Penrose Solicitors", phone="0113 496 0142", tags=["IT"], status="active")
    gone = admin.post("/contacts", name="Penrose Solicitors Ltd", email="helen@penrose.example", tags=["Legal"])
    ticket = admin.post("/tickets", title="Scanner is silent", contact_id=gone["id"])
    admin.post("/contacts", name="Zebra Signs")

    admin.go("/contacts")
    expect(admin.row("Zebra Signs")).to_be_visible()
    letters = page.get_by_role("group", name="Letters")
    letters.get_by_role("button", name="All").focus()
    keys.press("End")
    keys.press("ArrowLeft")
    expect(letters.get_by_role("button", name="Z, 1")).to_be_focused()
    keys.press("Enter")
    expect(admin.row("Penrose")).to_have_count(0)
    expect(page).to_have_url(f"{admin.address}/contacts?initial=Z")
    letters.get_by_role("button", name="All").click()
    page.get_by_role("group", name="Relationship").get_by_role("button", name="Active 1").click()
    expect(admin.row("Penrose")).to_have_count(1)

    admin.button("More").click()
    page.get_by_role("menuitem", name="Find duplicates").click()
    expect(page.get_by_text("Same name")).to_be_visible()
    admin.button("Compare Penrose Solicitors with Penrose Solicitors Ltd").click()
    expect(page.get_by_text("Also moves: 1 ticket.")).to_be_visible()
    name = page.get_by_role("group", name="Name", exact=True)
    expect(name.get_by_role("radio", name="Penrose Solicitors", exact=True)).to_be_checked()
    expect(page.get_by_role("group", name="Tags").get_by_role("radio", name="Both")).to_be_checked()
    name.get_by_role("radio", name="Penrose Solicitors Ltd").check()
    admin.button("Merge into Penrose Solicitors").click()
    toast = admin.sees_toast("Merged Penrose Solicitors Ltd into Penrose Solicitors Ltd")
    expect(admin.heading("No duplicates")).to_be_visible()
    merged = admin.get(f"/contacts/{kept['id']}")
    assert [merged[field] for field in ("name", "email", "phone", "tags")] == [
        "Penrose Solicitors Ltd", "helen@penrose.example", "0113 496 0142", ["IT", "Legal"],
    ]  # fmt: skip
    assert admin.get(f"/tickets/{ticket['id']}")["contact_id"] == kept["id"]
    toast.get_by_role("button", name="Undo").click()
    expect(admin.button("Compare Penrose Solicitors with Penrose Solicitors Ltd")).to_be_visible()
    assert admin.get(f"/tickets/{ticket['id']}")["contact_id"] == gone["id"]

    admin.link("Penrose Solicitors Ltd").click()
    expect(page.get_by_role("tab", name="Tickets 1")).to_be_visible()
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text("Scanner is silent opened by Ada Osei")
    keys.press("n")
    admin.button("Call").last.click()
    page.get_by_label("With").fill("Helen")
    page.get_by_label("What was said").fill("Wants a price for two seats.")
    keys.press("Control+Enter")
    admin.sees_toast("Logged the call")
    call = page.get_by_role("article").filter(has_text="Wants a price for two seats.")
    expect(call).to_contain_text("Call with Helen")
    expect(call).to_contain_text("5 min")
    expect(page.get_by_role("tab", name="Events 1")).to_be_visible()


def test_a_call_is_planned_on_the_page_of_its_contact_done_deleted_and_brought_back(admin: Visitor) -> None:
    page = admin.page
    contact = admin.post("/contacts", name="Penrose Solicitors", primary_contact="Helen")
    admin.go(f"/contacts/{contact['id']}?tab=events")
    page.get_by_role("button", name="Add event").first.click()
    panel = page.locator("[data-sheet]")
    expect(panel.get_by_role("combobox", name="Contact")).to_contain_text("Penrose Solicitors")
    panel.get_by_label("Title").fill("Renewal talk")
    panel.get_by_role("button", name="Create event").click()
    expect(panel).to_be_hidden()
    events = page.get_by_role("region", name="Events")
    events.get_by_role("button", name="Renewal talk").click()
    panel.get_by_role("button", name="Mark done").click()
    expect(panel.get_by_role("button", name="Not done")).to_be_visible()
    panel.get_by_role("button", name="Delete").click()
    expect(panel).to_be_hidden()
    expect(events).to_contain_text("No events yet.")
    admin.sees_toast("Renewal talk is deleted").get_by_role("button", name="Undo").click()
    expect(events.get_by_role("button", name="Renewal talk")).to_contain_text("Done")
