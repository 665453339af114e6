class NeverOpen(Exception):
    """Nobody is there for more than a year: no end of a time can be told."""


class TooLong(Exception):
    """A time that ends more than `rules.LONGEST` years later is not reckoned."""
