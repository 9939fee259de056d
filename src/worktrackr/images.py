"""Which files are pictures that a browser may show: told by their bytes, never by their name or what a client says."""

import struct
from typing import NamedTuple

HEAD = 256 << 10
"""How much of a file is looked at: a photograph's own thumbnail may stand before its size."""
PIXELS_MAX = 60_000_000
"""A small file can be a picture that fills the memory of whoever looks at it."""


class Picture(NamedTuple):
    """What the bytes say of a picture."""

    media_type: str
    width: int
    height: int

    @property
    def is_showable(self) -> bool:
        """Whether a page may show it."""
        return 0 < self.width * self.height <= PIXELS_MAX


def picture(head: bytes) -> Picture | None:
    r"""Return what the first bytes of a file are a picture of, or None.

    >>> picture(b"GIF89a" + b"\x02\x00\x03\x00")
    Picture(media_type='image/gif', width=2, height=3)
    >>> picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    """
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            return Picture("image/png", *struct.unpack_from(">II", head, 16))
        if head.startswith((b"GIF87a", b"GIF89a")):
            return Picture("image/gif", *struct.unpack_from("<HH", head, 6))
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(head)
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _webp(head)
    except (struct.error, IndexError):
        pass  # It ends before it says how large it is.
    return None


def _jpeg(head: bytes) -> Picture | None:
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF:
        kind, (length,) = head[at + 1], struct.unpack_from(">H", head, at + 2)
        # The frames that hold the size; 0xC4, 0xC8 and 0xCC lie among them and are tables.
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return Picture("image/jpeg", width, height)
        at += 2 + length
    return None


def _webp(head: bytes) -> Picture | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return Picture(
            "image/webp", 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        )
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 26)
        return Picture("image/webp", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and head[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", head, 21)
        return Picture("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    return None
