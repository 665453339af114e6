class NotOwn(Exception):
    """The token acts for somebody else, and the member may not revoke other people's."""


class UnknownScope(Exception):
    """No room of that name, or no scope at all."""
