"""What customers and colleagues got, on a demo desk that has no mail server. Elsewhere these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.web.doors import public
from tenants.isolation.context import tenant_context
from tenants.localmail import selectors, services
from tenants.localmail.errors import NotTaken
from tenants.localmail.forms import AnswerForm, LetterForm

View = Callable[..., HttpResponse]


def _demo(view: View) -> View:
    """Only on a demo desk without a mail server; on the platform's host, inside the platform's own tenant."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or settings.EMAIL_URL:
            raise Http404("localmail")
        tenant = request.tenant or selectors.platform()  # type: ignore[attr-defined]
        if tenant is None:
            return render(request, "tenants/localmail/list.html", {"mails": []})
        with tenant_context(tenant):
            return view(request, *args, **kwargs)

    return guarded


@public
@require_GET
@_demo
def index(request: HttpRequest) -> HttpResponse:
    found = {"mails": selectors.recent(), "may_write": bool(selectors.mailboxes())}
    return render(request, "tenants/localmail/list.html", found)


@public
@require_GET
@_demo
def mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _show(request, selectors.opened(pk), AnswerForm())


@public
@require_POST
@_demo
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    opened, form = selectors.opened(pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, opened, form, status=422)
    try:
        services.answer(mail=opened, body=form.cleaned_data["body"])
    except NotTaken:
        form.add_error(None, _("The desk did not take the mail: is mail-in running?"))
        return _show(request, opened, form, status=422)
    messages.success(request, _("Your answer is on its way to the desk."))
    return redirect("localmail:index")


@public
@require_http_methods(["GET", "POST"])
@_demo
def new(request: HttpRequest) -> HttpResponse:
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.write(**form.cleaned_data)
        except NotTaken:
            form.add_error(None, _("The desk did not take the mail: is mail-in running?"))
        else:
            messages.success(request, _("The mail is on its way to the desk."))
            return redirect("localmail:index")
    return render(request, "tenants/localmail/new.html", {"form": form}, status=422 if form.errors else 200)


def _show(request: HttpRequest, opened: selectors.OpenMail, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    boxes = set(selectors.mailboxes())
    found = {"mail": opened, "form": form, "may_answer": opened.sender in boxes}
    return render(request, "tenants/localmail/mail.html", found, status=status)
