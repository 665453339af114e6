"""Of an image only what is seen is kept: drawn anew, upright, small enough, without a word of metadata."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tenants.files import pictures, services, storage
from tenants.files.errors import NoPicture
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.factories.pictures import draw


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def _redrawn(tmp_path: Path, content: bytes, kind: str, bound: int = 1600) -> Image.Image:
    source = tmp_path / "source"
    source.write_bytes(content)
    return Image.open(io.BytesIO(pictures.redraw(source, kind, bound)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("bound", pictures.BOUNDS)
def test_every_kind_becomes_a_bounded_webp(tmp_path: Path, kind: str, bound: int) -> None:
    copy = _redrawn(tmp_path, draw(kind, (3000, 1500)), f"image/{kind.lower()}", bound)
    assert (copy.format, copy.size) == ("WEBP", (bound, bound // 2))


def test_a_small_image_is_not_blown_up(tmp_path: Path) -> None:
    assert _redrawn(tmp_path, draw("PNG", (40, 30)), "image/png").size == (40, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_depth_of_colour_is_drawn(tmp_path: Path, mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (8, 8)).save(written, "PNG")
    assert _redrawn(tmp_path, written.getvalue(), "image/png").size == (8, 8)


def test_printing_colours_are_drawn(tmp_path: Path) -> None:
    written = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(written, "JPEG")
    red, green, blue = _redrawn(tmp_path, written.getvalue(), "image/jpeg").convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert red > 200 > 80 > max(green, blue)


def test_what_lay_on_its_side_stands_and_says_nothing_of_its_place(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    content = draw("JPEG", (60, 20), exif=exif.tobytes(), comment=b"SecretComment", icc_profile=b"SecretProfile")
    assert b"SecretCamera" in content
    copy = _redrawn(tmp_path, content, "image/jpeg")
    assert copy.size == (20, 60)
    top = copy.convert("RGB").getpixel((10, 5))
    assert top[0] > 150, "the left half was red, so the upper half is red now"  # type: ignore[index]
    assert dict(copy.getexif()) == {}
    assert set(copy.info) & {"exif", "icc_profile", "xmp", "comment"} == set()


def test_the_words_in_a_drawing_are_left_behind(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "SecretComment")
    source = tmp_path / "source"
    source.write_bytes(draw("PNG", pnginfo=info))
    assert b"Secret" not in pictures.redraw(source, "image/png", 480)


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path) -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue", "green")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    copy = _redrawn(tmp_path, written.getvalue(), "image/gif")
    assert getattr(copy, "n_frames", 1) == 1
    assert copy.convert("RGB").getpixel((5, 5))[0] > 200  # type: ignore[index]


def test_a_bomb_is_refused_before_it_is_unfolded(tmp_path: Path) -> None:
    written = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(written, "PNG")
    content = written.getvalue()
    assert len(content) < 50_000
    with pytest.raises(NoPicture, match="10000 x 6000"):
        _redrawn(tmp_path, content, "image/png")


def test_a_drawing_of_endless_scans_is_refused(tmp_path: Path) -> None:
    content = draw("JPEG", progressive=True)
    scan = content[content.index(b"\xff\xda") :].removesuffix(b"\xff\xd9")
    with pytest.raises(NoPicture, match="scans"):
        _redrawn(tmp_path, content.removesuffix(b"\xff\xd9") + scan * 300 + b"\xff\xd9", "image/jpeg")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png"),
        (draw("PNG", (200, 200))[:-40], "image/png"),
        (draw("JPEG", (200, 200))[:300], "image/jpeg"),
        (draw("GIF"), "image/png"),
        (b"", "image/gif"),
        (b"<svg/>", "image/svg+xml"),
        (draw("TIFF"), "image/tiff"),
    ],
)
def test_what_is_broken_or_not_on_the_list_is_no_picture(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(NoPicture):
        _redrawn(tmp_path, content, kind)


def test_a_copy_is_made_once_and_a_failure_is_remembered(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    redraw = pictures.redraw
    monkeypatch.setattr(pictures, "redraw", lambda *args: (calls.append(args), redraw(*args))[1])
    with tenant_context(zaytuna.tenant):
        good = services.keep(name="a.png", content=draw())
        bad = services.keep(name="b.png", content=b"\x89PNG\r\n\x1a\nbroken")
        for _ in range(3):
            assert services.picture_of(file=good.file, media_type=good.media_type, bound=480).stat().st_size
            with pytest.raises(NoPicture):
                services.picture_of(file=bad.file, media_type=bad.media_type, bound=480)
        assert storage.copy_path_of(good.file.tenant_id, good.file.sha256, "480.webp").exists()
    assert len(calls) == 2
