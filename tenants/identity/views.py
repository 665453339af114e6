from typing import Any

from allauth.account.views import ConfirmEmailView, LoginView, PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from helpdesk.web.doors import public
from tenants.identity import registry, services

A_YEAR = 365 * 24 * 3600


class Refusing:
    """A form with errors answers 422, as everywhere on the desk, and has changed nothing."""

    get_context_data: Any
    render_to_response: Any

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response


class SignIn(Refusing, LoginView):
    pass


class Forgotten(Refusing, PasswordResetView):
    pass


class NewPassword(Refusing, PasswordResetFromKeyView):
    pass


class ProveAddress(ConfirmEmailView):
    """The page behind the link of a verification mail. Looking at it changes nothing."""

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset)
        if not registry.lets_in(registry.SIGN_IN, found.email_address.user):
            raise Http404("another desk's")
        return found

    def logout_other_user(self, confirmation: Any) -> None:
        """A link ends nobody's session."""


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the desk in another language from now on: to this user everywhere, to a guest in this browser."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    code = request.POST.get("language")
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.speak(user=request.user, language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
