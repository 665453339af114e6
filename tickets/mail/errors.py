class MailTooLarge(Exception):
    """The mail is over the limit of size."""


class NotQuarantined(Exception):
    """The mail is not, or no longer, in quarantine."""


class TooMany(Exception):
    """The sender opened too many tickets in too short a time."""


class LostLease(Exception):
    """Another worker took the mail over while this one was at it."""
