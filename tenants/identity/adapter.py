"""How django-allauth fits the house: mails leave through the outbox, a session belongs to one tenant's host."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string

from tenants.identity import mailing

SESSION_TENANT = "tenant"


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the language of the request and queue it; nothing talks to a mail server here."""
        context = {"request": self.request, "email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
        body = render_to_string(f"{template_prefix}_message.txt", context).strip()
        mailing.queue(recipient=email, subject=subject, body=body)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[SESSION_TENANT] = str(request.tenant.pk)  # type: ignore[attr-defined]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made where companies are made, or by invitation."""
        return getattr(request, "tenant", None) is None
