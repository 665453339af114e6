"""Whom a post calls, as far as the network and its words tell. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable

from social.listening.rules.places import Handle


def is_called(handle: str, native_id: str, *, tagged: Iterable[str], handles: Iterable[Handle]) -> bool:
    """Whether an account is called by a post: the network says so, or its handle stands in the text.

    Where the network says whom a handle means, its word counts: there is an "@zain" on every server.
    """
    said = [_plain(one) for one in tagged]
    name, _, home = _plain(handle).partition("@")
    if _plain(native_id) in said or (name and _plain(handle) in said):
        return True
    if not name or any(one.partition("@")[0] == name for one in said):
        return False
    return any(one.name == name and one.home in ("", home) for one in handles)


def _plain(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()
