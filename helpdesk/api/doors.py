"""Who comes in: a member's role says what he may, a token's scopes say how much of that a program may."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission


class MemberSession(SessionAuthentication):
    """The console's own session, with CSRF. Where no member is known, nobody is signed in."""

    def authenticate(self, request: Any) -> tuple[Any, None] | None:
        member = request._request.member
        if member is None:
            return None
        self.enforce_csrf(request)
        return member, None


class RoleAndScope(BasePermission):
    """401 to strangers, 403 to whom the role table or the token's scopes say no."""

    def has_permission(self, request: Any, view: Any) -> bool:
        member = request._request.member
        if member is None:
            raise NotAuthenticated
        if view.action in (None, "metadata"):
            return True  # no such method here: 405 follows
        wanted = f"{view.scope}:{'read' if request.method in SAFE_METHODS else 'write'}"
        require_scope(request, wanted)
        return bool(member.may(view.permissions[view.action]))


def require_scope(request: Any, wanted: str) -> None:
    """Raises PermissionDenied when the request comes with a token that lacks the scope."""
    if request.auth is not None and not request.auth.allows(wanted):
        raise PermissionDenied(_("This token lacks the scope %(scope)s.") % {"scope": wanted}, code="scope_missing")
