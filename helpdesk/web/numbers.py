"""Numbers as people say them."""


def short(count: int) -> str:
    """`950`, `1.2K`, `3.4M`."""
    for size, sign in ((1_000_000, "M"), (1_000, "K")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + sign
    return str(count)
