"""Who is signed in, read from a session as Django's own sign-in wrote it. For a process that serves no pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import constant_time_compare

from tenants.identity.models import User

SESSION_TENANT = "tenant"
SESSION_BEGAN = "began"  # seconds since 1970


class SessionStore(DatabaseStore):
    """Django's own, except that a key no database can hold is nobody's."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and str(key).isprintable()  # type: ignore[misc]


def user_of(session: Mapping[str, Any]) -> User | None:
    """The active user whose password is still the one he signed in with."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        key = UUID(session[SESSION_KEY])
    except (KeyError, ValueError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or not _is_his(session.get(HASH_SESSION_KEY, ""), user):
        return None
    return user


def _is_his(known: str, user: User) -> bool:
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(known, one) for one in hashes)
