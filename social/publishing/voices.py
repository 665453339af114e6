"""How a ticket of the public square can be answered: whom it reaches, by which way, and why not by another."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from social.accounts.models import SocialAccount
from social.connectors.protocol import Way
from social.publishing import registry, targets, words
from social.publishing.targets import Target
from tenants.membership.models import Member
from tickets.contacts import selectors as contacts
from tickets.messages.models import Audience as Readers
from tickets.ticket.models import Ticket
from tickets.workspace.registry import Voice


def voices(viewer: Member, ticket: Ticket) -> Sequence[Voice]:
    """The likeliest first: in public where somebody waits there and the member may, else privately."""
    public, private = targets.public(ticket), targets.private(ticket)
    direct = _direct(ticket, private)
    if public is None or not viewer.may("publishing.public"):
        return [direct]
    said = _voice(Readers.PUBLIC, _("Public reply"), public)
    waits_privately = private is not None and private.mention is not None and private.conversation.is_private
    return [direct, said] if public.mention is None and waits_privately else [said, direct]


def _direct(ticket: Ticket, target: Target | None) -> Voice:
    """As `delivery` finds its way: a direct message, the private page, mail, by hand."""
    if target is not None and target.permit.way == Way.API:
        return _voice(Readers.PERSON, _("Direct message"), target)
    if any(reads(ticket) for _name, reads in registry.pages):
        return Voice(Readers.PERSON, _("Private page"), _("the customer’s private page"))
    if email := contacts.email_of(ticket.requester):
        return Voice(Readers.PERSON, _("E-mail"), format_html("<bdi>{}</bdi>", email))
    if target is not None:
        return _voice(Readers.PERSON, _("Direct message"), target)
    return Voice(Readers.PERSON, _("Direct message"), "", way=Way.NONE, why=words.both(words.NO_WAY))


def _voice(audience: str, label: str, target: Target) -> Voice:
    is_open = target.permit.way != Way.NONE and target.account is not None
    return Voice(
        audience=audience,
        label=label,
        to=_reach(audience, target),
        way=target.permit.way,
        why="" if target.permit.way == Way.API else words.of(target.permit.reason),
        url=target.post.url if target.permit.way == Way.MANUAL else "",
        measure=target.measure if is_open else None,
    )


def _reach(audience: str, target: Target) -> SafeString:
    """Whom it reaches, and as whom we speak."""
    handle = format_html("<bdi>@{}</bdi>", target.author.handle.removeprefix("@"))
    if audience == Readers.PUBLIC:
        return format_html(_("everybody, as {}"), _own(target.account)) if target.account else handle
    return handle


def _own(account: SocialAccount) -> SafeString:
    return format_html("<bdi>@{}</bdi>", (account.handle or account.name).removeprefix("@"))
