"""What holds on every page: it fits, and everybody can use it."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e.conftest import Product, person_of_the_platform
from e2e.pages import ELSEWHERE, OPERATED, RESOLD, SIGNED_IN, SIGNED_OUT, ids_of, kept, settle
from e2e.visitors import Scheme, Visitor

WEB = Path(__file__).parents[2] / "web"
AXE = (WEB / "node_modules/axe-core/axe.min.js").read_text()
WIDTHS = (360, 390, 768, 1440)
EVERYTHING = "{resultTypes: ['violations']}"
# The other theme has the same words and roles: only its colours are new.
COLOURS = "{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}"
FINDINGS = """axe.run(document, %s).then(({violations}) => violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`))"""
# The row of views is meant to be pushed along by a thumb, and so is what says so; nothing else is.
SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    const culprits = [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        if (box.width === 0 || box.right <= window.innerWidth + 1) return false;
        for (let up = one.parentElement; up; up = up.parentElement)
            if (getComputedStyle(up).overflowX !== "visible") return false;
        return true;
    });
    const scrollers = [...document.querySelectorAll("main, main *, [role='dialog'] *")].filter(
        one => one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
            && one.localName !== "nav" && !("swipe" in one.dataset));
    return [wide > 0 ? `the page, by ${wide}` : "", ...[...culprits, ...scrollers].map(one => one.outerHTML.slice(0, 160))]
        .filter(Boolean);
}"""


@pytest.fixture(scope="module")
def guest(browser: Browser, product: Product) -> Generator[Visitor]:
    """Somebody who has not signed in."""
    yield from _window(browser, product)


@pytest.fixture(scope="module")
def resident(browser: Browser, product: Product) -> Generator[Visitor]:
    """The admin of an organisation with sample data."""
    for visitor in _window(browser, product):
        visitor.sign_up("Fell & Dale").post("/sample_data")
        yield visitor


@pytest.fixture(scope="module")
def console(browser: Browser, product: Product) -> Generator[Visitor]:
    """An operator of the installation."""
    for visitor in _window(browser, product):
        yield person_of_the_platform(visitor, product, "operator")


@pytest.fixture(scope="module")
def partner(browser: Browser, product: Product, console: Visitor) -> Generator[Visitor]:
    """A reseller without customers."""
    reseller = console.post("/resellers", name="Northgate")
    for visitor in _window(browser, product):
        yield person_of_the_platform(visitor, product, "reseller", "--reseller", reseller["id"])


def _window(browser: Browser, product: Product) -> Generator[Visitor]:
    context = browser.new_context(reduced_motion="reduce", locale="en-GB")
    visitor = Visitor(context, product.address)
    visitor.console.allow(401, "/api/me")
    yield visitor
    context.close()
    assert visitor.console.complaints == []


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_before_the_door_fits_and_everybody_can_use_it(guest: Visitor, name: str) -> None:
    assert _problems(guest, SIGNED_OUT[name]) == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_fits_and_everybody_can_use_it(resident: Visitor, name: str) -> None:
    assert _problems(resident, SIGNED_IN[name].format(**ids_of(resident))) == []


@pytest.mark.parametrize("name", OPERATED)
def test_a_page_of_the_console_fits_and_everybody_can_use_it(console: Visitor, name: str) -> None:
    found = console.get("/organisations?sort=-created_at&limit=1")["items"]
    row = found[0] if found else console.post("/organisations", name="Marlow Plumbing", plan="pro")
    assert _problems(console, OPERATED[name].format(organisation=row["id"])) == []


@pytest.mark.parametrize("name", RESOLD)
def test_a_page_of_a_reseller_fits_and_everybody_can_use_it(partner: Visitor, name: str) -> None:
    assert _problems(partner, RESOLD[name]) == []


def test_no_page_is_forgotten() -> None:
    routes = re.search(r"fullPaths:(.*?)fileRoutesByTo", (WEB / "src/routeTree.gen.ts").read_text(), re.DOTALL)
    assert routes
    addresses = {address.rstrip("/") or "/" for address in re.findall(r"'(/.*?)'", routes[1])}
    pages = {
        # Of what an id or a code stands for, only the place counts.
        re.sub(r"\{\w+\}|(?<=/plans/)\w+", "$", path.partition("?")[0])
        for path in (*SIGNED_OUT.values(), *SIGNED_IN.values(), *OPERATED.values(), *RESOLD.values())
    }
    assert {address for address in addresses - ELSEWHERE if re.sub(r"\$\w+", "$", address) not in pages} == set()


TWO_FRAMES = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
)


def _resize(visitor: Visitor, width: int) -> None:
    """Give the window a new width. The page answers with its next frames, or with another arrangement of what it asks for.

    What it shows in between is nobody's to judge.
    """
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.page.evaluate(TWO_FRAMES)
    settle(visitor)


def _problems(visitor: Visitor, path: str) -> list[str]:
    page, found = visitor.page, list[str]()
    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    visitor.go(path)
    settle(visitor)
    for width in WIDTHS:
        _resize(visitor, width)
        found += [f"{width} scrolls sideways: {culprit}" for culprit in page.evaluate(SIDEWAYS)]
    page.evaluate(AXE)
    schemes: dict[Scheme, str] = {"light": EVERYTHING, "dark": COLOURS}
    for width in (390, 1440):
        _resize(visitor, width)
        for scheme, rules in schemes.items():
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {finding}" for finding in page.evaluate(FINDINGS % rules)]
    return found + [f"keeps {name} in the browser" for name in kept(visitor)]


problems_on = _problems
"""For pages whose rows are made by tests of their own."""
