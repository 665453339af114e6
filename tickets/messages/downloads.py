"""How an attachment is answered, for every door: the console, a customer's private page, the API.

Whether the asker may have it is the door's to say before it calls these.
"""

from django.http import FileResponse, Http404

from tenants.files import responses
from tenants.files.errors import NoPicture
from tickets.messages.models import Attachment


def download(attachment: Attachment) -> FileResponse:
    """The file itself, to be saved: its sender's content is never a page of ours. Raises Http404 when it is lost."""
    try:
        return responses.download(file=attachment.file, name=attachment.name, media_type=attachment.media_type)
    except FileNotFoundError as error:
        raise Http404("file") from error


def picture(attachment: Attachment, *, bound: int) -> FileResponse:
    """Our own copy of an image, at most `bound` pixels wide and high. Raises Http404 when it is none."""
    kind = attachment.media_type
    try:
        return responses.picture(file=attachment.file, name=attachment.name, media_type=kind, bound=bound)
    except (NoPicture, FileNotFoundError) as error:
        raise Http404("picture") from error
