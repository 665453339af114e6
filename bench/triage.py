"""How good the rules of triage are, and how fast: `python -m bench.triage`. Posts: tests/social/triage/posts."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from social.triage.rules import intent

POSTS = Path(__file__).parents[1] / "tests" / "social" / "triage" / "posts"
LANGUAGES = ("ar", "he", "en")
INTENTS = ("complaint", "question", "request", "praise", "spam", "news", "unsure")


@dataclass(frozen=True, slots=True)
class Measured:
    """`pairs` counts (what it is, what the rules say); `wrong` are (what it is, what they say, the post)."""

    pairs: Counter[tuple[str, str]]
    wrong: tuple[tuple[str, str, str], ...]

    @property
    def total(self) -> int:
        return self.pairs.total()

    @property
    def share(self) -> float:
        return sum(count for (is_, said), count in self.pairs.items() if is_ == said) / self.total

    def precision(self, one: str) -> float | None:
        """Of those that the rules call so, how many are; None where they call nothing so."""
        said = sum(count for (_, said), count in self.pairs.items() if said == one)
        return self.pairs[one, one] / said if said else None

    def recall(self, one: str) -> float:
        """Of those that are so, how many the rules find."""
        there = sum(count for (is_, _), count in self.pairs.items() if is_ == one)
        return self.pairs[one, one] / there if there else 1.0


def posts(part: str, language: str) -> list[tuple[str, str]]:
    """(intent, text) of each."""
    lines = (POSTS / part / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(wanted, text) for wanted, _, text in (line.partition("\t") for line in lines)]


def measure(part: str, language: str) -> Measured:
    read = [(wanted, intent.read(text).intent, text) for wanted, text in posts(part, language)]
    pairs = Counter((wanted, said) for wanted, said, _ in read)
    return Measured(pairs, tuple(one for one in read if one[0] != one[1]))


def main() -> None:
    for part in ("seen", "unseen"):
        for language in LANGUAGES:
            found = measure(part, language)
            print(f"{part} {language}: {found.share:.0%} of {found.total}")
            for one in INTENTS:
                precision = found.precision(one)
                shown = "–" if precision is None else f"{precision:.0%}"
                print(f"   {one:<10} precision {shown:>5}  recall {found.recall(one):.0%}")
    texts = [text for part in ("seen", "unseen") for language in LANGUAGES for _, text in posts(part, language)]
    began = time.process_time()
    for text in texts * 10:
        intent.read(text)
    print(f"{10 * len(texts) / (time.process_time() - began):,.0f} posts/s on one core")


if __name__ == "__main__":
    main()
