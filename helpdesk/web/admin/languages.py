"""Forms for what is written in several languages: one tab for each, by a script of ours and without a network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from helpdesk.web import translated


class OneLanguageForm(forms.ModelForm):
    """What must be written must be written in one language at least; readers of the others are shown that one."""

    written: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        for name in self.written:
            fields = [f"{name}_{code}" for code in translated.codes()]
            if not any((data.get(field) or "").strip() or field in self.errors for field in fields):
                self.add_error(fields[0], _("Write it in one language at least."))
        return data

    def words(self, name: str) -> translated.Words:
        """What was written in each language."""
        return {code: str(self.cleaned_data.get(f"{name}_{code}") or "") for code in translated.codes()}


class TranslatedAdmin(TranslationAdmin):
    """Fields of each language carry their language and direction; `js/admin_tabs.js` makes tabs of them."""

    class Media:
        js = (forms.Script("js/admin_tabs.js", type="module"),)  # a module waits for the page

    def patch_translation_field(self, db_field: Field, field: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().patch_translation_field(db_field, field, request, **kwargs)
        language = getattr(db_field, "language", None)
        if language is None:
            return
        whole: Field = db_field.translated_field  # type: ignore[attr-defined]
        local = dict(settings.LANGUAGES)[language]
        field.required = False  # one language is enough, whichever: OneLanguageForm
        field.label = format_lazy("{} ({})", capfirst(whole.verbose_name), local)
        field.widget.attrs |= {
            "lang": language,
            "dir": translated.direction_of(language),
            "data-translated": whole.name,
            "data-language": local,
        }
