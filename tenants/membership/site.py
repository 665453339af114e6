"""The admin pages of a company, on its own host. Every permission is one of the role table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from helpdesk.web.admin.site import PlainSite, View
from tenants.audit import registry
from tenants.audit.models import Entry
from tenants.membership.access import permission
from tenants.membership.models import Member

RECENT = 8


class CompanySite(PlainSite):
    permission = "admin.use"
    site_title = _("Admin pages")
    index_title = _("What this desk is made of")
    site_url = reverse_lazy("workspace:settings")  # type: ignore[assignment]

    def may(self, request: HttpRequest, permission: str) -> bool:
        member: Member | None = getattr(request, "member", None)
        return member is not None and member.may(permission)

    def actor(self, request: HttpRequest) -> Any:
        return request.member  # type: ignore[attr-defined]

    def door(self, view: View) -> View:
        return permission(self.permission)(view)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        company: Any = request.company  # type: ignore[attr-defined]
        return {**super().each_context(request), "site_header": company.name, "by": self.actor(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        rows = Entry.objects.filter(actor_id=self.actor(request).pk).order_by("-created_at", "-id")[:RECENT]
        recent = [(entry, registry.word(entry.verb)) for entry in rows]
        return super().index(request, {"recent": recent, **(extra_context or {})})


site = CompanySite()
