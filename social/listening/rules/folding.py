"""One spelling for texts and for the names we look for in them, and the way back to the words as they were written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, decimal, is_normalized, normalize

_MARKS = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670)
_MARKS_AMONG_SIGNS = (*range(0x06D6, 0x06EE), *range(0x0591, 0x05C8))  # only those that are marks
_INVISIBLE = (0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
_SELECTORS = (*range(0xFE00, 0xFE10), 0xFEFF)
_TATWEEL = 0x0640
_DELETED = frozenset(
    chr(code)
    for code in (_TATWEEL, *_MARKS, *_INVISIBLE, *_SELECTORS, *_MARKS_AMONG_SIGNS)
    if code not in _MARKS_AMONG_SIGNS or category(chr(code)) == "Mn"
)
_UNSEEN = "".join(chr(code) for code in (*_INVISIBLE, *_SELECTORS))
_SAME = str.maketrans("أإآٱىیئؤةکگپچڤךםןףץıİ", "اااايييوهككبجفכמנפצii")
_SEPARATORS = frozenset("_-.'’‘׳״־\"“”‐‑‒–—―−™℠")
_CLUSTER = re.compile(
    f"[\\s\\S][{''.join(map(re.escape, sorted(_DELETED)))}"
    "\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]*"
)
_BMP = 0x10000
_MOST_TRACED = 2_000


class _Table(dict[int, str]):
    """Each character's own spelling, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _of_char(chr(code))
        if code < _BMP:
            self[code] = folded
        return folded


def _of_char(char: str) -> str:
    """Folded until nothing changes any more: what comes out is its own spelling."""
    before, now = "", char
    for _ in range(5):
        if now == before:
            break
        before, now = now, normalize("NFKC", "".join(_step(one) for one in _compatible(now)))
    return now


def _compatible(text: str) -> str:
    return text if text in _SEPARATORS else normalize("NFKC", text)


def _step(char: str) -> str:
    if char in _DELETED:
        return ""
    if char in _SEPARATORS or char.isspace():
        return " "
    digit = decimal(char, None)
    return str(digit) if digit is not None else char.translate(_SAME).casefold()


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in the one spelling: no case, no marks, one form of each letter and digit, one space between words."""
    return " ".join(_spelled(text).split())


def _spelled(text: str) -> str:
    folded = text.translate(_TABLE)
    if folded.isascii() or (is_normalized("NFC", folded) and "\u0307" not in folded):
        return folded
    while True:  # what was deleted stood between a letter and its accent
        again = normalize("NFC", folded.replace("i\u0307", "i")).translate(_TABLE)
        if again == folded:
            return folded
        folded = again


@dataclass(frozen=True, slots=True)
class Traced:
    """A folded text, and for each of its characters where it begins and ends in the words as they were written."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to before `end` stand in the original."""
        return self.starts[start], self.ends[end - 1]


def trace(text: str) -> Traced:
    """`fold` with the way back. Ten times its cost: for what was hit only."""
    chars: list[tuple[str, int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        for char in _spelled(cluster.group()):
            if char != " " or (chars and chars[-1][0] != " "):
                chars.append((char, cluster.start(), cluster.start() + len(cluster.group().rstrip(_UNSEEN))))
    if chars and chars[-1][0] == " ":
        chars.pop()
    folded = fold(text)
    if "".join(char for char, _, _ in chars) != folded:
        return _by_prefixes(text, folded)
    return Traced(folded, [start for _, start, _ in chars], [end for _, _, end in chars])


def _by_prefixes(text: str, folded: str) -> Traced:
    """For scripts whose letters change by what follows: how far each beginning of the text reaches."""
    size = len(folded)
    if len(text) > _MOST_TRACED:
        return Traced(folded, [0] * size, [len(text)] * size)
    starts, ends, reached = [0] * size, [len(text)] * size, 0
    for at in range(1, len(text) + 1):
        now = min(len(fold(text[:at])), size)
        for place in range(reached, now):
            starts[place], ends[place] = at - 1, at
        reached = max(reached, now)
    return Traced(folded, starts, ends)
