"""Names the setting that is missing or wrong, in one sentence that says what to do."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import OperationalError

from tenants.isolation.selectors import PLATFORM, misplaced_role, unsafe_role


@register(Tags.security)
def required_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return list(_missing())


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's own word for an empty one
        return ""


def _is_on_loopback() -> bool:
    return urlsplit(settings.PLATFORM_URL).hostname in ("localhost", "127.0.0.1", "::1")


def _missing() -> Iterator[CheckMessage]:
    if not _secret_key():
        yield Error("SECRET_KEY is not set: give a long random text, or start with `make run`.", id="heard.E001")
    elif len(_secret_key()) < 32:
        yield Error("SECRET_KEY is shorter than 32 characters: give a longer random text.", id="heard.E002")
    is_platform = settings.DATABASES["default"].get("TENANT") == "platform"
    if not settings.EMAIL_URL and not settings.DEMO and not is_platform:
        yield Error(
            "EMAIL_URL is not set: give the SMTP server, such as smtp+tls://user:password@mail.example.com:587 "
            "(only a demo desk, HELPDESK_DEMO=1, may keep its mail on a local page).",
            id="heard.E003",
        )
    yield from _too_open()
    for alias, variable in (
        ("default", "DATABASE_PLATFORM_URL" if is_platform else "DATABASE_URL"),
        ("owner", "DATABASE_OWNER_URL"),
        ("sweeper", "DATABASE_SWEEPER_URL"),
    ):
        if alias not in settings.DATABASES:
            continue
        if not settings.DATABASES[alias].get("PASSWORD") and not settings.DATABASES[alias].get("HOST"):
            yield Error(f"{variable} is not set: give its postgres:// URL, or start with `make run`.", id="heard.E005")


def _too_open() -> Iterator[CheckMessage]:
    if settings.DEMO and urlsplit(settings.PLATFORM_URL).hostname != "localhost":
        yield Error(
            "HELPDESK_DEMO=1 shows everybody's mail on a page: unset it, or set PLATFORM_URL to http://localhost:<port>.",
            id="heard.E004",
        )
    if settings.ALLOW_PRIVATE_HOSTS and not _is_on_loopback():
        yield Error(
            "HELPDESK_ALLOW_PRIVATE_HOSTS=1 lets companies reach machines of your own network: unset it "
            "(only a desk on this machine, PLATFORM_URL=http://localhost:<port>, may talk to networks beside it).",
            id="heard.E008",
        )


@register(Tags.database)
def app_role(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuses a role that the wall does not hold, and a process in the place of another: desk or operators."""
    if not databases:  # asked for at each start: migrate checks the database it changes
        return []
    is_platform = settings.DATABASES["default"].get("TENANT") == "platform"
    variable, role = ("DATABASE_PLATFORM_URL", PLATFORM) if is_platform else ("DATABASE_URL", "heard_app")
    try:
        reason = unsafe_role(connections["default"]) or misplaced_role(connections["default"], is_platform)
    except OperationalError as error:
        return [Error(f"The database of {variable} does not answer: {str(error).strip()[:200]}", id="heard.E006")]
    if reason:
        return [Error(f"{variable} must not use this role: {reason}. Use the role {role}.", id="heard.E007")]
    return []
