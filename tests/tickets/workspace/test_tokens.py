import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import rules, services
from tenants.tokens.models import Token
from tests.api.program import Program
from tests.factories.people import Desk, add_member

Browse = Callable[[Desk, Member], Client]
PAGE = "/settings/tokens/"
PREAMBLE = 8  # what the square counts for the rail is one of them
KEY = re.compile(r"hrd_zaytuna_[\w-]{43}")
_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND has_table_privilege(c.oid, 'select')
"""


def fields(client: Client, **changes: str) -> dict[str, str]:
    """The form as the page offers it, filled in."""
    once = client.get(PAGE).context["form"]["once"].value()
    return {"once": once, "name": "Shop", "may_tickets": "write", "may_contacts": "read", "ends": "90"} | changes


def key_in(answer: Any) -> str:
    [key] = KEY.findall(answer.content.decode())
    return str(key)


def token_of(desk: Desk, by: Member, name: str = "Shop") -> Token:
    with tenant_context(desk.tenant):
        return services.create(name=name, scopes=["tickets:read"], expires_at=None, by=by)[0]


def tables_with(word: str) -> list[str]:
    """Names of the tables in which a row holds a word, as text or as bytes. Needs a tenant."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            likes = [f"%{word}%", f"%{word.encode().hex()}%"]
            cursor.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE ANY (%s) LIMIT 1", [likes])
            found += [table] if cursor.fetchone() else []
    return found


def test_an_empty_page_says_what_tokens_are_for_with_this_desks_address(
    zaytuna: Desk, bob: Member, browse: Browse
) -> None:
    page = browse(zaytuna, bob).get(PAGE)
    assert "No program comes in here yet" in page.content.decode()
    assert "http://zaytuna.localhost:8000/api/v1/tickets/" in page.content.decode()


def test_a_token_is_made_and_its_key_opens_the_api(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    answer = client.post(PAGE, fields(client))
    with tenant_context(zaytuna.tenant):
        token = Token.objects.get()
    assert answer.status_code == 200
    assert (token.name, token.member_id, token.scopes) == ("Shop", bob.pk, ["contacts:read", "tickets:write"])
    assert timedelta(days=89) < token.expires_at - clock.now() <= timedelta(days=90)
    assert Program(zaytuna.host, key_in(answer)).get("/tickets/").status_code == 200


def test_the_key_is_shown_once_and_stored_nowhere(
    zaytuna: Desk, bob: Member, browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    client = browse(zaytuna, bob)
    form = fields(client)
    answer = client.post(PAGE, form)
    secret = rules.parse(key_in(answer)).secret  # type: ignore[union-attr]

    assert "no-store" in answer.headers["Cache-Control"]
    assert KEY.search(str(answer.headers) + str(answer.cookies)) is None
    for again in (client.get(PAGE), client.post(PAGE, form, follow=True)):
        assert again.status_code == 200
        assert KEY.search(again.content.decode()) is None
    with tenant_context(zaytuna.tenant):
        assert Token.objects.count() == 1  # the same form, sent again by a reload, makes no second one
        assert tables_with(secret) == []
        assert tables_with(rules.digest(secret)) == ["tenants_token"]  # the search finds what is there
    assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
    assert secret not in str(cache._cache)  # type: ignore[attr-defined]  # in memory here
    assert secret not in caplog.text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", ""),
        ({"may_tickets": "", "may_contacts": ""}, "__all__", "Let the token into one room at least."),
        ({"may_tickets": "own"}, "may_tickets", ""),
        ({"ends": "day"}, "last_day", "Choose the last day."),
        ({"ends": "day", "last_day": "2020-01-01"}, "last_day", "This day is over. Choose one that is still to come."),
        ({"ends": "day", "last_day": "never"}, "last_day", ""),
        ({"ends": "7"}, "ends", ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    zaytuna: Desk, bob: Member, browse: Browse, changes: dict[str, str], field: str, words: str
) -> None:
    client = browse(zaytuna, bob)
    answer = client.post(PAGE, fields(client, **changes))
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    with tenant_context(zaytuna.tenant):
        assert not Token.objects.exists()


def test_a_last_day_counts_to_its_end_where_the_company_is(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    last_day = (clock.now() + timedelta(days=100)).date()
    client.post(PAGE, fields(client, ends="day", last_day=last_day.isoformat()))
    client.post(PAGE, fields(client, ends="never"))
    with tenant_context(zaytuna.tenant):
        ends = [token.expires_at.isoformat() if token.expires_at else None for token in Token.objects.order_by("id")]
    assert ends == [f"{last_day}T21:00:00+00:00", None]


def test_too_many_in_an_hour_are_asked_to_wait(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    for _ in range(10):
        assert client.post(PAGE, fields(client)).status_code == 200
    answer = client.post(PAGE, fields(client))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3000
    assert "Many tokens were made in this hour." in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        assert Token.objects.count() == 10
    client = browse(zaytuna, alice)
    assert client.post(PAGE, fields(client)).status_code == 200


def test_an_agent_sees_his_own_and_an_admin_everybodys(
    zaytuna: Desk, tapuz: Desk, alice: Member, bob: Member, charlie: Member, browse: Browse
) -> None:
    his, hers, strange = token_of(zaytuna, bob), token_of(zaytuna, alice), token_of(tapuz, charlie)
    for member, seen in ((bob, [his]), (alice, [hers, his])):
        assert [row.token for row in browse(zaytuna, member).get(PAGE).context["rows"]] == seen
    assert [row.token for row in browse(tapuz, charlie).get(PAGE).context["rows"]] == [strange]
    light = add_member(zaytuna, "lou@zaytuna.example", "light")
    assert browse(zaytuna, light).get(PAGE).status_code == 403


def test_somebody_elses_token_is_not_there_to_revoke(
    zaytuna: Desk, tapuz: Desk, alice: Member, bob: Member, charlie: Member, browse: Browse
) -> None:
    hers, strange = token_of(zaytuna, alice), token_of(tapuz, charlie)
    for desk, member, token in ((zaytuna, bob, hers), (zaytuna, alice, strange)):
        assert browse(desk, member).post(f"{PAGE}{token.pk}/revocation/").status_code == 404
    for desk, token in ((zaytuna, hers), (tapuz, strange)):
        with tenant_context(desk.tenant):
            token.refresh_from_db()
        assert token.revoked_at is None


def test_a_revoked_one_is_folded_away_with_who_did_it(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse
) -> None:
    his = token_of(zaytuna, bob)
    answer = browse(zaytuna, alice).post(f"{PAGE}{his.pk}/revocation/", follow=True)
    assert answer.context["rows"] == []
    assert [row.token for row in answer.context["ended"]] == [his]
    assert "revoked by <bdi>Alice</bdi>" in answer.content.decode()


def test_one_revoked_by_nobody_we_know_of_names_nobody(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    hers = token_of(zaytuna, alice)
    with tenant_context(zaytuna.tenant):
        Token.objects.filter(pk=hers.pk).update(revoked_at=clock.now())
    page = browse(zaytuna, alice).get(PAGE).content.decode()
    assert "revoked, " in page
    assert "None" not in page


def test_last_use_is_on_the_page_within_a_minute(
    zaytuna: Desk, bob: Member, browse: Browse, django_capture_on_commit_callbacks: Callable
) -> None:
    client = browse(zaytuna, bob)
    program = Program(zaytuna.host, key_in(client.post(PAGE, fields(client))))
    assert "never used" in client.get(PAGE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        program.get("/tickets/")
    [row] = client.get(PAGE).context["rows"]
    assert clock.now() - row.token.last_used_at < timedelta(minutes=1)
    assert "never used" not in client.get(PAGE).content.decode()


def test_every_token_is_seen_once_from_page_to_page(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        rows = ({"name": f"T{index}", "secret_hash": f"{index:064}", "ends": "0000"} for index in range(120))
        Token.objects.bulk_create(Token(member=alice, scopes=["tickets:read"], **row) for row in rows)
    client, url, seen = browse(zaytuna, alice), PAGE, []
    while url:
        page = client.get(url).context
        seen += [row.token.pk for row in page["rows"]]
        url = PAGE + page["pager"].older if page["pager"].older else ""
    assert len(seen) == len(set(seen)) == 120
    assert client.get(PAGE + "?after=nonsense").status_code == 200


def test_the_list_has_a_fixed_price(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(20):
        token_of(zaytuna, bob, f"T{index}")
    client = browse(zaytuna, alice)
    with django_assert_max_num_queries(PREAMBLE + 5):
        assert client.get(PAGE).status_code == 200
