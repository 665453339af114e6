"""What an answer of a network means for a reply, and when two texts are the same one."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import Audience
from social.publishing.models import Outgoing
from tickets.messages.models import Audience as Readers

NO_ACCOUNT, PAUSED = "no_account", "paused"
"""Why nothing can be published, besides what a network says (errors.Code)."""

State = Outgoing.State
IN_FLIGHT = (State.QUEUED, State.SENDING, State.AMBIGUOUS)
UNCLEAR = (State.SENDING, State.AMBIGUOUS)  # a try began, and nobody wrote down how it ended
_HANDLE = re.compile(r"(?<!\w)@[\w.@-]+")
_LONGEST_WAIT = timedelta(hours=6)


class Verdict(StrEnum):
    """What to do after a network refused, or did not answer."""

    AGAIN = "again"
    LOOK_FIRST = "look_first"  # it may have been published
    WAIT_FOR_ACCOUNT = "wait_for_account"
    GIVE_UP = "give_up"


def verdict(error: NetworkError) -> Verdict:
    if error.is_ambiguous:
        return Verdict.LOOK_FIRST
    if error.code == Code.AUTH_EXPIRED:
        return Verdict.WAIT_FOR_ACCOUNT
    return Verdict.GIVE_UP if error.is_final else Verdict.AGAIN


def wait(error: NetworkError) -> timedelta:
    """How long the network asked us to stay away."""
    return min(timedelta(seconds=max(error.retry_after, 0.0)), _LONGEST_WAIT)


def audience(said: str) -> Audience:
    """For whom: "public", or one person however that is called ("person" in a ticket, "direct" on a network)."""
    return Audience.PUBLIC if said == Readers.PUBLIC else Audience.DIRECT


def same_words(one: str, other: str) -> bool:
    """Whether a network shows what we wrote: spaces, composed letters and handles are its own."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(_HANDLE.sub("", unicodedata.normalize("NFKC", text)).split())
