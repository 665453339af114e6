"""Who is told when what a brand listens for has changed, and who knows the posts. Filled in apps.py only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from helpdesk.lib.registry import Registry
from social.listening.models import Listener

Told = Callable[[Listener], None]
"""Called in the transaction of the change with the listener as it is now; one that was removed has no `pk` any more."""

listeners: Registry[Told] = Registry("listener of listeners")


def tell(listener: Listener) -> None:
    for _, told in listeners:
        told(listener)


@dataclass(frozen=True, slots=True)
class Stored:
    """A post of the company. `author` is a handle, `text` its title too."""

    text: str
    author: str
    network: str
    language: str
    url: str
    at: datetime


posts: Registry[Callable[[datetime, int], Iterable[Stored]]] = Registry("reader of posts")
"""Public posts of the current company since a moment, the newest first, at most so many."""
