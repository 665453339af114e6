from datetime import timedelta

MAX_ATTEMPTS = 12
_FIRST = timedelta(seconds=10)
_LONGEST = timedelta(hours=6)


def backoff(attempts: int) -> timedelta:
    """How long to wait after the n-th failed try: 10 s, doubling, at most 6 hours (12 tries span about two days)."""
    return min(_FIRST * 2 ** (max(attempts, 1) - 1) * (3 if attempts > 5 else 1), _LONGEST)


def is_exhausted(attempts: int) -> bool:
    return attempts >= MAX_ATTEMPTS
