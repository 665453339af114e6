"""A reply is found by what people type, and offered in the language of the customer."""

import pytest
from django.http import Http404

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.tickets.canned.conftest import Make
from tickets.canned import rules, selectors, services
from tickets.contacts.models import Contact

pytestmark = pytest.mark.django_db


def found(desk: Desk, viewer: Member, words: str, language: str = "en") -> list[str]:
    with tenant_context(desk.tenant):
        offers = selectors.find(viewer, words, language=language, company=tenancy.company())
        return [offer.reply.shortcut for offer in offers]


@pytest.fixture
def three(zaytuna: Desk, make: Make) -> Desk:
    make("late", titles={"en": "Late parcel", "ar": "تأخّر الشحنة"}, bodies={"en": "Sorry", "ar": "نعتذر"})
    make("late-again", titles={"en": "Parcel is late again"}, bodies={"en": "Very sorry"})
    make("refund", titles={"he": "החזר כספי", "en": "Refund"}, bodies={"he": "ההחזר בדרך", "en": "On its way"})
    return zaytuna


@pytest.mark.parametrize(
    ("words", "shortcuts"),
    [
        ("late", ["late", "late-again"]),
        ("/late", ["late", "late-again"]),
        ("parcel", ["late-again", "late"]),
        ("تاخر الشحنه", ["late"]),
        ("החזר", ["refund"]),
        ("fund", ["refund"]),
        ("late refund", []),
        ("", ["late", "late-again", "refund"]),
    ],
)
def test_words_find_it_in_any_language(three: Desk, bob: Member, words: str, shortcuts: list[str]) -> None:
    assert found(three, bob, words) == shortcuts


def test_the_most_used_comes_first_among_equals(three: Desk, bob: Member) -> None:
    with tenant_context(three.tenant):
        services.use(reply_id=selectors.visible_to(bob).get(shortcut="refund").pk)
    assert found(three, bob, "")[0] == "refund"


def test_an_archived_reply_is_offered_to_nobody(three: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(three.tenant):
        services.archive(reply=selectors.visible_to(bob).get(shortcut="refund"), by=alice)
    assert found(three, bob, "refund") == []


def test_a_light_user_and_a_stranger_see_none(three: Desk, tapuz: Desk, charlie: Member, bob: Member) -> None:
    light = add_member(three, "lou@zaytuna.example", "light")
    assert found(three, light, "") == []
    assert found(tapuz, charlie, "") == []
    with tenant_context(three.tenant):
        reply = selectors.visible_to(bob).first()
    assert reply is not None
    with tenant_context(tapuz.tenant), pytest.raises(Http404):
        selectors.get_for(charlie, pk=reply.pk)


@pytest.mark.parametrize(
    ("of_ticket", "of_contact", "chosen"),
    [("ar", "he", "ar"), ("", "he", "he"), ("fr", "he", "he"), ("", "", "en"), ("ru", "fr", "en")],
)
def test_the_language_is_the_customers(zaytuna: Desk, of_ticket: str, of_contact: str, chosen: str) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        ticket.language, ticket.requester.language = of_ticket, of_contact
        assert selectors.language_of(ticket, tenancy.company()) == chosen


def test_a_text_that_is_not_written_in_it_says_in_which_it_is(three: Desk, bob: Member) -> None:
    with tenant_context(three.tenant):
        company = tenancy.company()
        offers = {offer.reply.shortcut: offer for offer in selectors.find(bob, "", language="he", company=company)}
    assert (offers["refund"].language, offers["refund"].is_other, offers["refund"].title) == ("he", False, "החזר כספי")
    assert (offers["late"].language, offers["late"].is_other, offers["late"].title) == ("en", True, "Late parcel")


def test_places_are_filled_in_for_the_ticket(zaytuna: Desk, bob: Member, make: Make) -> None:
    body = (
        "أهلًا {{contact.first_name}}، طلبكِ «{{ticket.subject}}» رقمه {{ticket.number}}. "
        "{{agent.name}}، {{company.name}}"
    )
    reply = make(titles={"ar": "رقم"}, bodies={"ar": body})
    with tenant_context(zaytuna.tenant):
        company = tenancy.company()
        company.name_ar = "زيتونة هوم"
        ticket = make_ticket("الكنبة {{agent.name}}", name="نورة القحطاني")
        offer = selectors.offer(reply, language="ar", company=company)
        filled = selectors.filled(offer, selectors.values_for(ticket, agent=bob), company=company)
    assert filled.missing == []
    assert filled.text == f"أهلًا نورة، طلبكِ «الكنبة {{{{agent.name}}}}» رقمه {ticket.number}. Bob، زيتونة هوم"


@pytest.mark.parametrize("name", ["", "noura q", "noura.q@example.com"])
def test_a_name_read_off_the_address_is_no_name(zaytuna: Desk, bob: Member, make: Make, name: str) -> None:
    body = '{{contact.first_name|"there"}}, {{contact.name}}, {{contact.email}}'
    reply = make(titles={"en": "Hello"}, bodies={"en": body})
    with tenant_context(zaytuna.tenant):
        ticket, company = make_ticket(), tenancy.company()
        Contact.objects.update(name=name)
        ticket.requester.refresh_from_db()
        offer = selectors.offer(reply, language="en", company=company)
        filled = selectors.filled(offer, selectors.values_for(ticket, agent=bob), company=company)
    assert (filled.text, filled.missing) == (
        "there, {{contact.name}}, noura.q@example.com",
        ["{{contact.name}}"],
    )


def test_every_known_place_has_a_value(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        values = selectors.values_for(make_ticket(), agent=bob)
    assert {*values, "company.name"} == set(rules.PLACEHOLDERS)
