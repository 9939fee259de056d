"""What operators and resellers, who belong to no organisation, find in the browser."""

import pytest
from playwright.sync_api import expect

from e2e.visitors import Visitor

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
    visitor.page.keyboard.press("Enter")
    expect(visitor.heading("Sessions")).to_be_visible()
    visitor.field("Your name").fill("Rae Okafor")
    visitor.button("Save profile").click()
    visitor.sees_toast("Saved")
    assert visitor.get("/me")["user"]["name"] == "Rae Okafor"
    assert [path for path in asked if path.startswith(OF_AN_ORGANISATION)] == []
