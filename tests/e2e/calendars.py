"""What one does with the grid of a calendar: find a block, find a time, drag."""

from playwright.sync_api import Locator, expect

from e2e.visitors import Visitor

HALF_HOUR = 28
"""Pixels."""


def block(visitor: Visitor, text: str) -> Locator:
    """Find an entry on the grid."""
    return visitor.page.locator(".calendar-event").filter(has_text=text)


def at(visitor: Visitor, day: str, time: str) -> tuple[float, float]:
    """Return the point of a day and a time on the grid, just below its line; scrolled into view."""
    lane = visitor.page.locator(f".calendar-lane[data-date='{day}']")
    expect(lane).to_be_visible()
    hours, minutes = map(int, time.split(":"))
    below = (hours * 60 + minutes) / 30 * HALF_HOUR + 2
    lane.evaluate(
        """(lane, below) => {
            let scroller = lane.parentElement;
            while (scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
            const hidden = below - scroller.scrollTop;
            if (hidden < 0 || hidden > scroller.clientHeight) scroller.scrollTop = below - scroller.clientHeight / 2;
        }""",
        below,
    )
    box = lane.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + below


def drag(visitor: Visitor, thing: Locator, day: str, time: str, *, foot: bool = False, drop: bool = True) -> None:
    """Take something by its head, or by its foot, to a time."""
    thing.scroll_into_view_if_needed()
    x, y = at(visitor, day, time)
    # A foot covers the quarter of an hour that ends then.
    y -= HALF_HOUR / 2 if foot else 0
    box = thing.bounding_box()
    assert box
    mouse = visitor.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + (box["height"] - 1 if foot else 4))
    mouse.down()
    mouse.move(x - 20, y + 20, steps=6)
    mouse.move(x, y, steps=6)
    expect(visitor.page.locator(".calendar-tag")).to_contain_text(time)
    if drop:
        mouse.up()
