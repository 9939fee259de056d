"""The ids of live events: how much of the change log somebody has seen, sealed so that nobody else's work shows in them."""

import base64
import hashlib
import hmac

_MARK_SIZE = 12
_BLOCK_SIZE = 64


class Cursors:
    """Turns a snapshot of the database into a text for clients, and back.

    A snapshot says exactly which transactions had ended, so that whoever comes back misses none, however late it
    commits. It counts the transactions of the whole installation, hence the seal.

    >>> cursors = Cursors("a secret that all processes share")
    >>> cursors.unseal(cursors.seal("748:752:749"))
    '748:752:749'
    >>> cursors.unseal("made up") is None
    True
    """

    def __init__(self, secret: str) -> None:
        """With another secret, cursors become unreadable; who holds one begins anew."""
        self._key = hashlib.blake2b(secret.encode()).digest()

    def seal(self, snapshot: str) -> str:
        """Return the cursor of a snapshot."""
        text = snapshot.encode()
        mark = self._mark(text)
        return base64.urlsafe_b64encode(mark + self._mask(mark, text)).decode().rstrip("=")

    def unseal(self, cursor: str) -> str | None:
        """Return the snapshot of a cursor, or None if we never sealed it."""
        try:
            sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            return None
        mark = sealed[:_MARK_SIZE]
        text = self._mask(mark, sealed[_MARK_SIZE:])
        return text.decode() if hmac.compare_digest(mark, self._mark(text)) else None

    # The mark is a digest of the text and the beginning of its mask, as in SIV: it tells a cursor that was tampered with,
    # and no two texts have the same mask.
    def _mark(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, person=b"mark", digest_size=_MARK_SIZE).digest()

    def _mask(self, mark: bytes, text: bytes) -> bytes:
        blocks = (
            hashlib.blake2b(mark + number.to_bytes(4), key=self._key, person=b"mask").digest()
            for number in range(-(-len(text) // _BLOCK_SIZE))
        )
        return bytes(a ^ b for a, b in zip(text, b"".join(blocks), strict=False))
