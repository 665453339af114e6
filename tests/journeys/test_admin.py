"""A company's admin in a real browser: nothing that our policy forbids, in three languages, on desk and phone."""

import os
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tenants.audit.models import Entry
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, TeamMember
from tenants.tokens import services as tokens
from tenants.tokens.models import Token
from tests.factories.people import Desk, add_member
from tests.journeys.browsing import Window, window
from tickets.canned.models import CannedReply
from tickets.portal.models import WebForm
from tickets.ticket import labels

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

MODELS = {
    "tenants/member": (Member, ""),
    "tenants/team": (None, "add"),
    "tenants/token": (Token, ""),
    "tenants/entry": (Entry, ""),
    "tickets/mailbox": (None, "add"),
    "tickets/customstatus": (None, "add"),
    "tickets/category": (None, "add"),
    "tickets/cannedreply": (CannedReply, "add"),
    "tickets/webform": (WebForm, ""),
}
WORDS = {
    "en": ("Late parcel", "Hello {{contact.first_name}}, your parcel comes today."),
    "ar": ("تأخر الطرد", "أهلاً {{contact.first_name}}، يصل طردك اليوم."),
    "he": ("חבילה מאחרת", "שלום {{contact.first_name}}, החבילה תגיע היום."),
}


@pytest.fixture
def furnished(zaytuna: Desk, alice: Member, bob: Member) -> Desk:
    """A desk with a row in each list."""
    add_member(zaytuna, "noura@zaytuna.example", "lead", "نورة القحطاني")
    with tenant_context(zaytuna.tenant):
        TeamMember.objects.create(team=zaytuna.team, member=bob)
        tokens.create(name="Shop", scopes=["tickets:read"], expires_at=None, by=alice)
        labels.create_status(kind="waiting", names={"en": "Courier", "ar": "المندوب", "he": "שליח"}, by=alice)
        labels.create_category(names={"ar": "التوصيل"}, by=alice)
        CannedReply.objects.create(
            shortcut="sorry", title_ar="اعتذار", body_ar="نعتذر.", title_en="Sorry", body_en="We are."
        )
        WebForm.objects.create(intro_ar="اكتب لنا", intro_en="Write to us", team=zaytuna.team)
    return zaytuna


def _pages(desk: Desk) -> list[str]:
    pages = [
        "/admin/",
        "/admin/tickets/",
        f"/admin/tenants/team/{desk.team.pk}/change/",
        f"/admin/tenants/team/{desk.team.pk}/delete/",
    ]
    with tenant_context(desk.tenant):
        for path, (model, more) in MODELS.items():
            pages.append(f"/admin/{path}/")
            pages += [f"/admin/{path}/add/"] * bool(more)
            row: Any = model.objects.order_by("id").last() if model else None
            pages += [f"/admin/{path}/{row.pk}/change/"] if row else []
    return [
        *pages,
        f"/admin/tenants/member/{desk.members['agent'].pk}/delete/",
        "/admin/tenants/entry/?verb=tokens.create",
    ]


def _speak(desk: Desk, member: Member, language: str) -> None:
    with tenant_context(desk.tenant):
        User.objects.filter(pk=member.user_id).update(language=language)


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 360, "dark"), ("he", 1440, "light"), ("en", 360, "light")]
)
def test_every_page_keeps_to_our_policy_and_to_the_window(
    live_server: LiveServer, furnished: Desk, alice: Member, language: str, width: int, theme: str
) -> None:
    _speak(furnished, alice, language)
    with window(live_server.url, furnished, alice, width=width, theme=theme) as desk:
        for path in _pages(furnished):
            page = desk.open(path)
            assert page.locator("html").get_attribute("dir") == ("ltr" if language == "en" else "rtl"), path
            assert not desk.is_too_wide(), path
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ar", "he", "en"])
def test_an_admin_sets_the_desk_up_and_the_history_knows(
    live_server: LiveServer, furnished: Desk, alice: Member, bob: Member, language: str
) -> None:
    _speak(furnished, alice, language)
    with window(live_server.url, furnished, alice) as desk:
        desk.open("/settings/").locator("a[href='/admin/']").first.click()
        desk.page.locator(".model-member a").first.click()
        desk.complaints.clear()  # the console's page found no events process here
        _change_role(desk, bob)
        _write_a_reply(desk)
        _revoke_the_token(desk)
        page = desk.open("/admin/tenants/entry/")
        for verb in ("membership.change_role", "canned.create", "tokens.revoke"):
            assert page.locator(f"#result_list [data-verb='{verb}']").count() == 1, verb
        assert page.locator("#result_list").get_by_text("Alice").count() >= 3
    assert desk.complaints == []
    with tenant_context(furnished.tenant):
        bob.refresh_from_db()
        reply = CannedReply.objects.get(shortcut="late")
        assert (bob.role, Token.objects.get().revoked_at is not None) == ("lead", True)
        assert {code: (getattr(reply, f"title_{code}"), getattr(reply, f"body_{code}")) for code in WORDS} == WORDS


def _change_role(desk: Window, bob: Member) -> None:
    desk.page.get_by_text("bob@zaytuna.example").wait_for()
    desk.page.get_by_role("link", name="Bob", exact=True).click()
    desk.page.locator("#id_role").select_option("lead")
    desk.page.locator("[name=_save]").click()
    desk.page.locator(".messagelist .success").wait_for()


def _write_a_reply(desk: Window) -> None:
    page = desk.open("/admin/tickets/cannedreply/add/")
    page.locator("#id_shortcut").fill("late")
    for code, words in WORDS.items():
        for field, text in zip(("title", "body"), words, strict=True):
            page.locator(f"#tab-id_{field}_{code}").click()
            field_of_tab = page.locator(f"#id_{field}_{code}")
            assert field_of_tab.evaluate("input => getComputedStyle(input).direction") == (
                "ltr" if code == "en" else "rtl"
            )
            field_of_tab.fill(text)
            assert page.locator(f"[data-translated={field}]:visible").count() == 1
    page.locator("[name=_save]").click()
    page.locator(".messagelist .success").wait_for()


def _revoke_the_token(desk: Window) -> None:
    page = desk.open("/admin/tenants/token/")
    page.locator("#result_list .action-select").check()
    page.locator("[name=action]").select_option("revoke")
    page.locator("button[name=index]").click()
    page.locator(".messagelist .success").wait_for()


def test_tabs_are_moved_through_with_the_arrows_of_the_reading_direction(
    live_server: LiveServer, furnished: Desk, alice: Member
) -> None:
    _speak(furnished, alice, "ar")
    with window(live_server.url, furnished, alice) as desk:
        page = desk.open("/admin/tickets/category/add/")
        assert page.locator("#id_name_ar").is_visible()  # the language of the page comes first
        page.locator("#tab-id_name_ar").press("ArrowLeft")
        assert page.locator("#id_name_he").is_visible()
        assert page.locator("#tab-id_name_he").get_attribute("aria-selected") == "true"
        assert page.locator("#id_name_ar").is_hidden()


def test_people_are_found_for_a_team_while_typing(live_server: LiveServer, furnished: Desk, alice: Member) -> None:
    with window(live_server.url, furnished, alice) as desk:
        page = desk.open("/admin/tenants/team/add/")
        page.locator("#id_name").fill("Returns")
        page.locator("#places-0 .select2-selection").click()
        page.locator(".select2-search__field").press_sequentially("نور")
        page.locator(".select2-results__option", has_text="نورة القحطاني").click()
        page.locator("[name=_save]").click()
        page.locator(".messagelist .success").wait_for()
    assert desk.complaints == []


def test_an_agent_is_told_no(live_server: LiveServer, furnished: Desk, bob: Member) -> None:
    with window(live_server.url, furnished, bob) as desk:
        assert desk.open("/settings/").locator("a[href='/admin/']").count() == 0
        response = desk.page.goto(f"{desk.base}/admin/")
        assert response is not None
        assert response.status == 403
