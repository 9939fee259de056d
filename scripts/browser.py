"""Print the path of a Chromium for the end-to-end tests, installing one if there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Print the first browser that starts, or end with what to do."""
    for step in (_installed, _from_playwright, _from_debian):
        for path in step():
            if _starts(path):
                print(path)
                return
    sys.exit("There is no Chromium, and none could be installed: install one and name it in CHROMIUM.")


def _installed() -> Iterator[str]:
    yield from filter(None, [os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES), _playwrights_own()])


def _from_playwright() -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "playwright",
        "install",
        *(["--with-deps"] if os.geteuid() == 0 else []),
        "chromium",
    ]
    if _succeeds(command):
        yield _playwrights_own()


def _from_debian() -> Iterator[str]:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    if _succeeds(["apt-get", "update"]) and _succeeds(install):
        yield from _installed()


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    # Some systems have a command of this name that only says how to install it.
    return Path(path).exists() and _succeeds([path, "--version"])


def _succeeds(command: list[str]) -> bool:
    # Standard output is for the answer.
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode == 0


if __name__ == "__main__":
    main()
