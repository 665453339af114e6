"""What the history says was done, by verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "accounts.archive_brand": _("Brand archived"),
    "accounts.change_brand": _("Brand changed"),
    "accounts.connect": _("Social account connected"),
    "accounts.create_brand": _("Brand made"),
    "accounts.move": _("Social account given to another brand"),
    "accounts.needs_reauth": _("Social account shut out by its network"),
    "accounts.pause": _("Social account paused"),
    "accounts.remove": _("Social account removed"),
    "accounts.restore_brand": _("Brand brought back"),
    "accounts.resume": _("Social account let go on"),
    "listening.activate": _("Listener put to work"),
    "listening.change": _("Listener changed"),
    "listening.create": _("Listener made"),
    "listening.pause": _("Listener paused"),
    "listening.remove": _("Listener removed"),
    "mentions.link": _("Author recognised as a contact"),
    "mentions.unlink": _("Author told apart from a contact"),
}
