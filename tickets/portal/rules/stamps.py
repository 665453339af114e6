"""The stamp in a form that needs no session: when it was shown, for which use, and a mark that is good once.

It is what a form has in place of a CSRF token: in a frame on another company's page a browser keeps no cookie of ours,
and the sender has no session that somebody could misuse.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

LIFETIME = timedelta(hours=12)
_SHAPE = re.compile(r"(?P<mark>[0-9a-f]{32})\.(?P<at>\d{10})\.(?P<proof>[0-9a-f]{40})")


class Age(StrEnum):
    GOOD = "good"
    HASTY = "hasty"  # nobody fills a form that fast
    OLD = "old"


@dataclass(frozen=True)
class Stamp:
    """`mark` is good for one message."""

    mark: UUID
    at: datetime

    def age(self, now: datetime, *, least: timedelta) -> Age:
        if now - self.at > LIFETIME:
            return Age.OLD
        return Age.HASTY if now - self.at < least else Age.GOOD


def write(mark: UUID, at: datetime, use: str, secret: bytes) -> str:
    """`use` binds the stamp to its form. The time is kept in whole seconds."""
    body = f"{mark.hex}.{int(at.timestamp()):010d}"
    return f"{body}.{_proof(body, use, secret)}"


def read(text: str, use: str, secrets: Sequence[bytes]) -> Stamp | None:
    """The stamp, if we wrote it for this use; None for any other text."""
    match = _SHAPE.fullmatch(text) if text.isascii() else None
    if match is None:
        return None
    body, proof = text.rpartition(".")[0], match["proof"]
    if not any(hmac.compare_digest(proof, _proof(body, use, secret)) for secret in secrets):
        return None
    return Stamp(UUID(match["mark"]), datetime.fromtimestamp(int(match["at"]), UTC))


def _proof(body: str, use: str, secret: bytes) -> str:
    return hmac.new(secret, f"stamp\0{use}\0{body}".encode(), hashlib.sha256).hexdigest()[:40]
