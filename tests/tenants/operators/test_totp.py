import base64

import pytest

from tenants.operators import totp

# RFC 6238, appendix B: the SHA-1 rows.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // 30, digits=8) == code


@pytest.mark.parametrize(("early", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_wrong(early: int, taken: bool) -> None:
    now = 1_800_000_000
    code = totp.code_at(SECRET, (now + early) // 30)
    assert (totp.step_of(SECRET, code, now=now, after=0) is not None) == taken


def test_a_step_is_good_once() -> None:
    now = 1_800_000_000
    code = totp.code_at(SECRET, now // 30)
    step = totp.step_of(SECRET, code, now=now, after=0)
    assert step == now // 30
    assert totp.step_of(SECRET, code, now=now, after=step) is None


@pytest.mark.parametrize("code", ["", "12345", "١٢٣٤٥٦", "abcdef"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert totp.step_of(SECRET, code, now=1_800_000_000, after=0) is None


def test_the_uri_is_what_apps_read() -> None:
    uri = totp.uri(SECRET, account="ada@platform.example", issuer="Heard platform")
    assert uri.startswith("otpauth://totp/Heard%20platform:ada%40platform.example?secret=")
    assert uri.endswith("&issuer=Heard%20platform&period=30&digits=6")
