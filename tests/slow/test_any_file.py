"""Whatever rows a file has, they come in or are skipped with a reason, and the second time changes nothing."""

import csv
import io
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.commands import ImportOptions, import_file
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.previews import Outcome

# Values that are right somewhere, beside all that can be typed.
_PLAUSIBLE = [
    "", " ", "Penrose", "penrose ", "a@b.example", "A@B.example", "0", "1", "-1", "12.50", "£1,240.50", "21.3500004", "1e999", "NaN",
    "999999999999.99", "9999999999999.99", "true", "no", "Closed", "pending", "critical", "individual", "company", "active",
    "2026-03-02", "02/03/2026 10:00", "0001-01-01", "9999-12-31T23:59:59+00:00", "2199-12-31T23:59:59-01:00", "https://x.example", "GBP",
    "{title}", "=1+1", "x" * 201, "x" * 60_000, "’", "\ud83d\ude00", "line\nline", "a;b,c",
]  # fmt: skip
_CELL = st.sampled_from(_PLAUSIBLE) | st.text(max_size=20)


@pytest.mark.parametrize("resource", sorted(IMPORTABLES))
def test_any_rows_come_in_or_are_skipped(
    urls: DatabaseUrls, owner: psycopg.Connection, tmp_path: Path, resource: str
) -> None:
    paths = list(dict.fromkeys(home.path for home in IMPORTABLES[resource].homes))
    file = tmp_path / "rows.csv"

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example]
    )
    @given(st.data(), st.lists(st.sampled_from(paths), min_size=1, max_size=8, unique=True))
    def check(data: st.DataObject, columns: list[str]) -> None:
        rows = data.draw(st.lists(st.lists(_CELL, min_size=len(columns), max_size=len(columns)), max_size=6))
        with file.open("w", encoding="utf-8", errors="replace", newline="") as opened:
            csv.writer(opened).writerows([columns, *rows])
        options = ImportOptions(
            resource=resource,
            file=file,
            organisation=str(_organisation(owner)),
            mapping=tuple(f"{path}={path}" for path in columns),
        )
        first = import_file(urls, options, Console(file=io.StringIO()))
        again = import_file(urls, options, Console(file=io.StringIO()))
        assert all(line.reason for line in first.lines if line.outcome is Outcome.SKIPPED)
        assert again.creations == again.updates == []

    check()


def _organisation(owner: psycopg.Connection) -> UUID:
    row = owner.execute("insert into organisations (name) values ('Any') returning id").fetchone()
    assert row
    return row[0]
