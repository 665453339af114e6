"""One call to a server, and what its refusals mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from helpdesk.lib import clock, outgoing
from helpdesk.lib.outgoing import Answer
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import AccountRef

_MUST_WAIT: Final = 60.0  # where a server refuses and does not say for how long
_LONGEST_SAID: Final = 500
_PORTS: Final = {"https": 443, "http": 80}
_CODES: Final = {
    401: Code.AUTH_EXPIRED,
    403: Code.PERMISSION_MISSING,
    404: Code.TARGET_GONE,
    410: Code.TARGET_GONE,
    422: Code.POLICY,
    429: Code.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server as one account speaks to it; without a token as anybody."""

    base_url: str
    token: str = field(default="", repr=False)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Raises NetworkError."""
        return self._call("GET", path, params=params)

    def post(self, path: str, form: Mapping[str, str], *, key: str = "") -> Any:
        """`key` makes a repeat the same. Raises NetworkError, ambiguous when it may have happened all the same."""
        return self._call("POST", path, form=form, headers={"idempotency-key": key} if key else {})

    def delete(self, path: str) -> None:
        """Raises NetworkError."""
        self._call("DELETE", path)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        keys = {"authorization": f"Bearer {self.token}"} if self.token else {}
        sent = {"accept": "application/json", **keys, **(headers or {})}
        is_write = method != "GET"
        try:
            answer = outgoing.request(method, self.base_url + path, params=params, form=form, headers=sent)
        except outgoing.Unreachable as error:
            raise NetworkError(Code.NETWORK_DOWN, str(error), is_ambiguous=is_write and error.was_sent) from error
        except outgoing.TooBig as error:
            raise NetworkError(Code.MALFORMED, str(error), is_ambiguous=is_write) from error
        except outgoing.Refused as error:
            raise NetworkError(Code.REFUSED_ADDRESS, str(error)) from error
        return _read(answer, is_write=is_write)


def server_of(account: AccountRef) -> Server:
    """Raises NetworkError(AUTH_EXPIRED) for an account without keys."""
    if not account.keys.get("token"):
        raise NetworkError(Code.AUTH_EXPIRED, "no token")
    return Server(account.base_url, account.keys["token"])


def clean_base_url(given: str) -> str:
    """`https://mastodon.example` from what people type: an address, a name, or a handle. Raises NetworkError."""
    name = given.strip().rpartition("@")[2] if "://" not in given else given.strip()
    try:
        parts = urlsplit(name if "://" in name else f"https://{name}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NetworkError(Code.REFUSED_ADDRESS, f"{given[:200]} is not an address") from error
    is_secure = parts.scheme == "https" or settings.ALLOW_PRIVATE_HOSTS
    if not host or parts.scheme not in _PORTS or "@" in parts.netloc or not is_secure:
        raise NetworkError(Code.REFUSED_ADDRESS, f"{given[:200]} is not the https address of a server")
    # One server has one name here: by it an account is known, and speaks for one company only.
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    return f"{parts.scheme}://{host}" if port in (None, _PORTS[parts.scheme]) else f"{parts.scheme}://{host}:{port}"


def _read(answer: Answer, *, is_write: bool) -> Any:
    if answer.is_good:
        try:
            return answer.json()
        except ValueError as error:
            raise NetworkError(Code.MALFORMED, "an answer that is not JSON", is_ambiguous=is_write) from error
    said = _said(answer)
    if answer.status >= 500:
        raise NetworkError(Code.NETWORK_DOWN, said, is_ambiguous=is_write, retry_after=_retry_after(answer, 0.0))
    if answer.status == 429:
        raise NetworkError(Code.RATE_LIMITED, said, retry_after=_retry_after(answer, _MUST_WAIT))
    raise NetworkError(_code(answer.status, said), said)


def _code(status: int, said: str) -> Code:
    words = said.casefold()
    if status == 403 and ("login" in words or "disabled" in words or "suspended" in words):
        return Code.AUTH_EXPIRED
    if status == 422 and ("too long" in words or "character limit" in words):
        return Code.TOO_LONG
    return _CODES.get(status, Code.UNKNOWN if status >= 400 else Code.MALFORMED)


def _said(answer: Answer) -> str:
    """The server's own words."""
    try:
        found = answer.json()
        said = str(found.get("error_description") or found.get("error") or "")
    except (ValueError, AttributeError):
        said = ""
    return (said or f"HTTP {answer.status}")[:_LONGEST_SAID]


def _retry_after(answer: Answer, default: float) -> float:
    """Seconds. Mastodon gives the moment as ISO 8601, others seconds, a date, or seconds since 1970."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return float(given)
    moment = _moment(given) or _moment(answer.headers.get("x-ratelimit-reset", "").strip())
    return max((moment - clock.now()).total_seconds(), 0.0) if moment else default


def _moment(given: str) -> datetime | None:
    try:
        if given.isdecimal():
            return datetime.fromtimestamp(int(given), tz=clock.now().tzinfo)
        found = datetime.fromisoformat(given) if given[:4].isdecimal() else parsedate_to_datetime(given)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.now().tzinfo)
