"""Somebody's image, drawn anew: our own bytes, upright, bounded, with nothing in them but what is seen."""

import io
import threading
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from tenants.files.errors import NoPicture

LARGE: Final = 1600
SMALL: Final = 480
BOUNDS: Final = (SMALL, LARGE)
"""Pixels of the longer side."""

MOST_PIXELS: Final = 50_000_000
MOST_SCANS: Final = 200
"""A progressive JPEG is drawn again for each of its scans. Cameras write ten; a bomb writes a hundred thousand."""

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_one_at_a_time = threading.Lock()  # a drawing takes up to 200 MB for a moment: never several at once in a process


def redraw(source: Path, media_type: str, bound: int) -> bytes:
    """A WebP copy whose longer side is at most `bound`; of an animation the first frame. Raises NoPicture.

    Orientation is applied, then every piece of metadata is left behind (EXIF with its place, XMP, profiles, comments).
    """
    if media_type not in _FORMATS:
        raise NoPicture(media_type)
    if media_type == "image/jpeg" and source.read_bytes().count(b"\xff\xda") > MOST_SCANS:
        raise NoPicture("too many scans")
    with _one_at_a_time:
        try:
            with Image.open(source, formats=[_FORMATS[media_type]]) as image:
                return _drawn(image, bound)
        except NoPicture:
            raise
        except Exception as error:  # a decoder meets hostile bytes here: whatever it says, they are no picture
            raise NoPicture(f"{type(error).__name__}: {error}") from error


def _drawn(image: Image.Image, bound: int) -> bytes:
    _check(image)
    image.draft("RGB", (bound, bound))  # a large JPEG is read small; others ignore it
    image.load()
    _check(image)
    plain = _flat(image)
    plain.thumbnail((bound, bound), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(plain) if image.getexif().get(_ORIENTATION, 1) != 1 else plain
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=82, method=3)
    return written.getvalue()


_ORIENTATION = 0x0112


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise NoPicture(f"{width} x {height}")


def _flat(image: Image.Image) -> Image.Image:
    """In eight bits a colour, with transparency only where there is some."""
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
