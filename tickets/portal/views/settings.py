from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.membership.access import MemberRequest, permission
from tenants.tenancy import addresses
from tenants.tenancy import selectors as tenancy
from tickets.portal import selectors, services
from tickets.portal.forms import WebFormForm


@permission("portal.change")
@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """The company's form: open or closed, its words, who may show it, and the tag for a site."""
    known, languages = selectors.form(), tenancy.company().languages
    posted = request.method == "POST"
    form = WebFormForm(request.POST, languages=languages) if posted else WebFormForm.of(known, languages)
    if posted and form.is_valid():
        services.change(**form.cleaned_data, by=request.member)
        notices.success(request, _("Saved."))
        return redirect("portal:settings")
    urls = {name: addresses.here(reverse(f"portal:{name}")) for name in ("form", "script")}
    page = {"here": "settings", "door": "form", "form": form, "web_form": known, "urls": urls}
    return render(request, "tickets/portal/settings.html", page, status=422 if form.errors else 200)
