"""Why a network did not publish a reply, and what can be done next, in words for agents.

Each is one text of two lines, the reason and the next step: kept in English with a reply that failed, and put into the
reader's language where it is shown.
"""

from django.utils.translation import gettext, gettext_noop

from social.connectors.errors import Code
from social.publishing.rules import NO_ACCOUNT, PAUSED

WORDS: dict[str, str] = {
    Code.AUTH_EXPIRED: gettext_noop(
        "The network does not let us in any more.\nAn admin connects the account again; what waits leaves then."
    ),
    Code.PERMISSION_MISSING: gettext_noop(
        "Our account may not do this on the network.\nAn admin connects it again and allows it to answer."
    ),
    Code.RATE_LIMITED: gettext_noop("The network asks us to wait.\nIt is tried again by itself."),
    Code.TARGET_GONE: gettext_noop("The post is not there any more.\nWrite to the author privately, or leave it."),
    Code.REPLIES_RESTRICTED: gettext_noop(
        "The author lets only some people answer this post.\nWrite to the author privately."
    ),
    Code.REPLY_NOT_PERMITTED: gettext_noop(
        "The network does not let programs answer this post.\nPublish it by hand on the network's own page."
    ),
    Code.BLOCKED_BY_USER: gettext_noop(
        "The author does not want messages from this account.\nUse another way that this customer gave us."
    ),
    Code.WINDOW_CLOSED: gettext_noop(
        "The time in which the network allows an answer is over.\nAsk the author in public to write to us again."
    ),
    Code.TOO_LONG: gettext_noop("It is longer than the network takes.\nWrite it shorter, as a new reply."),
    Code.DUPLICATE_TEXT: gettext_noop(
        "The network does not publish the same words twice.\nSay it in other words, as a new reply."
    ),
    Code.MEDIA_REJECTED: gettext_noop(
        "Files cannot be sent with this reply.\nTake them out, or send them by e-mail or on the private page."
    ),
    Code.POLICY: gettext_noop("The network's rules do not allow these words.\nSay it in other words, as a new reply."),
    Code.LISTENING_ONLY: gettext_noop("We can only listen there.\nAnswer on the site itself, if it takes comments."),
    Code.NETWORK_DOWN: gettext_noop("The network cannot be reached.\nSend it again when it is back."),
    Code.REFUSED_ADDRESS: gettext_noop(
        "The network's address leads to a place that we do not talk to.\nAn admin looks at the address of the account."
    ),
    Code.MALFORMED: gettext_noop(
        "The network answered in a way that we do not understand.\nLook there for the reply before you send it again."
    ),
    Code.UNKNOWN: gettext_noop(
        "The network refused and did not say why.\nLook there for the reply before you send it again."
    ),
    NO_ACCOUNT: gettext_noop(
        "No account of this brand speaks on this network.\nAn admin connects one in the settings."
    ),
    PAUSED: gettext_noop("The account is paused.\nAn admin lets it go on; what waits leaves then."),
}

NOT_KNOWN = gettext_noop(
    "The network did not say whether it was published.\nLook there for the reply before you send it again."
)
NO_WAY = gettext_noop(
    "There is no private way to this customer.\nInvite the author in public to write to us, or add an e-mail address."
)
NO_PUBLIC = gettext_noop("Nothing was said in public on this ticket.\nAnswer privately.")
OPEN_KEY = gettext_noop(
    "These words hold the address of the private page: everybody who reads them could come in.\nTake it out."
)


def why(reason: str) -> str:
    """What a reason means, in the reader's language; one that has no words is shown as it is."""
    return _line(reason, 0) or reason


def next_step(reason: str) -> str:
    """What can be done about it; "" where nobody has said."""
    return _line(reason, 1)


def both(text: str) -> str:
    """Reason and next step of one of the texts above, in the reader's language."""
    return " ".join(gettext(text).splitlines())


def of(reason: str) -> str:
    return both(WORDS.get(reason, reason))


def _line(reason: str, number: int) -> str:
    lines = gettext(WORDS[reason]).splitlines() if reason in WORDS else []
    return lines[number] if number < len(lines) else ""
