"""mastodon_mock as a server in a process of its own, taught what every real server knows and it does not.

Run by tests/networks/mastodon.py. It ends when whoever started it ends (its standard input closes).
"""

import argparse
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

import uvicorn
from mastodon_mock import services
from mastodon_mock.app import create_app
from mastodon_mock.config import MastodonMockConfig, SeedConfig
from mastodon_mock.routers import helpers

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


class LosesAnswers:
    """mastodon_mock can fail before it acts, not after. Here a post is made, and the connection breaks off."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.armed = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if path == "/api/v1/_mock/lose":
            self.armed += 1
            await _nothing(send, 204)
        elif self.armed and scope.get("method") == "POST" and path == "/api/v1/statuses":
            self.armed -= 1
            await self.app(scope, receive, _swallow)
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        else:
            await self.app(scope, receive, send)


async def _swallow(message: Message) -> None: ...


async def _nothing(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _know_own_name(domain: str) -> None:
    """`@lina@<domain>` is `@lina` to the server of that domain; mastodon_mock looks for a stranger of that name."""
    plain = services.parse_mentions

    def parse(session: Any, text: str, exclude_account_id: int) -> Any:
        return plain(session, text.replace(f"@{domain}", ""), exclude_account_id)

    services.parse_mentions = parse


def _spell_links() -> None:
    """Addresses in headers are ASCII; mastodon_mock answers 500 to whoever asks for a tag in Arabic."""
    plain = helpers.link_header

    def spelt(base_url: str, *args: Any, **kwargs: Any) -> str | None:
        return plain(quote(base_url, safe=":/%"), *args, **kwargs)

    helpers.link_header = spelt


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--domain", default="")
    asked = parser.parse_args()
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", asked.port))
    listening.listen()
    port = listening.getsockname()[1]
    domain = asked.domain or f"127.0.0.1:{port}"
    _know_own_name(domain)
    _spell_links()
    config = MastodonMockConfig(domain=domain, url_scheme="http", seed=SeedConfig(), title="Mastodon beside the desk")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server = uvicorn.Server(uvicorn.Config(LosesAnswers(create_app(config)), log_level="critical", lifespan="off"))
    print(port, flush=True)
    server.run(sockets=[listening])


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
