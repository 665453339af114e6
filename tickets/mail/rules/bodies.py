"""From the tree of a mail to what people see: its text, its HTML, its attachments, and a delivery report."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Final

from helpdesk.lib.html import to_text
from tickets.mail.rules.charsets import decode
from tickets.mail.rules.headers import message_ids, split_head, text_of
from tickets.mail.rules.parts import Part, Reader
from tickets.mail.rules.writing import file_name

MAX_TEXT: Final = 2_000_000

_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_ENDINGS: Final = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
    "application/pdf": ".pdf", "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv",
    "message/rfc822": ".eml", "application/zip": ".zip", "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt", "audio/ogg": ".ogg", "audio/mpeg": ".mp3", "video/mp4": ".mp4",
}  # fmt: skip


@dataclass(frozen=True)
class ParsedAttachment:
    """A file of the mail. `inline` files are shown inside its HTML, where they are named by `content_id`."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True)
class DeliveryReport:
    """What a bounce says (RFC 3464): action "failed", "delayed", "delivered", …, status like "5.1.1"."""

    action: str
    status: str
    recipient: str
    diagnostic: str


@dataclass(frozen=True)
class Piece:
    text: str | None
    html: str | None


@dataclass
class Content:
    """What was found in a part and everything under it."""

    pieces: list[Piece] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    report: DeliveryReport | None = None
    returned_ids: list[str] = field(default_factory=list)

    def add(self, other: "Content", pieces: bool = True) -> None:
        self.pieces += other.pieces if pieces else []
        self.attachments += other.attachments
        self.report = self.report or other.report
        self.returned_ids += other.returned_ids

    @property
    def text(self) -> str:
        texts = (piece.text if _says(piece.text) or not piece.html else to_text(piece.html) for piece in self.pieces)
        return "\n\n".join(text.strip("\n") for text in texts if text and text.strip())[:MAX_TEXT]

    @property
    def html(self) -> str | None:
        if not any(_says(piece.html) for piece in self.pieces):
            return None
        return "\n".join(
            piece.html if _says(piece.html) and piece.html else _as_html(piece.text) for piece in self.pieces
        )


def read_content(part: Part, reader: Reader, within: str = "") -> Content:
    """What a part says; `within` is the media type of its container."""
    if not part.children:
        return _leaf(part, reader, within)
    content = Content()
    if part.media_type == "multipart/alternative":
        _choose(content, [read_content(child, reader, part.media_type) for child in part.children])
        return content
    for child in part.children:
        later = part.media_type == "multipart/related" and bool(content.pieces)
        content.add(_file(child) if later and _is_named(child) else read_content(child, reader, part.media_type))
    return content


def _choose(content: Content, versions: list[Content]) -> None:
    """Of several versions of the same words: the first plain text, the last HTML, every file."""
    plain = [version for version in versions if any(_says(piece.text) for piece in version.pieces)]
    rich = [version for version in versions if version.html is not None]
    text = plain[0].text if plain else None
    html = rich[-1].html if rich else None
    for version in versions:
        content.add(version, pieces=False)
    if text is not None or html is not None:
        content.pieces.append(Piece(text, html))


def _leaf(part: Part, reader: Reader, within: str) -> Content:
    if part.media_type == "message/delivery-status":
        content = _file(part)
        content.report = _report(part.content)
        return content
    if part.media_type in ("message/rfc822", "message/global", "text/rfc822-headers"):
        content = _file(part)
        content.returned_ids = message_ids(split_head(part.content)[0].get("message-id", []))[:1]
        return content
    if part.media_type not in ("text/plain", "text/html") or part.disposition == "attachment":
        return _file(part)
    if part.file_name and within:
        return _file(part)
    return Content(pieces=[_read_text(part, reader)])


def _read_text(part: Part, reader: Reader) -> Piece:
    charset = part.parameters.get("charset", "")
    raw = part.content
    if part.media_type == "text/html" and not charset and (meta := _META_CHARSET.search(raw[:4000])):
        charset = meta[1].decode("ascii")
    if len(raw) > 2 * MAX_TEXT:
        reader.warn("text-cut")
    text, warning = decode(raw[: 2 * MAX_TEXT], charset)
    reader.warn(warning)
    if len(text) > MAX_TEXT:
        reader.warn("text-cut")
    text = text[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    if part.media_type == "text/html":
        return Piece(None, text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, joined=part.parameters.get("delsp", "").lower() == "yes")
    return Piece(text, None)


def _unflowed(text: str, joined: bool) -> str:
    """Soft line ends of format=flowed (RFC 3676) taken out, within one quote depth."""
    lines: list[str] = []
    soft, depth = False, -1
    for line in text.split("\n"):
        own = len(line) - len(line.lstrip(">"))
        words = line[own:].removeprefix(" ")
        if soft and own == depth and words != "-- ":
            lines[-1] = (lines[-1][:-1] if joined else lines[-1]) + words
        else:
            lines.append(f"{'>' * own} {words}" if own else words)
        soft, depth = words.endswith(" ") and words != "-- ", own
    return "\n".join(lines)


def _file(part: Part) -> Content:
    """The part, or everything in it, as attachments."""
    content = Content()
    for leaf in part.leaves():
        content_id = text_of(leaf.headers.get("content-id", [b""])[0]).strip("<> ")
        safe_id = content_id if re.fullmatch(r"[^\s\"'<>&]{1,250}", content_id) else ""
        content.attachments.append(ParsedAttachment(_file_name(leaf), leaf.media_type, leaf.content, safe_id))
    return content


def _file_name(part: Part) -> str:
    if part.file_name.strip():
        return file_name(part.file_name)
    ending = _ENDINGS.get(part.media_type, "")
    if part.media_type == "message/rfc822":
        subject = text_of(split_head(part.content)[0].get("subject", [b""])[0])
        return file_name((subject.replace("/", " ")[:80] or "message") + ending)
    return (part.media_type.partition("/")[0] if ending else "file") + ending


def _is_named(part: Part) -> bool:
    return bool(part.headers.get("content-id") or part.file_name)


def _report(raw: bytes) -> DeliveryReport:
    """The first recipient block that has an action; the blocks are header blocks one after another."""
    fields: dict[str, str] = {}
    for block in re.split(rb"\r?\n[ \t]*\r?\n", raw[:100_000])[:50]:
        headers, _ = split_head(block.strip(b"\r\n") + b"\n\n")
        fields = {name: text_of(values[0])[:500] for name, values in headers.items()} if headers else fields
        if "action" in fields:
            break
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or ""
    return DeliveryReport(
        action=fields.get("action", "").partition(" ")[0].lower(),
        status=fields.get("status", "").partition(" ")[0],
        recipient=recipient.rpartition(";")[2].strip(" <>").lower(),
        diagnostic=fields.get("diagnostic-code", ""),
    )


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def _as_html(text: str | None) -> str:
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>" if text else ""
