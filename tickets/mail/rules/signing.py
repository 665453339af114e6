"""Addresses and Message-IDs that carry a ticket number and prove that we wrote them.

The key belongs to one tenant. A token is 80 bits of HMAC-SHA256, bound to its use and to everything around it;
letter case does not matter, because mail programs change it.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from uuid import UUID

_REPLY_ADDRESS = re.compile(
    r"(?P<box>[^@\s]{1,64})\+(?P<number>[1-9]\d{0,11})\.(?P<token>[a-z2-7]{16})@(?P<host>[^@\s]{1,255})"
)
_MESSAGE_ID = re.compile(
    r"<?heard\.(?P<uuid>[0-9a-f]{32})\.(?P<number>[1-9]\d{0,11})\.(?P<token>[a-z2-7]{16})@(?P<host>[^@<>\s]{1,255})>?"
)


def reply_address(mailbox: str, number: int, key: bytes) -> str:
    """The address to which the customer answers: `support+4812.<token>@host`."""
    box, _, host = mailbox.partition("@")
    return f"{box}+{number}.{_token(key, 'reply', box, number, host)}@{host}"


def read_reply_address(address: str, key: bytes) -> int | None:
    """The ticket number of a reply address that we signed with this key; None for any other address."""
    match = _match(_REPLY_ADDRESS, address)
    if match is None:
        return None
    number = int(match["number"])
    return number if _is_token(match["token"], _token(key, "reply", match["box"], number, match["host"])) else None


def message_id(message_id: UUID, number: int, host: str, key: bytes) -> str:
    """The Message-ID of one of our messages: `<heard.<uuid>.<number>.<token>@host>`, the same at every attempt."""
    return f"<heard.{message_id.hex}.{number}.{_token(key, 'message', message_id.hex, number, host)}@{host}>"


def read_message_id(value: str, key: bytes) -> tuple[int, UUID] | None:
    """The ticket number and message of a Message-ID that we signed with this key; None for any other."""
    match = _match(_MESSAGE_ID, value)
    if match is None:
        return None
    number = int(match["number"])
    if not _is_token(match["token"], _token(key, "message", match["uuid"], number, match["host"])):
        return None
    return number, UUID(match["uuid"])


def looks_like_ours(message_id: str) -> bool:
    """Whether a Message-ID has the shape of ours, signed or not (a hint for loop detection, no proof)."""
    return _match(_MESSAGE_ID, message_id) is not None


def _match(pattern: re.Pattern[str], value: str) -> re.Match[str] | None:
    value = value.strip(" \t\r\n")
    return pattern.fullmatch(value.lower()) if value.isascii() and len(value) < 500 else None


def _token(key: bytes, use: str, name: str, number: int, host: str) -> str:
    bound = "\0".join([use, name.lower(), str(number), host.lower()])
    digest = hmac.new(key, bound.encode(), hashlib.sha256).digest()
    return b32encode(digest[:10]).decode("ascii").lower()


def _is_token(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("ascii"), expected.encode("ascii"))
