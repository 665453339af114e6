"""What answers on a tenant's host."""

from django.urls import URLPattern, URLResolver, include, path

from tenants.membership.site import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("helpdesk.api_urls")),
    path("admin/", site.urls),
    path("", include("tenants.identity.urls")),
    path("", include("tenants.localmail.urls")),
    path("", include("tenants.membership.urls")),
    path("", include("social.handoffs.urls")),
    path("", include("social.listening.urls")),
    path("", include("social.publishing.urls")),
    path("", include("social.triage.urls")),
    path("", include("social.square.urls")),
    path("", include("tickets.notifications.urls")),
    path("", include("tickets.followups.urls")),
    path("", include("tickets.calendars.urls")),
    path("", include("tickets.portal.urls")),
    path("", include("tickets.recovery.urls")),
    path("", include("tickets.sla.urls")),
    path("", include("tickets.workspace.urls")),
]

handler429 = "tenants.identity.limits.too_many"
handler500 = "helpdesk.web.errors.server_error"
