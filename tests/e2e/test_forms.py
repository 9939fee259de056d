"""Nothing typed is lost, whatever goes wrong."""

import re

from playwright.sync_api import expect

from e2e.visitors import PASSWORD, Visitor


def test_what_the_server_refuses_of_a_change_stands_at_its_field_and_the_text_stays(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Site survey")
    admin.console.allow(422, "/api/tickets")
    admin.go(f"/tickets/{ticket['id']}/edit")
    admin.field("Subject").fill("Site survey, both floors")
    admin.page.get_by_label("Starts").fill("2026-12-01T12:00")
    ends = admin.page.get_by_label("Ends")
    ends.fill("2026-12-01T09:00")
    admin.button("Save").click()
    expect(ends).to_have_attribute("aria-invalid", "true")
    expect(admin.page.get_by_role("alert")).to_be_visible()
    expect(admin.field("Subject")).to_have_value("Site survey, both floors")
    ends.fill("2026-12-01T15:00")
    admin.button("Save").click()
    expect(admin.heading("Site survey, both floors")).to_be_visible()


def test_what_the_server_refuses_of_something_new_stands_at_its_field(admin: Visitor) -> None:
    admin.console.allow(422, "/api/tickets")
    admin.go("/tickets/new")
    admin.field("Subject").fill("Site survey")
    admin.page.get_by_label("Starts").fill("2026-12-01T12:00")
    ends = admin.page.get_by_label("Ends")
    ends.fill("2026-12-01T09:00")
    with admin.page.expect_response("**/api/tickets") as answer:
        admin.button("Create ticket").click()
    assert answer.value.status == 422
    expect(ends).to_have_attribute("aria-invalid", "true")
    expect(admin.field("Subject")).to_have_value("Site survey")


def test_two_people_who_change_the_same_field_are_asked_and_other_fields_merge(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes", location="Leeds")
    admin.console.allow(412, "/api/tickets")
    admin.go(f"/tickets/{ticket['id']}/edit")
    admin.field("Subject").fill("Printer stripes, second floor")
    admin.field("Category").fill("Printers")
    admin.patch(f"/tickets/{ticket['id']}", title="Printer smells", location="York")
    admin.button("Save").click()
    question = admin.page.get_by_role("dialog", name=re.compile("Two of you changed"))
    expect(question).to_contain_text("Printer smells")
    question.get_by_role("button", name="Save").click()
    expect(admin.heading("Printer stripes, second floor")).to_be_visible()
    stored = admin.get(f"/tickets/{ticket['id']}")
    assert (stored["title"], stored["category"], stored["location"]) == (
        "Printer stripes, second floor",
        "Printers",
        "York",
    )


def test_a_session_that_ends_elsewhere_is_taken_up_again_over_the_form(admin: Visitor) -> None:
    admin.go("/tickets/new")
    admin.field("Subject").fill("Half a thought")
    admin.console.allow(401, "/api/")
    current = next(session for session in admin.get("/sessions")["items"] if session["is_current"])
    admin.context.request.delete(f"{admin.address}/api/sessions/{current['id']}", headers={"origin": admin.address})
    admin.button("Create ticket").click()
    question = admin.page.get_by_role("dialog", name="Sign in again")
    question.get_by_label("Password", exact=True).fill(PASSWORD)
    question.get_by_role("button", name="Sign in").click()
    expect(question).to_be_hidden()
    expect(admin.field("Subject")).to_have_value("Half a thought")
    admin.button("Create ticket").click()
    expect(admin.heading("Half a thought")).to_be_visible()


def test_a_background_refusal_opens_the_sign_in_over_the_form_and_keeps_its_text(admin: Visitor) -> None:
    ticket = admin.post("/tickets", title="Printer stripes")
    admin.console.allow(401, "/api/")
    admin.go(f"/tickets/{ticket['id']}/edit")
    admin.field("Subject").fill("Half a thought")
    admin.page.get_by_label("Description").fill("and another half")
    admin.context.clear_cookies()
    # Something asks in the background, if the live stream has not noticed before: then the question stands above already.
    admin.page.locator("[role=combobox][aria-label^=Contact]").dispatch_event("click")
    question = admin.page.get_by_role("dialog", name="Sign in again")
    question.get_by_label("Password", exact=True).fill(PASSWORD)
    question.get_by_role("button", name="Sign in").click()
    expect(question).to_be_hidden()
    expect(admin.field("Subject")).to_have_value("Half a thought")
    admin.button("Save").click()
    expect(admin.heading("Half a thought")).to_be_visible()
    assert admin.get(f"/tickets/{ticket['id']}")["description"] == "and another half"


def test_a_form_that_was_left_has_its_text_when_one_comes_back(admin: Visitor) -> None:
    admin.go("/tickets/new")
    admin.field("Subject").fill("Half a thought")
    admin.button("Cancel").click()
    admin.page.get_by_role("main").get_by_role("link", name="New ticket").first.click()
    expect(admin.field("Subject")).to_have_value("Half a thought")
    admin.button("Discard").click()
    expect(admin.field("Subject")).to_have_value("")


def test_while_the_server_is_silent_a_banner_says_so_and_the_page_recovers(admin: Visitor) -> None:
    admin.post("/tickets", title="Seen before the storm")
    admin.console.allow("unreachable", "/api/")
    admin.go("/tickets")
    expect(admin.row("Seen before the storm")).to_be_visible()
    admin.context.route("**/api/**", lambda route: route.abort("connectionrefused"))
    admin.link("Contacts").click()
    banner = admin.page.get_by_role("status").filter(has_text="has not answered since")
    expect(banner).to_be_visible()
    admin.link("Tickets").click()
    expect(admin.row("Seen before the storm")).to_be_visible()
    admin.context.unroute("**/api/**")
    expect(banner).to_be_hidden()
    admin.link("Contacts").click()
    expect(admin.heading("Your customers live here")).to_be_visible()


def test_letters_typed_before_a_list_has_the_focus_are_not_lost(admin: Visitor) -> None:
    for number in range(25):
        admin.post("/contacts", name=f"Acme {number}")
    admin.post("/contacts", name="Konrad & Sons")
    admin.go("/tickets/new")
    chooser = admin.page.locator("[role=combobox][aria-label^=Contact]")
    chooser.focus()
    # Faster than any frame: the list cannot have taken the focus before the last letter.
    chooser.evaluate(
        "(button) => { button.click(); for (const key of 'Konr') "
        "setTimeout(() => button.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))); }"
    )
    expect(admin.page.get_by_role("option", name="Konrad & Sons")).to_be_visible()
    expect(admin.page.get_by_role("option")).to_have_count(1)
    admin.page.keyboard.type("ad")
    expect(admin.page.get_by_role("combobox", name="Contact", exact=True)).to_have_value("Konrad")
