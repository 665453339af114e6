"""ETag, If-Match, If-None-Match: nobody overwrites what he has not read."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.http import parse_etags

from helpdesk.api.errors import PreconditionFailed


def etag_of(row: Any, *parts: object) -> str:
    """Of the time it was changed last; of its `parts` where it keeps no such time."""
    if parts:
        return f'"{hashlib.sha256(repr((row.pk, parts)).encode()).hexdigest()[:32]}"'
    return f'"{row.pk.hex[-12:]}-{row.updated_at.timestamp():.6f}"'


def is_known(request: Any, etag: str) -> bool:
    """Whether the client has this state already: answer 304."""
    wanted = request.headers.get("If-None-Match")
    if wanted is None:
        return False
    tags = parse_etags(wanted)
    return "*" in tags or etag in [tag.removeprefix("W/") for tag in tags]


def check(request: Any, etag: str) -> None:
    """Raises PreconditionFailed when `If-Match` names another state. Call it with the row locked."""
    wanted = request.headers.get("If-Match")
    if wanted is not None and not {"*", etag} & set(parse_etags(wanted)):
        raise PreconditionFailed
