"""What operators and resellers, who belong to no organisation, find in the browser."""

import re
import secrets
import zipfile

import pytest
from playwright.sync_api import expect

from e2e.conftest import Mailbox
from e2e.visitors import PASSWORD, Visit, Visitor

OF_AN_ORGANISATION = (
    "/api/live",
    "/api/search",
    "/api/dashboard",
    "/api/organisation/",
    "/api/saved_views",
    "/api/tickets",
)


@pytest.mark.parametrize("name", ["operator", "reseller"])
def test_the_shell_serves_somebody_without_an_organisation(request: pytest.FixtureRequest, name: str) -> None:
    visitor: Visitor = request.getfixturevalue(name)
    asked: list[str] = []
    visitor.page.on("request", lambda sent: asked.append(sent.url.removeprefix(visitor.address)))
    visitor.go("/tickets")
    expect(visitor.page.get_by_role("navigation", name="Settings", exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Tickets")).to_have_count(0)
    assert "/tickets" not in visitor.page.url

    visitor.page.keyboard.press("Control+k")
    visitor.page.keyboard.type("Profile")
    # What is typed ahead of the palette is kept, but nothing is done that nobody has seen.
    expect(visitor.page.get_by_role("option", name="Profile and sessions")).to_be_visible()
    visitor.page.keyboard.press("Enter")
    expect(visitor.heading("Sessions")).to_be_visible()
    visitor.field("Your name").fill("Rae Okafor")
    visitor.button("Save profile").click()
    visitor.sees_toast("Saved")
    assert visitor.get("/me")["user"]["name"] == "Rae Okafor"
    assert [path for path in asked if path.startswith(OF_AN_ORGANISATION)] == []


def test_an_operator_brings_an_organisation_in_changes_its_plan_suspends_and_deletes_it(
    operator: Visitor, visit: Visit, mailbox: Mailbox
) -> None:
    name, email = f"Marlow Plumbing {secrets.token_hex(3)}", f"ada-{secrets.token_hex(5)}@example.com"
    operator.go("/")
    expect(operator.heading("Organisations")).to_be_visible()
    operator.page.keyboard.press("c")
    operator.field("Name").fill(name)
    operator.field("Their name").fill("Ada Osei")
    operator.field("Their e-mail").fill(email)
    operator.button("Create organisation").click()
    operator.sees_toast(f"{name} is there, and {email} gets an invitation")
    expect(operator.heading("What was owed")).to_be_visible()
    expect(operator.page.get_by_text("Trial: nothing is owed")).to_be_visible()

    ada = visit()
    ada.page.goto(mailbox.link_to(email))
    ada.field("Your name").fill("Ada Osei")
    ada.field("Password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Join").click()
    expect(ada.page.get_by_role("navigation", name="Main", exact=True)).to_be_visible()
    ada.go("/settings/organisation")
    expect(ada.heading("What you owe")).to_be_visible()
    with ada.page.expect_download() as download:
        ada.link("Download everything").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert name in archive.read("organisations.csv").decode()

    operator.link("Edit").click()
    operator.page.get_by_role("combobox", name="Plan").click()
    operator.page.get_by_role("option", name="Pro, £99.00 a month").click()
    operator.button("Save").click()
    # What an operator changes is no change-set of theirs to take back.
    expect(operator.sees_toast(name).get_by_role("button", name="Undo")).to_have_count(0)
    expect(operator.page.get_by_text("Pro at £99.00 a month, with 5 seats and £15.00 for each more")).to_be_visible()

    ada.console.allow(401, "/api")
    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Suspend").click()
    operator.page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    operator.sees_toast(f"{name} is suspended")
    assert ada.ask("/tickets").status == 401
    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Resume").click()
    operator.sees_toast(f"{name} can work again")
    assert ada.ask("/tickets").status == 200

    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Delete").click()
    operator.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    operator.sees_toast(f"{name} is in the trash")
    operator.go(f"/organisations?status=in_trash&q={name.rsplit(maxsplit=1)[-1]}")
    operator.row(name).get_by_role("link").first.click()
    operator.button("Restore").click()
    operator.sees_toast(f"{name} is back")
    assert ada.ask("/tickets").status == 200


def test_an_organisation_that_somebody_else_has_just_changed_is_not_deleted_nor_left(operator: Visitor) -> None:
    organisation = operator.post("/organisations", name=f"Moorside {secrets.token_hex(3)}")
    operator.go(f"/organisations/{organisation['id']}")
    expect(operator.heading("What was owed")).to_be_visible()
    operator.patch(f"/organisations/{organisation['id']}", name="Moorside, renamed")
    operator.console.allow(412, "/api/organisations")
    operator.button("More").click()
    operator.page.get_by_role("menuitem", name="Delete").click()
    operator.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(operator.page.get_by_text("Someone else changed this first.").first).to_be_visible()
    expect(operator.heading("Moorside, renamed").first).to_be_visible()
    assert operator.get(f"/organisations/{organisation['id']}")["closed_at"] is None


def test_the_palette_finds_organisations_for_an_operator(operator: Visitor) -> None:
    name = f"Moorside {secrets.token_hex(3)}"
    operator.post("/organisations", name=name)
    operator.go("/plans")
    expect(operator.heading("Plans and prices")).to_be_visible()
    operator.page.keyboard.press("Control+k")
    operator.page.keyboard.type(name)
    expect(operator.page.get_by_role("option", name=name)).to_be_visible()
    operator.page.keyboard.press("Enter")
    expect(operator.heading("What was owed")).to_be_visible()


def test_a_page_whose_code_does_not_come_leaves_the_shell_and_comes_when_the_server_does(operator: Visitor) -> None:
    operator.go("/organisations")
    expect(operator.heading("Organisations")).to_be_visible()
    operator.console.allow("unreachable", "/")
    operator.console.allow("other", "/assets/")
    operator.context.set_offline(True)
    operator.link("Plans and prices").click()
    expect(operator.page.get_by_text("The server did not answer.").first).to_be_visible()
    expect(operator.link("Organisations")).to_be_visible()
    operator.context.set_offline(False)
    operator.page.get_by_role("main").get_by_role("button", name="Try again").click()
    expect(operator.heading("Plans and prices")).to_be_visible()


def test_a_plan_leads_to_the_organisations_that_it_counts(operator: Visitor) -> None:
    kept, deleted = (operator.post("/organisations", name=f"{name} Joinery", plan="enterprise") for name in "AB")
    answer = operator.context.request.delete(
        f"{operator.address}/api/organisations/{deleted['id']}",
        headers={"origin": operator.address, "if-match": f'"{deleted["version"]}"'},
    )
    assert answer.ok
    operator.go("/plans")
    card = operator.page.get_by_role("listitem").filter(has=operator.heading("Enterprise"))
    link = card.get_by_role("link", name=re.compile(r"^\d+ organisations?$"))
    words = link.inner_text()
    link.click()
    expect(operator.row("Joinery").filter(has_text=kept["name"]).first).to_be_visible()
    expect(operator.page.get_by_role("contentinfo").or_(operator.page.locator("footer"))).to_contain_text(words)


def test_a_new_price_holds_from_now_on_and_its_history_is_on_the_page(operator: Visitor) -> None:
    operator.go("/plans")
    card = operator.page.get_by_role("listitem").filter(has=operator.heading("Enterprise"))
    card.get_by_role("link", name="Edit Enterprise").click()
    operator.field("Price a month").fill("310")
    operator.button("Save from now on").click()
    operator.sees_toast("Enterprise is saved")
    expect(card.get_by_text("£310.00, 50 seats")).to_be_visible()
    expect(card.get_by_text("£299.00, 50 seats")).to_be_visible()
    card.get_by_role("link", name="Edit Enterprise").click()
    operator.field("Price a month").fill("299")
    operator.button("Save from now on").click()
    expect(operator.page.get_by_role("dialog", name="Edit Enterprise")).to_have_count(0)
