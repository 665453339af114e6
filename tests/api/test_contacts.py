"""Contacts, their addresses and organizations over the REST API."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tests.api.program import Program
from tests.factories.people import Desk
from tickets.contacts import services
from tickets.contacts.models import Contact, Identity, Organization
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
NOURA = {
    "name": "Noura",
    "note": "Calls in the evening.",
    "identities": [{"kind": "email", "value": "Noura.Q@Example.com"}, {"kind": "phone", "value": "+966 55 010-4477"}],
}


def test_a_contact_is_added_and_found_by_its_addresses(shop: Program) -> None:
    made = shop.post("/contacts/", NOURA)
    assert made.status_code == 201, made.content
    contact = made.json()
    assert [row["value"] for row in contact["identities"]] == ["noura.q@example.com", "+966550104477"]
    assert shop.get(made.headers["Location"]).json() == contact
    assert shop.get("/contacts/?email=NOURA.Q@example.com").json()["results"] == [contact]
    assert shop.get("/contacts/?phone=%2B966550104477").json()["results"] == [contact]
    assert shop.get("/contacts/?email=somebody@else.example").json()["results"] == []


def test_an_address_that_belongs_to_another_contact_is_refused(zaytuna: Desk, shop: Program) -> None:
    shop.post("/contacts/", NOURA)
    twin = shop.post("/contacts/", NOURA | {"name": "Nora"})
    assert (twin.status_code, twin.json()["code"]) == (409, "identity_taken")
    with tenant_context(zaytuna.tenant):
        assert Contact.objects.count() == 1


def test_a_change_keeps_what_it_does_not_name(shop: Program) -> None:
    made = shop.post("/contacts/", NOURA)
    changed = shop.patch(f"/contacts/{made.json()['id']}/", {"name": "Noura Qahtani"}, If_Match=made.headers["ETag"])
    assert (changed.json()["name"], changed.json()["note"]) == ("Noura Qahtani", NOURA["note"])
    late = shop.patch(f"/contacts/{made.json()['id']}/", {"note": ""}, If_Match=made.headers["ETag"])
    assert late.status_code == 412
    assert shop.get(f"/contacts/{made.json()['id']}/").json()["note"] == NOURA["note"]


def test_an_address_comes_and_goes_and_counts_as_a_change(shop: Program) -> None:
    made = shop.post("/contacts/", NOURA).json()
    here = f"/contacts/{made['id']}/"
    added = shop.post(f"{here}identities/", {"kind": "email", "value": "n@work.example"})
    assert added.status_code == 201, added.content
    assert added.headers["Location"].endswith(here)
    assert added.json()["updated_at"] > made["updated_at"]
    mail = added.json()["identities"][-1]["id"]
    assert shop.delete(f"{here}identities/{mail}/", If_Match='"old"').status_code == 412
    assert shop.delete(f"{here}identities/{mail}/").status_code == 204
    assert shop.delete(f"{here}identities/{mail}/").status_code == 404
    after = shop.get(here).json()
    assert len(after["identities"]) == 2
    assert after["updated_at"] > added.json()["updated_at"]
    assert shop.get(f"/contacts/?updated_since={made['updated_at'].replace('+', '%2B')}").json()["results"] == [after]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "email", "value": "nobody"},
        {"kind": "phone", "value": "call me"},
        {"kind": "fax", "value": "1"},
        {"kind": "email"},
    ],
)
def test_an_address_that_is_none_is_refused(zaytuna: Desk, shop: Program, wrong: dict[str, str]) -> None:
    made = shop.post("/contacts/", {"name": "Noura"}).json()
    assert shop.post(f"/contacts/{made['id']}/identities/", wrong).status_code == 400
    with tenant_context(zaytuna.tenant):
        assert not Identity.objects.exists()


def test_another_companys_contact_is_not_there(shop: Program, tapuz: Desk, foreign: Ticket) -> None:
    here = f"/contacts/{foreign.requester_id}/"
    mail = {"kind": "email", "value": "x@y.example"}
    with tenant_context(tapuz.tenant):
        identity = Identity.objects.get().pk
    assert shop.get(here).status_code == 404
    assert shop.patch(here, {"name": "x"}).status_code == 404
    assert shop.post(f"{here}identities/", mail).status_code == 404
    assert shop.delete(f"{here}identities/{identity}/").status_code == 404
    own = shop.post("/contacts/", {"name": "Noura"}).json()["id"]
    assert shop.delete(f"/contacts/{own}/identities/{identity}/").status_code == 404
    with tenant_context(tapuz.tenant):
        assert Contact.objects.get().name == "Noura"
        assert Identity.objects.count() == 1


def test_an_organization_gathers_those_who_write_from_its_domain(zaytuna: Desk, shop: Program) -> None:
    shop.post("/contacts/", {"name": "Sami", "identities": [{"kind": "email", "value": "sami@qahtani.example"}]})
    made = shop.post("/organizations/", {"name": "Qahtani Ltd", "domains": ["Qahtani.example"]})
    assert made.status_code == 201, made.content
    organization = made.json()
    assert organization["domains"] == ["qahtani.example"]
    people = shop.get(f"/contacts/?organization={organization['id']}").json()["results"]
    assert [row["name"] for row in people] == ["Sami"]
    assert people[0]["organization"] == {"id": organization["id"], "name": "Qahtani Ltd"}
    assert shop.get("/organizations/?domain=qahtani.example").json()["results"] == [organization]


def test_an_organization_is_changed_and_removed_as_it_was_read(zaytuna: Desk, shop: Program) -> None:
    made = shop.post("/organizations/", {"name": "Qahtani Ltd"})
    here, etag = f"/organizations/{made.json()['id']}/", made.headers["ETag"]
    changed = shop.patch(here, {"note": "Pays late."}, If_Match=etag)
    assert (changed.status_code, changed.json()["name"]) == (200, "Qahtani Ltd")
    assert shop.patch(here, {"note": ""}, If_Match=etag).status_code == 412
    assert shop.delete(here, If_Match=etag).status_code == 412
    assert shop.delete(here, If_Match=changed.headers["ETag"]).status_code == 204
    assert shop.get(here).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"name": "Qahtani Ltd"}, 409, "name_taken", "name"),
        ({"name": "B", "domains": ["qahtani.example"]}, 409, "domain_taken", "domains"),
        ({"name": "B", "domains": ["no domain"]}, 400, "invalid_domain", "domains"),
        ({"name": "B", "domains": ["gmail.com"]}, 400, "free_mail_domain", "domains"),
        ({"domains": []}, 400, "required", "name"),
    ],
)
def test_what_does_not_fit_is_said_with_its_field(
    zaytuna: Desk, shop: Program, body: dict[str, object], status: int, code: str, field: str
) -> None:
    shop.post("/organizations/", {"name": "Qahtani Ltd", "domains": ["qahtani.example"]})
    response = shop.post("/organizations/", body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["errors"][0]["field"] == field
    with tenant_context(zaytuna.tenant):
        assert Organization.objects.count() == 1


def test_a_contact_joins_and_leaves_an_organization(zaytuna: Desk, shop: Program) -> None:
    organization = shop.post("/organizations/", {"name": "Qahtani Ltd"}).json()["id"]
    contact = shop.post("/contacts/", {"name": "Sami"}).json()["id"]
    joined = shop.patch(f"/contacts/{contact}/", {"organization": organization}).json()
    assert joined["organization"]["name"] == "Qahtani Ltd"
    assert shop.patch(f"/contacts/{contact}/", {"organization": None}).json()["organization"] is None
    unknown = shop.patch(f"/contacts/{contact}/", {"organization": str(uuid4())})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "does_not_exist")


def test_a_page_of_contacts_costs_the_same_whatever_is_on_it(zaytuna: Desk, shop: Program) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert shop.get(path).status_code == 200
        return len(queries)

    for path in "/contacts/?limit=100", "/organizations/?limit=100":
        shop.post("/contacts/", {"name": "first"})
        asked(path)
        few = asked(path)
        with tenant_context(zaytuna.tenant):
            for number in range(20):
                services.by_email(email=f"{number}@{path[1:4]}.example")
                Organization.objects.create(name=f"{path} {number}")
        assert asked(path) == few <= 9
