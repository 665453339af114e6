"""Files wait in the composer of one member on one ticket, until they are sent, removed or a day old."""

from datetime import timedelta

import pytest

from helpdesk.lib import clock
from tenants.files.errors import FilesTooLarge, FileTooLarge, TooManyFiles
from tenants.files.rules import MEGABYTE
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.letters import deliver
from tests.factories.people import Desk
from tests.factories.pictures import PNG
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages
from tickets.messages import uploads
from tickets.messages.errors import UploadGone
from tickets.messages.models import Attachment, Message, Upload
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


def put(ticket: Ticket, by: Member, name: str = "sofa.png", content: bytes = PNG) -> Upload:
    return uploads.add(ticket=ticket, by=by, name=name, content=content, size=len(content))


def test_a_waiting_file_is_cleaned_and_read_for_its_type(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        upload = put(ticket, bob, "../../so\u202efa.html")
    assert (upload.name, upload.media_type, upload.size) == ("sofa.html", "image/png", len(PNG))


def test_a_reply_takes_the_files_in_order_and_leaves_none_waiting(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        first, second = put(ticket, bob, "1.png"), put(ticket, bob, "2.png")
        reply = messages.reply(ticket=ticket, by=bob, body="See both.", uploads=[second.pk, first.pk])
        names = list(Attachment.objects.filter(message=reply).order_by("pk").values_list("name", flat=True))
        assert (names, Upload.objects.count()) == (["2.png", "1.png"], 0)


def test_nobody_sends_anothers_file_nor_one_of_another_ticket(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        hers, elsewhere = put(ticket, alice), put(make_ticket("Other"), bob)
        for pk in (hers.pk, elsewhere.pk):
            with pytest.raises(UploadGone):
                messages.reply(ticket=ticket, by=bob, body="mine?", uploads=[pk])
            uploads.remove(ticket=ticket, by=bob, pk=pk)
        assert Upload.objects.count() == 2
        assert Message.objects.filter(kind="reply").count() == 0


def test_a_file_is_sent_once(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        upload = put(ticket, bob)
        messages.reply(ticket=ticket, by=bob, body="here", uploads=[upload.pk])
        with pytest.raises(UploadGone):
            messages.reply(ticket=ticket, by=bob, body="again", uploads=[upload.pk])
        assert Message.objects.filter(kind="reply").count() == 1


def test_what_waits_together_is_bounded(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(FileTooLarge):
            uploads.add(ticket=ticket, by=bob, name="a", content=b"x", size=10 * MEGABYTE + 1)
        Upload.objects.filter(pk=put(ticket, bob).pk).update(size=10 * MEGABYTE)
        with pytest.raises(FilesTooLarge):
            uploads.add(ticket=ticket, by=bob, name="a", content=b"x", size=6 * MEGABYTE)
        for index in range(9):
            put(ticket, bob, f"{index}.txt", b"x")
        with pytest.raises(TooManyFiles):
            put(ticket, bob, "11.txt", b"x")
        assert Upload.objects.count() == 10


def test_what_nobody_sent_for_a_day_is_forgotten(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        old, young = put(ticket, bob, "old.png"), put(ticket, bob, "young.png")
        Upload.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=1, minutes=1))
        Upload.objects.filter(pk=young.pk).update(created_at=clock.now() - timedelta(hours=23))
        put(ticket, bob, "new.png")
        assert sorted(Upload.objects.values_list("name", flat=True)) == ["new.png", "young.png"]


def test_a_notes_file_never_leaves_the_house(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        secret = put(ticket, bob, "margin.txt", b"our margin is 40 percent")
        note = messages.note(ticket=ticket, by=bob, body="only us", uploads=[secret.pk])
        shown = put(ticket, bob, "offer.txt", b"we offer a new sofa")
        messages.reply(ticket=ticket, by=bob, body="See the offer.", uploads=[shown.pk])
        assert note.attachments.count() == 1
    [letter] = deliver(zaytuna.tenant)
    raw = letter.message().as_bytes()
    assert b"offer.txt" in raw
    assert b"margin.txt" not in raw
