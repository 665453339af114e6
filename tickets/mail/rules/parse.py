"""Raw bytes to a mail that the desk can work with. Never raises, whatever the bytes."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from helpdesk.lib.text import strip_bidi
from tickets.mail.rules.addresses import Address, addresses_of
from tickets.mail.rules.bodies import Content, DeliveryReport, ParsedAttachment, read_content
from tickets.mail.rules.charsets import decode
from tickets.mail.rules.headers import Headers, date_of, message_ids, text_of
from tickets.mail.rules.parts import Part, Reader

__all__ = ["Address", "DeliveryReport", "ParsedAttachment", "ParsedMail", "parse"]

MAX_MAIL: Final = 25 * 1024 * 1024
MAX_SUBJECT: Final = 500

# What classification and routing read; the raw mail keeps the rest.
_KEPT: Final = (
    "auto-submitted", "precedence", "x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-autoresponder",
    "auto-reply", "x-heard-loop", "x-loop", "return-path", "list-id", "list-unsubscribe", "list-post", "list-help",
    "mailing-list", "x-mailing-list", "x-failed-recipients", "x-ms-exchange-inbox-rules-loop", "feedback-id",
    "x-google-loop", "delivered-to", "x-mailer", "user-agent", "authentication-results", "x-spam-flag",
    "x-cron-env", "x-auto-reply-from", "x-mail-autoreply", "x-vacation", "content-language", "importance",
)  # fmt: skip
_DELIVERED: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "x-rcpt-to")


@dataclass(frozen=True)
class ParsedMail:
    """What a mail says. Addresses are lower-case; ids carry angle brackets; `html` is raw: clean it before use.

    `text` is the whole plain text (made from the HTML when there is no other). `from_email` is "" when nothing in the
    mail can be an address. `headers` are the few that classification needs, first value each.
    """

    subject: str = ""
    from_email: str = ""
    from_name: str = ""
    reply_to: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    html: str | None = None
    attachments: tuple[ParsedAttachment, ...] = ()
    media_type: str = "text/plain"
    report_type: str = ""
    report: DeliveryReport | None = None
    returned_ids: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def parse(raw: bytes) -> ParsedMail:
    """The mail in these bytes. What cannot be read is left out and named in `warnings`."""
    try:
        return read(raw)
    except Exception:  # the last line of defence: a mail nobody foresaw still becomes a ticket
        return ParsedMail(text=decode(raw[:200_000])[0], warnings=("unreadable",))


def read(raw: bytes) -> ParsedMail:
    """`parse` without its safety net (for tests)."""
    reader = Reader()
    if len(raw) > MAX_MAIL:
        reader.warn("mail-cut")
    root = reader.read(raw[:MAX_MAIL])
    content = read_content(root, reader)
    html = content.html
    mail = _with_headers(root, reader)
    return replace(
        mail,
        text=content.text,
        html=html,
        attachments=_placed(content, html),
        media_type=root.media_type,
        report_type=root.parameters.get("report-type", "").lower(),
        report=content.report,
        returned_ids=tuple(dict.fromkeys(content.returned_ids)),
        warnings=tuple(reader.warnings),
    )


def _with_headers(root: Part, reader: Reader) -> ParsedMail:
    headers, charset = root.headers, root.parameters.get("charset", "")
    sender = _sender(headers, charset, reader)
    answered = message_ids(headers.get("in-reply-to", []))
    return ParsedMail(
        subject=_subject(text_of(_first(headers, "subject"), charset)),
        from_email=sender.email,
        from_name=sender.name,
        reply_to=next((one.email for one in _all(headers, "reply-to", charset) if "@" in one.email), ""),
        to=tuple(_all(headers, "to", charset)),
        cc=tuple(_all(headers, "cc", charset)),
        delivered_to=tuple(dict.fromkeys(one.email for name in _DELIVERED for one in _all(headers, name) if one.email)),
        message_id=next(iter(message_ids(headers.get("message-id", []))), ""),
        in_reply_to=next(iter(answered), ""),
        references=tuple(dict.fromkeys([*message_ids(headers.get("references", [])), *answered[1:]])),
        date=date_of(_first(headers, "date")),
        headers={name: text_of(headers[name][0], charset)[:1000] for name in _KEPT if name in headers},
    )


def _sender(headers: Headers, charset: str, reader: Reader) -> Address:
    """The first usable address of From; failing that, of Reply-To or Sender."""
    written = _all(headers, "from", charset)
    for one in sorted(written, key=lambda one: "@" not in one.email):
        if one.email:
            return one
    reader.warn("sender-unreadable" if "from" in headers else "sender-missing")
    named = next((one.name for one in written if one.name), "")
    for name in ("reply-to", "sender"):
        for one in _all(headers, name, charset):
            if "@" in one.email:
                return Address(one.name or named, one.email)
    return Address(named, "")


def _all(headers: Headers, name: str, charset: str = "") -> list[Address]:
    return [address for value in headers.get(name, [])[:20] for address in addresses_of(value, charset)]


def _subject(text: str) -> str:
    return re.sub(r"\s+", " ", strip_bidi(text))[:MAX_SUBJECT].strip()


def _first(headers: Headers, name: str) -> bytes:
    return headers.get(name, [b""])[0]


def _placed(content: Content, html: str | None) -> tuple[ParsedAttachment, ...]:
    """The files, those that the HTML shows marked as inline."""
    shown = set(re.findall(r"cid:([^\s\"'<>&]{1,250})", html or "", re.IGNORECASE))
    return tuple(replace(one, inline=bool(one.content_id) and one.content_id in shown) for one in content.attachments)
