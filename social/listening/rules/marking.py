"""A text in pieces, the names that were found in it apart. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text; `is_name`: it is one of the names that were found."""

    text: str
    is_name: bool = False

    @property
    def is_handle(self) -> bool:
        """Then it reads from left to right, and says nothing about the direction of the words around it."""
        return self.is_name and self.text.startswith("@")


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Mark]:
    """A text in pieces, those at `spans` as names; of two that overlap the first in order. A handle goes with its @."""
    pieces: list[Mark] = []
    reached = 0
    for first, end in spans:
        if first < reached:
            continue
        start = first - 1 if first > reached and text[first - 1] == "@" else first
        pieces += [Mark(text[reached:start]), Mark(text[start:end], is_name=True)]
        reached = end
    return [piece for piece in [*pieces, Mark(text[reached:])] if piece.text]
