"""Names inside addresses: a link names whom it leads to, a handle and a hashtag only as a whole, a mail nobody."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_SIGNS = ("@", "＠", "#", "＃", "://", "www.")
_LINK = re.compile(r"(?:https?://|www\.)(?:[^\s/?#@]*@)?(?P<host>[^\s/?#]+)[^\s]*", re.IGNORECASE)
_MAIL = re.compile(r"(?<![A-Za-z0-9_.+@＠-])[A-Za-z0-9_.+-]+[@＠][\w-]+(?:\.[\w-]+)*")
_HANDLE = re.compile(r"(?<![A-Za-z0-9_.+-])[@＠](?P<name>\w+(?:\.\w+)*)(?P<home>[@＠][\w-]+(?:\.[\w-]+)+)?")
_TAG = re.compile(r"[#＃](?P<name>\w+)")


def is_plain(text: str) -> bool:
    """Whether it holds no address at all."""
    return not any(sign in text for sign in _SIGNS)


@dataclass(frozen=True, slots=True)
class Handle:
    """ "@name@home" as it was written; `home` is "" where there is none."""

    name: str
    home: str


def handles(text: str) -> list[Handle]:
    """Whom a text calls by a handle, in small letters."""
    return Places(text).called


class _Found:
    """Matches of one pattern, in the order in which they stand, none within another."""

    def __init__(self, matches: Iterable[re.Match[str]]) -> None:
        self.all = list(matches)
        self._starts = [one.start() for one in self.all]

    def at(self, place: int) -> re.Match[str] | None:
        """The one that stands there."""
        last = bisect_right(self._starts, place) - 1
        return self.all[last] if last >= 0 and place < self.all[last].end() else None


class Places:
    """The addresses of one text, by their places in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _links(self) -> _Found:
        return _Found(_LINK.finditer(self._text))

    @cached_property
    def _mails(self) -> _Found:
        return _Found(one for one in _MAIL.finditer(self._text) if not self._links.at(one.start()))

    @cached_property
    def _handles(self) -> _Found:
        found = (one for one in _HANDLE.finditer(self._text) if not self._links.at(one.start()))
        return _Found(one for one in found if not self._mails.at(one.start()))

    @cached_property
    def _tags(self) -> _Found:
        return _Found(one for one in _TAG.finditer(self._text) if not self._links.at(one.start()))

    @property
    def called(self) -> list[Handle]:
        return [Handle(one["name"].casefold(), (one["home"] or "")[1:].casefold()) for one in self._handles.all]

    def allow(self, start: int, end: int) -> bool:
        """Whether a name that stands from `start` to before `end` is named by it."""
        if link := self._links.at(start):
            return link.start("host") <= start and end <= link.end("host")
        if self._mails.at(start):
            return False
        if handle := self._handles.at(start):
            return start <= handle.start("name") and end in (handle.end("name"), handle.end())
        return True

    def is_whole_tag(self, start: int, end: int) -> bool:
        """Whether the hashtag that stands from `start` to before `end` goes no further."""
        tag = self._tags.at(start)
        return tag is not None and start <= tag.start("name") and end >= tag.end()

    def is_handle(self, start: int) -> bool:
        handle = self._handles.at(start)
        return handle is not None and start <= handle.start("name")
