"""One mail cannot keep a worker busy: what grows with the square of its size is bounded."""

import time
from collections.abc import Callable

import pytest

from tickets.mail.rules.parse import read

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
