"""The files that a command is told of: those that it reads, and the one that it writes its report to."""

from pathlib import Path

from worktrackr.importing.sheets import Unreadable


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; raises `Unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise Unreadable(message) from error


def check_report(path: Path | None) -> None:
    """Refuse a report that has no folder, before anything is imported; raises `Unreadable`."""
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        message = f"The report cannot be written to {path}: give the name of a file in a folder that is there."
        raise Unreadable(message)
