"""Programs listen for names as the console does."""

from collections.abc import Callable

import pytest

from social.listening import services
from social.listening.models import Listener, Term
from social.mentions import services as mentions
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories import said
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
NAMES = {"name": "Names", "terms": [{"text": "Zaytuna"}, {"text": "jobs", "group": "none"}]}


@pytest.fixture
def asking(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> Program:
    return program(zaytuna, alice)


def test_a_listener_is_made_read_changed_and_removed(asking: Program, zaytuna: Desk) -> None:
    made = asking.post("/listeners/", {**NAMES, "status": "active", "networks": ["rss"], "excluded_authors": ["@Bot"]})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["status"], body["brand"]["name"], body["excluded_authors"]) == ("active", "Zaytuna", ["bot"])
    assert [(term["text"], term["group"], term["prefixes"]) for term in body["terms"]] == [
        ("Zaytuna", "any", "all"),
        ("jobs", "none", "all"),
    ]
    where = f"/listeners/{body['id']}/"
    assert made["Location"].endswith(where)
    assert asking.get(where).json() == body
    changed = asking.patch(where, {"status": "paused", "terms": [{"text": "زيتونة", "prefixes": "none"}]})
    assert (changed.json()["status"], len(changed.json()["terms"])) == ("paused", 1)
    assert asking.patch(where, {"name": "Else"}, If_Match=made["ETag"]).status_code == 412
    assert [row["id"] for row in asking.get("/listeners/?status=paused").json()["results"]] == [body["id"]]
    assert asking.delete(where).status_code == 204
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_a_limit_of_the_company_is_told(asking: Program, zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_LISTENING", 0)
    refused = asking.post("/listeners/", {**NAMES, "status": "active"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_listeners")
    monkeypatch.setattr(services, "MOST_IN_ALL", 1)
    refused = asking.post("/listeners/", NAMES)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "too_many_terms")
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_what_is_wrong_is_named_beside_its_term(asking: Program, zaytuna: Desk) -> None:
    terms = [{"text": "ok"}, {"text": "two words"}, {"text": "x", "kind": "song"}]
    answer = asking.post("/listeners/", {**NAMES, "terms": terms})
    assert answer.status_code == 400
    assert {(error["field"], error["code"]) for error in answer.json()["errors"]} == {
        ("terms.1.text", "spaces"),
        ("terms.2.kind", "invalid_choice"),
    }
    twice = asking.post("/listeners/", {**NAMES, "terms": [{"text": "ok"}, {"text": " ok "}]})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (400, "terms")
    unknown = asking.post("/listeners/", {**NAMES, "networks": ["myspace"]})
    assert unknown.json()["errors"][0]["code"] == "unknown_network"
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_what_does_not_fit_is_refused_and_changes_nothing(asking: Program, zaytuna: Desk) -> None:
    where = f"/listeners/{asking.post('/listeners/', NAMES).json()['id']}/"
    assert asking.post("/listeners/", NAMES).json()["code"] == "name_taken"
    answer = asking.patch(where, {"status": "active", "terms": []})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_hear")
    nameless = asking.patch(where, {"terms": [{"kind": "phrase"}]})
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (400, "terms.0.text")
    with tenant_context(zaytuna.tenant):
        assert Term.objects.count() == 2


def test_terms_are_tried_before_anybody_listens(asking: Program, zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        account = said.make_account(said.make_brand())
        mentions.hear(account=account, data=said.post("p1", "Zaytuna is late", minutes=-60))
    terms = {"terms": NAMES["terms"]}
    found = asking.post("/listeners/preview/", terms)
    assert found.status_code == 200, found.content
    assert [piece["text"] for piece in found.json()["samples"][0]["pieces"]] == ["Zaytuna", " is late"]
    tried = asking.post("/listeners/preview/", {**terms, "text": "Zaytuna jobs"}).json()
    assert (tried["matched"], tried["excluded"], tried["text"][0]) == (0, 1, {"text": "Zaytuna", "is_name": True})
    with tenant_context(zaytuna.tenant):
        assert not Listener.objects.exists()


def test_a_stranger_finds_nothing(
    asking: Program, tapuz: Desk, charlie: Member, program: Callable[..., Program]
) -> None:
    where = f"/listeners/{asking.post('/listeners/', NAMES).json()['id']}/"
    other = program(tapuz, charlie)
    assert other.get("/listeners/").json()["results"] == []
    assert [other.get(where).status_code, other.patch(where, {"name": "x"}).status_code] == [404, 404]
    assert other.delete(where).status_code == 404
    assert asking.get(where).json()["name"] == "Names"
