"""What is written into a post besides its words: whom it must reach, and whom it must not. Pure."""

import re
from collections.abc import Sequence
from typing import Final

_NAME: Final = r"(\w+(?:[.-]+\w+)*(?:@\w+(?:[.-]+\w+)*(?::\d+)?)?)"
_HANDLE: Final = re.compile(rf"(?<![=/\w.])@{_NAME}")
_CALL: Final = re.compile(rf"@+{_NAME}")  # wherever a server may read a handle: behind a dot, a sign, another @


def public(text: str, to: Sequence[str]) -> str:
    """The text with the handles before it that it does not hold yet: without a handle nobody is told."""
    named = {_name(handle) for handle in _HANDLE.findall(text)}
    missing = [handle for handle in _unique(to) if _name(handle) not in named]
    return " ".join([*(f"@{handle}" for handle in missing), text])


def direct(text: str, to: Sequence[str]) -> str:
    """Whoever is named in a direct message may read it: every handle but those of `to` loses its sign."""
    allowed = {_name(handle) for handle in to}

    def bare(match: re.Match[str]) -> str:
        is_none = match[0][1] != "@" and _goes_on(text[max(match.start() - 1, 0) : match.start()])
        return match[0] if is_none or _name(match[1]) in allowed else match[1]

    return public(_CALL.sub(bare, text), to)


def alike(text: str) -> str:
    """One form of a text for comparing what was asked for with what a server shows of it."""
    return " ".join(_HANDLE.sub(lambda match: "@" + match[1].partition("@")[0], text).casefold().split())


def _goes_on(before: str) -> bool:
    """Whether an @ behind this letter calls nobody, by every server's reading: of a mail address, or of a link."""
    return bool(before) and (before in "=/_" or before.isalpha() or before.isdecimal())


def _unique(to: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(handle.lstrip("@") for handle in to if handle.strip("@ ")))


def _name(handle: str) -> str:
    """With its server: @lina there is not @lina here."""
    return handle.lstrip("@").casefold()
