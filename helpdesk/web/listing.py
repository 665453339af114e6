"""Several things in one line, as the reader's language sets them apart."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(parts: Iterable[object]) -> str:
    """`Repair, Voucher, SAR`; what is empty is left out."""
    return pgettext("between two things of a list", ", ").join(text for part in parts if (text := str(part)))
