"""The one spelling holds for any text, and what was hit can be shown in the words as they were written."""

import time
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from social.listening.rules import query, terms
from social.listening.rules.folding import fold, trace
from social.listening.rules.scanning import Scanned, Scanner, Wanted

LETTERS = "زينكاشالعربيבזקיתונהךםןabczIİıß٣5_-. '#@/"
LETTERS += "\u0640\u064e\u05b6\u200d\u200c\u2067\u2069\ufe8e\ufdf2é\u0301\u0307😡👍🏽\n"
TEXTS = st.text() | st.text(LETTERS, max_size=60)
NAMES = ["زين", "زين كاش", "بזק", "בזק", "زيتونة", "abc", "a-b-c", "ab", "ציון", "العربي"]
EMOJI = st.sampled_from(["😡", "👍🏽", "👩‍👩‍👧", "❤️", "🇸🇦"])


def scan(text: str, names: list[str] = NAMES) -> Scanned:
    """Each name is a listener of its own."""
    keys = {one: uuid.uuid5(uuid.NAMESPACE_URL, one) for one in names}
    made = [Wanted(None, key, key, terms.forms("phrase", one)) for one, key in keys.items()]
    return Scanner(made).scan(text)


@given(TEXTS)
@example("e\u200d\u0301")
@example("I\u0307")
@example("i\u0307\u0301")
@example("ΐ")
@example("\u1e9b\u0323")
@example("\u1100\u200d\u1161")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
@example("e\u200d\u0301")
@example("\u09c7\u09be")
def test_every_folded_letter_has_its_place_in_the_text(text: str) -> None:
    traced = trace(text)
    assert traced.text == fold(text)
    assert len(traced.starts) == len(traced.ends) == len(traced.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(traced.starts, traced.ends, strict=True))
    assert list(traced.starts) == sorted(traced.starts)


@given(TEXTS)
def test_hits_stand_inside_the_text_and_never_overlap(text: str) -> None:
    listener = uuid.uuid4()
    made = [Wanted(None, listener, uuid.uuid4(), terms.forms("phrase", one), suffixes=("ات",)) for one in NAMES]
    scanned = Scanner(made).scan(text)
    end = 0
    for hit in scanned.hits:
        assert end <= hit.start < hit.end <= len(scanned.folded)
        end = hit.end
        start, stop = scanned.span(hit)
        assert 0 <= start < stop <= len(text)


@given(st.text(LETTERS, max_size=60), st.lists(st.sampled_from(NAMES), max_size=3), EMOJI, EMOJI)
def test_emoji_around_a_text_change_nothing(text: str, names: list[str], before: str, after: str) -> None:
    whole = f"{text} {' '.join(names)}"
    plain, dressed = scan(whole), scan(f"{before}{whole}{after}")
    assert [hit.wanted.term for hit in plain.hits] == [hit.wanted.term for hit in dressed.hits]


@given(st.text(LETTERS, max_size=30), st.sampled_from(NAMES))
def test_a_name_between_spaces_is_always_found(text: str, name: str) -> None:
    found = {hit.wanted.term for hit in scan(f"{text} , {name} , {text}", [name]).hits}
    assert found


@pytest.mark.parametrize("piece", ["وبالشركة زيتونة ", "abc ", "a@b abc @c ", "#abc ", "https://abc.example "])
def test_a_text_full_of_names_costs_no_more_for_being_long(piece: str) -> None:
    listener = uuid.uuid4()
    made = [Wanted(None, listener, uuid.uuid4(), terms.forms("phrase", one)) for one in NAMES]
    made += [Wanted(None, listener, uuid.uuid4(), terms.forms("phrase", "zion"), group=terms.NEAR)]
    text = ("zion " + piece * 10_000)[:50_000]
    scan(piece)
    before = time.process_time()
    scanned = Scanner(made).scan(text)
    assert query.verdicts(scanned, {listener})[listener].heard
    assert scanned.hits
    assert time.process_time() - before < 3
