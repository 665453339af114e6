"""The REST API: `/api/v1/`, the same on every host. Each room brings its routes."""

from itertools import chain

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from helpdesk.api.errors import NotHere
from helpdesk.web.doors import public
from tickets.ticket import api as ticket
from tickets.workspace import api as workspace

router = SimpleRouter(use_regex_path=False)
for prefix, room in chain(workspace.routes, ticket.routes):
    router.register(prefix, room, basename=prefix)

_v1: list[URLPattern | URLResolver] = [
    path("schema/", public(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", public(SpectacularSwaggerView.as_view(url_name="api:schema")), name="docs"),
    *router.urls,
    path("<path:rest>", public(NotHere.as_view()), name="not-here"),
    path("", public(NotHere.as_view()), name="root"),
]
urlpatterns = [path("api/v1/", include((_v1, "api")))]
