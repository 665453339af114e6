"""What the pages of the square say of networks and reasons, and the first words of a thank-you."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from social.accounts import errors, rules
from social.connectors.errors import Code
from social.connectors.protocol import Abilities, Kind, Stream
from social.connectors.registry import connectors
from social.mentions.models import Mention
from tickets.contacts.rules import first_name

ICONS = {"mastodon": "at-sign", "rss": "rss"}

DISMISSALS: dict[str, Any] = {
    "no_reply_needed": pgettext_lazy("why a mention is dismissed", "Needs no answer"),
    "not_ours": pgettext_lazy("why a mention is dismissed", "Not about us"),
    "spam": pgettext_lazy("why a mention is dismissed", "Spam"),
    "duplicate": pgettext_lazy("why a mention is dismissed", "Said twice"),
    "news": pgettext_lazy("why a mention is dismissed", "News"),
}

# What the customer reads, in the language of the post: no text of the interface, and nobody's gender guessed.
_THANKS = {
    "ar": ("شكرًا {name}! كلماتك أسعدت الفريق كلّه.", "شكرًا جزيلًا! كلماتك أسعدت الفريق كلّه."),
    "he": ("תודה רבה {name}! המילים האלה שימחו את כל הצוות.", "תודה רבה! המילים האלה שימחו את כל הצוות."),
    "en": (
        "Thank you, {name}! Your words made our whole team's day.",
        "Thank you! Your words made our whole team's day.",
    ),
}

_TROUBLE: dict[str, Any] = {
    Code.AUTH_EXPIRED: gettext_lazy("The network did not accept this key. Make a new one there and paste it whole."),
    Code.PERMISSION_MISSING: gettext_lazy("The key lacks a permission that we need. Allow reading and writing there."),
    Code.RATE_LIMITED: gettext_lazy("The network asks us to wait. Try again in a few minutes."),
    Code.TARGET_GONE: gettext_lazy("There is nothing at this address. Check it for a typing error."),
    Code.NETWORK_DOWN: gettext_lazy("The network cannot be reached. Look at the address, or try again later."),
    Code.REFUSED_ADDRESS: gettext_lazy("We do not call this address: it is not one of the public internet."),
    Code.MALFORMED: gettext_lazy("Something answered at this address, but not this network."),
}
_REFUSED = {one.code: one.message for one in errors.Refused.__subclasses__()}
_NO_WORDS = gettext_lazy("The network refused and did not say why. Try again later.")
_SPECIAL = {
    "mastodon": gettext_lazy(
        "Untagged words are found only as far as your server knows them: its own people, whom they follow, and those"
        " who agreed to be found. Words said elsewhere may never reach us."
    ),
    "plaza": gettext_lazy("A network for trying things out: it does not exist."),
}


def network(name: str) -> str:
    """What people call it."""
    return connectors.get(name).label if name in connectors else name


def icon(name: str) -> str:
    return ICONS.get(name, "megaphone")


def abilities(name: str) -> list[tuple[bool, str]]:
    """What a network can and cannot do here, each in a sentence."""
    if name not in connectors:
        return [(False, _("This desk does not speak with this network any more."))]
    can = connectors.get(name).abilities
    lines = [*_heard(can), *_said(can)]
    return [*lines, (False, str(_SPECIAL[name]))] if name in _SPECIAL else lines


def trouble(code: str) -> str:
    """Why an account could not be connected, and what to do."""
    return str(_TROUBLE.get(code) or _REFUSED.get(code) or _NO_WORDS)


def dismissal(reason: str) -> str:
    """A reason for which a mention was put aside; any other as it is."""
    return str(DISMISSALS.get(reason, reason))


def thanks(mention: Mention) -> str:
    """The first words of a thank-you in the language of the post, to be changed at will."""
    author = mention.post.author
    is_person = author is not None and mention.post.kind != Kind.ARTICLE
    name = first_name(author.name) if author and is_person else ""
    named, nameless = _THANKS.get(mention.language.partition("-")[0], _THANKS["en"])
    return named.format(name=name) if name else nameless


def language_of_thanks(mention: Mention) -> str:
    code = mention.language.partition("-")[0]
    return code if code in _THANKS else "en"


def _heard(can: Abilities) -> list[tuple[bool, str]]:
    if rules.by_address(can):
        return [(True, _("Reads every new article or review of a feed."))]
    told = _("Tells us within seconds what tags you or answers you.")
    asked = _("Hears what tags you or answers you, within a minute or so.")
    searches = bool({Stream.SEARCH, Stream.TAG} & can.streams)
    return [
        (True, told if can.has_webhook else asked),
        (
            searches,
            _("Finds words that name you without a tag.") if searches else _("Does not look for untagged words."),
        ),
    ]


def _said(can: Abilities) -> list[tuple[bool, str]]:
    public = _("Answers in public, in your name.") if can.replies else _("We only listen here: nobody can be answered.")
    private = _("Writes privately.") if can.direct else _("Cannot write privately.")
    return [(can.replies, public), *([(can.direct, private)] if can.replies else [])]
