from enum import StrEnum


class Code(StrEnum):
    """Why a network did not do what we asked. Words for people: social/publishing/words.py."""

    AUTH_EXPIRED = "auth_expired"
    PERMISSION_MISSING = "permission_missing"
    RATE_LIMITED = "rate_limited"
    TARGET_GONE = "target_gone"
    REPLIES_RESTRICTED = "replies_restricted"
    REPLY_NOT_PERMITTED = "reply_not_permitted"
    BLOCKED_BY_USER = "blocked_by_user"
    WINDOW_CLOSED = "window_closed"
    TOO_LONG = "too_long"
    DUPLICATE_TEXT = "duplicate_text"
    MEDIA_REJECTED = "media_rejected"
    POLICY = "policy"
    LISTENING_ONLY = "listening_only"
    NETWORK_DOWN = "network_down"
    REFUSED_ADDRESS = "refused_address"
    MALFORMED = "malformed"
    UNKNOWN = "unknown"


LONGEST_WAIT = 30 * 86_400.0
FINAL = frozenset(Code) - {Code.RATE_LIMITED, Code.NETWORK_DOWN, Code.AUTH_EXPIRED, Code.UNKNOWN}


class NetworkError(Exception):
    """`said` are the network's own words, `retry_after` is in seconds.

    `is_ambiguous`: nobody knows whether it happened.
    """

    def __init__(self, code: Code, said: str = "", *, retry_after: float = 0.0, is_ambiguous: bool = False) -> None:
        super().__init__(f"{code}: {said}" if said else str(code))
        self.code = code
        self.said = said
        self.retry_after = min(retry_after, LONGEST_WAIT)  # a network may say any number
        self.is_ambiguous = is_ambiguous

    @property
    def is_final(self) -> bool:
        """Whether another try with the same words cannot help."""
        return self.code in FINAL and not self.is_ambiguous
