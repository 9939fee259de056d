"""The bytes of attached files: in a folder or a bucket, under random names that begin with their organisation."""

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from worktrackr.choose_database import choose_data_dir
from worktrackr.problems import NotFound, StorageFull, Unavailable
from worktrackr.settings import Settings

if TYPE_CHECKING:
    from obstore import GetResult

log = structlog.get_logger("worktrackr.files")
_CHUNK = 256 << 10


class FilesUnavailable(Unavailable):
    message = "The storage of files cannot answer just now. Nothing was lost; try again."


class FileMissing(NotFound):
    message = "The file is listed, but its bytes are not in the storage. Tell who runs this installation."


def new_key(organisation_id: UUID) -> str:
    """Return a place for a new file. It tells nothing of the file, and nobody can guess another."""
    return f"{organisation_id}/{secrets.token_hex(16)}"


def local_folder(settings: Settings, data_dir: Path | None = None) -> Path | None:
    """Return the folder of the files, or None when they lie elsewhere."""
    return None if settings.files_url else choose_data_dir(settings, data_dir) / "files"


class Files:
    """Stores, reads and removes files by their keys."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings

    @cached_property
    def _store(self) -> ObjectStore:
        folder = local_folder(self._settings)
        if folder is None:
            return from_url(self._settings.files_url or "")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder)

    async def put(self, key: str, file: IO[bytes]) -> None:
        """Store a file wholly, or not at all."""
        try:
            await obstore.put_async(self._store, key, file)
        except (BaseError, OSError) as error:
            if "(os error 28)" in str(error):
                raise StorageFull from error
            log.exception("file_not_stored", key=key)
            raise FilesUnavailable from error

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Return the bytes of a file, piece by piece."""
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            log.exception("file_missing", key=key)
            raise FileMissing from error
        except (BaseError, OSError) as error:
            log.exception("file_not_read", key=key)
            raise FilesUnavailable from error
        return _pieces(found)

    async def remove(self, keys: Sequence[str]) -> None:
        """Remove files, those that are gone already included."""
        for key in keys:
            with contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)
        if (folder := local_folder(self._settings)) is not None:
            # A process that was killed while it wrote leaves what it had under the key with a number.
            for leftover in [found for key in keys for found in folder.glob(f"{key}#*")]:
                leftover.unlink(missing_ok=True)

    async def remove_all(self, organisation_id: UUID) -> None:
        """Remove every file of an organisation, and what interrupted uploads left."""
        if (folder := local_folder(self._settings)) is not None:
            # Whatever else goes wrong must be heard of: the files would lie there for ever.
            with contextlib.suppress(FileNotFoundError):
                await asyncio.to_thread(shutil.rmtree, folder / str(organisation_id))
            return
        found = obstore.list(self._store, prefix=str(organisation_id))  # pyright: ignore[reportUnknownMemberType]  # its overloads for Arrow
        async for batch in found:
            await self.remove([each["path"] for each in batch])


async def _pieces(found: "GetResult") -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=_CHUNK):
        yield bytes(piece)
