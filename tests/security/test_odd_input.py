from collections.abc import Callable

from django.test import Client

from tenants.membership.models import Member
from tests.factories.people import Desk


def test_a_byte_that_no_text_holds_finds_nobody(
    zaytuna: Desk, bob: Member, browse: Callable[[Desk, Member], Client]
) -> None:
    assert browse(zaytuna, bob).get("/contacts/?find=%00").status_code == 200
