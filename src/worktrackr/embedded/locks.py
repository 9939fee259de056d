"""Locks on files, which the system releases when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

from worktrackr.embedded.errors import EmbeddedError

_POLL_SECONDS = 0.05


def open_lock(path: Path) -> int:
    """Open a lock file, making it if needed; returns its descriptor."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"{path} cannot be opened ({error.strerror}); run this as the owner of {path.parent}."
        raise EmbeddedError(message) from error


def is_same_file(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one that the path names now."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def try_lock(descriptor: int, *, exclusive: bool) -> bool:
    """Lock at once or not at all; says whether it did."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_shared_lock(descriptor: int, seconds: float) -> bool:
    """Lock together with others, as soon as nobody has the lock alone; says whether it did in time."""
    deadline = time.monotonic() + seconds
    while not try_lock(descriptor, exclusive=False):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def wait_for_exclusive_lock(descriptor: int) -> None:
    """Block until nobody else has the lock."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
