"""The command line: help with an example for each command, and errors of one line."""

import subprocess
from pathlib import Path

import pytest

from processes import command
from worktrackr.cli import app
from worktrackr.settings import Settings
from worktrackr.settings_table import mask_password, settings_rows

SECRET = "tiger"


def test_every_command_has_an_example() -> None:
    groups = [("worktrackr", app)]
    groups += [
        (f"worktrackr {group.name}", group.typer_instance) for group in app.registered_groups if group.typer_instance
    ]
    without = [
        f"{prefix} {found.callback}"
        for prefix, group in groups
        for found in group.registered_commands
        if f"Example: {prefix} " not in (found.epilog or "")
    ]
    assert without == []


def test_settings_are_listed_with_their_meaning_and_without_secrets() -> None:
    settings = Settings(
        smtp_url=f"smtp://me:{SECRET}@host:25", database_url=f"postgresql://me:{SECRET}@/x", trusted_proxies=("a", "b")
    )
    rows = {name: (value, meaning) for name, value, meaning in settings_rows(settings)}
    assert rows["WORKTRACKR_SMTP_URL"][0] == "smtp://me:***@host:25"
    assert rows["WORKTRACKR_TRUSTED_PROXIES"][0] == "a,b"
    assert rows["WORKTRACKR_RATE_LIMITS"] == ("true", "Refuse clients that send too many requests.")
    assert all(meaning for _, meaning in rows.values())
    assert SECRET not in str(rows)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("smtp://host:25", "smtp://host:25"),
        ("postgresql://me:secret@/x?host=%2Frun", "postgresql://me:***@/x?host=%2Frun"),
        ("postgresql://:secret@host/x", "postgresql://:***@host/x"),
        ("smtp://me:se@cret@host", "smtp://me:***@host"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_passwords_in_addresses_are_masked(address: str, shown: str) -> None:
    assert mask_password(address) == shown


def test_a_mistake_ends_in_one_line(tmp_path: Path) -> None:
    refused = command("restore", str(tmp_path / "missing"))
    assert lines(refused) == (1, "", f"worktrackr: There is no file {tmp_path / 'missing'}.\n")


def test_a_setting_that_cannot_be_read_is_named() -> None:
    refused = command("settings", WORKTRACKR_DATABASE_POOL="many")
    assert lines(refused)[0] == 1
    assert refused.stderr.startswith("worktrackr: WORKTRACKR_DATABASE_POOL='many' cannot be used")
    assert refused.stderr.count("\n") == 1


def test_migrating_needs_the_owner() -> None:
    refused = command("migrate", WORKTRACKR_DATABASE_URL="postgresql://somebody@/nothing")
    reason = "WORKTRACKR_OWNER_URL is not set: give the address of the role worktrackr_owner."
    assert lines(refused) == (1, "", f"worktrackr: {reason}\n")


def test_the_version_is_told() -> None:
    assert lines(command("--version"))[0] == 0


def lines(finished: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return finished.returncode, finished.stdout, finished.stderr
