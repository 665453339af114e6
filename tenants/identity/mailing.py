"""Mail to people who sign in: verification, password reset, invitation. A wish in the outbox, sent by the worker."""

from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from helpdesk.lib import text
from tenants.isolation.context import current_tenant_id, tenant_context
from tenants.isolation.models import Tenant
from tenants.outbox import services as outbox
from tenants.outbox.errors import EffectFailed
from tenants.tenancy import addresses

KIND = "identity.mail"


def write(*, recipient: str, template: str, context: dict[str, Any], key: str = "") -> None:
    """Queue a mail in the active language, of `<template>_subject.txt` and `<template>_message.txt`."""
    subject, body = (render_to_string(f"{template}_{part}.txt", context) for part in ("subject", "message"))
    queue(recipient=recipient, subject=subject, body=body.strip(), key=key)


@transaction.atomic
def queue(*, recipient: str, subject: str, body: str, key: str = "") -> None:
    """Queue one mail in the current tenant, or in the platform's own when a host has none. The same key is one mail."""
    if current_tenant_id() is None:
        with tenant_context(platform_tenant()):
            queue(recipient=recipient, subject=subject, body=body, key=key)
        return
    domain = addresses.platform_host()
    message_id = f"<{key}@{domain}>" if key else make_msgid(domain=domain)
    payload = {"to": recipient, "subject": " ".join(subject.split()), "body": body, "message_id": message_id}
    outbox.enqueue(kind=KIND, key=message_id, payload=payload)


def platform_tenant() -> Tenant:
    """The operator's own tenant, made when it is first needed."""
    tenant, _ = Tenant.objects.get_or_create(slug="platform", defaults={"state": Tenant.State.PLATFORM})
    return tenant


def send(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler. Raises EffectFailed."""
    mail = EmailMultiAlternatives(
        payload["subject"],
        payload["body"],
        to=[payload["to"]],
        headers={"Message-ID": payload["message_id"], "Auto-Submitted": "auto-generated"},
    )
    direction = text.direction(payload["body"])
    mail.attach_alternative(_html(payload["body"], direction), "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise EffectFailed(f"{type(error).__name__}: {error}") from error


def _html(body: str, direction: str) -> str:
    from helpdesk.lib import html

    return f'<div dir="{direction}">{html.render_markdown_light(body)}</div>'
