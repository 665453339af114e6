"""The one door for calls that leave the house: to networks, feeds, and whatever a company names.

An address somebody else chose may point at our own machines. So each name is looked up here, every address it has must
lie on the public internet, and the connection goes to the address that was looked at; the name is asked no second time.
Certificates and Host stay those of the name. Proxies of the environment are not used: they would look names up again.
"""

import json
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ssl import SSLContext
from typing import Any, Final

import httpcore2
import httpx2
import structlog
from django.conf import settings

from helpdesk.lib.addresses import is_of_a_house, is_public

log = structlog.get_logger(__name__)
PORTS: Final = frozenset({80, 443, 8080, 8443})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_GO_ANYWHERE: Final = frozenset(
    {"accept", "accept-language", "user-agent"}
)  # headers that may follow to another origin
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_ADDRESSES_TRIED: Final = 4


class OutgoingError(Exception):
    """Nothing came of a call."""


class Refused(OutgoingError):
    """An address we do not call."""


class TooBig(OutgoingError):
    """The answer is longer than we read."""


class Unreachable(OutgoingError):
    """`was_sent`: the request may have arrived, and what it asked for may have happened."""

    def __init__(self, said: str, *, was_sent: bool) -> None:
        super().__init__(said)
        self.was_sent = was_sent


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. `total` is for the whole call with its redirects; looking a name up has limits of its own."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    size: int = 10 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have lower-case names, `body` is unpacked, `url` is where it came from.

    `moved_to`: where the first address said that it has moved for good.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Raises ValueError, also for what nests deeper than anybody means."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


LIMITS = Limits()


def get(
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Follows redirects. Raises Refused, TooBig, Unreachable."""
    return request("GET", url, params=params, headers=headers, limits=limits)


def request(
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Answer:
    """One call. Only GET follows redirects; what else answers 3xx is handed back as it is.

    Raises Refused, TooBig, Unreachable.
    """
    limits = limits or LIMITS
    deadline = _Deadline(limits.total)
    headers = {"user-agent": f"Heard (+{settings.PLATFORM_URL})", **{k.lower(): v for k, v in (headers or {}).items()}}
    here, moved_to, is_still_moving = _url(url, params), "", True
    for _ in range(limits.redirects + 1):
        answer = _one(method, here, headers, form, limits, deadline)
        where = answer.headers.get("location", "")
        if method != "GET" or answer.status not in _MOVED or not where:
            return Answer(answer.status, answer.headers, answer.body, str(here), moved_to)
        there = _url_from(here, where)
        is_still_moving = is_still_moving and answer.status in _FOR_GOOD
        moved_to = str(there) if is_still_moving else moved_to
        headers = _follow(here, there, headers)
        here = there
    raise Refused(f"more than {limits.redirects} redirects")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(host: str, port: int) -> list[str]:
    """Where a name may be reached. One address that is not for us refuses the name. Raises Refused, Unreachable."""
    if port not in PORTS and not settings.ALLOW_PRIVATE_HOSTS:
        raise Refused(f"port {port} of {host} is not one we call")
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} has no address: {error}", was_sent=False) from error
    for address in addresses:
        if not is_public(address) and not (settings.ALLOW_PRIVATE_HOSTS and is_of_a_house(address)):
            log.warning("outgoing.refused", host=host, address=address)  # who asked is not told: it maps our house
            raise Refused(f"{host} is not on the public internet")
    return addresses[:_ADDRESSES_TRIED]


def _url(url: str, params: Mapping[str, str] | None) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
        return _checked_url(parsed.copy_merge_params(dict(params)) if params else parsed)
    except (httpx2.InvalidURL, UnicodeError, TypeError, ValueError) as error:
        raise Refused(f"not an address: {error}") from error


def _url_from(here: httpx2.URL, where: str) -> httpx2.URL:
    try:
        there = _checked_url(here.join(where))
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise Refused(f"a redirect to what is not an address: {error}") from error
    if here.scheme == "https" and there.scheme == "http":
        raise Refused(f"a redirect from https to http: {there.host}")
    return there


def _checked_url(url: httpx2.URL) -> httpx2.URL:
    if url.scheme not in ("http", "https") or not url.host:
        raise Refused("only http and https addresses are called")
    if url.userinfo:
        raise Refused("an address with a password in it is not called")
    return url


def _follow(here: httpx2.URL, there: httpx2.URL, headers: Mapping[str, str]) -> dict[str, str]:
    same = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    return {name: value for name, value in headers.items() if same or name in _GO_ANYWHERE}


def _one(
    method: str,
    url: httpx2.URL,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    limits: Limits,
    deadline: "_Deadline",
) -> Answer:
    timeout = httpx2.Timeout(limits.read, connect=limits.connect)
    try:
        with httpx2.Client(transport=_Transport(deadline), timeout=timeout, trust_env=False) as client:
            outgoing = client.build_request(
                method, url, headers=dict(headers), data=dict(form) if form is not None else None
            )
            response = client.send(outgoing, stream=True)
            try:
                body = b"".join(_bounded(response, limits.size))
            finally:
                response.close()
            return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body, str(url))
    except UnicodeError as error:
        raise Refused("a header that cannot be sent") from error
    except httpx2.DecodingError as error:
        raise Unreachable(f"an answer that cannot be unpacked: {error}", was_sent=True) from error
    except (httpx2.HTTPError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        said = str(error) or type(error).__name__
        raise Unreachable(f"{url.host}: {said}", was_sent=not isinstance(error, _NOT_SENT)) from error


def _bounded(response: httpx2.Response, size: int) -> Iterator[bytes]:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > size:
        raise TooBig(f"an answer of {announced} bytes")
    read = 0
    for piece in response.iter_bytes(64 * 1024):
        read += len(piece)
        if read > size or response.num_bytes_downloaded > size:
            raise TooBig(f"an answer of more than {size} bytes")
        yield piece


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def cut(self, timeout: float | None) -> float:
        """The shorter of what is given and what is left; a timeout of zero would mean none at all."""
        left = self._at - time.monotonic()
        return max(min(left, left if timeout is None else timeout), 0.001)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._at


@lru_cache(maxsize=1)
def ssl_context() -> SSLContext:
    return httpx2.create_ssl_context()


class _Transport(httpx2.HTTPTransport):
    """One connection for one call: nothing of a company's call is left for the next."""

    def __init__(self, deadline: _Deadline) -> None:
        super().__init__(verify=ssl_context(), trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context(), max_keepalive_connections=0, network_backend=_Checked(deadline)
        )


class _Checked(httpcore2.NetworkBackend):
    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        missed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in checked_addresses(host, port):
            if self._deadline.is_over:
                break
            try:
                stream = self._plain.connect_tcp(address, port, self._deadline.cut(timeout), None, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                missed = error
        raise missed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise Refused("a socket of this machine")


class _Timed(httpcore2.NetworkStream):
    """A connection that ends with the whole call's time, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.is_over:
            raise httpcore2.ReadTimeout("the call took too long")
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._deadline.is_over:
            raise httpcore2.WriteTimeout("the call took too long")
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
