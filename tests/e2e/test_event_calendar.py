"""The calendar of events: dragged over a change of clocks, edited in its panel, done, followed up, imported."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from e2e.calendars import at, block, drag
from e2e.visitors import Visitor
from processes import eventually


def test_a_meeting_is_dragged_over_a_change_of_clocks_edited_done_and_followed_up(admin: Visitor) -> None:
    page = admin.page
    times = {"start_at": "2026-03-26T10:00:00Z", "end_at": "2026-03-26T11:00:00Z"}
    meeting = admin.post("/crm_events", title="Site walk", type="Meeting", **times)

    def stored() -> tuple[str, str]:
        found = admin.get(f"/crm_events/{meeting['id']}")
        return found["start_at"], found["end_at"]

    # London's clocks go forward in the night to Sunday the 29th: ten o'clock is nine in UTC from then on.
    admin.go("/calendar?date=2026-03-26")
    drag(admin, block(admin, "Site walk"), "2026-03-29", "10:00")
    eventually(lambda: stored() == ("2026-03-29T09:00:00Z", "2026-03-29T10:00:00Z"))
    expect(block(admin, "Site walk")).to_contain_text("10:00 to 11:00")
    drag(admin, block(admin, "Site walk"), "2026-03-29", "11:30", foot=True)
    eventually(lambda: stored() == ("2026-03-29T09:00:00Z", "2026-03-29T10:30:00Z"))
    admin.sees_toast("to 11:30").get_by_role("button", name="Undo").click()
    eventually(lambda: stored() == ("2026-03-29T09:00:00Z", "2026-03-29T10:00:00Z"))

    # By keyboard: Enter opens its panel, with every field.
    block(admin, "Site walk").focus()
    page.keyboard.press("Enter")
    panel = page.locator("[data-sheet]")
    panel.get_by_label("Place").fill("Canal Wharf")
    expect(panel.get_by_label("Starts")).to_have_value("2026-03-29T10:00")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    eventually(lambda: admin.get(f"/crm_events/{meeting['id']}")["location"] == "Canal Wharf")

    block(admin, "Site walk").click()
    page.get_by_role("button", name="Mark done").click()
    eventually(lambda: admin.get(f"/crm_events/{meeting['id']}")["status"] == "Done")
    page.get_by_role("link", name="Follow up").click()
    followed = page.locator("[data-sheet]")
    expect(followed.get_by_label("Title")).to_have_value("Follow-up: Site walk")
    expect(followed.get_by_label("Starts")).to_have_value("2026-04-05T10:00")
    followed.get_by_role("switch", name="Repeats").click()
    followed.get_by_role("button", name="Create event").click()
    expect(followed).to_be_hidden()
    items = admin.get("/crm_events?type=Follow-up&sort=start_at")["items"]
    assert [item["start_at"] for item in items[:2]] == ["2026-04-05T09:00:00Z", "2026-04-12T09:00:00Z"]

    # A press where nothing is makes something new there, and the address keeps which sources are off.
    page.mouse.click(*at(admin, "2026-03-24", "14:00"))
    expect(page.get_by_role("dialog", name="New event").get_by_label("Starts")).to_have_value("2026-03-24T14:00")
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Events").click()
    expect(block(admin, "Site walk")).to_have_count(0)
    expect(page).to_have_url(re.compile("without=events"))


def test_a_file_is_looked_at_before_it_is_imported_and_a_series_is_changed_from_here_on(admin: Visitor) -> None:
    page = admin.page
    start = date.today() + timedelta(days=7 - date.today().weekday())  # noqa: DTZ011  # any Monday ahead
    file = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:week\r\nSUMMARY:Week plan\r\n"
        f"DTSTART;TZID=Europe/London:{start:%Y%m%d}T080000\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    admin.go(f"/calendar?date={start}")
    page.get_by_role("button", name="Import a calendar file").click()
    dialog = page.get_by_role("dialog", name="Import a calendar file")
    admin.console.allow(422, "/api/crm_events/import")
    chooser = dialog.get_by_label("Choose a file")
    chooser.set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": file[:-30].encode()})
    expect(dialog.get_by_role("alert")).to_contain_text("Line 4 (VEVENT): Begins and never ends")
    other = dialog.get_by_label("Choose another file")
    other.set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": file.encode()})
    expect(dialog.get_by_role("status")).to_have_text("1 new, 0 known already, 0 left out")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Later").click()
    lane = page.locator(f".calendar-lane[data-date='{start + timedelta(days=7)}']")
    lane.locator(".calendar-event").filter(has_text="Week plan").focus()
    page.keyboard.press("Enter")
    panel = page.locator("[data-sheet]")
    panel.get_by_role("button", name="This and following").click()
    panel.get_by_label("Starts at").fill("09:30")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(lane).to_contain_text("09:30")
    items = admin.get("/crm_events?sort=start_at")["items"]
    found = admin.get("/crm_event_series")["items"]
    assert len(items) == 4
    assert sorted(one["start_time"] for one in found) == ["08:00", "09:30"]
