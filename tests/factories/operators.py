"""The operators' process, as long as a `with` lasts: its role in the database, its settings, an operator's browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import environ
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from tenants.operators import services
from tenants.operators.models import Operator
from tenants.operators.services import Credentials

EMAIL, PASSWORD = "ada@platform.example", "an-operator-with-patience"
OWN_SETTINGS = (
    *("ALLOWED_HOSTS", "DESK_HOSTS", "ROOT_URLCONF", "TEMPLATES", "LOGIN_URL", "ACCOUNT_RATE_LIMITS"),
    *("SESSION_ENGINE", "SESSION_COOKIE_NAME", "SESSION_COOKIE_AGE", "SESSION_COOKIE_SAMESITE"),
    *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_HTTPONLY", "SESSION_EXPIRE_AT_BROWSER_CLOSE"),
)


@contextmanager
def operating() -> Iterator[None]:
    """Between the braces this is the operators' process. What the test wrote before must be committed."""
    own = import_module("helpdesk.platform_settings")
    changes = {name: getattr(own, name) for name in OWN_SETTINGS}
    changes["MIDDLEWARE"] = [name for name in own.MIDDLEWARE if "whitenoise" not in name]  # reads every static file
    with _as_platform(), override_settings(**changes):
        yield


@contextmanager
def _as_platform() -> Iterator[None]:
    given = environ.Env().db_url("DATABASE_PLATFORM_URL")
    values, mode = connection.settings_dict, connection.tenant_mode
    before = {key: values[key] for key in ("USER", "PASSWORD")}
    connection.close()
    values.update({key: given[key] for key in before})
    connection.tenant_mode = "platform"
    try:
        yield
    finally:
        connection.close()
        values.update(before)
        connection.tenant_mode = mode


def make_operator() -> Credentials:
    """Ada, with a password and a second step. Only while operating."""
    return services.create(email=EMAIL, name="Ada", password=PASSWORD)


def office(operator: Operator | None = None, *, strict: bool = False) -> Client:
    """A browser at the operators' pages, signed in as somebody or as nobody. Only while operating."""
    client = Client(headers={"host": "127.0.0.1:10000"}, enforce_csrf_checks=strict)
    if operator is not None:
        sessions = import_module("tenants.operators.sessions")
        store = sessions.SessionStore()
        sessions.start(store, operator)
        store.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client
