from django.utils.functional import Promise

from helpdesk.lib.refusal import Refusal


class Removed(Exception):
    """The member is no longer of this company."""


class Archived(Exception):
    """This status or category is not offered here: it was archived, or it is a status of another kind."""


class Nameless(Exception):
    """A status or a category needs a name in one language at least."""


class CannotSnooze(Exception):
    """Only what is not solved is laid aside, until a time to come."""


class RequesterStays(Refusal):
    """Something hangs on who asks. `message` says what, and who may change it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message
