"""What the eye takes for one another: zaytuna, zay-tuna and zayt0na have one look, and two tenants never share it."""

from django.db.models import Func

_FROM, _TO = "01345789iu", "oleastbglo"  # o and u: one letter in Arabic and Hebrew, and two spellings of one name
_PAIRS = (("rn", "m"), ("vv", "w"))


def look(slug: str) -> str:
    """The slug without hyphens, digits read as the letters they resemble."""
    bare = slug.replace("-", "").translate(str.maketrans(_FROM, _TO))
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare


class Look(Func):
    """`look` as the database computes it, for the unique index."""

    template = (
        f"replace(replace(translate(replace(%(expressions)s, '-', ''), '{_FROM}', '{_TO}'), "
        f"'{_PAIRS[0][0]}', '{_PAIRS[0][1]}'), '{_PAIRS[1][0]}', '{_PAIRS[1][1]}')"
    )
    arity = 1
