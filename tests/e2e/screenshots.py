"""Photographs every page; `scripts/screenshots.py` runs it."""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

from playwright.sync_api import Browser, sync_playwright

from e2e.conftest import launch, serving
from e2e.pages import SIGNED_IN, SIGNED_OUT, ids_of, settle
from e2e.visitors import Scheme, Visitor
from worktrackr.demo.loading import PASSWORD, STAFF

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/screenshots"
SIZES = {1440: 900, 390: 844}
LONG = "Replacement of the uninterruptible power supply in the comms cupboard behind reception, with all its batteries "


def main() -> None:
    """Take them all, or those whose name contains a word of the command line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving("--demo") as served, sync_playwright() as playwright:
        browser = launch(playwright)
        for scheme, width in product(get_args(Scheme), SIZES):
            for visitor, pages in _visitors(browser, served.address, scheme, width):
                for name, path in pages.items():
                    if len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:]):
                        continue
                    visitor.go(path)
                    settle(visitor)
                    visitor.page.screenshot(path=FOLDER / f"{name}-{scheme}-{width}.png")
                    if (name, scheme, width) == ("tickets", "light", 1440):
                        visitor.page.screenshot(path=ROOT / "docs/tickets.png")
                visitor.context.close()
        browser.close()


def _visitors(browser: Browser, address: str, scheme: Scheme, width: int) -> Iterator[tuple[Visitor, dict[str, str]]]:
    def visitor() -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
            has_touch=width < 760,
        )
        return Visitor(context, address)

    yield visitor(), SIGNED_OUT

    resident = visitor()
    resident.post("/auth/login", email=STAFF[0][1], password=PASSWORD)
    ids = ids_of(resident)
    yield resident, {name: path.format(**ids) for name, path in SIGNED_IN.items()}

    newcomer = visitor().sign_up("Empty")
    empty = {"tickets": "/tickets", "contacts": "/contacts", "products": "/products", "api-keys": "/settings/api-keys"}
    yield newcomer, {f"empty-{name}": path for name, path in empty.items()}

    wordy = visitor().sign_up(LONG)
    contact = wordy.post(
        "/contacts", name=LONG + LONG[:80], email=f"{'a' * 50}@{'b' * 40}.example", tags=["x" * 40, LONG[:40]]
    )
    ticket = wordy.post("/tickets", title=LONG + LONG[:80], description=LONG * 20, contact_id=contact["id"])
    offer = wordy.post("/products", name=LONG, our_cost="1234567.89", client_price="9876543.21", category=LONG[:90])
    yield (
        wordy,
        {
            "long-tickets": "/tickets",
            "long-ticket": f"/tickets/{ticket['id']}",
            "long-contacts": "/contacts",
            "long-contact": f"/contacts/{contact['id']}",
            "long-products": "/products",
            "long-product": f"/products/{offer['id']}",
        },
    )


if __name__ == "__main__":
    main()
