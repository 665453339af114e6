import pytest

from tenants.identity import mailing
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import services as membership
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tests.factories.letters import browser, deliver, links, page
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


def test_the_landing_page_has_two_doors(db: None) -> None:
    shown = browser("localhost").get("/").content.decode()

    assert 'href="/signup/"' in shown
    assert 'href="/find/"' in shown


def test_somebody_gets_the_addresses_of_his_desks(zaytuna: Desk, tapuz: Desk, charlie: Member, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        membership.enrol(user=User.objects.get(pk=charlie.user_id), role="light")

    browser("localhost").post("/find/", {"email": charlie.email.upper()})

    [letter] = deliver()
    assert letter.to == [charlie.email]
    assert links(letter) == ["http://tapuz.localhost:8000/", "http://zaytuna.localhost:8000/"]


def test_the_answer_is_the_same_for_known_and_unknown(zaytuna: Desk, alice: Member) -> None:
    answers = [browser("localhost").post("/find/", {"email": email}, follow=True) for email in (alice.email, "x@y.zz")]

    assert len({(answer.status_code, page(answer)) for answer in answers}) == 1
    with tenant_context(mailing.platform_tenant()):
        assert Item.objects.count() == 2  # the same work for each, done out of sight
    assert [letter.to for letter in deliver()] == [[alice.email]]


def test_who_works_nowhere_any_more_gets_nothing(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        membership.remove(member=bob, by=alice)
    browser("localhost").post("/find/", {"email": bob.email})

    assert deliver() == []


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_said(db: None, email: str) -> None:
    answer = browser("localhost").post("/find/", {"email": email})

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert deliver() == []


def test_one_address_is_not_flooded(zaytuna: Desk, alice: Member) -> None:
    answers = [browser("localhost").post("/find/", {"email": alice.email}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(deliver()) == 5


@pytest.mark.parametrize("host", ["nobody.localhost", "a.zaytuna.localhost", "platform.localhost"])
def test_an_address_without_a_desk_says_so(zaytuna: Desk, host: str) -> None:
    answer = browser(host).get("/accounts/login/", headers={"accept-language": "he"})

    assert answer.status_code == 404
    assert "http://localhost:8000/find/" in answer.content.decode()


def test_a_closed_desk_says_so(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        zaytuna.tenant.state = "suspended"
        zaytuna.tenant.save()

    assert "This desk is closed" in browser(zaytuna.host).get("/").content.decode()
