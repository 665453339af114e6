"""What we say by default when we give something, in three languages."""

import pytest

from helpdesk.lib.text import strip_bidi
from tickets.recovery import money, words
from tickets.recovery.models import Kind


def say(kind: str, language: str, currency: str = "SAR") -> str:
    open_words = words.by_default(kind, language, "Noura")
    amount = money.said(4000, currency, language)
    return strip_bidi(words.filled(open_words, amount=amount, code="ABCD" if kind == Kind.VOUCHER else ""))


@pytest.mark.parametrize("currency", ["SAR", "AED", "EGP", "JOD", "ILS", "USD"])
@pytest.mark.parametrize("language", ["ar", "he", "en"])
@pytest.mark.parametrize("kind", Kind.values)
def test_a_sentence_has_one_full_stop_whatever_the_currency_is_called(kind: str, language: str, currency: str) -> None:
    said = say(kind, language, currency)
    assert ".." not in said
    assert words.unknown(words.by_default(kind, language), kind) == []


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        (Kind.REFUND, "ar", "Noura، مبلغ 40.00\u00a0ر.س. في طريقه إليك."),
        (Kind.VOUCHER, "ar", "Noura، قسيمة منّا بقيمة 40.00\u00a0ر.س. رمزها ABCD، وتُستعمل مرّة واحدة."),
        (Kind.REFUND, "he", "Noura, אנחנו מחזירים לך 40.00\u00a0SAR."),
        (Kind.REFUND, "en", "Noura, we are refunding you SAR\u00a040.00."),
    ],
)
def test_the_sum_stands_within_the_sentence(kind: str, language: str, said: str) -> None:
    assert say(kind, language) == said
