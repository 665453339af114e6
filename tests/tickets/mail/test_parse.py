"""Any bytes become a mail: right ones read right, wrong ones read as well as they can be, none raises."""

import random
import time
from base64 import b64encode
from datetime import UTC, datetime
from quopri import encodestring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.mail.rules.compose import OutgoingAttachment, OutgoingMail, compose
from tickets.mail.rules.parse import Address, ParsedMail, parse, read

HEAD = b"From: Dana Levi <Dana@Customer.example>\r\nTo: support@zaytuna.example\r\nSubject: Hi\r\n"
ARABIC = "مرحباً، أين طلبي؟\nرقم الطلب ٤٤٧١ ولم يصلني أي رد.\n"
HEBREW = "שלום, איפה ההזמנה שלי?\nמספר הזמנה 4471, עדיין לא קיבלתי תשובה.\n"


def mail(headers: bytes, body: bytes) -> ParsedMail:
    parsed = read(HEAD + headers + b"\r\n\r\n" + body)
    assert parse(HEAD + headers + b"\r\n\r\n" + body) == parsed
    return parsed


def multipart(kind: str, *parts: bytes) -> bytes:
    lines = b"".join(b"--b1\r\n" + part + b"\r\n" for part in parts)
    return (
        HEAD
        + f'Content-Type: multipart/{kind}; boundary="b1"\r\n\r\npreamble\r\n'.encode()
        + lines
        + b"--b1--\r\nepilogue"
    )


def test_a_plain_mail_reads_plainly() -> None:
    parsed = read(
        b"From: =?utf-8?B?16DXldei15Q=?= <noa@customer.example>\r\n"
        b'To: "Support, Zaytuna" <support@zaytuna.example>, b@x.example\r\nCc: C <c@x.example>\r\n'
        b"Reply-To: noa.private@customer.example\r\nDelivered-To: support+12.abc@zaytuna.example\r\n"
        b"Subject: =?utf-8?Q?=D7=A9=D7=9C=D7=95?=\r\n =?utf-8?Q?=D7=9D?= 12\r\n"
        b"Date: Sat, 21 Nov 2026 11:30:00 +0200\r\nMessage-ID: <1@customer.example>\r\n"
        b"In-Reply-To: <heard.1@zaytuna.example>\r\nReferences: <0@customer.example>\r\n\t<heard.1@zaytuna.example>\r\n"
        b"X-Heard-Loop: x\r\nX-Other: y\r\n\r\nHello\r\nthere\r\n"
    )
    assert (parsed.from_name, parsed.from_email) == ("נועה", "noa@customer.example")
    assert parsed.to == (Address("Support, Zaytuna", "support@zaytuna.example"), Address("", "b@x.example"))
    assert parsed.cc == (Address("C", "c@x.example"),)
    assert parsed.reply_to == "noa.private@customer.example"
    assert parsed.delivered_to == ("support+12.abc@zaytuna.example",)
    assert parsed.subject == "שלום 12"
    assert parsed.date == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert parsed.message_id == "<1@customer.example>"
    assert parsed.in_reply_to == "<heard.1@zaytuna.example>"
    assert parsed.references == ("<0@customer.example>", "<heard.1@zaytuna.example>")
    assert parsed.text == "Hello\nthere"
    assert parsed.html is None
    assert parsed.headers == {"x-heard-loop": "x", "delivered-to": "support+12.abc@zaytuna.example"}
    assert parsed.warnings == ()


CHARSETS = [
    ("windows-1256", "cp1256", ARABIC),
    ("WINDOWS-1256", "cp1256", ARABIC),
    ("iso-8859-6", "iso8859_6", ARABIC),
    ("windows-1255", "cp1255", HEBREW),
    ("iso-8859-8-i", "iso8859_8", HEBREW),
    ("iso-8859-8", "iso8859_8", HEBREW),
    ("utf-8", "utf-8", ARABIC + HEBREW),
    # A label that is wrong or missing.
    ("us-ascii", "cp1256", ARABIC),
    ("iso-8859-1", "cp1255", HEBREW),
    ("windows-1252", "cp1255", HEBREW),
    ("iso-8859-1", "utf-8", ARABIC),
    ("windows-1256", "utf-8", ARABIC),
    ("utf-8", "cp1256", ARABIC),
    ("utf-8", "cp1255", HEBREW),
    ("", "cp1256", ARABIC),
    ("", "cp1255", HEBREW),
    ("", "utf-8", HEBREW),
    ("x-unknown", "cp1256", ARABIC),
    ("iso-8859-8-i", "cp1255", HEBREW.replace("שלום", "שָׁלוֹם")),
    ("iso-8859-1", "cp1252", "Größe, naïve café: où est ma commande ?\n"),
    ("windows-1251", "cp1251", "Здравствуйте, где мой заказ?\n"),
    ("", "cp1251", "Здравствуйте, где мой заказ? Он не пришёл.\n"),
    ("gb2312", "gb18030", "我的订单在哪里\n"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize(("label", "codec", "text"), CHARSETS)
def test_text_is_read_in_its_charset(label: str, codec: str, text: str, encoding: str) -> None:
    raw = text.encode(codec, "ignore")
    expected = raw.decode(codec).strip()
    body = {"8bit": raw, "base64": b64encode(raw), "quoted-printable": encodestring(raw)}[encoding]
    content_type = f"text/plain; charset={label}" if label else "text/plain"
    parsed = mail(f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}".encode(), body)
    assert parsed.text == expected


@pytest.mark.parametrize("charset", ["utf-7", "hex", "rot13", "unicode_escape", "idna", "zlib", "../x", "é"])
def test_a_charset_that_is_none_is_refused(charset: str) -> None:
    parsed = mail(f"Content-Type: text/html; charset={charset}".encode(), b"+ADw-script+AD4- \\u003c")
    assert parsed.html is not None
    assert "<" not in parsed.html
    assert parsed.warnings


def test_html_says_its_charset_itself() -> None:
    html = f"<html><head><meta charset='windows-1255'></head><body>{HEBREW}</body></html>".encode("cp1255")
    assert "שלום, איפה ההזמנה שלי?" in mail(b"Content-Type: text/html", html).text


SENDERS = [
    (b"Dana <dana@x.example>", "Dana", "dana@x.example"),
    (b"dana@x.example (Dana Levi)", "Dana Levi", "dana@x.example"),
    (b"DANA@X.example", "", "dana@x.example"),
    (b'"Levi, Dana" <dana@x.example>', "Levi, Dana", "dana@x.example"),
    (b'"Dana \\"D\\" Levi" <dana@x.example>', "Dana D Levi", "dana@x.example"),
    (b'"boss@corp.example" <dana@x.example>', "boss@corp.example", "dana@x.example"),
    ("דנה <dana@x.example>".encode(), "דנה", "dana@x.example"),
    ("דנה לוי <dana@x.example>".encode("cp1255"), "דנה לוי", "dana@x.example"),
    (b"=?windows-1256?B?zcfPyw==?= <a@x.example>", "حادث", "a@x.example"),
    (b"=?utf-8?Q?Dana?= =?utf-8?Q?_Levi?= <dana@x.example>", "Dana Levi", "dana@x.example"),
    (b'"=?utf-8?Q?Dana=2C_Levi?=" <dana@x.example>', "Dana, Levi", "dana@x.example"),
    (b"=?utf-8?B?2YXYsdit2KjY?= =?utf-8?B?pw==?= <a@x.example>", "مرحبا", "a@x.example"),
    (b"=?utf-8?B?!!!?= <a@x.example>", "", "a@x.example"),
    (b'"Empty" <>, "Full" <full@x.example>', "Full", "full@x.example"),
    (b"Team: dana@x.example, b@x.example;", "", "dana@x.example"),
    (b"Dana dana@x.example", "Dana", "dana@x.example"),
    (b"Dana <dana @ x.example>", "Dana", "dana@x.example"),
    (b"<dana@x.example>>", "", "dana@x.example"),
    (b"Dana\xe2\x80\xae <dana@x.example>", "Dana", "dana@x.example"),
    (b"MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System", "mailer-daemon"),
    (b":a;\x00,b:", "a", ""),
    (b"", "", ""),
    (b"undisclosed-recipients:;", "", ""),
    (b"Dana <dana>", "Dana", ""),
    (b"(((((", "(((((", ""),
    (b"<<<<>>>>@@@@", "", ""),
    (b"a@b@c", "@c", "a@b"),
    (b'"' * 999, "", ""),
]


@pytest.mark.parametrize(("value", "name", "email"), SENDERS)
def test_a_sender_is_read_as_far_as_it_goes(value: bytes, name: str, email: str) -> None:
    parsed = read(b"From: " + value + b"\r\nSubject: x\r\n\r\nHi")
    assert (parsed.from_name, parsed.from_email) == (name, email)
    assert ("sender-unreadable" in parsed.warnings) == (not email)


def test_a_sender_without_address_is_answered_where_the_mail_says() -> None:
    parsed = read(b'From: "Dana" <>\r\nReply-To: <dana@x.example>\r\n\r\nHi')
    assert (parsed.from_name, parsed.from_email) == ("Dana", "dana@x.example")
    assert parsed.warnings == ("sender-unreadable",)


def test_of_two_versions_both_are_kept() -> None:
    parsed = read(
        multipart(
            "alternative", b"Content-Type: text/plain\r\n\r\nplain", b"Content-Type: text/html\r\n\r\n<p>rich</p>"
        )
    )
    assert (parsed.text, parsed.html) == ("plain", "<p>rich</p>")


def test_html_alone_gives_the_text() -> None:
    parsed = mail(b"Content-Type: text/html; charset=utf-8", "<div dir=rtl>مرحبا<br>بكم</div>".encode())
    assert parsed.text == "مرحبا\nبكم"


def test_an_empty_plain_version_gives_way_to_html() -> None:
    raw = multipart(
        "alternative", b"Content-Type: text/plain\r\n\r\n  \r\n", b"Content-Type: text/html\r\n\r\n<p>rich</p>"
    )
    assert read(raw).text == "rich"


def test_text_around_files_is_one_text() -> None:
    raw = multipart(
        "mixed",
        b"Content-Type: text/plain\r\n\r\nbefore",
        b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC",
        b"\r\nafter",
    )
    parsed = read(raw)
    assert parsed.text == "before\n\nafter"
    assert [(one.name, one.content) for one in parsed.attachments] == [("a.png", b"\x00\x01\x02")]


def test_an_inline_image_is_known_by_its_id() -> None:
    raw = multipart(
        "related",
        b"Content-Type: text/html\r\n\r\n<img src='cid:one@x'><p>x</p>",
        b"Content-Type: image/png\r\nContent-ID: <one@x>\r\n\r\nPNG",
        b"Content-Type: image/png\r\nContent-ID: <two@x>\r\n\r\nPNG",
        b"Content-Type: text/html\r\nContent-ID: <three@x>\r\n\r\n<b>not the body</b>",
    )
    parsed = read(raw)
    assert [(one.name, one.content_id, one.inline) for one in parsed.attachments] == [
        ("image.png", "one@x", True),
        ("image.png", "two@x", False),
        ("text.html", "three@x", False),
    ]
    assert "not the body" not in (parsed.html or "")


NAMES = [
    (b'filename="a.pdf"', "a.pdf"),
    (b"filename=a.pdf", "a.pdf"),
    ('filename="תקציב.pdf"'.encode(), "תקציב.pdf"),
    (b"filename*=utf-8''%D7%AA%D7%A7.pdf", "תק.pdf"),
    (b"filename*0*=windows-1255''%FA%F7;\r\n filename*1=\"ab.pdf\"", "תקab.pdf"),
    (b'filename="=?utf-8?B?2YHYp9iq2YjYsdipLnBkZg==?="', "فاتورة.pdf"),
    (b'filename="../../etc/passwd"', "passwd"),
    (b'filename="a\\"b.pdf"', "a_b.pdf"),
    (b'filename="a.pdf', "a.pdf"),
    (b"filename=", "file"),
    (b'filename="evil\xe2\x80\xaefdp.exe"', "evilfdp.exe"),
]


@pytest.mark.parametrize(("parameter", "name"), NAMES)
def test_a_file_has_a_safe_name(parameter: bytes, name: str) -> None:
    part = b"Content-Type: application/x-thing\r\nContent-Disposition: attachment; " + parameter + b"\r\n\r\nx"
    parsed = read(multipart("mixed", b"\r\nHi", part))
    assert [one.name for one in parsed.attachments] == [name]


def test_a_forwarded_mail_is_a_file() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nSubject: =?utf-8?Q?Inv/oice?=\r\n\r\nInner"
    parsed = read(multipart("mixed", b"\r\nSee below", inner))
    assert parsed.text == "See below"
    assert [(one.name, one.media_type) for one in parsed.attachments] == [("Inv oice.eml", "message/rfc822")]


def test_a_bounce_says_what_came_back() -> None:
    status = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; Dana@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 no such user\r\n"
    )
    returned = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <heard.1@zaytuna.example>\r\nSubject: x\r\n"
    parsed = read(multipart("report; report-type=delivery-status", b"\r\nSorry", status, returned))
    assert parsed.report is not None
    assert (parsed.report.action, parsed.report.status) == ("failed", "5.1.1")
    assert parsed.report.recipient == "dana@customer.example"
    assert parsed.report.diagnostic == "smtp; 550 no such user"
    assert parsed.returned_ids == ("<heard.1@zaytuna.example>",)
    assert parsed.report_type == "delivery-status"


def test_flowed_lines_flow() -> None:
    body = b"one \r\ntwo\r\n> quoted \r\n> on\r\nthree\r\n-- \r\nDana\r\n"
    parsed = mail(b"Content-Type: text/plain; format=flowed", body)
    assert parsed.text == "one two\n> quoted on\nthree\n-- \nDana"


def test_winmail_stays_a_file() -> None:
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+"
    parsed = read(multipart("mixed", b"\r\nHi", part))
    assert [(one.name, one.media_type) for one in parsed.attachments] == [("winmail.dat", "application/ms-tnef")]


ODD = [
    (b"", ""),
    (b"\r\n\r\n\r\n", ""),
    (b"no header at all\r\njust text", "no header at all\njust text"),
    (b"From x@y Thu May  3 12:04:29 2012\nFrom: a@b.example\n\nHi", "Hi"),
    (HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nHi\r\n--x--", "Hi"),
    (HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nno end", "no end"),
    (HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno parts", "no parts"),
    (HEAD + b"Content-Type: garbage\r\n\r\nHi", "Hi"),
    (
        HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nNot really, is it? Look: words!",
        "Not really, is it? Look: words!",
    ),
    (HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8", "Hello"),
    (HEAD + b"Content-Transfer-Encoding: UTF-8\r\n\r\nHi", "Hi"),
    (HEAD + b"\r\nA\x00B\x00", "AB"),
    (HEAD + b"\r\n\xef\xbb\xbfHi", "Hi"),
    (HEAD.replace(b"\r\n", b"\n") + b"\nHi\n\nthere", "Hi\n\nthere"),
    (HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n#0V%T\n`\nend\n", "Cat"),
]


@pytest.mark.parametrize(("raw", "text"), ODD)
def test_odd_bytes_are_still_a_mail(raw: bytes, text: str) -> None:
    assert read(raw).text == text


DATES = [
    b"",
    b"yesterday",
    b"Thu, 99 Nov 2026 99:99:99",
    b"Thu, 21 Nov 1901 00:00:00 -2359",
    b"21 Nov 99999 00:00 +9999",
]


@pytest.mark.parametrize("date", DATES)
def test_a_date_that_says_nothing_is_none(date: bytes) -> None:
    assert mail(b"Date: " + date, b"x").date is None


def test_a_date_without_zone_is_utc() -> None:
    assert mail(b"Date: 21 Nov 2026 09:30:00", b"x").date == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_what_we_compose_we_can_read() -> None:
    ours = OutgoingMail(
        from_name="فريق زيتونة, الدعم",
        from_address="support@zaytuna.example",
        to=("dana@customer.example",),
        subject="رد: طلبكم رقم 4471 " * 10,
        text=ARABIC + "\n" + HEBREW,
        message_id="<heard.1@zaytuna.example>",
        references=("<0@customer.example>",),
        in_reply_to="<0@customer.example>",
        date=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        language="ar",
        direction="rtl",
        attachments=(OutgoingAttachment("فاتورة ١٢.pdf", "application/pdf", b"%PDF\x00\xff"),),
    )
    parsed = read(compose(ours))
    assert (parsed.from_name, parsed.from_email) == (ours.from_name, ours.from_address)
    assert parsed.subject == ours.subject.strip()
    assert parsed.text == ours.text.strip()
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == (
        ours.message_id,
        ours.in_reply_to,
        ours.references,
    )
    assert [(one.name, one.content) for one in parsed.attachments] == [("فاتورة ١٢.pdf", b"%PDF\x00\xff")]
    assert parsed.date == ours.date
    assert parsed.warnings == ()


PART = b"--b\r\n\r\nx\r\n"
NEST = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
BOMBS = [
    ("many parts", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + PART * 10_000, "too-many-parts"),
    ("deep", HEAD + b"".join(NEST % (depth, depth) for depth in range(1000)) + b"\r\nx", "too-deep"),
    ("deep, one name", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 1000, ""),
    ("huge", HEAD + b"\r\n" + b"x" * 26 * 1024 * 1024, "mail-cut"),
    ("one long line of html", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<b>x" * 900_000, "text-cut"),
    ("quotes", HEAD + b"\r\n" + b">" * 1_000_000, ""),
    ("tags", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 300_000, ""),
    ("cells", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<td>x" * 100_000, ""),
    ("headers", b"X: y\r\n" * 200_000 + HEAD + b"\r\nx", ""),
    ("long header", b"Subject: " + b"x " * 5_000_000 + b"\r\n\r\nx", ""),
    ("folded header", b"Subject: x\r\n" + b" y\r\n" * 1_000_000 + b"\r\nx", ""),
    ("encoded words", b"Subject: " + b"=?utf-8?Q?a?= " * 100_000 + b"\r\n\r\nx", ""),
    ("open words", b"Subject: " + b"=?utf-8?Q?" * 100_000 + b"\r\n\r\nx", ""),
    ("addresses", b"From: " + b"a@b.example, " * 100_000 + b"\r\n\r\nx", ""),
    ("brackets", b"From: " + b"<" * 100_000 + b"(" * 100_000 + b"\r\n\r\nx", ""),
    ("parameters", b"Content-Type: text/plain;" + b"a=b;" * 100_000 + b"\r\n\r\nx", ""),
    ("references", b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx", ""),
    ("boundary lines", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b" * 1_000_000, ""),
    ("spaces", HEAD + b"Content-Type: multipart/mixed\r\n\r\n" + b" " * 3_000_000 + b"--", ""),
]


@pytest.mark.parametrize(("raw", "warning"), [row[1:] for row in BOMBS], ids=[row[0] for row in BOMBS])
def test_a_bomb_is_read_in_time(raw: bytes, warning: str) -> None:
    start = time.process_time()
    parsed = read(raw)
    assert time.process_time() - start < 5
    assert not warning or warning in parsed.warnings
    assert len(parsed.attachments) <= 200


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_raise(raw: bytes) -> None:
    read(raw)


fragments = st.sampled_from(
    [
        *(
            b"\r\n",
            b"\r\n\r\n",
            b"\x00",
            b"=?utf-8?B?",
            b"?=",
            b'"',
            b"<",
            b">",
            b":;,",
            b"--b1",
            b"--b1--\r\n",
            b"\xff\xfe",
        ),
        *(b"Content-Type: ", b"multipart/alternative; boundary=b1", b"text/html; charset=", b"message/delivery-status"),
        *(
            b"utf-16",
            b"utf-7",
            b"From: ",
            b"Date: ",
            b"References: ",
            b"Content-Transfer-Encoding: base64",
            b"filename*0*=",
        ),
        *(b"message/rfc822", b"<a@b.example>", b"<div>", b"=D7", "שלום".encode("cp1255"), "مرحبا".encode()),
    ]
)


@settings(deadline=None)
@given(st.lists(fragments | st.binary(max_size=8), max_size=60).map(b"".join))
def test_no_pieces_of_mail_raise(raw: bytes) -> None:
    read(raw)


@settings(deadline=None, max_examples=300)
@given(st.integers())
def test_no_damaged_mail_raises(seed: int) -> None:
    chance = random.Random(seed)
    raw = bytearray(chance.choice([one[1] for one in BOMBS if len(one[1]) < 2000] or [HEAD]) + _sample(chance))
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(3):
            case 0:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del raw[at : at + chance.randrange(100)]
            case _:
                raw[at:at] = raw[: chance.randrange(1, 100)]
    read(bytes(raw))


def _sample(chance: random.Random) -> bytes:
    html = b"Content-Type: text/html; charset=windows-1255\r\n\r\n<p>" + HEBREW.encode("cp1255") + b"</p>"
    return multipart(
        chance.choice(["mixed", "alternative", "related", "report", "signed"]),
        b"Content-Type: text/plain; charset=windows-1256\r\n\r\n" + ARABIC.encode("cp1256", "ignore"),
        html,
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
        b"Content-Type: image/png\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b64encode(b"x" * 99),
    )
