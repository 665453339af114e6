"""A reply that somebody published with his own hands."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from social.publishing import selectors, services
from social.publishing.errors import NotByHand
from social.publishing.forms import ByHandForm
from tenants.membership.access import MemberRequest, permission


@permission("publishing.public")
@require_POST
def by_hand(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    outgoing, form = selectors.outgoing_for(request.member, number=number, pk=pk), ByHandForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Put the address of the published reply there: it begins with https://."))
        return redirect("workspace:ticket", number=number)
    try:
        services.published_by_hand(outgoing=outgoing, url=form.cleaned_data["url"], by=request.member)
        notices.success(request, _("Noted: it is published."))
    except NotByHand:
        notices.info(request, _("This reply does not wait for a hand any more."))
    return redirect("workspace:ticket", number=number)
