"""Images, made here: no file of anybody else's lies in the tests."""

import io

from PIL import Image


def draw(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    """An image of a format of Pillow, its left half red."""
    image = Image.new(mode, size)
    image.paste(Image.new("RGB", (max(1, size[0] // 2), size[1]), (200, 30, 30)), (0, 0))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


PNG = draw()
