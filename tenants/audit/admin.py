"""What the admin's pages share: each change goes through a service. And the page of the history itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from helpdesk.lib.text import isolate
from helpdesk.web.admin.pages import PlainAdmin
from tenants.audit import registry, selectors
from tenants.audit.models import Entry

Act = Callable[[Any], object]


class ServedAdmin(PlainAdmin):
    """Each change goes through a service, which holds the rules and writes the history. A refusal becomes a message.

    `refusals` are the errors of the services; `message` of each is for people.
    """

    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def by(self, request: HttpRequest) -> Any:
        """Who does it, for the services."""
        return self.admin_site.actor(request)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        serve = self.serve_change if change else self.serve_addition
        obj.__dict__.update(serve(request, obj, form).__dict__)

    def serve_addition(self, request: HttpRequest, obj: Any, form: Any) -> Any:
        """The new row."""
        raise NotImplementedError

    def serve_change(self, request: HttpRequest, obj: Any, form: Any) -> Any:
        """The changed row. `obj` carries what was written into the form already; the service reads it anew."""
        raise NotImplementedError

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has written it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has written it."""

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        """The service has written it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The entries of this row, in the list of all entries."""
        found = self.get_object(request, object_id) or self._get_obj_does_not_exist_redirect()
        entries = reverse("admin:tenants_entry_changelist", current_app=self.admin_site.name)
        return HttpResponseRedirect(f"{entries}?object_id__exact={found.pk}")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        page = super().changeform_view
        return self._tried(request, lambda: page(request, object_id, form_url, extra_context))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        page = super().delete_view
        return self._tried(request, lambda: page(request, object_id, extra_context))

    def _tried(self, request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
        """Do it, or say in words why it is refused: then nothing of it stays."""
        try:
            with transaction.atomic():
                return act()
        except self.refusals as refused:
            self.message_user(request, _words(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def each(self, request: HttpRequest, queryset: QuerySet[Any], act: Act) -> None:
        """A verb for every ticked row; one that is refused says so and stays as it is."""
        done = 0
        for obj in queryset:
            try:
                with transaction.atomic():
                    act(obj)
                done += 1
            except self.refusals as refused:
                self.message_user(request, f"{obj}: {_words(refused)}", messages.ERROR)
        if done:
            said = ngettext("Done for one.", "Done for %(count)d.", done) % {"count": done}
            self.message_user(request, said, messages.SUCCESS)


class ArchivingAdmin(ServedAdmin):
    """What tickets may point at is never deleted: it is offered no more, and can be offered again."""

    actions: Any = ("archive", "restore")

    def serve_archive(self, request: HttpRequest, obj: Any) -> object:
        raise NotImplementedError

    def serve_restore(self, request: HttpRequest, obj: Any) -> object:
        raise NotImplementedError

    @admin.action(description=gettext_lazy("Archive: offer it no more"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: self.serve_archive(request, obj))

    @admin.action(description=gettext_lazy("Offer it again"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, lambda obj: self.serve_restore(request, obj))


class OfferedFilter(admin.SimpleListFilter):
    title = gettext_lazy("offered")
    parameter_name = "offered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Offered")), ("no", _("Archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(archived_at__isnull=wanted)


class ActorFilter(admin.SimpleListFilter):
    title = gettext_lazy("who")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("system", _("the desk itself")), *((str(pk), label) for pk, label in selectors.actors())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        if value is None:
            return queryset
        if value == "system":
            return queryset.filter(actor_id__isnull=True)
        return queryset.filter(actor_id__in=[pk for pk, _name in selectors.actors() if str(pk) == value])


class VerbFilter(admin.SimpleListFilter):
    title = gettext_lazy("what was done")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((verb, registry.word(verb)) for verb in selectors.verbs()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class EntryAdmin(PlainAdmin):
    """The history can be read and searched, and never changed."""

    permissions: ClassVar[dict[str, str]] = {"view": "audit.see"}
    has_history = False
    lookups: ClassVar[frozenset[str]] = frozenset({"object_id__exact"})
    list_display = ("created_at", "actor", "deed", "item", "changes", "address")
    list_display_links = ("created_at",)
    list_filter = (ActorFilter, VerbFilter, "created_at")
    search_fields = ("actor_label", "object_label", "verb", "address")
    search_help_text = gettext_lazy("A name, an address or a verb.")
    ordering = ("-created_at", "-id")
    sortable_by = ()
    fields = readonly_fields = ("created_at", "actor", "deed", "item", "changes", "address")

    @admin.display(description=gettext_lazy("who"))
    def actor(self, entry: Entry) -> str:
        return _("the desk itself") if entry.actor_id is None and entry.actor_label == "system" else entry.actor_label

    @admin.display(description=gettext_lazy("what was done"))
    def deed(self, entry: Entry) -> SafeString:
        return format_html('<span data-verb="{}">{}</span>', entry.verb, registry.word(entry.verb))

    @admin.display(description=gettext_lazy("to what"))
    def item(self, entry: Entry) -> SafeString:
        return format_html("<bdi>{}</bdi>", entry.object_label)

    @admin.display(description=gettext_lazy("changes"))
    def changes(self, entry: Entry) -> SafeString | str:
        names = dict.fromkeys([*entry.before, *entry.after])
        pairs = [(name, _shown(entry.before.get(name)), _shown(entry.after.get(name))) for name in names]
        lines = [pair for pair in pairs if pair[1] != pair[2]]
        arrow = "←" if get_language_bidi() else "→"
        line = f'<div class="change"><bdi>{{}}</bdi>: <bdi>{{}}</bdi> {arrow} <bdi>{{}}</bdi></div>'
        return format_html_join("", line, lines)


def _shown(value: Any) -> str:
    """One line: "–" for nothing, lists with commas, words by language."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        return " · ".join(f"{key}: {isolate(_shown(one))}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)[:300]


def _words(refused: Exception) -> str:
    return str(getattr(refused, "message", "") or _("This cannot be done."))
