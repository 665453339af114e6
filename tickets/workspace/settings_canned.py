"""The settings page of canned replies: the list, the form, and how a text will read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from helpdesk.lib import placeholders
from helpdesk.lib.placeholders import Filled, Problems
from helpdesk.web import translated
from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tickets.canned import rules, selectors
from tickets.canned.forms import ShortcutField
from tickets.canned.models import CannedReply
from tickets.workspace import settings

PLACES = {
    "contact.first_name": gettext_lazy("the customer's first name"),
    "contact.name": gettext_lazy("the customer's whole name"),
    "contact.email": gettext_lazy("the address we write to"),
    "ticket.number": gettext_lazy("the number of the ticket"),
    "ticket.subject": gettext_lazy("the subject of the ticket"),
    "agent.first_name": gettext_lazy("the first name of whoever answers"),
    "agent.name": gettext_lazy("the whole name of whoever answers"),
    "company.name": gettext_lazy("our name, in the language of the text"),
}

_SAMPLES = {
    "en": ("Noura", "Noura Qahtani", "The sofa arrived torn"),
    "ar": ("نورة", "نورة القحطاني", "الكنبة وصلت ممزّقة"),
    "he": ("נועה", "נועה כהן", "הספה הגיעה קרועה"),
}


@dataclass(frozen=True, slots=True)
class ReplyRow:
    reply: CannedReply
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A text in one language: with a sample customer, and where nothing is known of the customer."""

    code: str
    label: str
    direction: str
    sample: Filled
    bare: Filled | None


class CannedForm(forms.Form):
    """Gives `shortcut`, and `titles` and `bodies` by language."""

    shortcut = ShortcutField()

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        translated.add_fields(self, "title", _title, languages)
        translated.add_fields(self, "body", _body, languages)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        titles, bodies = translated.collect(data, "title"), translated.collect(data, "body")
        for code in rules.unfinished(titles, bodies):
            empty, said = ("body", _("Write the text.")) if titles.get(code) else ("title", _("Give it a title."))
            self._complain(f"{empty}_{code}", said)
        for code, wrong in rules.problems(bodies).items():
            self._complain(f"body_{code}", wrong_places(wrong))
        if not any(titles.values()) and not any(bodies.values()):
            self._complain(next(name for name in self.fields if name != "shortcut"), _("Write it in one language."))
        return {**data, "titles": titles, "bodies": bodies}

    def _complain(self, name: str, said: str) -> None:
        if name not in self.errors:
            self.add_error(name, said)


def form_of(company: Company, reply: CannedReply | None = None, data: Any = None) -> CannedForm:
    """In the company's languages, and those in which the reply is written already."""
    written = [code for code in translated.codes() if reply and getattr(reply, f"body_{code}")]
    languages = list(dict.fromkeys([*company.languages, *written]))
    initial = {"shortcut": reply.shortcut, **translated.initial(reply, "title", "body")} if reply else {}
    return CannedForm(data, initial=initial, languages=languages)


def listed(viewer: Member) -> dict[str, Any]:
    rows = [ReplyRow(reply, _written(reply)) for reply in selectors.visible_to(viewer)]
    return {
        **settings.frame(viewer, "canned"),
        "rows": [row for row in rows if row.reply.archived_at is None],
        "archived": [row for row in rows if row.reply.archived_at is not None],
    }


def edited(viewer: Member, company: Company, form: CannedForm, reply: CannedReply | None = None) -> dict[str, Any]:
    return {
        **settings.frame(viewer, "canned"),
        "form": form,
        "reply": reply,
        "places": [(f"{{{{{name}}}}}", said) for name, said in PLACES.items()],
        "previews": previews(viewer, company, {code: form[f"body_{code}"].value() or "" for code in _codes(form)}),
    }


def previews(viewer: Member, company: Company, bodies: Mapping[str, str]) -> list[Preview]:
    """How the texts will read. A text with a mistake is shown as far as it goes."""
    return [_preview(viewer, company, code, body) for code, body in bodies.items() if body.strip()]


def wrong_places(wrong: Problems) -> str:
    """What is wrong with the braces of a text, and what may stand in them."""
    comma = pgettext("between the items of a list", ", ")
    said = []
    if wrong.unknown:
        names = comma.join(f"{{{{{name}}}}}" for name in wrong.unknown)
        known = comma.join(f"{{{{{name}}}}}" for name in PLACES)
        said.append(_("Nobody knows %(names)s. You can use %(known)s.") % {"names": names, "known": known})
    if wrong.broken:
        shown = comma.join(wrong.broken)
        said.append(
            _('%(shown)s is no place to fill in. Write {{name}} or {{name|"words instead"}}.') % {"shown": shown}
        )
    return " ".join(said)


def _preview(viewer: Member, company: Company, code: str, body: str) -> Preview:
    first, name, subject = _SAMPLES[code]
    known = {
        "contact.first_name": first,
        "contact.name": name,
        "contact.email": "noura.q@example.com",
        "ticket.number": "1042",
        "ticket.subject": subject,
    }
    ours = {
        "agent.first_name": viewer.name.split()[0] if viewer.name else "",
        "agent.name": viewer.name,
        "company.name": translated.words_of(company, "name").get(code) or company.name,
    }
    sample = placeholders.fill(body, {**known, **ours})
    bare = placeholders.fill(body, {**ours, "ticket.number": "1042"})
    label, direction = translated.label_of(code), translated.direction_of(code)
    return Preview(code, label, direction, sample, bare if bare != sample else None)


def _codes(form: CannedForm) -> list[str]:
    return [name.removeprefix("body_") for name in form.fields if name.startswith("body_")]


def _written(reply: CannedReply) -> list[str]:
    return [translated.label_of(code) for code, body in translated.words_of(reply, "body").items() if body]


def _title() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Title"), max_length=120)


def _body() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
