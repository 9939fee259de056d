"""The files of one data folder: where each lies, and who may read it."""

import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from worktrackr.embedded.errors import EmbeddedError

SUPERUSER = "postgres"
ROLES = ("worktrackr_owner", "worktrackr_app", "worktrackr_backup")

READY = "ready"
"""What the guardian tells the process that started it; anything else is an error."""

# A socket's path has room for 103 bytes on macOS and 107 on Linux.
_LONGEST_SOCKET = 103


class Running(msgspec.Struct, frozen=True):
    """What a running server tells those who want to use it."""

    socket_dir: str
    guardian: int
    postmaster: int


@dataclass(frozen=True)
class Layout:
    """Names every file below the data folder `root`, which is absolute."""

    root: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.root / "postgres"

    @property
    def binaries(self) -> Path:
        """Copies of the server's programs, for an account that cannot read the originals."""
        return self.root / "binaries"

    @property
    def users_lock(self) -> Path:
        """Locked shared by everyone who uses the server, and exclusively to stop it."""
        return self.root / "users.lock"

    @property
    def guardian_lock(self) -> Path:
        """Locked by the guardian as long as it lives."""
        return self.root / "guardian.lock"

    @property
    def serve_lock(self) -> Path:
        """Locked by `worktrackr serve`, and names its process."""
        return self.root / "serve.lock"

    @property
    def log(self) -> Path:
        """What the guardian, and PostgreSQL until it opens its own log, have to say."""
        return self.root / "guardian.log"

    def create(self) -> None:
        """Make the data folder, private to its owner. The account of the server may pass through it when we are root."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_ours = self.users_lock.exists() or not any(self.root.iterdir())
            if is_ours:
                self.root.chmod(0o711 if self.root.stat().st_uid == 0 else 0o700)
        except OSError as error:
            message = f"The data folder {self.root} cannot be used ({error.strerror}); choose another with --data-dir."
            raise EmbeddedError(message) from error

    def read_running(self) -> Running | None:
        """Return where the server answers, or None while it does not."""
        try:
            return msgspec.json.decode(self._running.read_bytes(), type=Running)
        except FileNotFoundError:
            return None

    def write_running(self, running: Running) -> None:
        """Let others see that the server answers."""
        self._write_privately(self._running, msgspec.json.encode(running))

    def forget_running(self) -> None:
        """Say that the server does not answer any more, or not yet."""
        self._running.unlink(missing_ok=True)

    def passwords(self) -> dict[str, str]:
        """Return the password of each role; they are drawn once, before the first start."""
        path = self.root / "passwords.json"
        if path.exists():
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        if self.cluster.exists():
            message = f"{path} is missing, without which {self.cluster} cannot be opened; restore it from a backup."
            raise EmbeddedError(message)
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
        self._write_privately(path, msgspec.json.encode(passwords))
        return passwords

    def make_socket_dir(self) -> Path:
        """Return a folder for the server's socket, whose path is short enough for one; the same until it is removed."""
        beside = self.root / "run"
        if _fits_socket(beside):
            beside.mkdir(mode=0o700, exist_ok=True)
            return beside
        if beside.is_symlink():
            if self._is_ours(beside.readlink()):
                return beside.readlink()
            beside.unlink()
        elsewhere = tempfile.gettempdir()
        if not _fits_socket(Path(elsewhere) / "worktrackr-12345678"):
            elsewhere = "/tmp"  # noqa: S108  # mkdtemp makes a private folder with a random name in it
        socket_dir = Path(tempfile.mkdtemp(prefix="worktrackr-", dir=elsewhere))
        beside.symlink_to(socket_dir)
        return socket_dir

    def remove_socket_dir(self) -> None:
        """Remove the socket's folder."""
        beside = self.root / "run"
        if beside.is_symlink():
            if self._is_ours(beside.readlink()):
                shutil.rmtree(beside.readlink(), ignore_errors=True)
            beside.unlink()
        else:
            shutil.rmtree(beside, ignore_errors=True)

    def _is_ours(self, socket_dir: Path) -> bool:
        """Whether the folder still is the one we made: another user may have taken its name after a restart."""
        try:
            found = socket_dir.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == self.cluster.stat().st_uid

    @property
    def _running(self) -> Path:
        return self.root / "running.json"

    def _write_privately(self, path: Path, content: bytes) -> None:
        """Replace a file in one step; only its owner, who is the owner of the data folder, may read it."""
        partial = path.with_suffix(".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.give_to_owner(partial)
        partial.replace(path)

    def give_to_owner(self, path: Path) -> None:
        """Leave no file of root's in a data folder that belongs to someone else."""
        if os.geteuid() == 0:
            owner = self.root.stat()
            os.chown(path, owner.st_uid, owner.st_gid)


def _fits_socket(folder: Path) -> bool:
    path = os.fsencode(folder / ".s.PGSQL.5432")
    # The list of socket folders is separated by commas.
    return len(path) <= _LONGEST_SOCKET and b"," not in path and b"'" not in path
