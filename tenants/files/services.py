from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog
from django.db import transaction

from tenants.files import pictures, rules, sniffing, storage
from tenants.files.errors import FilesTooLarge, FileTooLarge, NoPicture, TooManyFiles
from tenants.files.models import File
from tenants.isolation.context import require_tenant_id

log = structlog.get_logger(__name__)


class Stream(Protocol):
    """Content that comes in pieces, as Django's UploadedFile does."""

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Kept:
    """A file that is on disk: its clean name, and what its bytes say they are."""

    file: File
    name: str
    media_type: str
    size: int


@transaction.atomic
def store(*, content: bytes, media_type: str = sniffing.UNKNOWN) -> File:
    """Keep bytes for the current tenant: on disk first, then the row. The same bytes give the same row."""
    sha256 = storage.write(require_tenant_id(), content)
    return _row(sha256, len(content), media_type)


@transaction.atomic
def keep(*, name: str, content: bytes | Stream) -> Kept:
    """Keep what somebody sent under the name that he gave it. Its type is read from its bytes. Raises OSError."""
    tenant_id, name = require_tenant_id(), rules.clean_name(name)
    if isinstance(content, bytes):
        sha256, size = storage.write(tenant_id, content), len(content)
    else:
        sha256, size = storage.write_stream(tenant_id, content.chunks())
    media_type = sniffing.media_type(storage.read_head(tenant_id, sha256, sniffing.HEAD), name)
    return Kept(_row(sha256, size, media_type), name, media_type, size)


def _row(sha256: str, size: int, media_type: str) -> File:
    file, _ = File.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type})
    return file


def read(*, file: File) -> bytes:
    """The content. Raises FileNotFoundError when the disk lost it."""
    return storage.read(file.tenant_id, file.sha256)


def path_of(*, file: File) -> Path:
    """Where the content is, to be sent piece by piece."""
    return storage.path_of(file.tenant_id, file.sha256)


def picture_of(*, file: File, media_type: str, bound: int) -> Path:
    """Our own copy of an image, made when it is first asked for. Raises NoPicture, also for one that failed before."""
    kind = f"{bound}.webp"
    copy = storage.copy_path_of(file.tenant_id, file.sha256, kind)
    if not copy.exists():
        copy = storage.write_copy(file.tenant_id, file.sha256, kind, _drawn(file, media_type, bound))
    if copy.stat().st_size == 0:
        raise NoPicture("it could not be drawn")
    return copy


def _drawn(file: File, media_type: str, bound: int) -> bytes:
    """The copy; nothing at all for bytes that are no picture, so that they are not tried again."""
    try:
        return pictures.redraw(path_of(file=file), media_type, bound)
    except NoPicture as error:
        log.info("files.no_picture", file=str(file.pk), reason=str(error)[:200])
        return b""


def check(*, sizes: Sequence[tuple[str, int]]) -> None:
    """May one message carry files of these names and sizes? Raises TooManyFiles, FileTooLarge, FilesTooLarge."""
    if len(sizes) > rules.MOST_FILES:
        raise TooManyFiles
    for name, size in sizes:
        if size > rules.MOST_BYTES_EACH:
            raise FileTooLarge(rules.clean_name(name))
    if sum(size for _, size in sizes) > rules.MOST_BYTES:
        raise FilesTooLarge
