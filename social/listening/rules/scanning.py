"""Many names looked for in one text at once, and which of those found are names there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import ahocorasick

from social.listening.rules import prefixes, terms
from social.listening.rules.folding import Traced, fold, trace
from social.listening.rules.places import Places, is_plain


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A term as it is looked for. `text` is given where `exact` is, which only the company itself can read."""

    tenant: UUID | None
    listener: UUID
    term: UUID
    forms: Sequence[str]
    kind: str = terms.KEYWORD
    group: str = terms.ANY
    prefixes: str = prefixes.ALL
    suffixes: Sequence[str] = ()
    exact: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a folded text, from `start` to before `end`."""

    wanted: Wanted
    start: int
    end: int
    is_handle: bool = False


class Scanned:
    """One text, and the names in it."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded
        self.hits: Sequence[Hit] = ()

    @cached_property
    def traced(self) -> Traced:
        return trace(self.text)

    def span(self, hit: Hit) -> tuple[int, int]:
        """Where a hit stands in the text as it was written."""
        return self.traced.span(hit.start, hit.end)

    def are_near(self, one: Hit, other: Hit, words: int) -> bool:
        """Whether at most so many words stand between two hits."""
        first, second = sorted((one, other), key=lambda hit: hit.start)
        return len(self.folded[first.end : second.start].split(None, words)) <= words


class Scanner:
    """One automaton for all the names given to it. Never changed once it is made, so threads may share it."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        by_form: dict[str, list[Wanted]] = {}
        self.conditional: set[UUID] = set()  # listeners that want other words beside a name
        self.size = 0
        for one in wanted:
            self.size += 1
            if one.group == terms.NEAR:
                self.conditional.add(one.listener)
            for form in one.forms:
                by_form.setdefault(form, []).append(one)
        self._automaton = _automaton(by_form) if by_form else None

    def scan(self, text: str) -> Scanned:
        """The names in a text: the longest at each place, for each listener and group."""
        folded = fold(text)
        scanned = Scanned(text, folded)
        if found := self._bounded(folded):
            scanned.hits = longest(_in_place(scanned, found))
        return scanned

    def _bounded(self, folded: str) -> list[Hit]:
        if self._automaton is None:
            return []
        found: list[Hit] = []
        size = len(folded)
        for last, (length, wanted, may_end_otherwise) in self._automaton.iter(folded):
            end = last + 1
            goes_on = end < size and folded[end].isalnum()
            if goes_on and not may_end_otherwise:
                continue
            start = end - length
            if goes_on or (start and folded[start - 1].isalnum()):
                found += [Hit(one, start, end) for one in wanted if _is_bounded(one, folded, start, end)]
            else:
                found += [Hit(one, start, end) for one in wanted]
        return found


def _automaton(by_form: dict[str, list[Wanted]]) -> Any:
    made = ahocorasick.Automaton()
    for form, found in by_form.items():
        made.add_word(form, (len(form), tuple(found), any(one.suffixes for one in found)))
    made.make_automaton()
    return made


def _is_bounded(wanted: Wanted, folded: str, start: int, end: int) -> bool:
    """Nothing but a known prefix before the name, nothing but a known ending after it."""
    tail = end
    while tail < len(folded) and tail - end <= terms.LONGEST_SUFFIX and folded[tail].isalnum():
        tail += 1
    if tail > end and folded[end:tail] not in wanted.suffixes:
        return False
    head = start
    while head and start - head <= prefixes.LONGEST and folded[head - 1].isalnum():
        head -= 1
    return prefixes.permits(folded[head:start], folded[start:end], wanted.prefixes)


def _in_place(scanned: Scanned, found: Sequence[Hit]) -> list[Hit]:
    """Without those inside an address that names somebody else, and those not written exactly as asked."""
    if is_plain(scanned.text):
        return [hit for hit in found if not hit.wanted.exact or _is_exact(scanned, hit)]
    places = Places(scanned.text)
    kept: list[Hit] = []
    for hit in found:
        start, end = scanned.span(hit)
        if hit.wanted.exact and not _is_exact(scanned, hit):
            continue
        if hit.wanted.kind == terms.HASHTAG and not places.is_whole_tag(start, end):
            continue
        if places.allow(start, end):
            kept.append(Hit(hit.wanted, hit.start, hit.end, places.is_handle(start)))
    return kept


def _is_exact(scanned: Scanned, hit: Hit) -> bool:
    start, end = scanned.span(hit)
    wanted = hit.wanted.text
    if wanted[:1] in "@#" and start and wanted[:1] == scanned.text[start - 1]:
        start -= 1
    return scanned.text[start:end] == wanted


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """For each listener and group the longest hit at a place, of two as long the one that is a handle. In order."""
    kept: list[Hit] = []
    taken: dict[tuple[UUID, str], set[int]] = {}  # the places, not the hits: a long text has thousands of them
    for hit in sorted(hits, key=_rank):
        places = taken.setdefault((hit.wanted.listener, hit.wanted.group), set())
        if places.isdisjoint(range(hit.start, hit.end)):
            places.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def outermost(hits: Iterable[Hit]) -> list[Hit]:
    """The same among several listeners: a longer name takes its place from a shorter one."""
    kept: list[Hit] = []
    lengths: dict[int, int] = {}  # of the longest name at each place
    for hit in sorted(hits, key=_rank):
        length, places = hit.end - hit.start, range(hit.start, hit.end)
        if all(lengths.get(place, 0) <= length for place in places):
            lengths |= {place: length for place in places if place not in lengths}
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _rank(hit: Hit) -> tuple[int, bool, int, str]:
    is_handle = hit.wanted.kind == terms.HANDLE and hit.is_handle
    return (hit.start - hit.end, not is_handle, hit.start, str(hit.wanted.term))
