"""One stream for every program: each line begins with the program's name, coloured on a terminal."""

import sys
from contextlib import suppress
from typing import TextIO

COLOURS = {"web": 36, "worker": 32, "beat": 35, "mail-in": 33, "postgres": 34, "valkey": 31}
WIDTH = max(map(len, COLOURS))


class Console:
    """Called with the name of a program and a line it wrote."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.coloured = self.stream.isatty()

    def __call__(self, name: str, line: str) -> None:
        prefix = f"{name:<{WIDTH}} |"
        if self.coloured:
            prefix = f"\x1b[{COLOURS.get(name, 37)}m{prefix}\x1b[0m"
        with suppress(OSError):  # whoever read along is gone: the desk goes on
            print(prefix, line, file=self.stream, flush=True)
