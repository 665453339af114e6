"""Numbers as people say them."""

from django.utils.translation import npgettext


def short(count: int) -> str:
    """`950`, `1.2K`, `3.4M`, as the reader's language shortens them."""
    if count < 1_000:
        return str(count)
    size = 1_000 if count < 999_950 else 1_000_000
    digits = f"{count / size:.1f}".removesuffix(".0")
    whole = 100 if "." in digits else int(digits)  # a broken number takes the form of a hundred
    if size == 1_000:
        said = npgettext("thousands", "%(number)sK", "%(number)sK", whole)
    else:
        said = npgettext("millions", "%(number)sM", "%(number)sM", whole)
    return said % {"number": digits}


def counted_as(count: int) -> int:
    """The number whose plural form stands after `short`: `1.2K` takes that of a thousand, whatever its last digits."""
    return min(count, 1_000)
