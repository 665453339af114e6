"""How django-allauth fits the house: mails leave through the outbox, a session belongs to one tenant's host."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import clock
from tenants.identity import limits, mailing, registry
from tenants.identity.sessions import SESSION_BEGAN, SESSION_TENANT
from tenants.tenancy import addresses


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and password do not open this desk. Check both and try again."),
        "invalid_password_reset": _("This link is no longer good. Ask for a new one."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the language of the request and queue it; nothing talks to a mail server here."""
        mailing.write(recipient=email, template=template_prefix, context={**context, "desk": addresses.here("")})

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """On the host of the current tenant, whatever host the request names."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key], urlconf=settings.ROOT_URLCONF)
        return addresses.here(path)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. The page that refuses says when to come back."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ImmediateHttpResponse(limits.refuse(request, "login_failed", key)) from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By tenant, not by Host header as allauth does: a host has as many names as there are ports."""
        return limits.password_key(request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A stranger to this desk is answered as for a wrong password, and his try is counted as one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not registry.lets_in(registry.SIGN_IN, user):
            self.pre_authenticate(request, **credentials)  # takes back what super() forgave
            return None
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Start a session of this tenant, always under a new id. Raises PermissionDenied for a stranger."""
        if not registry.lets_in(registry.SIGN_IN, user):
            raise PermissionDenied("not a member")
        if SESSION_KEY in request.session:
            request.session.flush()  # somebody's session of another desk or time
        super().login(request, user)
        request.session[SESSION_TENANT] = str(request.tenant.pk)  # type: ignore[attr-defined]
        request.session[SESSION_BEGAN] = clock.now().timestamp()

    def is_safe_url(self, url: str) -> bool:
        """Redirects stay on this host; another company's desk is a stranger's."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def is_ajax(self, request: HttpRequest) -> bool:
        """The pages answer with pages, whatever a request asks for."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made where companies are made, or by invitation."""
        return False
