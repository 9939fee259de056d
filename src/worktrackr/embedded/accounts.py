"""Whose account the server runs as: ours, or an unprivileged one when we are root, which PostgreSQL refuses."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import Layout

_PREFERRED = ("worktrackr", "postgres", "nobody")


class PopenArguments(TypedDict, total=False):
    """The arguments of `Popen` that name an account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account by its numbers; `switches` says whether processes must be started as somebody else."""

    name: str
    user: int
    group: int

    @property
    def switches(self) -> bool:
        """Whether this is not the account we run as."""
        return self.user != os.geteuid()

    def own(self, path: Path) -> None:
        """Make the account the owner of a file or folder."""
        if self.switches:
            os.chown(path, self.user, self.group)

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can pass through every folder down to this one."""
        return self._succeeds("cd", folder)

    def can_execute(self, program: Path) -> bool:
        """Whether the account can start this program, and so read the folder that it lies in."""
        return self._succeeds("test -x", program) and self._succeeds("test -r", program.parent)

    def run(self, command: Sequence[str | Path], *, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account, with an environment of its own."""
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            **self.popen_arguments(),
        )

    def popen_arguments(self) -> PopenArguments:
        """Return the arguments of `Popen` that start a process as this account."""
        if not self.switches:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def _succeeds(self, check: str, path: Path) -> bool:
        # Asking a process of that account is the only answer that knows every mode, list and mount.
        return self.run(["/bin/sh", "-c", f'{check} "$1"', "sh", path]).returncode == 0


def clean_environment() -> dict[str, str]:
    """Return what PostgreSQL's programs need; a PGDATA or PGPORT of the caller must not reach them."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def server_account(layout: Layout) -> Account:
    """Choose the account of the server: the one that owns its files, else ours, else an unprivileged one."""
    if os.geteuid() != 0:
        return _account(os.geteuid(), os.getegid())
    for path in (layout.cluster, layout.root):
        if path.exists() and path.stat().st_uid != 0:
            return _account(path.stat().st_uid, path.stat().st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for entry in [*(known[name] for name in _PREFERRED if name in known), *known.values()]:
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    message = "PostgreSQL does not run as root, and there is no other account; make one: useradd --system worktrackr."
    raise EmbeddedError(message)


def _account(user: int, group: int) -> Account:
    try:
        return Account(pwd.getpwuid(user).pw_name, user, group)
    except KeyError:
        message = f"PostgreSQL needs an account with a name, and number {user} has none; run WorkTrackr as another."
        raise EmbeddedError(message) from None
