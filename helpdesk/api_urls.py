"""The REST API: `/api/v1/`, the same on every host. Each room brings its routes."""

from itertools import chain

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from helpdesk.api.document import DocumentView
from helpdesk.api.errors import NotHere
from helpdesk.api.routes import paths
from helpdesk.web.doors import public
from social.accounts import api as accounts
from social.guard import api as guard
from social.handoffs import api as handoffs
from social.listening import api as listening
from social.mentions import api as mentions
from social.triage import api as triage
from tenants.membership import api as membership
from tickets.calendars import api as calendars
from tickets.contacts import api as contacts
from tickets.followups import api as followups
from tickets.messages import api as messages
from tickets.notifications import api as notifications
from tickets.recovery import api as recovery
from tickets.sla import api as sla
from tickets.ticket import api as ticket
from tickets.workspace import api as workspace

ROOMS = (
    workspace,
    ticket,
    messages,
    contacts,
    membership,
    mentions,
    triage,
    guard,
    handoffs,
    listening,
    accounts,
    followups,
    recovery,
    calendars,
    sla,
    notifications,
)

_v1: list[URLPattern | URLResolver] = [
    path("schema/", public(DocumentView.as_view()), name="schema"),
    path("docs/", public(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
    *chain.from_iterable(paths(*route) for room in ROOMS for route in room.routes),
    path("<path:rest>", public(NotHere.as_view()), name="not-here"),
    path("", public(NotHere.as_view()), name="root"),
]
urlpatterns = [path("api/v1/", include((_v1, "api")))]
