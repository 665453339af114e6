"""The admin page for the company's form: one row, words in each language."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.portal.models import WebForm

pytestmark = pytest.mark.django_db
FORM = "/admin/tickets/webform/"


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


def test_there_is_one_form(zaytuna: Desk, desk: Client) -> None:
    fields = {"is_open": "on", "intro_ar": "اكتب لنا", "sites": "shop.example\nhttps://shop.example"}
    assert desk.post(f"{FORM}add/", fields)["Location"] == FORM
    with tenant_context(zaytuna.tenant):
        form = WebForm.objects.get()
        assert (form.is_open, form.intro_ar, form.sites) == (True, "اكتب لنا", ["https://shop.example"])
        assert Entry.objects.get().verb == "portal.change"
    assert desk.get(f"{FORM}add/").status_code == 403
    assert "https://shop.example" in desk.get(f"{FORM}{form.pk}/change/").content.decode()
    desk.post(f"{FORM}{form.pk}/change/", {"intro_ar": "اكتب لنا", "sites": ""})
    with tenant_context(zaytuna.tenant):
        assert (WebForm.objects.get().is_open, WebForm.objects.get().sites) == (False, [])


def test_what_is_no_site_is_told_beside_the_field(zaytuna: Desk, desk: Client) -> None:
    assert "is no site" in desk.post(f"{FORM}add/", {"sites": "javascript:x"}).content.decode()
    with tenant_context(zaytuna.tenant):
        assert not WebForm.objects.exists()
