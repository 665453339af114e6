"""Our own mail as bytes: text and HTML of the same message, in its own direction, under headers nobody can break."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Literal

from helpdesk.lib.html import render_markdown_light
from helpdesk.lib.text import Direction, direction
from tickets.mail.rules.writing import file_name, header_line, mailbox, message_ids, one_line, subject_text

# Bytes of seven bits pass every relay as they are, so a later signature (DKIM) holds.
_POLICY = SMTP.clone(cte_type="7bit")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
_FONT = "font-family:'Segoe UI',Tahoma,Arial,sans-serif;font-size:15px;line-height:1.6"
_QUIET = "margin:12px 0 0;color:#666;font-size:13px"
_QUOTE = "margin:12px 0 0;color:#666"
# Mail programs do not know logical properties.
_EDGE: dict[Direction, str] = {"rtl": "right", "ltr": "left"}

Automatic = Literal["", "auto-generated", "auto-replied"]
"""RFC 3834: empty for what a person wrote; a mail that answers nobody, or somebody, by itself."""


@dataclass(frozen=True)
class OutgoingAttachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class OutgoingMail:
    """One mail to one customer. `date` is aware; ids carry their angle brackets; `language` is a code like "ar".

    `closing` is a quiet line of our own below the signature.
    """

    from_name: str
    from_address: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    language: str
    direction: Direction
    reply_to: str = ""
    cc: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[OutgoingAttachment, ...] = ()
    signature: str = ""
    quoted_intro: str = ""
    quoted: str = ""
    closing: str = ""
    automatic: Automatic = ""


def compose(mail: OutgoingMail) -> bytes:
    """The mail, ready for SMTP (CRLF, seven bits), the same bytes at every attempt.

    Raises InvalidAddress for an address that cannot be written, ValueError for a Message-ID that is none.
    """
    if not message_ids((mail.message_id,)):
        raise ValueError(mail.message_id)
    body = EmailMessage(policy=_POLICY)
    body.set_content(_plain(mail), charset="utf-8")
    body.add_alternative(_html(mail), subtype="html", charset="utf-8")
    for attachment in mail.attachments:
        _attach(body, attachment)
    _fix_boundaries(body, mail.message_id)
    return b"".join(header_line(name, value) for name, value in _headers(mail) if value) + body.as_bytes()


def _headers(mail: OutgoingMail) -> list[tuple[str, str]]:
    answers = message_ids((*mail.references, mail.in_reply_to))
    return [
        ("Date", format_datetime(mail.date)),
        ("From", mailbox(mail.from_name, mail.from_address)),
        ("To", ", ".join(mailbox("", address) for address in mail.to)),
        ("Cc", ", ".join(mailbox("", address) for address in mail.cc)),
        ("Reply-To", mailbox(mail.from_name, mail.reply_to) if mail.reply_to else ""),
        ("Subject", subject_text(mail.subject)),
        ("Message-ID", " ".join(message_ids((mail.message_id,)))),
        ("In-Reply-To", " ".join(message_ids((mail.in_reply_to,)))),
        ("References", " ".join([*answers[:1], *answers[1:][-20:]])),
        ("Content-Language", mail.language if re.fullmatch(r"[A-Za-z-]{2,20}", mail.language) else ""),
        ("Auto-Submitted", mail.automatic),
        ("X-Auto-Response-Suppress", "All" if mail.automatic else ""),
        ("X-Heard-Loop", mailbox("", mail.from_address)),
    ]


def _plain(mail: OutgoingMail) -> str:
    parts = [_tidy(mail.text)]
    if mail.signature.strip():
        parts.append(f"-- \n{_tidy(mail.signature)}")
    if mail.closing.strip():
        parts.append(_tidy(mail.closing))
    if mail.quoted.strip():
        quoted = "\n".join(f"> {line}".rstrip() for line in _tidy(mail.quoted).split("\n"))
        parts.append(f"{one_line(mail.quoted_intro)}\n{quoted}".strip())
    return "\n\n".join(parts) + "\n"


def _html(mail: OutgoingMail) -> str:
    base, lang = mail.direction, escape(mail.language)
    style = f"{_FONT};text-align:{_EDGE[base]}"
    parts = [f'<div dir="{base}" lang="{lang}" style="{style}">{render_markdown_light(mail.text)}</div>']
    if mail.signature.strip():
        own = direction(mail.signature, default=base)
        parts.append(f'<div dir="{own}" style="{_FONT};color:#666">-- <br>{_lines(mail.signature)}</div>')
    if mail.closing.strip():
        own, closing = direction(mail.closing, default=base), render_markdown_light(mail.closing)
        parts.append(f'<div dir="{own}" style="{_FONT};{_QUIET}">{closing}</div>')
    if mail.quoted.strip():
        own = direction(mail.quoted, default=base)
        intro = f'<div dir="{base}">{escape(one_line(mail.quoted_intro))}</div>' if mail.quoted_intro.strip() else ""
        bar = f"border-{_EDGE[own]}:2px solid #ccc;padding-{_EDGE[own]}:12px;text-align:{_EDGE[own]}"
        quote = f'<blockquote type="cite" dir="{own}" style="{_QUOTE};{bar}">{_lines(mail.quoted)}</blockquote>'
        parts.append(f'<div class="gmail_quote">{intro}{quote}</div>')
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{base}"><head><meta charset="utf-8"></head>\n'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _lines(text: str) -> str:
    return "<br>\n".join(escape(line) for line in _tidy(text).split("\n"))


def _tidy(text: str) -> str:
    """Line ends of one kind, no NUL, nothing that cannot be encoded."""
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text).strip("\n")


def _fix_boundaries(body: EmailMessage, message_id: str) -> None:
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for position, part in enumerate(body.walk()):
        if part.is_multipart():
            part.set_boundary(f"heard-{position}-{digest}")


def _attach(body: EmailMessage, attachment: OutgoingAttachment) -> None:
    media_type = attachment.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"
    main, _, sub = media_type.partition("/")
    body.add_attachment(
        attachment.content, maintype=main, subtype=sub, cte="base64", filename=file_name(attachment.name)
    )
