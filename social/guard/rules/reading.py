"""All that the rules have to say of a text, in its order."""

from social.guard.rules import phrased, private
from social.guard.rules.spotting import Spot, Text, merged


def read(text: str) -> list[Spot]:
    """Offers, favours, private data, quarrel: what is of one kind and overlaps, once."""
    looked = Text(text)
    return merged([*phrased.spots(looked), *private.spots(looked)])
