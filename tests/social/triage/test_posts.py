"""How good the rules are, on sentences of our own in three languages. bench/triage.py prints the whole table.

`seen` are those the word lists were written with; `unseen` were written after them and are never tuned for.
"""

import pytest

from bench.triage import LANGUAGES, Measured, measure

SEEN = 0.85
UNSEEN = 0.7
"""Of all posts, with the right intent. What the rules do not know is "unsure": a person reads it."""


def test_there_are_forty_posts_a_language() -> None:
    assert all(measure("seen", language).total >= 40 for language in LANGUAGES)
    assert all(measure("unseen", language).total >= 20 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_posts_are_told_apart(language: str) -> None:
    found = measure("seen", language)
    assert found.share >= SEEN, found.wrong
    assert _precision(found, "complaint") >= 0.9, found.wrong
    assert _precision(found, "praise") >= 0.9, found.wrong
    assert found.recall("complaint") >= 0.8, found.wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_posts_that_nobody_tuned_for_are_told_apart_or_left_to_a_person(language: str) -> None:
    found = measure("unseen", language)
    assert found.share >= UNSEEN, found.wrong
    assert _precision(found, "praise") >= 0.8, found.wrong
    assert _precision(found, "complaint") >= 0.8, found.wrong


def test_no_complaint_is_taken_for_praise() -> None:
    pairs = [pair for part in ("seen", "unseen") for language in LANGUAGES for pair in measure(part, language).wrong]
    assert not [text for wanted, got, text in pairs if (wanted, got) == ("complaint", "praise")]


def _precision(found: Measured, intent: str) -> float:
    precision = found.precision(intent)
    assert precision is not None, intent
    return precision
