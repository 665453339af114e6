"""What everybody is about to read: the cases stand in cases/ (kind, the words that are shown, the reply)."""

import time
from pathlib import Path

import pytest

from social.guard import words
from social.guard.rules import read
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.messages import registry

CASES = Path(__file__).parent / "cases"


def _lines(name: str) -> list[str]:
    return (CASES / name).read_text(encoding="utf-8").splitlines()


STOPPED = [line.split("\t") for line in _lines("stopped.tsv")]
FINE = _lines("fine.tsv")


def test_there_are_enough_cases() -> None:
    assert len(STOPPED) >= 60
    assert len(FINE) >= 20
    assert {kind for kind, _, _ in STOPPED} == set(words.SAID)


@pytest.mark.parametrize(("kind", "shown", "reply"), STOPPED)
def test_what_should_not_be_said_is_found_where_it_stands(kind: str, shown: str, reply: str) -> None:
    found = {(spot.kind, reply[spot.start : spot.end]) for spot in read(reply)}
    assert any(kind == of and shown in said for of, said in found), found


@pytest.mark.parametrize("reply", FINE)
def test_what_may_be_said_is_let_through(reply: str) -> None:
    assert [(spot.kind, reply[spot.start : spot.end]) for spot in read(reply)] == []


def test_the_mock_up_s_reply_is_stopped_twice() -> None:
    reply = "رامي، كما شرحنا لك سابقًا الطلب في الطريق. سنعيد لك 300 ر.س تعويضًا."
    assert [(spot.kind, reply[spot.start : spot.end]) for spot in read(reply)] == [
        ("argument", "كما شرحنا لك سابقًا"),
        ("compensation", "سنعيد لك 300 ر.س تعويضًا"),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "سَنُعِيدُ لَكَ ٣٠٠ ر.س",
        "سنعيــــد لك 300 ر.س",
        "\u202bسنعيد لك \u200e300\u200e ر.س\u202c",
        "😡😡 سنعيد لك 300 ر.س",
    ],
)
def test_marks_and_controls_hide_nothing_and_shift_nothing(reply: str) -> None:
    (spot,) = read(reply)
    said = reply[spot.start : spot.end]
    assert spot.kind == "compensation"
    assert said[0] == "س"
    assert said[-1] == "س"


@pytest.mark.parametrize(
    "unit",
    [
        "a", "1", "1 ", "05", "0-", "+1", "a@", "a.", "@a.", "4111 1111 ", "we will ", "refund ", "give you ",
        "سنعيد لك ", "٣٠٠ ", "300 ر.س ", "order no ", "sa03 8000 ", "لا ", "not ", "(", "رقم الطلب ",
        "نرجع ", "we already ", "ש״",
    ],
)  # fmt: skip
def test_a_long_text_is_read_in_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 5


def test_the_time_grows_with_the_text_and_not_faster() -> None:
    """Ten times the text; with its square the time would grow a hundredfold. The best of three counts."""

    def spent(length: int) -> float:
        text = ("سنعيد لك 300 ر.س we will give you $50 order no 4471 " * (length // 50))[:length]
        began = time.process_time()
        read(text)
        return time.process_time() - began

    short, long = (min(spent(length) for _ in range(3)) for length in (10_000, 100_000))
    assert long < 50 * max(short, 0.01)


@pytest.mark.django_db
def test_it_reads_with_the_other_guards(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        (finding,) = registry.findings("We will refund you today")
    assert (finding.kind, finding.words, finding.start, finding.end) == ("compensation", "will refund you", 3, 18)
    assert str(finding.title) == "Offers money in public"
