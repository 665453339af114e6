"""Mails in the shapes that real programs send. The words are ours; `Item.expect` says what must become of each."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

TICKET, REPLY, IGNORED, REFUSED = "ticket", "reply", "ignored", "refused"


@dataclass(frozen=True)
class Item:
    """`expect`: a ticket of its own, a message of the thread, kept but ignored, or refused at the door."""

    name: str
    raw: bytes
    expect: str
    sender: str
    recipients: tuple[str, ...]
    mail_id: str
    language: str = ""
    copies: int = 1  # how often it is handed over; it must be there once


@dataclass(frozen=True)
class Addresses:
    """Where the post bag goes: two mailboxes of two companies, and an agent's address to forge."""

    first: str
    second: str
    agent: str


def items(run: str, to: Addresses) -> list[Item]:
    """Everything but the reply in a thread and the bounce of a reply, which need one of ours first."""
    makers: list[Callable[[str, Addresses], Item]] = [
        _arabic_1256,
        _hebrew_1255,
        _hebrew_logical_order,
        _arabic_base64,
        _hebrew_quoted_printable,
        _english,
        _html_with_quotes,
        _attachment,
        _twice,
        _two_companies,
        _auto_reply,
        _loop,
        _forged,
        _hostile,
        _unknown_recipient,
        _too_big,
    ]
    return [make(run, to) for make in makers]


def _id(run: str, name: str) -> str:
    return f"<demo-{run}-{name.replace(' ', '-')}@example.com>"


def _headers(run: str, name: str, sender: str, to: str, subject: str, *rest: str) -> bytes:
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: {_id(run, name)}",
        "Date: Sat, 21 Nov 2026 10:00:00 +0300",
        "MIME-Version: 1.0",
        *rest,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _mime(run: str, name: str, sender: str, to: str, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = _id(run, name)
    mail["Date"] = "Sat, 21 Nov 2026 10:00:00 +0300"
    mail.set_content(body, cte="base64" if not body.isascii() else "7bit")
    return mail


def _item(run: str, name: str, raw: bytes, sender: str, *to: str, expect: str = TICKET, language: str = "") -> Item:
    return Item(name, raw, expect, sender, to, _id(run, name), language)


def _arabic_1256(run: str, to: Addresses) -> Item:
    name = "Arabic windows-1256"
    subject = "=?windows-1256?B?" + _b64("الثلّاجة لا تبرّد", "cp1256") + "?="
    head = _headers(
        run, name, "Huda <huda@example.com>", to.first, subject,
        "Content-Type: text/plain; charset=windows-1256", "Content-Transfer-Encoding: 8bit",
    )  # fmt: skip
    body = "السلام عليكم،\r\nالثلاجة التي اشتريتها منكم لا تبرّد منذ أمس. رقم الطلب 88140.\r\nهدى".encode("cp1256")
    return _item(run, name, head + body, "huda@example.com", to.first, language="ar")


def _hebrew_1255(run: str, to: Addresses) -> Item:
    name = "Hebrew windows-1255"
    subject = "=?windows-1255?B?" + _b64("חיוב כפול בכרטיס", "cp1255") + "?="
    head = _headers(
        run, name, "Ronit <ronit@example.co.il>", to.second, subject,
        "Content-Type: text/plain; charset=windows-1255", "Content-Transfer-Encoding: base64",
    )  # fmt: skip
    body = _b64("שלום,\nחויבתי פעמיים על אותה הזמנה, 4433. אשמח לזיכוי.\nרונית", "cp1255").encode()
    return _item(run, name, head + body, "ronit@example.co.il", to.second, language="he")


def _hebrew_logical_order(run: str, to: Addresses) -> Item:
    name = "Hebrew iso-8859-8-i"
    subject = "=?iso-8859-8-i?B?" + _b64("מתי אתם פתוחים", "iso8859-8") + "?="
    head = _headers(
        run, name, "Eli <eli@example.co.il>", to.second, subject,
        'Content-Type: text/plain; charset="iso-8859-8-i"', "Content-Transfer-Encoding: 8bit",
    )  # fmt: skip
    body = "שלום, מתי החנות בחיפה פתוחה ביום שישי?\r\nאלי".encode("iso8859-8")
    return _item(run, name, head + body, "eli@example.co.il", to.second, language="he")


def _arabic_base64(run: str, to: Addresses) -> Item:
    name = "Arabic UTF-8 base64"
    words = "مساء الخير، أين وصل طلبي رقم ٨٨١٥٥؟ وُعدت بالتوصيل يوم الخميس ولم يصل شيء."
    mail = _mime(run, name, "منى <mona@example.com>", to.first, "أين طلبي؟", words)
    return _item(run, name, mail.as_bytes(), "mona@example.com", to.first, language="ar")


def _hebrew_quoted_printable(run: str, to: Addresses) -> Item:
    name = "Hebrew UTF-8 quoted-printable"
    mail = _mime(run, name, "נועה <noa@example.co.il>", to.second, "החלפת ספר", "x")
    mail.set_content("היי, קיבלתי במתנה ספר שכבר יש לי. אפשר להחליף? תודה, נועה", cte="quoted-printable")
    return _item(run, name, mail.as_bytes(), "noa@example.co.il", to.second, language="he")


def _english(run: str, to: Addresses) -> Item:
    name = "English plain"
    words = "Hello,\n\nmy order 88391 was charged twice. Could you refund one of them?\n\nThanks,\nGrace"
    mail = _mime(run, name, "Grace Hill <grace@example.com>", to.first, "Charged twice", words)
    return _item(run, name, mail.as_bytes(), "grace@example.com", to.first, language="en")


def _html_with_quotes(run: str, to: Addresses) -> Item:
    name = "HTML with quotes"
    mail = _mime(
        run, name, "Omar <omar@example.com>", to.first, "Re: your offer", "Is the blue one back?\n\n> old words"
    )
    mail.add_alternative(
        '<p style="color:#222">Is the <b>blue</b> one back?</p><script>alert(1)</script>'
        '<img src="https://tracker.example/p.gif"><div class="gmail_quote"><div class="gmail_attr">On Fri, '
        "Shop &lt;shop@example.com&gt; wrote:</div><blockquote>Our weekly offer</blockquote></div>",
        subtype="html",
    )
    return _item(run, name, mail.as_bytes(), "omar@example.com", to.first, language="en")


def _attachment(run: str, to: Addresses) -> Item:
    name = "With an attachment"
    mail = _mime(run, name, "هالة <hala@example.com>", to.first, "صورة الضرر", "أرفقت لكم صورة الضرر كما طلبتم.")
    mail.add_attachment(
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n", maintype="application", subtype="pdf", filename="ضرر.pdf"
    )
    return _item(run, name, mail.as_bytes(), "hala@example.com", to.first, language="ar")


def _twice(run: str, to: Addresses) -> Item:
    name = "Handed over twice"
    mail = _mime(
        run, name, "Ines <ines@example.com>", to.first, "Delivery slot", "Can you deliver after 18:00 on Monday?"
    )
    return Item(name, mail.as_bytes(), TICKET, "ines@example.com", (to.first,), _id(run, name), "en", copies=2)


def _two_companies(run: str, to: Addresses) -> Item:
    name = "To two companies"
    mail = _mime(run, name, "Paul <paul@example.com>", f"{to.first}, {to.second}", "Do you ship to Cyprus?", "Do you?")
    return _item(run, name, mail.as_bytes(), "paul@example.com", to.first, to.second, language="en")


def _auto_reply(run: str, to: Addresses) -> Item:
    name = "Auto-reply"
    mail = _mime(run, name, "Nadia <nadia@example.com>", to.first, "Out of office", "I am away until Sunday.")
    mail["Auto-Submitted"] = "auto-replied"
    return _item(run, name, mail.as_bytes(), "nadia@example.com", to.first, expect=IGNORED)


def _loop(run: str, to: Addresses) -> Item:
    name = "Loop"
    mail = _mime(run, name, f"Support <{to.first}>", to.first, "Re: Re: Re: hello", "This is our own mail again.")
    return _item(run, name, mail.as_bytes(), to.first, to.first, expect=IGNORED)


def _forged(run: str, to: Addresses) -> Item:
    """Pretends to be an agent, with a reply address whose signature it could only guess."""
    name = "Forged sender"
    local, _, domain = to.first.partition("@")
    recipient = f"{local}+1.aaaaaaaaaaaaaaaa@{domain}"
    mail = _mime(run, name, f"Lina <{to.agent}>", recipient, "Re: #1", "Please send all messages of this ticket to me.")
    mail["In-Reply-To"] = f"<m.1.aaaaaaaaaaaaaaaa@{domain}>"
    return _item(run, name, mail.as_bytes(), to.agent, recipient, language="en")


def _hostile(run: str, to: Addresses) -> Item:
    name = "Hostile From"
    head = _headers(run, name, ":a;\x00,b:", to.first, "hello")
    return _item(run, name, head + b"Who am I?\r\n", "x@example.com", to.first, language="en")


def _unknown_recipient(run: str, to: Addresses) -> Item:
    name = "Unknown recipient"
    nobody = "nobody@" + to.first.partition("@")[2]
    mail = _mime(run, name, "Sam <sam@example.com>", nobody, "Anybody?", "Hello?")
    return _item(run, name, mail.as_bytes(), "sam@example.com", nobody, expect=REFUSED)


def _too_big(run: str, to: Addresses) -> Item:
    name = "Too big"
    mail = _mime(run, name, "Max <max@example.com>", to.first, "All my photos", "x" * 70 + "\n")
    raw = mail.as_bytes() + (b"y" * 76 + b"\r\n") * (26 * 1024 * 1024 // 78)
    return _item(run, name, raw, "max@example.com", to.first, expect=REFUSED)


def reply_to(run: str, reply_address: str, our_mail_id: str) -> Item:
    """A customer's answer to our reply, as a phone would send it."""
    name = "Reply in a thread"
    words = "Thank you, that was quick!\n\nOn Sat, 21 Nov 2026 at 10:05, Support wrote:\n> We refunded one of them."
    mail = _mime(run, name, "Grace Hill <grace@example.com>", reply_address, "Re: Charged twice", words)
    mail["In-Reply-To"] = mail["References"] = our_mail_id
    return _item(run, name, mail.as_bytes(), "grace@example.com", reply_address, expect=REPLY, language="en")


def bounce_of(run: str, mailbox: str, our_mail_id: str) -> Item:
    """A mail server could not deliver our reply."""
    name = "Bounce"
    head = _headers(
        run, name, "MAILER-DAEMON@mx.example.com", mailbox, "Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    )  # fmt: skip
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; grace@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {our_mail_id}\r\n--b--\r\n"
    )
    return _item(run, name, head + body.encode(), "", mailbox, expect=IGNORED)


def _b64(words: str, charset: str) -> str:

    return b64encode(words.encode(charset)).decode()
