"""A site with a feed, for tests: a real server on this machine that keeps state, with ETag, and faults on demand."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn
from xml.sax.saxutils import escape

from social.connectors.protocol import AccountRef, Stream
from social.connectors.rss import items
from social.connectors.rss.connector import Rss

BEGAN = datetime(2026, 11, 20, 8, tzinfo=UTC)


class FeedSite:
    """`pages`: path -> (status, headers, body); `/feed.xml` is written from `items` unless a page stands for it."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.clear()

    def clear(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.next: list[tuple[int, dict[str, str], bytes]] = []  # what the next calls get instead
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.channel = ""  # more lines of the feed's head

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.asked.append((path, headers))
        if self.next:
            return self.next.pop(0)
        if path in self.pages:
            return self.pages[path]
        if path != "/feed.xml":
            return 404, {}, b""
        body = self.feed()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        return 200, {"ETag": tag, "Content-Type": "application/rss+xml; charset=utf-8"}, body

    def feed(self) -> bytes:
        entries = "".join(_entry(item) for item in reversed(self.items))
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
            f"<title>أخبار المدينة</title><link>{self.url}/</link><language>ar-jo</language>"
            f"<description>الأخبار</description>{self.channel}{entries}</channel></rss>"
        ).encode()


def _entry(item: dict[str, Any]) -> str:
    updated = f"<atom:updated>{item['updated'].isoformat()}</atom:updated>" if item.get("updated") else ""
    date = f"<pubDate>{format_datetime(item['at'])}</pubDate>" if item.get("at") else ""
    return (
        f'<item><guid isPermaLink="false">{escape(item["id"])}</guid><title>{escape(item["title"])}</title>'
        f"<link>{escape(item['link'])}</link>{date}{updated}<description>{escape(item['html'])}</description></item>"
    )


def _handler_of(site: FeedSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path, {k.lower(): v for k, v in self.headers.items()})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass  # the other side has read enough

        def log_message(self, *args: Any) -> None: ...

    return Handler


@contextmanager
def open_feeds() -> Iterator[FeedSite]:
    site = FeedSite()
    threading.Thread(target=site.server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()


class FeedFake:
    """As the contract suite drives it: tests.networks.Fake. It listens only, so nothing is ever published."""

    connector = Rss()
    stream = Stream.FEED
    query = ""

    def __init__(self, site: FeedSite) -> None:
        self.site = site

    def reset(self) -> None:
        self.site.clear()

    def account(self) -> AccountRef:
        url = f"{self.site.url}/feed.xml"
        return AccountRef("rss", url, items.digest(url), "127.0.0.1")

    def say(self, text: str, *, by: str = "lina", direct: bool = False, under: str = "") -> str:
        number = len(self.site.items) + 1
        at = BEGAN + timedelta(minutes=number)
        link = f"{self.site.url}/articles/{number}"
        html = "<p>" + escape(text).replace("\n", "<br>") + "</p>"
        self.site.items.append({"id": link, "title": f"Article {number}", "link": link, "at": at, "html": html})
        return items.digest(link)

    def edit(self, native_id: str, text: str) -> None:
        item = next(one for one in self.site.items if items.digest(one["id"]) == native_id)
        item |= {"html": f"<p>{escape(text)}</p>", "updated": item["at"] + timedelta(hours=1)}

    def take_back(self, native_id: str) -> None:
        self.site.items = [one for one in self.site.items if items.digest(one["id"]) != native_id]

    def published(self) -> Sequence[str]:
        return []

    def is_busy(self, seconds: int) -> None:
        self.site.next.append((429, {"Retry-After": str(seconds)}, b""))

    def is_down(self) -> None:
        self.site.next.append((503, {}, b""))

    def is_garbled(self) -> None:
        self.site.next.append((200, {}, b"\x00\x01 not a feed"))

    def loses_answer(self) -> NoReturn:
        raise NotImplementedError("a feed takes no answers")

    def shuts_out(self) -> None:
        self.site.pages["/feed.xml"] = (403, {}, b"")
