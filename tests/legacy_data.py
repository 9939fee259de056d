"""Old data that somebody or something has spoilt: any value replaced by any JSON, cut off anywhere."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.items import OldPlan
from worktrackr.importing.legacy.planning import plan_records
from worktrackr.importing.legacy.sources import read_old_data
from worktrackr.importing.legacy.stored_rows import Stored

SAMPLES = Path(__file__).parent / "data/legacy"
DUMP = SAMPLES / "constructed/localStorage_dump.json"
WHOLE: dict[str, Any] = {}
"""All that there is of the old application, key by key."""
for _key, _text in json.loads(DUMP.read_text()).items():
    WHOLE[_key] = _text if _key.startswith("worktrackr-") else json.loads(_text)
for _name, _key in (
    ("mock_users", "mockUsers"), ("crm_companies", "mockCompanies"), ("crm_calendar_customer_addresses", "customerAddresses"),
    ("reseller_customer_companies", "customerCompanies"), ("booking_service_types", "serviceTypes"), ("mock_tickets_v0", "mockTickets"),
    ("booking_calendar_sample_bookings", "sampleBookings"), ("xero_sample_invoices_v0", "invoices"), ("billing_queue_v0", "billingQueue"),
    ("mock_email_logs_v0", "mockEmailLogs"), ("mock_workflows", "mockWorkflows"), ("crm_calendar_user_names", "userNames"),
    ("mock_organization", "mockOrganization"),
):  # fmt: skip
    WHOLE[_key] = json.loads((SAMPLES / f"{_name}.json").read_text())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where a value has values, itself left out."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(cast("dict[str, Any]", value).items())
    elif isinstance(value, list):
        pairs = list(enumerate(cast("list[Any]", value)))
    return [found for key, item in pairs for found in ((*path, key), *places(item, (*path, key)))]


PLACES = places(WHOLE)
_TEXTS = st.text(max_size=60) | st.sampled_from([
    "", " ", "x" * 60_000, "\x00", "\ud800", "2024-13-45", "0001-01-01", "9999-12-31T24:59:59", "2024-02-30T10:00", "NaN", "-1", "1e999",
    "1,240.50", "undefined", "null", "@", "a@b", "=1+1", "renewal--1", "renewal-1-2-3", "deleted", "🦊" * 300, "2024-02-02T24:30:00Z",
])  # fmt: skip
_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS
    | st.sampled_from([0, -1, 1e308, 10**400, 2**63, -0.0, 1705312811000])
)  # fmt: skip
VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=8
)


def spoilt(changes: list[tuple[tuple[Any, ...], Any]]) -> bytes:
    """Return a dump with some values replaced."""
    whole = json.loads(json.dumps(WHOLE))
    for path, value in changes:
        place: Any = whole
        # A change before this one may have taken the place away.
        with suppress(KeyError, IndexError, TypeError):
            for key in path[:-1]:
                place = place[key]
            if isinstance(place, dict | list):
                place[path[-1]] = value
    return json.dumps(whole).encode()


def planned(content: bytes) -> OldPlan:
    """Return what old data would do where nothing is."""
    records = read_old_data([OldFile("old.json", content)]).records(ZoneInfo("Europe/London"))
    plan = plan_records(records, Stored({}, {}, {}, {}, {}), None)
    assert len(plan.lines) == len(records)
    assert sum(table.read for table in plan.tables) == sum(plan.counts.values()) == len(records)
    assert all(line.reason or line.outcome in ("created", "unchanged") for line in plan.lines)
    return plan
