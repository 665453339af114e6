"""What the timeline says of a reply on its way to a network."""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets.workspace.registry import Data


def _by_hand(data: Data) -> SafeString | str:
    return _linked(_("Published by hand: {}"), data) if data.get("url") else _("Published by hand")


def _native(data: Data) -> SafeString | str:
    said = _("Answered on the network itself: {}")
    return _linked(said, data) if data.get("url") else _("Answered on the network itself")


def _linked(said: str, data: Data) -> SafeString:
    return format_html(said, format_html('<bdi class="num">{}</bdi>', data["url"]))


SENTENCES: dict[str, Callable[[Data], SafeString | str]] = {
    "publishing.manual": lambda data: _("The network lets no program answer: somebody publishes the reply by hand"),
    "publishing.by_hand": _by_hand,
    "publishing.native": _native,
}
