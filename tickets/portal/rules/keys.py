"""The key of a private page: which link it opens, for what it was given, and proof that we wrote it.

48 letters for an address: 16 bytes of the link's id, 20 bytes of HMAC-SHA256 over purpose and id. The secret belongs to
one tenant. A key is written when it is needed and kept nowhere.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

_LENGTH = 48
_SHAPE = re.compile(r"[A-Za-z0-9_-]{48}")
_RUN = re.compile(r"[A-Za-z0-9_-]{48,}")
_PROOF = 20
_VERSION = 7  # of the ids of all rows


class Purpose(StrEnum):
    """To whom a key was given. What its holder may do follows from it: see `Door`."""

    PAGE = "page"  # shown in the browser that sent the form: nobody knows whose it is
    MAIL = "mail"  # stood in a mail: its holder reads the mail of the address
    GIVEN = "given"  # handed over by an agent, who knows to whom


def write(link_id: UUID, purpose: Purpose, secret: bytes) -> str:
    return urlsafe_b64encode(link_id.bytes + _proof(link_id, purpose, secret)).decode("ascii")


def read(key: str, secrets: Sequence[bytes]) -> tuple[UUID, Purpose] | None:
    """The link and the purpose of a key that we wrote with one of the secrets; None for any other text."""
    if not _SHAPE.fullmatch(key):
        return None
    raw = urlsafe_b64decode(key)
    link_id, proof = UUID(bytes=raw[:16]), raw[16:]
    found = [
        purpose
        for secret in secrets
        for purpose in Purpose
        if hmac.compare_digest(proof, _proof(link_id, purpose, secret))
    ]
    return (link_id, found[0]) if found else None


def find(text: str, secrets: Sequence[bytes]) -> list[tuple[int, int]]:
    """Where keys that we wrote stand in a text, wherever they hide in a longer run of letters."""
    places = (
        (start, start + _LENGTH) for run in _RUN.finditer(text) for start in range(run.start(), run.end() - _LENGTH + 1)
    )
    return [(start, end) for start, end in places if _may_be(text[start:end]) and read(text[start:end], secrets)]


def _may_be(key: str) -> bool:
    """Cheap, for long texts: the id of a link tells by its own bits that it is one of ours."""
    return urlsafe_b64decode(key)[6] >> 4 == _VERSION


def _proof(link_id: UUID, purpose: Purpose, secret: bytes) -> bytes:
    return hmac.new(secret, b"link\0" + purpose.encode() + b"\0" + link_id.bytes, hashlib.sha256).digest()[:_PROOF]
