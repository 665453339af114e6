from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from tenants.isolation.context import tenant_context
from tenants.membership.models import Invitation, Member, Team, TeamMember
from tenants.tenancy.models import Company
from tests.factories.people import Desk, add_member
from tickets.mail.models import Mailbox
from tickets.workspace import registry

Browse = Callable[[Desk, Member], Client]
COMPANY = {"name_en": "Zaytuna Home", "language": "ar", "languages": ["en", "ar"], "timezone": "Asia/Dubai"}


@pytest.mark.parametrize(
    ("role", "open_pages"),
    [
        (
            "owner",
            [
                *("you", "notifications", "company", "people", "teams", "mailboxes", "canned", "labels"),
                *("limits", "ledger", "form", "tokens", "support", "admin"),
            ],
        ),
        ("lead", ["you", "notifications", "people", "teams", "mailboxes", "canned", "ledger", "tokens"]),
        ("agent", ["you", "notifications", "tokens"]),
        ("light", ["you", "notifications"]),
    ],
)
def test_each_role_sees_the_pages_it_may_open(zaytuna: Desk, browse: Browse, role: str, open_pages: list[str]) -> None:
    member = add_member(zaytuna, f"new-{role}@zaytuna.example", role)
    page = browse(zaytuna, member).get("/settings/", follow=True)
    others = {place.key for _name, places in registry.settings_pages for place in places(member)}
    assert [door.key for door in page.context["doors"] if door.key not in others] == open_pages
    for door in page.context["doors"]:
        assert browse(zaytuna, member).get(door.url).status_code == 200


def test_my_name_and_signature(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    browse(zaytuna, bob).post("/settings/you/", {"name": "Bob Stone", "signature": "Bob, Zaytuna"})
    with tenant_context(zaytuna.tenant):
        bob.refresh_from_db()
    assert (bob.name, bob.signature) == ("Bob Stone", "Bob, Zaytuna")


def test_the_company_changes_its_languages_and_place(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    assert browse(zaytuna, alice).post("/settings/company/", COMPANY | {"weekend": ["5", "6"]}).status_code == 302
    with tenant_context(zaytuna.tenant):
        company = Company.objects.get()
    assert (company.name, company.languages, company.weekend) == ("Zaytuna Home", ["ar", "en"], "5,6")
    assert company.timezone == "Asia/Dubai"


def test_the_company_page_says_where_the_hours_of_deadlines_are_kept(
    zaytuna: Desk, alice: Member, browse: Browse
) -> None:
    form = BeautifulSoup(browse(zaytuna, alice).get("/settings/company/").content, "lxml").select_one(".set__main form")
    assert form is not None
    assert "is kept in calendars" in form.text
    assert [link["href"] for link in form.select("a")] == ["/settings/hours/"]


def test_the_company_has_a_name_in_each_of_its_languages(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    assert client.post("/settings/company/", COMPANY | {"name_ar": "زيتونة هوم"}).status_code == 302
    nameless = client.post("/settings/company/", COMPANY | {"name_en": ""})
    assert nameless.status_code == 422
    assert "Give it in one language at least." in nameless.content.decode()
    with tenant_context(zaytuna.tenant):
        company = Company.objects.get()
    assert (company.name_en, company.name_ar) == ("Zaytuna Home", "زيتونة هوم")


def test_the_settings_form_shows_what_is_stored(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    shown = client.get("/settings/company/").context["form"].initial
    answer = client.post("/settings/company/", shown)
    assert answer.status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Company.objects.get().timezone == "Asia/Riyadh"


def test_an_invitation_is_sent_taken_back_and_refused_twice(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    form = {"email": "new@zaytuna.example", "role": "agent"}
    assert client.post("/settings/invitations/", form).status_code == 302
    again = client.post("/settings/invitations/", form)
    assert again.status_code == 422
    assert "email" in again.context["form"].errors
    with tenant_context(zaytuna.tenant):
        invitation = Invitation.objects.get()
    assert client.post(f"/settings/invitations/{invitation.pk}/link/").status_code == 302
    client.post(f"/settings/invitations/{invitation.pk}/revocation/")
    with tenant_context(zaytuna.tenant):
        invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_an_admin_is_not_offered_to_make_an_owner(zaytuna: Desk, browse: Browse) -> None:
    admin = add_member(zaytuna, "ada@zaytuna.example", "admin")
    client = browse(zaytuna, admin)
    assert "owner" not in dict(client.get("/settings/people/").context["roles"])
    assert client.post("/settings/invitations/", {"email": "x@y.example", "role": "owner"}).status_code == 422


def test_a_role_changes_and_the_last_owner_stays(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    client.post(f"/settings/people/{bob.pk}/role/", {"role": "lead"})
    answer = client.post(f"/settings/people/{alice.pk}/role/", {"role": "agent"}, follow=True)
    with tenant_context(zaytuna.tenant):
        alice.refresh_from_db()
        bob.refresh_from_db()
    assert (alice.role, bob.role) == ("owner", "lead")
    assert "A desk needs an owner." in answer.content.decode()


def test_who_is_removed_is_out(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    bobs, client = browse(zaytuna, bob), browse(zaytuna, alice)
    client.post(f"/settings/people/{bob.pk}/removal/")
    assert bobs.get("/").status_code == 302
    with tenant_context(zaytuna.tenant):
        bob.refresh_from_db()
    assert bob.removed_at is not None


def test_a_team_is_made_filled_and_renamed(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    client.post("/settings/teams/new/", {"name": "Returns"})
    assert client.post("/settings/teams/new/", {"name": "Returns"}).status_code == 422
    with tenant_context(zaytuna.tenant):
        team = Team.objects.get(name="Returns")
    client.post(f"/settings/teams/{team.pk}/places/", {"member": bob.pk})
    client.post(f"/settings/teams/{team.pk}/name/", {"name": "مرتجعات"})
    with tenant_context(zaytuna.tenant):
        assert TeamMember.objects.get(team__name="مرتجعات").member_id == bob.pk
    client.post(f"/settings/teams/{team.pk}/places/", {"member": bob.pk, "leave": "1"})
    with tenant_context(zaytuna.tenant):
        assert not TeamMember.objects.exists()


def test_the_sender_of_a_mailbox_changes(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    form = {"name": "Zaytuna Care", "signature": "With warm regards", "team": zaytuna.team.pk}
    browse(zaytuna, alice).post(f"/settings/mailboxes/{zaytuna.mailbox.pk}/", form)
    with tenant_context(zaytuna.tenant):
        zaytuna.mailbox.refresh_from_db()
    assert (zaytuna.mailbox.name, zaytuna.mailbox.signature) == ("Zaytuna Care", "With warm regards")


def test_one_more_address_on_our_own_domain_may_become_the_default(
    zaytuna: Desk, alice: Member, browse: Browse
) -> None:
    client = browse(zaytuna, alice)
    client.post("/settings/mailboxes/new/", {"local": "Billing", "name": "Zaytuna Billing"})
    with tenant_context(zaytuna.tenant):
        billing = Mailbox.objects.get(address="billing@zaytuna.localhost")
    client.post(f"/settings/mailboxes/{billing.pk}/default/")
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.get(is_default=True) == billing


@pytest.mark.parametrize("local", ["", "a b", "me@other.example", "دعم", "-x"])
def test_an_address_that_is_none_is_refused(zaytuna: Desk, alice: Member, browse: Browse, local: str) -> None:
    answer = browse(zaytuna, alice).post("/settings/mailboxes/new/", {"local": local, "name": "X"})
    assert answer.status_code == 422
    with tenant_context(zaytuna.tenant):
        assert Mailbox.objects.count() == 1


def test_a_lead_sees_mailboxes_and_changes_none(zaytuna: Desk, browse: Browse) -> None:
    client = browse(zaytuna, add_member(zaytuna, "lea@zaytuna.example", "lead"))
    assert client.post(f"/settings/mailboxes/{zaytuna.mailbox.pk}/", {"name": "Mine"}).status_code == 403
    assert b"/settings/mailboxes/new/" not in client.get("/settings/mailboxes/").content


def test_too_many_invitations_in_an_hour_are_asked_to_wait(
    zaytuna: Desk, alice: Member, browse: Browse, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "2/h/key"}
    client, where = browse(zaytuna, alice), "/settings/invitations/"
    for name in ("a", "b"):
        assert client.post(where, {"email": f"{name}@zaytuna.example", "role": "agent"}).status_code == 302
    answer = client.post(where, {"email": "c@zaytuna.example", "role": "agent"})
    assert answer.status_code == 429
    assert "Many invitations were sent in this hour." in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        first = Invitation.objects.order_by("created_at")[0]
        assert Invitation.objects.count() == 2
    again = client.post(f"{where}{first.pk}/link/", follow=True)
    assert "Many invitations were sent in this hour." in again.content.decode()


def test_a_company_sends_no_more_invitations_than_its_members_together(
    zaytuna: Desk, alice: Member, browse: Browse, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite_company": "1/h/key"}
    other = add_member(zaytuna, "ada@zaytuna.example", "admin")
    form = {"email": "a@zaytuna.example", "role": "agent"}
    assert browse(zaytuna, alice).post("/settings/invitations/", form).status_code == 302
    form["email"] = "b@zaytuna.example"
    assert browse(zaytuna, other).post("/settings/invitations/", form).status_code == 429
    with tenant_context(zaytuna.tenant):
        assert Invitation.objects.count() == 1
