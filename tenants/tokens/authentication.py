"""`Authorization: Bearer hrd_…` for the REST API."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import rules, selectors, services
from tenants.tokens.models import Token


class BearerToken(BaseAuthentication):
    """The token's member becomes the request's. A key that is wrong in any way is answered alike."""

    def authenticate(self, request: Any) -> tuple[Member, Token] | None:
        kind, _space, written = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        tenant, key = request._request.tenant, rules.parse(written)
        if tenant is None or key is None or key.slug != tenant.slug:
            raise AuthenticationFailed(_("This token is not good here."))
        token = selectors.live(key.secret)
        if token is None:
            raise AuthenticationFailed(_("This token is not good here."))
        transaction.on_commit(partial(_note_use, token), robust=True)
        request._request.member = token.member
        return token.member, token

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="Heard"'


def _note_use(token: Token) -> None:
    """When the request is done: a slow one would hold the row, and nobody could revoke the token meanwhile."""
    with tenant_context(token.tenant_id):
        services.note_use(token=token)
