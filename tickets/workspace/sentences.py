"""The timeline in words: one sentence for each kind of event, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from helpdesk.web import clock, translated
from tickets.sla.models import Metric
from tickets.ticket.models import Channel, Priority, Status
from tickets.timeline.models import Event
from tickets.workspace import registry
from tickets.workspace.registry import Data


@dataclass(frozen=True, slots=True)
class Line:
    """One event; `who` is empty when a customer or the desk itself did it."""

    at: datetime
    who: str
    text: SafeString | str


def lines(events: list[Event]) -> list[Line]:
    return [Line(event.created_at, str(event.member or ""), sentence(event.verb, event.data)) for event in events]


def sentence(verb: str, data: Data) -> SafeString | str:
    """The words for an event. A verb nobody gave words to is shown as it is, so that nothing is hidden."""
    write = _SENTENCES.get(verb) or (registry.sentences.get(verb) if verb in registry.sentences else None)
    return write(data) if write else verb


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value)


def _status(data: Data) -> str:
    named = _named(data.get("after_name"))
    return format_html(_("Status: {}"), _isolated(named) if named else _label(Status, data.get("after")))


def _category(data: Data) -> str:
    named = _named(data.get("after"))
    return format_html(_("Category: {}"), _isolated(named)) if named else _("No category")


def _named(names: Any) -> str:
    """A name as it was, in the reader's language or another that has one."""
    return next((names[code] for code in (get_language(), *translated.fallbacks()) if names and code in names), "")


def _priority(data: Data) -> str:
    return format_html(_("Priority: {}"), _label(Priority, data.get("after")))


def _assignee(data: Data) -> str:
    after = data.get("after")
    return format_html(_("Given to {}"), _isolated(after)) if after else _("Given back: no owner")


def _team(data: Data) -> str:
    after = data.get("after")
    return format_html(_("Team: {}"), _isolated(after)) if after else _("No team")


def _tags(data: Data) -> str:
    after = data.get("after") or []
    return (
        format_html(_("Tags: {}"), _isolated(pgettext("between the items of a list", ", ").join(after)))
        if after
        else _("Tags removed")
    )


def _created(data: Data) -> str:
    return format_html(_("Opened: {}"), _label(Channel, data.get("channel")))


def _failed(data: Data) -> str:
    why = _(str(data.get("reason") or "–")).partition("\n")[0]
    return format_html(_("A reply could not be delivered: {}"), _isolated(why))


def _overridden(data: Data) -> str:
    return format_html(_("Published what had been stopped: {}"), _isolated(data.get("reason") or "–"))


def _submitted(data: Data) -> str:
    agreed = data.get("consent")
    return (
        format_html(_("Came by the web form, agreed to: {}"), _isolated(agreed))
        if agreed
        else _("Came by the web form")
    )


def _unreached(data: Data) -> str:
    return format_html(
        _("The mail with the private link did not arrive: {}"), _isolated(_(str(data.get("reason") or "–")))
    )


def _snoozed(data: Data) -> str:
    return format_html(_("Snoozed until {}"), _isolated(clock.full(datetime.fromisoformat(str(data["until"])))))


def _woken(data: Data) -> str:
    return _("Awake again: the customer wrote") if data.get("by_customer") else _("Awake again")


def _metric(data: Data) -> str:
    return str(Metric(str(data["metric"])).label)


def _isolated(value: Any) -> SafeString:
    return format_html("<bdi>{}</bdi>", value)


_SENTENCES: dict[str, Callable[[Data], str]] = {
    "ticket.created": _created,
    "ticket.status": _status,
    "ticket.reopened": lambda data: _("Reopened: the customer wrote again"),
    "ticket.category": _category,
    "ticket.priority": _priority,
    "ticket.assignee": _assignee,
    "ticket.team": _team,
    "ticket.tags": _tags,
    "ticket.snoozed": _snoozed,
    "ticket.woken": _woken,
    "sla.warned": lambda data: format_html(_("A deadline is near: {}"), _metric(data)),
    "sla.breached": lambda data: format_html(_("A deadline was missed: {}"), _metric(data)),
    "sla.found": lambda data: format_html(_("Missed by goals that were set later: {}"), _metric(data)),
    "sla.lifted": lambda data: format_html(_("In time after all: {}"), _metric(data)),
    "messages.received": lambda data: _("The customer wrote"),
    "messages.replied": lambda data: _("Replied to the customer"),
    "messages.noted": lambda data: _("Left an internal note"),
    "messages.named": lambda data: _("Named a colleague in a note"),
    "messages.resent": lambda data: _("Sent a reply again"),
    "messages.failed": _failed,
    "messages.withdrawn": lambda data: _("The author took a message back"),
    "guard.overridden": _overridden,
    "portal.submitted": _submitted,
    "portal.answered": lambda data: _("Through the private page"),
    "portal.confirmed": lambda data: _("The writer reads the mail of this address"),
    "portal.disowned": lambda data: _("The owner of the address says: it was not me"),
    "portal.unreached": _unreached,
    "portal.renewed": lambda data: _("Made a new private link"),
    "portal.revoked": lambda data: _("Took the private link back"),
    "mail.auto_replied": lambda data: _("An automatic reply came; nobody answers it"),
}
