"""A company says in the browser how people write its name, and sees at once what that would hear."""

import os

import pytest
from pytest_django.live_server_helper import LiveServer

from helpdesk.lib import clock
from social.listening import services
from social.listening.models import Listener
from social.listening.rules.terms import TermSpec
from social.mentions import services as mentions
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.journeys.browsing import window

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test


@pytest.fixture
def listener(zaytuna: Desk, alice: Member) -> Listener:
    """Zaytuna's names, and a post of today that has one of them."""
    with tenant_context(zaytuna.tenant):
        brand = said.make_brand("زيتونة")
        text = "طلبت من زيتونة الأسبوع الماضي ولم يصل شيء حتى اليوم @someone"
        ago = (clock.now() - said.START).total_seconds() / 60 - 5
        mentions.hear(account=said.make_account(brand), data=said.post("p1", text, minutes=ago))
        terms = [
            TermSpec("زيتونة", suffixes=("ات",)),
            TermSpec("زيت"),
            TermSpec("זיתונה הום", "phrase"),
            TermSpec("@zaytuna_home", "handle"),
            TermSpec("وظائف", group="none"),
        ]
        made = services.create(brand=brand, name="الأسماء", terms=terms, languages=["ar", "he"], by=alice)
        return services.activate(listener=made, by=alice)


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 1440, "light"), ("he", 360, "dark"), ("en", 1024, "dark")]
)
def test_the_pages_are_clean_in_each_language(
    live_server: LiveServer, zaytuna: Desk, listener: Listener, alice: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=alice.user_id).update(language=language)
    with window(live_server.url, zaytuna, alice, width=width, theme=theme, audited=True) as desk:
        for path in ("/settings/listening/", f"/settings/listening/{listener.pk}/", "/settings/listening/new/"):
            page = desk.open(path)
            if shots := os.environ.get("SHOTS"):
                page.screenshot(path=f"{shots}/{language}-{path.strip('/').replace('/', '-')[:24]}.png", full_page=True)
            assert desk.violations() == []
            assert not desk.is_too_wide(), path
            assert not desk.scrolls_past_its_end(), path
    assert [line for line in desk.complaints if "404" not in line] == []


def test_what_a_name_would_hear_is_shown_while_it_is_written(
    live_server: LiveServer, zaytuna: Desk, listener: Listener, alice: Member
) -> None:
    with window(live_server.url, zaytuna, alice) as desk:
        page = desk.open("/settings/listening/new/")
        page.locator("#id_terms-0-text").fill("زيتونة")
        page.locator("#listening-preview mark").first.wait_for()
        page.locator("#id_sample").fill("وزيتونة لا ترد")
        page.get_by_text("It would be heard.").wait_for()
        assert page.locator("#listening-preview mark").first.inner_text() == "زيتونة"
        page.locator("#id_name").fill("Names")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Listen", exact=True).click()
        page.get_by_role("button", name="Pause", exact=True).wait_for()
    assert [line for line in desk.complaints if "404" not in line] == []
    with tenant_context(zaytuna.tenant):
        assert Listener.objects.get(name="Names").status == "active"
