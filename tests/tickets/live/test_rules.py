import json
import time
import uuid

import pytest

from tenants.isolation.ids import uuid7
from tickets.live import rules
from tickets.live.rules import News

# Fixed, since they name tests, and every worker must collect the same.
NEWS = News(
    uuid.UUID("01a20133-3a63-7fb6-9d62-e6d381023175"),
    uuid.UUID("01a20133-3a64-702e-8b03-eee632d97b4e"),
    "messages.noted",
)


def test_what_is_packed_is_unpacked() -> None:
    assert rules.unpack(rules.pack(NEWS)) == NEWS


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "null",
        '{"id": 7, "ticket": 8, "verb": "a.b"}',
        json.dumps({"id": str(NEWS.id), "ticket": str(NEWS.ticket_id)}),
        json.dumps({"id": str(NEWS.id), "ticket": str(NEWS.ticket_id), "verb": "The sofa is torn"}),
        json.dumps({"id": str(NEWS.id), "ticket": str(NEWS.ticket_id), "verb": "a." + "b" * 80}),
    ],
)
def test_nothing_but_ids_and_a_verb_passes_on(said: str) -> None:
    assert rules.unpack(said) is None


def test_a_channel_is_one_company_by_its_exact_name() -> None:
    tenant_id = uuid.uuid4()
    assert rules.tenant_of(rules.channel(tenant_id)) == tenant_id
    for other in ("heard:live:*", "heard:live:", f"heard:live:{tenant_id}x", f"x{tenant_id}", tenant_id.hex):
        assert rules.tenant_of(other) is None


def test_a_reader_reads_on_from_ten_seconds_before_what_he_saw() -> None:
    now = int(time.time() * 1000)
    first = rules.reads_from(str(rules.first_id(now - 60_000)), "", now_ms=now)
    assert first == rules.first_id(now - 70_000)
    assert first is not None
    assert first < uuid7()


def test_a_page_reads_on_from_ten_seconds_before_it_was_drawn() -> None:
    now = 1_800_000_000_000
    assert rules.reads_from("", "1799999990", now_ms=now) == rules.first_id(now - 20_000)


@pytest.mark.parametrize("last", ["", "x", "7afdf4e3-5eb1-4782-9a73-3fc45a99356d", str(rules.first_id(0))])
@pytest.mark.parametrize("since", ["", "x", "-1", "1", "9" * 11 + "9", "٣"])
def test_who_told_nothing_of_use_or_was_away_too_long_looks_at_everything(last: str, since: str) -> None:
    assert rules.reads_from(last, since, now_ms=1_800_000_000_000) is None


def test_an_id_of_tomorrow_skips_nothing() -> None:
    now = 1_800_000_000_000
    assert rules.reads_from(str(rules.first_id(now + 86_400_000)), "", now_ms=now) == rules.first_id(now - 10_000)


def test_ids_of_one_moment_lie_behind_its_first() -> None:
    before = rules.first_id(int(time.time() * 1000) - 1)
    assert before < uuid7() < rules.first_id(int(time.time() * 1000) + 1000)


@pytest.mark.parametrize(
    ("host", "platform", "origin"),
    [
        ("zaytuna.localhost:9000", "http://localhost:8000", "http://zaytuna.localhost:8000"),
        ("zaytuna.desk.example", "https://desk.example", "https://zaytuna.desk.example"),
        ("Help.Zaytuna.example.", "https://desk.example", "https://help.zaytuna.example"),
    ],
)
def test_the_origin_of_a_companys_pages_follows_its_host(host: str, platform: str, origin: str) -> None:
    assert rules.origin(host, platform) == origin


@pytest.mark.parametrize(
    ("asker", "site", "may"),
    [
        ("https://a.example", "same-site", True),
        ("", "same-origin", True),
        ("", "", True),
        ("https://b.example", "same-site", False),
        ("null", "", False),
        ("", "same-site", False),
        ("", "cross-site", False),
    ],
)
def test_only_the_pages_own_origin_may_ask(asker: str, site: str, may: bool) -> None:
    assert rules.comes_from(asker, site, "https://a.example") is may


def test_an_event_is_one_line_of_ids() -> None:
    frame = rules.change_frame(NEWS, 12).decode()
    assert frame.startswith(f"id: {NEWS.id}\nevent: change\ndata: {{")
    assert frame.endswith('"number":12,"verb":"messages.noted"}\n\n')
