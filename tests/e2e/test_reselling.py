"""A reseller invites a customer, who signs up with the link; what the reseller sees is what the ledger says."""

import re

from playwright.sync_api import Route, expect

from e2e.conftest import Mailbox
from e2e.visitors import PASSWORD, Visit, Visitor


def test_a_reseller_invites_a_customer_and_sees_it(reseller: Visitor, visit: Visit, mailbox: Mailbox) -> None:
    email = f"office-{reseller.email}"
    reseller.go("/")
    expect(reseller.heading("The organisations that you bring in")).to_be_visible()
    expect(reseller.page.get_by_role("list", name="In numbers")).to_contain_text("£0.00")
    reseller.page.keyboard.press("c")
    reseller.field("E-mail").fill(email)
    reseller.field("Organisation").fill("Skipton Sheet Metal")
    reseller.button("Send the invitation").click()
    reseller.sees_toast(f"Invitation sent to {email}")
    expect(reseller.row(email)).to_contain_text("Open")

    # The same address again is refused where it was typed.
    reseller.page.keyboard.press("c")
    reseller.field("E-mail").fill(email)
    reseller.console.allow(409, "/api/reseller_invitations")
    reseller.button("Send the invitation").click()
    expect(reseller.page.get_by_text("You have invited this address already.")).to_be_visible()
    reseller.page.keyboard.press("Escape")

    name = reseller.get("/resellers")["items"][0]["name"]
    link = mailbox.link_to(email)
    customer = visit()
    customer.page.goto(link)
    expect(customer.heading(f"{name} invites you")).to_be_visible()
    expect(customer.field("Organisation")).to_have_value("Skipton Sheet Metal")
    expect(customer.field("E-mail")).to_have_value(email)
    customer.field("Your name").fill("Ned Holroyd")
    customer.page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    customer.button("Start an organisation").click()
    expect(customer.heading("Welcome to Skipton Sheet Metal")).to_be_visible()

    late = visit()
    late.page.goto(link)
    expect(late.heading("This invitation was used already")).to_be_visible()
    late.link("Start without an invitation").click()
    expect(late.heading("Start an organisation")).to_be_visible()

    reseller.go("/customers")
    expect(reseller.row("Skipton Sheet Metal")).to_contain_text(re.compile("Starter.*1 of 1.*Trial until.*£0.00"))
    reseller.page.get_by_role("link", name=re.compile("^Invitations")).click()
    expect(reseller.row(email)).to_contain_text("Signed up")


def test_an_invitation_is_sent_again_and_revoked(reseller: Visitor, visit: Visit, mailbox: Mailbox) -> None:
    email = f"again-{reseller.email}"
    reseller.post("/reseller_invitations", email=email)
    first = mailbox.link_to(email)
    reseller.go("/customers?tab=invitations")
    reseller.button(f"Send the invitation to {email} again").click()
    reseller.sees_toast(f"Invitation sent to {email}")
    reseller.button(f"Revoke the invitation to {email}").click()
    reseller.sees_toast("does not work any more")
    expect(reseller.row(email)).to_contain_text("Revoked")
    expect(reseller.row(email).get_by_role("button")).to_have_count(0)
    customer = visit()
    customer.page.goto(first)
    expect(
        customer.page.get_by_role("heading", name=re.compile("does not work any more|was withdrawn"))
    ).to_be_visible()


def test_the_pages_show_what_the_ledger_says(operator: Visitor, reseller: Visitor, visit: Visit) -> None:
    partner = reseller.get("/resellers")["items"][0]
    customer = visit().sign_up("Aire Plumbing & Heat")
    organisation = customer.get("/organisation")["id"]
    operator.post("/reseller_customers", reseller_id=partner["id"], organisation_id=organisation)
    ledger = operator.get(f"/resellers/{partner['id']}/commission")

    reseller.go("/")
    tiles = reseller.page.get_by_role("list", name="In numbers")
    expect(tiles.get_by_role("listitem").filter(has_text="Customers")).to_contain_text(re.compile(r"1.*\+1 this month"))
    expect(tiles.get_by_role("listitem").filter(has_text="Commission,")).to_contain_text(f"£{ledger['total']}")
    expect(reseller.row("Aire Plumbing & Heat")).to_contain_text("Trial until")
    with reseller.page.expect_download() as download:
        reseller.page.get_by_role("link", name="Customers as CSV").click()
    assert "Aire Plumbing & Heat,Starter,1,1,1,trial" in download.value.path().read_text()

    # So does a customer, by the keyboard too.
    reseller.page.keyboard.press("j")
    reseller.page.keyboard.press("Enter")
    expect(reseller.page.get_by_role("article")).to_contain_text("Aire Plumbing & Heat")
    reseller.page.go_back()

    # A bar of the chart opens its month, which says why nothing is owed.
    bars = reseller.page.get_by_role("list", name="Revenue and commission").get_by_role("button")
    bars.last.focus()
    reseller.page.keyboard.press("Enter")
    expect(reseller.page.get_by_role("article")).to_contain_text("In its trial until")
    expect(reseller.page.get_by_test_id("statement-total")).to_have_text(f"£{ledger['total']}")

    operator.post(f"/resellers/{partner['id']}/commission/settle", month=ledger["month"])
    reseller.page.reload()
    expect(reseller.page.get_by_text("Settled", exact=True).first).to_be_visible()
    with reseller.page.expect_download() as statement:
        reseller.page.get_by_role("link", name=re.compile("as PDF")).click()
    assert statement.value.path().read_bytes().startswith(b"%PDF-")

    # While another month is on its way, nothing is offered as its files.
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    reseller.page.route("**/commission?month=*", hold)
    with reseller.page.expect_request("**/commission?month=*"):
        reseller.button("The month before").click()
    expect(reseller.page.get_by_role("link", name=re.compile("as PDF"))).to_have_count(0)
    late[0].continue_()
    reseller.page.unroute("**/commission?month=*")
    expect(reseller.page.get_by_role("article")).to_contain_text("No organisation was linked in this month.")

    reseller.go("/tickets")
    expect(reseller.heading("Overview")).to_be_visible()
    assert reseller.ask(f"/organisations/{organisation}").status == 403
