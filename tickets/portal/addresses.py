"""Where a private page stands, and the line about it below our replies."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.tenancy import addresses
from tickets.portal import keys, selectors
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Channel, Ticket


def path_of(link: Link, purpose: Purpose) -> str:
    return reverse("portal:page", args=[keys.of(link, purpose)], urlconf=settings.ROOT_URLCONF)


def url_of(link: Link, purpose: Purpose) -> str:
    return addresses.here(path_of(link, purpose))


def closing(ticket: Ticket) -> str:
    """In a reply to what came by the form: where the whole conversation is. In the active language."""
    link = selectors.link_of(ticket) if ticket.channel == Channel.FORM else None
    if link is None:
        return ""
    return _("The whole conversation, with a place to answer: %(url)s") % {"url": url_of(link, Purpose.MAIL)}
