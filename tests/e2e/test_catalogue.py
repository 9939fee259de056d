"""The catalogue is changed where it stands, and what is in use stays in it."""

import re

from playwright.sync_api import expect

from e2e.visitors import Visitor


def test_a_price_is_typed_in_its_cell_and_what_is_in_use_is_deactivated(admin: Visitor) -> None:
    contact, product = admin.post("/contacts", name="Penrose"), admin.post("/products", name="Firewall")
    admin.post("/customer_services", contact_id=contact["id"], product_id=product["id"])
    path = f"/products/{product['id']}"
    admin.go("/products")
    row = admin.row("Firewall")
    row.get_by_role("link", name="Firewall").focus()
    row.get_by_role("button", name="£0.00").last.click()
    price = row.get_by_role("textbox", name="Price")
    price.fill("a lot")
    price.press("Enter")
    expect(price).to_have_attribute("aria-invalid", "true")
    price.fill("65,5")
    price.press("Enter")
    toast = admin.sees_toast("Price of Firewall: £65.50")
    expect(row.get_by_role("button", name="£65.50")).to_be_focused()
    assert admin.get(path)["client_price"] == "65.50"
    toast.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("button", name="£65.50")).to_have_count(0)
    assert admin.get(path)["client_price"] == "0.00"

    admin.console.allow(409, "/api/products")
    admin.go(path)
    expect(admin.page.get_by_role("complementary")).to_contain_text("Penrose")
    admin.button("More").click()
    admin.page.get_by_role("menuitem", name="Delete").click()
    expect(admin.page.get_by_text(re.compile("1 service uses “Firewall”")).last).to_be_visible()
    admin.page.locator("button", has_text="Deactivate it").click()
    admin.sees_toast("Firewall is inactive")
    assert admin.get(path)["active"] is False
