from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from social.accounts import selectors, services
from social.accounts.errors import Refused
from social.square import settings
from social.square.settings_forms import BrandForm
from social.square.views.accounts import PAGE
from tenants.membership.access import MemberRequest, permission


@permission("accounts.change")
@require_POST
def create(request: MemberRequest) -> HttpResponse:
    form = BrandForm(request.POST)
    try:
        if form.is_valid():
            services.create_brand(**form.cleaned_data, by=request.member)
            return redirect("square:settings-accounts")
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.message))
    return render(request, PAGE, settings.page(request.member, brand_form=form), status=422)


@permission("accounts.change")
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    brand = selectors.brand_for(request.member, pk=pk)
    form = BrandForm(request.POST, auto_id=f"id_{brand.pk}_%s")
    try:
        if form.is_valid():
            services.change_brand(brand=brand, **form.cleaned_data, by=request.member)
            notices.success(request, _("Saved."))
            return redirect("square:settings-accounts")
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.message))
    return render(request, PAGE, settings.page(request.member, changed=(brand.pk, form)), status=422)


@permission("accounts.change")
@require_POST
def archive(request: MemberRequest, pk: UUID) -> HttpResponse:
    try:
        services.archive_brand(brand=selectors.brand_for(request.member, pk=pk), by=request.member)
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("square:settings-accounts")


@permission("accounts.change")
@require_POST
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.restore_brand(brand=selectors.brand_for(request.member, pk=pk), by=request.member)
    return redirect("square:settings-accounts")
