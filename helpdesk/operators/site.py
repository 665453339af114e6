"""The operators' own AdminSite: who is signed in with a second step may see everything it shows, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.operators import entry, support
from helpdesk.operators.admin import OPERATORS, register
from helpdesk.web.admin.site import PlainSite
from tenants.operators.models import Operator

View = Callable[..., HttpResponseBase]


class OperatorSite(PlainSite):
    """Every page but the sign-in asks for an operator."""

    permission = OPERATORS
    site_header = _("Heard platform")
    site_title = _("for its operators")
    index_title = _("This platform")
    site_url = None
    enable_nav_sidebar = False

    def may(self, request: HttpRequest, permission: str) -> bool:
        user: Any = request.user
        return isinstance(user, Operator) and permission == OPERATORS

    def actor(self, request: HttpRequest) -> Any:
        return request.user

    def door(self, view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.may(request, OPERATORS):
                here = request.get_full_path() if request.method == "GET" else "/"
                return redirect_to_login(here, reverse("admin:login"))
            request.operator_site = self  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """One list in the operators' words, in the order in which they are asked for."""
        apps = super().get_app_list(request, app_label)
        models = [model for app in apps for model in app["models"]]
        for model in models:
            model["name"] = self._registry[model["model"]].title  # type: ignore[attr-defined]
        order = list(self._registry)
        models.sort(key=lambda model: order.index(model["model"]))
        return [{**apps[0], "name": self.index_title, "models": models}] if apps else []

    def get_urls(self) -> list[Any]:
        return [
            path("sign-in/", entry.sign_in, name="login"),
            path("sign-out/", self.admin_view(entry.sign_out), name="logout"),
            path("tickets/<uuid:pk>/", self.admin_view(support.tickets), name="support_tickets"),
            path("tickets/<uuid:pk>/<int:number>/", self.admin_view(support.ticket), name="support_ticket"),
            *super().get_urls(),
        ]


site = OperatorSite(name="operators")
register(site)
