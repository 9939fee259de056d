"""Pictures that tests send."""

import struct
import zlib

# That whoever took it held the camera on its side: orientation 6, turn by a quarter.
SIDEWAYS = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)


def png(width: int = 300, height: int = 120, *, extra: bytes = b"", exif: bytes = b"") -> bytes:
    """A picture of one colour, half transparent, with something hidden in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80\x20\x20\x80" * width for _ in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    hidden = chunk(b"tEXt", b"Comment\0" + extra) if extra else b""
    hidden += chunk(b"eXIf", exif) if exif else b""
    return b"\x89PNG\r\n\x1a\n" + head + hidden + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
