"""What the timeline says of the way from the public to a private place."""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from social.handoffs.models import HandOff
from social.handoffs.services import LAPSED
from tickets.workspace.registry import Data


def _opened(data: Data) -> str:
    if data.get("kind") == HandOff.Kind.LINK:
        return _("Invited in public to a private page; its link went by direct message")
    return _("Invited in public to a direct message")


def _accepted(data: Data) -> str:
    if data.get("how") == "page":
        return _("The customer came to the private page")
    return _("The customer wrote a direct message: it goes on in private")


def _ended(data: Data) -> SafeString | str:
    reason = str(data.get("reason") or "")
    if reason == LAPSED:
        return _("The invitation lapsed: nobody came")
    return format_html(_("Nothing more is said in public: {}"), format_html("<bdi>{}</bdi>", reason))


SENTENCES: dict[str, Callable[[Data], SafeString | str]] = {
    "handoffs.opened": _opened,
    "handoffs.accepted": _accepted,
    "handoffs.closed": lambda data: _("Closed in public: everybody reads that it is solved"),
    "handoffs.ended": _ended,
}
