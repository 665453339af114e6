"""Names inside addresses: a link names whom it leads to, a handle and a hashtag only as a whole, a mail nobody."""

from __future__ import annotations

import re
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


class Places:
    """The addresses of one text, by their places in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _links(self) -> list[re.Match[str]]:
        return list(_LINK.finditer(self._text))

    @cached_property
    def _mails(self) -> list[re.Match[str]]:
        return [found for found in _MAIL.finditer(self._text) if not self._within(self._links, found.start())]

    @cached_property
    def _handles(self) -> list[re.Match[str]]:
        known = [*self._links, *self._mails]
        return [found for found in _HANDLE.finditer(self._text) if not self._within(known, found.start())]

    @cached_property
    def _tags(self) -> list[re.Match[str]]:
        return [found for found in _TAG.finditer(self._text) if not self._within(self._links, found.start())]

    @property
    def called(self) -> list[Handle]:
        return [Handle(one["name"].casefold(), (one["home"] or "")[1:].casefold()) for one in self._handles]

    def allow(self, start: int, end: int) -> bool:
        """Whether a name that stands from `start` to before `end` is named by it."""
        for link in self._links:
            if link.start() <= start < link.end():
                return link.start("host") <= start and end <= link.end("host")
        if self._within(self._mails, start):
            return False
        for handle in self._handles:
            if handle.start() <= start < handle.end():
                begins = start <= handle.start("name")
                return begins and end in (handle.end("name"), handle.end())
        return True

    def is_whole_tag(self, start: int, end: int) -> bool:
        """Whether the hashtag that stands from `start` to before `end` goes no further."""
        return any(tag.start() <= start <= tag.start("name") and end >= tag.end() for tag in self._tags)

    def is_handle(self, start: int) -> bool:
        return any(one.start() <= start <= one.start("name") for one in self._handles)

    @staticmethod
    def _within(found: list[re.Match[str]], at: int) -> bool:
        return any(one.start() <= at < one.end() for one in found)
