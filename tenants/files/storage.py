"""The disk: write to a temporary name, fsync, rename, fsync the folder."""

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(tenant_id: UUID, sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / str(tenant_id) / sha256[:2] / sha256


def write(tenant_id: UUID, content: bytes) -> str:
    """Store bytes and return their SHA-256. They survive a power cut once this has returned. Raises OSError."""
    sha256 = digest(content)
    target = path_of(tenant_id, sha256)
    if target.exists():
        return sha256
    _make_folders(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folders(target.parent, Path(settings.FILES_ROOT))
    return sha256


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


def read(tenant_id: UUID, sha256: str) -> bytes:
    return path_of(tenant_id, sha256).read_bytes()
