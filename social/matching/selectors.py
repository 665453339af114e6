from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from social.connectors.protocol import Visibility
from social.listening.registry import Stored
from social.listening.rules.scanning import Hit
from social.matching import terms
from social.mentions.models import Post
from tenants.isolation.context import current_tenant_id, require_tenant_id
from tenants.isolation.ids import floor


class InsideTenant(RuntimeError):
    """What all companies look for was asked for on behalf of one."""


def hits_of_all(text: str) -> Mapping[UUID, Sequence[Hit]]:
    """The names in a text by company: for a stream that all of them share. Raises InsideTenant within a company."""
    if current_tenant_id() is not None:
        raise InsideTenant
    found: dict[UUID, list[Hit]] = {}
    for hit in terms.shared.scanner().scan(text).hits:
        if hit.wanted.tenant is not None:
            found.setdefault(hit.wanted.tenant, []).append(hit)
    return found


def listeners_hit(text: str) -> set[UUID]:
    """Listeners of the current company with a name in a text. What others look for is not told."""
    ours = require_tenant_id()
    return {hit.wanted.listener for hit in terms.shared.scanner().scan(text).hits if hit.wanted.tenant == ours}


def stored(since: datetime, most: int) -> Iterable[Stored]:
    """What was said in public to the company since then, the newest heard first: for the preview of a listener."""
    rows = Post.objects.filter(deleted_at__isnull=True, author__account__isnull=True)
    rows = rows.filter(created_at__gte=since, id__gte=floor(since))  # nothing is heard before it is said
    facts = ("title", "text", "author__handle", "network", "language", "url", "created_at")
    for title, text, *rest in rows.exclude(visibility=Visibility.DIRECT).order_by("-id").values_list(*facts)[:most]:
        yield Stored(whole(title, text), *rest)


def whole(title: str, text: str) -> str:
    """What is looked through: the title is said too."""
    return f"{title}\n{text}" if title else text
