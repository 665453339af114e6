"""What members see of the form and of private pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.forms import door, send, submit
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.mail.models import Mailbox
from tickets.messages.models import Message
from tickets.portal import selectors, services
from tickets.portal.models import Link, WebForm
from tickets.portal.rules.keys import Purpose

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
FORM = {"is_open": "on", "intro_en": "Hello", "intro_ar": "أهلًا", "consent_en": "", "sites": "shop.example\n"}


def form_of(desk: Desk) -> WebForm:
    with tenant_context(desk.tenant):
        return WebForm.objects.select_related("team").get()


def test_the_form_is_set_up_and_what_changed_is_written_down(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    assert client.post("/settings/form/", FORM | {"team": zaytuna.team.pk}).status_code == 302
    form = form_of(zaytuna)
    assert (form.is_open, form.intro_en, form.intro_ar, form.team) == (True, "Hello", "أهلًا", zaytuna.team)
    assert form.sites == ["https://shop.example"]
    assert client.post("/settings/form/", {}).status_code == 302
    form = form_of(zaytuna)
    assert (form.is_open, form.intro_en or "", form.sites, form.team) == (False, "", [], None)
    with tenant_context(zaytuna.tenant):
        closed = Entry.objects.filter(verb="portal.change").order_by("-created_at").first()
    assert (closed.before["is_open"], closed.after["is_open"]) == (True, False)


def test_the_settings_show_what_is_stored_and_the_line_for_a_site(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    assert client.get("/settings/form/").context["form"]["is_open"].value() is True
    client.post("/settings/form/", FORM)
    page = client.get("/settings/form/").content.decode()
    assert "أهلًا" in page
    assert "https://shop.example</textarea>" in page
    assert 'src="http://zaytuna.localhost:8000/form/embed.js" async' in page.replace("&quot;", '"')


@pytest.mark.parametrize("sites", ["not a site;", "https://*.example", "\n".join(f"s{n}.example" for n in range(31))])
def test_a_site_that_is_none_is_refused(zaytuna: Desk, alice: Member, browse: Browse, sites: str) -> None:
    answer = browse(zaytuna, alice).post("/settings/form/", FORM | {"sites": sites})
    assert answer.status_code == 422
    assert "sites" in answer.context["form"].errors
    with tenant_context(zaytuna.tenant):
        assert not WebForm.objects.exists()


def panel(client: Client, number: int = 1) -> str:
    page = client.get(f"/tickets/{number}/").content.decode()
    return page.partition('id="private-link"')[2].partition("</section>")[0]


def test_an_agent_sees_whether_the_address_is_the_writers(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    with tenant_context(zaytuna.tenant):
        sent = submit()
    assert "Address not confirmed." in panel(client)
    with tenant_context(zaytuna.tenant):
        services.confirm(door=door(sent, Purpose.MAIL))
    assert "Address not confirmed." not in panel(client)
    assert "The writer reads the mail of this address." in panel(client)


def test_an_agent_sees_that_somebody_else_wrote(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        services.disown(door=door(submit(), Purpose.MAIL))
    assert "says: it was not me" in panel(browse(zaytuna, bob))


def url_in(shown: str) -> str:
    return shown.partition('value="')[2].partition('"')[0]


def test_an_agent_copies_makes_and_takes_back_the_link(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    with tenant_context(zaytuna.tenant):
        submit()
    first = url_in(panel(client))
    with tenant_context(zaytuna.tenant):
        assert selectors.door(first.split("/c/")[1].strip("/")).purpose is Purpose.GIVEN
    client.post("/tickets/1/link/")
    second = url_in(panel(client))
    assert second != first
    client.post("/tickets/1/link/revocation/")
    assert "/c/" not in panel(client)
    with tenant_context(zaytuna.tenant):
        assert Link.objects.filter(revoked_at__isnull=True).count() == 0
    stranger = Client()
    assert stranger.get(second.partition(":8000")[2], HTTP_HOST=zaytuna.host).status_code == 404


def test_a_light_user_sees_the_doubt_and_not_the_link(zaytuna: Desk, browse: Browse) -> None:
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    with tenant_context(zaytuna.tenant):
        submit()
    shown = panel(client)
    assert "Address not confirmed." in shown
    assert "/c/" not in shown
    assert client.post("/tickets/1/link/").status_code == 403


def test_a_mail_ticket_has_no_link_and_no_doubt_until_somebody_makes_one(
    zaytuna: Desk, bob: Member, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    with tenant_context(zaytuna.tenant):
        make_ticket()
    assert "Make a private link" in panel(client)
    client.post("/tickets/1/link/")
    assert "/c/" in panel(client)
    assert "not confirmed" not in panel(client)


def test_the_channel_has_its_own_sign(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    send(zaytuna)
    client = browse(zaytuna, bob)
    for path in ("/inbox/", "/tickets/1/"):
        page = client.get(path).content.decode()
        assert "#i-app-window" in page
        assert "Web form" in page


def test_every_event_of_a_private_page_has_words(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        sent = submit(consent="I agree.")
        services.confirm(door=door(sent, Purpose.MAIL))
        services.renew(ticket=sent.link.ticket, by=bob)
        services.revoke(ticket=sent.link.ticket, by=bob)
        services.returned(link_id=sent.link.pk, reason="550 no such user")
    lines = str([str(line.text) for line in browse(zaytuna, bob).get("/tickets/1/").context["lines"]])
    assert "portal." not in lines
    assert "I agree." in lines
    assert "550 no such user" in lines


def test_a_reply_without_a_mailbox_says_what_is_missing(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        Mailbox.objects.all().delete()
        submit()
    form: dict[str, Any] = {"kind": "reply", "audience": "reply", "text": "Sorry", "then": "waiting"}
    answer = browse(zaytuna, bob).post("/tickets/1/messages/", form)
    assert answer.status_code == 422
    assert "no mailbox to write from" in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        assert Message.objects.count() == 1
