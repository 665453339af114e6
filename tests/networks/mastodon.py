"""A Mastodon server for tests and the demo: mastodon_mock in a process of its own, and how to drive it."""

import itertools
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from social.connectors.mastodon.connector import Mastodon
from social.connectors.protocol import AccountRef, Stream

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
SECONDS_TO_ANSWER = 20.0


@dataclass(frozen=True)
class Person:
    """Somebody who has an account there."""

    id: str
    name: str
    token: str


class MastodonServer:
    """A running server. Calls go straight to it, not through our own door for outgoing calls."""

    def __init__(self, url: str, domain: str) -> None:
        self.url = url
        self.domain = domain
        self._client = httpx2.Client(base_url=url, timeout=SECONDS_TO_ANSWER, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def call(self, method: str, path: str, *, token: str = "", **sent: Any) -> Any:
        """What the server says; whatever it refuses is a mistake of the test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._client.request(method, path, headers=headers, **sent)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def wipe(self) -> None:
        """Nobody was ever here."""
        self.call("POST", "/api/v1/_mock/reset")

    def register(self, name: str, display_name: str = "") -> Person:
        found = self.call("POST", "/api/v1/_mock/dev_user", json={"username": name, "display_name": display_name})
        return Person(found["id"], name, found["access_token"])

    def post(
        self, person: Person, text: str, *, visibility: str = "public", under: str = "", language: str = ""
    ) -> dict[str, Any]:
        form = {"status": text, "visibility": visibility, "in_reply_to_id": under, "language": language}
        found: dict[str, Any] = self.call(
            "POST", "/api/v1/statuses", token=person.token, data={name: value for name, value in form.items() if value}
        )
        return found

    def edit(self, person: Person, post_id: str, text: str) -> None:
        self.call("PUT", f"/api/v1/statuses/{post_id}", token=person.token, data={"status": text})

    def take_back(self, person: Person, post_id: str) -> None:
        self.call("DELETE", f"/api/v1/statuses/{post_id}", token=person.token)

    def said_by(self, person: Person) -> list[dict[str, Any]]:
        """The newest 40, the newest first."""
        found: list[dict[str, Any]] = self.call(
            "GET", f"/api/v1/accounts/{person.id}/statuses", token=person.token, params={"limit": 40}
        )
        return found

    def say_yes(self, where: str, person: Person) -> dict[str, str]:
        """What the browser of somebody who lets a program in brings back from the server's page of consent."""
        asked = dict(parse_qsl(urlsplit(where).query))
        self._client.get(where).raise_for_status()
        answer = self._client.post("/oauth/authorize", data={**asked, "username": person.name})
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    def fault(self, effect: dict[str, Any], *, path: str = "*", count: int = 1) -> None:
        self.call("POST", "/api/v1/_mock/faults", json={"match": {"path": path}, "effect": effect, "count": count})

    def forgive(self) -> None:
        self.call("DELETE", "/api/v1/_mock/faults")

    def lose_next_answer(self) -> None:
        self.call("POST", "/api/v1/_mock/lose")


@contextmanager
def open_mastodon(port: int = 0, domain: str = "square.example") -> Iterator[MastodonServer]:
    """Serve it on this machine, on a free port if none is given, until the block ends. `domain` ends its handles."""
    command = [sys.executable, "-m", "tests.networks.mastodon_app", "--port", str(port), "--domain", domain]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        server = MastodonServer(f"http://127.0.0.1:{_port_of(process)}", domain)
        yield server
        server.close()
    finally:
        process.kill()
        process.wait(10)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _port_of(process: subprocess.Popen[str]) -> int:
    """The socket listens before the port is said: the first call waits until the server takes it."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], SECONDS_TO_START)
    said = process.stdout.readline().strip() if ready else ""
    if not said.isdecimal():
        raise RuntimeError("mastodon_mock did not start")
    return int(said)


class MastodonFake:
    """As the contract suite drives it: tests.networks.Fake. Each test has people of its own."""

    connector = Mastodon()
    stream = Stream.MENTIONS
    query = ""
    _numbers = itertools.count(1)

    def __init__(self, server: MastodonServer) -> None:
        self.server = server
        self.reset()

    def reset(self) -> None:
        self.server.forgive()
        self.number = next(self._numbers)
        self.people: dict[str, Person] = {}
        self.authors: dict[str, Person] = {}
        self.ours = self.person("zaytuna")
        self.token = self.ours.token

    def person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = self.server.register(f"{name}{self.number}", name.title())
        return self.people[name]

    def handle(self, name: str) -> str:
        return f"{self.person(name).name}@{self.server.domain}"

    def account(self) -> AccountRef:
        return AccountRef(
            "mastodon",
            self.server.url,
            f"{self.ours.id}@{self.server.url.removeprefix('http://')}",
            self.handle("zaytuna"),
            {"token": self.token},
            {"characters": 500, "url": 23},
        )

    def say(self, text: str, *, by: str = "lina", direct: bool = False, under: str = "") -> str:
        return self.post(f"@{self.ours.name} {text}", by=by, visibility="direct" if direct else "public", under=under)

    def post(self, text: str, *, by: str = "lina", visibility: str = "public", under: str = "") -> str:
        """Somebody says something, to us or not."""
        found = self.server.post(self.person(by), text, visibility=visibility, under=under)
        self.authors[found["id"]] = self.person(by)
        return str(found["id"])

    def edit(self, native_id: str, text: str) -> None:
        self.server.edit(self.authors[native_id], native_id, f"@{self.ours.name} {text}")

    def take_back(self, native_id: str) -> None:
        self.server.take_back(self.authors[native_id], native_id)

    def published(self) -> Sequence[str]:
        ids = [post["id"] for post in reversed(self.server.said_by(self.ours))]
        return [str(self.server.call("GET", f"/api/v1/statuses/{post_id}/source")["text"]) for post_id in ids]

    def is_busy(self, seconds: int) -> None:
        self.server.fault({"type": "ratelimit", "headers": {"Retry-After": str(seconds)}})

    def is_down(self) -> None:
        self.server.fault({"type": "status", "status": 503})

    def is_garbled(self) -> None:
        self.server.fault({"type": "malformed"})

    def loses_answer(self) -> None:
        self.server.lose_next_answer()

    def shuts_out(self) -> None:
        self.server.call("POST", "/oauth/revoke", data={"token": self.token})
