"""Files in the composer: on the server as soon as they are chosen, in a message when it is sent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from helpdesk.lib import clock
from tenants.files import services as files
from tenants.files.services import Kept, Stream
from tenants.membership.models import Member
from tickets.messages.errors import UploadGone
from tickets.messages.models import Upload
from tickets.ticket.models import Ticket

KEPT_FOR: Final = timedelta(days=1)


@transaction.atomic
def add(*, ticket: Ticket, by: Member, name: str, content: bytes | Stream, size: int) -> Upload:
    """Keep a file for the message that the member writes. Raises FilesRefused when one message could not carry it."""
    forget_old()
    waiting = Upload.objects.filter(ticket=ticket, member=by).values_list("name", "size")
    files.check(sizes=[*waiting, (name, size)])
    kept = files.keep(name=name, content=content)
    return Upload.objects.create(
        ticket=ticket, member=by, file=kept.file, name=kept.name, media_type=kept.media_type[:127], size=kept.size
    )


@transaction.atomic(savepoint=False)  # inside a service that has one
def claim(*, ticket: Ticket, by: Member, pks: Sequence[UUID]) -> list[Kept]:
    """Take the member's files out of the composer, in the order given, for a message. Raises UploadGone."""
    if not pks:
        return []
    rows = Upload.objects.filter(pk__in=pks, ticket=ticket, member=by).select_for_update(of=("self",))
    found = {upload.pk: upload for upload in rows.select_related("file")}
    if set(pks) - found.keys():
        raise UploadGone
    for upload in found.values():
        upload.delete()
    chosen = (found[pk] for pk in dict.fromkeys(pks))
    return [Kept(one.file, one.name, one.media_type, one.size) for one in chosen]


@transaction.atomic
def remove(*, ticket: Ticket, by: Member, pk: UUID) -> None:
    """Take a file of the member's own out of the composer. Safe to repeat."""
    Upload.objects.filter(pk=pk, ticket=ticket, member=by).delete()


@transaction.atomic
def forget_old() -> None:
    """Let go of what nobody sent within a day."""
    Upload.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
