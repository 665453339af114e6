"""How the words of a post are shown. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SHOWN = 320
_LEAD = 80  # what is kept before the first hit of a long post


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; `is_hit`: this is what it was found by."""

    text: str
    is_hit: bool = False

    @property
    def is_handle(self) -> bool:
        return self.is_hit and self.text.startswith("@")


def pieces(text: str, hits: Iterable[Any], *, most: int = SHOWN) -> list[Piece]:
    """The words with what they were found by, cut to `most` characters around the first hit.

    `hits` are [term, start, end] in code points; what does not fit the text is left out.
    """
    spans = [_whole(text, span) for span in _sound(hits, len(text))]
    start, end = _window(text, spans, most)
    found, at = [Piece("…")] if start else [], start
    for low, high in spans:
        if low >= end:
            break
        if low >= at:
            found += [Piece(text[at:low]), Piece(text[low : min(high, end)], True)]
            at = high
    found.append(Piece(text[at:end] + ("…" if end < len(text) else "")))
    return [piece for piece in found if piece.text]


def _sound(hits: Iterable[Any], length: int) -> list[tuple[int, int]]:
    found = [(hit[1], hit[2]) for hit in hits if isinstance(hit, Sequence) and len(hit) == 3]
    return sorted((a, b) for a, b in found if isinstance(a, int) and isinstance(b, int) and 0 <= a < b <= length)


def _whole(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A handle that was found goes with its @."""
    start, end = span
    return (start - 1, end) if start and text[start - 1] == "@" else span


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
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
