"""What bytes are, by the bytes. The ending of the name only tells relatives apart; the sender's claim is not asked."""

import re
from typing import Final

import puremagic

from tenants.files.rules import ending_of

HEAD: Final = 65_536
"""Bytes that are looked at, from the start."""

UNKNOWN: Final = "application/octet-stream"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown inside a page, and only as a copy that we have drawn ourselves."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
WORD: Final = f"{_OFFICE}wordprocessingml.document"
_ZIPPED = {
    "docx": WORD,
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation",
    "epub": "application/epub+zip",
}
_COMPOUND = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_WRITTEN = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "md": "text/markdown",
    "vcf": "text/vcard",
}
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"[\s\x00]{0,64}%PDF-"), "application/pdf"),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "application/zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/x-ole-storage"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "audio/mpeg"),
    (re.compile(rb".{4}ftyp(?:M4A|M4B)", re.DOTALL), "audio/mp4"),
    (re.compile(rb"MZ"), "application/vnd.microsoft.portable-executable"),
    (re.compile(rb"\x7fELF"), "application/x-executable"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TAGGED = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|style|meta|link|base|object|embed|form|img|a|div|table)[\s/>]",
    re.IGNORECASE,
)
_LETTER = re.compile(
    rb"(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|From|X-[\w-]+): ?\S", re.IGNORECASE
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_SURE_ENOUGH = 0.3  # of puremagic: a signature of three bytes or more
_SAFE_TO_NAME = re.compile(
    r"image/(?:png|jpeg|gif|webp|tiff|heif|heic|bmp)|application/(?:pdf|zip|gzip|msword|epub\+zip|vnd\.ms-.*)"
    r"|application/vnd\.(?:openxmlformats|oasis)-?.*|audio/.*|video/.*|text/(?:plain|csv|calendar|vcard)"
)


def media_type(head: bytes, name: str = "") -> str:
    """The type of content that begins with `head`. A page, a drawing (SVG) or a script is never called a picture."""
    found = next((kind for signature, kind in _SIGNATURES if signature.match(head)), "")
    if found == "application/zip":
        return _ZIPPED.get(ending_of(name), found)
    if found == "application/x-ole-storage":
        return _COMPOUND.get(ending_of(name), found)
    return found or (_written(head, name) if _is_text(head) else _known(head))


def served_type(kind: str) -> str:
    """The type as a download names it: what a browser could run is plain bytes to it."""
    return kind if _SAFE_TO_NAME.fullmatch(kind) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if not head or _CONTROLS.search(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:  # the last letter may be cut; elsewhere it is an older alphabet, or no text
        return error.start >= len(head) - 3 and len(head) >= HEAD
    return True


def _written(head: bytes, name: str) -> str:
    start = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.search(rb"<(?:\w+:)?svg[\s>]", start, re.IGNORECASE):
        return "image/svg+xml"
    if _TAGGED.search(start):
        return "message/rfc822" if _LETTER.match(start) else "text/html"
    if start.startswith(b"<?xml"):
        return "application/xml"
    if _LETTER.match(start) and b":" in start.partition(b"\n")[2][:200]:
        return "message/rfc822"
    return _WRITTEN.get(ending_of(name), "text/plain")


def _known(head: bytes) -> str:
    """What puremagic knows, where it is sure enough; it names a type for each two bytes that somebody once used."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, IndexError, LookupError):
        return UNKNOWN
    kinds = (guess.mime_type for guess in guesses if guess.confidence >= _SURE_ENOUGH)
    kind = next((kind for kind in kinds if _MEDIA_TYPE.fullmatch(kind)), UNKNOWN)
    return UNKNOWN if kind in PICTURES or kind.startswith("text/") or "svg" in kind or "xml" in kind else kind
