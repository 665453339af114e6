"""The disk: write to a temporary name, fsync, rename, fsync the folder."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(tenant_id: UUID, sha256: str) -> Path:
    return _root(tenant_id) / sha256[:2] / sha256


def copy_path_of(tenant_id: UUID, sha256: str, kind: str) -> Path:
    """Where a copy that we made of a file stands: beside it, found again by its content."""
    return path_of(tenant_id, sha256).with_name(f"{sha256}.{kind}")


def write(tenant_id: UUID, content: bytes) -> str:
    """Store bytes and return their SHA-256. They survive a power cut once this has returned. Raises OSError."""
    sha256 = digest(content)
    target = path_of(tenant_id, sha256)
    if not target.exists():
        _move(_written(target.parent, [content]), target)
    return sha256


def write_stream(tenant_id: UUID, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store what comes piece by piece, never whole in memory. Returns SHA-256 and size. Raises OSError."""
    sha256, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            sha256.update(chunk)
            size += len(chunk)
            yield chunk

    temporary = _written(_root(tenant_id), counted())
    target = path_of(tenant_id, sha256.hexdigest())
    if target.exists():
        temporary.unlink()
    else:
        _move(temporary, target)
    return target.name, size


def write_copy(tenant_id: UUID, sha256: str, kind: str, content: bytes) -> Path:
    """Keep a copy that can be made again: whole or not at all, but not forced to the disk. Raises OSError."""
    target = copy_path_of(tenant_id, sha256, kind)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.replace(temporary, target)
    return target


def read(tenant_id: UUID, sha256: str) -> bytes:
    return path_of(tenant_id, sha256).read_bytes()


def read_head(tenant_id: UUID, sha256: str, size: int) -> bytes:
    with path_of(tenant_id, sha256).open("rb") as stream:
        return stream.read(size)


def _root(tenant_id: UUID) -> Path:
    return Path(settings.FILES_ROOT) / str(tenant_id)


def _written(folder: Path, chunks: Iterable[bytes]) -> Path:
    """A file of a temporary name, its bytes on the disk for good; nothing is left of one that failed."""
    _make_folders(folder)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)


def _move(temporary: Path, target: Path) -> None:
    try:
        _make_folders(target.parent)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folders(target.parent, Path(settings.FILES_ROOT))


def _make_folders(folder: Path) -> None:
    """For us alone, each of them: `parents=True` gives the mode to the last one only."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync_folders(folder: Path, root: Path) -> None:
    """A new file is only durable when each folder that was made for it is."""
    while folder != root.parent:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        folder = folder.parent
