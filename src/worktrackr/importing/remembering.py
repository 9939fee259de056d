"""Where the columns of a kind of file go: what an import was told, the next file with the same columns is told too."""

import hashlib
from collections.abc import Sequence

import msgspec

from worktrackr.access import Request
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.mappings import WrongMapping, chosen_mapping
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement, as_json

Remembered = tuple[list[str | None], str | None]
"""The field of each column, and the key that counts first."""

_FIND = Statement(
    "select mapping, match from import_mappings where organisation_id = $1 and resource = $2 and header_digest = $3",
    lambda row: (msgspec.json.decode(row[0], type=list[str | None]), row[1]),
)
_KEEP = Statement(
    "insert into import_mappings (organisation_id, resource, header_digest, mapping, match) values ($1, $2, $3, $4, $5) "
    "on conflict (organisation_id, resource, header_digest) do update "
    "set mapping = excluded.mapping, match = excluded.match, updated_at = excluded.updated_at",
    writes=True,
)


async def remembered(request: Request, resource: str, header: Sequence[str]) -> Remembered | None:
    """Return what the last import of such a file was told, unless it does not fit any more."""
    if resource not in IMPORTABLES:
        return None
    found = await request.work.row(_FIND, request.organisation_id, resource, _digest(header))
    if found is None:
        return None
    try:
        chosen_mapping(header, IMPORTABLES[resource], found[0])
    except WrongMapping:
        return None
    return found


async def remember(work: Work, organisation_id: object, resource: str, header: Sequence[str], told: Remembered) -> None:
    """Keep what an import is told."""
    mapping, match = told
    await work.rows(_KEEP, organisation_id, resource, _digest(header), as_json(mapping), match)


def _digest(header: Sequence[str]) -> str:
    return hashlib.blake2b(msgspec.json.encode(header), digest_size=16).hexdigest()
