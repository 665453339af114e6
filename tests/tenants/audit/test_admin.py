"""The history in the admin, and what its frame refuses."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from helpdesk.web.admin import pages
from tenants.audit import registry, selectors, services
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member

pytestmark = pytest.mark.django_db
ENTRIES, MEMBERS = "/admin/tenants/entry/", "/admin/tenants/member/"
PREAMBLE = 9  # transaction, tenant, session, user, member, company


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


@pytest.fixture
def history(zaytuna: Desk, alice: Member, bob: Member) -> Desk:
    with tenant_context(zaytuna.tenant):
        services.record(verb="mail.add_mailbox", actor=alice, object_label="sales@zaytuna.localhost")
        services.record(
            verb="ticket.rename_status", actor=bob, before={"name": {"en": "Post"}}, after={"name": {"en": "Courier"}}
        )
        services.record(verb="tenancy.open", object_label="Zaytuna")
        services.record(verb="membership.introduce", actor=alice, object_id=bob.pk, object_label="<b>Bob</b>")
    return zaytuna


def _shown(client: Client, **query: str) -> list[str]:
    page = client.get(ENTRIES, query)
    assert page.status_code == 200
    return [entry.verb for entry in page.context["cl"].result_list]


def test_the_newest_comes_first_and_says_what_was_before_and_after(history: Desk, desk: Client) -> None:
    assert _shown(desk) == ["membership.introduce", "tenancy.open", "ticket.rename_status", "mail.add_mailbox"]
    page = desk.get(ENTRIES).content.decode()
    assert "<bdi>name</bdi>: <bdi>en: \u2068Post\u2069</bdi> → <bdi>en: \u2068Courier\u2069</bdi>" in page
    assert "&lt;b&gt;Bob" in page
    assert "<b>Bob" not in page


def test_it_is_narrowed_by_who_what_and_when_and_searched(history: Desk, bob: Member, desk: Client) -> None:
    assert _shown(desk, actor=str(bob.pk)) == ["ticket.rename_status"]
    assert _shown(desk, actor="system") == ["tenancy.open"]
    assert _shown(desk, verb="mail.add_mailbox") == ["mail.add_mailbox"]
    assert _shown(desk, q="sales@") == ["mail.add_mailbox"]
    assert _shown(desk, created_at__gte=(clock.now() + timedelta(days=1)).isoformat()) == []
    assert _shown(desk, object_id__exact=str(bob.pk)) == ["membership.introduce"]


def test_the_history_of_a_row_is_the_list_narrowed_to_it(history: Desk, bob: Member, desk: Client) -> None:
    answer = desk.get(f"{MEMBERS}{bob.pk}/history/")
    assert answer["Location"] == f"{ENTRIES}?object_id__exact={bob.pk}"


def test_who_and_what_are_read_step_by_step_along_an_index(history: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(history.tenant):
        assert selectors.actors() == [(alice.pk, "Alice"), (bob.pk, "Bob")]
        assert selectors.verbs() == ["mail.add_mailbox", "membership.introduce", "tenancy.open", "ticket.rename_status"]


def test_an_entry_is_looked_at_and_never_changed(history: Desk, desk: Client) -> None:
    with tenant_context(history.tenant):
        entry = Entry.objects.order_by("id").first()
    assert entry is not None
    assert desk.get(f"{ENTRIES}{entry.pk}/change/").status_code == 200
    assert desk.post(f"{ENTRIES}{entry.pk}/change/", {"verb": "x"}).status_code == 403
    with tenant_context(history.tenant):
        assert Entry.objects.get(pk=entry.pk).verb == entry.verb
    for path in (f"{ENTRIES}{entry.pk}/delete/", f"{ENTRIES}add/", f"{ENTRIES}{entry.pk}/history/"):
        assert desk.get(path).status_code == 404


def test_each_verb_has_words_for_people() -> None:
    folders = [Path(app.path) for app in apps.get_app_configs() if app.name in ("tenants", "tickets", "social")]
    sources = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    written = {verb for source in sources for verb in re.findall(r'audit\.record\(\s*verb="([\w.]+)"', source)}
    assert len(written) > 10
    assert [verb for verb in sorted(written) if verb not in registry.words] == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "tenants/", "tickets/", "tenants/member/", "tenants/team/", "tenants/token/", "tenants/entry/"),
        *("tickets/mailbox/", "tickets/customstatus/", "tickets/category/", "tickets/cannedreply/", "tickets/webform/"),
    ],
)
def test_a_page_costs_few_questions_however_much_there_is(
    path: str, zaytuna: Desk, alice: Member, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        add_member(zaytuna, f"m{number}@zaytuna.example", "agent")
        with tenant_context(zaytuna.tenant):
            services.record(verb=f"test.verb{number}", actor=alice)
    with django_assert_max_num_queries(PREAMBLE + 5):
        assert desk.get(f"/admin/{path}").status_code == 200


def test_a_count_stops_at_its_bound(history: Desk, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 3)
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(ENTRIES)
    assert "The first 3." in page.content.decode()
    counts = [query["sql"] for query in asked if "COUNT(*)" in query["sql"]]
    assert counts
    assert all("LIMIT 3" in count for count in counts)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("tenants/token/?secret_hash__startswith=a", 400),
        ("tenants/token/?member__email__startswith=a", 400),
        ("tenants/member/?user__password__startswith=a", 400),
        ("tenants/member/?tenant__slug=tapuz", 400),
        ("tenants/member/?_popup=1", 400),
        ("tenants/team/add/?_to_field=id", 400),
        ("tenants/member/?q=%00", 400),
        ("tenants/entry/?verb=%00", 400),
        ("tenants/entry/?actor=nobody", 200),
        ("tenants/entry/?object_id__exact=nobody", 302),
        ("tenants/entry/?p=99999", 200),
        ("tenants/member/nobody/change/", 404),
        ("tenants/member/%00/change/", 404),
        ("autocomplete/?app_label=tenants&model_name=token&field_name=secret_hash&term=a", 403),
        ("autocomplete/?app_label=tenants&model_name=teammember&field_name=tenant&term=a", 403),
        ("autocomplete/?app_label=tenants&model_name=user&field_name=password&term=a", 403),
        ("autocomplete/", 403),
        ("login/", 404),
        ("logout/", 404),
        ("password_change/", 404),
        ("r/1/1/", 404),
        ("auth/group/", 404),
        ("nothing/", 404),
    ],
)
def test_what_is_not_meant_to_be_asked_is_refused(path: str, status: int, desk: Client) -> None:
    assert desk.get(f"/admin/{path}").status_code == status


def test_no_more_is_ticked_than_a_page_shows(zaytuna: Desk, bob: Member, desk: Client) -> None:
    fields = {"action": "remove", "_selected_action": str(bob.pk), "select_across": "1", "index": "0"}
    desk.post(MEMBERS, fields)
    with tenant_context(zaytuna.tenant):
        assert [member.name for member in Member.objects.filter(removed_at__isnull=True)] == ["Alice"]
        assert Entry.objects.filter(verb="membership.remove").count() == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (MEMBERS, {"action": "remove", "_selected_action": "nobody", "index": "0"}),
        (MEMBERS, {"action": "remove", "_selected_action": "\x00", "index": "0"}),
        (MEMBERS, {"action": "delete_selected", "_selected_action": "x", "index": "99"}),
        (MEMBERS, {"_save": "1", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "x"}),
        ("/admin/tenants/team/add/", {"name": "\x00"}),
        ("/admin/tenants/team/add/", {"name": "x", "places-TOTAL_FORMS": "x", "places-INITIAL_FORMS": "9"}),
        (
            "/admin/tenants/team/add/",
            {"name": "x", "places-TOTAL_FORMS": "1", "places-INITIAL_FORMS": "1", "places-0-id": "x"},
        ),
        ("/admin/tickets/mailbox/add/", {"local": "x", "name": "x", "team": "\x00"}),
        ("/admin/tickets/customstatus/add/", {"kind": "\x00", "name_en": "\x00"}),
    ],
)
def test_odd_forms_are_no_errors_of_ours(path: str, fields: dict[str, str], zaytuna: Desk, desk: Client) -> None:
    assert desk.post(path, fields).status_code in (200, 302, 400)
    with tenant_context(zaytuna.tenant):
        assert not Entry.objects.exclude(verb="membership.create_team").exists()  # a team without the odd place is one
