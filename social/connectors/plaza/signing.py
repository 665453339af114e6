"""The network's signature and its first question, as Meta does both."""

import hashlib
import hmac
from collections.abc import Mapping

HEADER = "x-hub-signature-256"


def signature(raw: bytes, secret: str) -> str:
    return f"sha256={hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}"


def is_signed(headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
    """Whether these very bytes were signed with the secret. Nobody signs without one."""
    given = headers.get(HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode(), signature(raw, secret).encode())


def answer(params: Mapping[str, str], token: str) -> str | None:
    """The challenge, for who knows our token."""
    is_ours = bool(token) and hmac.compare_digest(params.get("hub.verify_token", "").encode(), token.encode())
    challenge = params.get("hub.challenge", "")
    return challenge if is_ours and params.get("hub.mode") == "subscribe" and challenge.isalnum() else None
