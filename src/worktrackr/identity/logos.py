"""Logos: whatever picture was sent becomes a PNG of ours, without what was hidden in the file."""

import hashlib
import tempfile
from pathlib import Path
from typing import NamedTuple

import typst

from worktrackr.images import Picture, picture
from worktrackr.problems import Validation

SIZE_MAX = 2 << 20
SIDE_MAX = 4096
STORED_MAX = 512 << 10
BOX = (640, 160)
"""What a logo is scaled down to fit into: twice what any page shows, for fine screens."""
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


class Drawn(NamedTuple):
    """A logo as it is stored."""

    png: bytes
    digest: str
    width: int
    height: int


def redraw(sent: bytes) -> Drawn:
    """Decode a picture and draw it anew; raises `Validation`. Takes a moment: call it in a thread."""
    if len(sent) > SIZE_MAX:
        raise _refusal("too_large", "A logo may have at most 2 MB.")
    found = picture(sent)
    if found is None:
        is_drawing = b"<svg" in sent[:4096].lower()
        detail = "An SVG can hold programs: save it as PNG." if is_drawing else "Send a PNG, JPEG, WebP or GIF."
        raise _refusal("invalid", detail)
    if not (8 <= found.width <= SIDE_MAX and 8 <= found.height <= SIDE_MAX):
        raise _refusal("out_of_range", f"Each side must have 8 to {SIDE_MAX} pixels.")
    png = _draw(sent, _ENDINGS[found.media_type], found)
    if len(png) > STORED_MAX:
        raise _refusal("too_large", "This picture is too detailed for a logo.")
    # As it was drawn: a photograph that was taken sideways is upright now.
    _, width, height = picture(png) or found
    return Drawn(png, hashlib.sha256(png).hexdigest(), width, height)


def _draw(sent: bytes, ending: str, size: Picture) -> bytes:
    # typst sets our PDFs; its decoders are written in Rust, and a page of it without paper is a transparent picture. It turns
    # a picture as its EXIF says, which shows in what it measures.
    source = f"""
        #set page(width: auto, height: auto, margin: 0pt, fill: none)
        #context {{
          let sent = measure(image("logo.{ending}"))
          let (width, height) = ({size.width}, {size.height})
          if (sent.width > sent.height) != (width > height) {{ (width, height) = (height, width) }}
          let scale = calc.min(1, {BOX[0]} / width, {BOX[1]} / height)
          let side(pixels) = calc.max(1, calc.round(pixels * scale)) * 1pt
          image("logo.{ending}", width: side(width), height: side(height), fit: "stretch", scaling: "smooth")
        }}
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"logo.{ending}").write_bytes(sent)
        page = Path(folder) / "logo.typ"
        page.write_text(source)
        try:
            return typst.compile(str(page), root=folder, format="png", ppi=72)
        except RuntimeError as error:
            raise _refusal("invalid", "This picture cannot be read. Save it anew, and try again.") from error


def _refusal(code: str, detail: str) -> Validation:
    return Validation.at("/file", code, detail)
