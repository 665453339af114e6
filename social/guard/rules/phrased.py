"""What is told by phrases: offers with their amounts, favours, quarrel, blame, excuses."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from helpdesk.lib.phrases import Hit, outermost
from social.guard.rules import lists
from social.guard.rules.spotting import Spot, Text

COMPENSATION, FAVOUR, ARGUMENT, BLAME, EXCUSE = "compensation", "favour", "argument", "blame", "excuse"
_TURNED = ("offer", "favour", "blame")
"""With a "not" before it, none: "it is not your fault", "we cannot refund you here"."""
_BEFORE = 3
_BESIDE = 60  # an amount this many characters from the verb belongs to it
_ENDS = "!?؟\n"


def spots(text: Text) -> Iterator[Spot]:
    known = lists.topics()
    amounts = [match.span() for match in lists.amount().finditer(text.plain)]
    near = [(text.spot(COMPENSATION, *span).start, text.spot(COMPENSATION, *span).end) for span in amounts]
    for topic, kind in (("favour", FAVOUR), ("argument", ARGUMENT), ("blame", BLAME), ("excuse", EXCUSE)):
        for hit in _meant(text, topic):
            yield _spot(text, kind, hit)
    for hit in _meant(text, "offer"):
        yield _with_amounts(text, _spot(text, COMPENSATION, hit), near)
    for hit in outermost(known["giving"].find(text.words)):
        plain = _spot(text, COMPENSATION, hit)
        whole = _with_amounts(text, plain, near)
        if whole != plain:
            yield whole


def _meant(text: Text, topic: str) -> Iterator[Hit]:
    denied: set[int] = set()
    if topic in _TURNED:
        for hit in lists.topics()["negation"].find(text.words):
            denied |= set(range(hit.last + 1, hit.last + 1 + _BEFORE))
    for hit in outermost(lists.topics()[topic].find(text.words)):
        if hit.first not in denied or _parted(text, hit.first):
            yield hit


def _parted(text: Text, at: int) -> bool:
    """A sentence ends right before it: the "not" is of another one."""
    between = text.original[text.words[at - 1].end : text.words[at].start] if at else ""
    return any(mark in between for mark in (*_ENDS, ".", ",", "،"))


def _spot(text: Text, kind: str, hit: Hit) -> Spot:
    return Spot(kind, text.words[hit.first].start, text.words[hit.last].end)


def _with_amounts(text: Text, spot: Spot, amounts: list[tuple[int, int]]) -> Spot:
    """Stretched over the amounts of its sentence: "we will send you 300 SAR"."""
    start, end = spot.start, spot.end
    reach = slice(
        bisect_left(amounts, start - _BESIDE, key=lambda one: one[1]),
        bisect_right(amounts, end + _BESIDE, key=lambda one: one[0]),
    )
    for first, last in amounts[reach]:
        gap = text.original[end:first] if first >= end else text.original[last:start]
        if not any(mark in gap for mark in _ENDS) and ". " not in gap:
            start, end = min(start, first), max(end, last)
    return Spot(spot.kind, start, end)
