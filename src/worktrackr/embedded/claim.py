"""The right to serve a data folder, which one process at a time may have."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from worktrackr.embedded.errors import EmbeddedError
from worktrackr.embedded.layout import Layout
from worktrackr.embedded.locks import open_lock, try_lock


@contextmanager
def claim_data_dir(data_dir: Path) -> Generator[None]:
    """Hold the folder for this process; raises `EmbeddedError` that names the process which has it already."""
    layout = Layout(data_dir)
    layout.create()
    lock = open_lock(layout.serve_lock)
    try:
        if not try_lock(lock, exclusive=True):
            holder = os.pread(lock, 32, 0).decode() or "unknown"
            message = f"Process {holder} serves {data_dir} already; stop it, or choose another folder with --data-dir."
            raise EmbeddedError(message)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        layout.give_to_owner(layout.serve_lock)
        yield
    finally:
        os.close(lock)
