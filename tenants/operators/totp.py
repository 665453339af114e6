"""One-time codes by time (RFC 6238: SHA-1, 30 seconds, 6 digits), as every authenticator app shows them."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD, DIGITS = 30, 6
_DRIFT = 1  # steps by which a clock may be early or late


def new_secret() -> str:
    """160 random bits, in the base32 that apps read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code holds."""
    query = urlencode({"secret": secret, "issuer": issuer, "period": PERIOD, "digits": DIGITS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one 30-second step since 1970."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: str, code: str, *, now: float, after: int) -> int | None:
    """The step whose code this is, among those around `now` and later than `after`; None when it is none of them."""
    current = int(now) // PERIOD
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            return step
    return None
