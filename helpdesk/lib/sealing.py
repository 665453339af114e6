"""Secrets at rest: encrypted with a key derived from SECRET_KEY for one purpose, bound to the row they belong to."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Sealed with another SECRET_KEY, for another purpose or row, or damaged."""


def seal(text: str, *, purpose: str, row: str) -> str:
    nonce = os.urandom(12)
    return base64.b64encode(nonce + _cipher(purpose).encrypt(nonce, text.encode(), row.encode())).decode()


def unseal(sealed: str, *, purpose: str, row: str) -> str:
    """Raises Unreadable."""
    try:
        data = base64.b64decode(sealed)
        return _cipher(purpose).decrypt(data[:12], data[12:], row.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def _cipher(purpose: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"heard.{purpose}".encode()).derive(
        settings.SECRET_KEY.encode()
    )
    return AESGCM(key)
