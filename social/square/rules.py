"""How the words of a post are shown. Values in, values out."""

from collections.abc import Iterable, Sequence
from typing import Any

from helpdesk.lib.addresses import is_of_the_web
from social.listening.rules.marking import Mark, marked

SHOWN = 320
_LEAD = 80  # what is kept before the first hit of a long post


def pieces(text: str, hits: Iterable[Any], *, most: int = SHOWN) -> list[Mark]:
    """The words with what they were found by, cut to `most` characters around the first hit.

    `hits` are [term, start, end] in code points; what does not fit the text is left out.
    """
    spans = _sound(hits, len(text))
    start, end = _window(text, spans, most)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    inside = [(low + moved, min(high, end) + moved) for low, high in spans if start <= low < end]
    return marked(f"{before}{text[start:end]}{after}", inside)


def _sound(hits: Iterable[Any], length: int) -> list[tuple[int, int]]:
    found = [(hit[1], hit[2]) for hit in hits if isinstance(hit, Sequence) and len(hit) == 3]
    return sorted((a, b) for a, b in found if isinstance(a, int) and isinstance(b, int) and 0 <= a < b <= length)


def _window(text: str, spans: Sequence[tuple[int, int]], most: int) -> tuple[int, int]:
    """From where to where a long text is shown, cut between words where there are some."""
    first = spans[0][0] if spans else 0
    start = max(0, first - _LEAD) if len(text) > most and first > most - _LEAD else 0
    if start and (gap := text.find(" ", start, first)) >= 0:
        start = gap + 1
    end = min(len(text), start + most)
    if end < len(text) and (gap := text.rfind(" ", start + most // 2, end)) >= 0:
        end = gap
    return start, end


def link(url: str) -> str:
    """An address on the web that a page may point at; "" for anything else a network may have sent."""
    return url if is_of_the_web(url) else ""
