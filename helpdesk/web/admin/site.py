"""An admin site that holds nothing but lists and forms: who comes in, and what he may do, is answered by our rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

View = Callable[..., HttpResponseBase]
KEPT = {"index", "autocomplete", "jsi18n"}


class PlainSite(AdminSite):
    """Without Django's sign-in, password pages, admin log, `r/<type>/<id>` and catch-all.

    A site says who may (`may`), who it is (`actor`) and what a stranger is told (`door`).
    """

    permission = ""  # what every page of the site asks for
    final_catch_all_view = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # one statement for many rows passes by the services

    def may(self, request: HttpRequest, permission: str) -> bool:
        raise NotImplementedError

    def actor(self, request: HttpRequest) -> Any:
        """Whoever the audit names."""
        raise NotImplementedError

    def door(self, view: View) -> View:
        """Let in who may use the site; ask strangers to sign in; tell the others no."""
        raise NotImplementedError

    def has_permission(self, request: HttpRequest) -> bool:
        return self.may(request, self.permission)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = self.door(_plain(csrf_protect(view)))
        return guarded if cacheable else never_cache(guarded)

    def get_urls(self) -> list[Any]:
        kept = [url for url in super().get_urls() if isinstance(url, URLResolver) or url.name in KEPT]
        urls = [*kept, path("<slug:app_label>/", self._guarded(self.app_index), name="app_list")]
        for url in urls:
            if isinstance(url, URLPattern):
                url.callback.permission = self.permission  # type: ignore[attr-defined]
        return urls

    def _guarded(self, view: Any) -> View:
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            answer: HttpResponse = self.admin_view(view)(request, **kwargs)
            return answer

        return guarded

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's log is never read: the audit is our own."""
        return ()

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        raise NotImplementedError("the desk's own page signs people in")


def _plain(view: Any) -> View:
    """No windows for picking things, no byte that a text of the database cannot hold."""

    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if {IS_POPUP_VAR, TO_FIELD_VAR} & {*request.GET, *request.POST}:
            raise DisallowedModelAdminToField("there are no popups here")
        if any("\x00" in text for name in request.GET for text in (name, *request.GET.getlist(name))):
            raise SuspiciousOperation("a null byte in the address")
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return checked
