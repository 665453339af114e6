"""A sender's name for a file is shown and saved, never followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpdesk.lib.text import BIDI_CONTROLS
from tenants.files.rules import LONGEST_NAME, LONGEST_NAME_BYTES, clean_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("صورة الكنبة.png", "صورة الكنبة.png"),
        ("תמונה.jpg", "תמונה.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\bill.exe", "bill.exe"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2067عقد\u2069.pdf", "عقد.pdf"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ("a\x00.png", "a.png"),
        ('say "hi"?.txt', "say _hi__.txt"),
        ("نمی\u200cشود.pdf", "نمی\u200cشود.pdf"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("", "file"),
        ("...", "file"),
        ("folder/", "file"),
        ("\ud800", "_"),
    ],
)
def test_a_name_is_cleaned(sent: str, shown: str) -> None:
    assert clean_name(sent) == shown


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("a" * 500 + ".pdf") == "a" * (LONGEST_NAME - 4) + ".pdf"
    arabic = clean_name("ع" * 500 + ".pdf")
    assert arabic.endswith("ع.pdf")
    assert len(arabic.encode()) <= LONGEST_NAME_BYTES


@given(some.text(max_size=400))
def test_whatever_is_sent_the_name_is_one_visible_part_of_a_path(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST_NAME
    assert len(name.encode()) <= LONGEST_NAME_BYTES
    assert not set(name) & set('/\\<>:"|?*\r\n\t\x00' + BIDI_CONTROLS)
    assert not name.startswith((".", " "))
    assert clean_name(name) == name
