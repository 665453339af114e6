"""The settings page "API tokens": who may come in by program, and the form that makes a key."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.lib import clock
from tenants.membership.models import Member
from tenants.tenancy import addresses
from tenants.tokens import registry, rules, selectors
from tenants.tokens.models import Token
from tickets.workspace import settings
from tickets.workspace.pages import Pager

PAGE, MOST_ENDED = 50, 50
SOON = timedelta(days=7)
FORM_IS_GOOD_FOR = 24 * 3600  # seconds
MAY = (
    ("", pgettext_lazy("what a token may in a room", "nothing")),
    ("read", pgettext_lazy("what a token may in a room", "read")),
    ("write", pgettext_lazy("what a token may in a room", "read and write")),
)
ENDS = (
    ("30", _("in 30 days")),
    ("90", _("in 90 days")),
    ("365", _("in a year")),
    ("day", _("on a day")),
    ("never", pgettext_lazy("when a token ends", "never")),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One room, and what the token may do there."""

    room: Any
    may: Any


@dataclass(frozen=True, slots=True)
class Row:
    """`soon`: it ends within a week."""

    token: Token
    grants: Sequence[Grant]
    soon: bool
    is_mine: bool


class TokenForm(forms.Form):
    """`once` makes a form good for one token, however often a page is loaded again."""

    once = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("The program, or the person who runs it.")
    )
    ends = forms.ChoiceField(label=_("It ends"), choices=ENDS, initial="90", widget=forms.RadioSelect)
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_urlsafe(16)
        for room, label in registry.scopes:
            field = forms.ChoiceField(label=label, choices=MAY, required=False, initial="", widget=forms.RadioSelect)
            self.fields[f"may_{room}"] = field

    def rooms(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("may_"))

    def clean(self) -> dict[str, Any]:
        """`scopes` and `expires_at`, as the service takes them."""
        data = super().clean() or {}
        data["scopes"] = [
            f"{room}:{data[f'may_{room}']}" for room, _label in registry.scopes if data.get(f"may_{room}")
        ]
        if not data["scopes"]:
            self.add_error(None, _("Let the token into one room at least."))
        if data.get("ends") == "day" and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Choose the last day."))
        data["expires_at"] = None if self.errors else _end(data)
        return data

    def is_first(self, by: Member) -> bool:
        """False when this very form has made a token before: the page was loaded again."""
        return bool(cache.add(f"token-form:{by.pk}:{rules.digest(self.cleaned_data['once'])}", 1, FORM_IS_GOOD_FOR))


def page(viewer: Member, query: QueryDict, *, form: TokenForm | None = None, key: str = "") -> dict[str, Any]:
    """Everything on the page; `key` is shown this once."""
    now = clock.now()
    found = list(_older_than(selectors.living(viewer), query.get("after", ""))[: PAGE + 1])
    shown = found[:PAGE]
    return {
        **settings.frame(viewer, "tokens"),
        "rows": [_row(token, viewer, now) for token in shown],
        "ended": [_row(token, viewer, now) for token in selectors.ended(viewer)[:MOST_ENDED]],
        "pager": Pager("", "?" + urlencode({"after": shown[-1].pk.hex}) if len(found) > PAGE else ""),
        "everybodys": viewer.may("tokens.manage"),
        "form": form or TokenForm(),
        "key": key,
        "example": addresses.here("/api/v1/tickets/"),
    }


def _older_than(rows: Any, mark: str) -> Any:
    try:
        return rows.filter(id__lt=UUID(mark))
    except ValueError:
        return rows


def _row(token: Token, viewer: Member, now: datetime) -> Row:
    rooms, may = dict(registry.scopes), dict(MAY)
    grants = [Grant(rooms.get(room, room), may[verb]) for room, verb in rules.by_room(token.scopes).items()]
    soon = token.expires_at is not None and now < token.expires_at <= now + SOON
    return Row(token, grants, soon, token.member_id == viewer.pk)


def _end(data: dict[str, Any]) -> datetime | None:
    """The moment it ends: a chosen day is its last one, in the company's time zone."""
    if data["ends"] == "never":
        return None
    if data["ends"] == "day":
        return timezone.make_aware(datetime.combine(data["last_day"] + timedelta(days=1), time.min))
    return clock.now() + timedelta(days=int(data["ends"]))
