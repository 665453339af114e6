"""What answers on the platform's host: signing up, and finding one's desk."""

from django.urls import URLPattern, URLResolver, include, path

from tenants.identity import views as identity

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("helpdesk.api_urls")),
    path("language/", identity.language, name="language"),
    path("", include("tenants.localmail.urls")),
    path("", include("tenants.signup.urls")),
]

handler500 = "helpdesk.web.errors.server_error"
