"""The admin pages for prepared replies: words in each language, by the rules of the console."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.canned import services
from tickets.canned.models import CannedReply

pytestmark = pytest.mark.django_db
REPLIES = "/admin/tickets/cannedreply/"
LATE = {
    "shortcut": "/Late",
    "title_en": "Late parcel",
    "body_en": "Hello {{contact.first_name}}.",
    "title_ar": "تأخر",
    "body_ar": "أهلاً.",
}


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


def _refusal(desk: Client, **fields: str) -> str:
    page = desk.post(f"{REPLIES}add/", {**LATE, **fields}).content.decode()
    assert "errorlist" in page
    return page


def test_a_reply_is_kept_in_two_languages(zaytuna: Desk, desk: Client) -> None:
    assert desk.post(f"{REPLIES}add/", LATE)["Location"] == REPLIES
    with tenant_context(zaytuna.tenant):
        reply = CannedReply.objects.get()
        assert (reply.shortcut, reply.title_ar, reply.title_he) == ("late", "تأخر", None)
        assert Entry.objects.get().verb == "canned.create"


def test_what_is_wrong_is_told_beside_its_field(zaytuna: Desk, alice: Member, desk: Client) -> None:
    with tenant_context(zaytuna.tenant):
        services.create(shortcut="hi", titles={"en": "Hi"}, bodies={"en": "Hi"}, by=alice)
    assert "already exists" in _refusal(desk, shortcut="hi")
    assert "already exists" in _refusal(desk, shortcut="/HI")
    assert "Write the text." in _refusal(desk, title_he="מאחר")
    assert "contact.shoe_size" in _refusal(desk, body_en="{{contact.shoe_size}}")
    assert "one language at least" in _refusal(desk, title_en="", body_en="", title_ar="", body_ar="")
    with tenant_context(zaytuna.tenant):
        assert CannedReply.objects.count() == 1


def test_the_same_shortcut_in_another_company_is_no_duplicate(
    zaytuna: Desk, tapuz: Desk, charlie: Member, desk: Client
) -> None:
    with tenant_context(tapuz.tenant):
        services.create(shortcut="late", titles={"he": "מאחר"}, bodies={"he": "שלום"}, by=charlie)
    assert desk.post(f"{REPLIES}add/", LATE).status_code == 302


def test_a_change_says_what_was_before(zaytuna: Desk, desk: Client) -> None:
    desk.post(f"{REPLIES}add/", LATE)
    with tenant_context(zaytuna.tenant):
        reply = CannedReply.objects.get()
    desk.post(f"{REPLIES}{reply.pk}/change/", {**LATE, "title_ar": "طرد متأخر"})
    with tenant_context(zaytuna.tenant):
        entry = Entry.objects.get(verb="canned.change")
    assert (entry.before, entry.after) == ({"title_ar": "تأخر"}, {"title_ar": "طرد متأخر"})


def test_a_reply_is_archived_not_deleted(zaytuna: Desk, desk: Client) -> None:
    desk.post(f"{REPLIES}add/", LATE)
    with tenant_context(zaytuna.tenant):
        reply = CannedReply.objects.get()
    desk.post(REPLIES, {"action": "archive", "_selected_action": str(reply.pk), "index": "0"})
    with tenant_context(zaytuna.tenant):
        reply.refresh_from_db()
    assert reply.archived_at is not None
    assert desk.get(f"{REPLIES}{reply.pk}/delete/").status_code == 404
