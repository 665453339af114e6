"""Reasons in words, in the right number."""

import pytest
from django.utils.translation import override

from social.triage import words
from social.triage.rules.priority import INTENTS, NEEDS

CASES = [
    ("waiting", {"minutes": 1}, "1 minute without a word"),
    ("waiting", {"minutes": 53}, "53 minutes without a word"),
    ("waiting", {"minutes": 2761}, "46 hours without a word"),
    ("waiting", {"minutes": 3 * 1440}, "3 days without a word"),
    ("again", {"times": 1}, "Wrote 1 time before"),
    ("unanswered", {"times": 2}, "2 times without an answer"),
    ("reach", {"followers": 40}, "Reach: 40 followers"),
    ("need.child", {}, "A child is affected"),
    ("known", {}, "A customer we know"),
]


@pytest.mark.parametrize(("code", "values", "said"), CASES)
def test_a_reason_is_said_in_words(code: str, values: dict[str, int], said: str) -> None:
    (line,) = words.reasons([[code, 7, values]])
    assert (line.code, str(line.text), line.points) == (code, said, 7)


@pytest.mark.parametrize(
    ("followers", "said"),
    [
        (3, "3 متابعين"),
        (12, "12 متابعًا"),
        (1_203, "1.2 ألف متابع"),
        (5_000, "5 آلاف متابع"),
        (210_000, "210 آلاف متابع"),
        (12_400_000, "12.4 مليون متابع"),
    ],
)
def test_a_shortened_number_takes_the_form_of_a_thousand(followers: int, said: str) -> None:
    with override("ar"):
        (line,) = words.reasons([["reach", 1, {"followers": followers}]])
        assert str(line.text) == f"الانتشار: {said}"


def test_every_reason_has_words() -> None:
    codes = [*INTENTS, "spam", "news", "severe", *(f"need.{code}" for code in NEEDS)]
    assert [line.code for line in words.reasons([[code, 1, {}] for code in codes]) if str(line.text) == line.code] == []
