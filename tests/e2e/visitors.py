"""Somebody with a browser window: what they do, and what their console must not say."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, BrowserContext, ConsoleMessage, Locator, Page, WebError, expect

Scheme = Literal["light", "dark"]

PASSWORD = "correct horse battery staple"
REFUSED = re.compile(r"the server responded with a status of (\d+)")
UNREACHABLE = re.compile(r"net::ERR_\w+")


@dataclass
class Watch:
    """Collects what a browser complains about. What a test provokes is allowed by name."""

    complaints: list[str] = field(default_factory=list[str])
    _allowed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def allow(self, status: int | str, path: str) -> None:
        """Expect answers of this status, or "unreachable", to requests whose path begins so."""
        self._allowed.append((str(status), path))

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of a window: errors of the console, of scripts, and of the content policy."""
        context.on("console", self._hear)
        context.on("weberror", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        path = urlsplit(message.location["url"]).path
        status = REFUSED.search(message.text)
        kind = status[1] if status else "unreachable" if UNREACHABLE.search(message.text) else "other"
        if not any(kind == allowed and path.startswith(start) for allowed, start in self._allowed):
            self.complaints.append(f"{message.text} ({path})")

    def _see(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")


class Visitor:
    """Somebody with a browser window of their own."""

    email: str

    def __init__(self, context: BrowserContext, address: str) -> None:
        """The console is watched from the first page on."""
        self.context, self.address, self.console = context, address, Watch()
        self.console.follow(context)
        self.page: Page = context.new_page()

    def ask(self, path: str) -> APIResponse:
        """Ask the API, with the cookie of this window."""
        return self.context.request.get(f"{self.address}/api{path}")

    def get(self, path: str) -> Any:
        """Ask the API and expect an answer."""
        response = self.ask(path)
        assert response.ok, response.text()
        return response.json()

    def post(self, path: str, **body: object) -> Any:
        """Make something through the API, as the page of this window would."""
        return self._write("POST", path, body)

    def patch(self, path: str, **body: object) -> Any:
        """Change something through the API, whatever its version."""
        return self._write("PATCH", path, body, {"if-match": f'"{self.get(path)["version"]}"'})

    def send(self, path: str, **parts: Any) -> Any:  # a file, and the fields beside it
        """Send a file through the API, as the page of this window would."""
        response = self.context.request.post(
            f"{self.address}/api{path}", multipart=parts, headers={"origin": self.address}
        )
        assert response.ok, response.text()
        return response.json()

    def _write(self, method: str, path: str, body: dict[str, object], headers: dict[str, str] | None = None) -> Any:
        response = self.context.request.fetch(
            f"{self.address}/api{path}", method=method, data=body, headers={"origin": self.address, **(headers or {})}
        )
        assert response.ok, response.text()
        return response.json() if response.body() else None

    def sign_up(self, organisation: str) -> "Visitor":
        """Become the admin of a new organisation."""
        self.email = f"admin-{secrets.token_hex(5)}@example.com"
        self.post("/auth/signup", organisation_name=organisation, name="Ada Osei", email=self.email, password=PASSWORD)
        return self

    def go(self, path: str) -> "Visitor":
        """Open a page of the product."""
        self.page.goto(f"{self.address}{path}")
        return self

    def button(self, name: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        """Find a button of the page."""
        return self.page.get_by_role("button", name=name, exact=exact)

    def link(self, name: str) -> Locator:
        """Find a link of the page."""
        return self.page.get_by_role("link", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """Find a field of a form, with or without the star that is for the eye."""
        return self.page.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}\*?$"))

    def row(self, text: str) -> Locator:
        """Find a row of a list."""
        return self.page.locator("[data-row]").filter(has_text=text)

    def heading(self, name: str) -> Locator:
        """Find a heading."""
        return self.page.get_by_role("heading", name=name, exact=True)

    def sees_toast(self, text: str) -> Locator:
        """Wait for a toast; returns it, so that its button can be pressed."""
        toast = self.page.get_by_role("dialog").filter(has_text=text).last
        expect(toast).to_be_visible()
        return toast


Visit = Callable[[], Visitor]
