"""The names of all companies in one automaton. In a company's context nothing of it leaves this room but its own."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections

from social.listening.rules.scanning import Scanner, Wanted

ASK_EVERY = 3.0
"""Seconds for which a process trusts what it has."""

_VERSION = """
SELECT count(*), coalesce(sum(extract(epoch FROM updated_at)), 0) FROM social_term WHERE is_live
"""
_TERMS = """
SELECT tenant_id, listener_id, id, forms, kind, "group", prefixes, suffixes FROM social_term
WHERE is_live ORDER BY tenant_id, id
"""
Version = tuple[object, ...]


class Source:
    """Asks the role that sees the forms of every company, and nothing of what they are for."""

    alias = "sweeper"

    def version(self) -> Version:
        """Changes with every change of a live term; a row that was committed late changes it too."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(_VERSION)
            return tuple(cursor.fetchone())

    def terms(self) -> Iterable[Wanted]:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(_TERMS)
            return [
                Wanted(tenant, listener, term, tuple(forms), kind, group, prefixes, tuple(suffixes))
                for tenant, listener, term, forms, kind, group, prefixes, suffixes in cursor.fetchall()
            ]


@dataclass(frozen=True, slots=True)
class _Built:
    version: Version
    scanner: Scanner


class Shared:
    """The automaton of this process. A thread that rebuilds it lets the others go on with the one before."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._built: _Built | None = None
        self._asked = 0.0
        self._lock = threading.Lock()

    def scanner(self) -> Scanner:
        """As the names are now, or were at most ASK_EVERY seconds ago."""
        built = self._built
        if built is not None and time.monotonic() - self._asked < ASK_EVERY:
            return built.scanner
        if built is None:
            with self._lock:
                return self._refreshed()
        if not self._lock.acquire(blocking=False):
            return built.scanner
        try:
            return self._refreshed()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Ask anew the next time."""
        self._asked = 0.0

    def _refreshed(self) -> Scanner:
        built = self._built
        if built is not None and time.monotonic() - self._asked < ASK_EVERY:
            return built.scanner
        version = self.source.version()
        if built is None or built.version != version:
            built = _Built(version, Scanner(self.source.terms()))
            self._built = built
        self._asked = time.monotonic()
        return built.scanner


shared = Shared(Source())
