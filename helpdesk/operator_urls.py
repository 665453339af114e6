"""What answers in the operators' process."""

from django.urls import URLPattern, URLResolver, path

from helpdesk.operators.site import site

urlpatterns: list[URLPattern | URLResolver] = [path("", site.urls)]

handler500 = "helpdesk.web.errors.server_error"
