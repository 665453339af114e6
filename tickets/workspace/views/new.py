from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.membership.access import MemberRequest, permission
from tickets.messages.errors import EmptyMessage, NoChannel, UnresolvedPlaceholder
from tickets.messages.services import new_files
from tickets.ticket.models import Channel, Ticket
from tickets.workspace import forms, services


@permission("ticket.create")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A conversation that starts here."""
    form = forms.NewTicketForm(request.POST or None, request.FILES or None, initial={"email": request.GET.get("email")})
    ticket = _opened(request, form) if request.method == "POST" and form.is_valid() else None
    if ticket is not None:
        return redirect("workspace:ticket", number=ticket.number)
    status = 422 if form.errors else 200
    return render(request, "tickets/workspace/new.html", {"form": form, "here": ""}, status=status)


def _opened(request: MemberRequest, form: forms.NewTicketForm) -> Ticket | None:
    data = form.cleaned_data
    try:
        return services.open_ticket(
            channel=Channel.EMAIL,
            email=data["email"],
            name=data["name"],
            subject=data["subject"],
            text=data["text"],
            told_us=data["who"] == "told",
            by=request.member,
            assignee=request.member,
            files=new_files(data["attachments"]),
        )
    except (EmptyMessage, NoChannel):
        form.add_error("email", _("No mail can leave to this address from here."))
    except UnresolvedPlaceholder as left:
        form.add_error("text", forms.still_open(left.names))
    return None
