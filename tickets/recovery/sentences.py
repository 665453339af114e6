"""What the timeline says of repairs, gestures and what was given."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets.recovery import money
from tickets.recovery.models import Approval, Kind, Purpose, Step

Data = Mapping[str, Any]


def _opened(data: Data) -> str:
    if data.get("purpose") == Purpose.GESTURE:
        return _("Began a gesture: a kindness without a fault")
    return _("Began a repair: the fault is ours")


def _stepped(data: Data) -> str:
    return format_html(pgettext("a step of a repair", "Done: {}"), Step(str(data["step"])).label)


def _asked(data: Data) -> str:
    return format_html(_("Asked for a yes: {} ({})"), _sum(data), _kind(data))


def _decided(data: Data) -> str:
    known: dict[str, str] = {
        Approval.State.APPROVED: _("Said yes to what was asked for"),
        Approval.State.REFUSED: _("Said no to what was asked for"),
    }
    return known.get(str(data.get("state")), _("What was asked for has expired: nobody decided"))


def _granted(data: Data) -> str:
    return format_html(_("Gave {} ({})"), _sum(data), _kind(data))


def _reversed(data: Data) -> str:
    return format_html(_("Took back {} ({})"), _sum(data), _kind(data))


def _sum(data: Data) -> str:
    return format_html("<bdi>{}</bdi>", money.said(int(data["amount"]), str(data["currency"])))


def _kind(data: Data) -> str:
    return str(Kind(str(data["kind"])).label)


SENTENCES: dict[str, Callable[[Data], str]] = {
    "recovery.opened": _opened,
    "recovery.stepped": _stepped,
    "recovery.diagnosed": lambda data: _("Put the cause in other words"),
    "recovery.closed": lambda data: _("Closed it: nothing more is given"),
    "recovery.asked": _asked,
    "recovery.decided": _decided,
    "recovery.withdrawn": lambda data: _("Took the request back"),
    "recovery.granted": _granted,
    "recovery.reversed": _reversed,
    "recovery.redeemed": lambda data: _("The voucher was redeemed"),
}
