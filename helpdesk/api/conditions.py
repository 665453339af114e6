"""ETag, If-Match, If-None-Match: nobody overwrites what he has not read."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.utils.http import parse_etags

from helpdesk.api.errors import PreconditionFailed


class Dated(Protocol):
    """A row that knows when it was changed last."""

    pk: UUID
    updated_at: Any


def etag_of(row: Dated) -> str:
    return f'"{row.pk.hex[-12:]}-{row.updated_at.timestamp():.6f}"'


def is_known(request: Any, row: Dated) -> bool:
    """Whether the client has this state already: answer 304."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in tags or etag_of(row) in [tag.removeprefix("W/") for tag in tags]


def check(request: Any, row: Dated) -> None:
    """Raises PreconditionFailed when `If-Match` names another state. Call it with the row locked."""
    wanted = request.headers.get("If-Match")
    if wanted is not None and not {"*", etag_of(row)} & set(parse_etags(wanted)):
        raise PreconditionFailed
