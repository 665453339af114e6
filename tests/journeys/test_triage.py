""" "Why is it on top?" in a real browser: clean for axe, and corrected with one click or one key."""

import os

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from social.mentions import services as mentions
from social.triage import services as triage
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.journeys.browsing import window

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

WORDS = "طلبت سرير أطفال من زيتونة هوم قبل ثلاثة أسابيع، وكل مرّة «قريبًا». ابني ينام على الأرض. معقول؟"


@pytest.fixture
def public(zaytuna: Desk) -> Desk:
    """A father waits for a bed."""
    with tenant_context(zaytuna.tenant):
        mention = said.noted(said.make_account(said.make_brand()), said.post("p1", WORDS))
        mentions.open_ticket(mention=triage.assess(mention=mention))
    return zaytuna


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 360, "dark"), ("he", 1440, "light"), ("en", 1440, "dark")]
)
def test_the_sum_is_shown_and_a_person_knows_better(
    live_server: LiveServer, public: Desk, bob: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(public.tenant):
        User.objects.filter(pk=bob.user_id).update(language=language)
    with window(live_server.url, public, bob, width=width, theme=theme, audited=True) as desk:
        page = desk.open("/tickets/1/")
        why = page.locator(".why-on-top")
        expect(why.locator("[name=intent][aria-pressed=true]")).to_have_attribute("value", "complaint")
        assert desk.violations() == []
        why.locator("[name=intent][value=request]").press("Enter")
        expect(why.locator("[name=intent][value=request]")).to_have_attribute("aria-pressed", "true")
        why.locator("summary").click()
        why.locator("[name=language][value=he]").click()
        expect(why.locator("[name=intent][value=request]")).to_have_attribute("aria-pressed", "true")
        assert desk.violations() == []
        assert not desk.is_too_wide()
    assert desk.complaints == []
    with tenant_context(public.tenant):
        mention = said.stored("p1").mentions.get()
        assert (mention.intent, mention.language, mention.intent_by) == ("request", "he", bob)
