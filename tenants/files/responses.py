"""How somebody else's bytes leave this house: to be saved, or as a picture that we have drawn. Never as our page."""

from pathlib import Path

from django.http import FileResponse
from django.utils.http import content_disposition_header

from tenants.files import services, sniffing
from tenants.files.models import File

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}


def download(*, file: File, name: str, media_type: str) -> FileResponse:
    """The content, to be saved under its name (RFC 6266). Raises FileNotFoundError when the disk lost it."""
    return _answer(services.path_of(file=file), sniffing.served_type(media_type), name, saved=True)


def picture(*, file: File, name: str, media_type: str, bound: int) -> FileResponse:
    """Our copy of an image, to be shown. Raises NoPicture."""
    copy = services.picture_of(file=file, media_type=media_type, bound=bound)
    return _answer(copy, "image/webp", f"{name.rpartition('.')[0] or name}.webp", saved=False)


def _answer(path: Path, content_type: str, name: str, *, saved: bool) -> FileResponse:
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(saved, name) or "attachment"
    for header, value in HEADERS.items():
        response[header] = value
    return response
