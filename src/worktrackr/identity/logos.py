"""Logos: whatever picture was sent becomes a PNG of ours, without what was hidden in the file."""

import hashlib
import tempfile
from pathlib import Path
from typing import NamedTuple

import typst

from worktrackr.images import picture
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
    scale = min(1, BOX[0] / found.width, BOX[1] / found.height)
    width, height = max(1, round(found.width * scale)), max(1, round(found.height * scale))
    png = _draw(sent, _ENDINGS[found.media_type], width, height)
    if len(png) > STORED_MAX:
        raise _refusal("too_large", "This picture is too detailed for a logo.")
    return Drawn(png, hashlib.sha256(png).hexdigest(), width, height)


def _draw(sent: bytes, ending: str, width: int, height: int) -> bytes:
    # typst sets our PDFs; its decoders are written in Rust, and a page of it without paper is a transparent picture.
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#image("logo.{ending}", width: {width}pt, height: {height}pt, fit: "stretch", scaling: "smooth")'
    )
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
