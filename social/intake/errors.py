class Refused(Exception):
    """What was pushed at us is not kept."""


class UnknownNetwork(Refused):
    """No network of this name pushes to this desk."""


class NotSigned(Refused):
    """The network did not sign these bytes, or this desk has no secret to tell."""


class TooLarge(Refused):
    """More than a network pushes at once."""


class LostLease(Exception):
    """Another worker took the work over."""


class NotQuarantined(Exception):
    """It waits already, or was read."""
