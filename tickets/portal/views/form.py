"""The form on the company's own host, and the same form in a frame on another site."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from helpdesk.lib import clock
from helpdesk.web.csp import let_frame
from helpdesk.web.doors import public
from tenants.identity import limits
from tickets.messages.services import new_files
from tickets.portal import pages, selectors, services
from tickets.portal.errors import FormClosed
from tickets.portal.forms import SubmitForm
from tickets.portal.models import WebForm
from tickets.portal.rules import origins
from tickets.portal.services import Submission
from tickets.portal.views import kit
from tickets.portal.views.kit import PortalRequest

FORM, SENT, CLOSED = (f"tickets/portal/{name}.html" for name in ("form", "sent", "closed"))
SCRIPT = settings.BASE_DIR / "helpdesk/static/js/embed.js"


@kit.portal_page
@require_http_methods(["GET", "POST"])
def form(request: PortalRequest) -> HttpResponse:
    return _serve(request, selectors.form(), is_framed=False)


@kit.portal_page
@require_http_methods(["GET", "POST"])
def embed(request: PortalRequest) -> HttpResponse:
    """For the frame that embed.js opens: the only page of the desk that another site may show."""
    web_form = selectors.form()
    return let_frame(_serve(request, web_form, is_framed=True), origins.ancestors(web_form.sites))


@public
@require_GET
def script(request: PortalRequest) -> FileResponse:
    """The one tag of the site that shows the form."""
    response = FileResponse(SCRIPT.open("rb"), content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _serve(request: PortalRequest, web_form: WebForm, *, is_framed: bool) -> HttpResponse:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    filled = SubmitForm(data, files, now=clock.now(), consent=web_form.consent)
    context = {"web_form": web_form, "is_framed": is_framed, **kit.frame(request), **kit.theme(request)}
    if not web_form.is_open:
        return render(request, CLOSED, {**context, "form": filled, **pages.closed()})
    if filled.is_bound and filled.is_valid():
        return _send(request, web_form, filled, context)
    return _show(request, filled, context, status=422 if filled.is_bound else 200)


def _show(request: PortalRequest, filled: SubmitForm, context: dict[str, Any], *, status: int) -> HttpResponse:
    stamp = pages.stamp_of(filled, SubmitForm.use, filled.now)
    return render(request, FORM, {**context, "form": filled, "stamp": stamp}, status=status)


def _send(request: PortalRequest, web_form: WebForm, filled: SubmitForm, context: dict[str, Any]) -> HttpResponse:
    if seconds := kit.too_many(request, "form", address=filled.cleaned_data["email"]):
        page = _show(request, filled, {**context, "wait": limits.minutes(seconds)}, status=429)
        return kit.rest(page, seconds)
    try:
        sent = services.submit(submission=_submission(filled, web_form))
    except FormClosed:
        return render(request, CLOSED, {**context, "form": filled, **pages.closed()})
    context |= pages.sent(sent, filled.now)
    return render(request, SENT, {**context, "email": filled.cleaned_data["email"]})


def _submission(filled: SubmitForm, web_form: WebForm) -> Submission:
    data = filled.cleaned_data
    return Submission(
        mark=data["stamp"].mark,
        name=data["name"],
        email=data["email"],
        subject=data["subject"],
        body=data["text"],
        language=get_language() or "en",
        category=data.get("category"),
        files=new_files(data["attachments"]),
        consent=web_form.consent,
    )
