"""One stream for every program: each line begins with the program's name, coloured on a terminal."""

import os
import select
import sys
from contextlib import suppress

COLOURS = {"web": 36, "worker": 32, "beat": 35, "mail-in": 33, "postgres": 34, "valkey": 31, "platform": 36}
WIDTH = max(map(len, COLOURS))
PATIENCE_MS = 1000


class Console:
    """Called with the name of a program and a line it wrote.

    A reader that stopped reading must not stop the desk: after a second its lines are dropped, and counted.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self.descriptor = sys.stdout.fileno() if descriptor is None else descriptor
        self.coloured = os.isatty(self.descriptor)
        self.dropped = 0

    def __call__(self, name: str, line: str) -> None:
        prefix = f"{name:<{WIDTH}} |"
        if self.coloured:
            prefix = f"\x1b[{COLOURS.get(name, 37)}m{prefix}\x1b[0m"
        if self.dropped and self._write(f"… {self.dropped} lines that nobody read were dropped\n"):
            self.dropped = 0
        if self.dropped or not self._write(f"{prefix} {line}\n"):
            self.dropped += 1

    def _write(self, text: str) -> bool:
        """Write in pieces a writable pipe takes without blocking; False when nobody makes room."""
        data = text.encode(errors="replace")
        poll = select.poll()
        poll.register(self.descriptor, select.POLLOUT)
        with suppress(OSError):  # whoever read along is gone
            while data:
                if not poll.poll(0 if self.dropped else PATIENCE_MS):
                    return False
                data = data[os.write(self.descriptor, data[: select.PIPE_BUF]) :]
        return True
