"""What answers on the platform's host: signing up, finding one's desk, and the door for what networks push."""

from django.urls import URLPattern, URLResolver, include, path

from tenants.identity import views as identity

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("helpdesk.api_urls")),
    path("language/", identity.language, name="language"),
    path("", include("tenants.localmail.urls")),
    path("", include("tenants.signup.urls")),
    path("", include("social.intake.urls")),
]

handler500 = "helpdesk.web.errors.server_error"
