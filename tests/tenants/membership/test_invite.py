import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership import invitations, services
from tenants.membership.errors import AboveYourself, AlreadyInvited, AlreadyMember, InvitationGone
from tenants.membership.models import Invitation, Member, Role
from tenants.tenancy.models import Company
from tests.factories.letters import deliver, links, path_of
from tests.factories.people import Desk, add_member

pytestmark = pytest.mark.django_db
EMAIL = "dana@example.com"


def token_in(desk: Desk) -> str:
    """The token of the last invitation that was mailed."""
    [url] = links(deliver(desk.tenant)[-1])
    return path_of(url, desk).removeprefix("/invitations/").removesuffix("/")


def test_an_invitation_is_mailed_with_a_link_to_the_desk(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        invitation = invitations.invite(email=" Dana@Example.com ", role=Role.LEAD, by=alice)

    [letter] = deliver(zaytuna.tenant)
    assert (letter.to, invitation.email) == ([EMAIL], EMAIL)
    assert "Zaytuna" in letter.subject
    assert "Alice" in str(letter.body)
    assert "Team lead" in str(letter.body)
    assert path_of(links(letter)[0], zaytuna).startswith("/invitations/")
    assert timedelta(days=6, hours=23) < invitation.expires_at - clock.now() <= timedelta(days=7)
    with tenant_context(zaytuna.tenant):
        entry = Entry.objects.get(verb="membership.invite")
    assert (entry.actor_id, entry.object_label, entry.after) == (alice.pk, EMAIL, {"role": "lead"})


def test_the_token_is_long_and_kept_as_a_hash_only(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        invitation = invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)

    token = token_in(zaytuna)
    assert len(token) == 43  # 256 bits
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    with tenant_context(zaytuna.tenant):
        assert not Entry.objects.filter(after__icontains=token).exists()


def test_the_mail_speaks_the_language_of_the_company(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        Company.objects.update(language="ar")
        invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)

    [letter] = deliver(zaytuna.tenant)
    assert str(Role.AGENT.label) == "Agent"
    assert 'dir="' in letter.alternatives[0][0]


def test_names_cannot_bring_a_link_or_a_line_into_the_mail(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        Company.objects.update(name="Win\r\nBcc: x@evil.example\nhttps://evil.example/" + "a" * 50)
        Member.objects.filter(pk=alice.pk).update(name="**Pay** <https://evil.example>")
        invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)

    [letter] = deliver(zaytuna.tenant)
    assert len(links(letter)) == 1
    assert "evil.example/" not in str(letter.body)
    assert letter.message()["Bcc"] is None
    assert len(str(letter.body).splitlines()) == 7


@pytest.mark.parametrize(
    ("inviter", "role"),
    [("admin", "owner"), ("lead", "lead"), ("lead", "light"), ("agent", "agent"), ("light", "light")],
)
def test_nobody_invites_above_himself(zaytuna: Desk, inviter: str, role: str) -> None:
    by = zaytuna.members.get(inviter) or add_member(zaytuna, f"{inviter}@zaytuna.example", inviter)

    with tenant_context(zaytuna.tenant):
        with pytest.raises(AboveYourself):
            invitations.invite(email=EMAIL, role=role, by=by)
        assert not Invitation.objects.exists()
        assert not Entry.objects.exists()
    assert deliver(zaytuna.tenant) == []


def test_who_was_removed_a_moment_ago_invites_nobody(zaytuna: Desk, alice: Member) -> None:
    admin = add_member(zaytuna, "admin@zaytuna.example", "admin")
    with tenant_context(zaytuna.tenant):
        services.remove(member=admin, by=alice)
        admin.removed_at = None  # as a request that began before sees him
        with pytest.raises(AboveYourself):
            invitations.invite(email=EMAIL, role=Role.AGENT, by=admin)
        assert not Invitation.objects.exists()


def test_who_is_here_is_not_invited(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(AlreadyMember):
            invitations.invite(email=bob.email.upper(), role=Role.ADMIN, by=alice)
        assert not Invitation.objects.exists()


def test_an_open_invitation_is_not_doubled(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first = invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)
        with pytest.raises(AlreadyInvited):
            invitations.invite(email=EMAIL, role=Role.OWNER, by=alice)
        assert [(row.pk, row.role) for row in Invitation.objects.all()] == [(first.pk, "agent")]
    assert len(deliver(zaytuna.tenant)) == 1


def test_an_expired_invitation_makes_room(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first = invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)
        Invitation.objects.update(expires_at=clock.now())
        second = invitations.invite(email=EMAIL, role=Role.LIGHT, by=alice)
        first.refresh_from_db()
        assert first.revoked_at is not None
        assert second.revoked_at is None


def test_two_companies_may_invite_one_person(zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member) -> None:
    for desk, by in ((zaytuna, alice), (tapuz, charlie)):
        with tenant_context(desk.tenant):
            invitations.invite(email=EMAIL, role=Role.AGENT, by=by)

        assert len(deliver(desk.tenant)) == 1


def test_sending_again_kills_the_old_link(zaytuna: Desk, alice: Member, client: Client) -> None:
    with tenant_context(zaytuna.tenant):
        invitation = invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)
    old = token_in(zaytuna)
    with tenant_context(zaytuna.tenant):
        Invitation.objects.update(expires_at=clock.now())
        invitations.resend(invitation=invitation, by=alice)
    new = token_in(zaytuna)

    with tenant_context(zaytuna.tenant):
        assert invitations.find(token=new).pk == invitation.pk
        with pytest.raises(InvitationGone):
            invitations.find(token=old)


def test_an_invitation_is_taken_back_once(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        invitation = invitations.invite(email=EMAIL, role=Role.AGENT, by=alice)
    token = token_in(zaytuna)

    with tenant_context(zaytuna.tenant):
        invitations.revoke(invitation=invitation, by=alice)
        for verb in (invitations.revoke, invitations.resend):
            with pytest.raises(InvitationGone):
                verb(invitation=invitation, by=alice)
        with pytest.raises(InvitationGone):
            invitations.find(token=token)


def test_an_admin_leaves_an_owners_invitation_alone(zaytuna: Desk, alice: Member) -> None:
    admin = add_member(zaytuna, "admin@zaytuna.example", "admin")
    with tenant_context(zaytuna.tenant):
        invitation = invitations.invite(email=EMAIL, role=Role.OWNER, by=alice)
        for verb in (invitations.revoke, invitations.resend):
            with pytest.raises(AboveYourself):
                verb(invitation=invitation, by=admin)
        before = invitation.token_hash
        invitation.refresh_from_db()
        assert (invitation.token_hash, invitation.revoked_at) == (before, None)


def test_whoever_goes_leaves_no_door_open(zaytuna: Desk, alice: Member) -> None:
    admin = add_member(zaytuna, "admin@zaytuna.example", "admin")
    with tenant_context(zaytuna.tenant):
        theirs = invitations.invite(email=EMAIL, role=Role.ADMIN, by=admin)
        hers = invitations.invite(email="noa@example.com", role=Role.ADMIN, by=alice)
        services.remove(member=admin, by=alice)
        theirs.refresh_from_db()
        hers.refresh_from_db()
        assert theirs.revoked_at is not None
        assert hers.revoked_at is None


def test_whoever_steps_down_takes_back_what_he_could_no_longer_give(zaytuna: Desk, alice: Member) -> None:
    owner = add_member(zaytuna, "second@zaytuna.example", "owner")
    with tenant_context(zaytuna.tenant):
        high = invitations.invite(email=EMAIL, role=Role.OWNER, by=owner)
        low = invitations.invite(email="noa@example.com", role=Role.AGENT, by=owner)
        services.change_role(member=owner, role=Role.ADMIN, by=alice)
        high.refresh_from_db()
        low.refresh_from_db()
        assert high.revoked_at is not None
        assert low.revoked_at is None
