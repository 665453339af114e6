"""Our word as the customer reads it, in his language and by the clock of the company."""

from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.lib.text import isolate
from helpdesk.web.clock import full
from tickets.followups import selectors
from tickets.messages.models import Message


def line(message: Message) -> str:
    """What stands below a reply that gives our word, in the active language; "" for others."""
    given = selectors.of_reply(message)
    return _("We will update you by %(when)s.") % {"when": isolate(full(given.due_at))} if given else ""


def heading(due_at: datetime) -> str:
    return _("You will hear from us by %(when)s") % {"when": isolate(full(due_at))}
