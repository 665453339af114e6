"""What an agent writes to invite somebody, and to close where it began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from social.handoffs import selectors, words
from social.handoffs.models import HandOff
from tickets.contacts.rules import first_name
from tickets.messages.registry import Finding
from tickets.ticket.models import Ticket

Kind = HandOff.Kind
_KINDS = [
    (Kind.DIRECT, pgettext_lazy("hand-off", "To a direct message")),
    (Kind.LINK, pgettext_lazy("hand-off", "To a private page, by a direct message with its link")),
]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "class": "inp"})


class HandOffForm(forms.Form):
    """A step of a hand-off, with the `findings` for which a guard stopped it."""

    findings: Sequence[Finding] = ()


class PublicForm(HandOffForm):
    """Words that everybody will read; `despite` says why they leave although a guard stopped them."""

    words = forms.CharField(
        label=_("In public"),
        max_length=10_000,
        widget=_area(4),
        error_messages={"required": _("Write something first.")},
    )
    despite = forms.CharField(label=_("Publish all the same, because"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "handoff_%s", **kwargs})


class OpenForm(PublicForm):
    kind = forms.ChoiceField(label=_("Where to"), choices=_KINDS, widget=forms.RadioSelect)
    letter = forms.CharField(
        label=_("Above the link, in the direct message"), max_length=10_000, required=False, widget=_area(3)
    )
    field_order = ("kind", "words", "letter", "despite")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Kind.LINK and not data.get("letter"):
            self.add_error("letter", _("Write something first."))
        return data

    @classmethod
    def of(cls, ticket: Ticket) -> OpenForm:
        """With words in the customer's language to begin with, and the places to which the network lets us invite."""
        name = first_name(ticket.requester.name)
        said = {"words": words.invitation(ticket.language, name), "letter": words.letter(ticket.language, name)}
        form = cls(initial={"kind": Kind.DIRECT, **said})
        if not selectors.can_be_sent_a_link(ticket):
            form.fields["kind"].choices = _KINDS[:1]  # type: ignore[attr-defined]
        return form


class CloseForm(PublicForm):
    @classmethod
    def of(cls, ticket: Ticket) -> CloseForm:
        said = words.closing(ticket.language, first_name(ticket.requester.name))
        return cls(initial={"words": said})


class EndForm(HandOffForm):
    reason = forms.CharField(label=_("Why nothing is to be said"), max_length=200)
