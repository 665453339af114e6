"""The platform's own host: the landing page, opening a desk, finding one's desk."""

from datetime import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from helpdesk.web.doors import public
from tenants.identity import limits
from tenants.signup import rules, selectors, services
from tenants.signup.errors import SlugTaken
from tenants.signup.forms import AddressForm, FindForm, SignUpForm
from tenants.tenancy import addresses
from tenants.tenancy.countries import COUNTRIES

NINE, FIVE = time(9), time(17)
OPENING = "opening"


@public
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "tenants/signup/landing.html")


@public
@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST) if request.method == "POST" else SignUpForm(initial=_guess(request))
    if request.method == "POST" and form.is_valid():
        return _open(request, form)
    return _page(request, form)


def _open(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    limits.count(request, "signup", form.cleaned_data["email"])
    founder, slug = form.founder(get_language() or "en"), form.cleaned_data["slug"]
    try:
        opening = services.open_company(
            slug=slug, beginning=form.beginning(), founder=founder, address=get_adapter().get_client_ip(request)
        )
    except SlugTaken:
        form.take_slug()
        return _page(request, form)
    desk = addresses.url_of(opening.tenant, "")
    request.session[OPENING] = {"desk": desk, "email": founder.email, "ready": opening.ready}
    return redirect("signup:opened")


def _page(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "tenants/signup/sign_up.html", {"form": form, "domain": _domain()}, status=status)


def _guess(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "en"
    country = rules.guess_country(request.headers.get("Accept-Language", ""))
    return {
        "language": language,
        "languages": [language],
        "country": country if country in COUNTRIES else "",
        "opens_at": NINE,
        "closes_at": FIVE,
    }


def _domain() -> str:
    return "." + settings.PLATFORM_URL.partition("://")[2]


@public
@require_GET
def address(request: HttpRequest) -> HttpResponse:
    """The field of the address, as the company's name is typed: proposed, and checked."""
    slug = request.GET.get("slug", "").strip()[:60]
    if not slug:
        slug = selectors.proposal(request.GET.get("company", "")[:120], request.GET.get("country", "")[:2])
    form = AddressForm({**request.GET.dict(), "slug": slug} if slug else None)
    return render(request, "tenants/signup/_address.html", {"form": form, "domain": _domain()})


@public
@never_cache
@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    opening = request.session.get(OPENING)
    if opening is None:
        return redirect("signup:sign-up")
    return render(request, "tenants/signup/opened.html", opening)


@public
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        limits.count(request, "find_desk", email)
        services.request_desks(email=email)
        return redirect("signup:found")
    return render(request, "tenants/signup/find.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    return render(request, "tenants/signup/found.html")
