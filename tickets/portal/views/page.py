"""The private page of one conversation. Its address is its key: all of them answer a wrong one alike."""

from collections.abc import Callable
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from helpdesk.lib import clock
from tickets.messages.downloads import download
from tickets.messages.services import new_files
from tickets.portal import pages, selectors, services
from tickets.portal.errors import NotProving
from tickets.portal.forms import AnswerForm
from tickets.portal.selectors import Door
from tickets.portal.views import kit
from tickets.portal.views.kit import PortalRequest

PAGE = "tickets/portal/page.html"


@kit.portal_page
@require_GET
@sensitive_variables("key")
def page(request: PortalRequest, key: str) -> HttpResponse:
    door = selectors.door(key)
    if getattr(request, "member", None) is None:  # a colleague who looks at it is not the customer
        services.seen(door=door, is_browser=request.headers.get("Sec-Fetch-Mode") == "navigate")
    return _show(request, door, key)


@kit.portal_page
@require_POST
@sensitive_variables("key")
def speak(request: PortalRequest, key: str) -> HttpResponse:
    door = selectors.door(key)
    form = AnswerForm(request.POST, request.FILES, now=clock.now(), use=pages.answer_use(door))
    if not form.is_valid():
        return _show(request, door, key, form=form, status=422)
    if seconds := kit.too_many(request, "portal", address=door.link.pk.hex):
        form.add_error(None, _("That is a lot at once. Please try again in some minutes."))
        return kit.rest(_show(request, door, key, form=form, status=429), seconds)
    return _answer(request, door, key, form)


@kit.portal_page
@require_POST
@sensitive_variables("key")
def confirm(request: PortalRequest, key: str) -> HttpResponse:
    """It was me."""
    return _settle(request, key, services.confirm)


@kit.portal_page
@require_POST
@sensitive_variables("key")
def disown(request: PortalRequest, key: str) -> HttpResponse:
    """It was not me: the page is gone afterwards."""
    return _settle(request, key, services.disown)


@kit.portal_page
@require_GET
@sensitive_variables("key")
def file(request: PortalRequest, key: str, pk: UUID) -> FileResponse:
    response = download(selectors.attachment(selectors.door(key), pk=pk))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _show(
    request: PortalRequest, door: Door, key: str, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    kit.speak(request, door.ticket.language)
    context = pages.page(door, key, request.company, now=clock.now(), form=form)
    return render(request, PAGE, {**kit.frame(request), **context, "is_sent": "sent" in request.GET}, status=status)


def _answer(request: PortalRequest, door: Door, key: str, form: AnswerForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        services.answer(door=door, body=data["text"], mark=data["stamp"].mark, files=new_files(data["attachments"]))
    except NotProving as refused:
        form.add_error(None, str(refused.message))
        return _show(request, door, key, form=form, status=422)
    return HttpResponseRedirect(f"{pages.path_of(key)}&sent=1#last", status=303)


def _settle(request: PortalRequest, key: str, settle: Callable[..., None]) -> HttpResponse:
    door = selectors.door(key)
    try:
        settle(door=door)
    except NotProving:
        return _show(request, door, key, status=422)
    if settle is services.disown:
        return render(request, "tickets/portal/disowned.html", kit.frame(request))
    return HttpResponseRedirect(pages.path_of(key), status=303)
