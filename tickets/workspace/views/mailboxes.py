from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tenants.routes.errors import RouteTaken
from tickets.mail import mailboxes as services
from tickets.mail import selectors
from tickets.mail import services as mail
from tickets.mail.errors import NotQuarantined
from tickets.mail.models import Mailbox
from tickets.workspace import settings
from tickets.workspace.settings_forms import MailboxForm, NewMailboxForm

PAGE = "tickets/workspace/settings_mailboxes.html"


@permission("mail.quarantine")
def mailboxes(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings.mailboxes(request.member, settings.domain_of(request.tenant)))


@permission("mail.change")
@require_POST
def add(request: MemberRequest) -> HttpResponse:
    form, domain = NewMailboxForm(request.POST), settings.domain_of(request.tenant)
    if form.is_valid():
        address = f"{form.cleaned_data['local']}@{domain}"
        try:
            services.add(tenant=request.tenant, address=address, name=form.cleaned_data["name"], by=request.member)
            return redirect("workspace:settings-mailboxes")
        except RouteTaken:
            form.add_error("local", _("This address is taken."))
    return render(request, PAGE, settings.mailboxes(request.member, domain, form=form), status=422)


@permission("mail.change")
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    mailbox = get_object_or_404(Mailbox.objects.all(), pk=pk)
    form = MailboxForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        services.change(mailbox=mailbox, **form.cleaned_data, by=request.member)
        notices.success(request, _("Saved."))
        return redirect("workspace:settings-mailboxes")
    row = settings.MailboxRow(mailbox, form)
    page = settings.mailboxes(request.member, settings.domain_of(request.tenant), changed=row)
    return render(request, PAGE, page, status=422)


@permission("mail.change")
@require_POST
def prefer(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.prefer(mailbox=get_object_or_404(Mailbox.objects.all(), pk=pk), by=request.member)
    return redirect("workspace:settings-mailboxes")


@permission("mail.quarantine")
@require_POST
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a mail that could not be read be read once more."""
    inbound = selectors.quarantined_for(request.member, pk=pk)
    try:
        mail.retry(inbound=inbound, by=request.member)
        notices.success(request, _("It is being read again."))
    except NotQuarantined:
        notices.info(request, _("It is being read already."))
    return redirect("workspace:settings-mailboxes")
