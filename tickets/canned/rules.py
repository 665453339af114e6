"""What a prepared reply may hold, in which language it is offered, what finds it. Values in, values out."""

import re
from collections.abc import Iterable, Mapping, Sequence

from helpdesk.lib import placeholders
from helpdesk.lib.placeholders import Problems
from helpdesk.lib.text import normalise
from tickets.messages.rules import PLACEHOLDERS

_NOT_A_SLUG = re.compile(r"[^\w-]+")
EXACT, BEGINS, WORD_BEGINS, INSIDE = range(4)


def shortcut(text: str) -> str:
    """What is typed after the slash: one word, in any script, lower-case."""
    return _NOT_A_SLUG.sub("-", text.strip().lstrip("/").lower()).strip("-")[:40]


def tidy(body: str) -> str:
    """A text as it is kept: one kind of line end, no empty edges."""
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def problems(bodies: Mapping[str, str]) -> dict[str, Problems]:
    """What has to be corrected in each language; {} when all is well."""
    found = {language: placeholders.problems(body, PLACEHOLDERS) for language, body in bodies.items()}
    return {language: problem for language, problem in found.items() if problem}


def unfinished(titles: Mapping[str, str], bodies: Mapping[str, str]) -> list[str]:
    """Languages that have only one of both."""
    return [code for code in {**titles, **bodies} if bool(titles.get(code)) != bool(bodies.get(code))]


def language(wanted: Iterable[str], kept: Sequence[str]) -> str:
    """The first wanted language in which texts are kept."""
    return next((code for code in wanted if code in kept), kept[0])


def offered(written: Mapping[str, str], wanted: str, order: Iterable[str]) -> str:
    """The language in which a text is offered: the wanted one, else the first in which it is written; "" if none."""
    return next((code for code in (wanted, *order) if written.get(code)), "")


def rank(words: str, shortcut: str, titles: Iterable[str]) -> int | None:
    """How well a reply fits what was typed, the least is the best; None when it does not."""
    wanted = normalise(words).lstrip("/").split()
    short, names = normalise(shortcut), [normalise(title) for title in titles if title]
    haystack = " ".join((short, *names))
    if not all(word in haystack for word in wanted):
        return None
    typed = " ".join(wanted)
    if short == typed:
        return EXACT
    if short.startswith(typed) or any(name.startswith(typed) for name in names):
        return BEGINS
    return WORD_BEGINS if all(f" {word}" in f" {haystack}" for word in wanted) else INSIDE
