"""The passwords and keys of this desk: made once, kept in a 0600 file in the data folder."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from helpdesk.run.errors import RunError

NAMES = ("postgres", "heard_owner", "heard_app", "heard_platform", "heard_sweeper", "secret_key")


def open_vault(path: Path) -> Mapping[str, str]:
    """Return every secret by name, making those that are missing. Raises RunError when others can read the file."""
    kept: dict[str, str] = {}
    if path.exists():
        if path.stat().st_mode & 0o077:
            raise RunError(f"Others can read {path}: run `chmod 600 {path}`.")
        try:
            kept = json.loads(path.read_text())
        except (OSError, ValueError):
            raise RunError(
                f"{path} cannot be read: restore it from a backup, the database opens with no other."
            ) from None
    missing = {name: secrets.token_urlsafe(48) for name in NAMES if name not in kept}
    if missing:
        kept |= missing
        write_private(path, json.dumps(kept, indent=2) + "\n")
    return kept


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file so that a reader sees the old text or the new one, also after a crash."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
