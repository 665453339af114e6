"""People and teams, by the same services as in the console."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from helpdesk.web.admin.pages import PlainInline
from tenants.audit.admin import ServedAdmin
from tenants.membership import rules, services
from tenants.membership.errors import Refused
from tenants.membership.models import Member, Role, Team, TeamMember


class HereFilter(admin.SimpleListFilter):
    title = pgettext_lazy("a member", "still here")
    parameter_name = "here"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", pgettext("a member", "Here")), ("no", pgettext("a member", "Removed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(removed_at__isnull=wanted)


class RoleForm(forms.ModelForm):
    """Nobody gives a role above his own."""

    by: ClassVar[Member]

    class Meta:
        model = Member
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            labels = dict(Role.choices)
            self.fields["role"].choices = [(role, labels[role]) for role in rules.grantable(self.by.role)]  # type: ignore[attr-defined]


class MemberAdmin(ServedAdmin):
    """A role can be changed and a member removed. Names and passwords are people's own; one comes by invitation."""

    permissions: ClassVar[dict[str, str]] = {
        "view": "membership.see",
        "change": "membership.change",
        "delete": "membership.change",
    }
    refusals = (Refused,)
    form = RoleForm
    list_display = ("name", "email", "role", "created_at", "removed_at")
    list_filter = ("role", HereFilter)
    search_fields = ("name", "email")
    ordering = ("name", "id")
    fields = ("name", "email", "role", "signature", "created_at", "removed_at")
    readonly_fields = ("name", "email", "signature", "created_at", "removed_at")
    actions = ("remove",)
    delete_confirmation_template = "tenants/membership/admin/removal.html"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": self.by(request)})

    def _may_touch(self, request: HttpRequest, obj: Member | None) -> bool:
        by = self.by(request)
        return obj is None or (obj.removed_at is None and rules.may_touch(by.role, obj.role))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def serve_change(self, request: HttpRequest, obj: Member, form: Any) -> Member:
        return services.change_role(member=obj, role=form.cleaned_data["role"], by=self.by(request))

    def delete_model(self, request: HttpRequest, obj: Member) -> None:
        services.remove(member=obj, by=self.by(request))

    @admin.action(description=gettext_lazy("Remove from this desk"), permissions=["delete"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self.each(request, queryset, lambda member: services.remove(member=member, by=self.by(request)))


class PlaceInline(PlainInline):
    """Who is in a team. A place is given or taken back, never changed into another one."""

    permissions: ClassVar[dict[str, str]] = {"view": "membership.see", "add": "teams.change", "delete": "teams.change"}
    model = TeamMember
    autocomplete_fields = ("member",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TeamMember]:
        return super().get_queryset(request).select_related("member").order_by("member__name", "id")


class TeamAdmin(ServedAdmin):
    permissions: ClassVar[dict[str, str]] = {
        "view": "membership.see",
        "add": "teams.change",
        "change": "teams.change",
        "delete": "teams.change",
    }
    refusals = (Refused,)
    list_display = ("name", "created_at")
    list_filter = ("created_at",)
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)
    inlines = (PlaceInline,)

    def serve_addition(self, request: HttpRequest, obj: Team, form: Any) -> Team:
        return services.create_team(name=form.cleaned_data["name"], by=self.by(request))

    def serve_change(self, request: HttpRequest, obj: Team, form: Any) -> Team:
        team = Team.objects.get(pk=obj.pk)
        return services.rename_team(team=team, name=form.cleaned_data["name"], by=self.by(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by = self.by(request)
        team = form.instance
        places = formset.save(commit=False)
        for place in formset.deleted_objects:
            services.leave_team(team=team, member=place.member, by=by)
        for place in places:
            services.join_team(team=team, member=place.member, by=by)

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        services.remove_team(team=obj, by=self.by(request))
