"""Prepared replies, with one tab a language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib.text import isolate
from helpdesk.web import translated
from helpdesk.web.admin.languages import OneLanguageForm, TranslatedAdmin
from tenants.audit.admin import ArchivingAdmin, OfferedFilter
from tickets.canned import rules, services
from tickets.canned.errors import BadPlaceholders, ShortcutTaken, Unfinished
from tickets.canned.forms import ShortcutField
from tickets.canned.models import CannedReply


class CannedReplyForm(OneLanguageForm):
    """A language has a title and a text, or neither; a text has only places that somebody can fill in."""

    written = ("body",)
    shortcut = ShortcutField()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        titles, bodies = self.words("title"), self.words("body")
        for code in rules.unfinished(titles, bodies):
            empty, said = ("body", _("Write the text.")) if titles[code] else ("title", _("Give it a title."))
            self.add_error(f"{empty}_{code}", said)
        for code, wrong in rules.problems(bodies).items():
            places = pgettext("between the items of a list", ", ").join(map(isolate, [*wrong.unknown, *wrong.broken]))
            said = _("Nothing can fill in: %(places)s") % {"places": places}
            self.add_error(f"body_{code}", said)
        return data


class CannedReplyAdmin(TranslatedAdmin, ArchivingAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "canned.change", "add": "canned.change", "change": "canned.change"}
    refusals = (ShortcutTaken, Unfinished, BadPlaceholders)
    form = CannedReplyForm
    list_display = ("shortcut", "title", "used", "updated_at", "archived_at")
    list_filter = (OfferedFilter, "updated_at")
    search_fields = ("shortcut", *(f"title_{code}" for code in translated.codes()))
    ordering = ("shortcut",)  # unique in a company: the index of that rule
    sortable_by = ()
    fields = ("shortcut", "title", "body")

    def serve_addition(self, request: HttpRequest, obj: CannedReply, form: Any) -> CannedReply:
        return services.create(**self._words(form), by=self.by(request))

    def serve_change(self, request: HttpRequest, obj: CannedReply, form: Any) -> CannedReply:
        return services.change(reply=obj, **self._words(form), by=self.by(request))

    def serve_archive(self, request: HttpRequest, obj: CannedReply) -> object:
        return services.archive(reply=obj, by=self.by(request))

    def serve_restore(self, request: HttpRequest, obj: CannedReply) -> object:
        return services.restore(reply=obj, by=self.by(request))

    @staticmethod
    def _words(form: Any) -> dict[str, Any]:
        shortcut = form.cleaned_data["shortcut"]
        return {"shortcut": shortcut, "titles": form.words("title"), "bodies": form.words("body")}
