"""Every page of the product, by the name of its picture."""

from datetime import UTC, datetime, timedelta
from typing import Any

from e2e.visitors import Visitor
from processes import eventually

SIGNED_OUT = {
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "forgot": "/forgot",
    "reset": "/reset?token=made-up",
    "accept": "/accept?token=made-up",
}
SIGNED_IN = {
    "overview": "/",
    "tickets": "/tickets",
    "tickets-filtered": "/tickets?status=Open&status=Waiting&q=a",
    "tickets-nothing": "/tickets?q=nobodywrotethis",
    "tickets-trash": "/tickets?trash=true",
    "tickets-board": "/tickets?layout=board",
    "tickets-peek": "/tickets?peek={ticket}",
    "ticket-new": "/tickets/new",
    "ticket": "/tickets/{ticket}",
    "ticket-edit": "/tickets/{ticket}/edit",
    "calendar": "/calendar?date={event_day}",
    "calendar-month": "/calendar?view=month",
    "calendar-agenda": "/calendar?view=agenda&date={event_day}",
    "event-new": "/calendar/new",
    "event": "/calendar?event={event}",
    "calendar-feeds": "/settings/calendar-feeds",
    "bookings": "/calendar/bookings",
    "bookings-month": "/calendar/bookings?view=month",
    "bookings-agenda": "/calendar/bookings?view=agenda",
    "booking-new": "/calendar/bookings/new",
    "dispatch": "/calendar/dispatch",
    "contacts": "/contacts",
    "contact-new": "/contacts/new",
    "contact": "/contacts/{contact}",
    "contact-edit": "/contacts/{contact}/edit",
    "contact-overview": "/contacts/{contact}?tab=overview",
    "duplicates": "/contacts/duplicates",
    "products": "/products",
    "product-new": "/products/new",
    "product": "/products/{product}",
    "product-edit": "/products/{product}/edit",
    "services": "/services",
    "service-new": "/services/new?contact_id={contact}",
    "service": "/services/{service}",
    "service-edit": "/services/{service}/edit",
    "renewals": "/renewals?price=6&churn=2",
    "import": "/import",
    "import-columns": "/import/{import}?step=columns",
    "import-preview": "/import/{import}",
    "import-legacy": "/import/legacy",
    "templates": "/templates",
    "template": "/templates/{template}",
    "template-new": "/templates/new",
    "ticket-of-template": "/tickets/new?template={template}",
    "series-list": "/series",
    "series-new": "/series/new",
    "series": "/series/{series}",
    "series-edit": "/series/{series}/edit",
    "series-split": "/series/{series}/edit?from={occurrence}",
    "ticket-of-series": "/tickets/{planned}",
    "users": "/settings/users",
    "user-new": "/settings/users/new",
    "user": "/settings/users/{user}",
    "user-edit": "/settings/users/{user}/edit",
    "profile": "/settings/sessions",
    "organisation": "/settings/organisation",
    "service-levels": "/settings/service-levels",
    "api-keys": "/settings/api-keys",
    "branding": "/settings/branding",
    "support-access": "/settings/support-access",
    "not-found": "/nowhere",
}

OPERATED = {
    "organisations": "/organisations",
    "organisations-suspended": "/organisations?status=suspended",
    "organisation-new": "/organisations/new",
    "operated-organisation": "/organisations/{organisation}",
    "operated-organisation-edit": "/organisations/{organisation}/edit",
    "operated-organisation-invite": "/organisations/{organisation}/invite",
    "plans": "/plans",
    "plan-edit": "/plans/pro/edit",
    "operator-support-access": "/support-access",
    "addresses": "/addresses",
    "operator-profile": "/settings/sessions",
}
"""What an operator sees, and nobody of an organisation."""
RESOLD = {
    "reseller-overview": "/",
    "customers": "/customers",
    "customer-new": "/customers/new",
    "own-statements": "/statements",
    "own-branding": "/branding",
}
"""What a reseller sees."""
ELSEWHERE = {
    # With rows of their own, in test_partners.py.
    *("/resellers", "/resellers/new", "/resellers/$id", "/resellers/$id/edit"),
    # They only lead to other pages.
    *("/settings", "/leave-support"),
}


def ids_of(visitor: Visitor) -> dict[str, str]:
    """Return one id of each kind that the pages show; an open ticket of a contact, so that the rail is there."""
    tickets: list[dict[str, Any]] = visitor.get("/tickets?limit=100&status=Open")["items"]
    ticket = next(ticket for ticket in tickets if ticket["contact_id"])
    return {
        "ticket": ticket["id"],
        "contact": ticket["contact_id"],
        "product": visitor.get("/products?limit=1")["items"][0]["id"],
        "user": visitor.get("/me")["user"]["id"],
        "service": _service_of(visitor, ticket["contact_id"])["id"],
        "template": _template_of(visitor)["id"],
        "import": _import_of(visitor)["id"],
        **_series_of(visitor),
        **_event_of(visitor),
    }


def _event_of(visitor: Visitor) -> dict[str, str]:
    """Return the organisation's first event, or a new one, and its day."""
    known: list[dict[str, Any]] = visitor.get("/crm_events?sort=start_at&limit=1")["items"]
    times = {"start_at": "2026-03-02T09:00:00Z", "end_at": "2026-03-02T10:00:00Z"}
    event = known[0] if known else visitor.post("/crm_events", title="Site walk", type="Meeting", **times)
    return {"event": event["id"], "event_day": event["start_at"][:10]}


def _service_of(visitor: Visitor, contact_id: str) -> dict[str, Any]:
    """Return the organisation's first service, or a new one that is due."""
    known: list[dict[str, Any]] = visitor.get("/customer_services?limit=1&status=Active")["items"]
    if known:
        return known[0]
    product_id = visitor.get("/products?limit=1")["items"][0]["id"]
    day = (datetime.now(UTC) + timedelta(days=12)).date().isoformat()
    return visitor.post("/customer_services", contact_id=contact_id, product_id=product_id, renewal_date=day)


def _series_of(visitor: Visitor) -> dict[str, str]:
    """Return the organisation's first series, or a new one, and a ticket of it."""
    known: list[dict[str, Any]] = visitor.get("/ticket_series?limit=1")["items"]
    schedule = {"rrule": "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU", "starts_on": "2026-01-01", "start_time": "09:00"}
    series = known[0] if known else visitor.post("/ticket_series", title="Boiler service", **schedule)
    planned = visitor.get(f"/tickets?series_id={series['id']}&sort=series_occurrence")["items"][1]
    return {"series": series["id"], "planned": planned["id"], "occurrence": planned["series_occurrence"]}


def _import_of(visitor: Visitor) -> dict[str, Any]:
    """Return an import whose preview can be seen, with a row that is left out."""
    text = "Company,E-mail,Town,Fax\nNew & Co,office@new.example,Leeds,1\nOdd,not an address,York,\n"
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": text.encode()}
    sent = visitor.send("/imports", file=file, resource="contacts")
    visitor.post(f"/imports/{sent['id']}/preview", mapping=sent["mapping"])
    eventually(lambda: visitor.get(f"/imports/{sent['id']}")["status"] == "previewed", seconds=20)
    return sent


def _template_of(visitor: Visitor) -> dict[str, Any]:
    """Return the organisation's first template, or a new one with a field of every kind."""
    known: list[dict[str, Any]] = visitor.get("/ticket_templates?limit=1")["items"]
    if known:
        return known[0]
    kinds = [choice["value"] for choice in visitor.get("/meta")["enums"]["field_kind"] if choice["value"] != "column"]
    choices = {"options": ["Kitchen", "Store"]}
    fields = [
        {"key": kind, "label": kind.capitalize(), "kind": kind, "required": True, "help": f"A {kind}."}
        | (choices if "select" in kind else {})
        for kind in kinds
    ]
    return visitor.post("/ticket_templates", name="Everything", fields=fields)


def settle(visitor: Visitor) -> None:
    """Wait until a page has everything: its fonts, and no skeleton or request under way."""
    visitor.page.locator("h1, [role='dialog']").first.wait_for()
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.evaluate("document.fonts.ready.then(() => true)")


STORED = """async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.entries(sessionStorage).map(([key, text]) => [key, /[0-9a-f]{8}-|ticket|http/.test(text)]),
    databases: (await indexedDB.databases()).map(one => one.name),
    caches: await caches.keys(),
    cookies: document.cookie,
})"""
"""What a browser keeps of the product: names, and of what is kept for this tab whether it tells anything."""
PREFERENCES = {f"worktrackr.{name}" for name in ("density", "shortcuts", "sidebar", "theme", "timeZone")}
SCROLLED = "tsr-scroll-restoration-v1_3"
"""How far the lists of this tab were scrolled, and nothing of what they showed."""


def kept(visitor: Visitor) -> list[str]:
    """Return what is kept in the browser and should not be."""
    stored: dict[str, Any] = visitor.page.evaluate(STORED)
    return [
        *(name for name in stored["local"] if name not in PREFERENCES),
        *(name for name, tells in stored["session"] if name != SCROLLED or tells),
        *stored["databases"],
        *stored["caches"],
        *filter(None, [stored["cookies"]]),
    ]
