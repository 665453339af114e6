"""What somebody sent is kept under a clean name, with the type of its bytes, within the limits of a message."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tenants.files import rules, services
from tenants.files.errors import FilesTooLarge, FileTooLarge, TooManyFiles
from tenants.files.forms import FilesField
from tenants.files.models import File
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.factories.pictures import PNG

MEGABYTE = rules.MEGABYTE


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


class Pieces:
    """A large upload that notices how it is read."""

    def __init__(self, pieces: int) -> None:
        self.pieces, self.largest = pieces, 0

    def chunks(self) -> Iterator[bytes]:
        for index in range(self.pieces):
            yield bytes([index % 251]) * 65_536


def test_bytes_and_a_stream_of_them_are_the_same_file(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        whole = services.keep(name="a.png", content=PNG)
        streamed = services.keep(name="../b.png", content=SimpleUploadedFile("b.png", PNG, "text/html"))
        assert whole.file.pk == streamed.file.pk
        assert (streamed.name, streamed.media_type, streamed.size) == ("b.png", "image/png", len(PNG))
        assert services.read(file=streamed.file) == PNG


def test_a_stream_is_never_joined_in_memory(zaytuna: Desk, disk: Path) -> None:
    import tracemalloc

    with tenant_context(zaytuna.tenant):
        tracemalloc.start()
        kept = services.keep(name="big.bin", content=Pieces(256))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert kept.size == 16 * MEGABYTE
    assert peak < 2 * MEGABYTE


def test_a_stream_that_breaks_off_leaves_nothing(zaytuna: Desk, disk: Path) -> None:
    class Broken:
        def chunks(self) -> Iterator[bytes]:
            yield b"half"
            raise OSError("the connection is gone")

    with tenant_context(zaytuna.tenant):
        with pytest.raises(OSError):
            services.keep(name="a", content=Broken())
        assert File.objects.count() == 0
    assert [path for path in disk.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("sizes", "refused"),
    [
        ([MEGABYTE] * 10, None),
        ([1] * 11, TooManyFiles),
        ([10 * MEGABYTE], None),
        ([10 * MEGABYTE + 1], FileTooLarge),
        ([8 * MEGABYTE, 8 * MEGABYTE], FilesTooLarge),
    ],
)
def test_a_message_has_limits(sizes: list[int], refused: type[Exception] | None) -> None:
    named = [(f"{index}.bin", size) for index, size in enumerate(sizes)]
    if refused is None:
        return services.check(sizes=named)
    with pytest.raises(refused):
        services.check(sizes=named)
    return None


def test_a_refusal_names_the_file_and_the_limit() -> None:
    with translation.override("en"):
        assert str(FileTooLarge("sofa.mp4")) == "“sofa.mp4” is larger than 10 MB. Send a link instead."
        assert str(TooManyFiles()) == "At most 10 files."


def test_a_field_says_the_same(zaytuna: Desk) -> None:
    from django.core.exceptions import ValidationError

    field = FilesField(required=False)
    files = [SimpleUploadedFile(f"{index}.txt", b"x") for index in range(11)]
    assert len(field.clean(files[:10])) == 10
    with pytest.raises(ValidationError, match="At most 10 files"):
        field.clean(files)
    assert field.clean([]) == []
    with pytest.raises(ValidationError):
        FilesField().clean([])
