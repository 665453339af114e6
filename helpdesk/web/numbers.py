"""Numbers as people say them."""


def short(count: int) -> str:
    """`950`, `1.2K`, `3.4M`."""
    for size, sign in ((1_000_000, "M"), (1_000, "K")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + sign
    return str(count)


def counted_as(count: int) -> int:
    """The number whose plural form stands after `short`: `1.2K` takes that of a thousand, whatever its last digits."""
    return min(count, 1_000)
