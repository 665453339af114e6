"""What a post wants from us. A complaint wins over everything it is mixed with; where words are few, "unsure"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.lib import phrases
from helpdesk.lib.phrases import Hit, Phrases, Word
from social.triage.rules import language as languages
from social.triage.rules import lexicon, signals
from social.triage.rules.signals import Signals

COMPLAINT, QUESTION, REQUEST, PRAISE = "complaint", "question", "request", "praise"
SPAM, NEWS, UNSURE = "spam", "news", "unsure"
ALWAYS = frozenset({"injury", "fire", "allergy", "self_harm", "fraud"})
"""Needs that are one whatever surrounds them; the others only where something is wrong or wanted."""
_REACH = 2  # a "not" turns what stands within two words after it
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules make of a post. `needs` are whatever its words speak of; `serious` says which of them count."""

    language: str
    intent: str
    needs: tuple[str, ...] = ()
    is_severe: bool = False


@dataclass(frozen=True, slots=True)
class _Weights:
    """What speaks for each intent. `question` and `request`: the word with which it begins."""

    complaint: int
    praise: int
    question: int | None
    request: int | None
    is_polite: bool
    spam: int
    news: int
    doubts: bool


def read(text: str, *, hint: str = "", is_article: bool = False) -> Reading:
    """`hint` is the network's word for the language."""
    text = text[:_LONGEST]
    language = languages.of(text, hint)
    known = lexicon.of(language)
    said = phrases.words(text)
    shown = signals.of(text)
    needs = _needs(said, known.needs)
    intent = NEWS if is_article else _choose(_weigh(said, known.topics, shown), shown)
    if set(needs) & ALWAYS and intent in (PRAISE, SPAM):
        intent = UNSURE  # a person reads it
    is_severe = bool(known.topics["severe"].find(said))
    return Reading(language, intent, needs, is_severe)


def serious(needs: Sequence[str], intent: str) -> tuple[str, ...]:
    """ "My daughter loves it" is no child in need."""
    return () if intent in (PRAISE, SPAM, NEWS) else tuple(needs)


def _choose(weights: _Weights, shown: Signals) -> str:
    if weights.spam >= 4 or (weights.spam >= 3 and weights.complaint < 2):
        return SPAM
    if weights.news >= 4 and weights.complaint < 4:
        return NEWS
    if weights.complaint >= 2:
        return COMPLAINT
    wants = _wants(weights, shown)
    if weights.complaint and not wants and not weights.praise:
        return COMPLAINT
    if weights.praise >= 2 and not shown.asks:
        return UNSURE if weights.doubts else PRAISE
    return wants or (PRAISE if weights.praise and not weights.doubts else UNSURE)


def _wants(weights: _Weights, shown: Signals) -> str:
    """A question or a request: what is said first. "Please" asks for something only where nothing else does."""
    if weights.request is not None and not (weights.question is not None and weights.question < weights.request):
        return REQUEST
    if shown.asks or weights.question is not None:
        return QUESTION
    return REQUEST if weights.is_polite else ""


def _weigh(said: Sequence[Word], topics: Mapping[str, Phrases], shown: Signals) -> _Weights:
    tone = ("neutral", "complaint", "trouble", "praise", "thanks")
    hits = _apart([(topic, hit) for topic in tone for hit in topics[topic].find(said)])
    denials = topics["negation"].find(said)
    negated = {at for hit in denials for at in range(hit.last + 1, hit.last + 1 + _REACH)}
    turned = [(topic, hit.first in negated) for topic, hit in hits]
    count = {(topic, no): turned.count((topic, no)) for topic in tone for no in (False, True)}
    others = ("question", "request", "polite", "spam", "news", "sarcasm")
    wants = {topic: topics[topic].find(said) for topic in others}
    return _Weights(
        complaint=2 * (count["complaint", False] + count["praise", True])
        + count["trouble", False]
        + _something_lacks(denials, hits, topics["matter"].find(said)),
        praise=2 * (count["praise", False] + count["complaint", True])
        + count["thanks", False]
        + count["trouble", True],
        question=_first(wants["question"]),
        request=_first(wants["request"]),
        is_polite=bool(wants["polite"]),
        spam=_spam(len(wants["spam"]), shown),
        news=2 * len(wants["news"]) + bool(shown.links) if wants["news"] else 0,
        doubts=bool(wants["sarcasm"]) or shown.smirks or _scare_quotes(shown, topics["praise"]),
    )


def _first(hits: Sequence[Hit]) -> int | None:
    return min((hit.first for hit in hits), default=None)


def _spam(words: int, shown: Signals) -> int:
    if not words:
        return 3 if shown.tags >= 8 and shown.links else 0
    return words + (shown.links > 0) + (shown.tags >= 4) + (shown.tags >= 8) + (shown.phones > 0)


def _scare_quotes(shown: Signals, praise: Phrases) -> bool:
    return any(praise.find(phrases.words(quoted)) for quoted in shown.quoted)


def _apart(found: list[tuple[str, Hit]]) -> list[tuple[str, Hit]]:
    """The longest at each place: in "not bad" nothing is bad."""
    kept: list[tuple[str, Hit]] = []
    for topic, hit in sorted(found, key=lambda one: (one[1].first, -one[1].last)):
        if not kept or hit.last > kept[-1][1].last:
            kept.append((topic, hit))
    return kept


def _something_lacks(denials: Sequence[Hit], hits: Sequence[tuple[str, Hit]], matters: Sequence[Hit]) -> bool:
    """A "not" that no other phrase explains, in a post about what we do: "the drawer does not close"."""
    taken = {at for _, hit in hits for at in range(hit.first - _REACH, hit.last + 1)}
    return bool(matters) and any(hit.first not in taken for hit in denials)


def _needs(said: Sequence[Word], lists: Mapping[str, Phrases]) -> tuple[str, ...]:
    return tuple(code for code, list_ in lists.items() if list_.find(said))
