from uuid import UUID

from django.http import FileResponse

from tenants.files.pictures import LARGE, SMALL
from tenants.membership.access import MemberRequest, permission
from tickets.messages import downloads, selectors


@permission("ticket.see")
def attachment(request: MemberRequest, pk: UUID) -> FileResponse:
    """A file to keep. Never rendered as a page of ours: it is somebody else's content."""
    return downloads.download(selectors.attachment_for(request.member, pk=pk))


@permission("ticket.see")
def picture(request: MemberRequest, pk: UUID) -> FileResponse:
    """Our own copy of an image, to look at."""
    found = selectors.attachment_for(request.member, pk=pk)
    return downloads.picture(found, bound=SMALL if "small" in request.GET else LARGE)
