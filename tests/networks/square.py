"""Plaza for tests and the demo: the fake networks app in a process of its own, and how to drive it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

from social.connectors.plaza.connector import Plaza
from social.connectors.protocol import AccountRef, Stream
from tests.ports import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 20


class Square:
    """A running fake networks app."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, verb: str, **asked: Any) -> Any:
        """What `/control/<verb>` answers."""
        request = urllib.request.Request(f"{self.url}/control/{verb}", json.dumps(asked).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())

    @property
    def feed_url(self) -> str:
        return f"{self.url}/feed.xml"


@contextmanager
def open_square(port: int = 0) -> Iterator[Square]:
    """Serve it on a free port of this machine until the block ends."""
    port = port or free_port()
    command = [sys.executable, "-m", "tests.networks.plaza_app", "--port", str(port)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        square = Square(f"http://127.0.0.1:{port}")
        _wait_for(square, process)
        yield square
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(square: Square, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            square.control("reset")
            return
        except (URLError, OSError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the fake networks app did not start") from error
            time.sleep(0.05)


class PlazaFake:
    """Plaza as the contract suite drives it: tests.networks.Pushing."""

    connector = Plaza()
    stream = Stream.MENTIONS
    query = ""

    def __init__(self, square: Square) -> None:
        self.square = square
        self.reset()

    def reset(self) -> None:
        signs = self.square.control("reset")
        self.secret, self.token = signs["secret"], signs["token"]
        self.page = self.square.control("page", username="zaytuna", name="Zaytuna Home")

    def account(self) -> AccountRef:
        return AccountRef(
            "plaza", self.square.url, self.page["id"], "zaytuna", {"token": self.page["token"]}, {"characters": 2000}
        )

    def say(self, text: str, *, by: str = "lina", direct: bool = False, under: str = "") -> str:
        found = self.square.control("say", page=self.page["id"], text=text, by=by, direct=direct, under=under)
        return str(found)

    def edit(self, native_id: str, text: str) -> None:
        self.square.control("edit", id=native_id, text=text)

    def take_back(self, native_id: str) -> None:
        self.square.control("take_back", id=native_id)

    def published(self) -> Sequence[str]:
        return [str(text) for text in self.square.control("published", page=self.page["id"])]

    def is_busy(self, seconds: int) -> None:
        self.square.control("fault", kind="busy", seconds=seconds)

    def is_down(self) -> None:
        self.square.control("fault", kind="down")

    def is_garbled(self) -> None:
        self.square.control("fault", kind="garbled")

    def loses_answer(self) -> None:
        self.square.control("fault", kind="lost")

    def shuts_out(self) -> None:
        self.square.control("shut", page=self.page["id"])

    def deliveries(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        return [(headers, raw.encode()) for headers, raw in self.square.control("deliveries")]
