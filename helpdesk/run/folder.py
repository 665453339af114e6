"""Where the desk keeps things: the data folder, the services' folder in it, and a short folder for sockets."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from helpdesk.run.accounts import Account
from helpdesk.run.errors import RunError

CHECKOUT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET = "/.s.PGSQL.5432.lock"
OUTSIDE = Path("/var/lib")
TEMPORARY = Path("/tmp")  # noqa: S108 - a folder of someone else is refused


@dataclass(frozen=True)
class DataFolder:
    """The folder HELPDESK_DATA names; everything that must outlive a restart is in it or linked from it."""

    root: Path

    @classmethod
    def from_env(cls) -> "DataFolder":
        return cls((CHECKOUT / os.environ.get("HELPDESK_DATA", "var")).resolve())

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def state(self) -> Path:
        return self.root / "run.json"

    @property
    def services(self) -> Path:
        return self.root / "services"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def digest(self) -> str:
        return hashlib.sha256(bytes(self.root)).hexdigest()[:12]

    def make(self) -> None:
        """Create the folder, and what others must not look into. Raises RunError when it cannot be ours.

        Root lets others through it, not look into it: the account of the services has to pass.
        """
        try:
            self.root.mkdir(mode=0o700 if os.geteuid() else 0o711, parents=True, exist_ok=True)
            for private in (self.logs, self.root / "files"):
                private.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise RunError(
                f"The data folder {self.root} cannot be written ({error.strerror}): set HELPDESK_DATA."
            ) from None
        if self.root.stat().st_uid != os.geteuid():
            raise RunError(f"The data folder {self.root} belongs to another user: set HELPDESK_DATA to your own.")


def make_services_folder(folder: DataFolder, account: Account | None) -> Path:
    """Return the folder of the cluster and the append-only file, made on first use.

    It lies in the data folder, unless the services drop to an account that cannot reach it there (a checkout under
    a 0700 folder): then it lies in /var/lib/heard-<hash of the data folder> and is linked from the data folder.
    Raises RunError when the link is not this data folder's own.
    """
    outside = OUTSIDE / f"heard-{folder.digest}"
    if folder.services.is_symlink() and folder.services.readlink() != outside:
        raise RunError(f"{folder.services} leads to another desk's database: remove the link to start with a new one.")
    if account is None or account.can_enter(folder.root):
        return _own(folder.services.resolve(), account)
    if outside.exists() and not folder.services.is_symlink():
        raise RunError(f"{outside} holds the database of a desk that was here before: move it away or remove it.")
    if folder.services.is_dir() and not folder.services.is_symlink():
        raise RunError(f"The user “{account.name}” cannot reach {folder.services}: open the folders above it (o+x).")
    _own(outside, account)
    if not folder.services.is_symlink():
        folder.services.symlink_to(outside)
    return outside


def make_socket_folder(folder: DataFolder, account: Account | None) -> Path:
    """Return the 0700 folder of this desk's sockets, made on first use. Raises RunError when it is someone else's."""
    return _own(socket_folder_of(folder), account)


def socket_folder_of(folder: DataFolder) -> Path:
    """Return where this desk's sockets lie: a path short enough for the kernel, of this user and this data folder."""
    for base in _socket_bases():
        path = base / f"heard-{os.geteuid()}-{folder.digest}"
        if len(f"{path}{LONGEST_SOCKET}") <= SOCKET_PATH_LIMIT:
            return path
    raise RunError("No short enough folder for sockets was found: /tmp must exist and be writable.")


def _socket_bases() -> list[Path]:
    if os.geteuid() == 0:
        candidates = [Path("/run"), TEMPORARY]
    else:
        candidates = [Path(os.environ.get("XDG_RUNTIME_DIR") or TEMPORARY), TEMPORARY]
    return [base for base in candidates if base.is_dir() and os.access(base, os.W_OK | os.X_OK)]


def _own(path: Path, account: Account | None) -> Path:
    """Make `path` 0700 for the account (or ourselves), refusing what someone else put there."""
    owner = account.uid if account else os.geteuid()
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {owner, os.geteuid()}:
        raise RunError(f"{path} belongs to someone else: remove it and start again.")
    if account and status.st_uid != owner:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path
