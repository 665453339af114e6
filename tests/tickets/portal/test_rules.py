from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.portal.rules import keys, networks, origins, stamps
from tickets.portal.rules.keys import Purpose

LINK, SECRET, OTHER = uuid4(), b"one", b"two"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_opens_its_link_for_its_purpose(purpose: Purpose) -> None:
    assert keys.read(keys.write(LINK, purpose, SECRET), [SECRET]) == (LINK, purpose)


def test_a_key_says_nothing_under_another_secret_and_lives_on_under_an_old_one() -> None:
    key = keys.write(LINK, Purpose.MAIL, SECRET)
    assert keys.read(key, [OTHER]) is None
    assert keys.read(key, [OTHER, SECRET]) == (LINK, Purpose.MAIL)


def test_no_letter_of_a_key_can_be_changed() -> None:
    key = keys.write(LINK, Purpose.PAGE, SECRET)
    for place, letter in enumerate(key):
        other = "A" if letter != "A" else "B"
        assert keys.read(key[:place] + other + key[place + 1 :], [SECRET]) is None


@given(st.text())
def test_any_other_text_is_no_key(text: str) -> None:
    assert keys.read(text, [SECRET]) is None
    assert stamps.read(text, "form", [SECRET]) is None


def test_the_same_link_has_other_keys_for_other_purposes() -> None:
    assert len({keys.write(LINK, purpose, SECRET) for purpose in Purpose}) == 3


def test_a_stamp_is_good_for_its_use_only() -> None:
    text = stamps.write(LINK, NOON, "form", SECRET)
    assert stamps.read(text, "form", [OTHER, SECRET]) == stamps.Stamp(LINK, NOON)
    assert stamps.read(text, "answer", [SECRET]) is None
    assert stamps.read(text, "form", [OTHER]) is None
    assert stamps.read(text.replace(LINK.hex[:4], "0000"), "form", [SECRET]) is None or LINK.hex[:4] == "0000"


@pytest.mark.parametrize(("seconds", "age"), [(1, "hasty"), (3, "good"), (12 * 3600, "good"), (12 * 3600 + 1, "old")])
def test_a_stamp_knows_how_old_it_is(seconds: int, age: str) -> None:
    stamp = stamps.Stamp(UUID(int=1), NOON)
    assert stamp.age(NOON + timedelta(seconds=seconds), least=timedelta(seconds=3)) == age


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somebody", "somebody"),
    ],
)
def test_neighbours_are_counted_together(address: str, network: str) -> None:
    assert networks.network_of(address) == network


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("https://shop.example", "https://shop.example"),
        (" Shop.Example/contact?x=1 ", "https://shop.example"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://متجر.example", "https://xn--pgbep1f.example"),
    ],
)
def test_a_site_is_written_as_a_browser_names_it(typed: str, named: str) -> None:
    assert origins.origin(typed) == named


@pytest.mark.parametrize(
    "typed", ["", "ftp://x.example", "javascript://x", "https://*.example", "a b.example", "https://u:p@x.example",
              "x.example;script-src *", "https://x.example:99999", "a" * 300]
)  # fmt: skip
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        origins.origin(typed)


@pytest.mark.parametrize(
    ("sites", "value"),
    [
        ([], "*"),
        (["https://a.example", "https://b.example"], "https://a.example https://b.example"),
        (["https://a.example", "*; script-src *"], "https://a.example"),
        (["nonsense"], "'none'"),
    ],
)
def test_only_named_sites_may_show_the_frame(sites: list[str], value: str) -> None:
    assert origins.ancestors(sites) == value
