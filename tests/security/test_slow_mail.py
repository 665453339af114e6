"""One mail cannot keep a worker busy: what grows with the square of its size is bounded."""

import time
from collections.abc import Callable

import pytest

from helpdesk.lib.html import clean, to_text
from tickets.mail.rules.parse import read
from tickets.mail.rules.trim_html import trim_html

SECONDS = 5.0


def took(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("value", [b"<" + b"a" * 15_990 + b"<", b'\\"' * 8000, b'"' + b'\\"' * 8000])
def test_address_headers_that_never_end_are_read_at_once(value: bytes) -> None:
    names = (b"From", b"Reply-To", b"To", b"Cc", b"Sender", b"Delivered-To", b"X-Original-To")
    raw = b"".join(name + b": " + value + b"\r\n" for name in names for _ in range(20)) + b"\r\nhello\r\n"
    assert took(lambda: read(raw)) < SECONDS


def test_a_tag_with_a_hundred_thousand_attributes_is_read_as_text() -> None:
    markup = f"<a {' '.join(f'a{number}=1' for number in range(100_000))}>hello</a>"
    assert took(lambda: clean(markup)) + took(lambda: to_text(markup)) + took(lambda: trim_html(markup)) < SECONDS
    assert "hello" in clean(markup)


@pytest.mark.parametrize(
    "tag", ["<i title={}>", "<b <{}>", "<u a='>' b{}>", '<s "="{}>', "<font size={}/>", "<B X{}\n>"]
)
def test_styles_that_are_left_open_do_not_multiply(tag: str) -> None:
    markup = "<p>" + "".join(tag.format(number) for number in range(190)) + "<p>x" * 20_000
    assert len(clean(markup)) < 10 * len(markup)


def test_an_ordinary_mail_keeps_its_bold() -> None:
    markup = "<p><b>one</b> <b style='mso-bidi-font-weight:normal'>two</b></p>" * 2000
    assert clean(markup).count("<b>") == 4000


@pytest.mark.parametrize("hidden", ["<div><!--</div>-->", "<div x='</div>'>", '<span x="</span>">'])
def test_a_depth_that_hides_from_the_count_is_bounded(hidden: str) -> None:
    markup = hidden * (2_000_000 // len(hidden)) + "hello"
    assert took(lambda: clean(markup)) + took(lambda: to_text(markup)) < SECONDS
    just_below = hidden * 19_000 + "hello"
    assert took(lambda: clean(just_below)) < SECONDS
