"""The settings pages of listeners: the list, one of them with its terms, and what they would hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.lib import clock
from social.accounts import selectors as accounts
from social.connectors.registry import connectors
from social.listening import preview, selectors
from social.listening.forms import ListenerForm, TermForm, kind_of, specs_of
from social.listening.models import Listener, Term
from social.listening.rules import terms as rules
from social.listening.rules import variants
from social.listening.rules.terms import TermSpec
from tenants.membership.models import Member
from tickets.workspace import settings
from tickets.workspace.registry import Place

LOOKS: dict[str, str] = {Listener.Status.ACTIVE: "kept", Listener.Status.PAUSED: "line", Listener.Status.DRAFT: "line"}


@dataclass(frozen=True, slots=True)
class Row:
    """A listener in the list."""

    listener: Listener
    names: Sequence[str]
    not_with: Sequence[str]
    networks: Sequence[str]
    look: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term of the form, what is looked for because of it, and other spellings to choose from."""

    form: TermForm
    is_ambiguous: bool = False
    others: Sequence[str] = ()

    @property
    def is_special(self) -> bool:
        """Whether it has more than a name and a purpose."""
        return bool(self.form.errors) or any(
            self.form[name].value() not in (None, "", False, Term.Prefixes.ALL)
            for name in ("prefixes", "suffixes", "exact")
        )


def place(viewer: Member) -> list[Place]:
    """Among the settings pages."""
    if not viewer.may("listening.see"):
        return []
    return [Place("listening", _("Listeners"), "ear", reverse("listening:listeners"))]


def listed(viewer: Member) -> dict[str, Any]:
    return {
        **settings.frame(viewer, "listening"),
        "rows": [_row(one) for one in selectors.listeners_for(viewer)],
        "may_change": viewer.may("listening.change"),
        "has_brand": accounts.brands().exists(),
    }


def _row(listener: Listener) -> Row:
    found = selectors.specs(listener)
    names = [spec.text for spec in found if spec.group == rules.ANY]
    labels = [connectors.get(name).label for name in listener.networks if name in connectors]
    not_with = [spec.text for spec in found if spec.group == rules.NONE]
    return Row(listener, names, not_with, labels, LOOKS[listener.status])


def edited(viewer: Member, form: ListenerForm, rows: Any, listener: Listener | None = None) -> dict[str, Any]:
    """`form` and `rows` as they are filled in; what they would hear stands beside them."""
    asked, sample = _asked(form, rows, listener)
    return {
        **settings.frame(viewer, "listening"),
        "form": form,
        "rows": rows,
        "terms": _term_rows(rows),
        "listener": listener,
        "status_look": LOOKS[listener.status] if listener else "",
        **heard(form, asked, sample, listener),
    }


def heard(form: ListenerForm, asked: Sequence[TermSpec], sample: str, listener: Listener | None) -> dict[str, Any]:
    """What terms would have heard in the last days, and in a text."""
    conditions = form.conditions if form.is_bound or listener is None else selectors.conditions(listener)
    has_names = any(spec.group == rules.ANY for spec in asked)
    return {
        "preview": preview.preview(asked, conditions, now=clock.now()) if has_names else None,
        "tried": preview.tried(asked, sample) if sample else None,
        "days": preview.DAYS,
    }


def tried(form: ListenerForm, rows: Any, also: list[str]) -> dict[str, Any]:
    """The same of a form that is not sent yet, whatever is still wrong with it."""
    form.is_valid()
    rows.is_valid()
    return heard(form, specs_of(rows, also), str(form["sample"].value() or ""), None)


def _asked(form: ListenerForm, rows: Any, listener: Listener | None) -> tuple[Sequence[TermSpec], str]:
    if not form.is_bound:
        return (selectors.specs(listener) if listener else ()), ""
    form.is_valid()
    rows.is_valid()
    return specs_of(rows, []), str(form["sample"].value() or "")


def _term_rows(rows: Any) -> list[TermRow]:
    texts = {str(form["text"].value() or "").strip() for form in rows.forms}
    found = []
    for form in rows.forms:
        text, group = str(form["text"].value() or "").strip(), form["group"].value()
        if not text or group != Term.Group.ANY:
            found.append(TermRow(form))
            continue
        is_risky = rules.is_ambiguous(kind_of(text), text) and form["prefixes"].value() == Term.Prefixes.ALL
        others = [one for one in variants.suggestions(text) if one not in texts]
        found.append(TermRow(form, is_risky, others))
    return found
