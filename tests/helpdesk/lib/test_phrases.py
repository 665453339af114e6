"""Words and phrases, found in spite of their spelling, where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpdesk.lib.phrases import Phrases, outermost, words


def _found(phrases: list[str], text: str) -> list[str]:
    said = words(text)
    return [text[said[hit.first].start : said[hit.last].end] for hit in Phrases(phrases).find(said)]


CASES = [
    (["طلب"], "وين طَلَبي والطلب", ["والطلب"]),
    (["طلب*"], "وين طَلَبي والطلب", ["طَلَبي", "والطلب"]),
    (["نعوضك"], "وسنعوّضـــك", ["وسنعوّضـــك"]),
    (["سيئه"], "خدمة سيئة", ["سيئة"]),
    (["שלום"], "השלום", ["השלום"]),
    (["צהל"], 'צה"ל ו-צה״ל', ['צה"ל', "צה״ל"]),
    (["don't"], "Don’t dont DON'T", ["Don’t", "dont", "DON'T"]),
    (["so slow"], "It is soooo slow!", ["soooo slow"]),
    (["we|i told"], "I told you, we told you", ["I told", "we told"]),
    (["give .. money"], "give you back your money, give it to me and my money", ["give you back your money"]),
    (["not|never good"], "not good, never good, no good", ["not good", "never good"]),
    (["a", "a b", "a b c"], "a b c d", ["a b c"]),
    (["بنون"], "ون", []),
    (["stc"], "ב-stc", ["stc"]),
]


@pytest.mark.parametrize(("phrases", "text", "found"), CASES)
def test_a_phrase_is_found_as_people_write_it(phrases: list[str], text: str, found: list[str]) -> None:
    assert _found(phrases, text) == found


def test_what_stands_within_a_longer_one_is_left_out() -> None:
    said = words("a b c")
    assert [hit.phrase for hit in outermost(Phrases(["a b c", "b c", "c"]).find(said))] == ["a b c"]


@given(some.text(max_size=200))
def test_every_word_stands_where_it_says(text: str) -> None:
    last = 0
    for word in words(text):
        assert word.text
        assert last <= word.start < word.end <= len(text)
        last = word.end
