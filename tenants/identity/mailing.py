"""Mail to people who sign in: verification, password reset, invitation. A wish in the outbox, sent by the worker."""

from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from helpdesk.lib import text
from tenants.isolation.context import current_tenant_id, tenant_context
from tenants.isolation.models import Tenant
from tenants.outbox import services as outbox
from tenants.outbox.errors import EffectFailed
from tenants.tenancy import addresses

KIND = "identity.mail"


@transaction.atomic
def queue(*, recipient: str, subject: str, body: str) -> None:
    """Queue one mail in the current tenant, or in the platform's own when a host has none."""
    if current_tenant_id() is None:
        with tenant_context(platform_tenant()):
            queue(recipient=recipient, subject=subject, body=body)
        return
    message_id = make_msgid(domain=addresses.platform_host())
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
