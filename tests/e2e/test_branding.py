"""A brand from its settings to the sign-in page, in both themes, and an operator who is let in and out again."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.visitors import Visit, Visitor
from pictures import png

PRIMARY = "getComputedStyle(document.documentElement).getPropertyValue('--primary').trim()"


def first_painted_primary(page: Page, address: str) -> str:
    """Open a page; returns the accent at the moment when the first button is there."""
    page.add_init_script(
        """new MutationObserver(() => {
          if (window.firstPrimary === undefined && document.querySelector('button'))
            window.firstPrimary = getComputedStyle(document.documentElement).getPropertyValue('--primary').trim()
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto(address)
    expect(page.get_by_role("button").first).to_be_visible()
    return page.evaluate("window.firstPrimary")


def test_a_brand_is_set_and_seen_before_anybody_signs_in(admin: Visitor, visit: Visit) -> None:
    admin.go("/settings/branding")
    admin.field("Product name").fill("Fell Desk")
    color = admin.field("Accent colour")
    color.fill("#ffee00")
    expect(admin.page.get_by_text("Not everybody could read this.")).to_be_visible()
    admin.console.allow(422, "/api/branding")
    admin.button("Save").click()
    expect(admin.page.get_by_role("alert").filter(has_text="The nearest that can is #9b9003")).to_be_visible()
    color.fill("#7e3df0")
    expect(admin.page.get_by_text("Not everybody could read this.")).to_be_hidden()
    admin.button("Save").click()
    admin.sees_toast("The brand is saved")
    expect(admin.page).to_have_title("Branding · Fell Desk")
    assert admin.page.evaluate(PRIMARY) == "#7e3df0"

    chooser = admin.page.locator("input[type=file]")
    chooser.set_input_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    expect(admin.page.get_by_role("alert").filter(has_text="save it as PNG")).to_be_visible()
    admin.field("Sign-in link").fill("typed-and-not-saved")
    chooser.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": png(300, 80)})
    admin.sees_toast("The logo is saved")
    expect(admin.field("Sign-in link")).to_have_value("typed-and-not-saved")
    expect(admin.page.get_by_role("img", name="Fell Desk").first).to_be_visible()

    anybody = visit()
    slug = admin.get("/branding")["slug"]
    assert first_painted_primary(anybody.page, f"{admin.address}/sign-in?brand={slug}") == "#7e3df0", "no flash of ours"
    expect(anybody.page).to_have_title("Sign in · Fell Desk")
    expect(anybody.page.get_by_role("img", name="Fell Desk")).to_be_visible()
    anybody.link("Start an organisation").click()
    expect(anybody.page).to_have_title(re.compile("· Fell Desk$"))
    plain = visit().go("/sign-in")
    expect(plain.page).to_have_title("Sign in · WorkTrackr")


def test_a_reseller_names_an_address_and_an_operator_confirms_it(reseller: Visitor, operator: Visitor) -> None:
    host = f"help-{reseller.email.partition('@')[0]}.example.com"
    reseller.go("/branding")
    reseller.field("Address").fill(f"https://{host}/")
    reseller.button("Add address").click()
    expect(reseller.page.get_by_text("This does not have the right form.")).to_be_visible()
    reseller.field("Address").fill(host)
    reseller.button("Add address").click()
    reseller.sees_toast(f"{host} waits to be confirmed")
    operator.go("/addresses")
    operator.button(f"Confirm {host}").click()
    operator.sees_toast(f"{host} is confirmed")
    reseller.page.reload()
    expect(reseller.page.get_by_role("listitem").filter(has_text=host).get_by_text("Confirmed")).to_be_visible()
    operator.button(f"Remove {host}").click()
    operator.page.get_by_role("dialog", name=f"Remove {host}?").get_by_role("button", name="Remove").click()
    operator.sees_toast(f"{host} is removed")
    expect(operator.page.get_by_text(host)).to_have_count(0)


@pytest.mark.parametrize("ends", ["by leaving", "by the admin"])
def test_an_operator_is_let_in_and_out_again(ends: str, admin: Visitor, operator: Visitor) -> None:
    contact = admin.post("/contacts", name="Zoë Marsh")
    admin.go("/settings/support-access")
    admin.button("Let support in").click()
    admin.field("Reason").fill("The import stops half way.")
    admin.page.get_by_label("What they may do").click()
    admin.page.get_by_role("option", name="Read and write").click()
    admin.button("Let in").click()
    admin.sees_toast("Support is let in")

    operator.go("/support-access")
    row = operator.page.get_by_role("listitem").filter(has_text="The import stops half way.").first
    row.get_by_role("button", name="Open Fell & Dale").click()
    banner = operator.page.get_by_role("region", name="Support access")
    expect(banner).to_contain_text("You are in Fell & Dale as support")
    expect(operator.link("API keys")).to_have_count(0)
    operator.go(f"/contacts/{contact['id']}")
    expect(operator.heading("Zoë Marsh").first).to_be_visible()
    operator.patch(f"/contacts/{contact['id']}", name="Zoë Moss")
    if ends == "by leaving":
        operator.button("Leave").click()
        operator.page.wait_for_url("**/support-access")
    else:
        # The page that is open hears of its last change, and may ask anew after the access has ended.
        operator.console.allow(401, "/api/")
        operator.console.allow(403, "/api/")
        admin.button("End the access of Anybody of support now").click()
        admin.sees_toast("The access has ended")
        operator.go("/tickets")
    expect(operator.page.get_by_text("Operator console")).to_be_visible()
    assert operator.ask("/contacts").status == 403

    admin.page.reload()
    admin.button(re.compile("1 visit"), exact=False).click()
    expect(admin.page.get_by_role("link", name="Contact Zoë Moss")).to_be_visible()
    expect(admin.page.get_by_text(re.compile(f"{operator.email} came in"))).to_be_visible()
