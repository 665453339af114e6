"""Several things in one line."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from helpdesk.web import listing


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_things_stand_in_one_line_and_empty_ones_are_left_out() -> None:
    assert listing.listed(["Repair", "", "Voucher", 3]) == "Repair, Voucher, 3"
    assert listing.listed([]) == ""


def test_each_language_sets_them_apart_as_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "pgettext", lambda context, text: text.replace(",", "،"))
    assert listing.listed(["إصلاح", "قسيمة"]) == "إصلاح، قسيمة"
