"""What a stranger's HTML may do on our pages: nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html as trees

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages

Browse = Callable[[Desk, Member], Client]

# Each hides the word style in a value or in text, so that whoever cuts it out of the markup cuts through a quote.
HOSTILE = (
    '<p title="x style=">a" " hx-post="/settings/invitations/" hx-trigger=load hx-vals=1 </p>',
    '<p>a style="<i title="b">c</i>" hx-get="/" hx-trigger=load </p>',
)


@pytest.mark.parametrize("markup", HOSTILE)
def test_a_customers_markup_gets_no_attribute_that_the_page_acts_on(
    zaytuna: Desk, alice: Member, browse: Browse, markup: str
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        messages.receive(ticket=ticket, contact=ticket.requester, body="hello", markup=markup)
    page = trees.fromstring(browse(zaytuna, alice).get(f"/tickets/{ticket.number}/").content)
    [original] = page.xpath("//details[@class='quoted']/div")
    assert original.xpath(".//@*[starts-with(name(), 'hx-')]") == []
    assert "hx-trigger" in original.text_content() + "".join(original.xpath(".//@title"))
