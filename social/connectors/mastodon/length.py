"""How Mastodon counts: letters as people see them, every link alike, of a handle only the name. Pure."""

import re
from typing import Final

from wcwidth import iter_graphemes

CHARACTERS: Final = 500  # where a server does not say
URL: Final = 23

_URL: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'\")]}»،؛؟…"
_HANDLE: Final = re.compile(r"(?<![=/\w])@(\w+(?:[.-]+\w+)*)@\w+(?:[.-]+\w+)*(?::\d+)?")


def count(text: str, *, url: int = URL) -> int:
    bare = _HANDLE.sub(r"@\1", _URL.sub(lambda match: _placeholder(match[0], url), text))
    return sum(1 for _ in iter_graphemes(bare))


def _placeholder(link: str, url: int) -> str:
    kept = link.rstrip(_TRAILING)
    return "x" * url + link[len(kept) :]
