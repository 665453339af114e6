"""What a running desk tells the shells beside it: a lock that dies with it, and a 0600 file with its environment."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from helpdesk.run.folder import DataFolder
from helpdesk.run.vault import write_private


@dataclass(frozen=True)
class State:
    """Who keeps the services of a data folder running, and the environment that reaches them."""

    pid: int
    verb: str
    env: Mapping[str, str]


class DeskLock:
    """The kernel gives this lock back when its holder dies, however it dies."""

    def __init__(self, folder: DataFolder) -> None:
        self.path = folder.root / "lock"
        self._descriptor: int | None = None

    def take(self, patience: float = 0.5) -> bool:
        """Take the lock; False when another process holds it. Looks a few times: a glance holds it for a moment."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(descriptor)
                    return False
                time.sleep(0.05)
            else:
                self._descriptor = descriptor
                return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_held(self) -> bool:
        """Tell whether a process, this one included, holds the lock now."""
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def publish(folder: DataFolder, state: State) -> None:
    write_private(folder.state, json.dumps(asdict(state), indent=2) + "\n")


def withdraw(folder: DataFolder) -> None:
    folder.state.unlink(missing_ok=True)


def running(folder: DataFolder) -> State | None:
    """Return the state of the desk that runs on this data folder and is ready, or None."""
    if not DeskLock(folder).is_held():
        return None
    try:
        return State(**json.loads(folder.state.read_text()))
    except (FileNotFoundError, ValueError):
        return None


@contextmanager
def joined(folder: DataFolder) -> Iterator[None]:
    """Keep whoever started the services from stopping them while we use them."""
    descriptor = _guests(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def has_guests(folder: DataFolder) -> bool:
    descriptor = _guests(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _guests(folder: DataFolder) -> int:
    path: Path = folder.root / "guests"
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
