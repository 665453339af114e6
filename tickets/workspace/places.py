"""Settings pages of rooms below this one, which cannot know the console."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.membership.models import Member
from tickets.workspace.registry import Place


def hours(viewer: Member) -> list[Place]:
    if not viewer.may("calendars.see"):
        return []
    return [Place("hours", _("Working hours"), "clock", reverse("calendars:calendars"))]


def deadlines(viewer: Member) -> list[Place]:
    if not viewer.may("sla.see"):
        return []
    return [Place("deadlines", _("Deadlines"), "timer", reverse("sla:policies"))]
