from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from tenants.operators import sessions


class OperatorMiddleware(AuthenticationMiddleware):
    """Sets `request.user` to an operator, or to nobody. A desk's user is nobody here: her session is elsewhere."""

    def process_request(self, request: HttpRequest) -> None:
        request.tenant = None  # type: ignore[attr-defined]
        request.user = sessions.operator_of(request.session) or AnonymousUser()  # type: ignore[assignment]
