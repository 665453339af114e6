"""The account PostgreSQL and Valkey run as: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from helpdesk.run.errors import RunError


@dataclass(frozen=True)
class Account:
    """A user the services run as, other than the one who started the desk."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Tell whether every folder on the way to `folder`, itself included, lets this account through."""
        return all(self._may_pass(step) for step in (folder, *folder.parents) if step.exists())

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def service_account() -> Account | None:
    """Return the account to drop to when started as root (POSTGRES_USER, `nobody`), and None for anyone else."""
    if os.geteuid() != 0:
        return None
    name = os.environ.get("POSTGRES_USER", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise RunError(f"There is no user “{name}” to run PostgreSQL as: name one in POSTGRES_USER.") from None
    if entry.pw_uid == 0:
        raise RunError("PostgreSQL refuses to run as root: name another user in POSTGRES_USER.")
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
