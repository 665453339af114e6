"""What the timeline says of a mention, and what is said of why one was put aside."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from social.mentions.models import State
from tickets.workspace.registry import Data

REASONS: dict[str, str | Promise] = {
    "spam": pgettext_lazy("reason to put aside", "Spam"),
    "news": pgettext_lazy("reason to put aside", "News"),
    "no_reply_needed": pgettext_lazy("reason to put aside", "No reply needed"),
    "duplicate": pgettext_lazy("reason to put aside", "Said twice"),
    "not_ours": pgettext_lazy("reason to put aside", "Not about us"),
}
"""The words of rules.REASONS."""

_AFTER: dict[str, str | Promise] = {
    State.NEW: gettext_lazy("A mention waits again"),
    State.PUBLISHING: gettext_lazy("An answer to a mention is on its way"),
    State.FAILED: gettext_lazy("An answer to a mention did not leave"),
    State.MANUAL: gettext_lazy("A mention is to be answered by hand"),
    State.ANSWERED: gettext_lazy("A mention is answered"),
    State.MOVED: gettext_lazy("A mention goes on in private"),
    State.THANKED: gettext_lazy("A mention is thanked"),
    State.WITHDRAWN: gettext_lazy("A mention was taken back by its author"),
}


def _moved(data: Data) -> SafeString | str:
    after, reason = str(data.get("after")), str(data.get("reason") or "")
    if after == State.DISMISSED:
        return format_html(_("Put a mention aside: {}"), format_html("<bdi>{}</bdi>", REASONS.get(reason, reason)))
    return str(_AFTER.get(after, after))


def _requester(data: Data) -> SafeString | str:
    return format_html(_("It is {} who asks"), format_html("<bdi>{}</bdi>", data.get("after") or "–"))


SENTENCES: dict[str, Callable[[Data], SafeString | str]] = {
    "mentions.moved": _moved,
    "messages.withdrawn": lambda data: _("The customer took back what was written"),
    "ticket.requester": _requester,
}
