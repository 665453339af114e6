"""Lists and forms of an admin: each verb asks the site, each list costs a bounded number of queries and rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, NoReturn

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import DateField, Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

MOST = 2000


class BoundedPaginator(Paginator):
    """Counts to MOST and no further. Whoever wants older rows narrows the list."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return int(rows.order_by().values("pk")[:MOST].count())
        return len(rows)

    @property
    def is_full(self) -> bool:
        return self.count >= MOST


class _Asking(BaseModelAdmin):
    """Each verb asks the site for what `permissions` names. No windows to add, change or look at what may be chosen."""

    permissions: ClassVar[dict[str, str]] = {}

    def _may(self, request: HttpRequest, verb: str) -> bool:
        asked = self.permissions.get(verb)
        return asked is not None and bool(self.admin_site.may(request, asked))  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class PlainInline(_Asking, admin.TabularInline):
    """Rows inside another row's form; `permissions` as in PlainAdmin."""

    extra = 1
    max_num = 200


class PlainAdmin(_Asking, admin.ModelAdmin):
    """`permissions` names what each verb asks for ("view", "add", "change", "delete"). A verb without one has no route.

    Lists may be asked only for what their own filters ask for, and for the lookups named in `lookups`.
    """

    lookups: ClassVar[frozenset[str]] = frozenset()
    has_history = True
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    view_on_site = False

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_"
        asked = {f"{name}{page}": "view" for page in ("changelist", "change", *self.has_history * ("history",))}
        asked |= {f"{name}{verb}": verb for verb in ("add", "delete")}
        kept = [url for url in super().get_urls() if asked.get(str(url.name)) in self.permissions]
        for url in kept:
            url.callback.permission = self.permissions[asked[str(url.name)]]  # type: ignore[attr-defined]
        return kept

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups | self._filtered

    @cached_property
    def _filtered(self) -> frozenset[str]:
        """What the list's own filters ask for."""
        return frozenset(lookup for one in self.list_filter for lookup in self._asked_by(one))

    def _asked_by(self, list_filter: Any) -> Iterable[str]:
        if not isinstance(list_filter, str):
            return (list_filter.parameter_name,)
        field = self.opts.get_field(list_filter)
        endings = ("gte", "lt", "isnull") if isinstance(field, DateField) else ("exact", "isnull")
        return [f"{list_filter}__{ending}" for ending in endings]

    def _names(self, pk: str) -> bool:
        """Whether it can be the key of a row at all."""
        try:
            return self.opts.pk.to_python(pk) is not None
        except ValidationError:
            return False

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> NoReturn:
        raise Http404("no such row here")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> NoReturn:
        raise NotImplementedError("rows leave one by one, each through its service")

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """What is ticked on this page, never "all that were found": their number has no bound."""
        posted = request.POST.copy()
        posted["select_across"] = "0"
        posted.setlist(ACTION_CHECKBOX_NAME, [pk for pk in posted.getlist(ACTION_CHECKBOX_NAME) if self._names(pk)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset)
