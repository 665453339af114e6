import re
from datetime import timedelta

from django.utils.translation import gettext_noop

MAX_ATTEMPTS = 12
WORKER_ENDED = gettext_noop("The worker ended in the middle of every try.")
_FIRST = timedelta(seconds=10)
_LONGEST = timedelta(hours=6)
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"'=]+@[^\s<>()\[\]:;,\"']+")


def backoff(attempts: int) -> timedelta:
    """How long to wait after the n-th failed try: 10 s, doubling, at most 6 hours (12 tries span about 14 hours)."""
    factor: int = 2 ** (max(attempts, 1) - 1) * (3 if attempts > 5 else 1)
    return min(_FIRST * factor, _LONGEST)


def is_exhausted(attempts: int) -> bool:
    return attempts >= MAX_ATTEMPTS


def tellable(reason: str) -> str:
    """Why something failed, as the platform's operators may read it: the first line, without addresses.

    Below it databases and mail servers quote what they did not take: a customer's words.
    """
    return _ADDRESS.sub("…", reason.strip().partition("\n")[0])[:500]
