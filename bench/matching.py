"""python -m bench.matching: how many posts a second one core can look through for the names of all companies.

10,000 terms of 300 companies, 40,000 posts in Arabic, Hebrew and English of about 112 characters, by a fixed seed. One
post at a time, as they come: folded, scanned, and each hit weighed by the rules. No database.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from bench.table import processor
from social.listening.rules import terms
from social.listening.rules.folding import fold
from social.listening.rules.scanning import Scanner, Wanted

SEED = 20261122
TENANTS = 300
TERMS = 10_000
POSTS = 40_000
ALPHABETS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "he": "אבגדהוזחטיכלמנסעפצקרשת",
    "en": "eeeaaoitnshrdlucmfywgpbvk",
}
SHARES = {"ar": 45, "he": 25, "en": 30}
PREFIXES = {"ar": ("", "", "و", "ب", "ال", "لل"), "he": ("", "", "ה", "ב", "ש", "מה"), "en": ("",)}
FLOURISH = ("", "", "", " 😡", " 👍🏽", " #شكرا", " https://t.example/x", " @someone_else", " !", "…", " ١٢٣")


def words(chance: random.Random, language: str, number: int) -> list[str]:
    """Made-up words of two to nine letters, each once."""
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(chance.choices(ALPHABETS[language], k=chance.choice((2, 3, 3, 4, 4, 5, 5, 6, 7, 9))))] = None
    return list(found)


def made_terms(chance: random.Random) -> list[tuple[str, Wanted]]:
    """With their languages: names of three to eight letters; one in three is a phrase, one in ten a handle or a tag."""
    tenants = [UUID(int=chance.getrandbits(128)) for _ in range(TENANTS)]
    listeners = {tenant: UUID(int=chance.getrandbits(128)) for tenant in tenants}
    found = []
    for at in range(TERMS):
        language = chance.choices(list(SHARES), list(SHARES.values()))[0]
        kind = chance.choices(("keyword", "phrase", "handle", "hashtag"), (57, 33, 5, 5))[0]
        parts = ["".join(chance.choices(ALPHABETS[language], k=chance.randint(3, 8)))]
        if kind == "phrase":
            parts.append("".join(chance.choices(ALPHABETS[language], k=chance.randint(3, 6))))
        text = " ".join(parts)
        tenant = tenants[at % TENANTS]
        term = UUID(int=chance.getrandbits(128))
        found.append((language, Wanted(tenant, listeners[tenant], term, terms.forms(kind, text), kind, text=text)))
    return found


def made_posts(chance: random.Random, wanted: Sequence[tuple[str, Wanted]]) -> list[str]:
    """About one in eighteen names somebody on purpose, with a prefix as often as people write one."""
    stock = {language: words(chance, language, 6_000) for language in SHARES}
    names = {language: [one for its, one in wanted if its == language] for language in SHARES}
    posts = []
    for _ in range(POSTS):
        language = chance.choices(list(SHARES), list(SHARES.values()))[0]
        length, parts = 0, list[str]()
        while length < 104:
            parts.append(chance.choice(stock[language]))
            length += len(parts[-1]) + 1
        if chance.random() < 1 / 18:
            parts.insert(chance.randrange(len(parts)), named(chance, language, chance.choice(names[language])))
        posts.append(" ".join(parts) + chance.choice(FLOURISH))
    return posts


def named(chance: random.Random, language: str, one: Wanted) -> str:
    """A name as somebody writes it."""
    sign = {"handle": "@", "hashtag": "#"}.get(one.kind)
    written = (chance.choice(PREFIXES[language]) if sign is None else sign) + one.text
    return written.title() if language == "en" else written


def rate(posts: Sequence[str], look: Callable[[str], object]) -> float:
    """Posts a second of this process's CPU."""
    started = time.process_time()
    for post in posts:
        look(post)
    return len(posts) / (time.process_time() - started)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args(arguments).runs
    chance = random.Random(SEED)
    wanted = made_terms(chance)
    posts = made_posts(chance, wanted)
    started = time.process_time()
    scanner = Scanner(one for _, one in wanted)
    built = time.process_time() - started
    found = [scanner.scan(post).hits for post in posts]
    gc.freeze()
    folds, scans = [rate(posts, fold) for _ in range(runs)], [rate(posts, scanner.scan) for _ in range(runs)]
    length = statistics.mean(map(len, posts))
    print(f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    forms = sum(len(one.forms) for _, one in wanted)
    print(f"{TERMS:,} terms of {TENANTS} companies, {forms:,} forms, built in {built:.2f} s")
    print(f"{POSTS:,} posts of {length:.0f} characters, {sum(map(bool, found)):,} with {sum(map(len, found)):,} names")
    print("| posts a second of CPU | min | median | max |\n|---|---:|---:|---:|")
    for said, rates in (("fold", folds), ("fold, scan and rules", scans)):
        print(f"| {said} | {min(rates):,.0f} | {statistics.median(rates):,.0f} | {max(rates):,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
