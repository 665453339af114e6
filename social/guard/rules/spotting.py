"""A text as the rules look at it: folded, with the way back to every place of the original."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from helpdesk.lib import phrases
from helpdesk.lib.phrases import Word


@dataclass(frozen=True, slots=True)
class Spot:
    """Why some words should not stand there: from `start` to `end` of the original, in code points."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """`plain` is without marks and invisible controls, with everyday spellings, small letters and ASCII digits."""

    original: str

    @cached_property
    def _folded(self) -> tuple[str, Sequence[int]]:
        pieces = [(piece, at) for at, char in enumerate(self.original) for piece in phrases.fold(char)]
        return "".join(piece for piece, _ in pieces), [at for _, at in pieces]

    @property
    def plain(self) -> str:
        return self._folded[0]

    @cached_property
    def words(self) -> list[Word]:
        return phrases.words(self.original)

    def spot(self, kind: str, start: int, end: int) -> Spot:
        """By a place in `plain`."""
        at = self._folded[1]
        return Spot(kind, at[start], at[end - 1] + 1)


def merged(spots: Sequence[Spot]) -> list[Spot]:
    """What overlaps and is of one kind, once."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: (one.kind, one.start, -one.end)):
        last = kept[-1] if kept else None
        if last is not None and last.kind == spot.kind and spot.start < last.end:
            kept[-1] = Spot(spot.kind, last.start, max(last.end, spot.end))
        else:
            kept.append(spot)
    return sorted(kept, key=lambda one: (one.start, one.end))
