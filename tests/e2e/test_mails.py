"""The links that come by e-mail."""

from playwright.sync_api import expect

from e2e.conftest import Mailbox
from e2e.visitors import PASSWORD, Visit, Visitor


def test_an_invitation_is_mailed_and_accepted(admin: Visitor, visit: Visit, mailbox: Mailbox) -> None:
    email = admin.email.replace("admin", "invited")
    admin.go("/settings/users/new")
    admin.field("E-mail").fill(email)
    admin.field("Name").fill("Sam Whitlock")
    admin.button("Send invitation").click()
    admin.sees_toast("is on its way")

    guest = visit()
    guest.console.allow(401, "/api/me")
    guest.page.goto(mailbox.link_to(email))
    guest.field("Your name").fill("Sam Whitlock")
    guest.page.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.button("Join").click()
    expect(guest.heading("Overview")).to_be_visible()
    assert guest.get("/me")["user"]["role"] == "staff"
    expect(guest.link("API keys")).to_have_count(0)


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(admin: Visitor, visit: Visit, mailbox: Mailbox) -> None:
    person = visit()
    person.console.allow(401, "/api/me")
    person.go("/sign-in")
    person.link("Forgotten?").click()
    person.field("E-mail").fill(admin.email)
    person.button("Send the link").click()
    expect(person.heading("Look in your inbox")).to_be_visible()
    person.page.goto(mailbox.link_to(admin.email))
    person.page.get_by_label("New password", exact=True).fill("a new one, long enough")
    person.button("Set the password").click()
    expect(person.heading("Your password is set")).to_be_visible()
    person.link("Back to sign-in").click()
    person.field("E-mail").fill(admin.email)
    person.page.get_by_label("Password", exact=True).fill("a new one, long enough")
    person.button("Sign in").click()
    expect(person.heading("Overview")).to_be_visible()
