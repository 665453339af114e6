class NotAnIntent(Exception):
    """We do not know such an intent."""


class NotALanguage(Exception):
    """Nobody is offered such a language."""
