"""What a member has begun to write is on the server, his alone, and gone when it is sent."""

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import drafts, selectors, uploads
from tickets.messages.models import Draft, Upload
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


def test_a_draft_is_kept_and_kept_again(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        drafts.save(ticket=ticket, by=bob, text="We are so", kind="reply")
        drafts.save(ticket=ticket, by=bob, text="We are sorry\n ", kind="note")
        [draft] = Draft.objects.all()
        assert (draft.text, draft.kind) == ("We are sorry\n ", "note")


def test_no_words_leave_no_draft(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        drafts.save(ticket=ticket, by=bob, text="We", kind="reply")
        assert drafts.save(ticket=ticket, by=bob, text=" \n\x00", kind="reply") is None
        assert Draft.objects.count() == 0


def test_two_members_have_two_drafts_and_neither_reads_the_others(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        drafts.save(ticket=ticket, by=alice, text="hers", kind="reply")
        drafts.save(ticket=ticket, by=bob, text="his", kind="customer")
        for member, text in ((alice, "hers"), (bob, "his")):
            draft = selectors.draft_of(member, ticket)
            assert draft is not None
            assert (draft.text, draft.kind) == (text, "reply")
        drafts.discard(ticket=ticket, by=bob)
        assert [draft.text for draft in Draft.objects.all()] == ["hers"]


def test_a_late_autosave_does_not_bring_sent_words_back(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        drafts.save(ticket=ticket, by=bob, text="It leaves today.", kind="reply")
        make_reply(ticket, bob, "It leaves today.")
        drafts.sent(ticket=ticket, by=bob)
        assert drafts.save(ticket=ticket, by=bob, text="It leaves today. ", kind="reply") is None
        assert drafts.save(ticket=ticket, by=bob, text="It left.", kind="reply") is not None


def test_discarding_takes_the_files_along(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        for member in (alice, bob):
            uploads.add(ticket=ticket, by=member, name="a.txt", content=b"x", size=1)
        drafts.discard(ticket=ticket, by=bob)
        assert [upload.member_id for upload in Upload.objects.all()] == [alice.pk]
