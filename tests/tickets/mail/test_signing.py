"""Reply addresses and Message-IDs are read back, and nothing else passes for one."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.mail.rules.signing import looks_like_ours, message_id, read_message_id, read_reply_address, reply_address

KEY, OTHER_KEY = b"zaytuna" * 5, b"tapuz" * 7
MESSAGE = UUID("0192f0c1-7d4e-7abc-8def-0123456789ab")
ADDRESS = reply_address("support@zaytuna.example", 4812, KEY)
ID = message_id(MESSAGE, 4812, "zaytuna.example", KEY)

numbers = st.integers(min_value=1, max_value=10**9)


@settings(deadline=None)
@given(numbers)
def test_a_reply_address_reads_back(number: int) -> None:
    assert read_reply_address(reply_address("support@zaytuna.example", number, KEY), KEY) == number


@settings(deadline=None)
@given(numbers, st.uuids())
def test_a_message_id_reads_back(number: int, uuid: UUID) -> None:
    assert read_message_id(message_id(uuid, number, "zaytuna.example", KEY), KEY) == (number, uuid)


def test_the_shape_is_fixed() -> None:
    box, _, rest = ADDRESS.partition("+4812.")
    assert box == "support"
    assert rest.endswith("@zaytuna.example")
    assert len(rest.partition("@")[0]) == 16
    assert ID.startswith("<heard.0192f0c17d4e7abc8def0123456789ab.4812.")
    assert message_id(MESSAGE, 4812, "zaytuna.example", KEY) == ID


@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase, lambda value: f"  {value}\r\n"])
def test_letter_case_and_space_around_do_not_matter(change) -> None:  # type: ignore[no-untyped-def]
    assert read_reply_address(change(ADDRESS), KEY) == 4812
    assert read_message_id(change(ID), KEY) == (4812, MESSAGE)
    assert read_message_id(ID.strip("<>"), KEY) == (4812, MESSAGE)


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("value", [ADDRESS, ID])
def test_every_flipped_bit_is_refused(value: str, bit: int) -> None:
    for position in range(len(value)):
        flipped = bytearray(value.encode())
        flipped[position] ^= 1 << bit
        changed = flipped.decode("latin-1")
        if changed.lower() == value or changed.strip("<> \t\r\n") == value.strip("<>"):
            continue
        assert read_reply_address(changed, KEY) is None, changed
        assert read_message_id(changed, KEY) is None, changed


@settings(deadline=None)
@given(st.data())
def test_every_truncation_and_insertion_is_refused(data: st.DataObject) -> None:
    value = data.draw(st.sampled_from([ADDRESS, ID]))
    start = data.draw(st.integers(0, len(value) - 1))
    end = data.draw(st.integers(start, len(value)))
    insert = data.draw(st.text(max_size=3))
    changed = value[:start] + insert + value[end:]
    if changed.strip("<> \t\r\n").lower() != value.strip("<>"):
        assert read_reply_address(changed, KEY) is None
        assert read_message_id(changed, KEY) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_is_refused_quietly(value: str) -> None:
    assert read_reply_address(value, KEY) is None
    assert read_message_id(value, KEY) is None


def test_another_tenants_key_opens_nothing() -> None:
    assert read_reply_address(ADDRESS, OTHER_KEY) is None
    assert read_message_id(ID, OTHER_KEY) is None


def test_a_token_serves_one_ticket_one_use_and_one_box() -> None:
    token = ADDRESS.partition(".")[2].partition("@")[0]
    mail_token = ID.split(".")[3].partition("@")[0]
    assert token != mail_token
    for forged in (
        f"support+4813.{token}@zaytuna.example",
        f"support+04812.{token}@zaytuna.example",
        f"support+٤٨١٢.{token}@zaytuna.example",
        f"sales+4812.{token}@zaytuna.example",
        f"support+4812.{token}@tapuz.example",
        f"support+4812.{mail_token}@zaytuna.example",
        f"support+4812.{'a' * 16}@zaytuna.example",
        "support+4812@zaytuna.example",
        "support+4812.@zaytuna.example",
    ):
        assert read_reply_address(forged, KEY) is None
    assert read_message_id(ID.replace(mail_token, token), KEY) is None
    assert read_message_id(ID.replace("4812", "4813"), KEY) is None


def test_a_mailbox_with_a_plus_keeps_it() -> None:
    assert read_reply_address(reply_address("help+vip@zaytuna.example", 7, KEY), KEY) == 7


def test_the_shape_of_ours_is_recognised_without_a_key() -> None:
    assert looks_like_ours(ID)
    assert not looks_like_ours("<CAF=x@mail.gmail.example>")
