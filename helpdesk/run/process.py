"""Starts a process that never outlives the one who started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from helpdesk.run.accounts import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int, death: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send `death` to this process when its parent dies; leave at once when it is dead already."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def tie(death: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a child has to call between fork and exec to be tied to this process."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, death)


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    account: Account | None = None,
    death: signal.Signals = signal.SIGKILL,
    own_session: bool = True,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` tied to this process, in a session of its own unless it is to keep the terminal.

    The kernel ties a child to the thread that made it, so call this from the main thread only.
    """
    return subprocess.Popen(
        list(command),
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL if own_session else None,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=own_session,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=tie(death),
    )


def kill_group(leader: int) -> None:
    """End whatever is left of the session of a process that has ended or must end."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
