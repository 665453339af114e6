"""`Idempotency-Key`: a POST that is sent twice is done once. The answers are kept above; this is the part of views."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from helpdesk.api.errors import Conflict
from helpdesk.lib.registry import Registry

LONGEST = 255
_KEPT_HEADERS = ("Content-Type", "Content-Language", "ETag", "Location")


@dataclass(frozen=True)
class Kept:
    """The answer to the first request with a key."""

    request_hash: str
    status: int
    body: bytes
    headers: dict[str, str]


class Store(Protocol):
    """Both run in the request's transaction; `begin` waits for a first request that is still at work."""

    def begin(self, *, owner: UUID, key: str, request_hash: str) -> Kept | None: ...

    def finish(self, *, owner: UUID, key: str, status: int, body: bytes, headers: dict[str, str]) -> None: ...


stores: Registry[Store] = Registry("store of answers")


class Repeated(Exception):
    """The request was done before; here is its answer."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.status)
        self.kept = kept


def begin(request: Any) -> str | None:
    """Claim the request's key, if it names one. Raises Repeated, Conflict (another request had it), ValidationError."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None:
        return None
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise ValidationError(_("An Idempotency-Key has 1 to 255 printable ASCII characters."))
    digest = _hash(request)
    kept = stores.get("answers").begin(owner=request._request.member.pk, key=key, request_hash=digest)
    if kept is None:
        return str(key)
    if kept.request_hash != digest:
        said = _("This Idempotency-Key was used for another request. Take a new key for each new request.")
        raise Conflict(said, code="idempotency_mismatch")
    raise Repeated(kept)


def keep(request: Any, key: str, response: Any) -> None:
    """Keep an answer once it is rendered. A refused request is rolled back with its key, and may be sent again."""
    if response.status_code >= 400:
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    owner = request._request.member.pk
    stores.get("answers").finish(
        owner=owner, key=key, status=response.status_code, body=bytes(response.content), headers=headers
    )


def replay(kept: Kept) -> HttpResponse:
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, "Idempotent-Replayed": "true"})


def _hash(request: Any) -> str:
    """Of method, path and body; of a form its fields and files, since its boundary differs each time."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not (request.content_type or "").startswith("multipart/"):
        digest.update(request._request.body)
        return digest.hexdigest()
    for name in sorted(request.data):
        for value in request.data.getlist(name):
            digest.update(f"{name}={getattr(value, 'name', value)}\n".encode())
            for chunk in value.chunks() if hasattr(value, "chunks") else ():
                digest.update(chunk)
            if hasattr(value, "seek"):
                value.seek(0)
    return digest.hexdigest()
