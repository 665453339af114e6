"""What terms would hear: in a text typed in, and among the posts of the last days. Nothing is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import uuid4

from social.listening import registry
from social.listening.registry import Stored
from social.listening.rules import query, terms
from social.listening.rules.marking import Mark, marked
from social.listening.rules.query import Conditions, Verdict
from social.listening.rules.scanning import Scanned, Scanner, Wanted
from social.listening.rules.terms import TermSpec

MOST_READ = 5_000
SAMPLES = 20
DAYS = 7
SAMPLE_LENGTH = 280


@dataclass(frozen=True, slots=True)
class Tried:
    """What a listener would make of one text. `kept_out` is the term that keeps it out, else ""."""

    pieces: Sequence[Mark]
    names: Sequence[str]
    is_heard: bool
    kept_out: str = ""


def tried(asked: Sequence[TermSpec], text: str) -> Tried:
    """What these terms would make of a text. Terms with a mistake are left out."""
    return _tried(_Trial(asked).of(text))


class _Trial:
    """Terms that are not kept anywhere, looked for."""

    def __init__(self, asked: Sequence[TermSpec]) -> None:
        tidy = [terms.tidy(spec) for spec in asked]
        wrong = terms.problems(tidy)
        self.listener = uuid4()
        self._scanner = Scanner(self._wanted(spec) for at, spec in enumerate(tidy) if at not in wrong)

    def _wanted(self, spec: TermSpec) -> Wanted:
        forms = terms.forms(spec.kind, spec.text)
        return Wanted(
            None, self.listener, uuid4(), forms, spec.kind, spec.group, spec.prefixes, spec.suffixes, spec.exact,
            spec.text,
        )  # fmt: skip

    def of(self, text: str) -> tuple[Scanned, Verdict]:
        scanned = self._scanner.scan(text)
        return scanned, query.verdicts(scanned, self._scanner.conditional).get(self.listener, Verdict())


def _tried(found: tuple[Scanned, Verdict]) -> Tried:
    scanned, verdict = found
    spans = [scanned.span(hit) for hit in verdict.heard]
    names = list(dict.fromkeys(hit.wanted.text for hit in verdict.heard))
    kept_out = verdict.kept_out.wanted.text if verdict.kept_out else ""
    return Tried(marked(scanned.text, spans), names, verdict.is_heard, kept_out)


@dataclass(frozen=True, slots=True)
class Sample:
    """A stored post that would have been heard."""

    pieces: Sequence[Mark]
    author: str
    network: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """`matched` posts of those `read` would have been heard, `excluded` kept out. `is_all`: none was left unread."""

    matched: int
    excluded: int
    read: int
    is_all: bool
    samples: Sequence[Sample]


def preview(asked: Sequence[TermSpec], conditions: Conditions, *, now: datetime) -> Preview:
    """Of the newest posts of the last week, at most MOST_READ of them."""
    trial = _Trial(asked)
    stored = list(islice(_stored(now - timedelta(days=DAYS)), MOST_READ + 1))
    matched, excluded, samples = 0, 0, list[Sample]()
    for post in stored[:MOST_READ]:
        if not conditions.meet(network=post.network, language=post.language, text=post.text):
            continue
        scanned, verdict = trial.of(post.text)
        if not verdict.heard:
            continue
        if verdict.kept_out or conditions.keep_out(post.author):
            excluded += 1
            continue
        matched += 1
        if len(samples) < SAMPLES:
            samples.append(_sample(post, scanned, verdict))
    return Preview(matched, excluded, min(len(stored), MOST_READ), len(stored) <= MOST_READ, samples)


def _stored(since: datetime) -> Iterable[Stored]:
    for _, read in registry.posts:
        yield from read(since, MOST_READ + 1)


def _sample(post: Stored, scanned: Scanned, verdict: Verdict) -> Sample:
    spans = [scanned.span(hit) for hit in verdict.heard]
    first = max(0, min(spans[0][0] - SAMPLE_LENGTH // 2, len(post.text) - SAMPLE_LENGTH))
    shown = [(start - first, end - first) for start, end in spans if end <= first + SAMPLE_LENGTH]
    pieces = marked(post.text[first : first + SAMPLE_LENGTH], shown)
    if first:
        pieces.insert(0, Mark("…"))
    if first + SAMPLE_LENGTH < len(post.text):
        pieces.append(Mark("…"))
    return Sample(pieces, post.author, post.network, post.url, post.at)
