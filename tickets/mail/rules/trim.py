"""What the customer wrote this time, apart from what hangs below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tickets.mail.rules.quoting import (
    attribution_at,
    header_block_at,
    is_forward,
    is_quoted,
    is_signature,
    prepared,
)

MAX_LINES: Final = 20_000
MAX_SIGNATURE: Final = 15


@dataclass(frozen=True)
class Trimmed:
    """A text in two: what to show at once, and the quoted rest ("" when there is none)."""

    visible: str
    hidden: str


def trim(text: str) -> Trimmed:
    """Take quoted replies out of a plain text. Signatures, forwarded mails and answers between quotes stay.

    When nothing would be left to show, everything is shown.
    """
    lines = text.splitlines()
    hidden = hidden_lines(lines)
    visible = "\n".join(line for line, away in zip(lines, hidden, strict=True) if not away).strip("\n")
    if not visible.strip():
        return Trimmed(text.strip("\n"), "")
    return Trimmed(
        visible.rstrip(), "\n".join(line for line, away in zip(lines, hidden, strict=True) if away).strip("\n")
    )


def hidden_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is quoted or announces a quote."""
    known = prepared(lines[:MAX_LINES])
    hidden = [False] * len(lines)
    position = 0
    while position < len(known):
        if is_forward(known[position]):
            break
        if header_block_at(known, position):
            return _hide(hidden, position, len(lines))
        if length := _attribution(known, position):
            end = _end_of_quote(known, position + length)
            if end is None or _is_rest(known[end:]):
                return _hide(hidden, position, len(lines))
            if _is_interleaved(known[end:]):
                return [False] * len(lines)
            _hide(hidden, position, end)
            position = end
        else:
            position += 1
    return _with_tail(known, hidden)


def _attribution(lines: Sequence[str], position: int) -> int:
    after = next((line for line in _following(lines, position) if line), "")
    return attribution_at(lines, position, next_is_quoted=is_quoted(after))


def _following(lines: Sequence[str], position: int) -> Sequence[str]:
    """The lines after the attribution that may begin here: past the line that ends with a colon."""
    for at in range(position, min(position + 4, len(lines))):
        if lines[at].endswith((":", "：")):
            return lines[at + 1 : at + 6]
    return lines[position + 1 : position + 6]


def _end_of_quote(lines: Sequence[str], start: int) -> int | None:
    """Where the marked quote after an attribution ends; None when the quote is not marked: it is all the rest."""
    position = next((at for at in range(start, min(start + 5, len(lines))) if lines[at]), len(lines))
    if position == len(lines) or not is_quoted(lines[position]):
        return None
    end = position
    while position < len(lines):
        if is_quoted(lines[position]):
            end = position + 1
        elif lines[position]:
            break
        position += 1
    return end


def _is_rest(lines: Sequence[str]) -> bool:
    """Nothing of the customer's follows: at most a signature."""
    said = [line for line in lines if line]
    return not said or (is_signature(said[0]) and len(said) <= MAX_SIGNATURE)


def _is_interleaved(lines: Sequence[str]) -> bool:
    """Answers between the quotes: both belong together."""
    return any(is_quoted(line) for line in lines)


def _with_tail(lines: Sequence[str], hidden: list[bool]) -> list[bool]:
    """A marked quote at the end is hidden too, with a signature below it, unless answered quotes stand above it."""
    end = max((at + 1 for at, line in enumerate(lines) if is_quoted(line)), default=0)
    start = end
    while start and (is_quoted(lines[start - 1]) or not lines[start - 1]):
        start -= 1
    above = (line for line, away in zip(lines[:start], hidden[:start], strict=True) if not away)
    if start < end and _is_rest(lines[end:]) and not any(map(is_quoted, above)):
        return _hide(hidden, start, len(hidden))
    return hidden


def _hide(hidden: list[bool], start: int, end: int) -> list[bool]:
    hidden[start:end] = [True] * (end - start)
    return hidden
