"""What an agent writes under a ticket: a reply or a note, its draft, and the files beside it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.lib import clock
from helpdesk.web.clock import moment
from tenants.files.errors import FilesRefused
from tenants.membership.access import MemberRequest, permission
from tickets.messages import drafts, uploads
from tickets.messages import services as speaking
from tickets.messages.errors import ThreadMoved
from tickets.ticket.models import Ticket
from tickets.workspace import composing, forms, pages, refusals, voices
from tickets.workspace.selectors import ticket_for

PAGE = "tickets/workspace/ticket.html"
NEEDED = {"reply": "messages.reply", "public": "publishing.public", "note": "messages.note"}


@permission("messages.note")
@require_POST
def speak(request: MemberRequest, number: int) -> HttpResponse:
    """A reply or a note; a reply needs a permission of its own, and so does a public one."""
    found = ticket_for(request.member, number=number)
    form = forms.ComposerForm(request.POST, request.FILES)
    try:
        if form.is_valid() and _said(request, found, form):
            return redirect("workspace:ticket", number=number)
    except ThreadMoved as moved:
        return _held(request, found, form, moved)
    return render(request, PAGE, pages.ticket(request.member, found, now=clock.now(), form=form), status=422)


def _said(request: MemberRequest, found: Ticket, form: forms.ComposerForm) -> bool:
    if not request.member.may(NEEDED[form.cleaned_data["kind"]]):
        form.add_error(None, _("Your role may leave notes. Ask a colleague to answer the customer."))
        return False
    try:
        _speak(request, found, form)
    except refusals.KNOWN as refused:
        refusals.tell(form, refused)
    return not form.errors


def _speak(request: MemberRequest, found: Ticket, form: forms.ComposerForm) -> None:
    data, by = form.cleaned_data, request.member
    files = speaking.new_files(data["attachments"])
    if data["kind"] == "note":
        speaking.note(ticket=found, by=by, body=data["text"], files=files, uploads=data["uploads"])
    else:
        then = data["then"] or forms.THEN[0][0]
        speaking.reply(
            ticket=found,
            by=by,
            body=data["text"],
            then=then,
            files=files,
            uploads=data["uploads"],
            seen=data["seen"],
            audience=forms.kept_as(data["kind"])["audience"],
            despite=data["despite"],
            promise=data["promised"] if by.may("followups.promise") else None,
        )
    drafts.sent(ticket=found, by=by)


def _held(request: MemberRequest, found: Ticket, form: forms.ComposerForm, moved: ThreadMoved) -> HttpResponse:
    """Nothing was sent. The words and the files stay in the composer, under what was said meanwhile."""
    data, by = form.cleaned_data, request.member
    drafts.save(ticket=found, by=by, text=data["text"], **forms.kept_as(data["kind"]))
    for new in data["attachments"]:
        uploads.add(ticket=found, by=by, name=new.name, content=new, size=new.size)
    page = pages.ticket(by, found, now=clock.now(), form=form, moved=moved.messages)
    response = render(request, PAGE, page, status=409)
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


@permission("messages.note")
@require_POST
def draft(request: MemberRequest, number: int) -> HttpResponse:
    """Keep what stands in the composer now. Says when, or nothing when there are no words."""
    found = ticket_for(request.member, number=number)
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=422)
    data = form.cleaned_data
    kept = drafts.save(ticket=found, by=request.member, text=data["text"], **forms.kept_as(data["audience"]))
    return JsonResponse({"saved": moment(kept.updated_at)} if kept else {})


@permission("messages.reply")
@require_POST
def reading(request: MemberRequest, number: int) -> HttpResponse:
    """How words read that nobody has seen yet: their length, and what would be stopped."""
    found = ticket_for(request.member, number=number)
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=422)
    data, offered = form.cleaned_data, voices.of(request.member, found)
    read = voices.read(request.member, offered, data["text"].strip(), data["audience"])
    return render(request, "components/reading.html", {"reading": read})


@permission("messages.note")
@require_GET
def colleagues(request: MemberRequest) -> HttpResponse:
    """Whom a note may name, by the first letters of any part of their names."""
    found = composing.colleagues(request.member, request.GET.get("words", ""))
    return render(request, "components/names.html", {"colleagues": found})


@permission("messages.note")
@require_POST
def discard(request: MemberRequest, number: int) -> HttpResponse:
    """Throw away what was begun here, files included."""
    found = ticket_for(request.member, number=number)
    drafts.discard(ticket=found, by=request.member)
    return _done(request, number)


@permission("messages.note")
@require_POST
def upload(request: MemberRequest, number: int) -> HttpResponse:
    """One file, as soon as it is dropped, pasted or chosen."""
    found = ticket_for(request.member, number=number)
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": _("No file came with this.")}, status=422)
    new = form.cleaned_data["file"]
    try:
        kept = uploads.add(ticket=found, by=request.member, name=new.name, content=new, size=new.size)
    except FilesRefused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse(composing.as_json(kept), status=201)


@permission("messages.note")
@require_POST
def remove_upload(request: MemberRequest, number: int) -> HttpResponse:
    """Take a file out of the composer again; the words that came with the press are kept."""
    found = ticket_for(request.member, number=number)
    form = forms.RemovalForm(request.POST)
    if form.is_valid():
        data, by = form.cleaned_data, request.member
        uploads.remove(ticket=found, by=by, pk=data["upload"])
        if data["text"]:
            drafts.save(ticket=found, by=by, text=data["text"], **forms.kept_as(data["audience"]))
    return _done(request, number)


def _done(request: MemberRequest, number: int) -> HttpResponse:
    """Nothing more to say to a script; the ticket for a browser without one."""
    return JsonResponse({}) if request.headers.get("HX-Request") else redirect("workspace:ticket", number=number)
