"""Canned replies on the page: a lead writes them, an agent is offered them in the customer's language."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.canned import services
from tickets.canned.models import CannedReply
from tickets.ticket.models import Ticket

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them
FORM = {
    "shortcut": "/Late",
    "title_en": "Late parcel",
    "body_en": 'Hello {{contact.first_name|"there"}}, we are looking for it.',
    "title_ar": "تأخّر الشحنة",
    "body_ar": "أهلًا {{contact.first_name}}، نبحث عنها.",
}


@pytest.fixture
def lead(zaytuna: Desk) -> Member:
    return add_member(zaytuna, "lea@zaytuna.example", "lead", "Lea")


@pytest.fixture
def reply(zaytuna: Desk, alice: Member) -> CannedReply:
    with tenant_context(zaytuna.tenant):
        titles, bodies = ({code: FORM[f"{part}_{code}"] for code in ("en", "ar")} for part in ("title", "body"))
        return services.create(shortcut="late", titles=titles, bodies=bodies, by=alice)


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket("الكنبة وصلت ممزّقة", "السلام عليكم، وصلت الكنبة ممزّقة.", name="نورة القحطاني")


def kept(desk: Desk) -> CannedReply:
    with tenant_context(desk.tenant):
        return CannedReply.objects.get()


def test_a_lead_writes_a_reply_and_writes_it_anew(zaytuna: Desk, lead: Member, browse: Browse) -> None:
    client = browse(zaytuna, lead)
    assert client.post("/settings/canned/new/", FORM)["Location"] == "/settings/canned/"
    reply = kept(zaytuna)
    assert (reply.shortcut, reply.title_ar) == ("late", "تأخّر الشحنة")
    assert "Late parcel" in client.get("/settings/canned/").content.decode()
    client.post(f"/settings/canned/{reply.pk}/", FORM | {"title_en": "Delay"})
    assert (kept(zaytuna).title_en, kept(zaytuna).body_ar) == ("Delay", FORM["body_ar"])


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"body_en": "Hello {{customer.name}}"}, "body_en", "Nobody knows {{customer.name}}. You can use"),
        ({"body_ar": "أهلًا {{contact.name"}, "body_ar", "{{ is no place to fill in."),
        ({"title_ar": ""}, "title_ar", "Give it a title."),
        ({"body_en": ""}, "body_en", "Write the text."),
        ({"shortcut": "///"}, "shortcut", "Letters, digits and hyphens."),
        ({f"{part}_{code}": "" for part in ("title", "body") for code in ("en", "ar")}, "title_en", "Write it in one"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    zaytuna: Desk, lead: Member, browse: Browse, change: dict[str, str], field: str, said: str
) -> None:
    answer = browse(zaytuna, lead).post("/settings/canned/new/", FORM | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(said)
    with tenant_context(zaytuna.tenant):
        assert not CannedReply.objects.exists()


def test_a_place_in_an_error_reads_from_left_to_right(zaytuna: Desk, lead: Member, browse: Browse) -> None:
    answer = browse(zaytuna, lead).post(
        "/settings/canned/new/", FORM | {"body_en": "<b>Hello</b> {{customer.name}}, {{"}
    )
    page = answer.content.decode()
    assert 'Nobody knows <bdi dir="ltr">{{customer.name}}</bdi>.' in page
    assert '<bdi dir="ltr">{{</bdi> is no place' in page
    assert '<bdi dir="ltr">{{name|&quot;words instead&quot;}}</bdi>' in page


def test_a_taken_shortcut_is_said(zaytuna: Desk, lead: Member, reply: CannedReply, browse: Browse) -> None:
    answer = browse(zaytuna, lead).post("/settings/canned/new/", FORM)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["shortcut"])
    assert kept(zaytuna) == reply


def test_the_form_has_the_companys_languages_and_those_already_written(
    zaytuna: Desk, lead: Member, reply: CannedReply, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        Company.objects.update(languages=["he"])
    page = browse(zaytuna, lead).get(f"/settings/canned/{reply.pk}/")
    assert [name for name in page.context["form"].fields if "title" in name] == ["title_he", "title_ar", "title_en"]


def test_the_preview_shows_a_customer_and_nobody(zaytuna: Desk, lead: Member, browse: Browse) -> None:
    answer = browse(zaytuna, lead).post("/settings/canned/preview/", FORM)
    page = answer.content.decode()
    assert "نورة" in page
    assert 'class="place place--missing"><bdi>{{contact.first_name}}' in page
    assert 'class="place place--fallback"><bdi>there' in page
    assert "<html" not in page


def test_archived_it_is_offered_to_nobody_until_it_comes_back(
    zaytuna: Desk, lead: Member, bob: Member, ticket: Ticket, reply: CannedReply, browse: Browse
) -> None:
    client, bobs = browse(zaytuna, lead), browse(zaytuna, bob)
    client.post(f"/settings/canned/{reply.pk}/archival/")
    assert not bobs.get(f"/tickets/{ticket.number}/canned/").context["choices"]
    client.post(f"/settings/canned/{reply.pk}/restoration/")
    assert bobs.get(f"/tickets/{ticket.number}/canned/").context["choices"]


def test_an_agent_changes_nothing_and_has_no_such_page(
    zaytuna: Desk, bob: Member, reply: CannedReply, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    assert client.get("/settings/canned/").status_code == 403
    assert client.post(f"/settings/canned/{reply.pk}/", FORM | {"title_en": "Mine"}).status_code == 403
    assert kept(zaytuna).title_en == "Late parcel"


def test_the_offer_is_in_the_customers_language_and_another_one_may_be_chosen(
    zaytuna: Desk, bob: Member, ticket: Ticket, reply: CannedReply, browse: Browse
) -> None:
    client, where = browse(zaytuna, bob), f"/tickets/{ticket.number}/canned/"
    (arabic,) = client.get(where, {"words": "late"}).context["choices"]
    assert (arabic.title, arabic.words, arabic.only) == ("تأخّر الشحنة", "أهلًا نورة، نبحث عنها.", "")
    (english,) = client.get(where, {"words": "late", "in": "en"}).context["choices"]
    assert english.words == "Hello نورة, we are looking for it."
    hebrew = client.get(where, {"in": "he"})
    assert hebrew.context["choices"][0].only == "English"
    assert "only in <bdi>English</bdi>" in hebrew.content.decode()
    assert not client.get(where, {"words": "refund"}).context["choices"]


def test_a_chosen_reply_comes_filled_in_and_is_counted(
    zaytuna: Desk, bob: Member, ticket: Ticket, reply: CannedReply, browse: Browse
) -> None:
    answer = browse(zaytuna, bob).post(f"/tickets/{ticket.number}/canned/{reply.pk}/uses/", {"in": "ar"})
    assert answer.json() == {"text": "أهلًا نورة، نبحث عنها.", "missing": []}
    assert kept(zaytuna).used == 1


def test_what_nobody_knows_stays_open_and_is_named(
    zaytuna: Desk, bob: Member, reply: CannedReply, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(email="x1@example.com", name="")
    answer = browse(zaytuna, bob).post(f"/tickets/{ticket.number}/canned/{reply.pk}/uses/", {"in": "ar"})
    assert answer.json()["missing"] == ["{{contact.first_name}}"]


def test_another_companys_reply_is_not_here(
    tapuz: Desk, charlie: Member, zaytuna: Desk, reply: CannedReply, browse: Browse
) -> None:
    with tenant_context(tapuz.tenant):
        theirs = make_ticket()
    client = browse(tapuz, charlie)
    assert client.get(f"/settings/canned/{reply.pk}/").status_code == 404
    assert client.post(f"/tickets/{theirs.number}/canned/{reply.pk}/uses/").status_code == 404
    assert kept(zaytuna).used == 0


def test_who_may_not_answer_is_not_offered_the_picker(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    light = add_member(zaytuna, "lou@zaytuna.example", "light")
    assert "data-canned" in browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()
    assert "data-canned" not in browse(zaytuna, light).get(f"/tickets/{ticket.number}/").content.decode()


def test_the_offers_cost_the_same_for_one_reply_and_for_thirty(
    zaytuna: Desk,
    alice: Member,
    ticket: Ticket,
    reply: CannedReply,
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with tenant_context(zaytuna.tenant):
        for index in range(30):
            services.create(shortcut=f"r{index}", titles={"en": "R"}, bodies={"en": "{{contact.name}}"}, by=alice)
    client = browse(zaytuna, alice)
    with django_assert_max_num_queries(PREAMBLE + 5):
        assert len(client.get(f"/tickets/{ticket.number}/canned/").context["choices"]) == 30
    with django_assert_max_num_queries(PREAMBLE + 3):  # one of them: what waits for her yes
        assert client.get("/settings/canned/").status_code == 200
