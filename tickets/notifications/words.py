"""What a notification says, in the reader's language. Plain text; names are isolated, so that no direction spills."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib.text import isolate
from helpdesk.web.clock import moment
from tenants.identity.rules import mentioned
from tickets.notifications.models import Kind, Notification
from tickets.recovery import money
from tickets.recovery.models import Approval
from tickets.sla.models import Metric

ICONS: Mapping[str, str] = {
    Kind.ASSIGNED: "user",
    Kind.MENTIONED: "at-sign",
    Kind.WARNED: "timer",
    Kind.BREACHED: "triangle-alert",
    Kind.REMINDED: "clock",
    Kind.BROKEN: "triangle-alert",
    Kind.WOKEN: "sun",
    Kind.ASKED: "hand",
    Kind.DECIDED: "circle-check",
}
LATE = frozenset({Kind.BREACHED, Kind.BROKEN})

Said = Callable[[str, Mapping[str, Any]], str]
"""(who did it, or "" for the desk itself; the data of the change) -> one sentence."""


def sentence(row: Notification) -> str:
    """One sentence without a full stop. Never a customer's words."""
    who = mentioned(row.actor.name) if row.actor is not None else ""
    return _SENTENCES[Kind(row.kind)](who, row.data)


def _assigned(who: str, data: Mapping[str, Any]) -> str:
    return _("%(who)s gave you a ticket") % {"who": who} if who else _("A ticket was given to you")


def _mentioned(who: str, data: Mapping[str, Any]) -> str:
    return _("%(who)s named you in a note") % {"who": who} if who else _("You were named in a note")


def _warned(who: str, data: Mapping[str, Any]) -> str:
    return _("Soon due: %(clock)s, %(when)s") % {"clock": _clock(data), "when": _due(data)}


def _breached(who: str, data: Mapping[str, Any]) -> str:
    return _("Past its time: %(clock)s, %(when)s") % {"clock": _clock(data), "when": _due(data)}


def _reminded(who: str, data: Mapping[str, Any]) -> str:
    return _("Promised for %(when)s") % {"when": _due(data)}


def _broken(who: str, data: Mapping[str, Any]) -> str:
    return _("Not kept: promised for %(when)s") % {"when": _due(data)}


def _woken(who: str, data: Mapping[str, Any]) -> str:
    return _("Back on the desk")


def _asked(who: str, data: Mapping[str, Any]) -> str:
    facts = {"who": who or "–", "amount": _amount(data.get("amount"), data)}
    return _("%(who)s asks you to approve %(amount)s") % facts


def _decided(who: str, data: Mapping[str, Any]) -> str:
    state = str(data.get("state", ""))
    label = str(Approval.State(state).label) if state in Approval.State.values else state
    return _("Your request: %(decision)s") % {"decision": label}


def _clock(data: Mapping[str, Any]) -> str:
    metric = str(data.get("metric", ""))
    return str(Metric(metric).label) if metric in Metric.values else pgettext("clock", "Answer")


def _due(data: Mapping[str, Any]) -> str:
    """When, as people name it. Isolated: a time reads from left to right."""
    try:
        return isolate(moment(datetime.fromisoformat(str(data.get("due")))))
    except ValueError:
        return "–"


def _amount(amount: object, data: Mapping[str, Any]) -> str:
    currency = str(data.get("currency", ""))
    return isolate(money.said(amount, currency)) if isinstance(amount, int) and money.is_known(currency) else "–"


_SENTENCES: Mapping[Kind, Said] = {
    Kind.ASSIGNED: _assigned,
    Kind.MENTIONED: _mentioned,
    Kind.WARNED: _warned,
    Kind.BREACHED: _breached,
    Kind.REMINDED: _reminded,
    Kind.BROKEN: _broken,
    Kind.WOKEN: _woken,
    Kind.ASKED: _asked,
    Kind.DECIDED: _decided,
}
