"""Our mail reads back as it was meant, whatever was put into it."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpdesk.lib.test_html import PAYLOADS, Walk
from tickets.mail.rules.compose import Automatic, OutgoingAttachment, OutgoingMail, compose
from tickets.mail.rules.writing import InvalidAddress, file_name, mailbox

MAIL = OutgoingMail(
    from_name="فريق زيتونة",
    from_address="support@zaytuna.example",
    to=("dana@customer.example",),
    reply_to="support+12.abcdefghijklmnop@zaytuna.example",
    subject="رد: طلبكم رقم 4471",
    text="مرحبا دانة،\n\n- سنعيد **الشحن** اليوم\n- iPhone 15",
    message_id="<heard.1@zaytuna.example>",
    in_reply_to="<customer.1@mail.example>",
    references=("<customer.0@mail.example>", "<customer.1@mail.example>"),
    date=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    language="ar",
    direction="rtl",
)


def read(mail: OutgoingMail) -> Message:
    raw = compose(mail)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return message_from_bytes(raw, policy=compat32)


def text_of(message: Message, media_type: str) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == media_type)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8").replace("\r\n", "\n")


def header(message: Message, name: str) -> str:
    values = message.get_all(name, [])
    assert len(values) <= 1
    return str(make_header(decode_header(values[0]))).replace("\r\n", "") if values else ""


def test_headers_say_who_what_and_to_which_thread() -> None:
    message = read(MAIL)
    assert header(message, "From") == "فريق زيتونة <support@zaytuna.example>"
    assert header(message, "To") == "dana@customer.example"
    assert header(message, "Reply-To").endswith("<support+12.abcdefghijklmnop@zaytuna.example>")
    assert header(message, "Subject") == "رد: طلبكم رقم 4471"
    assert message["Message-ID"] == "<heard.1@zaytuna.example>"
    assert message["In-Reply-To"] == "<customer.1@mail.example>"
    assert message["References"].split() == ["<customer.0@mail.example>", "<customer.1@mail.example>"]
    assert message["Date"] == "Sat, 21 Nov 2026 09:30:00 +0000"
    assert message["X-Heard-Loop"] == "support@zaytuna.example"
    assert message["Auto-Submitted"] is None
    assert message["Cc"] is None


def test_text_and_html_say_the_same_in_their_direction() -> None:
    message = read(MAIL)
    assert message.get_content_type() == "multipart/alternative"
    assert text_of(message, "text/plain") == MAIL.text + "\n"
    html = text_of(message, "text/html")
    assert '<div dir="rtl" lang="ar"' in html
    assert "text-align:right" in html
    assert "<li>سنعيد <strong>الشحن</strong> اليوم</li>" in html


def test_the_same_mail_is_the_same_bytes() -> None:
    mail = replace(MAIL, attachments=(OutgoingAttachment("a.txt", "text/plain", b"x"),))
    assert compose(mail) == compose(mail)


def test_signature_and_quote_keep_their_own_direction() -> None:
    mail = replace(MAIL, signature="Dana Levi\nZaytuna", quoted="איפה ההזמנה?\nתודה", quoted_intro="كتب العميل:")
    message = read(mail)
    assert text_of(message, "text/plain").endswith("-- \nDana Levi\nZaytuna\n\nكتب العميل:\n> איפה ההזמנה?\n> תודה\n")
    html = text_of(message, "text/html")
    assert '<div dir="ltr"' in html
    assert '<blockquote type="cite" dir="rtl"' in html


@pytest.mark.parametrize("how", ["auto-replied", "auto-generated"])
def test_only_automatic_mail_says_that_it_is(how: Automatic) -> None:
    assert read(replace(MAIL, automatic=how))["Auto-Submitted"] == how
    assert read(replace(MAIL, automatic=how))["X-Auto-Response-Suppress"] == "All"


def test_a_closing_line_stands_between_signature_and_quote() -> None:
    closing = "Read it here: https://zaytuna.example/c/x/"
    text = text_of(read(replace(MAIL, signature="Lina", closing=closing, quoted="before")), "text/plain")
    assert text.index("Lina") < text.index(closing) < text.index("> before")
    html = text_of(read(replace(MAIL, closing=closing)), "text/html")
    assert 'href="https://zaytuna.example/c/x/"' in html


def test_an_attachment_arrives_whole_under_its_name() -> None:
    content = bytes(range(256)) * 100
    attachment = OutgoingAttachment("فاتورة ١٢.pdf", "application/pdf", content)
    part = read(replace(MAIL, attachments=(attachment,))).get_payload(1)
    assert isinstance(part, Message)
    assert part.get_filename() == "فاتورة ١٢.pdf"
    assert part.get_content_type() == "application/pdf"
    assert part.get_payload(decode=True) == content


@pytest.mark.parametrize(
    "media_type", ["", "text", "text/html; x=y", "message/rfc822", "multipart/mixed", "a/b\r\nX: y", "é/b"]
)
def test_a_media_type_that_says_nothing_safe_becomes_plain_bytes(media_type: str) -> None:
    attachment = OutgoingAttachment("a", media_type, b"x")
    part = read(replace(MAIL, attachments=(attachment,))).get_payload(1)
    assert isinstance(part, Message)
    assert part.get_content_type() == "application/octet-stream"


EVIL = "x\r\nBcc: all@evil.example\r\n\r\n<script >alert(1)</script >\x00\n.\r"
EXPECTED_HEADERS = {
    *("date", "from", "to", "reply-to", "subject", "message-id", "in-reply-to", "references", "content-language"),
    *("x-heard-loop", "mime-version", "content-type"),
}
text = st.text() | st.text(alphabet='\r\n\x00\x0b\u2028:;,<>@"\\=?א\u202e a', max_size=300)


@settings(deadline=None)
@given(name=text, subject=text, body=text, quoted=text, signature=text)
def test_nothing_written_by_people_adds_a_header(
    name: str, subject: str, body: str, quoted: str, signature: str
) -> None:
    mail = replace(
        MAIL, from_name=name, subject=subject, text=body, quoted=quoted, quoted_intro=name, signature=signature
    )
    message = read(mail)
    assert {key.lower() for key in message.keys()} <= EXPECTED_HEADERS  # noqa: SIM118
    assert not any(part.defects for part in message.walk())
    assert len(message.get_payload()) == 2


@settings(deadline=None)
@given(st.text(max_size=100))
def test_a_name_never_becomes_an_address(name: str) -> None:
    message = read(replace(MAIL, from_name=name))
    assert message["From"].rstrip().endswith("support@zaytuna.example>") or message["From"] == "support@zaytuna.example"


def test_a_hostile_mail_is_one_mail() -> None:
    message = read(
        replace(MAIL, subject=EVIL, from_name=EVIL, text=EVIL, in_reply_to=EVIL, references=(EVIL,), language=EVIL)
    )
    assert message["Bcc"] is None
    assert header(message, "Subject") == "x Bcc: all@evil.example <script >alert(1)</script > ."
    assert message["In-Reply-To"] is None
    assert "<script" not in text_of(message, "text/html")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_reaches_the_html_part(payload: str) -> None:
    mail = replace(MAIL, text=payload, signature=payload, quoted=payload, quoted_intro=payload)
    body = text_of(read(mail), "text/html").partition("<body>")[2].partition("</body>")[0]
    for own in (' class="gmail_quote"', ' type="cite"'):
        body = body.replace(own, "")
    body = body.replace('<div style="', '<div title="')

    class Inside(Walk):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            super().handle_starttag(tag, [(name, value) for name, value in attrs if name != "style"])

    Inside().feed(body)


@pytest.mark.parametrize(
    "subject", ["x" * 2000, "كلمة " * 500, "=?utf-8?q?not_encoded?=", "a" * 70 + " " + "b" * 200, ""]
)
def test_long_and_odd_subjects_read_back(subject: str) -> None:
    assert header(read(replace(MAIL, subject=subject)), "Subject") == subject.strip()[:400].strip()


def test_long_references_keep_the_first_and_the_last_ones() -> None:
    ids = [f"<{number}.{'x' * 200}@mail.example>" for number in range(60)]
    references = read(replace(MAIL, references=tuple(ids), in_reply_to=ids[-1]))["References"].split()
    assert references == [ids[0], *ids[-20:]]


NAMES = [
    ("Dana", "Dana <d@x.example>"),
    ("Levi, Dana", '"Levi, Dana" <d@x.example>'),
    ('Dana "D" \\ Levi', '"Dana \\"D\\" \\\\ Levi" <d@x.example>'),
    ("", "d@x.example"),
    ("d@y.example", '"d@y.example" <d@x.example>'),
    ("Dana\u202e\r\nLevi", "Dana Levi <d@x.example>"),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_names_are_quoted_where_needed(name: str, written: str) -> None:
    assert mailbox(name, "d@x.example") == written


def test_a_host_in_another_script_is_written_in_punycode() -> None:
    assert mailbox("", "d@دعم.example") == "d@xn--ugbu0b.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "@x.example",
        "x@",
        "x@y z",
        "x@y\r\nBcc: z@e",
        "x y@z.example",
        "a@b@c.example",
        "<a@b.example>",
        "a,b@c.example",
        "دانة@x.example",
        "a@-x.example",
        "a@x..example",
        "a.@x.example",
        "x" * 65 + "@x.example",
        "a@" + "دعم" * 100 + ".example",
    ],
)
def test_an_address_that_cannot_be_written_is_refused(address: str) -> None:
    with pytest.raises(InvalidAddress):
        compose(replace(MAIL, to=(address,)))


FILE_NAMES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\x\\a.doc", "a.doc"),
    (".htaccess", "htaccess"),
    ("a\u202egpj.exe", "agpj.exe"),
    ("a\r\nX-Evil: 1.txt", "a X-Evil_ 1.txt"),
    ("", "file"),
    ("..", "file"),
    ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ("تقرير نهائي.pdf", "تقرير نهائي.pdf"),
]


@pytest.mark.parametrize(("given_name", "kept"), FILE_NAMES)
def test_file_names_lose_their_tricks(given_name: str, kept: str) -> None:
    assert file_name(given_name) == kept
