"""Lists for operators. Every one is read-only; what may be done is a button that calls a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from helpdesk.operators import deeds
from helpdesk.operators.selectors import company_name
from helpdesk.operators.services import Deed, release_mail, retry_item, waiting
from helpdesk.web.admin.pages import PlainAdmin
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.operators.models import Operator, PlatformEntry
from tenants.outbox.models import Item
from tenants.plans.models import Plan, Subscription
from tenants.routes.models import Route
from tenants.support.models import SupportGrant
from tenants.support.selectors import open_grants
from tenants.tenancy.models import Company
from tickets.mail.models import Inbound

OPERATORS = "operators"


class Seen(PlainAdmin):
    """A list that shows and never changes: no form of Django's writes here, and no log of Django's."""

    permissions = {"view": OPERATORS}
    has_history = False
    change_form_template = "operators/detail.html"
    title: str | Promise = ""  # of the list, where the model's own name is not an operator's word

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.title, **(extra_context or {})})

    def routes(self, *views: tuple[str, Callable[..., HttpResponse], str]) -> list[URLPattern]:
        """Pages of deeds: (path, view, name)."""
        return [path(where, self.admin_site.admin_view(view), name=name) for where, view, name in views]


class TenantAdmin(Seen):
    title = _("Companies")
    list_display = ("slug", "company", "state", "plan", "members", "support", "created_at")
    list_filter = ("state",)
    search_fields = ("slug", "company_name")
    ordering = ("-created_at",)
    fields = (
        *("slug", "company", "state", "plan", "note", "members", "created_at", "suspended", "support"),
        *("queued", "given_up", "quarantined"),
    )
    readonly_fields = fields
    change_form_template = "operators/tenant.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        company = Company.objects.filter(tenant=OuterRef("pk"))
        plan = Subscription.objects.filter(tenant=OuterRef("pk"))
        people = Member.objects.filter(tenant=OuterRef("pk"), removed_at=None).order_by()
        return (
            super()
            .get_queryset(request)
            .annotate(
                company_name=Subquery(company.annotate(said=company_name()).values("said")[:1]),
                let_in_until=Subquery(open_grants().filter(tenant=OuterRef("pk")).values("expires_at")[:1]),
                plan_now=Subquery(plan.values("plan")[:1]),
                people=Subquery(people.values("tenant").annotate(found=Count("pk")).values("found")[:1]),
            )
        )

    def get_urls(self) -> list[URLPattern]:
        own = self.routes(
            ("<uuid:pk>/suspension/", deeds.suspend, "tenant_suspend"),
            ("<uuid:pk>/reactivation/", deeds.reactivate, "tenant_reactivate"),
            ("<uuid:pk>/plan/", deeds.plan, "tenant_plan"),
        )
        return own + super().get_urls()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.agreed = Subscription.objects.filter(tenant=found).first()
            found.waiting = waiting(found)
        return found

    @admin.display(description=_("Company"), ordering="company_name")
    def company(self, obj: Any) -> str:
        return obj.company_name or "–"

    @admin.display(description=_("Plan"), ordering="plan_now")
    def plan(self, obj: Any) -> str:
        return str(Plan(obj.plan_now).label) if obj.plan_now else "–"

    @admin.display(description=_("Members"), ordering="people")
    def members(self, obj: Any) -> int:
        return obj.people or 0

    @admin.display(description=_("Support access until"))
    def support(self, obj: Any) -> Any:
        return obj.let_in_until or "–"

    @admin.display(description=_("Note"))
    def note(self, obj: Any) -> str:
        return (obj.agreed and obj.agreed.note) or "–"

    @admin.display(description=_("Suspended"))
    def suspended(self, obj: Any) -> str:
        row = obj.agreed
        if obj.state != Tenant.State.SUSPENDED or row is None or row.suspended_at is None:
            return "–"
        return f"{row.suspended_at:%Y-%m-%d %H:%M} UTC · {row.suspended_by} · {row.suspended_reason}"

    @admin.display(description=_("Effects that wait"))
    def queued(self, obj: Any) -> int:
        return int(obj.waiting["queued"])

    @admin.display(description=_("Effects that were given up"))
    def given_up(self, obj: Any) -> int:
        return int(obj.waiting["dead"])

    @admin.display(description=_("Mails in quarantine"))
    def quarantined(self, obj: Any) -> int:
        return int(obj.waiting["quarantined"])


class RouteAdmin(Seen):
    title = _("Addresses")
    list_display = ("key", "kind", "tenant")
    list_filter = ("kind",)
    list_select_related = ("tenant",)
    search_fields = ("key", "tenant__slug")
    ordering = ("key",)
    fields = readonly_fields = ("key", "kind", "tenant")
    change_list_template = "operators/routes.html"
    change_form_template = "operators/route.html"

    def get_urls(self) -> list[URLPattern]:
        own = self.routes(
            ("new/", deeds.add_route, "route_new"), ("<uuid:pk>/removal/", deeds.remove_route, "route_remove")
        )
        return own + super().get_urls()


class ItemAdmin(Seen):
    """Never `payload` or `key`: they hold customers' words and addresses, and the database refuses them here."""

    title = _("Effects")
    list_display = ("kind", "tenant", "state", "attempts", "error", "due_at", "created_at", "done_at")
    list_filter = ("state", "kind")
    search_fields = ("tenant__slug", "error")
    ordering = ("-created_at", "-id")
    fields = readonly_fields = ("id", *list_display)
    actions = ("retry",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        columns = (*self.list_display, "id", "tenant__slug")
        return super().get_queryset(request).select_related("tenant").only(*columns)

    @admin.action(description=_("Try again what was given up"))
    def retry(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        _each(request, queryset, retry_item)


class InboundAdmin(Seen):
    """Mails nobody could read: whose, why and how large. Never from whom, to whom or what."""

    title = _("Mails in quarantine")
    list_display = ("id", "tenant", "reason", "attempts", "size", "received_at")
    search_fields = ("tenant__slug", "reason")
    ordering = ("-received_at", "-id")
    fields = readonly_fields = list_display
    actions = ("release",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inbound]:
        rows = super().get_queryset(request).filter(state=Inbound.State.QUARANTINED).select_related("tenant", "raw")
        return rows.only("id", "reason", "attempts", "received_at", "state", "tenant__slug", "raw__size")

    @admin.display(description=_("Size"))
    def size(self, obj: Inbound) -> str:
        return filesizeformat(obj.raw.size)

    @admin.action(description=_("Read again"))
    def release(self, request: HttpRequest, queryset: QuerySet[Inbound]) -> None:
        _each(request, queryset, release_mail)


class SupportGrantAdmin(Seen):
    title = _("Support access")
    list_display = ("tenant", "granted_label", "reason", "created_at", "expires_at", "revoked_at")
    search_fields = ("tenant__slug", "reason")
    ordering = ("-created_at",)
    fields = readonly_fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportGrant]:
        rows = super().get_queryset(request).select_related("tenant")
        return rows.only("id", *self.list_display[1:], "tenant__slug")


class PlatformEntryAdmin(Seen):
    title = _("Log of the platform")
    list_display = ("created_at", "operator_label", "verb", "company_label", "object_label", "address")
    list_filter = ("verb",)
    search_fields = ("operator_label", "company_label", "object_label", "company_id")
    ordering = ("-created_at", "-id")
    fields = readonly_fields = (*list_display, "before", "after")


class OperatorAdmin(Seen):
    title = _("Operators")
    list_display = ("name", "email", "created_at", "disabled_at")
    search_fields = ("name", "email")
    ordering = ("name",)
    fields = readonly_fields = list_display


def _each(request: HttpRequest, rows: QuerySet[Any], service: Callable[..., bool]) -> None:
    deed: Deed = deeds.deed(request)
    done = sum(service(pk=row.pk, tenant=row.tenant, deed=deed) for row in rows)
    said = ngettext("%(count)d is tried again.", "%(count)d are tried again.", done)
    messages.info(request, said % {"count": done})


def register(site: admin.AdminSite) -> None:
    """What the operators' site shows."""
    site.register(Tenant, TenantAdmin)
    site.register(Route, RouteAdmin)
    site.register(Item, ItemAdmin)
    site.register(Inbound, InboundAdmin)
    site.register(SupportGrant, SupportGrantAdmin)
    site.register(PlatformEntry, PlatformEntryAdmin)
    site.register(Operator, OperatorAdmin)
