"""Amounts as people type them in three languages, and as they are said; the days on which periods begin."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.recovery import money, periods
from tickets.recovery.money import BadAmount


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("12.5", "SAR", 1250),
        ("12,5", "SAR", 1250),
        ("١٢٫٥", "SAR", 1250),
        ("۱۲٫۵۰", "SAR", 1250),
        ("١٬٢٣٤٫٥٠", "SAR", 123450),
        ("1,234", "SAR", 123400),
        ("1,234.50", "SAR", 123450),
        ("1.234,50", "SAR", 123450),
        ("1 234", "SAR", 123400),
        ("12,345,678", "SAR", 1234567800),
        ("SAR 50", "SAR", 5000),
        ("٥٠ ر.س.", "SAR", 5000),
        ("₪ 50", "ILS", 5000),
        ("\u200f50 ₪", "ILS", 5000),
        ("1.234", "KWD", 1234),
        ("1,234.567", "KWD", 1234567),
        ("500", "JPY", 500),
        ("0", "SAR", 0),
        (".5", "SAR", 50),
        ("5.00", "JPY", 5),
        ("0.500", "SAR", 50),
    ],
)
def test_what_is_typed_is_read(typed: str, currency: str, amount: int) -> None:
    assert money.parse(typed, currency) == amount


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        *(("", "SAR"), ("-5", "SAR"), ("−5", "SAR"), ("five", "SAR"), ("1.234", "SAR"), ("12.345", "SAR")),
        *(("1,234", "KWD"), ("1.5", "JPY"), ("1e5", "SAR"), ("1,23,456", "SAR"), ("1.2.3", "SAR"), ("5 5", "SAR")),
        *(("1.500", "SAR"), ("١٠٠.٠٠٠", "SAR"), ("1.000", "JPY"), ("12.000", "IQD")),
        *(("NaN", "SAR"), ("9" * 39, "SAR"), ("50 USD", "SAR"), ("½", "SAR"), ("5\x00", "SAR"), ("=5", "SAR")),
    ],
)
def test_what_could_mean_something_else_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(BadAmount) as refused:
        money.parse(typed, currency)
    assert str(refused.value.message)


@given(st.integers(0, money.MOST), st.sampled_from(["SAR", "KWD", "JPY", "ILS", "USD"]))
def test_what_is_written_for_machines_is_read_back(amount: int, currency: str) -> None:
    assert money.parse(money.plain(amount, currency), currency) == amount


@given(st.text(max_size=60))
def test_no_text_breaks_it(typed: str) -> None:
    try:
        assert 0 <= money.parse(typed, "SAR") <= money.MOST
    except BadAmount:
        pass


def test_it_is_said_in_each_language() -> None:
    assert money.said(123450, "SAR", "en") == "SAR\u00a01,234.50"
    assert money.said(123450, "ILS", "he") == "\u200f1,234.50\u00a0\u200f₪"
    assert "1,234.50" in money.said(123450, "SAR", "ar")
    assert "ر.س" in money.said(123450, "SAR", "ar")
    assert money.said(1234, "KWD", "en") == "KWD\u00a01.234"
    assert money.said(500, "JPY", "xx") == "¥500"


@pytest.mark.parametrize(
    ("period", "day", "weekend", "start"),
    [
        ("month", date(2026, 11, 22), [5, 6], date(2026, 11, 1)),
        ("day", date(2026, 11, 22), [5, 6], date(2026, 11, 22)),
        ("week", date(2026, 11, 22), [5, 6], date(2026, 11, 22)),  # a Sunday
        ("week", date(2026, 11, 21), [5, 6], date(2026, 11, 15)),
        ("week", date(2026, 11, 22), [6, 7], date(2026, 11, 16)),
        ("week", date(2026, 11, 22), [5], date(2026, 11, 21)),
        ("week", date(2026, 11, 22), [], date(2026, 11, 16)),
    ],
)
def test_a_period_begins_with_the_companys_own_week(period: str, day: date, weekend: list[int], start: date) -> None:
    assert periods.starts_on(period, day, weekend) == start


def test_the_day_is_that_of_the_companys_zone() -> None:
    late = datetime(2026, 3, 31, 21, 0, tzinfo=UTC)
    assert periods.today(late, "Asia/Riyadh") == date(2026, 4, 1)
    assert periods.today(late, "America/New_York") == date(2026, 3, 31)
