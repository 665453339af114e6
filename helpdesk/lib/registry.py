"""Upward needs go through here: a low room asks by name, a high room answers from its apps.py."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries, filled once at start. A name given twice is a mistake and raises ValueError."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        if self._entries.get(name, entry) is not entry:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._entries[name] = entry

    def get(self, name: str) -> T:
        """Raises LookupError naming what is missing."""
        try:
            return self._entries[name]
        except KeyError:
            raise LookupError(f"no {self._what} is registered for {name!r}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._entries.items())
