"""In and out: one form for password and second step, so that nobody learns which of them was wrong."""

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from helpdesk.operators.forms import SignInForm
from tenants.identity import limits
from tenants.operators import log, services, sessions


@csrf_protect
@never_cache
@sensitive_post_parameters("password", "code")
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.count(request, "operator", form.cleaned_data["email"])
        except ImmediateHttpResponse as refused:
            return refused.response
        operator = services.sign_in(**form.cleaned_data, address=request.META["REMOTE_ADDR"])
        if operator is not None:
            sessions.start(request.session, operator)
            return redirect(_next(request))
        form.add_error(None, _("E-mail, password or code is not right. A code is good once: wait for the next one."))
    page = {"form": form, "site_header": _("Heard platform"), "site_title": _("for its operators")}
    response = render(request, "operators/sign_in.html", page, status=422 if form.errors else 200)
    response.keep_changes = True  # type: ignore[attr-defined]  # the try is in the log
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, at once and in the database."""
    log.record(
        verb="operators.sign_out",
        operator=request.user,  # type: ignore[arg-type]
        address=request.META["REMOTE_ADDR"],
    )
    request.session.flush()
    return redirect("admin:login")


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"
