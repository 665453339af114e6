"""Mails built to exhaust us become tickets like any other, in seconds."""

import time

import pytest

from tests.factories.mail import take_in
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
HEAD = b"From: n@example.com\nTo: support@zaytuna.localhost\nSubject: Torn\nMIME-Version: 1.0\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"
SECONDS = 20


def _nested(depth: int) -> bytes:
    raw = HEAD
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return raw + b"Content-Type: text/plain\n\nTorn\n"


BOMBS = {
    "10,000 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/plain; name=a.txt\n\nx\n" * 10_000,
    "1,000 levels": _nested(1000),
    "a million quotes": HEAD + b"\n" + b">" * 1_000_000,
    "a hundred thousand quoted lines": HEAD + b"\n" + b"> torn\n" * 100_000,
    "300,000 tags": HTML + b"<div>" * 300_000,
    "100,000 attributes": HTML + b"<p " + b"a=b " * 100_000 + b">x</p>",
    "a line of 20 MB": HEAD + b"\n" + b"x" * 20_000_000,
    "10,000 headers": HEAD + b"X-A: b\n" * 10_000 + b"\nTorn",
    "a header of 5 MB": HEAD + b"References: " + b"<a@b> " * 800_000 + b"\n\nTorn",
    "10,000 recipients": HEAD + b"Cc: " + b", ".join(b"a%d@b.example" % n for n in range(10_000)) + b"\n\nTorn",
    "a million words": HEAD + b"\n" + " ".join(f"كلمة{n}" for n in range(1_000_000)).encode(),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_a_ticket_in_seconds(zaytuna: Desk, name: str) -> None:
    start = time.process_time()
    done = take_in(zaytuna, BOMBS[name])
    assert (done.state, done.outcome, done.reason) == ("done", "ticket", "nothing says otherwise")
    assert time.process_time() - start < SECONDS
