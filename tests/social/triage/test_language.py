"""In which language is it?"""

import pytest

from social.triage.rules import language

CASES = [
    ("وين طلبي؟ صار له أسبوع", "", "ar"),
    ("iPhone 15 ما يشتغل عندي", "", "ar"),
    ("מחכה כבר שבוע", "", "he"),
    ("השירות של stc גרוע", "", "he"),
    ("Where is my order?", "", "en"),
    ("7ajti mish ma32oole", "", "ar-Latn"),
    ("shu had el khara ya zain", "", "ar-Latn"),
    ("el app msh shaghal ba2alo yomen", "", "ar-Latn"),
    ("fein el order beta3i?", "", "ar-Latn"),
    ("I have 3 orders and my 2nd one is late", "", "en"),
    ("Order a4471b never came, MP3 player, covid19", "", "en"),
    ("b2b sales and web2print", "", "en"),
    ("سلام، سفارش من کجاست؟ چرا پاسخ نمی‌دهید", "", "fa"),
    ("میرا آرڈر کہاں ہے؟ جواب دیں", "", "ur"),
    ("Où est ma commande ? Toujours rien", "fr", "fr"),
    ("Where is my order?", "fr", "en"),
    ("Where is my order? It is late and you are not answering", "ar", "en"),
    ("😡😡", "", ""),
    ("😡😡", "ar", ""),
    ("12345", "", ""),
    ("", "", ""),
    ("@zaytuna #خدمة https://x.example/ar", "", ""),
]


@pytest.mark.parametrize(("text", "hint", "code"), CASES)
def test_the_script_says_it(text: str, hint: str, code: str) -> None:
    assert language.of(text, hint) == code


def test_a_code_fits_its_column() -> None:
    assert language.of("Bonjour", "x" * 40) == "x" * 8
