"""The door for outgoing calls, against a real server on this machine that stands for one on the public internet.

`93.184.216.34` and its neighbour are where `shop.example` and `other.example` are said to be; a connection to them is
led to the local server, and every address that a connection was really made to is written down.
"""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from helpdesk.lib import outgoing
from helpdesk.lib.addresses import is_public
from helpdesk.lib.outgoing import Limits, Refused, TooBig, Unreachable

SHOP, OTHER = "93.184.216.34", "93.184.216.35"
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class World:
    """What names mean, what the server says, and what was seen of it."""

    port: int
    names: dict[str, list[list[str]]] = field(default_factory=dict)  # each look-up takes the next; the last stays
    pages: dict[str, Reply] = field(default_factory=dict)
    connected: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            return REAL_RESOLVE(host, port) if _is_number(host) else _unknown(host)
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


REAL_RESOLVE = outgoing.resolve
REAL_CONNECT = httpcore2.SyncBackend.connect_tcp


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host


def _unknown(host: str) -> list[str]:
    raise socket.gaierror(-2, "Name or service not known")


def says(body: bytes = b"hello", status: int = 200, **headers: str) -> Reply:
    def reply(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)

    return reply


def drips(pieces: int, pause: float) -> Reply:
    def reply(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        for _ in range(pieces):
            to.wfile.write(b"x")
            to.wfile.flush()
            time.sleep(pause)

    return reply


def endless(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.end_headers()
    while True:
        to.wfile.write(b"x" * 65536)


def _serve(world: World, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            seen = {name.lower(): value for name, value in self.headers.items()}
            world.asked.append((self.command, self.path, seen, body))
            try:
                world.pages.get(self.path, says(b"", 404))(self)
            except OSError:
                pass  # the other side hung up

        do_GET = do_POST = do_DELETE = _any

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(port=0, names={"shop.example": [[SHOP]], "other.example": [[OTHER]]})
    server = _serve(world)
    world.port = server.server_address[1]
    _lead_here(world, monkeypatch)
    yield world
    server.shutdown()
    server.server_close()


def _lead_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: Any, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        world.connected.append(host)
        return REAL_CONNECT(self, "127.0.0.1" if host in (SHOP, OTHER) else host, world.port, *args, **kwargs)

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(outgoing, "resolve", world.resolve)


def test_a_page_on_the_public_internet_is_read(world: World) -> None:
    world.pages["/news?q=%D8%B2%D9%8A%D8%AA"] = says("زيتونة 🫒".encode(), content_type="text/plain")

    answer = outgoing.get("http://shop.example/news", params={"q": "زيت"}, headers={"X-Mine": "1"})

    assert (answer.status, answer.text, answer.is_good) == (200, "زيتونة 🫒", True)
    assert answer.headers["content-type"] == "text/plain"
    assert world.connected == [SHOP]
    assert world.asked[0][2]["host"] == "shop.example"
    assert world.asked[0][2]["user-agent"].startswith("Heard (+http")


INSIDE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.5", "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1",
    "::ffff:93.184.216.34", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1",
    "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::5db8:d822",
    "64:ff9b:1::1", "3fff::1", "100::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", [*INSIDE, "not an address"])
def test_a_name_that_stands_for_a_machine_of_a_house_is_refused(world: World, address: str) -> None:
    world.names["evil.example"] = [[address]]

    with pytest.raises(Refused):
        outgoing.get("http://evil.example/")

    assert world.connected == []
    assert world.asked == []


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "192.0.1.1", "172.32.0.1", "100.128.0.1"]
)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]", "0"]
)
def test_a_number_in_any_spelling_is_refused(world: World, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(outgoing, "resolve", REAL_RESOLVE)

    with pytest.raises(Refused):
        outgoing.get(f"http://{host}/")

    assert world.connected == []


def test_who_is_refused_is_not_told_where_a_machine_of_ours_is(world: World) -> None:
    world.names["intern.example"] = [["10.1.2.3"]]

    with pytest.raises(Refused) as caught:
        outgoing.get("http://intern.example/")

    assert "10.1.2.3" not in str(caught.value)


def test_one_bad_address_among_good_ones_refuses_the_name(world: World) -> None:
    world.names["evil.example"] = [[SHOP, "127.0.0.1"]]

    with pytest.raises(Refused, match="not on the public internet"):
        outgoing.get("http://evil.example/")

    assert world.connected == []


def test_a_name_that_changes_its_mind_is_asked_once(world: World) -> None:
    """DNS rebinding: good at the check, 127.0.0.1 at the connection. There is no second question."""
    world.names["evil.example"] = [[SHOP], ["127.0.0.1"]]
    world.pages["/"] = says()

    assert outgoing.get("http://evil.example/").text == "hello"
    assert world.connected == [SHOP]
    assert world.looked_up == ["evil.example"]

    with pytest.raises(Refused):
        outgoing.get("http://evil.example/")


@pytest.mark.parametrize(
    "url",
    ["ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/", "//shop.example/", "shop.example", "", "http://",
     "http://user:secret@shop.example/", "http://shop.example:22/", "http://shop.example:6379/", "http://[::1",
     "unix:///var/run/docker.sock"],
)  # fmt: skip
def test_what_is_not_a_plain_web_address_is_refused(world: World, url: str) -> None:
    with pytest.raises(Refused):
        outgoing.get(url)

    assert world.connected == []


def test_a_name_nobody_knows_is_unreachable_and_nothing_was_sent(world: World) -> None:
    with pytest.raises(Unreachable) as caught:
        outgoing.get("http://nobody.example/")

    assert not caught.value.was_sent


def test_a_redirect_is_followed_and_each_hop_is_checked(world: World) -> None:
    world.pages["/old"] = says(b"", 301, Location="http://other.example/new")
    world.pages["/new"] = says(b"here")

    answer = outgoing.get("http://shop.example/old")

    assert (answer.text, answer.url, answer.moved_to) == (
        "here",
        "http://other.example/new",
        "http://other.example/new",
    )
    assert world.connected == [SHOP, OTHER]


def test_a_redirect_for_now_does_not_move_the_address(world: World) -> None:
    world.pages["/old"] = says(b"", 302, Location="/new")
    world.pages["/new"] = says(b"here")

    assert outgoing.get("http://shop.example/old").moved_to == ""


@pytest.mark.parametrize(
    "where",
    ["http://127.0.0.1/admin", "http://localhost/", "http://[::1]/", "file:///etc/passwd", "http://inside.example/"],
)
def test_a_redirect_into_the_house_is_refused(world: World, where: str) -> None:
    world.names |= {"inside.example": [["10.0.0.7"]], "localhost": [["127.0.0.1"]]}
    world.pages["/"] = says(b"", 302, Location=where)

    with pytest.raises(Refused):
        outgoing.get("http://shop.example/")

    assert world.connected == [SHOP]


def test_redirects_come_to_an_end(world: World) -> None:
    world.pages["/"] = says(b"", 302, Location="/")

    with pytest.raises(Refused, match="redirects"):
        outgoing.get("http://shop.example/")

    assert len(world.asked) == 6


def test_keys_stay_with_their_origin(world: World) -> None:
    world.pages["/here"] = says(b"", 302, Location="/there")
    world.pages["/there"] = says(b"", 302, Location="http://other.example/far")
    world.pages["/far"] = says()

    outgoing.get(
        "http://shop.example/here", headers={"Authorization": "Bearer secret", "Cookie": "a=1", "Accept": "text/html"}
    )

    here, there, far = (headers for _, _, headers, _ in world.asked)
    assert here["authorization"] == there["authorization"] == "Bearer secret"
    assert "authorization" not in far
    assert "cookie" not in far
    assert far["accept"] == "text/html"


def test_what_is_posted_follows_no_redirect(world: World) -> None:
    world.pages["/post"] = says(b"", 307, Location="http://other.example/take")

    answer = outgoing.request("POST", "http://shop.example/post", form={"status": "مرحبا 🌿"})

    assert answer.status == 307
    assert len(world.asked) == 1
    assert world.asked[0][3] == b"status=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7+%F0%9F%8C%BF"


@pytest.mark.parametrize(
    "page", [says(b"x" * 2001), endless, says(gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip")]
)
def test_an_answer_longer_than_we_read_is_left(world: World, page: Reply) -> None:
    world.pages["/"] = page

    with pytest.raises(TooBig):
        outgoing.get("http://shop.example/", limits=Limits(size=2000 if page is not endless else 300_000))


def test_a_packed_answer_within_the_limit_is_unpacked(world: World) -> None:
    world.pages["/"] = says(gzip.compress(b"x" * 2000), Content_Encoding="gzip")

    assert outgoing.get("http://shop.example/", limits=Limits(size=2000)).body == b"x" * 2000


def test_an_answer_that_only_claims_to_be_packed_is_an_error_of_ours(world: World) -> None:
    world.pages["/"] = says(b"plain", Content_Encoding="gzip")

    with pytest.raises(Unreachable):
        outgoing.get("http://shop.example/")


def test_an_answer_that_nests_without_end_is_no_json() -> None:
    with pytest.raises(ValueError, match="deep"):
        outgoing.Answer(200, {}, b"[" * 100_000, "https://shop.example/").json()


def test_a_server_that_drips_is_left_when_the_time_is_over(world: World) -> None:
    world.pages["/"] = drips(pieces=1000, pause=0.02)
    began = time.monotonic()

    with pytest.raises(Unreachable) as caught:
        outgoing.get("http://shop.example/", limits=Limits(read=5, total=0.3))

    assert time.monotonic() - began < 10
    assert caught.value.was_sent


def test_a_server_that_says_nothing_is_left_and_may_have_heard(world: World) -> None:
    done = threading.Event()

    def waits(to: BaseHTTPRequestHandler) -> None:
        done.wait(5)

    world.pages["/"] = waits

    with pytest.raises(Unreachable) as caught:
        outgoing.request("POST", "http://shop.example/", limits=Limits(read=0.2))

    done.set()
    assert caught.value.was_sent


def test_a_server_that_is_not_there_has_heard_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        world.port = free.getsockname()[1]

    with pytest.raises(Unreachable) as caught:
        outgoing.request("POST", "http://shop.example/")

    assert not caught.value.was_sent


def test_the_second_address_is_tried_when_the_first_is_silent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.names["shop.example"] = [["93.184.216.99", SHOP]]
    world.pages["/"] = says()
    lead = httpcore2.SyncBackend.connect_tcp

    def connect(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:
        if host == "93.184.216.99":
            raise httpcore2.ConnectTimeout("silent")
        return lead(self, host, *args, **kwargs)

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)

    assert outgoing.get("http://shop.example/").text == "hello"


def test_proxies_of_the_environment_are_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    world.pages["/"] = says()

    assert outgoing.get("http://shop.example/").text == "hello"


def test_networks_beside_a_demo_desk_may_be_called_and_the_clouds_keys_may_not(world: World, settings: Any) -> None:
    settings.ALLOW_PRIVATE_HOSTS = True
    world.names |= {
        "beside.example": [["127.0.0.1"]],
        "cloud.example": [["169.254.169.254"]],
        "all.example": [["0.0.0.0"]],
    }
    world.pages["/"] = says()

    assert outgoing.get(f"http://beside.example:{world.port}/").text == "hello"
    for host in ("cloud.example", "all.example"):
        with pytest.raises(Refused):
            outgoing.get(f"http://{host}/")


def _certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A server with a certificate of shop.example, and only of it."""
    file, context = _certificate(tmp_path, "shop.example")
    world = World(port=0, names={"shop.example": [[SHOP]], "other.example": [[OTHER]]})
    server = _serve(world, context)
    world.port = server.server_address[1]
    _lead_here(world, monkeypatch)
    monkeypatch.setattr(outgoing, "ssl_context", lambda: ssl.create_default_context(cafile=str(file)))
    yield world
    server.shutdown()
    server.server_close()


def test_the_certificate_is_checked_by_the_name_although_the_address_is_called(secure: World) -> None:
    secure.pages["/"] = says(b"safe")

    assert outgoing.get("https://shop.example/").text == "safe"
    assert secure.connected == [SHOP]


def test_a_certificate_of_another_name_is_refused_before_anything_is_sent(secure: World) -> None:
    secure.pages["/"] = says(b"safe")

    with pytest.raises(Unreachable, match="certificate") as caught:
        outgoing.get("https://other.example/")

    assert not caught.value.was_sent
    assert secure.asked == []


def test_a_redirect_from_https_to_http_is_refused(secure: World) -> None:
    secure.pages["/"] = says(b"", 301, Location="http://shop.example/")

    with pytest.raises(Refused, match="https to http"):
        outgoing.get("https://shop.example/")

    assert len(secure.asked) == 1
