"""One call of the network, and what its refusals mean. Their codes are Meta's where it has one."""

from collections.abc import Mapping
from typing import Any

from helpdesk.lib import outgoing
from social.connectors.errors import Code, NetworkError

VERSION = "v1"
GONE, TOO_LONG, WINDOW = 33, 12, 2018278  # sub-codes
_CODES = {
    4: Code.RATE_LIMITED,
    10: Code.PERMISSION_MISSING,
    17: Code.RATE_LIMITED,
    32: Code.RATE_LIMITED,
    190: Code.AUTH_EXPIRED,
    200: Code.PERMISSION_MISSING,
    368: Code.POLICY,
    506: Code.DUPLICATE_TEXT,
    551: Code.BLOCKED_BY_USER,
    613: Code.RATE_LIMITED,
}
_SUBCODES = {(100, GONE): Code.TARGET_GONE, (100, TOO_LONG): Code.TOO_LONG, (10, WINDOW): Code.WINDOW_CLOSED}
_LONGEST_SAID = 300


def call(
    method: str,
    base_url: str,
    path: str,
    *,
    token: str,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Any:
    """What the network answers, as JSON. Raises NetworkError.

    Ambiguous is what was sent to change something and got no answer that makes sense.
    """
    changes = method != "GET"
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        url = f"{base_url.rstrip('/')}/{VERSION}/{path}"
        answer = outgoing.request(method, url, params=params, headers=headers, form=form)
    except outgoing.Refused as error:
        raise NetworkError(Code.REFUSED_ADDRESS, str(error)) from error
    except outgoing.Unreachable as error:
        raise NetworkError(Code.NETWORK_DOWN, str(error), is_ambiguous=changes and error.was_sent) from error
    except outgoing.OutgoingError as error:
        raise NetworkError(Code.MALFORMED, str(error), is_ambiguous=changes) from error
    return _read(answer, changes)


def _read(answer: outgoing.Answer, changes: bool) -> Any:
    if answer.status >= 500:
        raise NetworkError(Code.NETWORK_DOWN, f"HTTP {answer.status}", is_ambiguous=changes)
    try:
        found = answer.json()
    except ValueError as error:
        if answer.status == 429:
            raise _refusal(answer, {"code": 4}) from error
        raise NetworkError(Code.MALFORMED, f"HTTP {answer.status}", is_ambiguous=changes) from error
    if answer.is_good:
        return found
    raise _refusal(answer, found.get("error") if isinstance(found, dict) else None)


def _refusal(answer: outgoing.Answer, error: Any) -> NetworkError:
    error = error if isinstance(error, dict) else {}
    code, subcode = error.get("code"), error.get("error_subcode")
    found = _SUBCODES.get((code, subcode)) or _CODES.get(code) or _by_status(answer.status)
    return NetworkError(found, str(error.get("message", ""))[:_LONGEST_SAID], retry_after=_seconds(answer))


def _by_status(status: int) -> Code:
    return {401: Code.AUTH_EXPIRED, 403: Code.PERMISSION_MISSING, 404: Code.TARGET_GONE, 429: Code.RATE_LIMITED}.get(
        status, Code.UNKNOWN
    )


def _seconds(answer: outgoing.Answer) -> float:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 7 else 0.0
