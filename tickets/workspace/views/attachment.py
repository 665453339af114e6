from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tenants.files import services as files
from tenants.membership.access import MemberRequest, permission
from tickets.messages import selectors as messages

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@permission("ticket.see")
def attachment(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A file to keep. Never rendered as a page of ours: it is somebody else's content."""
    found = messages.attachment_for(request.member, pk=pk)
    media_type = found.media_type if found.media_type in SHOWN else "application/octet-stream"
    response = HttpResponse(files.read(file=found.file), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
