"""What left by mail: the worker's part of a test."""

import re

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.outbox import services as outbox
from tests.factories.people import Desk

_URL = re.compile(r"https?://\S+")
_PER_REQUEST = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


def deliver(tenant: Tenant | None = None) -> list[EmailMessage]:
    """Do what is due in a tenant's outbox (the platform's own by default). Returns the mails that left."""
    before = len(mail.outbox)
    with tenant_context(tenant or mailing.platform_tenant(), atomic=False):
        outbox.drain()
    return list(mail.outbox[before:])


def links(letter: EmailMessage) -> list[str]:
    return _URL.findall(str(letter.body))


def path_of(url: str, desk: Desk) -> str:
    """The path of a link, which must lead to the desk's own host."""
    root = f"http://{desk.host}:8000"
    assert url.startswith(f"{root}/"), url
    return url.removeprefix(root)


def browser(host: str) -> Client:
    """A guest's browser on a host."""
    return Client(headers={"host": host})


def page(response: object, *typed: str) -> str:
    """The page without what differs at each request, and without what was typed into it."""
    text = _PER_REQUEST.sub(r"\1", response.content.decode())  # type: ignore[attr-defined]
    for word in typed:
        text = text.replace(word, "…")
    return text
