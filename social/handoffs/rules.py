"""Where a hand-off stands. Values in, values out."""

from datetime import datetime, timedelta
from enum import StrEnum

from social.handoffs.models import HandOff

LAPSES_AFTER = timedelta(days=7)  # the longest that networks let us write to somebody who only spoke in public

CLOCKS_DIFFER = timedelta(minutes=1)  # a network's from ours


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    ENDED = "ended"


def state(handoff: HandOff, now: datetime) -> State:
    """Who comes late is welcome: an invitation that lapsed and was accepted is accepted."""
    if handoff.ended_at is not None:
        return State.ENDED
    if handoff.accepted_at is not None:
        return State.ACCEPTED
    return State.LAPSED if handoff.expires_at <= now else State.OPEN
