"""Keys of programs: seen and ended here, made in the console, where the secret is shown once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from helpdesk.lib import clock
from tenants.audit.admin import ServedAdmin
from tenants.tokens import selectors, services
from tenants.tokens.errors import NotOwn
from tenants.tokens.models import Token


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("good", pgettext("a token", "Good")),
            ("expired", pgettext("a token", "Expired")),
            ("revoked", pgettext("a token", "Revoked")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Token]) -> QuerySet[Token]:
        rules = {
            "good": selectors.good(),
            "expired": Q(revoked_at__isnull=True, expires_at__lte=clock.now()),
            "revoked": Q(revoked_at__isnull=False),
        }
        return queryset.filter(rules.get(self.value() or "", Q()))


class TokenAdmin(ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {"view": "tokens.manage"}
    refusals = (NotOwn,)
    list_display = ("name", "member", "rooms", "last_signs", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_filter = (StateFilter, "created_at")
    list_select_related = ("member",)
    search_fields = ("name", "member__name", "ends")
    ordering = ("-id",)  # rises with time, and is the key
    sortable_by = ()
    fields = readonly_fields = (*list_display, "revoked_by")
    actions = ("revoke",)

    @admin.display(description=pgettext_lazy("a key", "may"))
    def rooms(self, token: Token) -> str:
        return ", ".join(token.scopes)

    @admin.display(description=gettext_lazy("ends with"))
    def last_signs(self, token: Token) -> SafeString:
        return format_html('<bdi dir="ltr">…{}</bdi>', token.ends)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")  # who manages keys

    @admin.action(description=gettext_lazy("Revoke at once"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        self.each(request, queryset, lambda token: services.revoke(token=token, by=self.by(request)))
