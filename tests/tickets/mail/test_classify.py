"""A machine is known for a machine; a person is never taken for one."""

import pytest

from tickets.mail.rules.classify import Kind, classify
from tickets.mail.rules.parse import parse

OWN = frozenset({"support@zaytuna.example", "sales@zaytuna.example"})
OUR_ID = "<heard.0192f0c17d4e7abc8def0123456789ab.4812.abcdefghijklmnop@zaytuna.example>"


def mail(headers: str = "", sender: str = "Dana <dana@customer.example>", subject: str = "Where is my order?") -> bytes:
    extra = f"{headers.strip()}\n" if headers else ""
    return f"From: {sender}\nTo: support@zaytuna.example\nSubject: {subject}\n{extra}\nHello\n".encode()


CASES = [
    ("a question", mail(), Kind.PERSON),
    ("an answer", mail("In-Reply-To: <1@mail.example>"), Kind.PERSON),
    ("auto-submitted: no", mail("Auto-Submitted: no"), Kind.PERSON),
    ("normal precedence", mail("Precedence: normal"), Kind.PERSON),
    ("a contact form", mail("Auto-Submitted: auto-generated"), Kind.PERSON),
    ("a shop that wants no answers", mail("X-Auto-Response-Suppress: All"), Kind.PERSON),
    ("a postmaster who asks", mail(sender="postmaster@customer.example"), Kind.PERSON),
    ("a customer about bounces", mail(subject="Undeliverable: why do your mails come back?"), Kind.PERSON),
    ("a customer about auto-replies", mail(subject="Automatic reply does not work"), Kind.PERSON),
    ("our group forwards to us", mail("List-Id: Support <support.zaytuna.example>\nPrecedence: list"), Kind.PERSON),
    ("our group, by its address", mail("List-Post: <mailto:support@zaytuna.example>"), Kind.PERSON),
    ("a colleague of the same domain", mail(sender="alice@zaytuna.example"), Kind.PERSON),
    ("another desk answers us", mail("X-Heard-Loop: support@tapuz.example"), Kind.PERSON),
    ("out of office", mail("Auto-Submitted: auto-replied"), Kind.AUTO_REPLY),
    ("with a comment", mail("Auto-Submitted: auto-replied (vacation)"), Kind.AUTO_REPLY),
    ("with a parameter", mail("Auto-Submitted: auto-replied; owner-email=x@y.example"), Kind.AUTO_REPLY),
    ("generated in answer", mail("Auto-Submitted: auto-generated\nIn-Reply-To: <1@x.example>"), Kind.AUTO_REPLY),
    ("old header", mail("X-Autoreply: yes"), Kind.AUTO_REPLY),
    ("old header says no", mail("X-Autoreply: no"), Kind.PERSON),
    ("precedence", mail("Precedence: auto_reply"), Kind.AUTO_REPLY),
    ("outlook, english", mail(subject="Automatic reply: your order"), Kind.AUTO_REPLY),
    ("outlook, arabic", mail(subject="رد تلقائي: طلبكم"), Kind.AUTO_REPLY),
    ("outlook, hebrew", mail(subject="מענה אוטומטי: פנייה 12"), Kind.AUTO_REPLY),
    ("vacation with null return path", mail("Return-Path: <>\nAuto-Submitted: auto-replied"), Kind.AUTO_REPLY),
    ("read receipt", mail("Content-Type: multipart/report; report-type=disposition-notification"), Kind.AUTO_REPLY),
    ("mailer-daemon", mail(sender="MAILER-DAEMON (Mail Delivery System)"), Kind.BOUNCE),
    ("mailer-daemon of our own host", mail(sender="Mailer-Daemon@zaytuna.example"), Kind.BOUNCE),
    (
        "postmaster that could not deliver",
        mail(sender="postmaster@x.example", subject="Undeliverable: Re"),
        Kind.BOUNCE,
    ),
    ("null return path", mail("Return-Path: <>"), Kind.BOUNCE),
    ("report", mail('Content-Type: multipart/report; report-type="delivery-status"; boundary=b'), Kind.BOUNCE),
    ("exim", mail("X-Failed-Recipients: dana@customer.example"), Kind.BOUNCE),
    ("arabic bounce without sender", mail(sender="", subject="تعذر التسليم: طلبكم"), Kind.BOUNCE),
    ("list", mail("List-Id: News <news.shop.example>"), Kind.LIST),
    ("bulk", mail("Precedence: bulk"), Kind.LIST),
    ("our own mark", mail("X-Heard-Loop: Support@Zaytuna.example"), Kind.LOOP),
    ("our own address", mail(sender="Zaytuna <SUPPORT@zaytuna.example>"), Kind.LOOP),
    ("our own plus address", mail(sender="support+12.abcdefghijklmnop@zaytuna.example"), Kind.LOOP),
    ("our own Message-ID", mail(f"Message-ID: {OUR_ID}"), Kind.LOOP),
    ("an answer to our Message-ID", mail(f"In-Reply-To: {OUR_ID}"), Kind.PERSON),
]


@pytest.mark.parametrize(("raw", "kind"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_mail_is_of_one_kind(raw: bytes, kind: Kind) -> None:
    found = classify(parse(raw), OWN)
    assert found.kind == kind, found
    assert found.reason


def test_the_envelope_decides_over_the_return_path_header() -> None:
    parsed = parse(mail("Return-Path: <>"))
    assert classify(parsed, OWN, envelope_from="dana@customer.example").kind == Kind.PERSON
    assert classify(parse(mail()), OWN, envelope_from="").kind == Kind.BOUNCE
    assert classify(parse(mail()), OWN, envelope_from="<>").kind == Kind.BOUNCE


@pytest.mark.parametrize(
    "headers", ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: OOF, AutoReply", "List-Unsubscribe: <x>"]
)
def test_who_asks_for_no_automatic_answer_gets_none(headers: str) -> None:
    found = classify(parse(mail(headers)), OWN)
    assert (found.kind, found.answerable) == (Kind.PERSON, False)


def test_only_people_may_be_answered_by_a_machine() -> None:
    for _, raw, kind in CASES:
        assert classify(parse(raw), OWN).answerable <= (kind == Kind.PERSON)
    assert classify(parse(mail()), OWN).answerable
