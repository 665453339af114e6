import threading
from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection

from tenants.audit.models import Entry
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Invitation, Member, Team, TeamMember
from tenants.routes import selectors as routes
from tenants.signup.errors import SlugTaken
from tenants.signup.services import Founder, open_company
from tenants.tenancy.models import Company
from tenants.tenancy.services import Beginning
from tests.factories.letters import browser, deliver, links, path_of
from tests.factories.people import PASSWORD, Desk, make_user
from tests.tenants.signup.conftest import NEW
from tickets.mail.models import Mailbox

pytestmark = pytest.mark.django_db


def _desks() -> list[str]:
    return list(Tenant.objects.exclude(state="platform").order_by("slug").values_list("slug", flat=True))


def test_a_desk_is_whole_when_it_opens(beginning: Beginning, lina: Founder) -> None:
    opening = open_company(slug="noor", beginning=beginning, founder=lina, address="192.0.2.7")

    with tenant_context(opening.tenant):
        company, owner, team = Company.objects.get(), Member.objects.get(), Team.objects.get()
        mailbox, entry = Mailbox.objects.get(), Entry.objects.get(verb="signup.open")
        assert TeamMember.objects.filter(team=team, member=owner).count() == 1
    assert (company.name, company.timezone, company.currency) == ("Noor Home", "Africa/Cairo", "EGP")
    assert (company.weekend_days, company.opens_at, company.languages) == ([5, 6], None, ["ar", "en"])
    assert (owner.name, owner.role, owner.email) == ("Lina Haddad", "owner", lina.email)
    assert (mailbox.address, mailbox.team_id, mailbox.is_default) == ("support@noor.localhost", team.pk, True)
    assert routes.tenant_at_mailbox("support@noor.localhost") == opening.tenant
    assert (entry.actor_id, entry.object_label, entry.address) == (owner.pk, "noor", "192.0.2.7")


def test_a_new_owner_confirms_and_signs_in_on_the_desks_host(beginning: Beginning, lina: Founder) -> None:
    opening = open_company(slug="noor", beginning=beginning, founder=lina)
    desk = Desk(opening.tenant, None, None)  # type: ignore[arg-type]
    [letter] = deliver(opening.tenant)
    client = browser(desk.host)

    path = path_of(links(letter)[1], desk)
    client.post(path)
    client.post("/accounts/login/", {"login": lina.email, "password": NEW})

    assert not opening.ready
    assert client.get("/").status_code == 200


def test_the_mail_to_an_address_nobody_proved_carries_no_words_of_a_stranger(beginning: Beginning) -> None:
    founder = Founder(name="WIN https://evil.example", email="victim@example.com", password=NEW, language="en")
    opening = open_company(slug="noor", beginning=replace(beginning, name="PRIZE evil.example"), founder=founder)

    [letter] = deliver(opening.tenant)
    whole = f"{letter.subject} {letter.body} {letter.alternatives}"
    assert "evil" not in whole
    assert "PRIZE" not in whole


def test_somebody_with_an_account_opens_a_second_desk_at_once(
    tapuz: Desk, charlie: Member, beginning: Beginning
) -> None:
    founder = Founder(name="Mallory", email=charlie.email, password=PASSWORD, language="ar")
    opening = open_company(slug="noor", beginning=beginning, founder=founder)

    assert opening.ready
    assert opening.owner is not None
    assert (opening.owner.user_id, opening.owner.name) == (charlie.user_id, "Charlie")
    assert deliver(opening.tenant) == []
    assert User.objects.count() == 1


def test_without_the_password_the_desk_waits_for_whoever_reads_the_mail(
    tapuz: Desk, charlie: Member, beginning: Beginning
) -> None:
    founder = Founder(name="Mallory", email=charlie.email, password="not-his-password", language="en")
    opening = open_company(slug="noor", beginning=beginning, founder=founder)
    desk = Desk(opening.tenant, None, None)  # type: ignore[arg-type]

    with tenant_context(opening.tenant):
        assert not Member.objects.exists()
        assert Invitation.objects.get().role == "owner"
    [letter] = deliver(opening.tenant)
    path, client = path_of(links(letter)[1], desk), browser(desk.host)
    assert (opening.ready, opening.owner, letter.to) == (False, None, [charlie.email])
    assert client.post(path, {"password": "not-his-password"}).status_code == 422
    assert client.post(path, {"password": PASSWORD})["Location"] == "/"
    with tenant_context(opening.tenant):
        assert Member.objects.get().role == "owner"


def test_a_squatters_password_does_not_open_the_victims_desk(beginning: Beginning, lina: Founder) -> None:
    """Mallory opened an account with Lina's address first. Lina proves it by mail, and his password is gone."""
    squatter = make_user(lina.email, "Mallory")
    squatter.emailaddress_set.update(verified=False)

    opening = open_company(slug="noor", beginning=beginning, founder=lina)
    desk = Desk(opening.tenant, None, None)  # type: ignore[arg-type]
    [letter] = deliver(opening.tenant)
    client = browser(desk.host)
    client.post(path_of(links(letter)[1], desk), {"name": "Lina", "password": NEW})

    user = User.objects.get()
    assert (user.check_password(NEW), user.check_password(PASSWORD), user.name) == (True, False, "Lina")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("slug", ["zaytuna", "zay-tuna", "zayt0na"])
def test_a_taken_address_leaves_nothing_behind(zaytuna: Desk, beginning: Beginning, lina: Founder, slug: str) -> None:
    with pytest.raises(SlugTaken):
        open_company(slug=slug, beginning=beginning, founder=lina)

    assert _desks() == ["zaytuna"]
    assert not User.objects.filter(email=lina.email).exists()


def test_a_set_up_that_fails_leaves_nothing_behind(
    beginning: Beginning, lina: Founder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.signup.registry import set_ups

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(set_ups._entries, "broken", fail)
    with pytest.raises(RuntimeError):
        open_company(slug="noor", beginning=beginning, founder=lina)

    assert _desks() == []
    assert not User.objects.exists()
    assert mail.outbox == []


def test_a_demo_or_an_operator_vouches_for_an_address(beginning: Beginning, lina: Founder) -> None:
    opening = open_company(slug="noor", beginning=beginning, founder=lina, proved=True)

    assert opening.ready
    assert deliver(opening.tenant) == []


def test_the_first_team_speaks_the_language_of_the_desk(beginning: Beginning, lina: Founder) -> None:
    opening = open_company(slug="noor", beginning=replace(beginning, language="en"), founder=lina)

    with tenant_context(opening.tenant):
        assert Team.objects.get().name == "Support"


@pytest.mark.django_db(transaction=True)
def test_two_who_want_one_address_at_once_get_one_desk(beginning: Beginning, lina: Founder) -> None:
    together, outcomes = threading.Barrier(2), []

    def act(slug: str, email: str) -> None:
        try:
            together.wait(5)
            open_company(slug=slug, beginning=beginning, founder=replace(lina, email=email))
            outcomes.append("open")
        except SlugTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    pairs = [("noor", "one@noor.example"), ("n-00r", "two@noor.example")]
    threads = [threading.Thread(target=act, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == ["open", "taken"]
    assert len(_desks()) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_who_opens_two_desks_at_once_has_one_account(beginning: Beginning, lina: Founder) -> None:
    together, opened = threading.Barrier(2), []

    def act(slug: str) -> None:
        try:
            together.wait(5)
            opened.append(open_company(slug=slug, beginning=beginning, founder=lina))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(slug,)) for slug in ("noor", "sabah")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert _desks() == ["noor", "sabah"]
    assert {opening.owner.user_id for opening in opened if opening.owner} == {User.objects.get().pk}
